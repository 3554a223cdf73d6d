#include "tests/fuzz/read_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace std::string_view_literals;
  qingce::fuzz::run(data, size, "7z\xBC\xAF\x27\x1C\0\4"sv);
  return 0;
}
