// The built-in rules: their own examples (every vector of the standards for these types is among
// them), and what the design asks of each rule.
#include "detectors/rules_test.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

#include "builtin.h"

namespace qingce {
namespace {

TEST(BuiltinRules, ExamplesHold) {
  const auto rules = builtin();
  for (const ExampleFailure& failure : test_examples(*rules)) {
    ADD_FAILURE() << failure.rule << " kind " << static_cast<int>(failure.kind) << " entry "
                  << failure.index;
  }
}

// Ties between rules go to the earlier one: numbers with a check first.
TEST(BuiltinRules, InOrder) {
  const auto rules = builtin();
  const std::vector<std::string> first = {"cn.resident-id",
                                          "cn.hmt-residence-permit",
                                          "cn.foreign-permanent-resident-card",
                                          "cn.resident-id-15",
                                          "cn.bank-card",
                                          "cn.uscc",
                                          "cn.mobile",
                                          "cn.landline",
                                          "email",
                                          "cn.bank-account"};
  std::vector<std::string> ids;
  for (const Rule& rule : rules->rules()) {
    EXPECT_EQ(rule.order, static_cast<int>(ids.size()));
    ids.push_back(rule.id);
  }
  ASSERT_GT(ids.size(), first.size());
  EXPECT_TRUE(std::equal(first.begin(), first.end(), ids.begin()));
}

TEST(BuiltinRules, EachIsComplete) {
  const auto rules = builtin();
  for (const Rule& rule : rules->rules()) {
    EXPECT_GE(rule.examples.size(), 6u) << rule.id;
    EXPECT_GE(rule.counter_examples.size(), 6u) << rule.id;
    EXPECT_FALSE(rule.context.empty()) << rule.id;
    EXPECT_FALSE(rule.negative_context.empty()) << rule.id;
    EXPECT_FALSE(rule.field_words.empty()) << rule.id;
    EXPECT_EQ(rule.sensitivity.count("gbt35273"), 1u) << rule.id;
    EXPECT_EQ(rule.sensitivity.count("gbt45574"), 1u) << rule.id;
    EXPECT_FALSE(rule.validators.empty()) << rule.id;
    EXPECT_EQ(rule.validators.size(), rule.validator_names.size());
  }
}

// Tables before checksums: once a validator with a check stands, none with only a table follows.
TEST(BuiltinRules, TablesBeforeChecksums) {
  const std::set<std::string> tables = {"cn.division", "cn.division-near", "cn.division-hmt",
                                        "bin",         "phone-plan",       "area-code",
                                        "uscc-region", "foreign-pr"};
  const std::set<std::string> checks = {"mod11-2", "luhn", "org-code-mod11", "uscc-mod31",
                                        "foreign-pr-check"};
  const auto rules = builtin();
  for (const Rule& rule : rules->rules()) {
    bool checked = false;
    for (const std::string& name : rule.validator_names) {
      checked = checked || checks.count(name) != 0;
      EXPECT_FALSE(checked && tables.count(name) != 0) << rule.id << ' ' << name;
    }
  }
}

TEST(BuiltinRules, TraitsFollowFromTheValidators) {
  const auto rules = builtin();
  const auto traits = [&](std::string_view id) {
    const Rule& rule = rule_of(*rules, id);
    return std::string(rule.has_check ? "C" : "-") + (rule.has_table ? "T" : "-") +
           (rule.self_evident ? "S" : "-") + (rule.conclusive ? "X" : "-");
  };
  EXPECT_EQ(traits("cn.resident-id"), "CT-X");
  EXPECT_EQ(traits("cn.hmt-residence-permit"), "CT-X");
  EXPECT_EQ(traits("cn.resident-id-15"), "-T--");
  EXPECT_EQ(traits("cn.foreign-permanent-resident-card"), "CT--");
  EXPECT_EQ(traits("cn.bank-card"), "CT--");
  EXPECT_EQ(traits("cn.uscc"), "CT--");
  EXPECT_EQ(traits("cn.mobile"), "-TS-");
  EXPECT_EQ(traits("cn.landline"), "-TS-");
  EXPECT_EQ(traits("email"), "-TS-");
  EXPECT_EQ(traits("cn.bank-account"), "----");
}

TEST(TestExamples, ReportsRuleAndPositionOnly) {
  const auto rules = RuleSet::parse(R"([[rule]]
id = "user.number"
name_zh = "号"
name_en = "number"
shape = "digits"
lengths = [4]
category = "other"
business_class = "none"
sensitivity = { gbt35273 = "no", gbt45574 = "no" }
level = 1
mask = { style = "full" }
source = "none"
source_date = "2026-11-21"
examples = ["1234", "12345", "123 4"]
counter_examples = ["4321", "x"]
placeholders = ["0000", "00000"]
)",
                                    "user.toml");
  ASSERT_TRUE(rules.ok()) << rules.error().message;
  const auto failures = test_examples(**rules);
  ASSERT_EQ(failures.size(), 4u);
  EXPECT_EQ(failures[0].rule, "user.number");
  EXPECT_EQ(failures[0].kind, ExampleKind::example);
  EXPECT_EQ(failures[0].index, 1u);
  EXPECT_EQ(failures[1].index, 2u);
  EXPECT_EQ(failures[2].kind, ExampleKind::counter_example);
  EXPECT_EQ(failures[2].index, 0u);
  EXPECT_EQ(failures[3].kind, ExampleKind::placeholder);
  EXPECT_EQ(failures[3].index, 1u);
}

}  // namespace
}  // namespace qingce
