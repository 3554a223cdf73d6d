// Rows as reports show them: joined over evidence, one per (object, field, rule).
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "reporters/acceptance.h"
#include "reporters/reporter.h"
#include "scanner/core/finding.h"

namespace qingce {

struct JoinedRow {
  uint64_t object_id = 0;
  ObjectKind kind = ObjectKind::file;  // of the object
  std::string location;
  std::optional<std::string> field;
  uint16_t rule = 0;
  RowValue value;                                // count, sketch and samples over all evidence
  Confidence confidence = Confidence::possible;  // the highest that a match of the row has
  std::array<uint64_t, 3> by_confidence{};       // matches, by Confidence
  std::map<ValueState, uint64_t> by_state;       // matches
  uint64_t column_noise = 0;                     // matches that their column outvotes
  uint64_t rejected = 0;                         // candidates of the rule's shape that did not pass
  const Acceptance* accepted = nullptr;          // of context.accepted, if an entry covers the row
  bool acceptance_lapsed = false;                // an entry would, but for its end or its count
};

// In report order; one row in memory. Stops when the visitor returns false. Usage error if the
// inventory is damaged or its rules are not those of the context.
Status visit_joined_rows(const ReportContext& context,
                         const std::function<bool(const JoinedRow&)>& visit);

// The same for rows that come from elsewhere: of one object, say. Rows of one (object, field, rule)
// must follow one another.
class RowJoiner {
 public:
  RowJoiner(const ReportContext& context, std::function<bool(const JoinedRow&)> visit)
      : context_(context), visit_(std::move(visit)) {}
  // False: stop. The visitor wants no more, or the row's rule is unknown.
  bool add(const StoredRow& row);
  // After the last row. `scanned` is what the stream of rows gave.
  Status finish(Status scanned);

 private:
  bool complete();
  const ReportContext& context_;
  std::function<bool(const JoinedRow&)> visit_;
  JoinedRow joined_;
  bool pending_ = false, unknown_rule_ = false, stopped_ = false;
};

// The confidence of one stored match: field statistics count only where there is a field.
Confidence confidence_of(const Rule& rule, EvidenceSet evidence,
                         const std::optional<std::string>& field, const Statistic& statistic);

Error rules_differ();

}  // namespace qingce
