// Any bytes: two window splits and the general way give identical matches, and as many rejections
// of each rule and field (they are counted window by window, so their order says nothing). The
// first two bytes choose the windows.
#include <algorithm>
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
  Collector whole = scan_text(text);
  Collector split = scan_text(text, own);
  Collector general = scan_text(text, SIZE_MAX / 2, nullptr, builtin_engine(), false);
  for (Collector* c : {&whole, &split, &general})
    std::sort(c->rejections.begin(), c->rejections.end());
  if (whole.matches != split.matches || whole.rejections != split.rejections) std::abort();
  if (whole.matches != general.matches || whole.rejections != general.rejections) std::abort();
  return 0;
}
