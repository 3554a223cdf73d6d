#include "scanner/match/text.h"

#include <algorithm>
#include <cstring>
#include <optional>
#include <string_view>

#include "scanner/match/han.h"

namespace qingce {
namespace {

// GB18030 and Big5 spellings of characters that have a role. First bytes 0x81..0xA9 cannot begin
// UTF-8, so they are told apart at any character's edge. Source: GB 18030-2022, code charts
// (checked against Python's codec).
struct Spelling {
  uint8_t length;
  std::array<uint8_t, 4> bytes;
  char32_t code_point;
};
constexpr std::array<Spelling, 27> kGb18030{{
    {2, {0xA1, 0xA1}, 0x3000},
    {2, {0xA1, 0xAA}, 0x2014},
    {2, {0xA1, 0xC1}, 0x00D7},
    {2, {0xA2, 0xFA}, 0x2169},
    {2, {0xA8, 0x43}, 0x2013},
    {2, {0xA8, 0x44}, 0x2015},
    {2, {0xA9, 0x5C}, 0x2010},
    {2, {0xA1, 0x40}, 0x3000},  // A140: Big5, not assigned in GBK
    {4, {0x81, 0x30, 0x84, 0x32}, 0x00A0},
    {4, {0x81, 0x30, 0x85, 0x32}, 0x00AD},
    {4, {0x81, 0x36, 0xA3, 0x38}, 0x2002},
    {4, {0x81, 0x36, 0xA3, 0x39}, 0x2003},
    {4, {0x81, 0x36, 0xA4, 0x35}, 0x2009},
    {4, {0x81, 0x36, 0xA4, 0x37}, 0x200B},
    {4, {0x81, 0x36, 0xA4, 0x38}, 0x200C},
    {4, {0x81, 0x36, 0xA4, 0x39}, 0x200D},
    {4, {0x81, 0x36, 0xA5, 0x30}, 0x200E},
    {4, {0x81, 0x36, 0xA5, 0x31}, 0x200F},
    {4, {0x81, 0x36, 0xA6, 0x37}, 0x202A},
    {4, {0x81, 0x36, 0xA6, 0x38}, 0x202B},
    {4, {0x81, 0x36, 0xA6, 0x39}, 0x202C},
    {4, {0x81, 0x36, 0xA7, 0x30}, 0x202D},
    {4, {0x81, 0x36, 0xA7, 0x31}, 0x202E},
    {4, {0x81, 0x36, 0xA7, 0x32}, 0x202F},
    {4, {0x81, 0x36, 0xAB, 0x36}, 0x2060},
    {4, {0x84, 0x31, 0x95, 0x33}, 0xFEFF},
    {4, {0x81, 0x36, 0xD3, 0x31}, 0x2212},
}};

struct Entity {
  std::string_view name;  // with ';'
  char32_t code_point;
};
constexpr std::array<Entity, 14> kEntities{{
    {"nbsp;", 0xA0},
    {"ensp;", 0x2002},
    {"emsp;", 0x2003},
    {"thinsp;", 0x2009},
    {"shy;", 0xAD},
    {"zwnj;", 0x200C},
    {"zwj;", 0x200D},
    {"lrm;", 0x200E},
    {"rlm;", 0x200F},
    {"ndash;", 0x2013},
    {"mdash;", 0x2014},
    {"minus;", 0x2212},
    {"hyphen;", 0x2010},
    {"times;", 0xD7},
}};
constexpr size_t kLongestEntity = 10;  // "&#x0FF10;", "&#0065296;" is not looked for

Char as_char(char32_t code_point, size_t length) {
  // The hot case, and the same answer as ascii_role (a test holds them together).
  if (code_point > 0x20 && code_point < 0x7F && code_point != '-') {
    return {CharClass::plain, static_cast<char>(code_point), static_cast<uint8_t>(length)};
  }
  const AsciiRole role = ascii_role(code_point);
  return {role.cls, role.c, static_cast<uint8_t>(length)};
}

constexpr bool is_lead(unsigned char b) { return b >= 0x81 && b != 0xFF; }
constexpr bool is_digit_byte(unsigned char b) { return b >= '0' && b <= '9'; }

std::optional<Char> entity_at(const Text& text, size_t pos) {
  const size_t room = std::min(text.hi - pos, kLongestEntity);
  const std::string_view s(reinterpret_cast<const char*>(text.data + pos), room);
  const size_t stop = s.find(';');
  if (stop == std::string_view::npos || stop < 3) return std::nullopt;
  if (s[1] != '#') {
    for (const Entity& entity : kEntities) {
      if (s.substr(1, stop) == entity.name) return as_char(entity.code_point, stop + 1);
    }
    return std::nullopt;
  }
  const bool hex = s[2] == 'x' || s[2] == 'X';
  char32_t value = 0;
  size_t i = hex ? 3 : 2;
  if (i == stop) return std::nullopt;
  for (; i < stop; ++i) {
    const char c = s[i];
    if (is_digit(c)) {
      value = value * (hex ? 16 : 10) + static_cast<char32_t>(c - '0');
    } else if (hex && is_letter(c) && to_upper(c) <= 'F') {
      value = value * 16 + static_cast<char32_t>(to_upper(c) - 'A' + 10);
    } else {
      return std::nullopt;
    }
  }
  return as_char(value, stop + 1);
}

// "&#49;" read backwards from behind its ';'.
std::optional<Char> entity_before(const Text& text, size_t pos) {
  const size_t room = std::min(pos - text.lo, kLongestEntity);
  for (size_t back = 4; back <= room; ++back) {
    if (text.data[pos - back] != '&') continue;
    const std::optional<Char> found = entity_at(text, pos - back);
    return found && found->len == back ? found : std::nullopt;
  }
  return std::nullopt;
}

// One well-formed UTF-8 sequence at pos; 0 if there is none.
size_t utf8_at(const Text& text, size_t pos, char32_t* code_point) {
  const std::string_view s(reinterpret_cast<const char*>(text.data + pos),
                           std::min<size_t>(text.hi - pos, 4));
  size_t used = 0;
  const std::optional<char32_t> found = next_code_point(s, &used);
  if (!found) return 0;
  *code_point = *found;
  return used;
}

// A double-byte character with a role: GB 2312 row 3 is ASCII + 0x80; Big5 has its digits and
// letters elsewhere.
std::optional<Char> double_byte(Unit unit, unsigned char lead, unsigned char trail) {
  if (unit == Unit::big5) {
    if (lead == 0xA2 && trail >= 0xAF && trail <= 0xB8) {
      return Char{CharClass::plain, static_cast<char>('0' + (trail - 0xAF)), 2};
    }
    if (lead == 0xA2 && trail >= 0xCF && trail <= 0xE8) {
      return Char{CharClass::plain, static_cast<char>('A' + (trail - 0xCF)), 2};
    }
    if (lead == 0xA1 && trail == 0xD0) return Char{CharClass::separator, '-', 2};
    if (lead == 0xA1 && trail == 0xCF) return Char{CharClass::plain, '+', 2};
    if (lead == 0xA1 && trail == 0x40) return Char{CharClass::separator, ' ', 2};
    return std::nullopt;
  }
  if (lead == 0xA3 && trail >= 0xA1 && trail != 0xFF) {
    return as_char(static_cast<char32_t>(trail) - 0x80 + 0xFEE0, 2);
  }
  return std::nullopt;
}

std::optional<Char> multibyte_token(const Text& text, Unit unit, size_t pos, size_t end) {
  const size_t room = end - pos;
  const unsigned char* p = text.data + pos;
  if (room >= 2) {
    if (const std::optional<Char> found = double_byte(unit, p[0], p[1])) return found;
  }
  if (p[0] > 0xA9) return std::nullopt;
  for (const Spelling& s : kGb18030) {
    if (room >= s.length && std::memcmp(p, s.bytes.data(), s.length) == 0) {
      return as_char(s.code_point, s.length);
    }
  }
  return std::nullopt;
}

Char next_byte_char(const Text& text, Unit unit, size_t pos) {
  const unsigned char b = text.data[pos];
  if (b < 0x80) {
    if (b == '&') {
      if (const std::optional<Char> entity = entity_at(text, pos)) return *entity;
    }
    return as_char(b, 1);
  }
  char32_t code_point = 0;
  const size_t length = utf8_at(text, pos, &code_point);
  if (length != 0) return as_char(code_point, length);
  if (const std::optional<Char> token = multibyte_token(text, unit, pos, text.hi)) return *token;
  return {CharClass::other, 0, 1};
}

// The multi-byte character that ends at pos, if it has a role.
std::optional<Char> multibyte_before(const Text& text, Unit unit, size_t pos) {
  for (size_t length = 2; length <= 4 && length <= pos - text.lo; ++length) {
    const size_t at = pos - length;
    if (text.data[at] < 0x81) continue;
    char32_t code_point = 0;
    const Text cut{text.data, text.lo, pos, text.base};
    if (utf8_at(cut, at, &code_point) == length) {
      const Char found = as_char(code_point, length);
      if (found.cls != CharClass::other) return found;
      continue;
    }
    const std::optional<Char> token = multibyte_token(text, unit, at, pos);
    if (token && token->len == length) return token;
  }
  return std::nullopt;
}

// A digit may be the last byte of a GB18030 four-byte character (81 39 EF 31): three bytes before
// it decide.
bool ends_four_byte(const Text& text, size_t pos) {
  if (pos - text.lo < 4) return false;
  const unsigned char* p = text.data + pos - 4;
  return is_lead(p[0]) && is_digit_byte(p[1]) && is_lead(p[2]) && is_digit_byte(p[3]);
}

Char prev_byte_char(const Text& text, Unit unit, size_t pos) {
  const unsigned char b = text.data[pos - 1];
  if (b == ';') {
    if (const std::optional<Char> entity = entity_before(text, pos)) return *entity;
  }
  const bool after_high = pos - 1 > text.lo && text.data[pos - 2] >= 0x81;
  if (b < 0x30 || (b < 0x80 && !after_high)) return as_char(b, 1);
  if (is_digit_byte(b)) {
    if (!ends_four_byte(text, pos)) return as_char(b, 1);
    if (const std::optional<Char> token = multibyte_before(text, unit, pos)) return *token;
    return {CharClass::other, 0, 4};
  }
  if (b < 0x40 || (b < 0x80 && !is_trail_byte(text, pos - 1))) return as_char(b, 1);
  if (const std::optional<Char> token = multibyte_before(text, unit, pos)) return *token;
  return {CharClass::other, 0, 1};
}

char32_t wide_value(const unsigned char* p, Unit unit) {
  switch (unit) {
    case Unit::utf16le:
      return static_cast<char32_t>(p[0] | (p[1] << 8));
    case Unit::utf16be:
      return static_cast<char32_t>(p[1] | (p[0] << 8));
    case Unit::utf32le:
      return p[0] | (char32_t{p[1]} << 8) | (char32_t{p[2]} << 16) | (char32_t{p[3]} << 24);
    default:
      return p[3] | (char32_t{p[2]} << 8) | (char32_t{p[1]} << 16) | (char32_t{p[0]} << 24);
  }
}

// Whether the walk goes on behind this character: everything else ends every identifier, whatever
// stands beyond.
bool goes_on(char c) {
  return is_digit(c) || is_letter(c) || c == ' ' || c == '-' || c == '.' || c == '*' || c == '(' ||
         c == ')' || c == '+';
}

// Behind a space only a further group matters.
bool space_goes_on(char c) {
  return is_digit(c) || is_upper(c) || c == '(' || c == ')' || c == '+' || c == '*';
}

// What a character in UTF-16 or UTF-32 says for its byte order. Han text out of step is Han text
// again (the high bytes are those of its neighbours), but rarely of common characters. Padding says
// nothing.
constexpr int kImplausible = -3;
constexpr char32_t kMark = 0xFEFF;    // a byte-order mark: another text ends or begins
constexpr char32_t kFiller = 0xFFFF;  // padding of whole characters
int worth(char32_t c) {
  if ((c >= 0x20 && c <= 0x7E) || c == '\t' || c == '\n' || c == '\r') return 3;
  if (c == 0 || c == kMark) return 0;
  if (c == kFiller) return 1;
  if ((c >= 0x3000 && c <= 0x3002) || (c >= 0x300A && c <= 0x3011)) return 4;
  if ((c >= 0xFF08 && c <= 0xFF1F) && c != 0xFF0A && c != 0xFF0E) return 4;
  if (c == 0xB7 || c == 0x2014 || (c >= 0x2018 && c <= 0x201D) || c == 0x2026) return 3;
  if (c >= 0x4E00 && c <= 0x9FFF) {
    // A low byte of 0: rather a NUL out of step; U+4E00 is "one". Two small letters: rather a word
    // in single bytes.
    if ((c & 0xFF) == 0 && c != 0x4E00) return 0;
    const HanUse use = han_use(c);
    if (use == HanUse::rare) return 0;
    if (is_lower(static_cast<char>(c >> 8)) && is_lower(static_cast<char>(c & 0xFF))) return 1;
    return use == HanUse::simplified ? 3 : 2;
  }
  if ((c >= 0x3003 && c <= 0x30FF) || (c >= 0xFF01 && c <= 0xFF5E)) return 1;
  return kImplausible;
}

}  // namespace

int wide_plausibility(const Text& text, Unit unit, size_t begin) {
  const size_t width = width_of(unit);
  if (begin < text.lo || begin >= text.hi || text.hi - begin < width) return kImplausible * 2;
  int sum = worth(wide_value(text.data + begin, unit));
  const auto add = [&](size_t at) {
    const char32_t c = wide_value(text.data + at, unit);
    const int value = worth(c);
    sum += value;
    return value >= 0 && c != kMark && c != kFiller;
  };
  // Between letters and NULs the one order pairs each NUL with the letter before it, the other with
  // the one behind. Both look at the same NULs, the digit's own left aside: else where the reach
  // ends decides between them.
  const bool little = unit == Unit::utf16le || unit == Unit::utf32le;
  const size_t before = kReach / width - (little ? 0 : 1);
  const size_t behind = kReach / width - (little ? 1 : 0);
  for (size_t i = 1; i <= before && begin - text.lo >= i * width && add(begin - i * width); ++i) {
  }
  for (size_t i = 1; i <= behind && text.hi - begin >= (i + 1) * width && add(begin + i * width);
       ++i) {
  }
  return sum;
}

Char next_char(const Text& text, Unit unit, size_t pos) {
  const size_t width = width_of(unit);
  if (pos >= text.hi || text.hi - pos < width) return {};
  if (width == 1) return next_byte_char(text, unit, pos);
  return as_char(wide_value(text.data + pos, unit), width);
}

Char prev_char(const Text& text, Unit unit, size_t pos) {
  const size_t width = width_of(unit);
  if (pos <= text.lo || pos - text.lo < width) return {};
  if (width == 1) return prev_byte_char(text, unit, pos);
  return as_char(wide_value(text.data + pos - width, unit), width);
}

bool is_strict_utf8(const Text& text, size_t from, size_t to) {
  const Text cut{text.data, text.lo, to, text.base};
  while (from < to) {
    if (text.data[from] < 0x80) {
      ++from;
      continue;
    }
    char32_t code_point = 0;
    const size_t length = utf8_at(cut, from, &code_point);
    if (length == 0) return false;
    from += length;
  }
  return true;
}

size_t in_step_before(const Text& text, size_t pos) {
  const size_t limit = pos - text.lo > kReach ? pos - kReach : text.lo;
  while (pos > limit && text.data[pos - 1] >= 0x30) --pos;
  return pos;
}

size_t pair_up_to(const Text& text, size_t from, size_t pos) {
  while (from < pos) {
    if (!is_lead(text.data[from])) {
      ++from;
    } else {
      from += from + 1 < pos && is_digit_byte(text.data[from + 1]) ? 4u : 2u;
    }
  }
  return from;
}

bool is_trail_byte(const Text& text, size_t pos) {
  if (pos <= text.lo || !is_lead(text.data[pos - 1])) return false;
  size_t high = pos;
  const size_t limit = pos - text.lo > kReach ? pos - kReach : text.lo;
  while (high > limit && text.data[high - 1] >= 0x80) --high;
  // A run of high bytes cut at kReach may begin inside a character.
  for (size_t skip = 0; skip < 4 && high + skip < pos; ++skip) {
    if (is_strict_utf8(text, high + skip, pos)) return false;
    if (high > limit || high == text.lo) break;
  }
  return pair_up_to(text, in_step_before(text, pos), pos) > pos;
}

size_t char_length(const Text& text, Unit unit, size_t pos) {
  if (is_wide(unit)) return width_of(unit);
  const unsigned char b = text.data[pos];
  if (b < 0x80) return 1;
  char32_t code_point = 0;
  const size_t length = utf8_at(text, pos, &code_point);
  if (length != 0) return length;
  if (!is_lead(b) || pos + 1 >= text.hi) return 1;
  const unsigned char next = text.data[pos + 1];
  return is_digit_byte(next) ? 4 : next >= 0x40 ? 2 : 1;
}

void View::build(const Text& text, Unit unit, size_t pos) {
  constexpr size_t kBytes = kReach + kReach / 2;  // entities: 76 characters of up to 5 bytes
  const auto put = [&](int i, size_t from, size_t to, char value) {
    c[static_cast<size_t>(i)] = value;
    begin[static_cast<size_t>(i)] = static_cast<uint32_t>(from);
    end[static_cast<size_t>(i)] = static_cast<uint32_t>(to);
  };
  first = last = kSide;
  size_t at = pos;
  while (last < 2 * kSide && at - pos < kBytes) {
    const Char next = next_char(text, unit, at);
    if (next.len == 0) break;
    if (next.cls != CharClass::dropped) {
      put(last, at, at + next.len, next.c);
      const bool after_space = last > kSide && c[static_cast<size_t>(last) - 1] == ' ';
      ++last;
      if (!goes_on(next.c) || (after_space && !space_goes_on(next.c))) break;
    }
    at += next.len;
  }
  run_begin = run_end = kSide;
  if (last == kSide) return;
  at = pos;
  while (first > 0 && pos - at < kBytes) {
    const Char prev = prev_char(text, unit, at);
    if (prev.len == 0) break;
    if (prev.cls != CharClass::dropped) {
      --first;
      put(first, at - prev.len, at, prev.c);
      const bool after_space = c[static_cast<size_t>(first) + 1] == ' ';
      if (!goes_on(prev.c) || (after_space && !space_goes_on(prev.c))) break;
    }
    at -= prev.len;
  }
  while (is_digit(this->at(run_begin - 1))) --run_begin;
  while (is_digit(this->at(run_end))) ++run_end;
}

}  // namespace qingce
