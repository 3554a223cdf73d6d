// ExplainLog: --explain FILE, one JSON line per step of each candidate, also of those dropped.
// Holds places, lengths and rule ids, never a value. A scan with --explain runs one worker, so the
// order is the scan's.
#pragma once

#include <cstdio>
#include <string>

#include "scanner/core/result.h"
#include "scanner/match/matcher.h"

namespace qingce {

class ExplainLog {
 public:
  // Empty path: off. "-" is stderr. A regular file appears whole, at finish(), mode 0600.
  explicit ExplainLog(const std::string& path);
  ~ExplainLog();
  ExplainLog(const ExplainLog&) = delete;
  ExplainLog& operator=(const ExplainLog&) = delete;
  bool on() const { return on_; }
  bool ok() const { return !on_ || file_ != nullptr; }
  void write(const std::string& printed_location, const ExplainStep& step);
  // Everything written so far is in the file. For a process that will not finish it itself.
  Status flush();
  Status finish();

 private:
  bool on_ = false;
  std::string path_;
  std::string temporary_;  // empty: written in place (stderr, a device)
  std::FILE* file_ = nullptr;
};

}  // namespace qingce
