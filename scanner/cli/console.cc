#include "scanner/cli/console.h"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "scanner/cli/app.h"

namespace qingce {
namespace {

std::string_view environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string_view{} : std::string_view(value);
}

bool capable_terminal(int fd) {
  const std::string_view term = environment("TERM");
  return isatty(fd) != 0 && !term.empty() && term != "dumb";
}

}  // namespace

Language language_of_environment() {
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const std::string_view value = environment(name);
    if (value.empty()) continue;
    return value.substr(0, 2) == "en" ? Language::en : Language::zh;
  }
  return Language::zh;
}

void Console::note(const std::string& text) const {
  if (!quiet) std::fprintf(stderr, "%s\n", text.c_str());
}

void Console::error(const std::string& text) const {
  std::fprintf(stderr, "qingce: %s\n", text.c_str());
}

int Console::fail(const Error& e) const {
  const bool usage = e.code == ErrorCode::usage;
  const std::string_view kind =
      usage ? pick("用法错误", "usage error") : pick("运行失败", "failed");
  error(std::string(kind) + ": " + e.message);
  return usage ? kUsage : kFailure;
}

bool stderr_is_terminal() { return capable_terminal(STDERR_FILENO); }

bool use_colour(std::string_view mode) {
  if (mode == "always") return true;
  if (mode == "never" || !environment("NO_COLOR").empty()) return false;
  return capable_terminal(STDOUT_FILENO);
}

}  // namespace qingce
