// Text in hexadecimal literals: where it is shown, what stays, and that no window cuts it.
// Expected texts are written by hand.
#include "scanner/read/hex_text.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <random>
#include <string>

namespace qingce {
namespace {

// What the windows that own `size` bytes each show of their own, joined.
std::string shown(const std::string& text, size_t size) {
  HexText hex;
  std::string out;
  for (size_t own = 0; own < text.size(); own += size) {
    const size_t own_end = std::min(text.size(), own + size);
    const size_t begin = own - std::min(own, kMargin);
    const size_t end = std::min(text.size(), own_end + kMargin);
    Window w;
    w.bytes = as_bytes(std::string_view(text).substr(begin, end - begin));
    w.base = begin;
    w.own_begin = own - begin;
    w.own_end = own_end - begin;
    w.at_start = begin == 0;
    w.at_end = end == text.size();
    const std::string_view seen = as_text(hex.shown(w));
    EXPECT_EQ(seen.size(), w.bytes.size());
    out += seen.substr(w.own_begin, own_end - own);
  }
  return out;
}

std::string whole(const std::string& text) { return shown(text, text.size()); }

std::string wide(const std::string& text) {
  std::string out;
  for (const char c : text) out += {c, '\0'};
  return out;
}

std::string hex(const std::string& text) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string out;
  for (const char c : text) {
    out += kDigits[static_cast<unsigned char>(c) >> 4];
    out += kDigits[static_cast<unsigned char>(c) & 15];
  }
  return out;
}

TEST(HexText, IsShownInItsPlaceInEverySpelling) {
  EXPECT_EQ(whole("(1,0x3133393132333435363738)"), "(1,0x" + wide("13912345678") + ")");
  EXPECT_EQ(whole("X'612E62406D61696C2E636E'"), "X'" + wide("a.b@mail.cn") + "'");
  EXPECT_EQ(whole("x'3133382d313233342d35363738'"), "x'" + wide("138-1234-5678") + "'");
  EXPECT_EQ(whole("1\t\\\\x3133393132333435363738\t"), "1\t\\\\x" + wide("13912345678") + "\t");
}

TEST(HexText, WhatIsNoLetterIsABlank) {
  EXPECT_EQ(whole("0xe794b53133393132333435363738ff"), "0x" + wide("   13912345678 "));
}

TEST(HexText, KeysDigestsAndNumbersStay) {
  for (const std::string text : {
           "0x5f4dcc3b5aa765d61d8327deb882cf99",  // a digest
           "0x313233",                            // too short
           "3133393132333435363738",              // no literal
           "a0x3133393132333435363738",           // a word
           "maxx'3133393132333435363738'",        //
           "0x61626364656667686970717273747576",  // letters
           "0x40616263646566676869",              // nobody's @
       }) {
    EXPECT_EQ(whole(text), text);
  }
}

TEST(HexText, LongTextsAreShownAroundNumbersOnly) {
  const std::string far(1000, 'q');
  const std::string text = "0x" + hex(far + " 13912345678 " + far);
  const std::string out = whole(text);
  EXPECT_NE(out.find(wide(" 13912345678 ")), std::string::npos);
  EXPECT_EQ(out.substr(0, 1000), text.substr(0, 1000));
  EXPECT_EQ(out.substr(out.size() - 1000), text.substr(text.size() - 1000));
}

TEST(HexText, IsTheSameInWindowsOfAnySize) {
  std::mt19937 random(7);
  const auto below = [&](size_t n) { return static_cast<size_t>(random()) % n; };
  std::string text;
  while (text.size() < 9000) {
    const size_t kind = below(6);
    std::string inner;
    for (size_t i = below(8) * below(8) * below(60); i > 0; --i)
      inner += kind < 2 ? static_cast<char>(below(256)) : " 0123456789@abc.x"[below(17)];
    text += kind == 5 ? "max" : "";
    text += std::array{"0x", "X'", "x'", "\\x"}[below(4)] + hex(inner) + (below(2) ? "'," : "a,");
  }
  const std::string expected = whole(text);
  EXPECT_NE(expected, text);
  for (const size_t size : std::array<size_t, 7>{1, 2, 3, 997, 4095, 4096, 5000})
    EXPECT_TRUE(shown(text, size) == expected) << size;
}

}  // namespace
}  // namespace qingce
