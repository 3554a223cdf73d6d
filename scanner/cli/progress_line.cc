#include "scanner/cli/progress_line.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "reporters/layout.h"
#include "scanner/cli/dry_run.h"
#include "scanner/core/utf8.h"

namespace qingce {
namespace {

// Long enough to level files of different kinds, short enough to follow a slow one.
constexpr double kWindowSeconds = 15;
constexpr double kFirstEstimate = 3;
constexpr size_t kUsualColumns = 80;

std::string time_text(uint64_t seconds, const Console& console) {
  if (seconds < 100) return console.say("cli.seconds", {std::to_string(seconds)});
  const uint64_t minutes = (seconds + 30) / 60;
  if (minutes < 100) return console.say("cli.minutes", {std::to_string(minutes)});
  return console.say("cli.hours", {std::to_string(minutes / 60), std::to_string(minutes % 60)});
}

// The end of `text`, at most `columns` wide, with a mark where its beginning was cut off.
std::string tail_of(std::string_view text, size_t columns) {
  if (display_width(text) <= columns) return std::string(text);
  while (!text.empty() && display_width(text) + 3 > columns) {
    text.remove_prefix(next_code_point(text).length);
  }
  return "..." + std::string(text);
}

size_t columns_of_stderr() {
  winsize size{};
  if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return kUsualColumns;
  return size.ws_col;
}

}  // namespace

void ProgressRate::add(double seconds, uint64_t bytes) {
  samples_.push_back({seconds, bytes});
  // One that is older than the window stays, so that the window is full.
  while (samples_.size() > 2 && samples_[1].seconds <= seconds - kWindowSeconds) {
    samples_.pop_front();
  }
}

double ProgressRate::bytes_per_second() const {
  const Sample& first = samples_.front();
  const Sample& last = samples_.back();
  if (last.seconds <= first.seconds || last.bytes <= first.bytes) return 0;
  return static_cast<double>(last.bytes - first.bytes) / (last.seconds - first.seconds);
}

std::optional<uint64_t> ProgressRate::seconds_left(uint64_t total) const {
  const Sample& last = samples_.back();
  const double rate = bytes_per_second();
  if (last.seconds < kFirstEstimate || rate <= 0) return std::nullopt;
  const uint64_t rest = total - std::min(total, last.bytes);
  return static_cast<uint64_t>(static_cast<double>(rest) / rate + 0.5);
}

std::string progress_text(const Progress& p, const ProgressRate& rate, const Console& console,
                          size_t columns) {
  const std::string speed = size_text(static_cast<uint64_t>(rate.bytes_per_second()));
  std::string out;
  if (p.total_files == 0) {
    out = console.say("cli.progress-open", {std::to_string(p.files), size_text(p.bytes), speed});
  } else {
    out = console.say(p.counted ? "cli.progress-counted" : "cli.progress-counting",
                      {std::to_string(p.files), std::to_string(p.total_files), size_text(p.bytes),
                       size_text(p.total_bytes), speed});
  }
  if (const auto left = rate.seconds_left(p.total_bytes); p.counted && left) {
    out += console.say("cli.progress-left", {time_text(*left, console)});
  }
  out += console.say("cli.progress-matches", {std::to_string(p.matches)});
  const size_t used = display_width(out);
  // Less of a location says nothing; a full line would wrap on some terminals.
  constexpr size_t kLeastLocation = 12;
  if (!p.current.empty() && used + 2 + kLeastLocation < columns) {
    out += "  " + tail_of(p.current, columns - used - 3);
  }
  return used < columns ? out : tail_of(out, columns - 1);
}

std::string progress_json(const Progress& p, const ProgressRate& rate, bool done) {
  nlohmann::ordered_json out;
  out["files"] = p.files;
  out["bytes"] = p.bytes;
  out["matches"] = p.matches;
  out["total_files"] = p.total_files;
  out["total_bytes"] = p.total_bytes;
  out["counted"] = p.counted;
  out["bytes_per_second"] = static_cast<uint64_t>(rate.bytes_per_second());
  const auto left = rate.seconds_left(p.total_bytes);
  out["seconds_left"] =
      p.counted && left ? nlohmann::ordered_json(*left) : nlohmann::ordered_json();
  out["current"] = p.current.empty() ? nlohmann::ordered_json() : nlohmann::ordered_json(p.current);
  out["done"] = done;
  // A location is valid UTF-8; should one ever not be, a watcher must not end the scan.
  return out.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

ProgressLine::Mode ProgressLine::mode_of(std::string_view option, bool quiet) {
  if (option == "json") return Mode::json;
  if (option == "never" || option == "none" || quiet || !stderr_is_terminal()) return Mode::off;
  return Mode::terminal;
}

ProgressLine::ProgressLine(Mode mode, const Console& console) : mode_(mode), console_(console) {}

ProgressFn ProgressLine::watcher() {
  if (mode_ == Mode::off) return {};
  return [this](const Progress& progress, bool done) { show(progress, done); };
}

void ProgressLine::show(const Progress& p, bool done) {
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start_;
  rate_.add(elapsed.count(), p.bytes);
  std::string out;
  if (mode_ == Mode::json) {
    out = progress_json(p, rate_, done);
  } else {
    out = "\r\033[K";
    if (!done) out += progress_text(p, rate_, console_, columns_of_stderr());
  }
  std::fputs(out.c_str(), stderr);
  std::fflush(stderr);
}

}  // namespace qingce
