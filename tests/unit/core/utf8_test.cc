#include "scanner/core/utf8.h"

#include <gtest/gtest.h>

#include <string>

namespace qingce {
namespace {

// Straight from the definition (RFC 3629, section 3): encode, then compare.
std::string encode(char32_t c) {
  const auto byte = [](char32_t b) { return static_cast<char>(static_cast<unsigned char>(b)); };
  if (c < 0x80) return {byte(c)};
  if (c < 0x800) return {byte(0xC0 | c >> 6), byte(0x80 | (c & 63))};
  if (c < 0x10000) return {byte(0xE0 | c >> 12), byte(0x80 | (c >> 6 & 63)), byte(0x80 | (c & 63))};
  return {byte(0xF0 | c >> 18), byte(0x80 | (c >> 12 & 63)), byte(0x80 | (c >> 6 & 63)),
          byte(0x80 | (c & 63))};
}

TEST(Utf8, EveryScalarValueAndNoSurrogate) {
  for (char32_t c = 0; c < 0x110000; ++c) {
    const std::string text = encode(c);
    const CodePoint got = next_code_point(text);
    const bool surrogate = c >= 0xD800 && c <= 0xDFFF;
    ASSERT_EQ(got.valid, !surrogate) << static_cast<uint32_t>(c);
    if (surrogate) continue;
    ASSERT_EQ(static_cast<uint32_t>(got.value), static_cast<uint32_t>(c));
    ASSERT_EQ(got.length, text.size());
  }
}

TEST(Utf8, IllFormedIsOneByte) {
  // Lone continuation, overlong, cut, above U+10FFFF, impossible bytes.
  for (const std::string text :
       {"\x80", "\xC0\xAF", "\xC1\xBF", "\xE0\x80\xAF", "\xF0\x80\x80\xAF", "\xE4\xB8",
        "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF", "\xE4\xB8\x41", "\xED\xA0\x80"}) {
    const CodePoint got = next_code_point(text);
    EXPECT_FALSE(got.valid);
    EXPECT_EQ(got.length, 1u);
  }
}

}  // namespace
}  // namespace qingce
