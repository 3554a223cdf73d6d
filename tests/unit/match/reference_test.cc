// The matcher against plain loops: in plain ASCII text whose tokens end at quotes, commas and the
// like, a token is a match of a rule just if the rule accepts it as its whole text.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>

#include "detectors/normalize.h"
#include "scanner/match/text.h"
#include "tests/unit/match/random_text.h"
#include "tests/unit/match/support.h"

namespace qingce {
namespace {

using namespace testing_match;

bool is_word(char c) { return is_digit(c) || is_letter(c); }

struct Expected {
  size_t token = 0;
  std::string rule;
  std::string normal;
  bool operator<(const Expected& other) const {
    return std::tie(token, rule, normal) < std::tie(other.token, other.rule, other.normal);
  }
};

std::string random_token(RandomText& random) {
  switch (random.below(9)) {
    case 0:
      return "11010519491231002X";
    case 1:
      return "440524188001010014";
    case 2:
      return "1" + random.digits(10);
    case 3:
      return random.digits(15 + random.below(5));
    case 4:
      return "91350100M000100Y43";
    case 5:
      return "0086139" + random.digits(8);
    case 6:
      return "6222020000000000000";
    case 7:
      return "010" + random.digits(8);
    default:
      return random.digits(1 + random.below(24));
  }
}

TEST(Reference, TokensByPlainLoops) {
  const auto engine = builtin_engine();
  ASSERT_TRUE(engine);
  for (uint64_t seed = 1; seed <= 30; ++seed) {
    RandomText random(seed);
    std::string text;
    std::vector<std::pair<size_t, std::string>> tokens;
    while (text.size() < 20000) {
      text += "\n,;:'\"<>=/|\t"[random.below(12)];
      tokens.emplace_back(text.size(), random_token(random));
      text += tokens.back().second;
    }
    text += "\n";
    std::set<Expected> expected;
    for (const auto& [at, token] : tokens) {
      for (const Rule& rule : engine->rules().rules()) {
        if (rule.context_need == ContextNeed::required || rule.shape == Shape::email) continue;
        if (const auto accepted = evaluate(rule, token))
          expected.insert({at, rule.id, accepted->normal});
      }
    }
    std::set<Expected> found;
    std::set<std::pair<size_t, std::string>> others;
    const Collector collector = scan_text(text, 1000);
    for (const Got& got : collector.matches) {
      size_t token = got.offset;
      while (token > 0 && is_word(text[token - 1])) --token;
      if (!got.has(Evidence::glued)) found.insert({token, got.rule, got.normal});
      for (const std::string& also : got.also) others.insert({token, also});
    }
    for (const Expected& one : expected) {
      EXPECT_TRUE(found.contains(one) || others.contains({one.token, one.rule}))
          << "seed " << seed << ": " << one.rule << " " << one.normal;
    }
    for (const Expected& one : found) {
      EXPECT_TRUE(expected.contains(one))
          << "seed " << seed << ": " << one.rule << " " << one.normal;
    }
  }
}

// The short form of a character's role in text.cc and the table that it stands for.
TEST(Reference, AsciiRolesAgree) {
  for (unsigned b = 0; b < 0x80; ++b) {
    const unsigned char byte = static_cast<unsigned char>(b);
    if (byte == '&') continue;
    const Text text{&byte, 0, 1, 0};
    const Char got = next_char(text, Unit::bytes, 0);
    const AsciiRole role = ascii_role(b);
    EXPECT_EQ(got.cls, role.cls) << b;
    EXPECT_EQ(got.c, role.c) << b;
  }
}

}  // namespace
}  // namespace qingce
