// Trace: one worker's side of RunState: publishes which object is open, and knows which objects
// have ended the process before. Without a RunState it does nothing. Not thread-safe.
#pragma once

#include <vector>

#include "scanner/run/run_state.h"

namespace qingce {

class Trace {
 public:
  Trace() = default;
  // Both outlive the trace; `refused` does not change.
  Trace(RunState* state, unsigned worker, const std::vector<OpenPlace>* refused)
      : state_(state), worker_(worker), refused_(refused) {}

  bool on() const { return state_ != nullptr; }
  void begin(const Digest128& item, bool stream) {
    here_ = {item, 0, 0, stream};
    refused_here_.clear();
    for (const OpenPlace& place : *refused_) {
      if (place.item == item) refused_here_.push_back(place);
    }
    state_->publish(worker_, here_);
  }
  // The innermost open object is `object`; the next to be opened gets number `next`.
  void at(uint64_t object, uint64_t next) {
    if (!on()) return;
    here_.object = object;
    here_.next = next;
    state_->publish(worker_, here_);
  }
  void end() {
    if (on()) state_->publish_none(worker_);
    refused_here_.clear();
  }
  // The object that was opened last is not to be read.
  bool refuses() const { return find(true); }
  // Its container's list is to end here.
  bool ends_list() const { return find(false); }

 private:
  bool find(bool whole) const {
    for (const OpenPlace& place : refused_here_) {
      if (place.object == here_.object && place.whole() == whole &&
          (whole || place.next == here_.next)) {
        return true;
      }
    }
    return false;
  }

  RunState* state_ = nullptr;
  unsigned worker_ = 0;
  const std::vector<OpenPlace>* refused_ = nullptr;
  OpenPlace here_;
  std::vector<OpenPlace> refused_here_;
};

}  // namespace qingce
