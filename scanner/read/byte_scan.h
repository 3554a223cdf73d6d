// What a block of bytes is made of, found with the widest vectors of the processor (Google Highway,
// chosen at run time): the first questions of the encoding ladder, which are asked of every byte of
// every text. Private to scanner/read; pure; any thread.
#pragma once

#include <cstddef>

#include "scanner/core/bytes.h"

namespace qingce {

struct ByteCensus {
  size_t high = 0;     // 0x80..0xFF
  size_t nul = 0;      // 0x00; also counted as control
  size_t control = 0;  // bytes that stand in no text (is_control)
  size_t odd = 0;      // control bytes that text files do hold (is_odd)
  bool plain_ascii() const { return high + control + odd == 0; }
};

// odd: Hive's separators 01-03, BEL, BS, VT, DOS end-of-file, ESC of terminal logs, the information
// separators 1C-1F. control: 17 of 256 values, so that 64 KiB of random bytes hold some 4,350 of
// them. TAB, LF, FF, CR are neither.
constexpr bool is_control(unsigned char b) {
  return b == 0x7F || b == 0 || (b >= 4 && b <= 6) || (b >= 0x0E && b <= 0x19);
}
constexpr bool is_odd(unsigned char b) {
  return b < 0x20 && !is_control(b) && b != '\t' && b != '\n' && b != '\r' && b != '\f';
}

ByteCensus take_census(Bytes bytes);

// Whether the bytes are well-formed UTF-8 (Unicode 15, table 3-7) from the first to the last.
// Method: J. Keiser, D. Lemire, "Validating UTF-8 in less than one instruction per byte", 2021.
bool is_valid_utf8(Bytes bytes);

}  // namespace qingce
