// Characters of UTF-8, GB18030 and Big5, walked byte by byte: what the block ladder (encoding.cc)
// and the decoding of names (names.cc) share. Private to scanner/read; pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>

#include "scanner/core/bytes.h"

namespace qingce {

inline uint8_t u8(std::byte b) { return static_cast<uint8_t>(b); }

inline uint64_t word_at(Bytes b, size_t i) {
  uint64_t w;
  std::memcpy(&w, b.data() + i, 8);
  return w;
}
inline constexpr uint64_t kTops = 0x8080808080808080;  // the top bit of each byte of a word

// Length of the well-formed sequence at b[i] (Unicode 15, table 3-7), 0 if none; `cut` is set when
// the bytes there are a well-formed beginning that the end of b cuts off.
size_t utf8_length(Bytes b, size_t i, bool& cut);
// The next byte >= 0x80 from `i` on, or the end.
size_t next_high(Bytes b, size_t i);

// Appends a code point (no surrogate) as UTF-8.
void append_utf8(std::string* out, char32_t c);

// How text in a double-byte encoding looks: number of characters, how common they are on the whole,
// and bytes that are none. Weights: first-level Han 1, second-level 0.5, symbols 0.2, rare
// extension 0.3, user-defined -1.
struct DoubleByte {
  size_t chars = 0;
  int64_t score = 0;  // tenths
  size_t bad = 0;
  double mean() const {
    return chars == 0 ? 0 : static_cast<double>(score) / (10 * static_cast<double>(chars));
  }
};

// Structure alone; a lead byte cut off by the end is not bad.
DoubleByte walk_gb18030(Bytes b);
DoubleByte walk_big5(Bytes b);

// Below this mean the characters are too rare for Chinese text: Latin-1, Shift-JIS, chance.
inline constexpr double kChinese = 0.45;

}  // namespace qingce
