#include <algorithm>
#include <map>

#include "support.h"

namespace qingce::test {
namespace {

bool same(const RowValue& a, const RowValue& b) {
  return a.count == b.count && a.sketch == b.sketch && a.samples == b.samples;
}

RowValue merged(RowValue a, const RowValue& b) {
  a.merge(b);
  return a;
}

TEST(RowValue, KeepsTheMasksOfTheSmallestDigests) {
  RowValue value;
  for (const int i : {9, 3, 7, 3, 1, 5, 9})
    value.add(digest_of(static_cast<uint8_t>(i)), "m" + std::to_string(i));
  EXPECT_EQ(value.count, 7u);
  EXPECT_EQ(value.sketch.distinct(), 5u);
  const std::vector<Sample> expected = {
      {digest_of(1), "m1"}, {digest_of(3), "m3"}, {digest_of(5), "m5"}};
  EXPECT_EQ(value.samples, expected);
}

TEST(RowValue, MergeIsAssociativeCommutativeAndLikeOneStream) {
  std::mt19937_64 random(11);
  for (int round = 0; round < 300; ++round) {
    RowValue parts[3];
    RowValue whole;
    for (RowValue& part : parts) {
      for (size_t n = random() % 20; n > 0; --n) {
        const uint8_t value = static_cast<uint8_t>(random() % 12);
        // One value under two masks must not let the order show either.
        const std::string mask = "m" + std::to_string(value) + (random() % 4 == 0 ? "b" : "a");
        part.add(digest_of(value), mask);
        whole.add(digest_of(value), mask);
      }
    }
    const RowValue left = merged(merged(parts[0], parts[1]), parts[2]);
    EXPECT_TRUE(same(left, merged(parts[0], merged(parts[1], parts[2]))));
    EXPECT_TRUE(same(merged(parts[0], parts[1]), merged(parts[1], parts[0])));
    EXPECT_TRUE(same(left, whole));
  }
}

TEST(RowValue, EmptyIsNeutral) {
  RowValue value;
  value.add(digest_of(4), "m");
  EXPECT_TRUE(same(merged(value, RowValue()), value));
  EXPECT_TRUE(same(merged(RowValue(), value), value));
}

}  // namespace
}  // namespace qingce::test
