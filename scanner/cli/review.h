// Review: what the operator has accepted, an older inventory to compare with, and a threshold, for
// scan, report and diff alike.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "reporters/acceptance.h"
#include "reporters/comparison.h"
#include "reporters/reporter.h"
#include "scanner/core/result.h"

namespace qingce {

struct ReviewFlags {
  std::string accepted;  // --accepted FILE
  std::string baseline;  // --baseline INVENTORY
  std::string fail_on;   // --fail-on low|medium|high|critical|count:N
};

// When --fail-on ends a run with exit 1. A row's level is that of its rule (L1 low … L4 critical);
// a row that is only possible is low. A level is met by one row of it or above; a count by that
// many matches of any level. Accepted rows never count; with a baseline only rows that are new,
// grown or changed do.
struct Threshold {
  enum class Kind : uint8_t { none, level, count } kind = Kind::none;
  uint64_t value = 0;
};
Result<Threshold> parse_threshold(std::string_view text);   // "" is none
uint64_t level_of(const JoinedRow& row, const Rule& rule);  // 1..4

class Review {
 public:
  // Reads what the flags name, before any work is done. Usage errors name the flag.
  static Result<Review> open(const ReviewFlags& flags);
  // Puts the accepted rows and, with a baseline, the comparison into `context`. What it then points
  // to lives as long as the review, and the comparison until the next call.
  Status attach(ReportContext& context);
  Result<bool> is_met(const ReportContext& context) const;
  bool has_threshold() const { return threshold_.kind != Threshold::Kind::none; }
  // No list, no baseline, no threshold.
  bool asks_nothing() const { return !accepted_ && !older_ && !has_threshold(); }

 private:
  std::unique_ptr<AcceptanceList> accepted_;
  std::unique_ptr<InventoryReader> older_;
  std::shared_ptr<const RuleSet> older_rules_;
  std::unique_ptr<Comparison> comparison_;
  Threshold threshold_;
};

// Adds matches to a threshold row by row.
class ThresholdCounter {
 public:
  explicit ThresholdCounter(const Threshold& threshold) : threshold_(threshold) {}
  void add(const JoinedRow& row, const Rule& rule, uint64_t matches);
  bool met() const;

 private:
  Threshold threshold_;
  uint64_t highest_ = 0;
  uint64_t matches_ = 0;
};

// Usage error if a file the operator hands in lies inside a target of the inventory that is there.
Status check_outside_targets(const InventoryReader& inventory, std::string_view flag,
                             const std::string& path);

}  // namespace qingce
