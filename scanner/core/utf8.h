// Strict UTF-8 decoding for names and values that are shown, and which code points are safe to
// show. Pure.
#pragma once

#include <cstddef>
#include <string_view>

namespace qingce {

struct CodePoint {
  char32_t value = 0;  // the byte itself if !valid
  size_t length = 1;   // bytes; 1 if !valid
  bool valid = false;  // false: no well-formed sequence starts here (Unicode 15, table 3-7)
};
// REQUIRES: !text.empty()
CodePoint next_code_point(std::string_view text);

// Code points that change how text around them looks, or that nobody sees: C0, DEL, C1, soft
// hyphen, bidi controls, zero-width characters, line and paragraph separators, tags. Never printed
// as they are.
bool is_hazardous(char32_t c);

// The length of the longest beginning of `text` that is surely shown as it is, decided without
// decoding: printable ASCII and U+3000 to U+9FFF, which is nearly every name. What follows may be
// harmless as well.
size_t plain_prefix(std::string_view text);

}  // namespace qingce
