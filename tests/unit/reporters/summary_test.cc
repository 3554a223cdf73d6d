#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "golden_case.h"
#include "reporters/text.h"

namespace qingce::test {
namespace {

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

TEST(Summary, NothingFoundIsSaidInTheFixedWords) {
  std::string text = GoldenCase("nothing").summary(Language::zh);
  for (size_t at; (at = text.find("\n  ")) != std::string::npos;) text.erase(at, 3);
  EXPECT_TRUE(contains(
      text,
      "已读取的 1 个对象中未发现；另有 1 个未检查或仅部分检查，不能据此认为其中没有个人信息。"));
}

TEST(Summary, OrderIsVerdictGapsFindingsNextStep) {
  const std::string zh = GoldenCase("company").summary(Language::zh);
  const size_t places[] = {zh.find("\n结论\n"), zh.find("\n未检查项\n"), zh.find("\n发现\n"),
                           zh.find("\n下一步\n")};
  for (size_t i = 0; i < 4; ++i) {
    ASSERT_NE(places[i], std::string::npos);
    EXPECT_TRUE(i == 0 || places[i - 1] < places[i]);
  }
}

TEST(Summary, NeverPromisesAnything) {
  std::string all;
  for (const std::string& name : GoldenCase::names()) {
    const GoldenCase golden(name);
    all += golden.summary(Language::zh) + golden.summary(Language::en);
  }
  for (int i = 0; i < kGapReasons; ++i) {
    const GapReason reason = static_cast<GapReason>(i);
    for (const Text* text : {&gap_text(reason), &gap_advice(reason)})
      all += std::string(text->zh) + std::string(text->en);
  }
  std::transform(all.begin(), all.end(), all.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
  for (const char* word :
       {"clean", "safe", "secure", "no risk", "destroyed", "干净", "安全", "无风险", "已销毁"}) {
    EXPECT_FALSE(contains(all, word)) << word;
  }
}

TEST(Summary, EveryGapReasonHasItsOwnWords) {
  std::set<std::string_view> zh, en;
  for (int i = 0; i < kGapReasons; ++i) {
    zh.insert(gap_text(static_cast<GapReason>(i)).zh);
    en.insert(gap_text(static_cast<GapReason>(i)).en);
  }
  EXPECT_EQ(zh.size(), static_cast<size_t>(kGapReasons));
  EXPECT_EQ(en.size(), static_cast<size_t>(kGapReasons));
}

TEST(Summary, ColoursOnlyIfAsked) {
  const GoldenCase golden("company");
  const std::string plain = golden.summary(Language::zh);
  std::string coloured = golden.summary(Language::zh, true);
  EXPECT_FALSE(contains(plain, "\033"));
  EXPECT_TRUE(contains(coloured, "\033[1m"));
  for (size_t at; (at = coloured.find("\033[")) != std::string::npos;) {
    coloured.erase(at, coloured.find('m', at) + 1 - at);
  }
  EXPECT_EQ(coloured, plain);
}

TEST(Summary, FillLeavesUnknownHolesAlone) {
  EXPECT_EQ(fill("{0} of {1}, {2} {x} {", {"a", "b"}), "a of b, {2} {x} {");
  EXPECT_EQ(fill("{1}{0}", {"{1}", "b"}), "b{1}");
}

// Text that was tampered with in the file must not throw, and must not drive a terminal.
TEST(Summary, HostileTextIsShownHarmlessly) {
  const std::string hostile =
      "a\033[31m\x80\xff\n\xc2\x9b"
      "31mb";
  const GoldenCase golden("nothing", [&](RunFacts& facts, std::vector<ItemChunk>& chunks) {
    facts.targets = {hostile};
    facts.host = hostile;
    chunks[0].objects[0].location = hostile;
    chunks[0].rows[{0, hostile, 0, EvidenceSet(3)}].add(Digest128(), hostile);
  });
  for (const Language language : {Language::zh, Language::en}) {
    const std::string text = golden.summary(language);
    EXPECT_TRUE(contains(text, "31mb"));
    EXPECT_FALSE(contains(text, "\033"));
    EXPECT_FALSE(contains(text, "\xc2\x9b"));
  }
  EXPECT_TRUE(contains(golden.report("json"), "\\u001b[31m\xef\xbf\xbd"));
}

}  // namespace
}  // namespace qingce::test
