// The proof of a rule set by its own examples; `qingce rules test` and the unit tests run the same
// function.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "detectors/ruleset.h"

namespace qingce {

enum class ExampleKind : uint8_t {
  example,          // must be accepted
  counter_example,  // must not
  placeholder,      // must be accepted with Evidence::placeholder
};

// No value: the rule and the entry's position in its list (from 0).
struct ExampleFailure {
  std::string rule;
  ExampleKind kind = ExampleKind::example;
  size_t index = 0;
};

// Empty: all hold. Every entry goes through evaluate() as one whole value. Any thread.
std::vector<ExampleFailure> test_examples(const RuleSet& rules);

}  // namespace qingce
