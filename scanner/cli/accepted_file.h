// The file of accepted rows and allow-lists (TOML, "qingce/accepted/1"): `qingce baseline` writes
// it, scan, report and diff read it (--accepted). Read only from the operator: refused when others
// can write it, and by the commands when it lies in a target.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "reporters/acceptance.h"
#include "scanner/core/result.h"

namespace qingce {

// One entry as it stands in the file.
struct AcceptedEntry {
  std::string rule;      // rows: never empty
  std::string location;  // printed and masked
  std::optional<std::string> field;
  uint64_t matches = 0;
  std::string since;
  Acceptance acceptance;
};
struct AllowedEntry {
  std::string rule;
  std::string path;  // glob over printed locations, '!' read as '/'; takes all that lies below
  std::optional<std::string> field;
  std::vector<std::string> digests;  // hex, sorted
  std::string key_id;
  std::string since;
  Acceptance acceptance;
};
struct AcceptedFile {
  std::vector<AcceptedEntry> accepted;
  std::vector<AllowedEntry> allowed;

  // Usage error naming `flag`, file, line and key.
  static Result<AcceptedFile> load(std::string_view flag, const std::string& path);
  // Replaces the file as a whole; entries sorted, so that a version control shows what changed.
  Status save(const std::string& path) const;
  Result<AcceptanceList> list(std::string_view flag) const;
};

// Text of the operator that goes into reports: not empty, at most 500 bytes, UTF-8 that may be
// printed. Usage error naming `flag`.
Status check_words(std::string_view flag, std::string_view text);

}  // namespace qingce
