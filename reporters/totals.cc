#include "reporters/totals.h"

#include <algorithm>
#include <numeric>

#include "reporters/rule_facts.h"

namespace qingce {
namespace {

// More telling first; equal ones in report order.
bool before(const Place& a, const Place& b) {
  if (a.sensitivity != b.sensitivity) return a.sensitivity > b.sensitivity;
  if (a.confidence != b.confidence) return a.confidence > b.confidence;
  if (a.matches != b.matches) return a.matches > b.matches;
  return a.position < b.position;
}

}  // namespace

Result<Totals> Totals::of(const ReportContext& context, size_t places) {
  Totals totals(context.rules, places);
  const Status status = visit_joined_rows(context, [&](const JoinedRow& row) {
    totals.add(row);
    return true;
  });
  if (!status) return status.error();
  totals.finish();
  return totals;
}

void Totals::add(const JoinedRow& row) {
  if (row.object_id != object_) close_object();
  object_ = row.object_id;
  counted_ = row.kind == ObjectKind::file || row.kind == ObjectKind::member;
  const Rule& rule = rules_.at(row.rule);
  if (is_personal(rule)) {
    personal_ = std::max(personal_.value_or(Confidence::possible), row.confidence);
  } else {
    organisation_ = true;
  }
  RuleTotals& totals = by_rule_[row.rule];
  totals.matches += row.value.count;
  totals.places += totals.last_object != row.object_id ? 1 : 0;
  totals.last_object = row.object_id;
  for (size_t i = 0; i < totals.by_confidence.size(); ++i)
    totals.by_confidence[i] += row.by_confidence[i];
  totals.distinct.merge(row.value.sketch);
  accepted_.add(row);
  keep_place(row, rule);
  ++position_;
}

void Totals::finish() {
  close_object();
  std::sort(places_.begin(), places_.end(), before);
}

uint64_t Totals::personal_objects() const {
  return std::accumulate(objects_.begin(), objects_.end(), uint64_t{0});
}

void Totals::close_object() {
  if (!counted_) {
    if (personal_ || organisation_) ++other_places_;
    if (personal_) personal_elsewhere_ = true;
  } else if (personal_) {
    ++objects_[static_cast<size_t>(*personal_)];
  } else if (organisation_) {
    ++organisation_objects_;
  }
  personal_.reset();
  organisation_ = false;
}

void Totals::keep_place(const JoinedRow& row, const Rule& rule) {
  if (kept_places_ == 0) return;
  Place place{sensitivity_of(rule), row.confidence, row.value.count, position_, row.rule, "", ""};
  const bool full = places_.size() == kept_places_;
  if (full && !before(place, places_.front())) return;
  place.where = row.location;
  if (row.field) place.where += "#" + *row.field;
  if (!row.value.samples.empty()) place.sample = row.value.samples.front().masked;
  // A heap whose front is the least telling place kept.
  if (full) {
    std::pop_heap(places_.begin(), places_.end(), before);
    places_.pop_back();
  }
  places_.push_back(std::move(place));
  std::push_heap(places_.begin(), places_.end(), before);
}

std::vector<uint16_t> Totals::rules_found() const {
  std::vector<uint16_t> found;
  for (size_t i = 0; i < by_rule_.size(); ++i) {
    if (by_rule_[i].matches > 0) found.push_back(static_cast<uint16_t>(i));
  }
  std::stable_sort(found.begin(), found.end(), [&](uint16_t a, uint16_t b) {
    const Sensitivity sa = sensitivity_of(rules_.at(a)), sb = sensitivity_of(rules_.at(b));
    if (sa != sb) return sa > sb;
    return by_rule_[a].matches > by_rule_[b].matches;
  });
  return found;
}

std::vector<std::pair<GapReason, uint64_t>> gaps_by_count(
    const std::map<GapReason, uint64_t>& counts) {
  std::vector<std::pair<GapReason, uint64_t>> sorted(counts.begin(), counts.end());
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  return sorted;
}

}  // namespace qingce
