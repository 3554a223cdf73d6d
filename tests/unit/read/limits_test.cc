#include <gtest/gtest.h>

#include "tests/unit/read/harness.h"

namespace qingce::testing_read {
namespace {

using Gaps = std::vector<std::string>;
const std::string kText = "name phone\nzhang 13800138000\n";

ReadOptions small_ratio() {
  ReadOptions o = test_options();
  o.limits.ratio = 100;
  o.limits.ratio_floor = 256 << 10;
  return o;
}

TEST(Limits, TheBurstingMemberIsCutAndTheRestIsRead) {
  for (const char* name : {"bomb-zip", "tar-bomb-gz"}) {
    const Recorder r = read_bytes(fixture(name), small_ratio());
    const std::string bomb = std::string(name) == "bomb-zip" ? "f!bomb" : "f!bomb.gz";
    EXPECT_EQ(r.find(bomb)->gaps, Gaps{"limit-ratio"}) << name;
    EXPECT_EQ(r.find(bomb)->state, ObjectState::partial) << name;
    EXPECT_LE(r.find(bomb)->content.size(), 1u << 20) << name;
    EXPECT_EQ(r.find("f!customers.csv")->content, kText) << name;
    EXPECT_EQ(r.find("f!customers.csv")->state, ObjectState::scanned) << name;
  }
}

TEST(Limits, AMembersWholeTreeCounts) {
  ReadOptions o = small_ratio();
  o.limits.ratio_floor = (1 << 20) + (1 << 19);  // no single one of the four bursts
  const Recorder r = read_bytes(fixture("bomb-nested"), o);
  EXPECT_EQ(r.find("f!a.zip")->gaps, Gaps{"limit-ratio"}) << r.dump();
  EXPECT_EQ(r.find("f!customers.csv")->content, kText);
}

TEST(Limits, AFilesOwnStream) {
  const Recorder r = read_bytes(fixture("bomb-gz"), small_ratio());
  EXPECT_EQ(r.find("f")->gaps, Gaps{"limit-ratio"});
  EXPECT_LE(r.find("f")->content.size(), 1u << 20);
}

TEST(Limits, CutsAtTheSameByteForAnyWindow) {
  std::optional<size_t> size;
  for (const size_t window : {size_t{1000}, size_t{4096}, size_t{65535}, size_t{1} << 20}) {
    ReadOptions o = small_ratio();
    o.window_bytes = window;
    o.limits.spool_memory = 100000;  // streams
    const Recorder r = read_bytes(fixture("bomb-gz"), o);
    if (size) {
      EXPECT_EQ(r.find("f")->content.size(), *size) << window;
    }
    size = r.find("f")->content.size();
  }
}

TEST(Limits, ExpandedBytesOfTheItem) {
  ReadOptions o = test_options();
  o.limits.expanded_bytes = 1 << 20;
  const Recorder r = read_bytes(fixture("bomb-zip"), o);
  EXPECT_EQ(r.find("f!bomb")->gaps, Gaps{"limit-bytes"});
  EXPECT_EQ(r.find("f!customers.csv")->gaps, Gaps{"limit-bytes"});
}

TEST(Limits, Members) {
  ReadOptions o = test_options();
  o.limits.members = 2;
  for (const char* name : {"tar-gnu", "zip"}) {
    const Recorder r = read_bytes(fixture(name), o);
    EXPECT_EQ(r.members().size(), 2u);
    EXPECT_EQ(r.find("f")->gaps, Gaps{"limit-members"}) << name;
    EXPECT_EQ(r.find("f")->state, ObjectState::partial);
    EXPECT_EQ(r.objects.size(), 3u) << "no tail of what the limit cut off\n" << r.dump();
  }
}

TEST(Limits, Depth) {
  ReadOptions o = test_options();
  o.limits.depth = 1;
  const Recorder r = read_bytes(fixture("tar-gz"), o);
  EXPECT_EQ(r.find("f")->gaps, Gaps{"limit-depth"});
  EXPECT_EQ(r.find("f")->format, "gzip+tar");
  EXPECT_TRUE(r.found("13800138000")) << "searched all the same";
  const Recorder z = read_bytes(fixture("tar-of-zip"), o);
  EXPECT_EQ(z.find("f!inner.zip")->gaps, Gaps{"limit-depth"});
  o.limits.depth = 2;
  EXPECT_EQ(read_bytes(fixture("tar-gz"), o).find("f")->state, ObjectState::scanned);
}

TEST(Limits, NameFileSizeAndSpool) {
  ReadOptions o = test_options();
  o.limits.name_bytes = 3;
  const Recorder r = read_bytes(fixture("zip-stored"), o);
  EXPECT_EQ(r.find("f!a.t")->gaps, Gaps{"limit-size(name)"});
  EXPECT_EQ(r.find("f!a.t")->content, "alpha");
  ReadOptions size = test_options();
  size.limits.file_size = 10;
  EXPECT_EQ(read_bytes(kText, size).find("f")->gaps, Gaps{"limit-size"});
  EXPECT_EQ(read_bytes(kText, size).find("f")->state, ObjectState::gap);
  EXPECT_EQ(read_piped(kText, size).find("f")->content, kText.substr(0, 10));
  EXPECT_EQ(read_piped(kText, size).find("f")->gaps, Gaps{"limit-size"});
  EXPECT_EQ(read_bytes(kText.substr(0, 10), size).find("f")->state, ObjectState::scanned);
  ReadOptions spool = test_options();
  spool.limits.spool_memory = spool.spool.memory_bytes = 200;
  spool.limits.spool_bytes = 250;
  const Recorder s = read_piped(fixture("zip"), spool);
  EXPECT_EQ(s.find("f")->gaps.front(), "limit-bytes");
  EXPECT_EQ(s.find("f")->state, ObjectState::partial);
}

TEST(Limits, AZipAtTheEndOfALongStreamIsAGapWhereItCannotBeKept) {
  ReadOptions o = test_options();
  o.limits.spool_memory = 128 << 10;
  o.limits.spool_bytes = 100;
  std::string text;
  while (text.size() < 300000) text += "an ordinary line of text\n";
  const Recorder r = read_piped(text + fixture("zip-stored"), o);
  EXPECT_NE(r.find("f")->state, ObjectState::scanned);
  EXPECT_TRUE(std::find(r.find("f")->gaps.begin(), r.find("f")->gaps.end(), "limit-memory(zip)") !=
              r.find("f")->gaps.end())
      << r.dump();
}

}  // namespace
}  // namespace qingce::testing_read
