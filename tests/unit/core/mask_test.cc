// Expected masks are written by hand from the contract in mask.h and the design's examples.
#include "scanner/core/mask.h"

#include <gtest/gtest.h>

namespace qingce {
namespace {

constexpr MaskSpec kEdges{MaskStyle::edges, 2, 1};
constexpr MaskSpec kMobile{MaskStyle::edges, 3, 4};
constexpr MaskSpec kEmail{MaskStyle::email, 0, 0};
constexpr MaskSpec kFull{MaskStyle::full, 0, 0};

TEST(Mask, ExamplesOfTheDesign) {
  EXPECT_EQ(mask(kEdges, "11010519491231002X"), "11***************X");
  EXPECT_EQ(mask(kMobile, "13800001234"), "138****1234");
  EXPECT_EQ(mask(kEmail, "zhang@example.com"), "z***@***.com");
}

TEST(Mask, FewerThanFourHiddenIsAllHidden) {
  EXPECT_EQ(mask(kEdges, ""), "");
  EXPECT_EQ(mask(kEdges, "1"), "*");
  EXPECT_EQ(mask(kEdges, "123456"), "******");
  EXPECT_EQ(mask(kEdges, "1234567"), "12****7");
  EXPECT_EQ(mask(kMobile, "1380000123"), "**********");
  EXPECT_EQ(mask({MaskStyle::edges, 255, 255}, "12345"), "*****");
  EXPECT_EQ(mask({MaskStyle::edges, 0, 0}, "1234"), "****");
}

TEST(Mask, CountsCodePointsNotBytes) {
  EXPECT_EQ(mask(kEdges, "甲乙丙丁戊己庚"), "甲乙****庚");
  EXPECT_EQ(mask(kFull, "甲乙丙"), "***");
  EXPECT_EQ(mask(kEmail, "甲乙丙@例子.中国"), "甲***@***.中国");
}

TEST(Mask, NeverShowsIllFormedOrControlBytes) {
  EXPECT_EQ(mask(kEdges,
                 "\xFF"
                 "1234567\x80"),
            "*1*******");
  EXPECT_EQ(mask(kEdges, "\x1B[345678"), "*[*****8");
  EXPECT_EQ(mask(kEdges,
                 "\xE2\x80\xAE"
                 "b34567"),
            "*b****7");  // U+202E
  EXPECT_EQ(mask(kEmail, "\x1B[m@example.com"), "****@***.com");
}

TEST(Mask, FullTellsNoLength) {
  EXPECT_EQ(mask(kFull, ""), "");
  EXPECT_EQ(mask(kFull, "12345678"), "********");
  EXPECT_EQ(mask(kFull, std::string(500, '1')), "********");
}

TEST(Mask, EmailShortLocalPart) {
  EXPECT_EQ(mask(kEmail, "ab@example.com"), "***@***.com");
  EXPECT_EQ(mask(kEmail, "abc@example.com"), "a***@***.com");
  EXPECT_EQ(mask(kEmail, "@example.com"), "***@***.com");
}

TEST(Mask, EmailKeepsOnlyALabelOfARegistry) {
  EXPECT_EQ(mask(kEmail, "abc@localhost"), "a***@***");
  EXPECT_EQ(mask(kEmail, "abc@mail.example.xn--fiqs8s"), "a***@***.xn--fiqs8s");
  EXPECT_EQ(mask(kEmail, "abc@[10.1.2.3]"), "a***@***");
  EXPECT_EQ(mask(kEmail, "abc@x.13800001234"), "a***@***");
  EXPECT_EQ(mask(kEmail, "abc@example."), "a***@***");
  EXPECT_EQ(mask(kEmail, "\"a@b\"@example.org"), "\"***@***.org");
}

TEST(Mask, EmailWithoutAtIsFull) { EXPECT_EQ(mask(kEmail, "abcdefghijkl"), "********"); }

}  // namespace
}  // namespace qingce
