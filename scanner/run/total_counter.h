// TotalCounter: how many files and bytes the targets hold, for who watches. The scan's own walk
// waits for the workers, so it cannot tell; this is a walk of its own that only looks at sizes, on
// its own thread. No result depends on it.
#pragma once

#include <atomic>
#include <cstdint>
#include <thread>

#include "scanner/run/scan.h"

namespace qingce {

class TotalCounter {
 public:
  // Begins at once. `options` outlives the object.
  explicit TotalCounter(const ScanOptions& options);
  ~TotalCounter();  // stops the walk
  TotalCounter(const TotalCounter&) = delete;
  TotalCounter& operator=(const TotalCounter&) = delete;

  uint64_t files() const { return files_; }
  uint64_t bytes() const { return bytes_; }
  // The walk has ended, and every size was known (stdin's is not).
  bool complete() const { return complete_; }

 private:
  void walk(const ScanOptions& options);

  std::atomic<uint64_t> files_{0};
  std::atomic<uint64_t> bytes_{0};
  std::atomic<bool> complete_{false};
  std::atomic<bool> stopped_{false};
  std::thread thread_;
};

}  // namespace qingce
