// HTML: two window sizes give the same answers; the recursion stays in step.
#include "scanner/read/html_tables.h"
#include "tests/fuzz/fuzz_map.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  qingce::fuzz::compare<qingce::HtmlTables>(data, size);
  return 0;
}
