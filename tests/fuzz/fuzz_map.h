// Two window sizes give the same answer for every place that both own.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "scanner/read/table_map.h"
#include "tests/fuzz/read_fuzz.h"

namespace qingce::fuzz {

template <class Map>
std::vector<std::string> answers(Bytes bytes, size_t own) {
  std::vector<std::string> out;
  Map map;
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
    require(map.searched(w).size() == copy.size());
    for (size_t p = at; p < end; ++p) {
      if (std::byte{'0'} > bytes[p] || bytes[p] > std::byte{'9'}) continue;
      const auto ref = map.at(p);
      out.push_back(ref ? std::string(ref->field) + "#" + std::to_string(ref->record) : "");
      require(!ref || (ref->value_begin <= p && p < ref->value_end));
    }
    map.release();
  }
  return out;
}

// The first byte tells the window's size.
template <class Map>
void compare(const uint8_t* data, size_t size) {
  if (size < 2 || size > 32768) return;
  const size_t own = 1 + data[0] * size_t{16};
  const Bytes bytes(reinterpret_cast<const std::byte*>(data) + 1, size - 1);
  require(answers<Map>(bytes, 1 << 20) == answers<Map>(bytes, own));
  run(data + 1, size - 1, "");
}

}  // namespace qingce::fuzz
