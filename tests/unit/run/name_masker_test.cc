// Names are data: a value in a file, directory or member name never leaves the process in clear.
#include "scanner/run/name_masker.h"

#include <gtest/gtest.h>

namespace qingce {
namespace {

// The standard's own example (GB 11643-1999), no person's number.
constexpr const char* kId = "11010519491231002X";

struct Fixture : ::testing::Test {
  Fixture() {
    std::array<uint8_t, 32> bytes{};
    bytes.fill(7);
    key = std::make_unique<Key>(Key::from_bytes(bytes));
    digester = std::make_unique<ValueDigester>(*key);
    auto rules = RuleSet::load({});
    EXPECT_TRUE(rules.ok());
    auto engine = MatchEngine::compile(*rules);
    EXPECT_TRUE(engine.ok());
    masker = std::make_unique<NameMasker>(*engine, *digester);
  }
  std::unique_ptr<Key> key;
  std::unique_ptr<ValueDigester> digester;
  std::unique_ptr<NameMasker> masker;
};

TEST_F(Fixture, MasksEveryStepAndAddsSixHexOfTheDigest) {
  const std::string six = digester->digest("cn.resident-id", kId).hex().substr(0, 6);
  const Location file = Location::target("/data/" + std::string(kId), 0).name("a.zip");
  const Location member = file.member("scans/" + std::string(kId) + ".jpg", 0);
  const std::string printed = masker->print(member);
  EXPECT_EQ(printed.find(kId), std::string::npos);
  EXPECT_NE(printed.find("~" + six), std::string::npos);
  EXPECT_NE(printed.find("a.zip!scans/"), std::string::npos);
}

TEST_F(Fixture, ANameWithoutAValueIsPrintedAsItIs) {
  const Location file = Location::target("/srv", 0).name("a").name("report-2026.txt");
  EXPECT_EQ(masker->print(file), file.print());
  EXPECT_TRUE(masker->findings(file).empty());
}

TEST_F(Fixture, TheLastStepsNameYieldsAFindingOfTheNameField) {
  const Location file = Location::target("/srv", 0).name(std::string(kId) + ".pdf");
  const std::vector<Finding> found = masker->findings(file);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].field, "~name");
  EXPECT_FALSE(found[0].offset.has_value());
  EXPECT_EQ(found[0].digest, digester->digest("cn.resident-id", kId));
  EXPECT_EQ(found[0].masked.find(kId), std::string::npos);
}

TEST_F(Fixture, TheCacheOfParentsDoesNotConfuseDirectories) {
  const Location root = Location::target("/srv", 0);
  for (int i = 0; i < 1000; ++i) {
    const Location file = root.name("d" + std::to_string(i)).name("f");
    EXPECT_EQ(masker->print(file), "/srv/d" + std::to_string(i) + "/f");
  }
}

TEST_F(Fixture, TextIsEscapedAndMasked) {
  EXPECT_EQ(masker->text("a\nb"), "a%0Ab");
  EXPECT_EQ(masker->text(kId).find(kId), std::string::npos);
}

}  // namespace
}  // namespace qingce
