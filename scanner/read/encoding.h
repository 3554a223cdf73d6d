// The encoding ladder and name decoding. Deterministic, local, own order: BOM, strict UTF-8, NUL
// pattern (UTF-16/32), strict GB18030 with a Han share, Big5 only on uchardet's word, else raw
// bytes. Any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/core/bytes.h"

namespace qingce {

// unknown8: text by its lack of control bytes, in an 8-bit encoding that the ladder does not name.
enum class Encoding : uint8_t {
  ascii,
  utf8,
  gb18030,
  big5,
  utf16le,
  utf16be,
  utf32le,
  utf32be,
  unknown8,
  binary
};
inline constexpr int kEncodings = static_cast<int>(Encoding::binary) + 1;
std::string_view to_string(Encoding encoding);  // IANA names; "binary"

// Everything a block holds: a dump mixes encodings line by line. `encodings`: bit (1 << Encoding);
// ascii only when nothing else is there; none for a block of zeros, which says nothing either way.
struct BlockVerdict {
  uint16_t encodings = 0;
  bool binary = false;
  Encoding main = Encoding::ascii;  // the one with most bytes; binary if `binary`
  bool has(Encoding e) const { return ((encodings >> static_cast<int>(e)) & 1) != 0; }
};
BlockVerdict judge_block(Bytes block, Encoding bom = Encoding::binary);

// The verdict on one block of the object's absolute 64 KiB grid. `bom`: what the object's first
// bytes said, if anything. A multi-byte character cut by the block's edges does not count against
// it. It is judge_block().main.
Encoding classify_block(Bytes block, Encoding bom = Encoding::binary);
// Encoding of a byte-order mark at the start, or binary if there is none.
Encoding byte_order_mark(Bytes head);

// A name as people read it: UTF-8; from GB18030 or Big5 where the ladder says so; invalid bytes
// become U+FFFD.
std::string decode_name(std::string_view raw, bool declared_utf8 = false);

// Text in a known encoding as UTF-8, for people to read: what is no character of it becomes U+FFFD.
// Of `unknown8` and `binary` only ASCII is text.
std::string decode_text(Bytes text, Encoding encoding);

// UTF-8 as a Chinese Windows program stores it; empty if `utf8` is not well-formed.
std::string encode_gb18030(std::string_view utf8);

}  // namespace qingce
