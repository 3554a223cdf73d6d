// Which bytes are what in SQL text, and the search for two of them at once. Private to
// scanner/read.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace qingce {

constexpr bool is_digit_byte(unsigned char b) { return b >= '0' && b <= '9'; }

constexpr std::array<bool, 256> make_sql_word() {
  std::array<bool, 256> out{};
  for (size_t b = 0; b < 256; ++b) {
    out[b] = (b >= '0' && b <= '9') || (b >= 'A' && b <= 'Z') || (b >= 'a' && b <= 'z') ||
             b == '_' || b == '$' || b == '@' || b >= 0x80;
  }
  return out;
}
inline constexpr std::array<bool, 256> kSqlWord = make_sql_word();

constexpr std::array<bool, 256> make_sql_space() {
  std::array<bool, 256> out{};
  for (const char b : {' ', '\n', '\r', '\t', '\f', '\v', '\0'}) out[static_cast<size_t>(b)] = true;
  return out;
}
inline constexpr std::array<bool, 256> kSqlSpace = make_sql_space();

// First place in [p, end) that holds `a` or `b`; `end` if none. Eight bytes at a time.
inline const unsigned char* find_either(const unsigned char* p, const unsigned char* end,
                                        unsigned char a, unsigned char b) {
  constexpr uint64_t kOnes = 0x0101010101010101;
  constexpr uint64_t kHigh = 0x8080808080808080;
  const auto has = [](uint64_t w) { return (w - kOnes) & ~w & kHigh; };
  const uint64_t all_a = kOnes * a;
  const uint64_t all_b = kOnes * b;
  while (end - p >= 8) {
    uint64_t w;
    std::memcpy(&w, p, 8);
    if ((has(w ^ all_a) | has(w ^ all_b)) != 0) break;
    p += 8;
  }
  while (p < end && *p != a && *p != b) ++p;
  return p;
}

}  // namespace qingce
