// Checks, run facts, and the scan in this process. The supervised one is in supervisor.cc.
#include "scanner/run/scan.h"

#include <utility>

#include "scanner/crawl/glob.h"
#include "scanner/run/explain_log.h"
#include "scanner/run/pipeline.h"
#include "scanner/run/preparation.h"

namespace qingce {

Status check_scan(const ScanOptions& options) {
  std::vector<std::string> ours = options.own_paths;
  ours.push_back(options.inventory);
  if (!options.explain_file.empty()) ours.push_back(options.explain_file);
  if (!options.spool_directory.empty()) ours.push_back(options.spool_directory);
  if (Status s = check_targets(options.targets, ours); !s.ok()) return s.error();
  if (Status s = check_spool(options); !s.ok()) return s;

  // A bad glob is known before anything is written.
  for (const std::vector<std::string>* globs : {&options.crawl.include, &options.crawl.exclude}) {
    if (const Result<GlobSet> set = GlobSet::compile(*globs); !set.ok()) return set.error();
  }
  return options.resume ? check_resume(options)
                        : InventoryWriter::check(options.inventory, options.force);
}

Result<ScanResult> scan(const ScanOptions& options, std::shared_ptr<const RuleSet> rules,
                        const Key& key, const ProgressFn& progress) {
  if (Status s = check_scan(options); !s.ok()) return s.error();
  Result<Preparation> prepared = prepare_scan(options, std::move(rules), key);
  if (!prepared.ok()) return prepared.error();
  Preparation& p = *prepared;
  if (p.complete) return scan_result(p.options.inventory);

  ExplainLog explain(p.options.explain_file);
  if (!explain.ok()) return explain_error();
  Result<std::unique_ptr<InventoryWriter>> writer = open_writer(p);
  if (!writer.ok()) return writer.error();
  add_own_files(p.options);
  Watch watch;
  std::unique_ptr<DoneItems> done;
  if (p.options.resume) {
    auto opened = DoneItems::open(p.options.inventory);
    if (!opened.ok()) return opened.error();
    done = std::move(*opened);
    watch.done = done.get();
  }
  const PipelineSetup setup{p.options, p.engine, key, progress, explain, watch};
  if (Status s = run_pipeline(setup, **writer, p.facts); !s.ok()) return s.error();
  done.reset();  // the log is folded in only where nobody else has the file open
  if (Status s = explain.finish(); !s.ok()) return s.error();
  p.facts.finished = utc_now();
  if (Status s = (*writer)->finish(p.facts); !s.ok()) return s.error();
  writer->reset();
  return scan_result(p.options.inventory);
}

}  // namespace qingce
