// No decision depends on where a window begins or ends, nor on the short way for plain runs.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tests/unit/match/random_text.h"
#include "tests/unit/match/support.h"

namespace qingce {
namespace {

using namespace testing_match;

// In no particular order: they are counted by rule and field.
std::vector<std::string> sorted(std::vector<std::string> list) {
  std::sort(list.begin(), list.end());
  return list;
}

std::string seed_line(uint64_t seed, size_t own) {
  return "seed " + std::to_string(seed) + " window " + std::to_string(own);
}

TEST(Windows, AnySplitGivesTheSameMatches) {
  for (uint64_t seed = 1; seed <= 40; ++seed) {
    RandomText random(seed);
    const std::string text = random.text(3000 + random.below(4000));
    const Collector whole = scan_text(text);
    for (const size_t own :
         {7 + random.below(60), 100 + random.below(200), 500 + random.below(3000), size_t{4096}}) {
      const Collector split = scan_text(text, own);
      ASSERT_EQ(whole.matches, split.matches) << seed_line(seed, own);
      ASSERT_EQ(sorted(whole.rejections), sorted(split.rejections)) << seed_line(seed, own);
    }
  }
}

TEST(Windows, TheShortWayAndTheGeneralOneAgree) {
  for (uint64_t seed = 1000; seed < 1100; ++seed) {
    RandomText random(seed);
    const std::string text = random.text(8000);
    const Collector fast = scan_text(text);
    const Collector slow = scan_text(text, SIZE_MAX / 2, nullptr, builtin_engine(), false);
    ASSERT_EQ(fast.matches, slow.matches) << "seed " << seed;
    ASSERT_EQ(sorted(fast.rejections), sorted(slow.rejections)) << "seed " << seed;
  }
}

TEST(Windows, ATokenWithTwoRunsIsTurnedAwayOnce) {
  const std::string text = "a,70010151gb18030949,b";
  const Collector fast = scan_text(text);
  const Collector slow = scan_text(text, SIZE_MAX / 2, nullptr, builtin_engine(), false);
  EXPECT_EQ(std::count(fast.rejections.begin(), fast.rejections.end(), "cn.uscc#"), 1);
  EXPECT_EQ(sorted(fast.rejections), sorted(slow.rejections));
}

TEST(Windows, AValueAtEveryOffsetAroundAnEdgeIsFoundOnce) {
  constexpr size_t kOwn = 4096;
  const std::string id = "11010519491231002X";
  for (const std::string& value :
       {id, utf16(wide(id), true), utf16(wide(id), false), utf32(wide(id), true)}) {
    for (size_t at = kOwn - 620; at <= kOwn + 600; ++at) {
      std::string text(2 * kOwn, ',');
      text.replace(at, value.size(), value);
      const Collector got = scan_text(text, kOwn);
      ASSERT_EQ(got.matches.size(), 1u) << "offset " << at;
      EXPECT_EQ(got.matches[0].offset, at);
      EXPECT_EQ(got.matches[0].length, value.size());
      EXPECT_EQ(got.matches[0].normal, id);
    }
  }
}

}  // namespace
}  // namespace qingce
