// Delimited text: two window sizes give the same answer for every place that both own; the
// recursion stays in step.
#include <algorithm>
#include <string>
#include <vector>

#include "scanner/read/delimited_fields.h"
#include "scanner/read/delimited_layout.h"
#include "tests/fuzz/read_fuzz.h"

namespace {

using namespace qingce;

std::vector<std::string> answers(const DelimitedLayout& layout, Bytes bytes, size_t own) {
  std::vector<std::string> out;
  DelimitedFields map(layout, Encoding::utf8);
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

// Found, or any: so that the rows of every dialect are reached whatever the input looks like.
DelimitedLayout layout_of(uint8_t pick, Bytes bytes) {
  if ((pick & 1) == 0) {
    const auto found = delimited_layout(as_text(bytes), true);
    if (found) return *found;
  }
  DelimitedLayout out;
  constexpr std::string_view kDelimiters = ",\t|;\x01^";
  out.dialect.delimiter = static_cast<unsigned char>(kDelimiters[(pick >> 1) % 6]);
  out.dialect.quote = (pick & 16) != 0 ? '"' : 0;
  out.dialect.backslash = (pick & 32) != 0;
  out.dialect.columns = pick >> 6;
  out.header = (pick & 64) != 0;
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 3 || size > 32768) return 0;
  const size_t own = 1 + data[0] * size_t{16};
  const Bytes bytes(reinterpret_cast<const std::byte*>(data) + 2, size - 2);
  const DelimitedLayout layout = layout_of(data[1], bytes);
  fuzz::require(answers(layout, bytes, 1 << 20) == answers(layout, bytes, own));
  fuzz::run(data + 2, size - 2, "");
  return 0;
}
