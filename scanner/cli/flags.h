// The one flag table: every command, flag and value kind, with its words from the catalogue. The
// parser, --help, the man page and the completions are made from it. CLI11 is seen only in
// flags.cc.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "scanner/cli/commands.h"
#include "scanner/cli/review_commands.h"
#include "scanner/core/message.h"
#include "scanner/core/result.h"

namespace qingce {

// Everything that can be typed. One object per parse.
struct Flags {
  ScanFlags scan;
  ReportFlags report;
  RuleFlags rules;
  DigestFlags digest;
  ShowFlags show;
  DiffFlags diff;
  BaselineFlags baseline;
  std::string rule_id;
  std::string shell;
  std::string lang;
  bool quiet = false;
  bool features = false;
};

struct FlagInfo {
  std::vector<std::string> names;  // "-o", "--output"; for a positional its one name
  std::string value;               // "FILE", "auto|none|json"; empty: takes none
  std::string help;
  std::string group;  // heading; empty for a positional
  bool positional = false, repeatable = false, required = false;
  const std::string& longest() const { return names.back(); }
  std::vector<std::string> choices() const;  // of a value "a|b|c", else empty
};

struct CommandInfo {
  std::vector<std::string> path;  // {}, {"scan"}, {"rules", "list"}
  std::string help;
  std::string example;  // lines
  std::vector<FlagInfo> flags;
  std::vector<CommandInfo> commands;
  std::string name() const;                                             // "qingce rules list"
  const CommandInfo* find(const std::vector<std::string>& path) const;  // null if there is none
};

// What was asked for.
struct Request {
  std::vector<std::string> command;  // {"rules", "list"}
  bool help = false;
};

class CommandLine {
 public:
  // Sentences are in `language`. `flags` outlives the object and is filled by parse().
  CommandLine(Flags& flags, Language language);
  ~CommandLine();
  // Usage errors name what was typed. Once only.
  Result<Request> parse(const std::vector<std::string>& typed);
  // The whole tree.
  CommandInfo describe() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// Parses the command line and, for scan, the configuration that applies, whose flags come before
// the typed ones. An error in the configuration names its file and line.
Result<Request> parse_command_line(const std::vector<std::string>& typed, Language language,
                                   Flags& flags);
// The error with the place in the configuration of the flag it names, if it came from there.
Error with_origin(const Error& e, const ScanFlags& flags);
// --lang if it is typed rightly, else what the environment says.
Language language_of(const std::vector<std::string>& typed);

}  // namespace qingce
