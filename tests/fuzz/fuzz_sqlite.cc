// Databases, their logs and journals: the first byte chooses which magic is put in front.
#include "tests/fuzz/read_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace std::string_view_literals;
  if (size < 1 || size > 65536) return 0;
  constexpr std::string_view kMagics[] = {"SQLite format 3\0"sv, "\x37\x7F\x06\x82\0\x2D\xE2\x18"sv,
                                          "\xD9\xD5\x05\xF9\x20\xA1\x63\xD7"sv, ""sv};
  qingce::fuzz::run(data + 1, size - 1, kMagics[data[0] % 4]);
  return 0;
}
