#include "scanner/core/uuid.h"

#include <openssl/sha.h>

namespace qingce {

std::string uuid5(const Uuid& name_space, std::string_view name) {
  std::string text(name_space.begin(), name_space.end());
  text += name;
  std::array<uint8_t, SHA_DIGEST_LENGTH> sha1{};
  SHA1(reinterpret_cast<const uint8_t*>(text.data()), text.size(), sha1.data());
  sha1[6] = static_cast<uint8_t>((sha1[6] & 0x0f) | 0x50);  // version 5
  sha1[8] = static_cast<uint8_t>((sha1[8] & 0x3f) | 0x80);  // variant of RFC 4122
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string out;
  for (size_t i = 0; i < 16; ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) out += '-';
    out += kDigits[sha1[i] >> 4];
    out += kDigits[sha1[i] & 15];
  }
  return out;
}

}  // namespace qingce
