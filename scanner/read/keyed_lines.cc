#include "scanner/read/keyed_lines.h"

#include <algorithm>
#include <array>

namespace qingce {
namespace {

using namespace std::string_view_literals;

constexpr size_t kKeyBytes = 96;
constexpr size_t kLinesSeen = 10;

bool is_letter_byte(unsigned char c) { return (c | 0x20) >= 'a' && (c | 0x20) <= 'z'; }
bool is_digit_byte(unsigned char c) { return c >= '0' && c <= '9'; }
bool is_blank(unsigned char c) { return c == ' ' || c == '\t'; }
bool is_quote(unsigned char c) { return c == '"' || c == '\''; }

constexpr std::array<bool, 256> make_key_bytes() {
  std::array<bool, 256> out{};
  for (unsigned c = 0; c < 256; ++c) {
    const bool letter = (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
    out[c] = c >= 0x80 || letter || (c >= '0' && c <= '9') ||
             "_-.[]%@"sv.find(static_cast<char>(c)) != std::string_view::npos;
  }
  return out;
}
constexpr std::array<bool, 256> kKeyBytesTable = make_key_bytes();
bool is_key_byte(unsigned char c) { return kKeyBytesTable[c]; }

constexpr std::array<bool, 256> make_stops(std::string_view stops) {
  std::array<bool, 256> out{};
  for (const char c : stops) out[static_cast<unsigned char>(c)] = true;
  return out;
}
// What no bare value holds, and what ends one.
constexpr std::array<bool, 256> kStops = make_stops(" \t=:\"'&?;,<>(){}|\\");
constexpr std::array<bool, 256> kEnds = make_stops("\n\r\t&;|\" ");

int hex_of(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f') return (c | 0x20) - 'a' + 10;
  return -1;
}

// The key that ends before `end`, with or without quotes.
std::string_view key_before(const TextView& view, uint64_t least, uint64_t end) {
  while (end > least && is_blank(view.at(end - 1))) --end;
  if (end > least && is_quote(view.at(end - 1))) --end;
  if (end > least && view.at(end - 1) == '\\') --end;  // JSON in a string
  uint64_t begin = end;
  while (begin > least && end - begin < kKeyBytes && is_key_byte(view.at(begin - 1))) --begin;
  while (begin < end &&
         (view.at(begin) == '-' || view.at(begin) == '.' || view.at(begin) == ']' ||
          (view.at(begin) == '[' && view.text(begin, end).find(']') == std::string_view::npos))) {
    ++begin;
  }
  const std::string_view key = view.text(begin, end);
  if (key.empty() || end - begin >= kKeyBytes) return {};
  if (key.find_first_not_of("0123456789.-[]%") == std::string_view::npos && key.size() < 7)
    return {};  // of a time, an address, a ratio
  return key;
}

// Where a value in quotes began that reaches `offset`: the nearest quote before it, if a separator
// is before that.
std::optional<uint64_t> open_quote(const TextView& view, uint64_t least, uint64_t offset) {
  for (uint64_t at = offset; at > least; --at) {
    const unsigned char c = view.at(at - 1);
    if (!is_quote(c)) continue;
    uint64_t before = at - 1;
    if (before > least && view.at(before - 1) == '\\') --before;
    while (before > least && is_blank(view.at(before - 1))) --before;
    const unsigned char separator = before > least ? view.at(before - 1) : 0;
    if (separator == '=' || separator == ':') return at;
    if (c == '\'' && at < offset) continue;  // an apostrophe
    return std::nullopt;
  }
  return std::nullopt;
}

uint64_t quoted_end(const TextView& view, uint64_t from, unsigned char quote) {
  const uint64_t most = std::min(view.end, from + kKeyReach);
  uint64_t at = from;
  while (at < most && view.at(at) != quote && view.at(at) != '\n') ++at;
  return at;
}

// Digits of one value may stand in groups, so a blank does not end it: a separator, or the next
// key, does.
uint64_t plain_end(const TextView& view, uint64_t from) {
  const uint64_t most = std::min(view.end, from + kKeyReach);
  uint64_t at = from;
  for (; at < most; ++at) {
    const unsigned char c = view.at(at);
    if (!kEnds[c]) continue;
    if (c != ' ') return at;
    uint64_t next = at + 1;
    while (next < most && is_key_byte(view.at(next))) ++next;
    if (next > at + 1 && (view.at(next) == '=' || view.at(next) == ':')) return at;
    at = std::max(at, next - 1);
  }
  return at;
}

std::string_view line_at(std::string_view text, size_t at) {
  std::string_view line = text.substr(at, text.find('\n', at) - at);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

// key=value or "key": in it.
bool has_pair(std::string_view line) {
  for (size_t at = 1; at < line.size(); ++at) {
    if (line[at] != '=' && line[at] != ':') continue;
    const auto before = static_cast<unsigned char>(line[at - 1]);
    const char after = at + 1 < line.size() ? line[at + 1] : '\0';
    if (line[at] == '=' && (is_letter_byte(before) || before == '_' || before == ']') &&
        after != '=' && after != ' ') {
      return true;
    }
    if (line[at] == ':' && before == '"' && at > 2) return true;
  }
  return false;
}

bool is_code(std::string_view line) {
  while (!line.empty() && (is_blank(static_cast<unsigned char>(line.back()))))
    line.remove_suffix(1);
  return line.ends_with(';') || line.ends_with('{') || line.ends_with('}') || line.ends_with(')') ||
         line.ends_with(',') || line.starts_with("#include") || line.starts_with("import ") ||
         line.starts_with("//") || line.starts_with("<");
}

// `key:` of YAML, `key =` of INI, at `at`; where what separates it stands, or npos.
size_t key_end(std::string_view line, size_t at, bool* quoted) {
  const size_t most = std::min(line.size(), at + kKeyBytes);
  *quoted = at < most && is_quote(static_cast<unsigned char>(line[at]));
  if (*quoted) {
    const size_t close = line.find(line[at], at + 1);
    if (close == std::string_view::npos || close >= most) return std::string_view::npos;
    const size_t colon = line.find_first_not_of(" \t", close + 1);
    return colon < line.size() && line[colon] == ':' ? colon : std::string_view::npos;
  }
  for (size_t i = at; i < most; ++i) {
    const auto c = static_cast<unsigned char>(line[i]);
    const char next = i + 1 < line.size() ? line[i + 1] : ' ';
    if (c == '=' || (c == ':' && (next == ' ' || next == '\t'))) return i > at ? i : line.npos;
    if (!is_key_byte(c) && c != ' ' && c != '/' && c != '$' && c != ':') return line.npos;
  }
  return line.npos;
}

}  // namespace

std::string percent_decoded(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    const int high = text[i] == '%' && i + 2 < text.size() ? hex_of(text[i + 1]) : -1;
    const int low = high >= 0 ? hex_of(text[i + 2]) : -1;
    if (low < 0) {
      out.push_back(text[i]);
      continue;
    }
    out.push_back(static_cast<char>(high * 16 + low));
    i += 2;
  }
  return out;
}

std::optional<KeyedValue> find_key(const TextView& view, uint64_t line, uint64_t offset) {
  const uint64_t least =
      std::max({view.begin, line, offset > kKeyReach ? offset - kKeyReach : uint64_t{0}});
  const auto answer = [&](uint64_t separator, uint64_t begin,
                          uint64_t end) -> std::optional<KeyedValue> {
    KeyedValue out{key_before(view, least, separator), begin, std::max(end, offset + 1)};
    if (out.key.empty()) return std::nullopt;
    return out;
  };
  // Back over what a value is made of.
  uint64_t at = offset;
  while (at > least && !kStops[view.at(at - 1)]) --at;
  uint64_t before = at;
  while (before > least && is_blank(view.at(before - 1))) --before;
  if (before > least && view.at(before - 1) == '=')
    return answer(before - 1, at, plain_end(view, offset));
  if (before > least && view.at(before - 1) == ':') {
    const bool apart = before < at || (before > least + 1 && is_quote(view.at(before - 2)));
    if (apart || !is_digit_byte(view.at(before - 2)))
      return answer(before - 1, at, plain_end(view, offset));
    return std::nullopt;
  }
  const auto quote = open_quote(view, least, offset);
  if (!quote) return std::nullopt;
  uint64_t separator = *quote - 1;
  while (separator > least && (is_blank(view.at(separator - 1)) || view.at(separator - 1) == '\\'))
    --separator;
  return answer(separator - 1, *quote, quoted_end(view, offset, view.at(*quote - 1)));
}

std::optional<OutlineLine> outline_line(std::string_view whole) {
  const std::string_view line = whole.substr(0, kKeyReach);
  OutlineLine out;
  size_t at = line.find_first_not_of(" \t");
  if (at == std::string_view::npos || line[at] == '\r' || line[at] == '\n') return std::nullopt;
  if (line[at] == '#' || line[at] == ';' || line.substr(at).starts_with("---")) return std::nullopt;
  out.indent = at;
  if (line[at] == '[') {
    const size_t close = line.find(']', at);
    if (close != std::string_view::npos && close > at + 1 &&
        line.find_first_not_of(" \t\r\n", close + 1) == std::string_view::npos) {
      out.section = line.substr(at + 1, std::min(close - at - 1, kKeyBytes));
      return out;
    }
  }
  while (at + 1 < line.size() && line[at] == '-' && line[at + 1] == ' ') {
    ++out.dashes;
    at = std::min(line.find_first_not_of(' ', at + 1), line.size());
  }
  if (line.substr(at).starts_with("export ")) at += 7;
  out.key_indent = out.value = at;
  bool quoted = false;
  const size_t end = key_end(line, at, &quoted);
  if (end == std::string_view::npos) return out;
  std::string_view key = line.substr(at, end - at);
  while (!key.empty() && is_blank(static_cast<unsigned char>(key.back()))) key.remove_suffix(1);
  if (quoted) key = key.substr(1, key.size() - 2);
  out.key = key;
  out.value = std::min(line.find_first_not_of(" \t", end + 1), line.size());
  out.block = out.value < line.size() && (line[out.value] == '|' || line[out.value] == '>') &&
              line.find_first_not_of("|>+-0123456789 \r\n", out.value) == std::string_view::npos;
  return out;
}

namespace {

bool is_comment(std::string_view line) {
  const std::string_view rest = line.substr(std::min(line.find_first_not_of(" \t"), line.size()));
  return rest.starts_with('#') || rest.starts_with(';') || rest.starts_with("---");
}

}  // namespace

KeyedKind keyed_kind(std::string_view text) {
  size_t lines = 0;
  size_t pairs = 0;
  size_t keys = 0;
  size_t code = 0;
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  for (size_t at = 0; at < text.size() && lines < kLinesSeen;) {
    const std::string_view line = line_at(text, at);
    at = std::min(text.size(), at + line.size() + 1);
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    // Lines that are none leave no outline; of the others only comments are passed over.
    const bool may_be_outline = lines - keys <= kLinesSeen / 10;
    const auto outline = may_be_outline ? outline_line(line) : std::nullopt;
    if (may_be_outline ? !outline : is_comment(line)) continue;
    ++lines;
    const bool key =
        outline && (!outline->section.empty() || outline->dashes > 0 ||
                    (!outline->key.empty() &&
                     !is_digit_byte(static_cast<unsigned char>(outline->key.front())) &&
                     std::count(outline->key.begin(), outline->key.end(), ' ') < 2));
    keys += key ? 1U : 0U;
    pairs += has_pair(line) ? 1U : 0U;
    code += is_code(line) ? 1U : 0U;
  }
  if (lines < 2 || code * 4 > lines) return KeyedKind::none;
  if (keys * 10 >= lines * 9 && pairs * 2 < keys * 3) return KeyedKind::outline;
  return pairs * 5 >= lines * 2 ? KeyedKind::log : KeyedKind::none;
}

}  // namespace qingce
