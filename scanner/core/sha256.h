// SHA-256 (FIPS 180-4) of text that is not secret: fingerprints of rows. Never of a value: a plain
// hash of an identifier is the identifier (digest.h). Pure; any thread.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace qingce {

std::array<uint8_t, 32> sha256(std::string_view bytes);
std::string sha256_hex(std::string_view bytes);  // 64 lower-case hex digits

}  // namespace qingce
