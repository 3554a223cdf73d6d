#include "reporters/layout.h"

#include <algorithm>
#include <array>
#include <span>

namespace qingce {
namespace {

struct Range {
  char32_t first, last;
};

// Blocks of Unicode 15 East_Asian_Width W and F that names and our own texts may hold; gaps inside
// a block are unassigned or wide as well.
constexpr std::array<Range, 14> kWide = {{{0x1100, 0x115f},
                                          {0x2e80, 0x303e},
                                          {0x3041, 0x33ff},
                                          {0x3400, 0x4dbf},
                                          {0x4e00, 0xa4cf},
                                          {0xa960, 0xa97c},
                                          {0xac00, 0xd7a3},
                                          {0xf900, 0xfaff},
                                          {0xfe30, 0xfe6f},
                                          {0xff00, 0xff60},
                                          {0xffe0, 0xffe6},
                                          {0x1f300, 0x1f64f},
                                          {0x1f900, 0x1f9ff},
                                          {0x20000, 0x3fffd}}};
constexpr std::array<Range, 6> kZero = {{{0x0300, 0x036f},
                                         {0x200b, 0x200f},
                                         {0x202a, 0x202e},
                                         {0x20d0, 0x20ff},
                                         {0xfe00, 0xfe0f},
                                         {0xfeff, 0xfeff}}};

template <size_t n>
bool in(const std::array<Range, n>& ranges, char32_t c) {
  return std::any_of(ranges.begin(), ranges.end(),
                     [c](const Range& r) { return c >= r.first && c <= r.last; });
}

// Takes one character off the front. A byte that begins none is returned alone.
char32_t next(std::string_view& text) {
  const auto byte = [&](size_t i) { return static_cast<uint8_t>(text[i]); };
  const uint8_t lead = byte(0);
  const size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;
  char32_t c = length == 1 ? lead : lead & (0x7f >> length);
  for (size_t i = 1; i < length; ++i) {
    if (i >= text.size() || (byte(i) & 0xc0) != 0x80) {
      text.remove_prefix(1);
      return lead;
    }
    c = c << 6 | (byte(i) & 0x3f);
  }
  text.remove_prefix(length);
  return c;
}

}  // namespace

size_t display_width(std::string_view utf8) {
  size_t width = 0;
  while (!utf8.empty()) {
    const char32_t c = next(utf8);
    width += in(kZero, c) ? 0u : in(kWide, c) ? 2u : 1u;
  }
  return width;
}

namespace {

// Punctuation that must not begin a line, and that must not end one.
constexpr std::string_view kClosing[] = {"，", "。", "；", "：", "、", "）", "”", "！", "？", "％"};
constexpr std::string_view kOpening[] = {"（", "“"};

bool is_one_of(std::string_view c, std::span<const std::string_view> list) {
  return std::find(list.begin(), list.end(), c) != list.end();
}

// What a line is made of: pieces that stay whole, and whether a space stood before each.
struct Piece {
  std::string text;
  size_t spaces = 0;
};

struct Character {
  char32_t value = 0;
  std::string_view bytes;
};

bool may_break(const Character& before, const Character& after) {
  if (in(kZero, after.value) || is_one_of(after.bytes, kClosing)) return false;
  if (is_one_of(before.bytes, kOpening)) return false;
  return in(kWide, before.value) || in(kWide, after.value);
}

std::vector<Piece> pieces_of(std::string_view text) {
  std::vector<Piece> out;
  Character last;
  size_t spaces = 0;
  while (!text.empty()) {
    Character c;
    const std::string_view before = text;
    c.value = next(text);
    c.bytes = before.substr(0, before.size() - text.size());
    if (c.value == ' ') {
      ++spaces;
      continue;
    }
    if (out.empty() || spaces > 0 || may_break(last, c)) out.push_back({"", spaces});
    out.back().text += c.bytes;
    spaces = 0;
    last = c;
  }
  return out;
}

}  // namespace

std::string broken(std::string_view text, std::string_view first, std::string_view rest,
                   size_t columns) {
  std::string out(first);
  size_t used = display_width(first);
  while (!text.empty()) {
    const std::string_view before = text;
    next(text);
    const std::string_view bytes = before.substr(0, before.size() - text.size());
    const size_t width = display_width(bytes);
    if (used + width > columns && used > display_width(rest)) {
      out += '\n';
      out += rest;
      used = display_width(rest);
    }
    out += bytes;
    used += width;
  }
  return out;
}

std::string wrapped(std::string_view text, std::string_view first, std::string_view rest,
                    size_t columns) {
  std::string out(first);
  const size_t indent = display_width(rest);
  size_t used = display_width(first);
  bool fresh = true;
  for (const Piece& piece : pieces_of(text)) {
    const size_t width = display_width(piece.text);
    const size_t spaces = fresh ? 0 : piece.spaces;
    if (!fresh && used + spaces + width > columns) {
      out += '\n';
      out += rest;
      used = indent;
    } else {
      out.append(spaces, ' ');
      used += spaces;
    }
    fresh = false;
    if (used + width > columns) {
      const std::string lines = broken(piece.text, std::string(used, ' '), rest, columns);
      out += std::string_view(lines).substr(used);
      const size_t last = lines.rfind('\n');
      used =
          display_width(std::string_view(lines).substr(last == std::string::npos ? 0 : last + 1));
    } else {
      out += piece.text;
      used += width;
    }
  }
  return out;
}

std::string padded(std::string_view text, size_t width) {
  return std::string(text) + std::string(width - std::min(width, display_width(text)), ' ');
}

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> out;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    out.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

std::string grouped(uint64_t number) {
  std::string digits = std::to_string(number);
  for (size_t at = digits.size(); at > 3;) digits.insert(at -= 3, 1, ',');
  return digits;
}

std::string Table::render(std::string_view indent) const {
  std::vector<size_t> widths(alignment_.size());
  for (const auto& row : rows_) {
    for (size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], display_width(row[i]));
  }
  std::string out;
  for (const auto& row : rows_) {
    out += indent;
    for (size_t i = 0; i < row.size(); ++i) {
      const std::string padding(widths[i] - display_width(row[i]), ' ');
      const bool last = i + 1 == row.size();
      if (alignment_[i] == 'r') out += padding;
      out += row[i];
      if (alignment_[i] != 'r' && !last) out += padding;
      if (!last) out += "  ";
    }
    out += '\n';
  }
  return out;
}

}  // namespace qingce
