#include "reporters/acceptance.h"

#include <algorithm>
#include <utility>

#include "reporters/fingerprint.h"
#include "reporters/joined_rows.h"

namespace qingce {
namespace {

// ISO dates order as text.
bool is_over(const Acceptance& acceptance, std::string_view date) {
  return !acceptance.until.empty() && acceptance.until < date;
}

bool all_values_among(const Sketch& sketch, const std::vector<Digest128>& sorted) {
  if (!sketch.exact()) return false;
  return std::includes(sorted.begin(), sorted.end(), sketch.digests().begin(),
                       sketch.digests().end());
}

bool applies(const AllowedRows& a, std::string_view rule, const JoinedRow& row,
             const ResultFacts& facts) {
  if (!a.rule.empty() && a.rule != rule) return false;
  if (a.field && a.field != row.field) return false;
  if (a.path && !a.path(row.location)) return false;
  if (a.digests.empty()) return true;
  return a.key_id == facts.key_id && all_values_among(row.value.sketch, a.digests);
}

}  // namespace

AcceptanceList::AcceptanceList(std::vector<AcceptedRow> rows, std::vector<AllowedRows> allowed)
    : allowed_(std::move(allowed)) {
  for (AcceptedRow& row : rows) {
    std::string fingerprint = row.fingerprint;
    rows_.insert_or_assign(std::move(fingerprint), std::move(row));
  }
  for (AllowedRows& a : allowed_) std::sort(a.digests.begin(), a.digests.end());
}

AcceptanceList::Answer AcceptanceList::find(std::string_view rule, const JoinedRow& row,
                                            const ResultFacts& facts) const {
  Answer answer;
  const auto take = [&](const Acceptance& acceptance, bool covered) {
    if (covered && !is_over(acceptance, facts.reference_date)) {
      if (answer.acceptance == nullptr) answer.acceptance = &acceptance;
    } else {
      answer.expired = true;
    }
  };
  if (!rows_.empty()) {
    const auto found = rows_.find(row_fingerprint(rule, row.location, row.field));
    if (found != rows_.end()) {
      take(found->second.acceptance, row.value.count <= found->second.matches);
    }
  }
  for (const AllowedRows& a : allowed_) {
    if (applies(a, rule, row, facts)) take(a.acceptance, true);
  }
  if (answer.acceptance != nullptr) answer.expired = false;
  return answer;
}

uint64_t AcceptanceList::expired(std::string_view reference_date) const {
  uint64_t n = 0;
  for (const auto& [fingerprint, row] : rows_) {
    n += is_over(row.acceptance, reference_date) ? 1u : 0u;
  }
  for (const AllowedRows& a : allowed_) n += is_over(a.acceptance, reference_date) ? 1u : 0u;
  return n;
}

void AcceptanceCounts::add(const JoinedRow& row) {
  if (row.accepted != nullptr) {
    ++rows;
    matches += row.value.count;
  }
  lapsed += row.acceptance_lapsed ? 1u : 0u;
}

}  // namespace qingce
