#include "detectors/normalize.h"

namespace qingce {
namespace {

constexpr bool in(char32_t c, char32_t first, char32_t last) { return c >= first && c <= last; }

bool is_invisible(char32_t c) {
  return c == 0x00AD || c == 0x034F || c == 0x061C || c == 0x180E || in(c, 0x200B, 0x200F) ||
         in(c, 0x202A, 0x202E) || in(c, 0x2060, 0x206F) || in(c, 0xFE00, 0xFE0F) || c == 0xFEFF;
}

bool is_space(char32_t c) {
  return c == 0x20 || c == 0xA0 || c == 0x1680 || in(c, 0x2000, 0x200A) || c == 0x202F ||
         c == 0x205F || c == 0x3000;
}

// Pd that people or word processors put into numbers, and the minus signs that are drawn like one.
bool is_dash(char32_t c) {
  return c == 0x2D || in(c, 0x2010, 0x2015) || c == 0x2212 || c == 0xFE58 || c == 0xFE63 ||
         c == 0xFF0D;
}

// Drawn like the check letter X. Cyrillic and Greek look-alikes are left out: nothing types them
// into an ID.
bool looks_like_x(char32_t c) { return c == 0x00D7 || c == 0x2169 || c == 0x2179; }

bool is_trimmed(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

}  // namespace

AsciiRole ascii_role(char32_t c) {
  if (is_space(c)) return {CharClass::separator, ' '};
  if (is_dash(c)) return {CharClass::separator, '-'};
  if (in(c, 0x21, 0x7E)) return {CharClass::plain, static_cast<char>(c)};
  if (c < 0xA0) return {};
  if (in(c, 0xFF01, 0xFF5E)) return {CharClass::plain, static_cast<char>(c - 0xFF01 + 0x21)};
  if (looks_like_x(c)) return {CharClass::plain, 'X'};
  if (is_invisible(c)) return {CharClass::dropped, 0};
  return {};
}

std::optional<char32_t> next_code_point(std::string_view text, size_t* pos) {
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(*pos);
  if (lead < 0x80) {
    ++*pos;
    return lead;
  }
  size_t length = 0;
  char32_t value = 0;
  char32_t least = 0;
  if (lead >= 0xC2 && lead <= 0xDF) {
    length = 2, value = lead & 0x1Fu, least = 0x80;
  } else if (lead >= 0xE0 && lead <= 0xEF) {
    length = 3, value = lead & 0x0Fu, least = 0x800;
  } else if (lead >= 0xF0 && lead <= 0xF4) {
    length = 4, value = lead & 0x07u, least = 0x10000;
  } else {
    return std::nullopt;
  }
  if (text.size() - *pos < length) return std::nullopt;
  for (size_t i = 1; i < length; ++i) {
    const unsigned char next = byte(*pos + i);
    if ((next & 0xC0u) != 0x80) return std::nullopt;
    value = (value << 6) | (next & 0x3Fu);
  }
  if (value < least || value > 0x10FFFF || in(value, 0xD800, 0xDFFF)) return std::nullopt;
  *pos += length;
  return value;
}

std::optional<std::string> spell(std::string_view text) {
  while (!text.empty() && is_trimmed(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_trimmed(text.back())) text.remove_suffix(1);
  std::string out;
  out.reserve(text.size());
  for (size_t pos = 0; pos < text.size();) {
    const std::optional<char32_t> code_point = next_code_point(text, &pos);
    if (!code_point) return std::nullopt;
    const AsciiRole role = ascii_role(*code_point);
    if (role.cls == CharClass::other) return std::nullopt;
    if (role.cls != CharClass::dropped) out.push_back(role.c);
  }
  const size_t first = out.find_first_not_of(' ');
  if (first == std::string::npos) return std::string();
  return out.substr(first, out.find_last_not_of(' ') - first + 1);
}

std::optional<std::string> tidy(std::string_view text) {
  while (!text.empty() && is_trimmed(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_trimmed(text.back())) text.remove_suffix(1);
  std::string out;
  out.reserve(text.size());
  for (size_t pos = 0; pos < text.size();) {
    const size_t begin = pos;
    const std::optional<char32_t> code_point = next_code_point(text, &pos);
    if (!code_point || *code_point < 0x20 || *code_point == 0x7F) return std::nullopt;
    if (is_space(*code_point)) {
      out.push_back(' ');
    } else if (in(*code_point, 0xFF01, 0xFF5E)) {
      out.push_back(static_cast<char>(*code_point - 0xFF01 + 0x21));
    } else if (!is_invisible(*code_point)) {
      out.append(text, begin, pos - begin);
    }
  }
  const auto at_edge = [](char c) { return c == ' ' || c == '"' || c == '\''; };
  size_t first = 0;
  size_t last = out.size();
  while (first < last && at_edge(out[first])) ++first;
  while (last > first && at_edge(out[last - 1])) --last;
  return out.substr(first, last - first);
}

}  // namespace qingce
