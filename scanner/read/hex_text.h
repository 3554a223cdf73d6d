// Text that dumps write as hexadecimal digits: BLOB, BINARY and bytea columns hold ID numbers too,
// and leave as 0x3133..., X'3133...' or \x3133.... Private to scanner/read.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "scanner/core/window.h"

namespace qingce {

// One per object, fed with its windows in order; one thread.
class HexText {
 public:
  // The window's bytes, with the text of such literals in their places: each byte of it where its
  // two digits stand, as a unit of UTF-16LE, so that offsets stay and each value keeps its own.
  // Only around what may be part of an identifier (four digits in a row, an @ in a name): keys,
  // digests and pictures stay as they are. Valid until the next call or until the window goes.
  Bytes shown(const Window& window);

 private:
  struct Run {
    uint64_t begin = 0;  // offset in the object of the first digit
    uint64_t end = 0;
  };
  Run run_at(const Window& window, size_t at) const;
  void take(const Window& window, const Run& run);

  std::string shown_;
  bool any_ = false;        // shown_ is in use for this window
  Run open_;                // it reaches the next window's first byte, or begins right behind
  uint64_t next_base_ = 0;  // offset of that byte
};

}  // namespace qingce
