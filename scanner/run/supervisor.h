// The supervised scan: what users run. This process makes the inventory and starts another that
// does the reading and may do little else (sandbox.h). If that one crashes or is killed for its
// memory, it is started again as a resume; the objects it had open are tried one at a time, and one
// that crashes again is a gap `reader-failed`. So one hostile file costs one object.
//
// SIGINT, SIGTERM and SIGHUP: what is finished is kept, and the result names the signal. A second
// one ends both processes at once.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "scanner/run/scan.h"

namespace qingce {

// Called in the supervisor after each crash: how often so far, and how many objects are given up.
struct CrashNote {
  unsigned crashes = 0;
  size_t refused = 0;
  size_t refused_before = 0;
};
using CrashFn = std::function<void(const CrashNote&)>;

// REQUIRES: this process has one thread. `progress` is called in the other process. Errors as
// scan(); internal if the scan crashes without an object to blame.
Result<ScanResult> supervised_scan(const ScanOptions& options, std::shared_ptr<const RuleSet> rules,
                                   const Key& key, const ProgressFn& progress,
                                   const CrashFn& crashed);

// What holds a supervised scan on this machine (sandbox.h).
std::vector<std::string> scan_guards();

}  // namespace qingce
