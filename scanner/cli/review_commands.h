// show, diff, baseline: the commands for somebody who goes through a report. Each takes its parsed
// flags and gives an exit code (app.h). No command throws. Their flags stand in flags.cc.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "scanner/cli/commands.h"
#include "scanner/cli/console.h"

namespace qingce {

struct ShowFlags {
  std::string location;
  std::string inventory;
  uint64_t object = 0;  // its place in the JSON report's list of objects, from 1; 0: by location
  bool from_stdin = false;
  std::string key_file, password_file;
  RuleFlags rules;
  uint64_t context = 2;
  uint64_t places = 3;
};
int show_command(const ShowFlags& flags, const Console& console);

struct DiffFlags {
  std::string older, newer;
  std::vector<std::string> outputs;
  std::string accepted, fail_on;
  bool fail_on_new = false;
  std::string on_incomplete = "warn", colour = "auto";
};
int diff_command(const DiffFlags& flags, const Console& console);

struct BaselineFlags {
  std::string inventory, file, reason, by, until;
  std::string rule, location, field;  // which rows; empty: any
  std::string path, digests;          // an allow-list entry instead of rows
  bool all = false, dry_run = false;
};
int baseline_accept_command(const BaselineFlags& flags, const Console& console);
int baseline_allow_command(const BaselineFlags& flags, const Console& console);
int baseline_list_command(const BaselineFlags& flags, const Console& console);

}  // namespace qingce
