// RunState: what the process that scans and its supervisor share: which object each worker has
// open, whether the run is to stop, and how it ended. One anonymous shared mapping, so that it
// outlives a crash. It holds no names and no values: items are known by a keyed digest, objects by
// their number within the item (ObjectRow::number), which depends on nothing but the content.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "scanner/core/digest.h"
#include "scanner/core/result.h"

namespace qingce {

// Where in a work item its reading ended the process: object `object` was the innermost open one,
// and the next to be opened would have been number `next`.
struct OpenPlace {
  Digest128 item;
  uint64_t object = 0;
  uint64_t next = 0;
  bool stream = false;  // stdin: cannot be read again
  bool operator==(const OpenPlace&) const = default;
  // The object's content, not what lies between its members.
  bool whole() const { return next <= object + 1; }
};

// How the process that scans says that it has ended. `none`: it did not say, so it crashed.
enum class RunOutcome : uint32_t { none, done, stopped, failed };
// What ended it if an exception did.
enum class RunCause : uint32_t { unknown, memory, threads };

class RunState {
 public:
  // Null if there is no memory.
  static std::unique_ptr<RunState> create(unsigned workers);
  ~RunState();
  RunState(const RunState&) = delete;
  RunState& operator=(const RunState&) = delete;

  // ---- the process that scans
  // Each worker publishes where it is; nothing is ever half published.
  void publish(unsigned worker, const OpenPlace& place);
  void publish_none(unsigned worker);
  void end(RunOutcome outcome);
  void end(const Error& error);  // RunOutcome::failed
  void set_cause(RunCause cause);

  // ---- the supervisor
  void reset();
  std::vector<OpenPlace> open_places() const;
  RunOutcome outcome() const;
  RunCause cause() const;
  Error error() const;

  // ---- both. The first signal that asked the run to stop, or 0. Safe in a signal handler.
  void ask_to_stop(int signal);
  int stop_signal() const;

 private:
  struct Page;
  RunState(Page* page, unsigned workers) : page_(page), workers_(workers) {}
  Page* page_;
  unsigned workers_;
};

}  // namespace qingce
