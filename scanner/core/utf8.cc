#include "scanner/core/utf8.h"

namespace qingce {
namespace {

unsigned byte_at(std::string_view text, size_t i) { return static_cast<unsigned char>(text[i]); }

// Length of the sequence a lead byte announces, and the bounds of its second byte, which alone rule
// out overlong forms, surrogates and values over U+10FFFF.
struct Lead {
  size_t length;
  unsigned low, high;
};
Lead lead_of(unsigned b) {
  if (b >= 0xC2 && b <= 0xDF) return {2, 0x80, 0xBF};
  if (b == 0xE0) return {3, 0xA0, 0xBF};
  if (b == 0xED) return {3, 0x80, 0x9F};
  if (b >= 0xE1 && b <= 0xEF) return {3, 0x80, 0xBF};
  if (b == 0xF0) return {4, 0x90, 0xBF};
  if (b >= 0xF1 && b <= 0xF3) return {4, 0x80, 0xBF};
  if (b == 0xF4) return {4, 0x80, 0x8F};
  return {0, 0, 0};
}

}  // namespace

CodePoint next_code_point(std::string_view text) {
  const unsigned first = byte_at(text, 0);
  if (first < 0x80) return {first, 1, true};
  const CodePoint bad{first, 1, false};
  const Lead lead = lead_of(first);
  if (lead.length == 0 || text.size() < lead.length) return bad;
  const unsigned second = byte_at(text, 1);
  if (second < lead.low || second > lead.high) return bad;
  char32_t c = first & (0x7Fu >> lead.length);
  for (size_t i = 1; i < lead.length; ++i) {
    const unsigned b = byte_at(text, i);
    if ((b & 0xC0) != 0x80) return bad;
    c = (c << 6) | (b & 0x3F);
  }
  return {c, lead.length, true};
}

size_t plain_prefix(std::string_view text) {
  const auto continues = [&](size_t i) { return (byte_at(text, i) & 0xC0) == 0x80; };
  size_t i = 0;
  while (i < text.size()) {
    const unsigned b = byte_at(text, i);
    if (b >= 0x20 && b < 0x7F) {
      ++i;
    } else if (b >= 0xE3 && b <= 0xE9 && text.size() - i >= 3 && continues(i + 1) &&
               continues(i + 2)) {
      i += 3;
    } else {
      break;
    }
  }
  return i;
}

bool is_hazardous(char32_t c) {
  if (c < 0x20 || (c >= 0x7F && c <= 0x9F)) return true;  // C0, DEL, C1
  if (c < 0xAD) return false;
  if (c == 0xAD || c == 0x61C || c == 0x180E || c == 0xFEFF) return true;
  if (c >= 0x200B && c <= 0x200F) return true;  // zero-width, LRM, RLM
  if (c >= 0x2028 && c <= 0x202E) return true;  // line and paragraph separator, bidi embeddings
  if (c >= 0x2060 && c <= 0x206F) return true;  // word joiner, invisible operators, bidi isolates
  return (c >= 0xFFF9 && c <= 0xFFFB) || (c >= 0xE0000 && c <= 0xE007F);
}

}  // namespace qingce
