// Keys of lines: logfmt and other key=value logs, URL queries and forms, properties, .env, INI,
// simple YAML. Private to scanner/read; pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "scanner/read/text_view.h"

namespace qingce {

// How the lines of a text say what their values are.
enum class KeyedKind : uint8_t {
  none,
  log,      // keys stand somewhere in lines of text
  outline,  // each line is a key or part of a list: YAML, INI, properties, .env
};
// `text`: an object's first bytes.
KeyedKind keyed_kind(std::string_view text);

struct KeyedValue {
  std::string_view key;  // as written, without quotes; of the view
  uint64_t begin = 0;    // of the value
  uint64_t end = 0;
};
// A key as it is meant: %-sequences decoded.
std::string percent_decoded(std::string_view text);
inline constexpr uint64_t kKeyReach = 512;  // bytes from a value's beginning to a place in it
// The key before the value that holds `offset`, in the line that begins at `line` or before the
// view. nullopt: free text. Looks kKeyReach bytes back, and as far ahead.
std::optional<KeyedValue> find_key(const TextView& view, uint64_t line, uint64_t offset);

// A line of an outline.
struct OutlineLine {
  size_t dashes = 0;      // `- ` before the key: items of lists
  size_t indent = 0;      // of the first dash or the key
  size_t key_indent = 0;  // of what is behind the dashes
  std::string section;    // [section] of INI
  std::string key;        // empty: none
  bool block = false;     // `key: |`: what is indented more belongs to it
  size_t value = 0;       // where the value begins in the line
};
// nullopt: a blank line or a comment. Looks at the line's first kKeyReach bytes.
std::optional<OutlineLine> outline_line(std::string_view line);

}  // namespace qingce
