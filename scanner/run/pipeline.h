// The threads of one scan: crawler, workers, and the caller as the writer.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "scanner/core/digest.h"
#include "scanner/inventory/inventory.h"
#include "scanner/match/matcher.h"
#include "scanner/run/explain_log.h"
#include "scanner/run/owner_names.h"
#include "scanner/run/run_state.h"
#include "scanner/run/scan.h"

namespace qingce {

// What a supervised scan does besides. All of it may be empty.
struct Watch {
  RunState* state = nullptr;                        // where workers publish what they have open
  const std::vector<OpenPlace>* refused = nullptr;  // not to be read again; with `state`
  const std::vector<Digest128>* only = nullptr;     // these items alone, by one worker
  DoneItems* done = nullptr;                        // items that need no scan
  OwnerNames::Ask owners;
  // Asked now and then by the writer. Once true, what is finished is committed and stop() called
  // with the outcome; if it returns, the workers end after the item in hand.
  std::function<bool()> stopped;
  std::function<void(const Status& committed)> stop;
};

// Everything is borrowed and outlives the run.
struct PipelineSetup {
  const ScanOptions& options;
  std::shared_ptr<const MatchEngine> engine;
  const Key& key;
  const ProgressFn& progress;
  ExplainLog& explain;
  const Watch& watch;
};

unsigned pipeline_workers(const ScanOptions& options, const Watch& watch);

// Scans all targets into `writer`; adds directories and mount points to `facts`. Ends without
// completing the inventory.
Status run_pipeline(const PipelineSetup& setup, InventoryWriter& writer, RunFacts& facts);

}  // namespace qingce
