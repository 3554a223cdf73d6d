// TextView: the bytes of an object that are in sight while it is read as a table. Borrowed; pure.
// Private to scanner/read.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace qingce {

// Bytes [begin, end) of an object. Behind `end` all bytes read as 0.
struct TextView {
  const unsigned char* data = nullptr;
  uint64_t begin = 0;
  uint64_t end = 0;
  unsigned char at(uint64_t pos) const { return pos < end ? data[pos - begin] : 0; }
  std::string_view text(uint64_t from, uint64_t to) const {
    return {reinterpret_cast<const char*>(data) + (from - begin), static_cast<size_t>(to - from)};
  }
};

}  // namespace qingce
