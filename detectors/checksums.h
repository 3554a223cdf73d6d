// Check digits and checksums of the identifiers, each over plain ASCII. Pure, no allocation; any
// thread. Text that is not of the stated form gives nullopt (a check that cannot be computed),
// never a wrong answer.
#pragma once

#include <optional>
#include <string_view>

namespace qingce::checksums {

// ISO 7064 MOD 11-2 over digits: the check character '0'..'9' or 'X'. GB 11643-1999 (citizen ID,
// first 17 digits).
std::optional<char> mod11_2(std::string_view body);

// Luhn, ISO/IEC 7812-1: the check digit to be appended to `body` (digits, not empty).
std::optional<char> luhn(std::string_view body);

// GB 32100-2015: the 18th character of a unified social credit code from its first 17 (upper case).
std::optional<char> uscc_mod31(std::string_view body17);
// The alphabet of that code holds c: no I, O, S, V, Z.
bool in_uscc_alphabet(char c);

// GB 11714-1997: the check character of an organisation code from its 8 characters [0-9A-Z].
std::optional<char> org_code_mod11(std::string_view body8);

// ISO 7064 MOD 11,10 over digits (CNAPS branch codes, GS 15-2006 registration numbers): '0'..'9'.
std::optional<char> mod11_10(std::string_view body);

// ICAO 9303 weights 7-3-1 modulo 10 over [0-9A-Z<]: '0'..'9'.
std::optional<char> icao_731(std::string_view body);

// Hong Kong identity card: '0'..'9' or 'A' for one or two letters and six digits (either case).
std::optional<char> hkid(std::string_view body);

// Taiwan national identification and resident numbers: '0'..'9' for a letter and eight digits, the
// first of which may be a letter A..D in old resident numbers (either case).
std::optional<char> taiwan_id(std::string_view body9);

// GB 16735 and ISO 3779 as used in North America and China: the ninth character of a vehicle
// number of 17 ('0'..'9' or 'X'), from the sixteen others (either case; no I, O, Q).
std::optional<char> vin(std::string_view vin17);

// ISO 7064 MOD 97-10 of an IBAN (ISO 13616): letters and digits, either case, right as a whole.
bool iban_is_right(std::string_view iban);

}  // namespace qingce::checksums
