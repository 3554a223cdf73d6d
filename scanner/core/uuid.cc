#include "scanner/core/uuid.h"

#include <openssl/evp.h>
#include <openssl/sha.h>

namespace qingce {
namespace {

// Looked up once: that takes longer than to hash a name.
const EVP_MD* sha1_method() {
  static const EVP_MD* const method = EVP_MD_fetch(nullptr, "SHA1", nullptr);
  return method == nullptr ? EVP_sha1() : method;
}

}  // namespace

std::string uuid5(const Uuid& name_space, std::string_view name) {
  std::string text(name_space.begin(), name_space.end());
  text += name;
  std::array<uint8_t, SHA_DIGEST_LENGTH> sha1{};
  EVP_Digest(text.data(), text.size(), sha1.data(), nullptr, sha1_method(), nullptr);
  sha1[6] = static_cast<uint8_t>((sha1[6] & 0x0f) | 0x50);  // version 5
  sha1[8] = static_cast<uint8_t>((sha1[8] & 0x3f) | 0x80);  // variant of RFC 4122
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string out;
  out.reserve(36);
  for (size_t i = 0; i < 16; ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) out += '-';
    out += kDigits[sha1[i] >> 4];
    out += kDigits[sha1[i] & 15];
  }
  return out;
}

}  // namespace qingce
