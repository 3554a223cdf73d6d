// What a character stands for in an identifier: the one table that the matcher and the rules share,
// so that a value typed with full-width digits, an Excel NBSP or a soft hyphen is the same value
// everywhere. Pure functions; any thread. Sources: Unicode 15 (Halfwidth and Fullwidth Forms;
// general categories Zs, Pd, Cf).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace qingce {

enum class CharClass : uint8_t {
  other,      // no ASCII meaning (Han, control characters, …): ends an identifier
  plain,      // an ASCII character 0x21..0x7E other than '-', or something that looks like one
  separator,  // a dash or a space: c is '-' or ' '
  dropped,    // invisible (zero width, bidi control, BOM, soft hyphen): as if it were not there
};

struct AsciiRole {
  CharClass cls = CharClass::other;
  char c = 0;  // plain: 0x21..0x7E; separator: '-' or ' '; else 0
};

// Full-width forms U+FF01..FF5E -> ASCII; U+00D7, U+2169, U+2179 -> 'X'; Zs -> ' '; Pd and minus
// signs -> '-'. Case is kept. Tab, newline and NUL are `other`.
AsciiRole ascii_role(char32_t code_point);

// One code point of `text` at `*pos`, which moves behind it; nullopt on invalid UTF-8 (pos stays).
// REQUIRES: *pos < text.size()
std::optional<char32_t> next_code_point(std::string_view text, size_t* pos);

// `text` (UTF-8) in ASCII roles: plain characters, ' ' and '-'; dropped ones left out; spaces, tabs
// and line ends trimmed at both sides. nullopt if a character has no role or the UTF-8 is invalid.
std::optional<std::string> spell(std::string_view text);

// `text` (UTF-8) as words: full-width letters, digits and signs as ASCII, every space as ' ',
// invisible characters left out, spaces and quotes trimmed at both sides. nullopt if the UTF-8 is
// invalid or a control character stands in it.
std::optional<std::string> tidy(std::string_view text);

inline bool is_digit(char c) { return c >= '0' && c <= '9'; }
inline bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
inline bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
inline bool is_letter(char c) { return is_upper(c) || is_lower(c); }
// No early way out: most texts asked are digits, and a loop without branches is the shorter one for
// them.
inline bool all_digits(std::string_view text) {
  bool digits = true;
  for (const char c : text) digits &= is_digit(c);
  return digits;
}
inline char to_upper(char c) { return is_lower(c) ? static_cast<char>(c - 'a' + 'A') : c; }
inline char to_lower(char c) { return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c; }

}  // namespace qingce
