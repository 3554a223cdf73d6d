// Which results stand in which run of a SARIF file. A consumer takes 25,000 results a run and 20
// runs a file (GitHub's limits; others have none): the highest ranks go first, and what does not
// fit is counted. Bounded memory: 24 bytes for each result that fits.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace qingce {

inline constexpr size_t kSarifRuns = 20;
inline constexpr size_t kSarifPerRun = 25000;  // results; and notifications

// One result, by the place of its row in the inventory.
struct SarifEntry {
  uint64_t sequence = 0;  // in report order
  uint64_t object = 0;    // StoredObject::id
  uint32_t row = 0;       // among the joined rows of the object
};

class SarifPlan {
 public:
  explicit SarifPlan(size_t runs = kSarifRuns, size_t per_run = kSarifPerRun)
      : per_run_(per_run), capacity_(runs * per_run) {}
  // In report order. `rank`: 0 to 100.
  void add(unsigned rank, const SarifEntry& entry);
  // Each run in report order; at least one run, the first with the highest ranks. Once, at the end.
  std::vector<std::vector<SarifEntry>> take();
  uint64_t dropped() const { return dropped_; }
  // The highest rank of what was dropped.
  unsigned highest_dropped() const { return highest_dropped_; }

 private:
  size_t per_run_;
  size_t capacity_;
  size_t size_ = 0;
  uint64_t dropped_ = 0;
  unsigned highest_dropped_ = 0;
  std::array<std::vector<SarifEntry>, 101> by_rank_;
};

}  // namespace qingce
