// The commands. Each takes its parsed flags and gives an exit code (app.h). No command throws.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/cli/console.h"
#include "scanner/cli/review.h"

namespace qingce {

struct RuleFlags {
  std::vector<std::string> files, enable, disable;
};

// As typed; sizes are still text. Defaults come from Limits where a field is empty.
struct ScanFlags {
  std::vector<std::string> targets, outputs, include, exclude;
  RuleFlags rules;
  std::string inventory = "./qingce.inventory";
  std::string stdin_name = "stdin", password_file, key_file, reference_date, spool_directory,
              explain_file;
  std::string config;  // the file that was read, if any
  std::string max_file_size, max_bytes, max_memory, max_ratio_floor, max_spool, max_spool_memory,
      max_name;
  uint64_t max_depth = 0, max_members = 0, max_ratio = 0, object_seconds = 0;
  uint64_t window = 0;
  unsigned jobs = 0;
  bool force = false, resume = false, dry_run = false, one_file_system = false, no_fields = false;
  // Flags that the configuration gave, and where ("FILE:LINE").
  struct Origin {
    std::string flag, value, place;
  };
  std::vector<Origin> origins;
  ReviewFlags review;
  std::string on_incomplete = "warn", colour = "auto", progress = "auto";
  std::string sarif_profile = "github";
};
int scan_command(const ScanFlags& flags, const Console& console);

struct ReportFlags {
  std::string inventory;
  std::vector<std::string> outputs;
  ReviewFlags review;
  std::string on_incomplete = "warn", colour = "auto";
  std::string sarif_profile = "github";
};
int report_command(const ReportFlags& flags, const Console& console);

int rules_list_command(const RuleFlags& flags, const Console& console);
int rules_show_command(const RuleFlags& flags, const std::string& id, const Console& console);
int rules_test_command(const RuleFlags& flags, const Console& console);

struct DigestFlags {
  std::string rule, key_file;
  RuleFlags rules;
};
// Values on stdin, one a line, to digests on stdout; "-" where the rule rejects the line.
int digest_command(const DigestFlags& flags, const Console& console);

int version_command(bool features, const Console& console);

struct CommandInfo;
// The script or page on stdout. `shell`: bash, zsh, fish, man.
int completion_command(const CommandInfo& root, const std::string& shell, const Console& console);

// All of `text` on stdout, or exit code 4.
int print(std::string_view text, const Console& console);

}  // namespace qingce
