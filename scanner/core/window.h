// Window: a piece of one object's content as it is searched. It owns [own_begin, own_end) and
// carries margins on both sides: a match belongs to the window that owns its first byte. Borrowed
// bytes, valid during the call.
//
// No decision may depend on where a window begins or ends: what a match needs is decided from
// kReach bytes around it, and margins are wide enough for that wherever the object itself goes on.
#pragma once

#include <cstddef>
#include <cstdint>

#include "scanner/core/bytes.h"

namespace qingce {

class FieldMap;

inline constexpr size_t kReach = 256;     // bytes around a match that may decide about it
inline constexpr size_t kMaxMatch = 512;  // bytes; the widest match, users' patterns included
// Bytes of margin on either side of a window. Whether a match is reported hangs on the matches that
// overlap it and on those that overlap these (2 x kMaxMatch), each decided from the bytes around it
// (2 x kReach: the run, and the walk back to where double-byte characters are in step).
inline constexpr size_t kMargin = 2 * kMaxMatch + 4 * kReach;
inline constexpr size_t kDefaultWindow = 256 << 10;  // bytes owned; --window in tests

struct Window {
  Bytes bytes;
  size_t own_begin = 0;   // left margin is bytes[0, own_begin); shorter only at the object's start
  size_t own_end = 0;     // right margin is bytes[own_end, end); shorter only at the object's end
  uint64_t base = 0;      // offset of bytes[0] in the object's content
  bool at_start = false;  // bytes[0] is the object's first byte (or follows a hole)
  bool at_end = false;    // the last byte is the object's last (or a hole follows)
  FieldMap* fields = nullptr;  // which field an offset belongs to; null: the object is not a table
};

}  // namespace qingce
