// Candidates around '@'.
#include <algorithm>
#include <array>

#include "scanner/match/candidate_scan.h"

namespace qingce {
namespace {

constexpr size_t kLongestLocal = 64;    // RFC 5321, 4.5.3.1.1
constexpr size_t kLongestDomain = 253;  // RFC 1035 in text form
constexpr int kShorter = 3;             // labels given up at the end, for "a@b.com.Next sentence"

bool is_alnum(char c) { return is_digit(c) || is_letter(c); }
bool is_local(char c) {
  return is_alnum(c) || c == '.' || c == '_' || c == '%' || c == '+' || c == '-';
}

// prev_char and next_char, with the hot case in front: a letter or digit of plain ASCII.
Char before(const Text& text, Unit unit, size_t pos) {
  if (unit == Unit::bytes && pos > text.lo + 1 && text.data[pos - 2] < 0x80) {
    const char c = static_cast<char>(text.data[pos - 1]);
    if (is_alnum(c)) return {CharClass::plain, c, 1};
  }
  return prev_char(text, unit, pos);
}

Char behind(const Text& text, Unit unit, size_t pos) {
  if (unit == Unit::bytes && pos < text.hi) {
    const char c = static_cast<char>(text.data[pos]);
    if (is_alnum(c)) return {CharClass::plain, c, 1};
  }
  return next_char(text, unit, pos);
}

// A hyphen as typed, or its full-width form (U+FF0D); not a dash that looks like one.
bool is_hyphen(const Text& text, Unit unit, const Char& c, size_t begin) {
  if (c.cls != CharClass::separator || c.c != '-') return false;
  const std::string_view bytes(reinterpret_cast<const char*>(text.data + begin), c.len);
  switch (unit) {
    case Unit::bytes:
      return bytes == "-" || bytes == "\xEF\xBC\x8D" || bytes == "\xA3\xAD";
    case Unit::big5:
      return bytes == "-" || bytes == "\xA1\xD0";
    case Unit::utf16le:
      return bytes[1] == 0 || bytes == "\x0D\xFF";
    case Unit::utf16be:
      return bytes[0] == 0 || bytes == "\xFF\x0D";
    case Unit::utf32le:
      return bytes[1] == 0 || bytes.substr(0, 2) == "\x0D\xFF";
    case Unit::utf32be:
      return bytes[2] == 0 || bytes.substr(2) == "\xFF\x0D";
  }
  return false;
}

bool in_local(const Text& text, Unit unit, const Char& c, size_t begin) {
  return c.cls == CharClass::plain ? is_local(c.c) : is_hyphen(text, unit, c, begin);
}

// o'neil, d'arcy: an apostrophe behind a single such letter. Not N'…', E'…', the string prefixes of
// SQL.
bool is_name_apostrophe(const Text& text, Unit unit, size_t pos) {
  const Char letter = prev_char(text, unit, pos);
  if (letter.len == 0 || (to_lower(letter.c) != 'o' && to_lower(letter.c) != 'd')) return false;
  const Char before = prev_char(text, unit, pos - letter.len);
  return !is_local(before.c) && before.c != '\'';
}

}  // namespace

void CandidateScan::on_at(size_t pos, Unit unit) {
  const Text text = text_at(pos);
  if (pos < text.lo || pos >= text.hi) return;
  const Char at = next_char(text, unit, pos);
  if (at.c != '@') return;

  // Not filled with zeros: only what is written is read, and there are 3 KB of it.
  std::array<char, kLongestLocal> local;
  std::array<size_t, kLongestLocal> local_begin;
  size_t local_size = 0;
  size_t place = pos;
  for (;;) {
    const Char c = before(text, unit, place);
    if (c.len == 0) break;
    if (c.c == '@') return;  // a@b@c
    const bool apostrophe = c.c == '\'' && local_size > 0 && is_letter(local[local_size - 1]) &&
                            is_name_apostrophe(text, unit, place - c.len);
    if (!in_local(text, unit, c, place - c.len) && !apostrophe) break;
    if (local_size == kLongestLocal) return;
    place -= c.len;
    local[local_size] = c.c;
    local_begin[local_size++] = place;
  }
  while (local_size > 0 && local[local_size - 1] == '.') --local_size;
  if (local_size == 0) return;

  std::array<char, kLongestDomain> domain;
  std::array<size_t, kLongestDomain> domain_end;
  size_t domain_size = 0;
  place = pos + at.len;
  for (;;) {
    const Char c = behind(text, unit, place);
    if (c.len == 0) break;
    if (c.c == '@' && c.cls == CharClass::plain) return;
    if (!(c.cls == CharClass::plain && (is_alnum(c.c) || c.c == '.')) &&
        !is_hyphen(text, unit, c, place))
      break;
    if (domain_size == kLongestDomain) return;
    place += c.len;
    domain[domain_size] = c.c;
    domain_end[domain_size++] = place;
  }
  while (domain_size > 0 && !is_alnum(domain[domain_size - 1])) --domain_size;

  if (domain_size == 0) return;

  std::array<char, kLongestLocal + 1 + kLongestDomain> address;
  size_t size = 0;
  for (size_t i = local_size; i-- > 0;) address[size++] = local[i];
  address[size++] = '@';
  std::copy_n(domain.begin(), domain_size, address.begin() + static_cast<std::ptrdiff_t>(size));
  const std::string_view text_of_domain(domain.data(), domain_size);
  Reading reading;
  reading.begin = local_begin[local_size - 1];
  reading.unit = unit;
  reading.shape = "email";
  for (const uint16_t rule : parts_.dispatch->email_rules()) {
    reading.rule = rule;
    // The whole is the candidate; shorter readings are tried in silence.
    size_t length = domain_size;
    for (int attempt = 0; attempt <= kShorter; ++attempt) {
      reading.end = domain_end[length - 1];
      reading.candidate = {address.data(), size + length};
      if (consider(reading, attempt > 0) == Outcome::accepted) break;
      const size_t dot = text_of_domain.substr(0, length).rfind('.');
      if (dot == std::string_view::npos || dot == 0) break;
      length = dot;
    }
  }
}

}  // namespace qingce
