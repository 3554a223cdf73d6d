// Each limit at its edge: exactly at it there is no gap, one more and there is.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/unit/read/harness.h"

namespace qingce::testing_read {
namespace {

using Gaps = std::vector<std::string>;

std::vector<std::string> all_gaps(const Recorder& r) {
  std::vector<std::string> out;
  for (const SeenObject& o : r.objects) out.insert(out.end(), o.gaps.begin(), o.gaps.end());
  return out;
}

TEST(LimitEdges, Depth) {
  ReadOptions o = test_options();
  const std::string five = fixture("zips-30");
  o.limits.depth = 30;
  EXPECT_EQ(all_gaps(read_bytes(five, o)), Gaps{});
  o.limits.depth = 29;
  EXPECT_EQ(all_gaps(read_bytes(five, o)), Gaps{"limit-depth"});
}

TEST(LimitEdges, Members) {
  ReadOptions o = test_options();
  const std::string zips = fixture("zips-30");  // two members in each
  o.limits.depth = 64;
  o.limits.members = 60;
  EXPECT_EQ(all_gaps(read_bytes(zips, o)), Gaps{});
  o.limits.members = 59;
  EXPECT_EQ(all_gaps(read_bytes(zips, o)), Gaps{"limit-members"});
}

TEST(LimitEdges, ExpandedBytes) {
  ReadOptions o = test_options();
  o.limits.expanded_bytes = 60000;
  EXPECT_EQ(all_gaps(read_bytes(fixture("gz-60000"), o)), Gaps{});
  o.limits.expanded_bytes = 59999;
  EXPECT_EQ(all_gaps(read_bytes(fixture("gz-60000"), o)), Gaps{"limit-bytes"});
}

TEST(LimitEdges, RatioAndItsFloor) {
  const std::string gz = fixture("gz-60000");
  ReadOptions o = test_options();
  o.limits.ratio_floor = 0;
  // 60,000 / ratio, rounded down, may be as much as is stored.
  uint64_t ratio = 1;
  while (60000 / ratio > gz.size()) ++ratio;
  o.limits.ratio = ratio;
  EXPECT_EQ(all_gaps(read_bytes(gz, o)), Gaps{});
  o.limits.ratio = ratio - 1;
  EXPECT_EQ(all_gaps(read_bytes(gz, o)), Gaps{"limit-ratio"});
  o.limits.ratio_floor = 60000;
  EXPECT_EQ(all_gaps(read_bytes(gz, o)), Gaps{});
  o.limits.ratio_floor = 59999;
  EXPECT_EQ(all_gaps(read_bytes(gz, o)), Gaps{"limit-ratio"});
}

TEST(LimitEdges, DecoderMemory) {
  ReadOptions o = test_options();
  o.limits.decoder_memory = 5000;  // one segment: the window is the content
  EXPECT_EQ(all_gaps(read_bytes(fixture("zst-5000"), o)), Gaps{});
  o.limits.decoder_memory = 4999;
  EXPECT_EQ(all_gaps(read_bytes(fixture("zst-5000"), o)), Gaps{"limit-memory"});
}

TEST(LimitEdges, SpoolBytes) {
  const std::string zip = fixture("zip");
  ReadOptions o = test_options();
  o.limits.spool_memory = o.spool.memory_bytes = 200;
  o.limits.spool_bytes = zip.size();
  EXPECT_EQ(all_gaps(read_piped(zip, o)), Gaps{});
  o.limits.spool_bytes = zip.size() - 1;
  const Gaps gaps = all_gaps(read_piped(zip, o));
  EXPECT_TRUE(std::find(gaps.begin(), gaps.end(), "limit-bytes") != gaps.end());
}

TEST(LimitEdges, NameBytes) {
  ReadOptions o = test_options();
  o.limits.name_bytes = 5;
  EXPECT_EQ(all_gaps(read_bytes(fixture("zip-stored"), o)), Gaps{});
  o.limits.name_bytes = 4;
  EXPECT_EQ(all_gaps(read_bytes(fixture("zip-stored"), o)), Gaps{"limit-size(name)"});
}

// A clock that goes on by one second each time it is asked.
ReadOptions with_clock(uint64_t seconds) {
  ReadOptions o = test_options();
  o.limits.object_seconds = seconds;
  o.clock = [now = uint64_t{0}]() mutable { return now += 1'000'000'000; };
  return o;
}

TEST(LimitEdges, TimeOfAnObjectIsItsOwn) {
  const std::string text(100, 'x');
  EXPECT_EQ(all_gaps(read_bytes(text, with_clock(1000))), Gaps{});
  const Recorder r = read_bytes(text, with_clock(1));
  EXPECT_EQ(all_gaps(r), Gaps{"limit-time"});
  EXPECT_EQ(r.find("f")->content, "");
  EXPECT_NE(r.find("f")->state, ObjectState::scanned);
  // Without a limit nobody asks for the time.
  ReadOptions none = with_clock(0);
  none.clock = []() -> uint64_t { throw 1; };
  EXPECT_EQ(all_gaps(read_bytes(text, none)), Gaps{});
}

TEST(LimitEdges, MembersDoNotUseUpTheirContainersTime) {
  // Thirty zips in each other ask for the time hundreds of times.
  ReadOptions o = with_clock(60);
  o.limits.depth = 64;
  const Recorder r = read_bytes(fixture("zips-30"), o);
  EXPECT_EQ(all_gaps(r), Gaps{}) << r.dump();
}

// ---- what holds itself

TEST(Quines, EndWhereTheyRepeat) {
  const Recorder gz = read_bytes(fixture("quine-gz"));
  EXPECT_EQ(all_gaps(gz), Gaps{"limit-depth(repeats)"});
  EXPECT_EQ(gz.objects.size(), 1u);
  const Recorder zip = read_bytes(fixture("quine-zip"));
  EXPECT_EQ(all_gaps(zip), Gaps{"limit-depth(repeats)"});
  EXPECT_EQ(zip.objects.size(), 2u) << zip.dump();
  // Eight of itself in each: 8^16 members without a look at what repeats.
  const Recorder wide = read_bytes(fixture("quine-zip-wide"));
  EXPECT_EQ(wide.members().size(), 8u);
  EXPECT_LE(wide.objects.size(), 20u) << wide.dump();
}

TEST(Quines, EqualNeighboursAreNoQuine) {
  const std::string one = gzip_of("the same content\n");
  const Recorder r = read_bytes(one + one);
  EXPECT_EQ(all_gaps(r), Gaps{});
  const Recorder zip = read_bytes(fixture("zip+zip"));
  EXPECT_EQ(all_gaps(zip), Gaps{});
}

TEST(Overlap, QuotedHeadersEndAtTheRatio) {
  ReadOptions o = test_options();
  o.limits.ratio = 100;
  o.limits.ratio_floor = 4 << 20;
  const Recorder r = read_bytes(fixture("overlap-quoted"), o);
  EXPECT_GE(r.members().size(), 51u) << "what the members decode to looks like zips again";
  uint64_t total = 0;
  for (const SeenObject& s : r.objects) total += s.content.size();
  EXPECT_LE(total, 12u << 20);
  EXPECT_EQ(r.find("f!customers.csv")->content, "name phone\nzhang 13800138000\n");
  EXPECT_EQ(r.find("f!customers.csv")->state, ObjectState::scanned);
}

// ---- memory of nested contents

TEST(SpoolMemory, IsOneSumForTheWholeChain) {
  // Thirty zips in each other, 9 MB the outermost; each level is copied to be sought. With 1 MiB
  // for all, what does not fit goes to a file, and nothing is lost.
  ReadOptions o = test_options();
  o.limits.depth = 64;
  const Recorder much = read_bytes(fixture("zips-30"), o);
  o.limits.spool_memory = o.spool.memory_bytes = 1 << 20;
  const Recorder little = read_bytes(fixture("zips-30"), o);
  EXPECT_EQ(much.members(), little.members());
  EXPECT_EQ(little.members().size(), 60u);
  EXPECT_EQ(all_gaps(little), Gaps{});
}

// ---- zips that only their end gives away, in streams too long for memory

std::string lines(size_t bytes) {
  std::string text;
  for (size_t i = 0; text.size() < bytes; ++i) text += "line " + std::to_string(i) + " of a log\n";
  return text;
}

TEST(LateZip, IsKeptFromItsFirstHeaderOn) {
  ReadOptions o = test_options();
  constexpr size_t kMemory = 128 << 10;
  o.limits.spool_memory = o.spool.memory_bytes = kMemory;
  // The header at every offset around the end of what is kept in memory, and far behind it.
  std::vector<size_t> places = {kMemory + 4096, kMemory + 1000000};
  for (size_t at = kMemory - 34; at < kMemory + 3; ++at) places.push_back(at);
  for (const size_t at : places) {
    const std::string text = lines(at).substr(0, at);
    for (const size_t window : {size_t{4096}, size_t{1} << 20}) {
      o.window_bytes = window;
      const Recorder r = read_piped(text + fixture("zip"), o);
      EXPECT_EQ(all_gaps(r), Gaps{}) << at << r.dump();
      EXPECT_TRUE(r.found("13800138000")) << at;
      EXPECT_EQ(r.members().size(), 3u) << at << r.dump();
      size_t searched = 0;
      for (const SeenObject& s : r.objects) searched += s.content == text ? 1u : 0u;
      EXPECT_EQ(searched, 1u) << at << r.dump();
    }
  }
}

TEST(LateZip, AHeaderThatIsNoneTakesNothingAway) {
  ReadOptions o = test_options();
  o.limits.spool_memory = o.spool.memory_bytes = 128 << 10;
  const std::string head("PK\3\4\x14\0\0\0\x08\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\5\0\0\0a.txt", 35);
  const std::string text = lines(150000) + head + lines(500000);
  for (const uint64_t most : {uint64_t{1} << 30, uint64_t{200000}, uint64_t{0}}) {
    o.limits.spool_bytes = most;
    const Recorder r = read_piped(text, o);
    EXPECT_EQ(r.find("f")->content, text) << most;
  }
}

// ---- what claims its bytes and cannot be read

TEST(Claimed, IsNoText) {
  std::string magics;
  for (int i = 0; i < 100000; ++i) magics += "\x28\xb5\x2f\xfd";
  const Recorder r = read_bytes(magics);
  EXPECT_EQ(all_gaps(r), Gaps{"corrupt(zstd)"});
  EXPECT_EQ(r.find("f")->gap_offsets[0], 0u);
  EXPECT_EQ(r.find("f")->state, ObjectState::partial);
  EXPECT_EQ(r.find("f")->content, magics) << "searched all the same";
}

}  // namespace
}  // namespace qingce::testing_read
