// Globs come from command lines and configuration files: any bytes must give a set or an error with
// a message, in bounded time. Input: patterns, one a line; the last line is a path.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "scanner/crawl/glob.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size > 4096) return 0;
  std::vector<std::string> lines(1);
  for (size_t i = 0; i < size; ++i) {
    if (data[i] == '\n') {
      lines.emplace_back();
    } else {
      lines.back() += static_cast<char>(data[i]);
    }
  }
  const std::string path = lines.back();
  lines.pop_back();
  const qingce::Result<qingce::GlobSet> all = qingce::GlobSet::compile(lines);
  if (!all) {
    if (all.error().message.empty()) std::abort();
    return 0;
  }
  // The set matches exactly where one of its patterns does.
  for (const bool directory : {false, true}) {
    bool any = false;
    for (const std::string& line : lines) {
      const auto one = qingce::GlobSet::compile({line});
      if (!one) std::abort();
      any = any || one->matches(path, directory);
    }
    if (any != all->matches(path, directory)) std::abort();
  }
  return 0;
}
