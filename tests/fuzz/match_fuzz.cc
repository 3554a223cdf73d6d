// Any bytes: two window splits and the general way give identical matches. The first two bytes
// choose the windows.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "tests/unit/match/support.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace qingce;
  using namespace qingce::testing_match;
  if (size < 3 || size > 16384) return 0;
  const size_t own = 16 + data[0] * size_t{16} + data[1];
  const std::string_view text(reinterpret_cast<const char*>(data + 2), size - 2);
  const Collector whole = scan_text(text);
  const Collector split = scan_text(text, own);
  const Collector general = scan_text(text, SIZE_MAX / 2, nullptr, builtin_engine(), false);
  if (whole.matches != split.matches || whole.rejections != split.rejections) std::abort();
  if (whole.matches != general.matches || whole.rejections != general.rejections) std::abort();
  return 0;
}
