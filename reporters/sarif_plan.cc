#include "reporters/sarif_plan.h"

#include <algorithm>
#include <utility>

namespace qingce {

void SarifPlan::add(unsigned rank, const SarifEntry& entry) {
  rank = std::min(rank, 100u);
  by_rank_[rank].push_back(entry);
  if (++size_ <= capacity_) return;
  // The lowest rank gives up its last one: of equal ranks the first in report order stay.
  unsigned lowest = 0;
  while (by_rank_[lowest].empty()) ++lowest;
  by_rank_[lowest].pop_back();
  --size_;
  ++dropped_;
  highest_dropped_ = std::max(highest_dropped_, lowest);
}

std::vector<std::vector<SarifEntry>> SarifPlan::take() {
  std::vector<std::vector<SarifEntry>> runs(1);
  for (size_t rank = by_rank_.size(); rank-- > 0;) {
    for (const SarifEntry& entry : std::exchange(by_rank_[rank], {})) {
      if (runs.back().size() == per_run_) runs.emplace_back();
      runs.back().push_back(entry);
    }
  }
  for (std::vector<SarifEntry>& run : runs) {
    std::sort(run.begin(), run.end(),
              [](const SarifEntry& a, const SarifEntry& b) { return a.sequence < b.sequence; });
  }
  size_ = 0;
  return runs;
}

}  // namespace qingce
