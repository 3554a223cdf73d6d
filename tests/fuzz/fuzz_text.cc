// Sniffing, encodings, names: everything that looks at bytes no format explains.
#include "scanner/read/encoding.h"
#include "scanner/read/sniff.h"
#include "tests/fuzz/read_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace qingce;
  const Bytes bytes(reinterpret_cast<const std::byte*>(data), size);
  const BlockVerdict v = judge_block(bytes, byte_order_mark(bytes));
  fuzz::require(v.binary == (v.main == Encoding::binary));
  fuzz::require(!(v.binary && v.encodings != 0));
  (void)sniff(bytes);
  const std::string name = decode_name(as_text(bytes.first(std::min<size_t>(size, 300))));
  fuzz::require(decode_name(name) == name);  // what comes out is well-formed UTF-8
  fuzz::run(data, size, {});
  return 0;
}
