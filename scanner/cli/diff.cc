// diff: two inventories compared.
#include "reporters/diff.h"

#include <algorithm>
#include <iostream>

#include "reporters/joined_rows.h"
#include "scanner/cli/app.h"
#include "scanner/cli/inputs.h"
#include "scanner/cli/review.h"
#include "scanner/cli/review_commands.h"
#include "scanner/core/message.h"

namespace qingce {
namespace {

Error usage(std::string_view id, std::vector<Phrase> args = {}) {
  return make_error(ErrorCode::usage, id, std::move(args));
}

// diff has a report of its own under the name the others have.
Result<std::string> json_path(const std::vector<std::string>& outputs) {
  constexpr std::string_view kJson = "json=";
  if (outputs.empty()) return std::string();
  if (outputs.size() > 1) return usage("err.diff.one-report", {"-o"});
  if (outputs[0].rfind(kJson, 0) != 0 || outputs[0].size() == kJson.size()) {
    return usage("err.diff.output", {"-o"});
  }
  return outputs[0].substr(kJson.size());
}

// Not accepted rows that hold values which were not there before, and the threshold over them.
struct NewRows {
  uint64_t rows = 0;
  bool threshold = false;
};
Result<NewRows> count_new(const ReportContext& newer, const Threshold& threshold) {
  NewRows out;
  ThresholdCounter counter(threshold);
  const Status status = visit_joined_rows(newer, [&](const JoinedRow& row) {
    OlderRow was;
    const RowChange change = newer.baseline->change(row, &was);
    const bool holds_new =
        change == RowChange::fresh || change == RowChange::grown || change == RowChange::changed;
    if (!holds_new || row.accepted != nullptr) return true;
    ++out.rows;
    const uint64_t before = change == RowChange::grown ? was.matches : 0;
    counter.add(row, newer.rules.at(row.rule), row.value.count - before);
    return true;
  });
  if (!status.ok()) return status.error();
  out.threshold = counter.met();
  return out;
}

Result<bool> coverage_shrank(const Comparison& comparison) {
  bool shrank = comparison.counts()[static_cast<size_t>(RowChange::unread)] > 0;
  const Status status = comparison.shrunk_coverage([&](const ShrunkObject&) {
    shrank = true;
    return false;
  });
  if (!status.ok()) return status.error();
  return shrank;
}

Status write(const ReportContext& older, const ReportContext& newer, const std::string& json,
             std::unique_ptr<Output>& out, bool text, bool colour) {
  if (!json.empty()) {
    if (Status s = write_diff_json(older, newer, *newer.baseline, *out); !s.ok()) return s;
    if (Status s = out->finish(); !s.ok()) return s;
  }
  if (!text) return {};
  Result<std::unique_ptr<Output>> screen = open_output("-");
  if (!screen.ok()) return screen.error();
  if (Status s = write_diff(older, newer, *newer.baseline, colour, **screen); !s.ok()) return s;
  return (*screen)->finish();
}

}  // namespace

int diff_command(const DiffFlags& flags, const Console& console) {
  const Result<std::string> json = json_path(flags.outputs);
  if (!json.ok()) return console.fail(json.error());
  const Result<Threshold> threshold = parse_threshold(flags.fail_on);
  if (!threshold.ok()) return console.fail(threshold.error());
  Result<Review> review = Review::open({flags.accepted, flags.older, ""});
  if (!review.ok()) return console.fail(review.error());
  Result<std::unique_ptr<InventoryReader>> older = InventoryReader::open(flags.older);
  if (!older.ok()) return console.fail(older.error());
  Result<std::unique_ptr<InventoryReader>> newer = InventoryReader::open(flags.newer);
  if (!newer.ok()) return console.fail(newer.error());
  if ((*older)->run().result.key_id != (*newer)->run().result.key_id) {
    return console.fail(usage("err.diff.keys"));
  }
  if (Status s = check_distinct(
          {{"-o json", *json}},
          {{"OLD", flags.older}, {"NEW", flags.newer}, {"--accepted", flags.accepted}});
      !s.ok()) {
    return console.fail(s.error());
  }
  if (Status s = check_outside_targets(**newer, "--accepted", flags.accepted); !s.ok()) {
    return console.fail(s.error());
  }
  Result<std::shared_ptr<const RuleSet>> older_rules = rules_of(**older);
  if (!older_rules.ok()) return console.fail(older_rules.error());
  Result<std::shared_ptr<const RuleSet>> newer_rules = rules_of(**newer);
  if (!newer_rules.ok()) return console.fail(newer_rules.error());
  if (!flags.accepted.empty()) {
    console.note("cli.read-file", {flags.accepted});
  }
  std::unique_ptr<Output> out;
  if (!json->empty()) {
    Result<std::unique_ptr<Output>> opened = open_output(*json);
    if (!opened.ok()) return console.fail(opened.error());
    out = std::move(*opened);
  }
  const ReportContext before{**older, **older_rules, console.language};
  ReportContext now{**newer, **newer_rules, console.language};
  if (Status s = review->attach(now); !s.ok()) return console.fail(s.error());
  const bool text = !console.quiet && *json != "-";
  if (Status s = write(before, now, *json, out, text, use_colour(flags.colour)); !s.ok()) {
    return console.fail(s.error());
  }
  const Result<NewRows> fresh = count_new(now, *threshold);
  if (!fresh.ok()) return console.fail(fresh.error());
  const Result<bool> shrank = coverage_shrank(*now.baseline);
  if (!shrank.ok()) return console.fail(shrank.error());
  if (*shrank && flags.on_incomplete == "fail") return kIncomplete;
  return fresh->threshold || (flags.fail_on_new && fresh->rows > 0) ? kThreshold : kDone;
}

}  // namespace qingce
