// Dispatch: which rules take a run of N digits, a token of N letters and digits, or groups of these
// sizes. Built once per rule set; immutable; any thread.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "detectors/ruleset.h"

namespace qingce {

inline constexpr size_t kLongestRun = 64;  // digits; a longer run is no candidate at all

// One way in which a run of digits may be a rule's value.
struct RunReading {
  uint16_t rule = 0;
  bool letter = false;  // one of the rule's letters follows the run and belongs to the value
  bool plus = false;    // the prefix is written with '+'
  bool needs_prefix =
      false;  // only behind a prefix that stands apart ("+86 10…"): the trunk is put before
  std::string prefix;  // digits at the run's begin that do not belong to the value
  std::string trunk;   // put before the value
  bool asks = false;   // the rule asks for a word beside the value, or for its field
  // Bit n: a value may begin with the two digits of n.
  std::array<uint64_t, 2> leads{~uint64_t{0}, ~uint64_t{0}};
  bool may_begin(unsigned two) const { return ((leads[two >> 6] >> (two & 63)) & 1) != 0; }
};

// A rule of letters and digits for tokens of one length.
struct TokenReading {
  uint16_t rule = 0;
  bool asks = false;
  std::array<uint64_t, 2> leads{};  // of tokens that are digits only
  bool may_begin(unsigned two) const { return ((leads[two >> 6] >> (two & 63)) & 1) != 0; }
};

// A prefix that may be written without a gap: "86", "+86", "0086"; not "(86)", "86-".
struct AttachedPrefix {
  std::string digits;
  bool plus = false;  // '+' must stand before it
};

struct Grouping {
  uint16_t rule = 0;
  std::vector<uint8_t> sizes;  // at least two
};

class Dispatch {
 public:
  explicit Dispatch(const RuleSet& rules);

  const std::vector<RunReading>& run(size_t digits) const { return run_[digits]; }
  // Of these, the ones for a run that stands alone: without '+', separate prefix or final letter.
  const std::vector<RunReading>& plain(size_t digits) const { return plain_[digits]; }
  // Those that ask for a word or a field come last.
  const std::vector<TokenReading>& token(size_t characters) const { return token_[characters]; }
  const std::vector<Grouping>& groupings() const { return groupings_; }
  const std::vector<Grouping>& token_groupings() const { return token_groupings_; }
  // Whether a group of this size occurs in some grouping, its prefix included.
  bool group_size(size_t digits) const { return digits <= kLongestRun && group_size_[digits]; }
  bool token_group_size(size_t size) const {
    return size <= kLongestRun && token_group_size_[size];
  }
  // Rules with grouping "any": one separator between any two characters.
  const std::vector<uint16_t>& any_grouping() const { return any_; }
  const std::vector<uint16_t>& digit_rules() const { return digit_rules_; }
  const std::vector<uint16_t>& email_rules() const { return email_; }
  // The digits of the rule's prefixes, without '+' and brackets, longest first.
  const std::vector<std::string>& prefix_digits(uint16_t rule) const { return prefixes_[rule]; }
  const std::vector<AttachedPrefix>& attached_prefixes(uint16_t rule) const {
    return attached_[rule];
  }
  // The rule's examples as candidates: what the hidden characters of a masked value are filled
  // from.
  const std::vector<std::string>& fillers(uint16_t rule) const { return fillers_[rule]; }
  // Whether a value of this first character counts as the rule's candidate when a validator turns
  // it away. A rule that is told from others by its first character (mobile 1, landline 0:
  // `self_evident`) takes its examples' first characters; other rules take any.
  bool plausible(uint16_t rule, char first) const {
    return leads_[rule][static_cast<unsigned char>(first) & 127];
  }

 private:
  void add_digits(const RuleSet& rules, uint16_t index);
  void add_run_readings(const Rule& rule, uint16_t index, size_t length);

  std::array<std::vector<RunReading>, kLongestRun + 1> run_;
  std::array<std::vector<RunReading>, kLongestRun + 1> plain_;
  std::array<std::vector<TokenReading>, kLongestRun + 1> token_;
  std::vector<Grouping> groupings_;
  std::vector<Grouping> token_groupings_;
  std::array<bool, kLongestRun + 1> group_size_{};
  std::array<bool, kLongestRun + 1> token_group_size_{};
  std::vector<uint16_t> any_;
  std::vector<uint16_t> digit_rules_;
  std::vector<uint16_t> email_;
  std::vector<std::vector<std::string>> prefixes_;
  std::vector<std::vector<AttachedPrefix>> attached_;
  std::vector<std::vector<std::string>> fillers_;
  std::vector<std::array<bool, 128>> leads_;
};

}  // namespace qingce
