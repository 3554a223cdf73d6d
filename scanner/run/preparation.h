// What comes before the first byte is read, in a scan of this process as in a supervised one: the
// search engine, the run's facts, the inventory made or found, the run's own files. Internal to
// run/.
#pragma once

#include <memory>
#include <string>

#include "scanner/core/digest.h"
#include "scanner/inventory/inventory.h"
#include "scanner/match/matcher.h"
#include "scanner/run/scan.h"

namespace qingce {

struct Preparation {
  ScanOptions options;  // resumed: with what the inventory fixes (findings kept)
  std::shared_ptr<const MatchEngine> engine;
  RunFacts facts;
  bool complete = false;  // resumed, and nothing is left to do
};
// Usage errors: patterns; resumed with other options (named, without their values).
Result<Preparation> prepare_scan(const ScanOptions& options, std::shared_ptr<const RuleSet> rules,
                                 const Key& key);

// Usage error: there is no inventory to go on with, or stdin is a target.
Status check_resume(const ScanOptions& options);
// Usage error: the default place of spool files lies inside a target and its file system knows no
// files without a name.
Status check_spool(const ScanOptions& options);

// A new inventory, or the one to go on with.
Result<std::unique_ptr<InventoryWriter>> open_writer(const Preparation& prepared);
// The run's own files are no objects: the inventory and its side files, and where stdout and stderr
// go if that is a file. Not the other outputs: they get their place by a rename, and what stands
// there until then may have another name in a target.
void add_own_files(ScanOptions& options);

Result<ScanResult> scan_result(const std::string& inventory);
Error explain_error();
std::string utc_now();

}  // namespace qingce
