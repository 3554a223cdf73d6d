// Which bytes are what in SQL text, and the search for two of them at once. Private to
// scanner/read.
#pragma once

#include <emmintrin.h>

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

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

// First place in [p, end) that holds `a` or `b`; `end` if none.
inline const unsigned char* find_either(const unsigned char* p, const unsigned char* end,
                                        unsigned char a, unsigned char b) {
  const __m128i all_a = _mm_set1_epi8(static_cast<char>(a));
  const __m128i all_b = _mm_set1_epi8(static_cast<char>(b));
  for (; end - p >= 16; p += 16) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
    const __m128i same = _mm_or_si128(_mm_cmpeq_epi8(bytes, all_a), _mm_cmpeq_epi8(bytes, all_b));
    const auto mask = static_cast<unsigned>(_mm_movemask_epi8(same));
    if (mask != 0) return p + std::countr_zero(mask);
  }
  while (p < end && *p != a && *p != b) ++p;
  return p;
}

}  // namespace qingce
