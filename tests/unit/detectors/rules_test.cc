// The built-in rules against their own examples, which hold every vector of the standards for these types.
#include "detectors/rules_test.h"

#include <gtest/gtest.h>

#include <string>

namespace qingce {
namespace {

std::shared_ptr<const RuleSet> builtin() {
  auto rules = RuleSet::load({});
  EXPECT_TRUE(rules.ok()) << rules.error().message;
  return rules.ok() ? *rules : nullptr;
}

TEST(BuiltinRules, ExamplesHold) {
  const auto rules = builtin();
  ASSERT_NE(rules, nullptr);
  for (const ExampleFailure& failure : test_examples(*rules)) {
    ADD_FAILURE() << failure.rule << " kind " << static_cast<int>(failure.kind) << " entry " << failure.index;
  }
}

}  // namespace
}  // namespace qingce
