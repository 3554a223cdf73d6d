#include "reporters/joined_rows.h"

#include <algorithm>

#include "detectors/confidence.h"
#include "scanner/core/message.h"

namespace qingce {
namespace {

bool same_row(const JoinedRow& joined, const StoredRow& row) {
  return joined.object_id == row.object_id && joined.field == row.key.field &&
         joined.rule == row.key.rule;
}

void begin(JoinedRow& joined, const StoredRow& row) {
  joined = {};
  joined.object_id = row.object_id;
  joined.kind = row.kind;
  joined.location = row.location;
  joined.field = row.key.field;
  joined.rule = row.key.rule;
  const Statistic& s = row.statistic;
  joined.rejected = s.candidates > s.passed ? s.candidates - s.passed : 0;
}

void join(JoinedRow& joined, const StoredRow& row, const Rule& rule) {
  const Confidence confidence = confidence_of(rule, row.key.evidence, row.key.field, row.statistic);
  joined.confidence = std::max(joined.confidence, confidence);
  joined.by_confidence[static_cast<size_t>(confidence)] += row.value.count;
  const bool outvoted = confidence == Confidence::possible &&
                        confidence_of(rule, row.key.evidence, std::nullopt, {}) > confidence;
  if (outvoted) joined.column_noise += row.value.count;
  joined.by_state[state_of(row.key.evidence)] += row.value.count;
  joined.value.merge(row.value);
}

void accept(JoinedRow& joined, const ReportContext& context) {
  const AcceptanceList::Answer answer = context.accepted->find(
      context.rules.at(joined.rule).id, joined, context.inventory.run().result);
  joined.accepted = answer.acceptance;
  joined.acceptance_lapsed = answer.expired;
}

}  // namespace

Confidence confidence_of(const Rule& rule, EvidenceSet evidence,
                         const std::optional<std::string>& field, const Statistic& statistic) {
  const FieldStatistics none;
  return confidence(rule, evidence,
                    field ? FieldStatistics{statistic.candidates, statistic.passed} : none);
}

Error rules_differ() { return make_error(ErrorCode::usage, "err.inventory.unknown-rule"); }

bool RowJoiner::complete() {
  if (context_.accepted != nullptr) accept(joined_, context_);
  return visit_(joined_);
}

bool RowJoiner::add(const StoredRow& row) {
  unknown_rule_ = row.key.rule >= context_.rules.rules().size();
  if (unknown_rule_) return false;
  if (!pending_ || !same_row(joined_, row)) {
    stopped_ = pending_ && !complete();
    if (stopped_) return false;
    begin(joined_, row);
    pending_ = true;
  }
  join(joined_, row, context_.rules.at(row.key.rule));
  return true;
}

Status RowJoiner::finish(Status scanned) {
  if (!scanned) return scanned;
  if (unknown_rule_) return rules_differ();
  if (pending_ && !stopped_) complete();
  pending_ = false;
  return {};
}

Status visit_joined_rows(const ReportContext& context,
                         const std::function<bool(const JoinedRow&)>& visit) {
  RowJoiner joiner(context, visit);
  return joiner.finish(
      context.inventory.rows([&](const StoredRow& row) { return joiner.add(row); }));
}

}  // namespace qingce
