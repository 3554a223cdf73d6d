// Both anchor engines, event by event: bit masks against Hyperscan expressions.
#include "scanner/match/anchors.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace qingce {
namespace {

constexpr std::string_view kUserRule = R"([[rule]]
id = "user.short"
name_zh = "short"
name_en = "short"
shape = "digits"
lengths = [4, 9]
groupings = ["2-2", "1-3-5", "4-5", "2-1-6"]
category = "identity"
business_class = "none"
sensitivity = { gbt35273 = "no", gbt45574 = "no" }
field_words = ["short"]
level = 2
mask = { style = "edges", head = 0, tail = 0 }
source = "test"
source_date = "2026-01-01"
examples = ["1234"]
counter_examples = ["x"]
)";

struct Engines {
  std::unique_ptr<const AnchorFinder> masks;
  std::unique_ptr<const AnchorFinder> hyperscan;
  HsScratch scratch;

  explicit Engines(const RuleSet& rules)
      : masks(AnchorFinder::compile(rules, AnchorEngine::masks)),
        hyperscan(AnchorFinder::compile(rules, AnchorEngine::hyperscan)) {
    if (!masks || !hyperscan || !hyperscan->grow(scratch)) ADD_FAILURE() << "no engine";
  }

  bool agree(std::string_view text, const AnchorOptions& options) {
    // An own copy: reading beyond it is an error that the sanitizer sees.
    const std::vector<unsigned char> copy(text.begin(), text.end());
    AnchorLists ours;
    AnchorLists theirs;
    if (!masks->find(copy.data(), copy.size(), options, scratch, &ours)) return false;
    if (!hyperscan->find(copy.data(), copy.size(), options, scratch, &theirs)) return false;
    const auto same = [](const Anchor& a, const Anchor& b) {
      return a.pos == b.pos && a.kind == b.kind;
    };
    return ours.runs == theirs.runs && std::equal(ours.others.begin(), ours.others.end(),
                                                  theirs.others.begin(), theirs.others.end(), same);
  }
};

Engines& builtin() {
  static Engines engines(**RuleSet::load({}));
  return engines;
}

// What events are made of, and what nearly is.
const std::vector<std::string>& pieces() {
  using namespace std::string_literals;
  static const std::vector<std::string> kPieces = {
      "1"s,
      "7"s,
      "0"s,
      "12"s,
      "345"s,
      "6789"s,
      "138001"s,
      "1234567"s,
      "12345678901234567"s,
      std::string(70, '5'),
      "-"s,
      " "s,
      "a"s,
      "Z"s,
      "x"s,
      "*"s,
      "****"s,
      "***"s,
      "@"s,
      "_"s,
      "."s,
      "&"s,
      "&#"s,
      "&#49;"s,
      "&#57;"s,
      "&#58;"s,
      "&#x31;"s,
      "&#X39;"s,
      "&nbsp;"s,
      "&EN"s,
      "&thinsp"s,
      "&zw"s,
      "&hyphen;"s,
      "&m"s,
      ";"s,
      "\n"s,
      "\x01"s,
      "\0"s,
      "\0\0"s,
      "\0\0\0"s,
      "1\0"s,
      "2\0"s,
      "3\0"s,
      "\0004"s,
      "-\0"s,
      "*\0"s,
      "@\0"s,
      "a\0"s,
      "\0\0\0005"s,
      "6\0\0\0"s,
      "-\0\0\0"s,
      "@\0\0\0"s,
      "\xEF\xBC\x91"s,
      "\xEF\xBC\x99"s,
      "\xEF\xBC\xA0"s,
      "\xEF\xBC\x8D"s,
      "\xEF\xBC\x9A"s,
      "\xE3\x80\x80"s,
      "\xA3\xB1"s,
      "\xA3\xB9"s,
      "\xA3\xC0"s,
      "\xA3\xAD"s,
      "\xA2\xAF"s,
      "\xA2\xB8"s,
      "\xFF\x10"s,
      "\xFF\x19"s,
      "\xFF"s,
      "\xC2\xA0"s,
      "\xC2\xAD"s,
      "\xE2\x80\x8B"s,
      "\xE2\x80\x89"s,
      "\xE2\x80\xAF"s,
      "\xE2\x81\x9F"s,
      "\xE2\x81\xA0"s,
      "\xE2\x88\x92"s,
      "\xEF\xB9\x98"s,
      "\xEF\xBB\xBF"s,
      "\xEF\xB8\x8F"s,
      "\xCD\x8F"s,
      "\xD8\x9C"s,
      "\xE1\xA0\x8E"s,
      "\xA1\xA1"s,
      "\xA1\x40"s,
      "\xA1\xD0"s,
      "\xA8\x43"s,
      "\xA8\x44"s,
      "\xA9\x5C"s,
      "\x81\x30\x84\x32"s,
      "\x81\x30\x85\x32"s,
      "\x81\x36\xA3\x38"s,
      "\x81\x36\xA7\x31"s,
      "\x81\x36\xD3\x31"s,
      "\x84\x31\x95\x33"s,
      "\x20\x0B"s,
      "\x0B\x20"s,
      "\x30\0"s,
      "\0\x30"s,
      "\x22\x12"s,
      "\x12\x22"s,
      "\xFF\x0D"s,
      "\x0D\xFF"s,
      "\xFE\xFF"s,
      "\xFF\xFE"s,
      "\xA0\0"s,
      "\0\xA0"s,
      "\xE4\xBD\xA0"s,
      "138-0013-8000"s,
      "2026-11-22 10:20:30"s,
      "622 0123 456"s,
      "110105 19491231"s,
  };
  return kPieces;
}

