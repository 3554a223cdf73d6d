// Reports against files found by name: adding a case is adding files.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "golden_case.h"

namespace qingce::test {
namespace {

class Golden : public testing::TestWithParam<std::string> {};

void compare(const std::string& expected_file, const std::string& actual, int& compared) {
  if (!std::filesystem::exists(expected_file)) return;
  ++compared;
  EXPECT_EQ(actual, slurp(expected_file)) << expected_file;
}

TEST_P(Golden, ReportsEqualTheirFiles) {
  const GoldenCase golden(GetParam());
  const std::string base = std::string(QINGCE_GOLDEN) + "/" + GetParam();
  int compared = 0;
  for (const Reporter* reporter : reporters()) {
    compare(base + "." + std::string(reporter->format()), golden.report(reporter->format()),
            compared);
  }
  compare(base + ".zh.txt", golden.summary(Language::zh), compared);
  compare(base + ".en.txt", golden.summary(Language::en), compared);
  EXPECT_GT(compared, 0) << "a case without anything to compare with";
}

INSTANTIATE_TEST_SUITE_P(Cases, Golden, testing::ValuesIn(GoldenCase::names()),
                         [](const auto& tested) { return tested.param; });

TEST(Reporters, AreFoundByFormat) {
  EXPECT_TRUE(std::is_sorted(
      reporters().begin(), reporters().end(),
      [](const Reporter* a, const Reporter* b) { return a->format() < b->format(); }));
  ASSERT_NE(find_reporter("json"), nullptr);
  ASSERT_NE(find_reporter("findings"), nullptr);
  EXPECT_EQ(find_reporter("xml"), nullptr);
  EXPECT_FALSE(find_reporter("json")->needs_findings());
  EXPECT_TRUE(find_reporter("findings")->needs_findings());
  EXPECT_TRUE(find_reporter("findings")->uses_findings());
  EXPECT_FALSE(find_reporter("sarif")->needs_findings());
  EXPECT_TRUE(find_reporter("sarif")->uses_findings());
}

}  // namespace
}  // namespace qingce::test
