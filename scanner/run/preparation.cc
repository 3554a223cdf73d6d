#include "scanner/run/preparation.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <utility>
#include <vector>

#include "scanner/core/message.h"
#include "scanner/io/spool.h"
#include "scanner/run/name_masker.h"
#include "scanner/run/owner_names.h"
#include "scanner/run/result_facts.h"

namespace qingce {
namespace {

std::string host_name() {
  std::array<char, 256> name{};
  return gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "";
}

void add_name(std::string& names, const std::string& name) {
  if (!names.empty()) names += ", ";
  names += name;
}

// What differs, by name: a value may be a secret's trace or a path.
std::string differences(const RunFacts& then, const RunFacts& now) {
  std::string names;
  const ResultFacts& a = then.result;
  const ResultFacts& b = now.result;
  if (then.targets != now.targets) add_name(names, "targets");
  if (a.version != b.version) add_name(names, "version of qingce");
  if (a.rules_hash != b.rules_hash) add_name(names, "rules");
  if (a.key_id != b.key_id) add_name(names, "key");
  if (a.reference_date != b.reference_date) add_name(names, "--reference-date");
  for (const auto& [key, value] : b.options) {
    const auto same = std::find(a.options.begin(), a.options.end(), std::pair(key, value));
    if (same == a.options.end()) add_name(names, "--" + key);
  }
  if (names.empty() && !(a == b)) add_name(names, "options");
  return names;
}

// Takes over what the interrupted scan fixed.
Status take_over(Preparation& p) {
  Result<std::unique_ptr<InventoryReader>> reader = InventoryReader::open(p.options.inventory);
  if (!reader.ok()) return reader.error();
  const RunFacts& then = (*reader)->run();
  if (p.options.reference_date.empty()) {
    p.options.reference_date = then.result.reference_date;
    p.facts.result.reference_date = then.result.reference_date;
  }
  const std::string names = differences(then, p.facts);
  if (!names.empty()) {
    return make_error(ErrorCode::usage, "err.resume.differs", {"--resume", names});
  }
  if (p.options.keep_findings && !then.findings_kept) {
    return make_error(ErrorCode::usage, "err.resume.no-findings", {"--resume"});
  }
  p.options.keep_findings = then.findings_kept;
  p.facts.findings_kept = then.findings_kept;
  p.facts.started = then.started;
  p.complete = (*reader)->coverage().complete;
  return {};
}

void add_file(ScanOptions& options, const struct stat& facts) {
  if (!S_ISREG(facts.st_mode)) return;
  options.crawl.own_files.emplace_back(facts.st_dev, facts.st_ino);
}

}  // namespace

std::string utc_now() {
  const std::time_t now = std::time(nullptr);
  std::tm tm{};
  gmtime_r(&now, &tm);
  std::array<char, 32> text{};
  std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &tm);
  return text.data();
}

Error explain_error() { return make_error(ErrorCode::io, "err.explain.write"); }

Status check_resume(const ScanOptions& options) {
  if (std::find(options.targets.begin(), options.targets.end(), "-") != options.targets.end()) {
    return make_error(ErrorCode::usage, "err.resume.stdin", {"--resume"});
  }
  if (::access(options.inventory.c_str(), F_OK) != 0) {
    return make_error(ErrorCode::usage, "err.resume.nothing", {"--resume", options.inventory});
  }
  return {};
}

Status check_spool(const ScanOptions& options) {
  if (!options.spool_directory.empty()) return {};  // refused inside a target in any case
  const std::string place = spool_directory(SpoolOptions{});
  if (check_targets(options.targets, {place}).ok() || spool_is_unnamed(place)) return {};
  return make_error(ErrorCode::usage, "err.run.spool-inside");
}

Result<Preparation> prepare_scan(const ScanOptions& options, std::shared_ptr<const RuleSet> rules,
                                 const Key& key) {
  Preparation p;
  p.options = options;
  Result<std::shared_ptr<const MatchEngine>> engine = MatchEngine::compile(rules);
  if (!engine.ok()) return engine.error();
  p.engine = *engine;
  p.facts.result = result_facts(options, *rules, key);
  for (const Rule& rule : rules->rules()) p.facts.rules_toml.push_back(rule.toml);
  p.facts.started = utc_now();
  p.facts.host = host_name();
  p.facts.operator_name = account_name(geteuid());
  p.facts.findings_kept = options.keep_findings;
  const ValueDigester digester(key);
  NameMasker names(p.engine, digester);
  for (size_t i = 0; i < options.targets.size(); ++i) {
    const std::string& t = options.targets[i];
    p.facts.targets.push_back(names.print(Location::target(t == "-" ? options.stdin_name : t, i)));
  }
  if (options.resume) {
    if (Status s = take_over(p); !s.ok()) return s.error();
  }
  return p;
}

Result<std::unique_ptr<InventoryWriter>> open_writer(const Preparation& p) {
  const ScanOptions& o = p.options;
  return o.resume ? InventoryWriter::resume(o.inventory)
                  : InventoryWriter::create(o.inventory, p.facts, o.force);
}

void add_own_files(ScanOptions& options) {
  struct stat facts {};
  for (const std::string& path : InventoryWriter::files(options.inventory)) {
    if (::stat(path.c_str(), &facts) == 0) add_file(options, facts);
  }
  for (const int fd : {STDOUT_FILENO, STDERR_FILENO}) {
    if (::fstat(fd, &facts) == 0) add_file(options, facts);
  }
}

Result<ScanResult> scan_result(const std::string& inventory) {
  Result<std::unique_ptr<InventoryReader>> reader = InventoryReader::open(inventory);
  if (!reader.ok()) return reader.error();
  return ScanResult{(*reader)->coverage(), 0};
}

}  // namespace qingce
