#include "scanner/run/result_facts.h"

#include <algorithm>

namespace qingce {
namespace {

std::string joined(const std::vector<std::string>& parts) {
  std::string out;
  for (const std::string& p : parts) {
    if (!out.empty()) out += '\n';
    out += p;
  }
  return out;
}

}  // namespace

std::string version() { return QINGCE_VERSION; }

ResultFacts result_facts(const ScanOptions& options, const RuleSet& rules, const Key& key) {
  ResultFacts facts;
  facts.version = version();
  facts.rules_hash = rules.hash();
  facts.key_id = key.id();
  facts.reference_date = options.reference_date;
  const Limits& l = options.limits;
  const auto passwords = std::count_if(options.passwords.begin(), options.passwords.end(),
                                       [](const std::string& line) { return !line.empty(); });
  // Passwords themselves are secrets; how many were tried says why a zip was or was not read.
  facts.options = {
      {"exclude", joined(options.crawl.exclude)},
      {"fields", options.fields ? "true" : "false"},
      {"include", joined(options.crawl.include)},
      {"max-bytes", std::to_string(l.expanded_bytes)},
      {"max-depth", std::to_string(l.depth)},
      {"max-file-size", std::to_string(l.file_size)},
      {"max-members", std::to_string(l.members)},
      {"max-memory", std::to_string(l.decoder_memory)},
      {"max-name-bytes", std::to_string(l.name_bytes)},
      {"max-ratio", std::to_string(l.ratio)},
      {"max-ratio-floor", std::to_string(l.ratio_floor)},
      {"max-spool-bytes", std::to_string(l.spool_bytes)},
      {"max-spool-memory", std::to_string(l.spool_memory)},
      {"timeout-per-object", std::to_string(l.object_seconds)},
      {"one-file-system", options.crawl.one_file_system ? "true" : "false"},
      {"passwords", std::to_string(passwords)},
  };
  // A limit of time makes the result depend on the machine.
  if (l.object_seconds > 0) facts.options.emplace_back("reproducible", "false");
  std::sort(facts.options.begin(), facts.options.end());
  return facts;
}

}  // namespace qingce
