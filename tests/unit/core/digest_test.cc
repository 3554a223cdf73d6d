#include "scanner/core/digest.h"

#include <gtest/gtest.h>
#include <sodium.h>
#include <xxhash.h>

#include <cstring>
#include <numeric>

#include "scanner/core/hkdf.h"

namespace qingce {
namespace {

std::vector<uint8_t> from_hex(std::string_view hex) {
  std::vector<uint8_t> out(hex.size() / 2);
  size_t n = 0;
  EXPECT_EQ(sodium_hex2bin(out.data(), out.size(), hex.data(), hex.size(), nullptr, &n, nullptr),
            0);
  EXPECT_EQ(n, out.size());
  return out;
}

std::array<uint8_t, 32> counting_key() {
  std::array<uint8_t, 32> key{};
  std::iota(key.begin(), key.end(), uint8_t{0});
  return key;
}

std::string repeat_from(uint8_t first, uint8_t last) {
  std::string out;
  for (int b = first; b <= last; ++b) out += static_cast<char>(static_cast<uint8_t>(b));
  return out;
}

std::string hkdf_hex(std::string_view ikm, std::string_view salt, std::string_view info, size_t n) {
  std::vector<std::byte> out(n);
  hkdf_sha256(as_bytes(ikm), as_bytes(salt), as_bytes(info), out);
  std::string hex(2 * n + 1, '\0');
  sodium_bin2hex(hex.data(), hex.size(), reinterpret_cast<const unsigned char*>(out.data()), n);
  hex.pop_back();
  return hex;
}

// RFC 5869, appendix A.1 to A.3.
TEST(Hkdf, TestCasesOfTheRfc) {
  EXPECT_EQ(hkdf_hex(std::string(22, '\x0b'), repeat_from(0x00, 0x0c), repeat_from(0xf0, 0xf9), 42),
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
  EXPECT_EQ(hkdf_hex(repeat_from(0x00, 0x4f), repeat_from(0x60, 0xaf), repeat_from(0xb0, 0xff), 82),
            "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41"
            "c65e590e09"
            "da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87");
  EXPECT_EQ(hkdf_hex(std::string(22, '\x0b'), "", "", 42),
            "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8");
}

TEST(Hkdf, NothingAsked) { EXPECT_EQ(hkdf_hex("key", "", "", 0), ""); }

// The reference implementation's vectors_sip128: key 00..0f, message 00..(n-1). It pins the
// library's function that ValueDigester is made of.
TEST(SipHash, VectorsOfTheReferenceImplementation) {
  const std::pair<size_t, const char*> vectors[] = {
      {0, "a3817f04ba25a8e66df67214c7550293"},  {1, "da87c1d86b99af44347659119b22fc45"},
      {2, "8177228da4a45dc7fca38bdef60affe4"},  {3, "9c70b60c5267a94e5f33b6b02985ed51"},
      {7, "a1f1ebbed8dbc153c0b84aa61ff08239"},  {8, "3b62a9ba6258f5610f83e264f31497b4"},
      {15, "5493e99933b0a8117e08ec0f97cfc3d9"}, {63, "5150d1772f50834a503e069a973fbd7c"}};
  const std::string key = repeat_from(0, 15);
  for (const auto& [n, expected] : vectors) {
    const std::string message = n == 0 ? "" : repeat_from(0, static_cast<uint8_t>(n - 1));
    Digest128 got;
    crypto_shorthash_siphashx24(got.bytes.data(),
                                reinterpret_cast<const unsigned char*>(message.data()), n,
                                reinterpret_cast<const unsigned char*>(key.data()));
    EXPECT_EQ(got.hex(), expected) << n;
  }
}

TEST(Digest128, HexThereAndBack) {
  const auto digest = Digest128::from_hex("a3817f04ba25a8e66df67214c7550293");
  ASSERT_TRUE(digest);
  EXPECT_EQ(digest->bytes[0], 0xa3);
  EXPECT_EQ(digest->hex(), "a3817f04ba25a8e66df67214c7550293");
  for (const char* bad :
       {"", "a3", "a3817f04ba25a8e66df67214c755029", "a3817f04ba25a8e66df67214c75502931",
        "g3817f04ba25a8e66df67214c7550293", "a3817f04ba25a8e66df67214c755029 "}) {
    EXPECT_FALSE(Digest128::from_hex(bad)) << bad;
  }
}

// The following expected values: Python's hmac module (HKDF) and a SipHash written from the paper.
TEST(Key, DerivesByHkdf) {
  const Key key = Key::from_bytes(counting_key());
  EXPECT_EQ(key.id(), "275eca4880fcc4b1");
  const auto sub = key.derive("export");
  const auto expected =
      from_hex("acf9bfe3dd3b002598e58cbe4db53005532a190e2223d024facd240233c46403");
  EXPECT_TRUE(std::equal(sub.begin(), sub.end(), expected.begin(), expected.end()));
}

TEST(Key, MovedFromIsWiped) {
  Key key = Key::from_bytes(counting_key());
  const std::string id = key.id();
  const Key other = std::move(key);
  EXPECT_EQ(other.id(), id);
  EXPECT_EQ(key.id(), Key::from_bytes({}).id());  // NOLINT: that it is empty is the test
}

TEST(ValueDigester, SipHashOverKindAndNormalForm) {
  const ValueDigester digester(Key::from_bytes(counting_key()));
  EXPECT_EQ(digester.digest("cn.mobile", "13800138000").hex(), "ca4f4bf7a4f2483dc29a7a98fbc37c05");
  EXPECT_EQ(digester.digest("", "").hex(), "3528e62cc67f8e50e1390597ef09b98b");
  EXPECT_EQ(digester.digest("cn.name", std::string(300, 'x')).hex(),
            "06da4a7b3b092e1cdafafc213354642e");
}

TEST(ValueDigester, KindsAndKeysSeparate) {
  const ValueDigester one(Key::from_bytes(counting_key()));
  const ValueDigester other(Key::from_bytes({}));
  const ValueDigester copy = one;  // NOLINT: copying is what is tested
  EXPECT_NE(one.digest("a", "b1"), one.digest("ab", "1"));
  EXPECT_NE(one.digest("a", "1"), other.digest("a", "1"));
  EXPECT_EQ(one.digest("a", "1"), copy.digest("a", "1"));
}

std::string noise(size_t n) {
  std::string out(n, '\0');
  uint64_t x = 0x9E3779B97F4A7C15;
  for (char& c : out) {
    x = x * 6364136223846793005u + 1442695040888963407u;
    c = static_cast<char>(x >> 56);
  }
  return out;
}

TEST(ContentHasher, DoesNotDependOnPieces) {
  ContentHasher hasher(Key::from_bytes(counting_key()));
  const std::string text = noise(100'003);
  hasher.update(as_bytes(text));
  const Digest128 whole = hasher.finish();
  for (const size_t piece : {1u, 239u, 240u, 241u, 4096u, 65'537u}) {
    hasher.reset();
    for (size_t at = 0; at < text.size(); at += piece)
      hasher.update(as_bytes(std::string_view(text).substr(at, piece)));
    EXPECT_EQ(hasher.finish(), whole) << piece;
  }
}

// The streaming state against the one-shot function, with the secret as the header states it.
TEST(ContentHasher, IsXxh3UnderADerivedSecret) {
  const Key key = Key::from_bytes(counting_key());
  const auto sub = key.derive("content");
  std::array<std::byte, 192> secret;
  hkdf_sha256(std::as_bytes(std::span(sub)), {}, as_bytes("qingce/1/content-secret"), secret);
  for (const size_t n : {0u, 1u, 16u, 17u, 128u, 240u, 241u, 5000u}) {
    const std::string text = noise(n);
    XXH128_canonical_t canonical;
    XXH128_canonicalFromHash(&canonical,
                             XXH3_128bits_withSecret(text.data(), n, secret.data(), secret.size()));
    ContentHasher hasher(key);
    hasher.update(as_bytes(text));
    EXPECT_EQ(std::memcmp(hasher.finish().bytes.data(), canonical.digest, 16), 0) << n;
    ContentHasher other(Key::from_bytes({}));
    other.update(as_bytes(text));
    EXPECT_NE(hasher.finish(), other.finish()) << n;
  }
}

}  // namespace
}  // namespace qingce
