// ProgressBoard: what the workers have in hand right now, for who watches; no result depends on it.
// A worker writes only when it begins and ends an item and when it is asked, so that watching costs
// next to nothing. Meter is one worker's side of it; without a board it does nothing.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "scanner/io/byte_source.h"

namespace qingce {

class ProgressBoard {
 public:
  explicit ProgressBoard(unsigned workers) : slots_(new Slot[workers]), workers_(workers) {}

  struct Now {
    uint64_t bytes = 0;   // read so far of the items that are open
    std::string current;  // the printed location that has been open the longest; empty: none
  };
  // What the workers said since the last call; asks them to say it again.
  Now look() {
    Now now;
    uint64_t oldest = UINT64_MAX;
    for (unsigned i = 0; i < workers_; ++i) {
      Slot& slot = slots_[i];
      now.bytes += slot.bytes.load(std::memory_order_relaxed);
      slot.asked.store(true, std::memory_order_relaxed);
      const std::lock_guard lock(slot.mutex);
      if (slot.where.empty() || slot.begun >= oldest) continue;
      oldest = slot.begun;
      now.current = slot.where;
    }
    return now;
  }

 private:
  friend class Meter;
  struct Slot {
    std::atomic<bool> asked{false};
    std::atomic<uint64_t> bytes{0};
    std::mutex mutex;
    std::string where;   // under mutex
    uint64_t begun = 0;  // under mutex; the items of all workers in the order of their beginning
  };
  std::unique_ptr<Slot[]> slots_;
  unsigned workers_;
  std::atomic<uint64_t> items_{0};
};

class Meter {
 public:
  Meter() = default;
  // The board outlives the meter.
  Meter(ProgressBoard* board, unsigned worker)
      : board_(board), slot_(board == nullptr ? nullptr : &board->slots_[worker]) {}

  bool on() const { return slot_ != nullptr; }
  void begin(std::string where) {
    const uint64_t number = board_->items_.fetch_add(1, std::memory_order_relaxed);
    const std::lock_guard lock(slot_->mutex);
    slot_->where = std::move(where);
    slot_->begun = number;
  }
  // The item's bytes come from `source`, which lives until reads_no_more().
  void reads(const ByteSource& source) { source_ = &source; }
  void reads_no_more() { source_ = nullptr; }
  bool asked() const { return on() && slot_->asked.load(std::memory_order_relaxed); }
  void answer(std::string where) {
    slot_->asked.store(false, std::memory_order_relaxed);
    if (source_ != nullptr) slot_->bytes.store(source_->position(), std::memory_order_relaxed);
    const std::lock_guard lock(slot_->mutex);
    slot_->where = std::move(where);
  }
  void end() {
    if (!on()) return;
    slot_->bytes.store(0, std::memory_order_relaxed);
    const std::lock_guard lock(slot_->mutex);
    slot_->where.clear();
  }

 private:
  ProgressBoard* board_ = nullptr;
  ProgressBoard::Slot* slot_ = nullptr;
  const ByteSource* source_ = nullptr;
};

}  // namespace qingce
