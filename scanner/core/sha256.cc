#include "scanner/core/sha256.h"

#include <sodium.h>

namespace qingce {

std::array<uint8_t, 32> sha256(std::string_view bytes) {
  std::array<uint8_t, 32> out{};
  static_assert(crypto_hash_sha256_BYTES == 32);
  crypto_hash_sha256(out.data(), reinterpret_cast<const unsigned char*>(bytes.data()),
                     bytes.size());
  return out;
}

std::string sha256_hex(std::string_view bytes) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string out(64, '0');
  size_t at = 0;
  for (const uint8_t b : sha256(bytes)) {
    out[at++] = kDigits[b >> 4];
    out[at++] = kDigits[b & 15];
  }
  return out;
}

}  // namespace qingce
