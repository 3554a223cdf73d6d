// Console: what the program says on stderr and stdout besides reports, in the operator's language.
// Every sentence is of the catalogue (core/message.h), printed without control bytes. It names
// flags, rules and files the operator gave; never scanned content.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "reporters/reporter.h"
#include "scanner/core/message.h"
#include "scanner/core/result.h"

namespace qingce {

// Chinese by default (zh, C, POSIX or no locale), English for en*; --lang wins.
Language language_of_environment();

struct Console {
  Language language = Language::zh;
  bool quiet = false;

  std::string say(std::string_view id, std::vector<Phrase> args = {}) const;
  void note(std::string_view id, std::vector<Phrase> args = {}) const;  // stderr, unless quiet
  void warn(std::string_view id, std::vector<Phrase> args = {}) const;  // stderr, always
  std::string_view pick(std::string_view zh, std::string_view en) const {
    return language == Language::zh ? zh : en;
  }
  // Prints the error and gives the exit code that belongs to it.
  int fail(const Error& e) const;
};

// stderr is a terminal that takes control sequences (TERM is set and not "dumb").
bool stderr_is_terminal();
// Colours for stdout under --color auto|always|never, NO_COLOR and TERM.
bool use_colour(std::string_view mode);

}  // namespace qingce
