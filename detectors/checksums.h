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

}  // namespace qingce::checksums
