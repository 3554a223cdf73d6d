// SQL text: two window sizes give the same answer for every place that both own, and so does
// lexing token by token; the recursion stays in step.
#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "scanner/read/sql_fields.h"
#include "tests/fuzz/read_fuzz.h"

namespace {

using namespace qingce;

std::vector<std::string> answers(Bytes bytes, size_t own, bool short_way = true) {
  std::vector<std::string> out;
  SqlFields map;
  map.use_short_way(short_way);
  for (size_t at = 0; at < bytes.size(); at += own) {
    const size_t end = std::min(bytes.size(), at + own);
    const size_t from = at > kMargin ? at - kMargin : 0;
    const size_t to = std::min(bytes.size(), end + kMargin);
    // An own copy: reading outside of it is an error that the sanitizer sees.
    const std::vector<std::byte> copy(bytes.begin() + static_cast<std::ptrdiff_t>(from),
                                      bytes.begin() + static_cast<std::ptrdiff_t>(to));
    Window w;
    w.bytes = copy;
    w.own_begin = at - from;
    w.own_end = end - from;
    w.base = from;
    w.at_start = from == 0;
    w.at_end = to == bytes.size();
    map.feed(w);
    for (size_t p = at; p < end; ++p) {
      if (std::byte{'0'} > bytes[p] || bytes[p] > std::byte{'9'}) continue;
      const auto ref = map.at(p);
      out.push_back(ref ? std::string(ref->field) + "#" + std::to_string(ref->record) : "");
      fuzz::require(!ref || (ref->value_begin <= p && p < ref->value_end));
    }
    map.release();
  }
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 2 || size > 32768) return 0;
  const size_t own = 1 + data[0] * size_t{16};
  const Bytes bytes(reinterpret_cast<const std::byte*>(data) + 1, size - 1);
  const std::vector<std::string> all = answers(bytes, 1 << 20);
  fuzz::require(all == answers(bytes, own));
  fuzz::require(all == answers(bytes, 1 << 20, false));
  fuzz::run(data + 1, size - 1, "");
  return 0;
}
