// Digests and blocks of base64: which runs they are, and that the window does not show.
#include "scanner/match/coded.h"

#include <gtest/gtest.h>

#include <string>

namespace qingce {
namespace {

// Of "abc": RFC 1321, FIPS 180-2.
constexpr const char* kMd5 = "900150983cd24fb0d6963f7d28e17f72";
constexpr const char* kSha1 = "a9993e364706816aba3e25717850c26c9cd0d89d";
constexpr const char* kSha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

std::vector<CodedSpan> find(const std::string& text, size_t from = 0, size_t to = SIZE_MAX / 2) {
  std::vector<CodedSpan> out;
  find_coded(reinterpret_cast<const unsigned char*>(text.data()), text.size(), from,
             std::min(to, text.size()), &out);
  return out;
}

std::string only(const std::string& text) {
  const auto spans = find(text);
  return spans.size() == 1 ? text.substr(spans[0].begin, spans[0].end - spans[0].begin) : "";
}

TEST(Coded, Digests) {
  for (const std::string digest : {kMd5, kSha1, kSha256}) {
    for (const auto& [before, after] : {std::pair<std::string, std::string>("'", "'"),
                                        {",", ","},
                                        {"", ""},
                                        {"x=", "\n"},
                                        {"0x", ","},
                                        {"'\\x", "'"}}) {
      EXPECT_EQ(only(before + digest + after), digest) << before;
    }
  }
  EXPECT_EQ(find(std::string("'") + kMd5 + "'")[0].evidence, Evidence::digest);
  EXPECT_EQ(only("900150983CD24FB0D6963F7D28E17F72"), "900150983CD24FB0D6963F7D28E17F72");
}

TEST(Coded, WhatIsNone) {
  EXPECT_TRUE(find("900150983cd24fb0d6963f7d28e17f7").empty());    // 31
  EXPECT_TRUE(find("900150983cd24fb0d6963f7d28e17f720").empty());  // 33
  EXPECT_TRUE(find("900150983cd24fb0d6963f7d28E17F72").empty());   // both cases
  EXPECT_TRUE(find("12345678901234567890123456789012").empty());   // digits alone
  EXPECT_TRUE(find("thequickbrownfoxjumpsoverthelazy").empty());   // letters alone
  EXPECT_TRUE(find("550e8400-e29b-41d4-a716-446655440000").empty());
  EXPECT_TRUE(find(std::string(2000, 'A') + "b1").empty());
}

TEST(Coded, Ciphertexts) {
  const auto spans = find("('nHj9t76KYNwBIAshhA5Rog==','x')");
  ASSERT_EQ(spans.size(), 1u);
  EXPECT_EQ(spans[0].begin, 2u);
  EXPECT_EQ(spans[0].end, 26u);
  EXPECT_EQ(spans[0].evidence, Evidence::ciphertext);
  EXPECT_TRUE(find("'nHj9t76KYNwBIAshhA5Rog'").empty());  // no whole block
}

// Every run is found by the window that holds its first byte, and by no other.
TEST(Coded, CutAnywhere) {
  std::string text;
  for (int i = 0; i < 12; ++i) {
    text += std::string(static_cast<size_t>(i * 5), ' ') + "('" + kMd5 + "','" + kSha256 +
            "','nHj9t76KYNwBIAshhA5Rog==')";
  }
  const auto whole = find(text);
  EXPECT_EQ(whole.size(), 36u);
  for (size_t cut = 0; cut <= text.size(); ++cut) {
    auto parts = find(text, 0, cut);
    for (const CodedSpan& span : find(text, cut)) parts.push_back(span);
    ASSERT_EQ(parts.size(), whole.size()) << cut;
    for (size_t i = 0; i < whole.size(); ++i) ASSERT_EQ(parts[i].begin, whole[i].begin) << cut;
  }
}

}  // namespace
}  // namespace qingce
