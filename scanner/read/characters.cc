#include "scanner/read/characters.h"

#include <array>
#include <bit>

namespace qingce {

size_t utf8_length(Bytes b, size_t i, bool& cut) {
  cut = false;
  const uint8_t lead = u8(b[i]);
  if (lead < 0x80) return 1;
  if (lead < 0xC2 || lead > 0xF4) return 0;
  const size_t length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  uint8_t low = 0x80;
  uint8_t up = 0xBF;
  if (lead == 0xE0) low = 0xA0;
  if (lead == 0xED) up = 0x9F;
  if (lead == 0xF0) low = 0x90;
  if (lead == 0xF4) up = 0x8F;
  for (size_t k = 1; k < length; ++k) {
    if (i + k >= b.size()) {
      cut = true;
      return 0;
    }
    const uint8_t c = u8(b[i + k]);
    if (c < low || c > up) return 0;
    low = 0x80;
    up = 0xBF;
  }
  return length;
}

size_t next_high(Bytes b, size_t i) {
  for (; i + 8 <= b.size(); i += 8) {
    const uint64_t tops = word_at(b, i) & kTops;
    if (tops != 0) return i + static_cast<size_t>(std::countr_zero(tops)) / 8;
  }
  while (i < b.size() && u8(b[i]) < 0x80) ++i;
  return i;
}

namespace {

// Tenths; kBad: no first byte of a character.
constexpr int8_t kBad = -128;
struct GbkWeights {
  std::array<int8_t, 256> high{};  // by the first byte, where the second is 0xA1..0xFE
  std::array<int8_t, 256> low{};   // where it is 0x40..0xA0
};
constexpr GbkWeights make_gbk_weights() {
  GbkWeights out;
  for (unsigned lead = 0; lead < 256; ++lead) {
    if (lead < 0x81 || lead == 0xFF) {
      out.high[lead] = out.low[lead] = kBad;
      continue;
    }
    const bool han = lead >= 0xB0 && lead <= 0xF7;
    const bool symbols = lead >= 0xA1 && lead <= 0xA9;
    const bool user = (lead >= 0xAA && lead <= 0xAF) || lead >= 0xF8;
    out.high[lead] = han ? (lead <= 0xD7 ? 10 : 5) : symbols ? 2 : user ? -10 : 3;
    out.low[lead] = lead >= 0xA1 && lead <= 0xA7 ? -10 : 3;
  }
  return out;
}
constexpr GbkWeights kGbk = make_gbk_weights();

int big5_weight(uint8_t lead) {
  if (lead >= 0xA4 && lead <= 0xC6) return 10;
  if (lead >= 0xA1 && lead <= 0xA3) return 3;
  if (lead >= 0xC9 && lead <= 0xF9) return 4;
  return -10;
}

bool is_digit(uint8_t c) { return c >= 0x30 && c <= 0x39; }

// Whether these eight bytes are four of the commoner Han characters: second bytes 0xA1..0xFE, first
// ones 0xB0..0xD7, all of one weight.
bool four_common_han(uint64_t w) {
  constexpr uint64_t kOnes = 0x0101010101010101;
  constexpr uint64_t kFirst = 0x00FF00FF00FF00FF;
  const uint64_t low = w & ~kTops;
  const uint64_t least = low + (0x30 - 0x21) * (~kFirst & kOnes) + kOnes * (0x80 - 0x30);
  const uint64_t too_great =
      low + (0x80 - 0x58) * (kFirst & kOnes) + (0x80 - 0x7F) * (~kFirst & kOnes);
  return (w & least & ~too_great & kTops) == kTops;
}

}  // namespace

// Structure alone; a lead byte cut off by the end is not bad. Four-byte characters are rare Han:
// 0.5.
DoubleByte walk_gb18030(Bytes b) {
  DoubleByte out;
  for (size_t i = 0; i < b.size();) {
    const uint8_t lead = u8(b[i]);
    if (lead < 0x80) {
      i = next_high(b, i + 1);
      continue;
    }
    if (i + 1 >= b.size()) break;
    const uint8_t trail = u8(b[i + 1]);
    const int8_t weight = trail >= 0xA1 ? kGbk.high[lead] : kGbk.low[lead];
    const bool is_lead = weight != kBad;
    if (is_lead && trail >= 0x40 && trail != 0x7F && trail != 0xFF) {
      ++out.chars;
      out.score += weight;
      i += 2;
      // Most characters stand among others of GB 2312.
      while (i + 8 <= b.size() && four_common_han(word_at(b, i))) {
        out.chars += 4;
        out.score += 4 * kGbk.high[0xB0];
        i += 8;
      }
      while (i + 1 < b.size() && u8(b[i]) >= 0xA1 && u8(b[i + 1]) >= 0xA1 && u8(b[i]) != 0xFF &&
             u8(b[i + 1]) != 0xFF) {
        ++out.chars;
        out.score += kGbk.high[u8(b[i])];
        i += 2;
      }
    } else if (is_lead && is_digit(trail) && i + 3 < b.size() && u8(b[i + 2]) >= 0x81 &&
               u8(b[i + 2]) <= 0xFE && is_digit(u8(b[i + 3]))) {
      ++out.chars;
      out.score += 5;
      i += 4;
    } else {
      ++out.bad;
      ++i;
    }
  }
  return out;
}

DoubleByte walk_big5(Bytes b) {
  DoubleByte out;
  for (size_t i = 0; i < b.size();) {
    const uint8_t lead = u8(b[i]);
    if (lead < 0x80) {
      i = next_high(b, i + 1);
      continue;
    }
    if (i + 1 >= b.size()) break;
    const uint8_t trail = u8(b[i + 1]);
    const bool valid = lead >= 0xA1 && lead <= 0xF9 &&
                       ((trail >= 0x40 && trail <= 0x7E) || (trail >= 0xA1 && trail <= 0xFE));
    if (!valid) {
      ++out.bad;
      ++i;
      continue;
    }
    ++out.chars;
    out.score += big5_weight(lead);
    i += 2;
  }
  return out;
}

void append_utf8(std::string* out, char32_t c) {
  const auto put = [&](char32_t byte) { out->push_back(static_cast<char>(byte)); };
  if (c < 0x80) {
    put(c);
  } else if (c < 0x800) {
    put(0xC0 | c >> 6);
  } else if (c < 0x10000) {
    put(0xE0 | c >> 12);
    put(0x80 | (c >> 6 & 0x3F));
  } else {
    put(0xF0 | c >> 18);
    put(0x80 | (c >> 12 & 0x3F));
    put(0x80 | (c >> 6 & 0x3F));
  }
  if (c >= 0x80) put(0x80 | (c & 0x3F));
}

}  // namespace qingce
