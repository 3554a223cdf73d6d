// survey(): what a scan of the same targets would meet, from a walk and the first 64 KiB of each
// file. Writes nothing. On the calling thread.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "scanner/core/gap.h"
#include "scanner/core/result.h"
#include "scanner/run/scan.h"

namespace qingce {

struct SurveyCount {
  uint64_t files = 0, bytes = 0;  // bytes: stored size; 0 for what could not be opened
};

struct Survey {
  std::map<std::string, SurveyCount> formats;  // everything that was opened
  // What will not be read, or only as raw bytes: why, and the format (empty where it was not
  // opened; a directory counts as one).
  std::map<std::pair<GapReason, std::string>, SurveyCount> gaps;
  SurveyCount all;     // what was opened
  double seconds = 0;  // an estimate of a scan's time with `workers`
  unsigned workers = 1;
};

// Usage errors: a target does not exist or holds an output; stdin is a target; a bad glob.
Status check_survey(const ScanOptions& options);
Result<Survey> survey(const ScanOptions& options, const ProgressFn& progress);

}  // namespace qingce
