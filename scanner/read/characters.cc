#include "scanner/read/characters.h"

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

double gbk_weight(uint8_t lead, uint8_t trail) {
  const bool gb2312_trail = trail >= 0xA1;
  if (lead >= 0xB0 && lead <= 0xF7 && gb2312_trail) return lead <= 0xD7 ? 1 : 0.5;
  if (lead >= 0xA1 && lead <= 0xA9 && gb2312_trail) return 0.2;
  if ((lead >= 0xAA && lead <= 0xAF && gb2312_trail) || (lead >= 0xF8 && gb2312_trail)) return -1;
  if (lead >= 0xA1 && lead <= 0xA7) return -1;
  return 0.3;
}

double big5_weight(uint8_t lead) {
  if (lead >= 0xA4 && lead <= 0xC6) return 1;
  if (lead >= 0xA1 && lead <= 0xA3) return 0.3;
  if (lead >= 0xC9 && lead <= 0xF9) return 0.4;
  return -1;
}

bool is_digit(uint8_t c) { return c >= 0x30 && c <= 0x39; }

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
    const bool is_lead = lead >= 0x81 && lead <= 0xFE;
    if (is_lead && trail >= 0x40 && trail != 0x7F && trail != 0xFF) {
      ++out.chars;
      out.score += gbk_weight(lead, trail);
      i += 2;
    } else if (is_lead && is_digit(trail) && i + 3 < b.size() && u8(b[i + 2]) >= 0x81 &&
               u8(b[i + 2]) <= 0xFE && is_digit(u8(b[i + 3]))) {
      ++out.chars;
      out.score += 0.5;
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

}  // namespace qingce
