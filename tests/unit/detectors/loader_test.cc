// What the loader refuses, where it says so, and in which words.
#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "detectors/rule_loader.h"

namespace qingce {
namespace {

constexpr std::string_view kGood = R"([[rule]]
id = "user.number"
name_zh = "号"
name_en = "number"
shape = "digits"
lengths = [4, 6]
category = "other"
business_class = "none"
sensitivity = { gbt35273 = "no", gbt45574 = "no" }
level = 1
mask = { style = "edges", head = 1, tail = 1 }
source = "none"
source_date = "2026-11-21"
examples = ["1234"]
counter_examples = ["x"]
)";

// The good rule with one line taken away (`key = …`) and one added at its place.
std::string with(std::string_view key, std::string_view line) {
  std::string text(kGood);
  if (!key.empty()) {
    const size_t at = text.find("\n" + std::string(key) + " = ") + 1;
    text.erase(at, text.find('\n', at) - at + 1);
    text.insert(at, line.empty() ? "" : std::string(line) + "\n");
  } else {
    text.append(line).append("\n");
  }
  return text;
}

struct Case {
  std::string text;
  std::string_view message;  // whole
};

TEST(RuleLoader, ErrorsNamePlaceRuleAndFault) {
  const Case table[] = {
      {"", "f:1:1: no [[rule]] here"},
      {"x = 1\n", "f:1:5: unknown key; rules stand under [[rule]]"},
      {"rule = 1\n", "f:1:1: no [[rule]] here"},
      {"rule = []\n", "f:1:1: no [[rule]] here"},
      {"rule = [{id=\"a\"}]\n", "f:1:9: each rule must stand under its own line [[rule]]"},
      {"[rule]\nid = \"a\"\n", "f:1:1: no [[rule]] here"},
      {"[[rule]]\nid = \n", "f:2:6: not valid TOML"},
      {"[[rule]]\nname_zh = \"x\"\n", "f:1:1: id is missing"},
      {"[[rule]]\nid = 5\n", "f:2:6: id must be a string"},
      {"[[rule]]\nid = \"A b\"\n", "f:2:6: id is not of the form letters, digits, '.', '-'"},
      {"[[rule]]\nid = \"a.\"\n", "f:2:6: id is not of the form letters, digits, '.', '-'"},
      {"[[rule]]\nid = \"a\"\n", "f:1:1: rule a: name_zh is missing"},
      {with("", "colour = \"red\""), "f:16:10: rule user.number: unknown key"},
      {with("name_zh", "name_zh = [\"x\"]"), "f:3:11: rule user.number: name_zh must be a string"},
      {with("name_zh", "name_zh = \"\""), "f:3:11: rule user.number: name_zh is empty or too long"},
      {with("shape", "shape = \"digit\""),
       "f:5:9: rule user.number: shape must be one of digits alnum email pattern text"},
      {with("lengths", "lengths = 4"), "f:6:11: rule user.number: lengths must be a list"},
      {with("lengths", "lengths = [6, 4]"), "f:6:15: rule user.number: lengths must ascend"},
      {with("lengths", "lengths = [0]"), "f:6:12: rule user.number: lengths is not within 1..254"},
      {with("lengths", "lengths = [4.0]"), "f:6:12: rule user.number: lengths must be an integer"},
      {with("lengths", ""), "f:1:1: rule user.number: lengths is missing"},
      {with("level", "level = 5"), "f:10:9: rule user.number: level is not within 1..4"},
      {with("level", "level = true"), "f:10:9: rule user.number: level must be an integer"},
      {with("mask", "mask = \"full\""), "f:11:8: rule user.number: mask must be a table"},
      {with("mask", "mask = { shape = 1 }"), "f:11:18: rule user.number: mask has an unknown key"},
      {with("mask", "mask = { head = 9 }"), "f:11:17: rule user.number: mask is not within 0..6"},
      {with("mask", ""), "f:1:1: rule user.number: mask is missing"},
      {with("sensitivity", "sensitivity = { gdpr = \"no\" }"),
       "f:9:24: rule user.number: sensitivity names an unknown profile"},
      {with("sensitivity", "sensitivity = { gbt35273 = \"maybe\" }"),
       "f:9:28: rule user.number: sensitivity must be one of no conditional yes"},
      {with("source_date", "source_date = \"2026-13-01\""),
       "f:13:15: rule user.number: source_date must be YYYY-MM-DD"},
      {with("source_date", "source_date = 2026-11-21"),
       "f:13:15: rule user.number: source_date must be a string"},
      {with("examples", "examples = []"),
       "f:1:1: rule user.number: examples and counter_examples need an entry each"},
      {with("examples", "examples = [\"1234\", \"1234\"]"),
       "f:14:21: rule user.number: examples has an entry twice"},
      {with("examples", "examples = [1234]"),
       "f:14:13: rule user.number: examples must be a string"},
      {with("", "validators = [\"md5\"]"),
       "f:16:15: rule user.number: validators names an unknown validator"},
      {with("", "normal_form = \"lower\""),
       "f:16:15: rule user.number: normal_form names an unknown normal form"},
      {with("", "groupings = [\"4\"]"),
       "f:16:13: rule user.number: groupings has an entry unlike 3-4-4"},
      {with("", "groupings = [\"2--2\"]"),
       "f:16:13: rule user.number: groupings has an entry unlike 3-4-4"},
      {with("", "groupings = [\"2-3\"]"),
       "f:16:13: rule user.number: groupings has an entry of no length in lengths"},
      {with("", "prefixes = [\"tel\"]"),
       "f:16:12: rule user.number: prefixes has a character other than digits + ( ) -"},
      {with("", "trunk = \"00\""), "f:16:9: rule user.number: trunk must be one digit"},
      {with("", "letters_last = \"x\""),
       "f:16:16: rule user.number: letters_last must be upper-case letters"},
      {with("", "extension = 1"), "f:16:13: rule user.number: extension must be true or false"},
      {with("", "pattern = \"a\""),
       "f:1:1: rule user.number: pattern stands only with shape pattern"},
      {with("", "context_need = \"required\""),
       "f:1:1: rule user.number: context is required but no context or field word is given"},
      {with("shape", "shape = \"pattern\""), "f:1:1: rule user.number: pattern is missing"},
      {with("", "pattern = \"a(\""),
       "f:16:11: rule user.number: pattern is no valid regular expression (RE2)"},
      {with("", "pattern = '\\bab'"),
       "f:16:11: rule user.number: pattern uses \\b, \\B, \\A, \\z, ^ or $, which are not "
       "supported"},
      {with("", "pattern = 'ab$'"),
       "f:16:11: rule user.number: pattern uses \\b, \\B, \\A, \\z, ^ or $, which are not "
       "supported"},
      {with("category", "category = \"A B\""),
       "f:7:12: rule user.number: category must be a lower-case word"},
      {std::string(kGood) + std::string(kGood), "f:16:1: rule user.number: this id stands twice"},
  };
  for (const Case& c : table) {
    const auto rules = load_rules(c.text, "f");
    ASSERT_FALSE(rules.ok()) << c.message;
    EXPECT_EQ(rules.error().code, ErrorCode::usage);
    EXPECT_EQ(rules.error().message, c.message);
  }
}

TEST(RuleLoader, GoodRule) {
  const auto rules = load_rules(kGood, "f");
  ASSERT_TRUE(rules.ok()) << rules.error().message;
  ASSERT_EQ(rules->size(), 1u);
  const Rule& rule = rules->front();
  EXPECT_EQ(rule.kind, "user.number");
  EXPECT_EQ(rule.lengths, (std::vector<uint8_t>{4, 6}));
  EXPECT_EQ(rule.toml, kGood);
  EXPECT_EQ(rule.place, "f:1:1");
  EXPECT_EQ(rule.mask, (MaskSpec{MaskStyle::edges, 1, 1}));
}

TEST(RuleLoader, AnchorsInClassesAndEscapesAreFine) {
  for (const std::string_view pattern : {"[$^]a", "a\\$", "[\\]$]b"}) {
    std::string text = with("shape", "shape = \"pattern\"");
    text.append("pattern = '").append(pattern).append("'\n");
    const auto rules = load_rules(text, "f");
    EXPECT_TRUE(rules.ok()) << pattern << (rules.ok() ? "" : rules.error().message);
  }
}

// Line ends, a byte-order mark, text around and inside: the slices stay whole rules.
TEST(RuleLoader, SlicesAreWholeRules) {
  std::string second = with("id", "id = \"user.second\"");
  second.append("context = [\"\"\"\n[[rule]]\nid = no\"\"\"]\n# a comment behind\n");
  const std::string both =
      "# in front\n" + std::string(kGood) + "\n# between\n  " + second + "\n\n";
  const auto rules = load_rules(both, "f");
  ASSERT_TRUE(rules.ok()) << rules.error().message;
  ASSERT_EQ(rules->size(), 2u);
  const auto again = load_rules((*rules)[0].toml + (*rules)[1].toml, "g");
  ASSERT_TRUE(again.ok()) << again.error().message;
  EXPECT_EQ((*again)[0].toml, (*rules)[0].toml);
  EXPECT_EQ((*again)[1].toml, (*rules)[1].toml);
  EXPECT_EQ((*again)[1].context, (*rules)[1].context);
}

TEST(RuleLoader, CrLfAndByteOrderMark) {
  std::string text = "\xEF\xBB\xBF";
  for (const char c : kGood) text.append(c == '\n' ? "\r\n" : std::string(1, c));
  const auto rules = load_rules(text, "f");
  ASSERT_TRUE(rules.ok()) << rules.error().message;
  const auto again = load_rules(rules->front().toml, "f");
  ASSERT_TRUE(again.ok()) << again.error().message;
}

TEST(RuleLoader, BoundsHold) {
  EXPECT_FALSE(load_rules(std::string(kMaxRuleFileBytes + 1, '#'), "f").ok());
  EXPECT_FALSE(load_rules(std::string(100000, '['), "f").ok());
  EXPECT_FALSE(load_rules("a = " + std::string(100000, '['), "f").ok());
  std::string many;
  for (size_t i = 0; i <= kMaxRulesPerFile; ++i) many.append("[[rule]]\n");
  const auto rules = load_rules(many, "f");
  ASSERT_FALSE(rules.ok());
  EXPECT_NE(rules.error().message.find("too many rules"), std::string::npos);
}

}  // namespace
}  // namespace qingce
