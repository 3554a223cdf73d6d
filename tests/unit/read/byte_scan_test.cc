#include "scanner/read/byte_scan.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

namespace qingce {
namespace {

// Unicode 15, table 3-7, row by row: the reference.
size_t well_formed(const std::string& s, size_t i) {
  const auto at = [&](size_t k) {
    return i + k < s.size() ? static_cast<unsigned char>(s[i + k]) : 0u;
  };
  const auto in = [&](size_t k, unsigned low, unsigned up) { return at(k) >= low && at(k) <= up; };
  if (in(0, 0x00, 0x7F)) return 1;
  if (in(0, 0xC2, 0xDF) && in(1, 0x80, 0xBF)) return 2;
  if (at(0) == 0xE0 && in(1, 0xA0, 0xBF) && in(2, 0x80, 0xBF)) return 3;
  if (in(0, 0xE1, 0xEC) && in(1, 0x80, 0xBF) && in(2, 0x80, 0xBF)) return 3;
  if (at(0) == 0xED && in(1, 0x80, 0x9F) && in(2, 0x80, 0xBF)) return 3;
  if (in(0, 0xEE, 0xEF) && in(1, 0x80, 0xBF) && in(2, 0x80, 0xBF)) return 3;
  const bool tail = in(2, 0x80, 0xBF) && in(3, 0x80, 0xBF);
  if (at(0) == 0xF0 && in(1, 0x90, 0xBF) && tail) return 4;
  if (in(0, 0xF1, 0xF3) && in(1, 0x80, 0xBF) && tail) return 4;
  if (at(0) == 0xF4 && in(1, 0x80, 0x8F) && tail) return 4;
  return 0;
}

bool reference(const std::string& s) {
  for (size_t i = 0; i < s.size();) {
    const size_t n = well_formed(s, i);
    if (n == 0) return false;
    i += n;
  }
  return true;
}

bool valid(const std::string& s) {
  // An own copy: reading beyond it is an error that the sanitizer sees.
  const std::vector<char> copy(s.begin(), s.end());
  return is_valid_utf8(as_bytes(std::string_view(copy.data(), copy.size())));
}

const std::vector<std::string>& pieces() {
  static const std::vector<std::string> kPieces = {"a",
                                                   "~",
                                                   "\xC2\x80",
                                                   "\xDF\xBF",
                                                   "\xE0\xA0\x80",
                                                   "\xE4\xBD\xA0",
                                                   "\xED\x9F\xBF",
                                                   "\xEE\x80\x80",
                                                   "\xEF\xBF\xBF",
                                                   "\xF0\x90\x80\x80",
                                                   "\xF3\xBF\xBF\xBF",
                                                   "\xF4\x8F\xBF\xBF"};
  return kPieces;
}

TEST(Utf8, EachPairOfBytesAtEachPlace) {
  for (unsigned a = 0; a < 256; ++a) {
    for (unsigned b = 0; b < 256; b += 1 + a % 3) {
      for (const size_t at : {0u, 1u, 14u, 15u, 31u, 62u, 63u, 64u}) {
        std::string s(70, 'x');
        s[at] = static_cast<char>(a);
        s[at + 1] = static_cast<char>(b);
        ASSERT_EQ(valid(s), reference(s)) << a << " " << b << " " << at;
      }
    }
  }
}

TEST(Utf8, TextsWithOneByteChanged) {
  std::mt19937_64 random(3);
  for (int i = 0; i < 20000; ++i) {
    std::string s;
    for (size_t n = random() % 90; n > 0; --n) s += pieces()[random() % pieces().size()];
    ASSERT_TRUE(valid(s)) << i;
    if (s.empty()) continue;
    std::string changed = s;
    changed[random() % s.size()] = static_cast<char>(random());
    ASSERT_EQ(valid(changed), reference(changed)) << i;
    const std::string cut = s.substr(0, random() % s.size());
    ASSERT_EQ(valid(cut), reference(cut)) << i;
  }
}

TEST(Utf8, LongTexts) {
  std::string s;
  while (s.size() < 5000) s += "\xE6\xB8\x85\xE5\x86\x8C 1";
  EXPECT_TRUE(valid(s));
  for (const size_t at : {0u, 1u, 1023u, 1024u, 1100u, 4000u, 4999u}) {
    std::string changed = s;
    changed[at] = '\xFF';
    EXPECT_FALSE(valid(changed)) << at;
  }
}

TEST(Census, CountsEachClass) {
  std::mt19937_64 random(5);
  for (int i = 0; i < 2000; ++i) {
    std::string s(random() % 400, ' ');
    const unsigned mask = i % 3 == 0 ? 0xFF : i % 3 == 1 ? 0x7F : 0x1F;
    for (char& c : s) {
      if (random() % 8 == 0) c = static_cast<char>(random() & mask);
    }
    ByteCensus expected;
    for (const char c : s) {
      const auto b = static_cast<unsigned char>(c);
      expected.high += b >= 0x80 ? 1u : 0u;
      expected.nul += b == 0 ? 1u : 0u;
      expected.control += is_control(b) ? 1u : 0u;
      expected.odd += is_odd(b) ? 1u : 0u;
    }
    const ByteCensus got = take_census(as_bytes(s));
    ASSERT_EQ(got.high, expected.high);
    ASSERT_EQ(got.nul, expected.nul);
    ASSERT_EQ(got.control, expected.control);
    ASSERT_EQ(got.odd, expected.odd);
  }
}

}  // namespace
}  // namespace qingce
