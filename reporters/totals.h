// What a report for people says first: how many objects hold what, per rule, and the most telling
// places. One pass over the rows; memory does not grow with them.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "reporters/joined_rows.h"
#include "scanner/inventory/sketch.h"

namespace qingce {

struct RuleTotals {
  uint64_t matches = 0;
  uint64_t places = 0;  // objects of any kind
  uint64_t last_object = UINT64_MAX;
  std::array<uint64_t, 3> by_confidence{};
  Sketch distinct{kGlobalSketchSize};
};

struct Place {
  Sensitivity sensitivity = Sensitivity::no;
  Confidence confidence = Confidence::possible;
  uint64_t matches = 0;
  uint64_t position = 0;  // in report order
  uint16_t rule = 0;
  std::string where;  // printed location with its field
  std::string sample;
};

class Totals {
 public:
  Totals(const RuleSet& rules, size_t places)
      : rules_(rules), kept_places_(places), by_rule_(rules.rules().size()) {}
  static Result<Totals> of(const ReportContext& context, size_t places);

  // Objects by the highest confidence of what is personal in them.
  uint64_t objects(Confidence confidence) const {
    return objects_[static_cast<size_t>(confidence)];
  }
  uint64_t personal_objects() const;
  uint64_t organisation_objects() const { return organisation_objects_; }
  uint64_t other_places() const { return other_places_; }
  bool nothing() const { return position_ == 0; }
  bool nothing_personal() const { return personal_objects() == 0 && !personal_elsewhere_; }
  const std::vector<RuleTotals>& by_rule() const { return by_rule_; }
  // Sensitive ones first, then the more frequent.
  std::vector<uint16_t> rules_found() const;
  const std::vector<Place>& places() const { return places_; }  // more telling first
  const AcceptanceCounts& accepted() const { return accepted_; }

 private:
  void add(const JoinedRow& row);
  void finish();
  void close_object();
  void keep_place(const JoinedRow& row, const Rule& rule);

  const RuleSet& rules_;
  size_t kept_places_;
  std::vector<RuleTotals> by_rule_;
  std::vector<Place> places_;
  AcceptanceCounts accepted_;
  std::array<uint64_t, 3> objects_{};
  uint64_t organisation_objects_ = 0;
  uint64_t other_places_ = 0;  // of pseudo-members, directories and targets: they are no objects
  bool personal_elsewhere_ = false;
  uint64_t object_ = UINT64_MAX;
  uint64_t position_ = 0;
  // Of the object at hand.
  bool counted_ = false;
  std::optional<Confidence> personal_;
  bool organisation_ = false;
};

// Gap reasons, the most frequent first; equal ones in the order of the reasons.
std::vector<std::pair<GapReason, uint64_t>> gaps_by_count(
    const std::map<GapReason, uint64_t>& counts);

}  // namespace qingce
