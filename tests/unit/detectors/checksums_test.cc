// Each checksum against another formula for it (the standard's weights, or whole-value arithmetic),
// over the published vectors and seeded random bodies.
#include "detectors/checksums.h"

#include <gtest/gtest.h>

#include <functional>
#include <optional>
#include <random>
#include <string>
#include <string_view>

namespace qingce::checksums {
namespace {

constexpr int kRandomBodies = 20000;

std::string random_text(std::mt19937& random, std::string_view alphabet, size_t length) {
  std::string text;
  for (size_t i = 0; i < length; ++i) text.push_back(alphabet[random() % alphabet.size()]);
  return text;
}

void compare(std::string_view alphabet, size_t shortest, size_t longest,
             const std::function<std::optional<char>(std::string_view)>& ours,
             const std::function<char(std::string_view)>& independent) {
  std::mt19937 random(20261121);
  for (int i = 0; i < kRandomBodies; ++i) {
    const std::string body =
        random_text(random, alphabet, shortest + random() % (longest - shortest + 1));
    ASSERT_EQ(ours(body), std::optional<char>(independent(body))) << body;
  }
}

// GB 11643-1999 prints the weights; the code under test uses the recursive form of ISO 7064.
char id_by_weights(std::string_view body17) {
  constexpr int kWeights[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
  int sum = 0;
  for (size_t i = 0; i < 17; ++i) sum += (body17[i] - '0') * kWeights[i];
  return "10X98765432"[sum % 11];
}

// The whole number must be 1 modulo 11 with weights 2^i: tries every check character.
char mod11_2_by_search(std::string_view body) {
  for (const char check : std::string_view("0123456789X")) {
    int sum = check == 'X' ? 10 : check - '0';
    int weight = 2;
    for (size_t i = body.size(); i-- > 0; weight = weight * 2 % 11) sum += (body[i] - '0') * weight;
    if (sum % 11 == 1) return check;
  }
  return '?';
}

char luhn_by_table(std::string_view body) {
  constexpr int kDoubled[] = {0, 2, 4, 6, 8, 1, 3, 5, 7, 9};
  for (char check = '0'; check <= '9'; ++check) {
    const std::string all = std::string(body) + check;
    int sum = 0;
    for (size_t i = 0; i < all.size(); ++i) {
      const int digit = all[all.size() - 1 - i] - '0';
      sum += i % 2 == 1 ? kDoubled[digit] : digit;
    }
    if (sum % 10 == 0) return check;
  }
  return '?';
}

char uscc_by_weights(std::string_view body17) {
  constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
  constexpr int kWeights[] = {1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28};
  int sum = 0;
  for (size_t i = 0; i < 17; ++i) sum += static_cast<int>(kAlphabet.find(body17[i])) * kWeights[i];
  for (size_t value = 0; value < kAlphabet.size(); ++value) {
    if ((sum + static_cast<int>(value)) % 31 == 0) return kAlphabet[value];
  }
  return '?';
}

char org_by_search(std::string_view body8) {
  constexpr int kWeights[] = {3, 7, 9, 10, 5, 8, 4, 2};
  for (const char check : std::string_view("0123456789X")) {
    int sum = check == 'X' ? 10 : check - '0';
    for (size_t i = 0; i < 8; ++i) {
      const char c = body8[i];
      sum += (c <= '9' ? c - '0' : c - 'A' + 10) * kWeights[i];
    }
    if (sum % 11 == 0) return check;
  }
  return '?';
}

// ISO 7064: a whole MOD 11,10 value leaves 1 in the hybrid recursion.
char mod11_10_by_search(std::string_view body) {
  for (char check = '0'; check <= '9'; ++check) {
    int p = 10;
    for (const char c : body) {
      int sum = (c - '0' + p) % 10;
      if (sum == 0) sum = 10;
      p = sum * 2 % 11;
    }
    if ((p + check - '0') % 10 == 1) return check;
  }
  return '?';
}

char icao_by_position(std::string_view body) {
  int sum = 0;
  for (size_t i = 0; i < body.size(); ++i) {
    const char c = body[i];
    const int value = c == '<' ? 0 : c <= '9' ? c - '0' : c - 'A' + 10;
    sum += value * (i % 3 == 0 ? 7 : i % 3 == 1 ? 3 : 1);
  }
  return static_cast<char>('0' + sum % 10);
}

constexpr std::string_view kDigits = "0123456789";

TEST(Checksums, Mod11_2AgreesWithTheWeights) {
  compare(kDigits, 17, 17, mod11_2, id_by_weights);
  compare(kDigits, 1, 30, mod11_2, mod11_2_by_search);
}
TEST(Checksums, LuhnAgreesWithTheDoublingTable) { compare(kDigits, 1, 30, luhn, luhn_by_table); }
TEST(Checksums, UsccAgreesWithTheWeights) {
  compare("0123456789ABCDEFGHJKLMNPQRTUWXY", 17, 17, uscc_mod31, uscc_by_weights);
}
TEST(Checksums, OrgCodeAgreesWithTheSearch) {
  compare("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", 8, 8, org_code_mod11, org_by_search);
}
TEST(Checksums, Mod11_10AgreesWithTheSearch) {
  compare(kDigits, 1, 30, mod11_10, mod11_10_by_search);
}
TEST(Checksums, IcaoAgreesWithThePositions) {
  compare("0123456789<ABCDEFGHIJKLMNOPQRSTUVWXYZ", 1, 44, icao_731, icao_by_position);
}

struct Vector {
  std::string_view value;
  std::optional<char> (*check)(std::string_view);
};

TEST(Checksums, PublishedVectors) {
  const Vector vectors[] = {
      {"11010519491231002X", mod11_2},    {"440524188001010014", mod11_2},
      {"360426199101010071", mod11_2},    {"120103198806018241", mod11_2},
      {"440308199901101512", mod11_2},    {"810000199408230021", mod11_2},
      {"830000199201300022", mod11_2},    {"911398199012310021", mod11_2},
      {"91110000600037341L", uscc_mod31}, {"91350100M000100Y43", uscc_mod31},
      {"9144030071526726XG", uscc_mod31}, {"914403001922038216", uscc_mod31},
      {"91330100799655058B", uscc_mod31}, {"91110000802100433B", uscc_mod31},
      {"91110108551385082Q", uscc_mod31}, {"D2143569X", org_code_mod11},
      {"600037341", org_code_mod11},      {"71526726X", org_code_mod11},
      {"140000100028286", mod11_10},      {"310000400000009", mod11_10},
      {"102100099996", mod11_10},         {"103100000026", mod11_10},
      {"313651027012", mod11_10},         {"402873300150", mod11_10},
      {"490154203237518", luhn},          {"4111111111111111", luhn},
      {"5555555555554444", luhn},         {"378282246310005", luhn},
      {"3530111333300000", luhn},         {"KAZ110090123105", icao_731},
      {"L898902C36", icao_731},           {"E123456782", icao_731},
  };
  for (const Vector& vector : vectors) {
    const std::string_view body = vector.value.substr(0, vector.value.size() - 1);
    EXPECT_EQ(vector.check(body), std::optional<char>(vector.value.back())) << vector.value;
  }
}

TEST(Checksums, SumDivisibleBy31GivesZero) {
  EXPECT_EQ(uscc_mod31("00000000000000000"), std::optional<char>('0'));
}

TEST(Checksums, OtherTextHasNoCheck) {
  for (const auto check : {mod11_2, luhn, mod11_10}) {
    EXPECT_EQ(check(""), std::nullopt);
    EXPECT_EQ(check("12a"), std::nullopt);
    EXPECT_EQ(check("\xEF\xBC\x91"), std::nullopt);
  }
  EXPECT_EQ(uscc_mod31("9111000060003734I"), std::nullopt);
  EXPECT_EQ(uscc_mod31("911100006000373"), std::nullopt);
  EXPECT_EQ(uscc_mod31("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"),
            std::nullopt);
  EXPECT_EQ(org_code_mod11("6000373"), std::nullopt);
  EXPECT_EQ(org_code_mod11("6000373a"), std::nullopt);
  EXPECT_EQ(icao_731("ab"), std::nullopt);
  EXPECT_EQ(icao_731(""), std::nullopt);
}

}  // namespace
}  // namespace qingce::checksums
