// Console: what the program says on stderr and stdout besides reports, in the operator's language.
// A message names flags, rules and files the operator gave; never scanned content.
#pragma once

#include <string>
#include <string_view>

#include "reporters/reporter.h"
#include "scanner/core/result.h"

namespace qingce {

// Chinese by default (zh, C, POSIX or no locale), English for en*; --lang wins.
Language language_of_environment();

struct Console {
  Language language = Language::zh;
  bool quiet = false;

  std::string_view pick(std::string_view zh, std::string_view en) const {
    return language == Language::zh ? zh : en;
  }
  void note(const std::string& text) const;   // stderr, unless quiet
  void error(const std::string& text) const;  // stderr, always
  // Prints the error and gives the exit code that belongs to it.
  int fail(const Error& e) const;
};

// stderr is a terminal that takes control sequences (TERM is set and not "dumb").
bool stderr_is_terminal();
// Colours for stdout under --color auto|always|never, NO_COLOR and TERM.
bool use_colour(std::string_view mode);

}  // namespace qingce
