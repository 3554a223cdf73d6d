// ReportSet: the reports one command was asked for. Outputs are opened before any work, so that an
// unwritable one is known at once, and become visible only when complete.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "reporters/reporter.h"
#include "scanner/cli/console.h"
#include "scanner/core/result.h"

namespace qingce {

class ReportSet {
 public:
  // `requests`: "FORMAT=FILE". Usage error for a bad request, io for an output that cannot be
  // written.
  static Result<ReportSet> open(const std::vector<std::string>& requests);
  bool needs_findings() const;
  bool takes_stdout() const;
  std::vector<std::string> paths() const;  // without stdout
  // Writes every report from the inventory, then the summary on stdout if `summary`.
  Status write(const std::string& inventory, const Console& console, bool summary, bool colour);

 private:
  struct One {
    const Reporter* reporter = nullptr;
    std::string path;
    std::unique_ptr<Output> out;
  };
  std::vector<One> reports_;
};

}  // namespace qingce
