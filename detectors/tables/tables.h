// Tables of assigned values, from generated .inc files (generators beside them). Read-only data in
// the binary; no allocation, no locks; any thread. Arguments may be any text or number.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace qingce::tables {

// GB/T 2260, abolished codes included, without 81, 82, 83 (residence permits of HK, Macau, Taiwan
// residents).
bool is_division(uint32_t six_digits);
// Some code of that prefecture (first four digits) is or was assigned.
bool is_prefecture(uint32_t four_digits);
// First two digits of an existing province-level division (71 included, 81 to 83 not).
bool is_province(uint32_t two_digits);
// A bank identification number with this card length begins the number. Looks at the digits of the BIN only.
bool is_bin(std::string_view card);
// Some bank identification number of cards of this length begins with these two digits.
bool has_bin(uint32_t two_digits, size_t card_length);
// First five digits of an assigned mobile number.
bool is_mobile_prefix(uint32_t five_digits);
// "010", "0755": three or four digits with the leading 0.
bool is_area_code(std::string_view code);
// ISO 3166-1: upper-case alpha-3; numeric.
bool is_country(std::string_view alpha3);
bool is_country(uint32_t numeric);
// Lower-case top-level domain, internationalised ones as xn--.
bool is_tld(std::string_view label);

// For the hash of a rule set and the tests.
struct TableFacts {
  std::string_view name;
  size_t rows = 0;
  std::string content;  // the rows as text
};
std::span<const std::string_view> table_names();
TableFacts facts(std::string_view name);  // rows = 0 for an unknown name

}  // namespace qingce::tables
