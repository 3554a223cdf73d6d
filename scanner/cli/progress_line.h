// ProgressLine: files, bytes, rate and matches while a scan runs. On a terminal one line that is
// rewritten; as JSON lines for wrappers; else nothing. stderr only.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "scanner/cli/console.h"
#include "scanner/run/scan.h"

namespace qingce {

class ProgressLine {
 public:
  enum class Mode { off, terminal, json };
  // "auto" (terminal only), "never", "json".
  static Mode mode_of(std::string_view option, bool quiet);
  ProgressLine(Mode mode, const Console& console);
  void show(const Progress& progress, bool done);

 private:
  Mode mode_;
  const Console& console_;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace qingce
