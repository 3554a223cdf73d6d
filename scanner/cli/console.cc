#include "scanner/cli/console.h"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <utility>

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

std::string Console::say(std::string_view id, std::vector<Phrase> args) const {
  return qingce::say(Phrase::of(id, std::move(args)), language);
}

void Console::note(std::string_view id, std::vector<Phrase> args) const {
  if (!quiet) std::fprintf(stderr, "%s\n", printable(say(id, std::move(args))).c_str());
}

void Console::warn(std::string_view id, std::vector<Phrase> args) const {
  std::fprintf(stderr, "%s\n", printable(say(id, std::move(args))).c_str());
}

int Console::fail(const Error& e) const {
  const bool usage = e.code == ErrorCode::usage;
  const Phrase kind = Phrase::of(usage ? "cli.usage-error" : "cli.failed");
  const std::string line = say("cli.line", {kind, qingce::say(e, language)});
  std::fprintf(stderr, "%s\n", printable(line).c_str());
  return usage ? kUsage : kFailure;
}

bool stderr_is_terminal() { return capable_terminal(STDERR_FILENO); }

bool use_colour(std::string_view mode) {
  if (mode == "always") return true;
  if (mode == "never" || !environment("NO_COLOR").empty()) return false;
  return capable_terminal(STDOUT_FILENO);
}

}  // namespace qingce
