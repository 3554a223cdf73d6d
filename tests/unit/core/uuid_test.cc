#include "scanner/core/uuid.h"

#include <gtest/gtest.h>

namespace qingce {
namespace {

// RFC 4122, appendix C: the name spaces of DNS names and of URLs.
constexpr Uuid kDns = {0x6b, 0xa7, 0xb8, 0x10, 0x9d, 0xad, 0x11, 0xd1,
                       0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8};
constexpr Uuid kUrl = {0x6b, 0xa7, 0xb8, 0x11, 0x9d, 0xad, 0x11, 0xd1,
                       0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8};

TEST(Uuid, PublishedVectors) {
  // RFC 9562, appendix A.4.
  EXPECT_EQ(uuid5(kDns, "www.example.com"), "2ed6657d-e927-568b-95e1-2665a8aea6a2");
  // The manual of Python's module uuid.
  EXPECT_EQ(uuid5(kDns, "python.org"), "886313e1-3b8a-5372-9b90-0c9aee199e5d");
}

// Expected: Python's uuid.uuid5.
TEST(Uuid, EmptyAndLongNames) {
  EXPECT_EQ(uuid5(kUrl, ""), "1b4db7eb-4057-5ddf-91e0-36dec72071f5");
  EXPECT_EQ(uuid5(kUrl, "http://example.com/" + std::string(200, 'x')),
            "6e0be06f-aaad-53dd-aa7d-cc95f1e9ab89");
}

}  // namespace
}  // namespace qingce
