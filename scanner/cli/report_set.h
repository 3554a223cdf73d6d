// ReportSet: the reports one command was asked for. Outputs are opened before any work, so that an
// unwritable one is known at once, and become visible only when complete.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "reporters/reporter.h"
#include "scanner/cli/console.h"
#include "scanner/cli/review.h"
#include "scanner/core/result.h"

namespace qingce {

class ReportSet {
 public:
  // `requests`: "FORMAT=FILE". Usage error for a bad request, io for an output that cannot be
  // written.
  static Result<ReportSet> open(const std::vector<std::string>& requests);
  bool uses_findings() const;  // the scan should keep them
  bool takes_stdout() const;
  std::vector<std::string> paths() const;  // without stdout
  struct Options {
    bool summary = false;  // after the reports, on stdout
    bool colour = false;
    SarifProfile sarif_profile = SarifProfile::github;
    Review* review = nullptr;       // what the reports show of accepted rows and of a baseline
    bool* threshold_met = nullptr;  // set if the review's threshold is met
  };
  // Writes every report from the inventory. Says on stderr if the inventory's scan has not ended.
  Status write(const std::string& inventory, const Console& console, const Options& options);

 private:
  struct One {
    const Reporter* reporter = nullptr;
    std::string path;
    std::unique_ptr<Output> out;
  };
  std::vector<One> reports_;
};

}  // namespace qingce
