// TOML text -> rules. Strict: an unknown key, a wrong type, an unknown validator, a missing part or
// a value out of its range is an error, so that a misspelt line never switches a rule off silently.
// Any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "detectors/rule.h"
#include "scanner/core/result.h"

namespace qingce {

// Bounds of one rule file (users write them; the loader is fuzzed).
inline constexpr size_t kMaxRuleFileBytes = size_t{1} << 20;
inline constexpr size_t kMaxRulesPerFile = 1000;

// Every [[rule]] of the text, in its order. `name` stands in errors: "name:line:column: rule ID:
// what is wrong". Each Rule::toml is the rule's own lines; their concatenation parses to the same
// rules.
Result<std::vector<Rule>> load_rules(std::string_view toml, std::string_view name);

// The same of a file of the operator. Usage error if it is no regular file, is larger than
// kMaxRuleFileBytes, or if group or others can write it.
Result<std::vector<Rule>> load_rule_file(const std::string& path);

// Hash bit of a filler, for Rule::placeholder_filter.
inline uint64_t placeholder_bit(std::string_view candidate) {
  uint64_t hash = candidate.size();
  for (const char c : candidate) hash = hash * 31 + static_cast<unsigned char>(c);
  return uint64_t{1} << (hash % 61);
}

}  // namespace qingce
