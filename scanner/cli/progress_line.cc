#include "scanner/cli/progress_line.h"

#include <cstdio>

namespace qingce {

ProgressLine::Mode ProgressLine::mode_of(std::string_view option, bool quiet) {
  if (option == "json") return Mode::json;
  if (option == "never" || quiet || !stderr_is_terminal()) return Mode::off;
  return Mode::terminal;
}

ProgressLine::ProgressLine(Mode mode, const Console& console) : mode_(mode), console_(console) {}

void ProgressLine::show(const Progress& p, bool done) {
  if (mode_ == Mode::off) return;
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start_;
  const double mib = static_cast<double>(p.bytes) / (1 << 20);
  const double rate = elapsed.count() > 0 ? mib / elapsed.count() : 0;
  const auto files = static_cast<unsigned long long>(p.files);
  const auto matches = static_cast<unsigned long long>(p.matches);
  if (mode_ == Mode::json) {
    std::fprintf(
        stderr,
        "{\"files\":%llu,\"bytes\":%llu,\"matches\":%llu,\"mib_per_second\":%.1f,\"done\":%s}\n",
        files, static_cast<unsigned long long>(p.bytes), matches, rate, done ? "true" : "false");
    return;
  }
  if (done) {
    std::fputs("\r\033[K", stderr);
    return;
  }
  if (console_.language == Language::zh) {
    std::fprintf(stderr, "\r\033[K%llu 个文件  %.0f MiB  %.0f MiB/s  %llu 处匹配", files, mib, rate,
                 matches);
  } else {
    std::fprintf(stderr, "\r\033[K%llu files  %.0f MiB  %.0f MiB/s  %llu matches", files, mib, rate,
                 matches);
  }
  std::fflush(stderr);
}

}  // namespace qingce
