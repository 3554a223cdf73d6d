// The built-in rules, for the tests of this folder.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string_view>

#include "detectors/ruleset.h"

namespace qingce {

inline std::shared_ptr<const RuleSet> builtin() {
  auto rules = RuleSet::load({});
  EXPECT_TRUE(rules.ok()) << (rules.ok() ? "" : rules.error().message);
  return rules.ok() ? *rules : nullptr;
}

inline const Rule& rule_of(const RuleSet& rules, std::string_view id) {
  const auto index = rules.find(id);
  EXPECT_TRUE(index.has_value()) << id;
  return rules.at(index.value_or(0));
}

}  // namespace qingce
