// Keys and keyed digests. An ID number is enumerable, so nothing about a value may leave the worker
// except a digest under a key that the operator holds and can destroy.
//
// Value digest: SipHash-2-4-128 (libsodium crypto_shorthash_siphashx24, 35 ns a value) over
// (identifier kind, 0x00, normal form). Sub-keys: HKDF-SHA256 per purpose, so that no two uses
// share a key.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "scanner/core/bytes.h"
#include "scanner/core/result.h"

namespace qingce {

struct Digest128 {
  std::array<uint8_t, 16> bytes{};
  auto operator<=>(const Digest128&) const = default;
  std::string hex() const;  // 32 lower-case hex digits
  static std::optional<Digest128> from_hex(std::string_view hex);
};

// 32 bytes of the operator. Wiped on destruction; not copyable. Const use from any thread.
class Key {
 public:
  // Reads a key file: 32 raw bytes, or 64 hex digits and an optional newline. Refused (usage error)
  // when group or others can read it, when it is no regular file, or when its size is wrong.
  static Result<Key> load(const std::string& path);
  // Loads, or creates with O_EXCL and mode 0600 (parent directories 0700) from the system's random
  // source.
  static Result<Key> load_or_create(const std::string& path);
  // $XDG_STATE_HOME/qingce/key, else ~/.local/state/qingce/key. Usage error if neither is known.
  static Result<std::string> default_path();
  static Key from_bytes(const std::array<uint8_t, 32>& bytes);  // tests

  ~Key();
  Key(Key&&) noexcept;
  Key& operator=(Key&&) noexcept;
  Key(const Key&) = delete;
  Key& operator=(const Key&) = delete;

  // 16 hex digits that identify the key and tell nothing about it (the first of purpose "id").
  std::string id() const;
  // HKDF-SHA256(key, info = "qingce/1/" + purpose), 32 bytes.
  std::array<uint8_t, 32> derive(std::string_view purpose) const;

 private:
  Key() = default;
  std::array<uint8_t, 32> root_{};
};

// Digests of values. Cheap to copy, wiped on destruction; const use from any thread.
class ValueDigester {
 public:
  explicit ValueDigester(const Key& key);  // the first 16 bytes of purpose "value"
  ValueDigester(const ValueDigester&) = default;
  ValueDigester& operator=(const ValueDigester&) = default;
  ~ValueDigester();
  Digest128 digest(std::string_view kind, std::string_view normal) const;

 private:
  std::array<uint8_t, 16> k_{};
};

// Content identity of an object: XXH3-128 under a secret derived from the key ("content"), because
// unseeded collisions can be built in closed form. One hasher per object; not thread-safe.
class ContentHasher {
 public:
  explicit ContentHasher(const Key& key);
  ~ContentHasher();
  ContentHasher(const ContentHasher&) = delete;
  ContentHasher& operator=(const ContentHasher&) = delete;
  void reset();
  void update(Bytes bytes);
  Digest128 finish() const;

 private:
  struct Impl;
  Impl* impl_;
};

}  // namespace qingce
