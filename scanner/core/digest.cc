#include "scanner/core/digest.h"

#include <sodium.h>
#include <xxh_x86dispatch.h>

#include <cstring>
#include <vector>

#include "scanner/core/hkdf.h"

namespace qingce {
namespace {

// XXH3 mixes every byte of its secret into each stripe; its own default secret has this length.
constexpr size_t kSecretBytes = 192;
static_assert(kSecretBytes >= XXH3_SECRET_SIZE_MIN);

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

void derive_into(Bytes root, std::string_view purpose, MutableBytes out) {
  const std::string info = "qingce/1/" + std::string(purpose);
  hkdf_sha256(root, {}, as_bytes(info), out);
}

std::string to_hex(const uint8_t* bytes, size_t n) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string out;
  out.reserve(2 * n);
  for (size_t i = 0; i < n; ++i) {
    out += kDigits[bytes[i] >> 4];
    out += kDigits[bytes[i] & 15];
  }
  return out;
}

}  // namespace

std::string Digest128::hex() const { return to_hex(bytes.data(), bytes.size()); }

std::optional<Digest128> Digest128::from_hex(std::string_view hex) {
  Digest128 out;
  if (hex.size() != 2 * out.bytes.size()) return std::nullopt;
  for (size_t i = 0; i < out.bytes.size(); ++i) {
    const int high = hex_digit(hex[2 * i]);
    const int low = hex_digit(hex[2 * i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    out.bytes[i] = static_cast<uint8_t>(high * 16 + low);
  }
  return out;
}

Key Key::from_bytes(const std::array<uint8_t, 32>& bytes) {
  Key key;
  key.root_ = bytes;
  return key;
}

Key::~Key() { sodium_memzero(root_.data(), root_.size()); }

Key::Key(Key&& other) noexcept : root_(other.root_) {
  sodium_memzero(other.root_.data(), other.root_.size());
}

Key& Key::operator=(Key&& other) noexcept {
  if (this != &other) {
    root_ = other.root_;
    sodium_memzero(other.root_.data(), other.root_.size());
  }
  return *this;
}

std::string Key::id() const { return to_hex(derive("id").data(), 8); }

std::array<uint8_t, 32> Key::derive(std::string_view purpose) const {
  std::array<uint8_t, 32> out{};
  derive_into(std::as_bytes(std::span(root_)), purpose, std::as_writable_bytes(std::span(out)));
  return out;
}

ValueDigester::ValueDigester(const Key& key) {
  auto sub = key.derive("value");
  static_assert(crypto_shorthash_siphashx24_KEYBYTES == 16);
  std::memcpy(k_.data(), sub.data(), k_.size());
  sodium_memzero(sub.data(), sub.size());
}

ValueDigester::~ValueDigester() { sodium_memzero(k_.data(), k_.size()); }

Digest128 ValueDigester::digest(std::string_view kind, std::string_view normal) const {
  static_assert(crypto_shorthash_siphashx24_BYTES == 16);
  // Kind and value are one message; nearly all fit the stack, so that a digest costs no allocation.
  std::array<unsigned char, 256> small;
  std::vector<unsigned char> large;
  const size_t n = kind.size() + 1 + normal.size();
  unsigned char* message = small.data();
  if (n > small.size()) {
    large.resize(n);
    message = large.data();
  }
  if (!kind.empty()) std::memcpy(message, kind.data(), kind.size());
  message[kind.size()] = 0;
  if (!normal.empty()) std::memcpy(message + kind.size() + 1, normal.data(), normal.size());
  Digest128 out;
  crypto_shorthash_siphashx24(out.bytes.data(), message, n, k_.data());
  return out;
}

struct ContentHasher::Impl {
  std::array<std::byte, kSecretBytes>
      secret;  // XXH3 reads it during every update: lives as long as the state
  XXH3_state_t* state = XXH3_createState();
};

ContentHasher::ContentHasher(const Key& key) : impl_(new Impl) {
  auto sub = key.derive("content");
  hkdf_sha256(std::as_bytes(std::span(sub)), {}, as_bytes("qingce/1/content-secret"),
              impl_->secret);
  sodium_memzero(sub.data(), sub.size());
  reset();
}

ContentHasher::~ContentHasher() {
  sodium_memzero(impl_->secret.data(), impl_->secret.size());
  XXH3_freeState(impl_->state);
  delete impl_;
}

void ContentHasher::reset() {
  XXH3_128bits_reset_withSecret(impl_->state, impl_->secret.data(), impl_->secret.size());
}

void ContentHasher::update(Bytes bytes) {
  if (!bytes.empty()) XXH3_128bits_update(impl_->state, bytes.data(), bytes.size());
}

Digest128 ContentHasher::finish() const {
  XXH128_canonical_t canonical;
  XXH128_canonicalFromHash(&canonical, XXH3_128bits_digest(impl_->state));
  Digest128 out;
  static_assert(sizeof canonical.digest == sizeof out.bytes);
  std::memcpy(out.bytes.data(), canonical.digest, out.bytes.size());
  return out;
}

}  // namespace qingce
