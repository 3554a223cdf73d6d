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

std::optional<char> hkid(std::string_view body) {
  if (body.size() != 7 && body.size() != 8) return std::nullopt;
  // A single letter has a space before it, which counts 36.
  int sum = body.size() == 7 ? 36 * 9 : 0;
  int weight = static_cast<int>(body.size()) + 1;
  for (const char c : body) {
    const int value = base36(to_upper(c));
    if (value < 0) return std::nullopt;
    sum += value * weight--;
  }
  const int check = (11 - sum % 11) % 11;
  return check == 10 ? 'A' : digit_char(check);
}

std::optional<char> taiwan_id(std::string_view body9) {
  // A=10 .. Z=33 in the order in which counties got their letters.
  constexpr std::string_view kLetters = "ABCDEFGHJKLMNPQRSTUVXYWZIO";
  if (body9.size() != 9) return std::nullopt;
  const auto letter_value = [&](char c) {
    const size_t at = kLetters.find(to_upper(c));
    return at == std::string_view::npos ? -1 : static_cast<int>(at) + 10;
  };
  const int county = letter_value(body9[0]);
  if (county < 0) return std::nullopt;
  int sum = county / 10 + county % 10 * 9;
  for (size_t i = 1; i < body9.size(); ++i) {
    int digit = body9[i] - '0';
    if (i == 1 && is_letter(body9[i])) digit = letter_value(body9[i]) % 10;
    if (digit < 0 || digit > 9) return std::nullopt;
    sum += digit * (9 - static_cast<int>(i));
  }
  return digit_char((10 - sum % 10) % 10);
}

std::optional<char> vin(std::string_view vin17) {
  constexpr int kWeights[] = {8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2};
  // Values of A..Z; 0: not used.
  constexpr std::string_view kValues =
      "12345678"
      "0"
      "12345"
      "0"
      "7"
      "0"
      "9"
      "23456789";
  if (vin17.size() != std::size(kWeights)) return std::nullopt;
  int sum = 0;
  for (size_t i = 0; i < vin17.size(); ++i) {
    const char c = to_upper(vin17[i]);
    int value = c - '0';
    if (!is_digit(c)) {
      value = is_upper(c) ? kValues[static_cast<size_t>(c - 'A')] - '0' : 0;
      if (value == 0) return std::nullopt;
    }
    sum += value * kWeights[i];
  }
  const int check = sum % 11;
  return check == 10 ? 'X' : digit_char(check);
}

bool iban_is_right(std::string_view iban) {
  if (iban.size() < 5) return false;
  int rest = 0;
  for (size_t i = 0; i < iban.size(); ++i) {
    const int value = base36(to_upper(iban[(i + 4) % iban.size()]));
    if (value < 0) return false;
    rest = (rest * (value < 10 ? 10 : 100) + value) % 97;
  }
  return rest == 1;
}

}  // namespace qingce::checksums
