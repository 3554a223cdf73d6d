#include "tests/fuzz/read_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace std::string_view_literals;
  qingce::fuzz::run(data, size, "xar!\0\x1C\0\1"sv);
  return 0;
}
