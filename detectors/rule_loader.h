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

// Hash bit of a filler, for Rule::placeholder_filter. Five characters are enough to turn most
// candidates away, and it stands before every validation.
inline uint64_t placeholder_bit(std::string_view candidate) {
  if (candidate.empty()) return 1;
  const auto at = [&](size_t i) { return static_cast<unsigned char>(candidate[i]); };
  const size_t size = candidate.size();
  const size_t hash = size + 3u * at(size / 4) + 5u * at(size / 2) + 11u * at(size / 4 * 3) +
                      17u * at(size - 1) + 29u * at(size > 1 ? 1 : 0);
  return uint64_t{1} << (hash % 61);
}

}  // namespace qingce
