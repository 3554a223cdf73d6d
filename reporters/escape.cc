#include "reporters/escape.h"

#include <array>

#include "scanner/core/utf8.h"

namespace qingce {
namespace {

void append_percent(std::string_view bytes, std::string& out) {
  static constexpr char kDigits[] = "0123456789ABCDEF";
  for (const char c : bytes) {
    const auto b = static_cast<unsigned char>(c);
    out += '%';
    out += kDigits[b >> 4];
    out += kDigits[b & 15];
  }
}

bool is_unreserved(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.' || c == '_' || c == '~';
}

// What spreadsheets begin a formula with, in the locales of East Asia too: = + - @ and the
// full-width ＝ ＋ － ＠.
constexpr std::array<std::string_view, 8> kFormula = {
    "=", "+", "-", "@", "\xef\xbc\x9d", "\xef\xbc\x8b", "\xef\xbc\x8d", "\xef\xbc\xa0"};

bool is_formula(std::string_view text) {
  // Some importers trim blanks first.
  const size_t begin = text.find_first_not_of(" \t\r\n\v\f");
  if (begin == std::string_view::npos) return false;
  const char first = text[0];
  if (first == '\t' || first == '\r' || first == '\n') return true;
  for (const std::string_view sign : kFormula) {
    if (text.substr(begin).starts_with(sign)) return true;
  }
  return false;
}

}  // namespace

std::string visible(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const size_t plain = plain_prefix(text);
    out += text.substr(0, plain);
    text.remove_prefix(plain);
    if (text.empty()) break;
    const CodePoint c = next_code_point(text);
    const std::string_view bytes = text.substr(0, c.length);
    if (!c.valid || is_hazardous(c.value)) {
      append_percent(bytes, out);
    } else {
      out += bytes;
    }
    text.remove_prefix(c.length);
  }
  return out;
}

std::string csv_cell(std::string_view text) {
  std::string out = "\"";
  if (is_formula(text)) out += '\'';
  for (const char c : visible(text)) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
  return out;
}

std::string markdown_code(std::string_view text) {
  std::string out = "`";
  for (const char c : visible(text)) {
    if (c == '`' || c == '|') {
      append_percent({&c, 1}, out);
    } else {
      out += c;
    }
  }
  // A span of nothing is two backticks, which open a longer span.
  return out.size() == 1 ? std::string() : out + "`";
}

std::string markdown_text(std::string_view text) {
  std::string out;
  for (const char c : visible(text)) {
    switch (c) {
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '&':
        out += "&amp;";
        break;
      // A zero-width joiner would do as well, and hide: the comment shows a full-width sign.
      case '@':
        out += "\xef\xbc\xa0";
        break;
      case '\\':
      case '`':
      case '*':
      case '_':
      case '[':
      case ']':
      case '#':
      case '|':
      case '~':
      case '!':
        out += '\\';
        [[fallthrough]];
      default:
        out += c;
    }
  }
  return out;
}

std::string uri_encode(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size());
  for (const char c : bytes) {
    if (is_unreserved(c) || c == '/') {
      out += c;
    } else {
      append_percent({&c, 1}, out);
    }
  }
  return out;
}

}  // namespace qingce
