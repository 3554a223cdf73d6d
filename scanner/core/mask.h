// Masks: what a report may show of a value. One value has one mask under all rules; a mask leaves
// at least 10^6 valid values (tables, dates, check digit counted). The mobile 138****1234 is the
// stated exception.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace qingce {

enum class MaskStyle : uint8_t {
  edges,  // keep `head` first and `tail` last characters, a '*' for each one between
  email,  // keep the first character of the local part if it has >= 3, the last label of the
          // domain: z***@***.com
  full,   // one '*' per character, at most 8
};

struct MaskSpec {
  MaskStyle style = MaskStyle::edges;
  uint8_t head = 2;
  uint8_t tail = 1;
  bool operator==(const MaskSpec&) const = default;
};

// `normal` is the value's normal form (ASCII for all identifier rules; UTF-8 otherwise, masked per
// code point). If head + tail leave fewer than 4 hidden characters, everything is masked. Pure; any
// thread.
std::string mask(const MaskSpec& spec, std::string_view normal);

}  // namespace qingce