std::string random_text(std::mt19937_64& random, size_t size) {
  std::string out;
  // A few pieces each time, so that they repeat and stand together.
  std::vector<size_t> some(2 + random() % 9);
  for (size_t& piece : some) piece = random() % pieces().size();
  while (out.size() < size) {
    const size_t which =
        random() % 16 == 0 ? random() % pieces().size() : some[random() % some.size()];
    const std::string& piece = pieces()[which];
    for (size_t n = random() % 4 == 0 ? 1 + random() % 8 : 1; n > 0; --n) out += piece;
  }
  return out;
}

TEST(Anchors, BothEnginesFindTheSameEventsInDenseMutations) {
  std::mt19937_64 random(20261122);
  for (int i = 0; i < 4000; ++i) {
    const std::string text = random_text(random, 20 + random() % 600);
    const AnchorOptions options{random() % 2 == 0, random() % 4 != 0};
    ASSERT_TRUE(builtin().agree(text, options)) << "text " << i;
  }
}

TEST(Anchors, AtEachAlignmentAndEachLengthOfTheRest) {
  std::mt19937_64 random(7);
  for (size_t shift = 0; shift < 64; ++shift) {
    const std::string text = std::string(shift, 'q') + random_text(random, 200);
    for (size_t cut = 0; cut < 64; ++cut) {
      const std::string_view part = std::string_view(text).substr(0, text.size() - cut);
      ASSERT_TRUE(builtin().agree(part, {cut % 2 == 0, true})) << shift << " " << cut;
    }
  }
}

TEST(Anchors, OneByteChangedAroundEachEvent) {
  std::mt19937_64 random(11);
  for (const std::string& piece : pieces()) {
    std::string text;
    for (int k = 0; k < 9; ++k)
      text += piece + (k % 3 == 2 ? pieces()[random() % pieces().size()] : "");
    text = "1380013 " + text + "9";
    for (size_t i = 0; i < text.size() && i < 120; ++i) {
      std::string changed = text;
      changed[i] = static_cast<char>(random());
      ASSERT_TRUE(builtin().agree(changed, {true, true})) << i;
    }
  }
}

TEST(Anchors, RandomBytes) {
  std::mt19937_64 random(13);
  for (int i = 0; i < 300; ++i) {
    std::string text(1 + random() % 5000, '\0');
    for (char& c : text) c = static_cast<char>(random() % 3 == 0 ? '0' + random() % 10 : random());
    ASSERT_TRUE(builtin().agree(text, {i % 2 == 0, true})) << i;
  }
}

TEST(Anchors, ShortRunsAndGroupsOfUsersRules) {
  const auto rules = RuleSet::parse(kUserRule, "user.toml");
  ASSERT_TRUE(rules) << rules.error().message;
  Engines engines(**rules);
  EXPECT_EQ(shortest_run(**rules), 4u);
  EXPECT_FALSE(rare_groups(**rules, 4).empty());
  std::mt19937_64 random(17);
  for (int i = 0; i < 2000; ++i) {
    const std::string text = random_text(random, 20 + random() % 300);
    ASSERT_TRUE(engines.agree(text, {i % 2 == 0, true})) << i;
  }
}

TEST(Anchors, EmptyAndTiny) {
  for (const std::string_view text : {"", "1", "1234567", "@", "\xEF", "&", "12345678901"}) {
    for (const bool end : {false, true})
      EXPECT_TRUE(builtin().agree(text, {end, true})) << text.size();
  }
}

}  // namespace
}  // namespace qingce
