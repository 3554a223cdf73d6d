// Users' patterns, and rules that compete with built-in ones.
#include <gtest/gtest.h>
#include <re2/re2.h>

#include <random>
#include <string>

#include "tests/unit/match/support.h"

namespace qingce {
namespace {

using namespace testing_match;

std::string rule_text(const std::string& pattern) {
  return R"([[rule]]
id = "user.badge"
name_zh = "工号"
name_en = "Badge"
shape = "pattern"
pattern = ')" +
         pattern + R"('
category = "identity"
business_class = "basic"
sensitivity = { gbt35273 = "no", gbt45574 = "no" }
level = 2
mask = { style = "full" }
source = "user"
source_date = "2026-11-21"
examples = ["x"]
counter_examples = ["y"]
)";
}

std::shared_ptr<const MatchEngine> engine_of(const std::string& pattern, std::string* message) {
  const auto rules = RuleSet::parse(rule_text(pattern), "mine.toml");
  if (!rules) {
    *message = "rules: " + rules.error().message;
    return nullptr;
  }
  auto engine = MatchEngine::compile(*rules);
  if (!engine) {
    *message = engine.error().message;
    EXPECT_EQ(engine.error().code, ErrorCode::usage);
    return nullptr;
  }
  return *engine;
}

TEST(Patterns, ExactSpans) {
  std::string message;
  const auto engine = engine_of("EMP-[0-9]{4,6}", &message);
  ASSERT_TRUE(engine) << message;
  const Collector got = scan_text("x EMP-12345678 EMP-1234,EMP-12", SIZE_MAX / 2, nullptr, engine);
  ASSERT_EQ(got.matches.size(), 2u);
  EXPECT_EQ(got.matches[0].offset, 2u);
  EXPECT_EQ(got.matches[0].length, 10u);
  EXPECT_EQ(got.matches[1].length, 8u);
}

TEST(Patterns, RefusedOnesNameTheRule) {
  for (const std::string pattern :
       {R"(\bEMP[0-9]{4})", "EMP[0-9]+", "^EMP[0-9]{4}", "EMP[0-9]{4}$", R"(\AEMP)", R"(EMP\z)",
        "(EMP)?", "E{600}", R"((a)\1)", "EMP(?=1)"}) {
    std::string message;
    EXPECT_FALSE(engine_of(pattern, &message)) << pattern;
    EXPECT_NE(message.find("user.badge"), std::string::npos) << pattern << ": " << message;
  }
}

// Definition: all longest matches per start, those inside another removed. Here by RE2 anchored at
// every start.
std::vector<std::pair<size_t, size_t>> reference(const RE2& pattern, const std::string& text) {
  std::vector<std::pair<size_t, size_t>> out;
  size_t covered = 0;
  for (size_t at = 0; at < text.size(); ++at) {
    re2::StringPiece found;
    if (!pattern.Match(text, at, text.size(), RE2::ANCHOR_START, &found, 1)) continue;
    if (at + found.size() <= covered) continue;
    covered = at + found.size();
    out.emplace_back(at, found.size());
  }
  return out;
}

TEST(Patterns, AgreeWithReferenceOverTheWholeObject) {
  std::mt19937_64 random(7);
  for (const std::string pattern : {"ab{1,3}a", "a[ab]{2,5}b", "(?:ab|ba){2,4}", "a.{3}b"}) {
    std::string message;
    const auto engine = engine_of(pattern, &message);
    ASSERT_TRUE(engine) << message;
    RE2::Options options;
    options.set_longest_match(true);
    options.set_encoding(RE2::Options::EncodingLatin1);
    const RE2 exact(pattern, options);
    for (int round = 0; round < 20; ++round) {
      // Sparse, so that matches seldom overlap: what overlapping ones become is the competition's
      // part.
      std::string text;
      for (int i = 0; i < 4000; ++i)
        text.push_back(random() % 3 == 0 ? 'a' : random() % 3 == 0 ? 'b' : ' ');
      const auto expected = reference(exact, text);
      std::vector<std::pair<size_t, size_t>> lonely;
      for (size_t i = 0; i < expected.size(); ++i) {
        const bool before =
            i > 0 && expected[i - 1].first + expected[i - 1].second > expected[i].first;
        const bool after = i + 1 < expected.size() &&
                           expected[i].first + expected[i].second > expected[i + 1].first;
        if (!before && !after) lonely.push_back(expected[i]);
      }
      for (const size_t own : {size_t{100000}, size_t{333}}) {
        const Collector got = scan_text(text, own, nullptr, engine);
        for (const auto& span : lonely) {
          const bool found =
              std::any_of(got.matches.begin(), got.matches.end(), [&](const Got& match) {
                return match.offset == span.first && match.length == span.second;
              });
          EXPECT_TRUE(found) << pattern << " at " << span.first;
        }
        EXPECT_LE(got.matches.size(), expected.size());
      }
    }
  }
}

}  // namespace
}  // namespace qingce
