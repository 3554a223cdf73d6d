// RuleSet: the rules of a run in their fixed order, and their hash. Immutable, shared by all
// threads.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "detectors/rule.h"
#include "scanner/core/result.h"

namespace qingce {

struct RuleOptions {
  std::vector<std::string> files;   // users' rule files; refused if others can write them
  std::vector<std::string> enable;  // ids; empty: all built-in ones
  std::vector<std::string> disable;
};

class RuleSet {
 public:
  // Built-in rules, then users'. Usage error naming file, line, column and rule id; a user rule
  // cannot reuse a built-in id; an unknown id in enable/disable is refused.
  static Result<std::shared_ptr<const RuleSet>> load(const RuleOptions& options);
  // One TOML text (tests, fuzzing). `name` stands in errors.
  static Result<std::shared_ptr<const RuleSet>> parse(std::string_view toml, std::string_view name);

  const std::vector<Rule>& rules() const { return rules_; }
  const Rule& at(uint16_t index) const { return rules_[index]; }
  std::optional<uint16_t> find(std::string_view id) const;
  // 32 hex digits over everything that changes results: rules in order, validators, tables.
  const std::string& hash() const { return hash_; }

 private:
  std::vector<Rule> rules_;
  std::string hash_;
};

// The normal form of `value` if `rule` accepts it as its whole text, else nullopt: separators,
// full-width digits, prefixes and invisible characters are normalised as the matcher does; context
// is not asked for. Used by `qingce digest`, `rules test`.
struct Accepted {
  std::string normal;  // what is digested and masked
  EvidenceSet evidence;
};
std::optional<Accepted> evaluate(const Rule& rule, std::string_view value);

// A spelling taken apart by the rule's prefixes, brackets, separators and extension.
struct Reduced {
  std::string candidate;  // plain ASCII; length and characters fit the rule
  size_t begin = 0;       // the value's span in the spelling: without prefix and extension
  size_t end = 0;
};
// `spelled`: characters in their ASCII roles (normalize.h), separators as ' ' and '-'; the whole of
// it must be one value. All readings that fit, the one without a prefix first; not validated.
// Shapes digits and alnum only.
std::vector<Reduced> reduce(const Rule& rule, std::string_view spelled);

// Runs the rule's validators over a candidate already in plain ASCII without separators and
// prefixes. `normal` receives the normal form on accept and on fail_check. A placeholder is
// accepted whatever the validators say. Rejects a candidate whose length or characters do not fit
// the rule.
Verdict validate(const Rule& rule, std::string_view candidate, EvidenceSet& evidence,
                 std::string& normal);
// The same for a candidate whose length and characters are known to fit.
Verdict validate_shaped(const Rule& rule, std::string_view candidate, EvidenceSet& evidence,
                        std::string& normal);
// Whether a candidate of `length` digits that begins with the digits of `two` (0..99) can be other
// than rejected. false spares a matcher the rest; true says nothing.
bool may_begin(const Rule& rule, size_t length, unsigned two);

}  // namespace qingce
