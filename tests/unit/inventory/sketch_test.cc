#include "scanner/inventory/sketch.h"

#include <cmath>
#include <set>

#include "support.h"

namespace qingce::test {
namespace {

Sketch sketch_of(const std::vector<Digest128>& digests, size_t k) {
  Sketch sketch(k);
  for (const Digest128& digest : digests) sketch.add(digest);
  return sketch;
}

Sketch merged(Sketch a, const Sketch& b) {
  a.merge(b);
  return a;
}

// Streams with repetitions: values are drawn from a pool.
std::vector<Digest128> stream(std::mt19937_64& random, const std::vector<Digest128>& pool,
                              size_t length) {
  std::vector<Digest128> out;
  for (size_t i = 0; i < length; ++i) out.push_back(pool[random() % pool.size()]);
  return out;
}

std::vector<Digest128> pool_of(std::mt19937_64& random, size_t size) {
  std::vector<Digest128> pool;
  for (size_t i = 0; i < size; ++i) pool.push_back(random_digest(random));
  return pool;
}

TEST(Sketch, EmptyIsZeroAndExact) {
  const Sketch sketch;
  EXPECT_EQ(sketch.distinct(), 0u);
  EXPECT_TRUE(sketch.exact());
  EXPECT_EQ(sketch.relative_error(), 0.0);
}

TEST(Sketch, CountsExactlyUpToK) {
  std::mt19937_64 random(1);
  for (const size_t distinct : {1u, 31u, 32u, 33u, 100u, 4095u, 4096u}) {
    const std::vector<Digest128> pool = pool_of(random, distinct);
    Sketch sketch;
    for (int round = 0; round < 3; ++round) {
      for (const Digest128& digest : pool) sketch.add(digest);
    }
    EXPECT_EQ(sketch.distinct(), distinct);
    EXPECT_TRUE(sketch.exact());
  }
}

TEST(Sketch, KeepsTheSmallestDigestsAscending) {
  std::mt19937_64 random(2);
  const std::vector<Digest128> pool = pool_of(random, 1000);
  const std::set<Digest128> truth(pool.begin(), pool.end());
  const Sketch sketch = sketch_of(stream(random, pool, 20000), 64);
  EXPECT_EQ(sketch.digests(), std::vector<Digest128>(truth.begin(), std::next(truth.begin(), 64)));
}

// Five standard deviations: a right estimator fails this about once in a million runs, and the seed
// is fixed.
TEST(Sketch, EstimatesWithinFiveSigmaAboveK) {
  std::mt19937_64 random(3);
  for (const size_t distinct : {5000u, 20000u, 300000u}) {
    Sketch sketch;
    std::set<Digest128> truth;
    while (truth.size() < distinct) {
      const Digest128 digest = random_digest(random);
      truth.insert(digest);
      sketch.add(digest);
      if (random() % 3 == 0) sketch.add(digest);
    }
    const double error =
        std::abs(static_cast<double>(sketch.distinct()) - static_cast<double>(distinct));
    EXPECT_LE(error, 5.0 * static_cast<double>(distinct) / std::sqrt(4096.0)) << distinct;
    EXPECT_FALSE(sketch.exact());
    EXPECT_NEAR(sketch.relative_error(), 1.0 / 64.0, 1e-9);
  }
}

TEST(Sketch, MergeIsAssociativeCommutativeIdempotentAndTheSketchOfTheUnion) {
  std::mt19937_64 random(4);
  for (int round = 0; round < 200; ++round) {
    const size_t k = 1 + random() % 100;
    const std::vector<Digest128> pool = pool_of(random, 1 + random() % 300);
    const std::vector<Digest128> a = stream(random, pool, random() % 300);
    const std::vector<Digest128> b = stream(random, pool, random() % 300);
    const std::vector<Digest128> c = stream(random, pool, random() % 300);
    const Sketch sa = sketch_of(a, k), sb = sketch_of(b, k), sc = sketch_of(c, k);
    EXPECT_EQ(merged(sa, sb), merged(sb, sa));
    EXPECT_EQ(merged(merged(sa, sb), sc), merged(sa, merged(sb, sc)));
    EXPECT_EQ(merged(sa, sa), sa);
    std::vector<Digest128> both = a;
    both.insert(both.end(), b.begin(), b.end());
    EXPECT_EQ(merged(sa, sb), sketch_of(both, k));
  }
}

TEST(Sketch, WideUnionOfNarrowSketchesIsUnbiased) {
  std::mt19937_64 random(5);
  Sketch all(kGlobalSketchSize);
  std::set<Digest128> truth;
  for (const size_t distinct : {100000u, 10u, 3000u, 50000u}) {
    Sketch one;
    for (size_t i = 0; i < distinct; ++i) {
      const Digest128 digest = random_digest(random);
      one.add(digest);
      truth.insert(digest);
    }
    all.merge(one);
  }
  const double size = static_cast<double>(truth.size());
  EXPECT_FALSE(all.exact());
  EXPECT_LE(std::abs(static_cast<double>(all.distinct()) - size),
            5.0 * size * all.relative_error());
}

TEST(Sketch, ManySmallSketchesMergeQuicklyAndExactly) {
  std::mt19937_64 random(6);
  Sketch all(kGlobalSketchSize);
  for (int i = 0; i < 60000; ++i) {
    Sketch one;
    one.add(random_digest(random));
    all.merge(one);
  }
  EXPECT_EQ(all.distinct(), 60000u);
  EXPECT_TRUE(all.exact());
}

TEST(Sketch, OneRepeatedValueStaysSmall) {
  std::mt19937_64 random(7);
  const Digest128 a = random_digest(random), b = random_digest(random);
  Sketch sketch;
  for (int i = 0; i < 100000; ++i) sketch.add(i % 2 == 0 ? a : b);
  EXPECT_LE(sketch.memory(), 4096u);
  EXPECT_EQ(sketch.distinct(), 2u);
}

TEST(Sketch, SerializationRoundTrips) {
  std::mt19937_64 random(8);
  for (const size_t distinct : {0u, 1u, 5u, 64u, 65u, 1000u}) {
    const Sketch sketch = sketch_of(pool_of(random, distinct), 64);
    const std::string bytes = sketch.serialize();
    auto back = Sketch::deserialize(bytes, 64);
    ASSERT_TRUE(back.ok());
    EXPECT_EQ(*back, sketch);
    EXPECT_EQ(back->distinct(), sketch.distinct());
    EXPECT_EQ(back->exact(), distinct <= 64);
  }
  EXPECT_EQ(sketch_of(pool_of(random, 1), 64).serialize().size(), 17u);
}

TEST(Sketch, DamagedBytesAreRefused) {
  std::mt19937_64 random(9);
  const std::string whole = sketch_of(pool_of(random, 10), 64).serialize();
  const std::string bounded = sketch_of(pool_of(random, 100), 64).serialize();
  EXPECT_FALSE(Sketch::deserialize("").ok());
  EXPECT_FALSE(Sketch::deserialize("\x07").ok());
  EXPECT_FALSE(Sketch::deserialize("\x01").ok());
  EXPECT_FALSE(Sketch::deserialize(whole.substr(0, whole.size() - 1), 64).ok());
  EXPECT_FALSE(Sketch::deserialize(whole, 9).ok());
  std::string swapped = whole;
  std::swap_ranges(swapped.begin() + 1, swapped.begin() + 17, swapped.begin() + 17);
  EXPECT_FALSE(Sketch::deserialize(swapped, 64).ok());
  std::string twice = whole;
  twice.replace(17, 16, whole.substr(1, 16));
  EXPECT_FALSE(Sketch::deserialize(twice, 64).ok());
  std::string low_bound = bounded;
  low_bound.replace(1, 16, std::string(16, '\0'));
  EXPECT_FALSE(Sketch::deserialize(low_bound, 64).ok());
}

}  // namespace
}  // namespace qingce::test
