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

// The quick look never takes in what the slow one would not show, and knows all of its own ranges.
TEST(Utf8, PlainPrefixIsNeverHazardous) {
  const auto encoded = [](char32_t c) {
    std::string out;
    if (c < 0x80) return std::string(1, static_cast<char>(c));
    if (c < 0x800)
      return out += {static_cast<char>(0xC0 | c >> 6), static_cast<char>(0x80 | (c & 0x3F))};
    if (c >= 0x10000) out += static_cast<char>(0xF0 | c >> 18);
    out += static_cast<char>(c >= 0x10000 ? 0x80 | (c >> 12 & 0x3F) : 0xE0 | c >> 12);
    return out += {static_cast<char>(0x80 | (c >> 6 & 0x3F)), static_cast<char>(0x80 | (c & 0x3F))};
  };
  for (char32_t c = 0; c < 0x110000; ++c) {
    if (c >= 0xD800 && c < 0xE000) continue;
    const std::string text = encoded(c);
    const size_t plain = plain_prefix(text);
    const bool quick = (c >= 0x20 && c < 0x7F) || (c >= 0x3000 && c <= 0x9FFF);
    ASSERT_EQ(plain, quick ? text.size() : 0) << static_cast<uint32_t>(c);
    ASSERT_FALSE(quick && is_hazardous(c)) << static_cast<uint32_t>(c);
  }
  EXPECT_EQ(plain_prefix(""), 0u);
  EXPECT_EQ(plain_prefix("ab\x1b"), 2u);
  EXPECT_EQ(plain_prefix("\xe5\xae"), 0u);  // cut short
  EXPECT_EQ(plain_prefix("a\xe5\xae"
                         "b"),
            1u);
  EXPECT_EQ(plain_prefix("\xe5\x2e\xae"), 0u);
}

}  // namespace
}  // namespace qingce
