#include <unistd.h>

#include <algorithm>
#include <utility>

#include "scanner/cli/app.h"
#include "scanner/cli/commands.h"
#include "scanner/cli/dry_run.h"
#include "scanner/cli/flags.h"
#include "scanner/cli/inputs.h"
#include "scanner/cli/progress_line.h"
#include "scanner/cli/report_set.h"
#include "scanner/core/message.h"
#include "scanner/match/matcher.h"
#include "scanner/run/scan.h"
#include "scanner/run/supervisor.h"
#include "scanner/run/survey.h"

namespace qingce {
namespace {

// Sizes, dates and passwords of the flags into options. Usage errors name the flag.
Status resolve(const ScanFlags& flags, ScanOptions& options) {
  options.targets = flags.targets;
  options.stdin_name = flags.stdin_name;
  options.inventory = flags.inventory;
  options.force = flags.force;
  options.resume = flags.resume;
  options.crawl.include = flags.include;
  options.crawl.exclude = flags.exclude;
  options.crawl.one_file_system = flags.one_file_system;
  options.fields = !flags.no_fields;
  options.spool_directory = flags.spool_directory;
  options.window_bytes = static_cast<size_t>(flags.window);
  options.jobs = flags.jobs;
  options.explain_file = flags.explain_file;
  Limits& limits = options.limits;
  uint64_t name_bytes = limits.name_bytes;
  const std::pair<std::pair<const char*, const std::string*>, uint64_t*> sizes[] = {
      {{"--max-file-size", &flags.max_file_size}, &limits.file_size},
      {{"--max-bytes", &flags.max_bytes}, &limits.expanded_bytes},
      {{"--max-memory", &flags.max_memory}, &limits.decoder_memory},
      {{"--max-ratio-floor", &flags.max_ratio_floor}, &limits.ratio_floor},
      {{"--max-spool-bytes", &flags.max_spool}, &limits.spool_bytes},
      {{"--max-spool-memory", &flags.max_spool_memory}, &limits.spool_memory},
      {{"--max-name-bytes", &flags.max_name}, &name_bytes},
  };
  for (const auto& [flag, field] : sizes) {
    if (flag.second->empty()) continue;
    const Result<uint64_t> value = parse_size(flag.first, *flag.second);
    if (!value.ok()) return value.error();
    if (*value == 0 && field != &limits.file_size) {
      return make_error(ErrorCode::usage, "err.flag.at-least-one", {flag.first});
    }
    *field = *value;
  }
  // What is kept in memory is memory; a name stands in every row of its member.
  const std::pair<const char*, std::pair<uint64_t, uint64_t>> bounded[] = {
      {"--max-spool-memory", {limits.spool_memory, uint64_t{1} << 30}},
      {"--max-name-bytes", {name_bytes, uint64_t{1} << 20}},
  };
  if (limits.spool_memory < uint64_t{1} << 20)
    return make_error(ErrorCode::usage, "err.flag.at-least", {"--max-spool-memory", "1M"});
  for (const auto& [flag, value] : bounded) {
    if (value.first > value.second) {
      return make_error(ErrorCode::usage, "err.flag.at-most", {flag, std::to_string(value.second)});
    }
  }
  limits.name_bytes = static_cast<uint32_t>(name_bytes);
  limits.object_seconds = flags.object_seconds;
  if (flags.max_depth != 0) limits.depth = static_cast<uint32_t>(flags.max_depth);
  if (flags.max_members != 0) limits.members = flags.max_members;
  if (flags.max_ratio != 0) limits.ratio = flags.max_ratio;
  options.crawl.max_file_size = limits.file_size;
  if (!flags.resume) options.reference_date = today();
  if (!flags.reference_date.empty()) {
    const Result<std::string> date = parse_date("--reference-date", flags.reference_date);
    if (!date.ok()) return date.error();
    options.reference_date = *date;
  }
  if (flags.stdin_name.empty())
    return make_error(ErrorCode::usage, "err.flag.empty", {"--stdin-name"});
  if (!flags.spool_directory.empty() && !is_writable_directory(flags.spool_directory)) {
    return make_error(ErrorCode::usage, "err.flag.directory",
                      {"--spool-dir", flags.spool_directory});
  }
  if (!flags.password_file.empty()) {
    Result<std::vector<std::string>> passwords = read_passwords(flags.password_file);
    if (!passwords.ok()) return passwords.error();
    options.passwords = std::move(*passwords);
  }
  return {};
}

// Configuration, rules, passwords and keys are never read from a target: whoever fills the target
// could steer or blind the scan.
Status check_inputs(const ScanFlags& flags) {
  std::vector<std::string> inputs = flags.rules.files;
  for (const std::string& path : {flags.config, flags.password_file, flags.key_file,
                                  flags.review.accepted, flags.review.baseline}) {
    if (!path.empty()) inputs.push_back(path);
  }
  if (Status s = check_targets(flags.targets, inputs, Phrase::of("err.what.file")); !s.ok())
    return s;
  if (!flags.key_file.empty()) return {};
  const Result<std::string> key = Key::default_path();
  if (!key.ok()) return key.error();
  // Made if missing: in a home folder that is scanned it would be written into the target.
  Status s = check_targets(flags.targets, {*key}, Phrase::of("err.what.key"));
  if (s.ok()) return s;
  return make_error(ErrorCode::usage, "err.key.inside-target", {*s.error().text});
}

// Nothing written may be something else of this run: the second would replace the first.
Status check_own_files(const ScanFlags& flags, const std::vector<OutputRequest>& outputs) {
  std::vector<NamedPath> written = report_paths(outputs);
  for (const char* side : {"", "-wal", "-shm", "-journal"}) {
    written.push_back({"-i", flags.inventory + side});
  }
  if (flags.explain_file != "-") written.push_back({"--explain", flags.explain_file});
  std::vector<NamedPath> read = {{"--config", flags.config},
                                 {"--password-file", flags.password_file},
                                 {"--accepted", flags.review.accepted},
                                 {"--baseline", flags.review.baseline},
                                 {"--key-file", flags.key_file}};
  if (const auto key = Key::default_path(); flags.key_file.empty() && key.ok()) {
    read.back().path = *key;
  }
  for (const std::string& path : flags.rules.files) read.push_back({"--rules", path});
  return check_distinct(written, read);
}

// A scan that is resumed has its key already.
Result<Key> key_of(const std::string& key_file, bool resume, const Console& console) {
  if (!key_file.empty()) return Key::load(key_file);
  const Result<std::string> path = Key::default_path();
  if (!path.ok()) return path.error();
  if (resume) return Key::load(*path);
  const bool fresh = access(path->c_str(), F_OK) != 0;
  Result<Key> key = Key::load_or_create(*path);
  if (fresh && key.ok()) {
    console.note("cli.new-key", {*path});
  }
  return key;
}

void name_inputs(const ScanFlags& flags, const Console& console) {
  for (const std::string& path : {flags.config, flags.password_file, flags.key_file,
                                  flags.review.accepted, flags.review.baseline}) {
    if (!path.empty()) console.note("cli.read-file", {path});
  }
  for (const std::string& path : flags.rules.files) console.note("cli.read-file", {path});
}

// Everything that a usage error can come from is checked here, before the first file is made.
Result<std::shared_ptr<const RuleSet>> prepare(const ScanFlags& flags, ScanOptions& options) {
  if (Status s = resolve(flags, options); !s.ok()) return s.error();
  if (Status s = check_inputs(flags); !s.ok()) return s.error();
  Result<std::shared_ptr<const RuleSet>> rules =
      RuleSet::load({flags.rules.files, flags.rules.enable, flags.rules.disable});
  if (!rules.ok()) return rules;
  if (Status s = check_patterns(**rules); !s.ok()) return s.error();
  const Result<std::vector<OutputRequest>> requests = parse_outputs(flags.outputs);
  if (!requests.ok()) return requests.error();
  for (const OutputRequest& r : *requests) {
    if (r.path != "-") options.own_paths.push_back(r.path);
  }
  if (Status s = check_own_files(flags, *requests); !s.ok()) return s.error();
  if (Status s = flags.dry_run ? check_survey(options) : check_scan(options); !s.ok())
    return s.error();
  return rules;
}

// The highest that applies.
int exit_code(const Coverage& coverage, const ScanFlags& flags, bool threshold) {
  if (coverage.scanned + coverage.partial == 0) return kIncomplete;
  const bool incomplete = coverage.partial + coverage.gap > 0;
  if (flags.on_incomplete == "fail" && incomplete) return kIncomplete;
  return threshold ? kThreshold : kDone;
}

void note_crash(const CrashNote& n, const Console& console) {
  if (n.crashes > 1 && n.refused == n.refused_before) return;
  console.warn("cli.crashed", {std::to_string(n.refused)});
}

int interrupted(int signal, const Console& console) {
  console.warn("cli.interrupted");
  return kSignal + signal;
}

// No key, no inventory, no report is made.
int dry_run(const ScanFlags& flags, const ScanOptions& options, const Console& console) {
  ProgressLine line(ProgressLine::mode_of(flags.progress, console.quiet), console);
  const ProgressFn progress = line.watcher();
  const Result<Survey> seen = survey(options, progress);
  if (!seen.ok()) return console.fail(seen.error());
  if (!console.quiet) {
    if (const int code = print(survey_text(*seen, console), console); code != kDone) return code;
  }
  if (seen->all.files == 0) return kIncomplete;
  return flags.on_incomplete == "fail" && !seen->gaps.empty() ? kIncomplete : kDone;
}

}  // namespace

int scan_command(const ScanFlags& flags, const Console& console) {
  ScanOptions options;
  Result<std::shared_ptr<const RuleSet>> rules = prepare(flags, options);
  if (!rules.ok()) return console.fail(with_origin(rules.error(), flags));
  if (flags.dry_run) return dry_run(flags, options, console);
  Result<Review> review = Review::open(flags.review);
  if (!review.ok()) return console.fail(with_origin(review.error(), flags));
  Result<Key> key = key_of(flags.key_file, flags.resume, console);
  if (!key.ok()) return console.fail(key.error());
  Result<ReportSet> reports = ReportSet::open(flags.outputs);
  if (!reports.ok()) return console.fail(reports.error());
  options.keep_findings = reports->uses_findings();
  name_inputs(flags, console);

  ProgressLine line(ProgressLine::mode_of(flags.progress, console.quiet), console);
  const ProgressFn progress = line.watcher();
  const CrashFn crashed = [&](const CrashNote& n) { note_crash(n, console); };
  const Result<ScanResult> result = supervised_scan(options, *rules, *key, progress, crashed);
  if (!result.ok()) return console.fail(result.error());
  if (result->signal != 0) return interrupted(result->signal, console);
  bool threshold = false;
  const ReportSet::Options shown{!console.quiet && !reports->takes_stdout(),
                                 use_colour(flags.colour),
                                 *parse_sarif_profile(flags.sarif_profile), &*review, &threshold};
  if (Status s = reports->write(options.inventory, console, shown); !s.ok()) {
    // The scan's own work is done and stays: only its report failed.
    Error e = s.error();
    e.code = ErrorCode::io;
    return console.fail(e);
  }
  return exit_code(result->coverage, flags, threshold);
}

}  // namespace qingce
