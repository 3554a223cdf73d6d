// Borrowed bytes: the one way a buffer is passed around. Never owns; valid as long as its owner
// says.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace qingce {

using Bytes = std::span<const std::byte>;
using MutableBytes = std::span<std::byte>;

inline std::string_view as_text(Bytes b) {
  return {reinterpret_cast<const char*>(b.data()), b.size()};
}
inline Bytes as_bytes(std::string_view s) {
  return {reinterpret_cast<const std::byte*>(s.data()), s.size()};
}

}  // namespace qingce
