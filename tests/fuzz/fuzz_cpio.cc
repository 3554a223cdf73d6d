#include "tests/fuzz/read_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace std::string_view_literals;
  qingce::fuzz::run(data, size, "070701"sv);
  return 0;
}
