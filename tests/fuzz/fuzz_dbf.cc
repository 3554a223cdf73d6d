// dBASE tables and memo files.
#include "tests/fuzz/read_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size <= 65536) qingce::fuzz::run(data, size, "");
  return 0;
}
