// Text: a stretch of an object's bytes as characters in their ASCII roles (detectors/normalize.h),
// read in either direction from a place that is known to be a character's edge. What a byte means
// is decided from at most kReach bytes around it, never from where a window begins. Pure; any
// thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "detectors/normalize.h"
#include "scanner/core/window.h"

namespace qingce {

// How the bytes around an anchor are read. `bytes`: ASCII, UTF-8 or GB18030, decided character by
// character; `big5`: the same with Big5's full-width forms, which in GBK are other characters (list
// numbers).
enum class Unit : uint8_t { bytes, big5, utf16le, utf16be, utf32le, utf32be };

constexpr size_t width_of(Unit unit) {
  return unit <= Unit::big5 ? 1 : unit <= Unit::utf16be ? 2 : 4;
}
constexpr bool is_wide(Unit unit) { return unit > Unit::big5; }

struct Text {
  const unsigned char* data = nullptr;
  size_t lo = 0;  // readable: data[lo, hi)
  size_t hi = 0;
  uint64_t base = 0;  // offset of data[0] in the object
};

struct Char {
  CharClass cls = CharClass::other;
  char c = 0;       // as AsciiRole::c
  uint8_t len = 0;  // bytes; 0: the text's edge
};

// The character that begins at / ends at `pos`. Characters without a role may come back byte by
// byte. Entities (&nbsp; &#49;) count as the character they stand for.
Char next_char(const Text& text, Unit unit, size_t pos);
Char prev_char(const Text& text, Unit unit, size_t pos);

// Whether the byte at `pos` (0x40..0x7E, the byte before it 0x81..0xFE) is the second one of a GBK
// or Big5 character: from the last byte below 0x30 (at most kReach back) characters are paired
// forward. Strict UTF-8 before it says no.
bool is_trail_byte(const Text& text, size_t pos);
// Whether the bytes [from, to) are well-formed UTF-8.
bool is_strict_utf8(const Text& text, size_t from, size_t to);
// The nearest place at or before `pos` where double-byte characters are certainly in step: behind
// the last byte below 0x30, or kReach back.
size_t in_step_before(const Text& text, size_t pos);
// Pairs GBK, Big5 and GB18030 characters forward from `from`; the first edge at or behind `pos`.
size_t pair_up_to(const Text& text, size_t from, size_t pos);
// Length of the character at `pos` for counting: a UTF-8 sequence, a GB18030 pair or quadruple, or
// one unit.
size_t char_length(const Text& text, Unit unit, size_t pos);

// How likely the bytes around `begin` are text in this unit, a wide one: each character outward, at
// most kReach bytes on either side, adds what it is worth; the first one that no text holds takes
// away and ends its side, as do padding and marks. Compares byte orders: digits between NULs read
// the same in both but for what stands at their ends.
int wide_plausibility(const Text& text, Unit unit, size_t begin);

// Characters around one digit: as far as any rule may look, and no farther than the first character
// that ends every identifier. Invisible characters are left out.
struct View {
  static constexpr int kSide =
      76;  // > 64 digits, the longest run that is looked at, and its surroundings
  static constexpr int kSize = 2 * kSide + 2;

  std::array<char, kSize> c;  // '0'..'9', letters, ' ', '-', other ASCII; 0: ends an identifier
  std::array<uint32_t, kSize> begin;
  std::array<uint32_t, kSize> end;
  int first = 0;  // characters [first, last)
  int last = 0;
  int run_begin = 0;  // the run of digits around the centre
  int run_end = 0;

  char at(int i) const { return i < first || i >= last ? char{0} : c[static_cast<size_t>(i)]; }
  size_t byte_begin(int i) const { return begin[static_cast<size_t>(i)]; }
  size_t byte_end(int i) const { return end[static_cast<size_t>(i)]; }
  // `pos`: where a digit begins.
  void build(const Text& text, Unit unit, size_t pos);
};

}  // namespace qingce
