// Random mixtures of planted values and junk in several encodings, for the property tests and their
// seeds.
#pragma once

#include <array>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>

#include "tests/unit/match/support.h"

namespace qingce::testing_match {

class RandomText {
 public:
  explicit RandomText(uint64_t seed) : random_(seed) {}

  size_t below(size_t n) { return std::uniform_int_distribution<size_t>(0, n - 1)(random_); }

  std::string digits(size_t count) {
    std::string out;
    while (count-- > 0) out.push_back(static_cast<char>('0' + below(10)));
    return out;
  }

  // Vectors of the standards and made-up numbers, spelled in many ways.
  std::string value() {
    constexpr std::array<std::string_view, 16> kValues{"11010519491231002X",
                                                       "440524188001010014",
                                                       "110105491231002",
                                                       "13912345670",
                                                       "+8613912345670",
                                                       "6222020000000000000",
                                                       "6227 0000 0000 0000 003",
                                                       "010-62345678",
                                                       "(0755)26543210",
                                                       "91350100M000100Y43",
                                                       "zhangsan@qq.com",
                                                       "138 0013 8001",
                                                       "139****5670",
                                                       "810000199408230021",
                                                       "110105 19491231 002X",
                                                       "13912345670@139.com"};
    return std::string(kValues[below(kValues.size())]);
  }

  std::string junk() {
    switch (below(12)) {
      case 0:
        return digits(1 + below(25));
      case 1:
        return digits(1 + below(6)) + "-" + digits(1 + below(8));
      case 2:
        return "\xE6\x89\x8B\xE6\x9C\xBA";  // UTF-8 word
      case 3:
        return "\xCA\xD6\xBB\xFA\xBA\xC5";  // GBK word
      case 4:
        return "\xE9\x46";  // GBK, second byte a letter
      case 5:
        return "\x81\x39\xEF\x31";  // GB18030, four bytes
      case 6:
        return "\xE2\x80\x8B";  // zero width
      case 7:
        return std::string(1 + below(3), ' ');
      case 8:
        return std::string("\n");
      case 9:
        return std::string(1, static_cast<char>(below(256)));
      case 10:
        return std::string("tel:") + (below(2) != 0 ? "0" : "");
      default:
        return std::string(1, "-.()+*@&;_,x/:#\0'\"aZ"[below(21)]);
    }
  }

  std::string encoded(const std::string& ascii) {
    switch (below(8)) {
      case 0:
        return utf16(wide(ascii), true);
      case 1:
        return utf16(wide(ascii), false);
      case 2:
        return utf32(wide(ascii), below(2) != 0);
      case 3: {  // full width
        std::string out;
        for (const char c : ascii) {
          if (c > 0x20 && c < 0x7F) {
            const unsigned code = 0xFF00u + static_cast<unsigned>(c) - 0x20u;
            out += {static_cast<char>(0xE0 | (code >> 12)),
                    static_cast<char>(0x80 | ((code >> 6) & 63)),
                    static_cast<char>(0x80 | (code & 63))};
          } else {
            out.push_back(c);
          }
        }
        return out;
      }
      case 4: {  // GBK full width
        std::string out;
        for (const char c : ascii) {
          if (c > 0x20 && c < 0x7F) {
            out += {static_cast<char>(0xA3), static_cast<char>(c + 0x80)};
          } else {
            out.push_back(c);
          }
        }
        return out;
      }
      case 5: {  // something between the digits
        constexpr std::array<std::string_view, 6> kBetween{"\xC2\xA0",     "\xE2\x80\x8B", "&nbsp;",
                                                           "\xE3\x80\x80", "\xA1\xA1",     "-"};
        std::string out = ascii;
        out.insert(below(out.size() + 1), kBetween[below(kBetween.size())]);
        return out;
      }
      default:
        return ascii;
    }
  }

  std::string text(size_t size) {
    std::string out;
    while (out.size() < size) {
      switch (below(4)) {
        case 0:
          out += encoded(value());
          break;
        case 1:
          out += std::string(1 + below(3), below(2) != 0 ? ',' : '\n');
          break;
        default:
          out += junk();
          break;
      }
    }
    return out;
  }

 private:
  std::mt19937_64 random_;
};

}  // namespace qingce::testing_match
