// Any text: the parser never fails otherwise than by its Result; what it accepts prints to a text
// that parses to the same parts, and prints as itself. The same bytes as a stored chain: refused,
// or read without loss.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "scanner/core/location.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace qingce;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto parsed = parse_location(text)) {
    const std::string printed = print_location(*parsed);
    const auto again = parse_location(printed);
    if (!again || !(*again == *parsed) || print_location(*again) != printed) std::abort();
  }
  if (const auto location = Location::from_raw(text)) {
    if (location->raw() != text || location->order_key().empty()) std::abort();
    const auto steps = location->steps();
    if (steps.front()->raw.empty()) return 0;
    const auto parsed = parse_location(location->print());
    if (!parsed || print_location(*parsed).empty()) std::abort();
  }
  return 0;
}
