// scan(): targets -> inventory. Queue, workers, pipeline; the only place that knows all stages.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "detectors/ruleset.h"
#include "scanner/core/digest.h"
#include "scanner/core/limits.h"
#include "scanner/core/result.h"
#include "scanner/crawl/crawler.h"
#include "scanner/inventory/inventory.h"

namespace qingce {

struct ScanOptions {
  std::vector<std::string> targets;
  std::string stdin_name = "stdin";
  std::string inventory = "./qingce.inventory";
  bool force = false;
  bool resume = false;  // go on with the inventory; wins over force
  CrawlOptions crawl;
  Limits limits;
  std::vector<std::string> passwords;  // line by line; an empty one is none
  std::string spool_directory;
  size_t window_bytes = 0;  // 0: kDefaultWindow
  unsigned jobs = 0;        // 0: hardware threads
  bool fields = true;       // false: tables are searched as text, no finding has a field
  bool keep_findings = false;
  std::string explain_file;            // --explain: JSON lines; empty: off
  std::vector<std::string> own_paths;  // outputs: refused inside a target, no objects
  std::string reference_date;          // YYYY-MM-DD; resumed: empty for that of the inventory
};

// What is told while a scan runs. The totals count what was met so far; they are all there is once
// `counted`. Nothing else depends on any of it.
struct Progress {
  uint64_t files = 0, bytes = 0, matches = 0;
  uint64_t total_files = 0, total_bytes = 0;
  bool counted = false;
  std::string current;  // the masked location that has been open the longest; empty if not known
};
using ProgressFn = std::function<void(const Progress&, bool done)>;

struct ScanResult {
  Coverage coverage;
  int signal = 0;  // what ended the run before its time; the inventory then holds what was finished
};
// What scan() refuses about targets, globs and the inventory's place. Touches nothing: for a caller
// that makes files of its own before it scans.
Status check_scan(const ScanOptions& options);
// In this process. Errors: usage (nothing was written), io (inventory or output cannot be written),
// internal.
Result<ScanResult> scan(const ScanOptions& options, std::shared_ptr<const RuleSet> rules,
                        const Key& key, const ProgressFn& progress);

}  // namespace qingce
