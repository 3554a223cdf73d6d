// What the operator hands in by file or as text: sizes, dates, outputs, password lists, the
// configuration. Every file read here is refused when others can write it: who can write it could
// hide data from the scan.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/core/result.h"

namespace qingce {

// "0", "4096", "64K", "16M", "1G", "4T" (powers of 1,024) -> bytes. Usage error naming `flag`.
Result<uint64_t> parse_size(std::string_view flag, std::string_view text);

// A real date "YYYY-MM-DD". Usage error naming `flag`.
Result<std::string> parse_date(std::string_view flag, std::string_view text);
std::string today();  // local date

// A glob that can be compiled. Usage error naming `flag` and the position.
Status check_pattern(std::string_view flag, const std::string& glob);

// "json=out.json" -> {"json", "out.json"}. Usage error naming -o and the known formats.
struct OutputRequest {
  std::string format;
  std::string path;
};
Result<std::vector<OutputRequest>> parse_outputs(const std::vector<std::string>& requests);

// A path and the flag it was given with. Empty or "-": none.
struct NamedPath {
  std::string flag;
  std::string path;
};
std::vector<NamedPath> report_paths(const std::vector<OutputRequest>& requests);
// Usage error if a file that is written is also written or read under another flag, however the
// path is spelt. Devices may be shared.
Status check_distinct(const std::vector<NamedPath>& written, const std::vector<NamedPath>& read);
bool is_writable_directory(const std::string& path);

// The whole of a small text file. Usage error naming `flag` and the path: not there, no regular
// file, others can write it, over 16 MiB.
Result<std::string> read_operator_file(std::string_view flag, const std::string& path);

// One password a line, LF or CRLF. An empty line is an empty string, which is no password: so a
// position tells the line.
Result<std::vector<std::string>> read_passwords(const std::string& path);

// The configuration file's place: --config, $QINGCE_CONFIG, $XDG_CONFIG_HOME/qingce/config.toml
// (~/.config), /etc/qingce/config.toml; the last two only if they exist. Empty: none. Never from a
// target.
std::string find_config(const std::string& flag_value);

// A configuration as arguments: each key of the TOML table [command] is a long flag without its
// dashes; arrays repeat it; true sets it. `known` lists the flags the command takes. Usage error
// naming file, line and key, also for another table.
struct KnownFlag {
  std::string flag;  // "--max-depth"
  bool takes_value = true;
};
// One flag as one word ("--max-depth=3") and where it stands ("FILE:LINE").
struct PlacedArgument {
  std::string text, place;
};
Result<std::vector<PlacedArgument>> config_arguments(const std::string& path,
                                                     std::string_view command,
                                                     const std::vector<KnownFlag>& known);
// The same from the file's text; `path` is only named.
Result<std::vector<PlacedArgument>> parse_config(std::string_view text, const std::string& path,
                                                 std::string_view command,
                                                 const std::vector<KnownFlag>& known);

}  // namespace qingce
