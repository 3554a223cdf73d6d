#include "scanner/core/hkdf.h"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <cstring>

namespace qingce {
namespace {

// libsodium before 1.0.19 has no HKDF of its own; its HMAC takes keys of any length.
using Hash = std::array<unsigned char, crypto_auth_hmacsha256_BYTES>;
static_assert(crypto_auth_hmacsha256_BYTES == 32);

const unsigned char* raw(Bytes b) { return reinterpret_cast<const unsigned char*>(b.data()); }

}  // namespace

void hkdf_sha256(Bytes key_material, Bytes salt, Bytes info, MutableBytes out) {
  crypto_auth_hmacsha256_state state;
  Hash prk{};
  static constexpr Hash kNoSalt{};  // what the RFC says of an absent one
  if (salt.empty()) salt = std::as_bytes(std::span(kNoSalt));
  crypto_auth_hmacsha256_init(&state, raw(salt), salt.size());
  if (!key_material.empty())
    crypto_auth_hmacsha256_update(&state, raw(key_material), key_material.size());
  crypto_auth_hmacsha256_final(&state, prk.data());

  Hash block{};
  size_t done = 0;
  for (unsigned char counter = 1; done < out.size(); ++counter) {
    crypto_auth_hmacsha256_init(&state, prk.data(), prk.size());
    if (counter > 1) crypto_auth_hmacsha256_update(&state, block.data(), block.size());
    if (!info.empty()) crypto_auth_hmacsha256_update(&state, raw(info), info.size());
    crypto_auth_hmacsha256_update(&state, &counter, 1);
    crypto_auth_hmacsha256_final(&state, block.data());
    const size_t n = std::min(block.size(), out.size() - done);
    std::memcpy(out.data() + done, block.data(), n);
    done += n;
    if (counter == 255) break;
  }
  sodium_memzero(&state, sizeof state);
  sodium_memzero(prk.data(), prk.size());
  sodium_memzero(block.data(), block.size());
}

}  // namespace qingce
