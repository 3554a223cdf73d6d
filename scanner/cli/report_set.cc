#include "scanner/cli/report_set.h"

#include <algorithm>
#include <utility>

#include "scanner/cli/inputs.h"
#include "scanner/core/message.h"

namespace qingce {

Result<ReportSet> ReportSet::open(const std::vector<std::string>& requests) {
  Result<std::vector<OutputRequest>> parsed = parse_outputs(requests);
  if (!parsed.ok()) return parsed.error();
  ReportSet set;
  for (OutputRequest& request : *parsed) {
    Result<std::unique_ptr<Output>> out = open_output(request.path);
    if (!out.ok()) return out.error();
    set.reports_.push_back(
        {find_reporter(request.format), std::move(request.path), std::move(*out)});
  }
  return set;
}

bool ReportSet::uses_findings() const {
  return std::any_of(reports_.begin(), reports_.end(),
                     [](const One& r) { return r.reporter->uses_findings(); });
}

bool ReportSet::takes_stdout() const {
  return std::any_of(reports_.begin(), reports_.end(), [](const One& r) { return r.path == "-"; });
}

std::vector<std::string> ReportSet::paths() const {
  std::vector<std::string> out;
  for (const One& r : reports_) {
    if (r.path != "-") out.push_back(r.path);
  }
  return out;
}

Status ReportSet::write(const std::string& inventory, const Console& console,
                        const Options& options) {
  if (reports_.empty() && !options.summary &&
      (options.review == nullptr || options.review->asks_nothing())) {
    return {};  // nobody asks: large inventories take a while to open
  }
  Result<std::unique_ptr<InventoryReader>> reader = InventoryReader::open(inventory);
  if (!reader.ok()) return reader.error();
  Result<std::shared_ptr<const RuleSet>> rules = rules_of(**reader);
  if (!rules.ok()) return rules.error();
  ReportContext context{**reader, **rules, console.language};
  if (options.review != nullptr) {
    if (Status s = options.review->attach(context); !s.ok()) return s;
    const Result<bool> met = options.review->is_met(context);
    if (!met.ok()) return met.error();
    if (options.threshold_met != nullptr) *options.threshold_met = *met;
  }
  context.sarif_profile = options.sarif_profile;
  if (!(*reader)->coverage().complete) {
    console.note("cli.unfinished");
  }
  for (One& r : reports_) {
    if (r.reporter->needs_findings() && !(*reader)->run().findings_kept) {
      return make_error(ErrorCode::usage, "err.flag.not-kept",
                        {"-o " + std::string(r.reporter->format())});
    }
    if (Status s = r.reporter->report(context, *r.out); !s.ok()) return s;
    if (Status s = r.out->finish(); !s.ok()) return s;
  }
  if (!options.summary) return {};
  Result<std::unique_ptr<Output>> out = open_output("-");
  if (!out.ok()) return out.error();
  if (Status s = write_summary(context, options.colour, **out); !s.ok()) return s;
  return (*out)->finish();
}

}  // namespace qingce
