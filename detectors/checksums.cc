#include "detectors/checksums.h"

#include <array>
#include <cstddef>
#include <cstdint>

#include "detectors/normalize.h"

namespace qingce::checksums {
namespace {

constexpr std::string_view kUsccAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";

// Value of a character in that alphabet, -1 outside it.
constexpr std::array<int8_t, 128> make_uscc_values() {
  std::array<int8_t, 128> values{};
  for (int8_t& value : values) value = -1;
  for (size_t i = 0; i < kUsccAlphabet.size(); ++i) {
    values[static_cast<size_t>(kUsccAlphabet[i])] = static_cast<int8_t>(i);
  }
  return values;
}
constexpr std::array<int8_t, 128> kUsccValues = make_uscc_values();

int uscc_value(char c) {
  const auto index = static_cast<unsigned char>(c);
  return index < kUsccValues.size() ? kUsccValues[index] : -1;
}

// 0..9, A = 10 … Z = 35; -1 otherwise.
int base36(char c) {
  if (is_digit(c)) return c - '0';
  if (is_upper(c)) return c - 'A' + 10;
  return -1;
}

constexpr char digit_char(int value) { return static_cast<char>('0' + value); }

}  // namespace

std::optional<char> mod11_2(std::string_view body) {
  if (body.empty()) return std::nullopt;
  int p = 0;
  for (const char c : body) {
    if (!is_digit(c)) return std::nullopt;
    p = (p + (c - '0')) * 2 % 11;
  }
  const int check = (12 - p) % 11;
  return check == 10 ? 'X' : digit_char(check);
}

std::optional<char> luhn(std::string_view body) {
  if (body.empty()) return std::nullopt;
  int sum = 0;
  bool doubled = true;
  for (size_t i = body.size(); i-- > 0; doubled = !doubled) {
    if (!is_digit(body[i])) return std::nullopt;
    int digit = body[i] - '0';
    if (doubled && (digit *= 2) > 9) digit -= 9;
    sum += digit;
  }
  return digit_char((10 - sum % 10) % 10);
}

bool in_uscc_alphabet(char c) { return uscc_value(c) >= 0; }

std::optional<char> uscc_mod31(std::string_view body17) {
  if (body17.size() != 17) return std::nullopt;
  int sum = 0;
  int weight = 1;
  for (const char c : body17) {
    const int value = uscc_value(c);
    if (value < 0) return std::nullopt;
    sum += value * weight;
    weight = weight * 3 % 31;
  }
  // The outer modulo matters: a sum divisible by 31 gives '0'. Some published code reads past the
  // alphabet there.
  return kUsccAlphabet[static_cast<size_t>((31 - sum % 31) % 31)];
}

std::optional<char> org_code_mod11(std::string_view body8) {
  constexpr int kWeights[] = {3, 7, 9, 10, 5, 8, 4, 2};
  if (body8.size() != std::size(kWeights)) return std::nullopt;
  int sum = 0;
  for (size_t i = 0; i < body8.size(); ++i) {
    const int value = base36(body8[i]);
    if (value < 0) return std::nullopt;
    sum += value * kWeights[i];
  }
  const int check = 11 - sum % 11;
  return check == 10 ? 'X' : check == 11 ? '0' : digit_char(check);
}

std::optional<char> mod11_10(std::string_view body) {
  if (body.empty()) return std::nullopt;
  int p = 10;
  for (const char c : body) {
    if (!is_digit(c)) return std::nullopt;
    p = (p + (c - '0')) % 10;
    if (p == 0) p = 10;
    p = p * 2 % 11;
  }
  return digit_char((11 - p) % 10);
}

std::optional<char> icao_731(std::string_view body) {
  constexpr int kWeights[] = {7, 3, 1};
  if (body.empty()) return std::nullopt;
  int sum = 0;
  size_t i = 0;
  for (const char c : body) {
    const int value = c == '<' ? 0 : base36(c);
    if (value < 0) return std::nullopt;
    sum = (sum + value * kWeights[i++ % 3]) % 10;
  }
  return digit_char(sum);
}

}  // namespace qingce::checksums
