#include "detectors/normalize.h"

#include <gtest/gtest.h>

namespace qingce {
namespace {

TEST(AsciiRole, AsciiKeepsItsOwn) {
  for (char32_t c = 0; c < 0x80; ++c) {
    const AsciiRole role = ascii_role(c);
    if (c == ' ' || c == '-') {
      EXPECT_EQ(role.cls, CharClass::separator);
      EXPECT_EQ(role.c, static_cast<char>(c));
    } else if (c > 0x20 && c < 0x7F) {
      EXPECT_EQ(role.cls, CharClass::plain);
      EXPECT_EQ(role.c, static_cast<char>(c));
    } else {
      EXPECT_EQ(role.cls, CharClass::other) << static_cast<unsigned>(c);
    }
  }
}

TEST(AsciiRole, FullWidthForms) {
  EXPECT_EQ(ascii_role(0xFF10).c, '0');
  EXPECT_EQ(ascii_role(0xFF19).c, '9');
  EXPECT_EQ(ascii_role(0xFF21).c, 'A');
  EXPECT_EQ(ascii_role(0xFF38).c, 'X');
  EXPECT_EQ(ascii_role(0xFF58).c, 'x');
  EXPECT_EQ(ascii_role(0xFF20).c, '@');
  EXPECT_EQ(ascii_role(0xFF0D).cls, CharClass::separator);
}

TEST(AsciiRole, LettersDrawnLikeX) {
  for (const int c : {0xD7, 0x2169, 0x2179}) EXPECT_EQ(ascii_role(static_cast<char32_t>(c)).c, 'X');
  EXPECT_EQ(ascii_role(0x0425).cls, CharClass::other);  // Cyrillic
}

TEST(AsciiRole, SeparatorsAndInvisible) {
  for (const int c : {0xA0, 0x2003, 0x202F, 0x3000}) {
    EXPECT_EQ(ascii_role(static_cast<char32_t>(c)).cls, CharClass::separator) << c;
    EXPECT_EQ(ascii_role(static_cast<char32_t>(c)).c, ' ');
  }
  for (const int c : {0x2010, 0x2011, 0x2013, 0x2014, 0x2212}) {
    EXPECT_EQ(ascii_role(static_cast<char32_t>(c)).c, '-') << c;
  }
  for (const int c : {0xAD, 0x200B, 0x200C, 0x200D, 0x200E, 0x202C, 0x2060, 0x2066, 0xFEFF}) {
    EXPECT_EQ(ascii_role(static_cast<char32_t>(c)).cls, CharClass::dropped) << c;
  }
  for (const int c : {0x4E2D, 0x85, 0x3001, 0x1F600}) {
    EXPECT_EQ(ascii_role(static_cast<char32_t>(c)).cls, CharClass::other) << c;
  }
}

TEST(Spell, NormalisesAndTrims) {
  EXPECT_EQ(spell("\xEF\xBB\xBF 138\xC2\xA0"
                  "0013\xE3\x80\x80"
                  "8000\r\n"),
            "138 0013 8000");
  EXPECT_EQ(spell("\xEF\xBC\x91\xEF\xBC\x92\xEF\xBC\xB8"), "12X");
  EXPECT_EQ(spell("1\xE2\x80\x8B"
                  "2"),
            "12");
  EXPECT_EQ(spell(""), "");
  EXPECT_EQ(spell(" \t "), "");
}

TEST(Spell, RefusesOtherText) {
  EXPECT_EQ(spell("\xE5\xBC\xA0"), std::nullopt);
  EXPECT_EQ(spell("1\t2"), std::nullopt);
}

// Overlong, cut, surrogate, too large, stray continuation.
TEST(NextCodePoint, RefusesInvalidUtf8) {
  for (const std::string_view text : {"\xC0\x80", "\xE4\xBD", "\xED\xA0\x80", "\xF4\x90\x80\x80",
                                      "\x80", "\xF8\x88", "\xE0\x80\x80", "\xC3(", "\xFF"}) {
    size_t pos = 0;
    EXPECT_EQ(next_code_point(text, &pos), std::nullopt);
    EXPECT_EQ(pos, 0u);
  }
}

}  // namespace
}  // namespace qingce
