// ByteMasks: which of 64 bytes are of the classes that anchors are made of, one bit each, found
// with the widest vectors of the processor (Google Highway, chosen at run time; SSE2 or plain code
// elsewhere). Pure; any thread.
#pragma once

#include <cstddef>
#include <cstdint>

namespace qingce {

inline constexpr size_t kMaskBytes = 64;  // bytes a block: one for each bit

// Bit i: byte i of the block.
struct ByteMasks {
  uint64_t digit = 0;      // 0..9
  uint64_t separator = 0;  // '-' and ' '
  uint64_t high = 0;       // 0x80..0xFF
  uint64_t nul = 0;        // 0x00
  uint64_t mark = 0;       // '@', '*', '&'
  uint64_t colon = 0;      // ':', '='
  uint64_t lead = 0;       // EF, A3, A2, FF: what full-width digits begin with
};

// data[0, blocks * 64) is readable.
void find_byte_masks(const unsigned char* data, size_t blocks, ByteMasks* out);

}  // namespace qingce
