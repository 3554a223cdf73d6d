// Reporter: one output format, made only from an inventory. Streams; writes nothing but what it is
// given. Every string it prints comes masked from the inventory.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "detectors/ruleset.h"
#include "scanner/core/message.h"
#include "scanner/core/result.h"
#include "scanner/inventory/inventory.h"

namespace qingce {

// Where a report goes. write() keeps the first error; finish() makes the file visible (temporary
// name, fsync, rename, mode 0600) or flushes stdout.
class Output {
 public:
  virtual ~Output() = default;
  virtual void write(std::string_view bytes) = 0;
  virtual Status finish() = 0;
};
// "-" is stdout. io error (exit 4) if the directory cannot be written, or `path` is a directory;
// without a successful finish() no file is left and one that was there is unchanged. A device or
// pipe is written directly. SIGPIPE must be ignored by the program for EPIPE to be seen.
Result<std::unique_ptr<Output>> open_output(const std::string& path);

// The rules that an inventory was made with, from their texts in it. Usage error if they cannot be
// read.
Result<std::shared_ptr<const RuleSet>> rules_of(const InventoryReader& inventory);

class AcceptanceList;  // acceptance.h
class Comparison;      // comparison.h

// github: what code hosts and their imitators want, which is a line for every result, true or not.
// strict: nothing that is not so. minimal: as github, without samples, host and operator, for a
// report that leaves the company.
enum class SarifProfile : uint8_t { github, strict, minimal };
std::optional<SarifProfile> parse_sarif_profile(std::string_view text);

struct ReportContext {
  const InventoryReader& inventory;
  const RuleSet& rules;  // parsed from the inventory's own rule texts
  Language language = Language::zh;
  // What the operator has accepted; null: no list was given. Rows carry the answer
  // (JoinedRow::accepted).
  const AcceptanceList* accepted = nullptr;
  // This inventory compared with an older one; null: no --baseline was given.
  const Comparison* baseline = nullptr;
  SarifProfile sarif_profile = SarifProfile::github;
};

class Reporter {
 public:
  virtual ~Reporter() = default;
  virtual std::string_view format() const = 0;           // "json"
  virtual bool needs_findings() const { return false; }  // there is no report without them
  virtual bool uses_findings() const { return needs_findings(); }  // a scan keeps them for it
  virtual Status report(const ReportContext& context, Output& out) const = 0;
};
// All reporters of this build, sorted by format. Static lifetime.
const std::vector<const Reporter*>& reporters();
const Reporter* find_reporter(std::string_view format);

// The terminal summary: verdict, gaps, findings, next step (design, Command line). Plain text, no
// control bytes except SGR colours when `color`.
Status write_summary(const ReportContext& context, bool color, Output& out);

}  // namespace qingce
