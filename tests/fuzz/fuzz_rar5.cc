#include "tests/fuzz/read_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace std::string_view_literals;
  qingce::fuzz::run(data, size, "Rar!\x1A\7\1\0"sv);
  return 0;
}
