// ProgressLine: files, bytes, rate, time left, matches and the object in hand while a scan runs. On
// a terminal one line that is rewritten; as JSON lines for wrappers; else nothing. stderr only.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

#include "scanner/cli/console.h"
#include "scanner/run/scan.h"

namespace qingce {

// The rate of the last seconds, and what follows from it. Pure.
class ProgressRate {
 public:
  // `seconds` since the start, not falling.
  void add(double seconds, uint64_t bytes);
  double bytes_per_second() const;  // of the last 15 s
  // Seconds until `total`; null until 3 s have been seen, and while nothing moves.
  std::optional<uint64_t> seconds_left(uint64_t total) const;

 private:
  struct Sample {
    double seconds;
    uint64_t bytes;
  };
  std::deque<Sample> samples_{{0, 0}};
};

// The line without control sequences, at most `columns` wide: what does not fit is taken from the
// location's beginning. Pure.
std::string progress_text(const Progress& progress, const ProgressRate& rate,
                          const Console& console, size_t columns);
// One JSON object and LF. Pure.
std::string progress_json(const Progress& progress, const ProgressRate& rate, bool done);

class ProgressLine {
 public:
  enum class Mode { off, terminal, json };
  // "auto" (terminal only), "never", "json".
  static Mode mode_of(std::string_view option, bool quiet);
  // `console` outlives the object, which outlives what watcher() gives.
  ProgressLine(Mode mode, const Console& console);
  ProgressFn watcher();  // empty where nothing is shown, so that nobody counts for nobody

 private:
  void show(const Progress& progress, bool done);

  Mode mode_;
  const Console& console_;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  ProgressRate rate_;
};

}  // namespace qingce
