// bzip2, lzip, lzma, lz4 and compress, each made by its own program.
#include <gtest/gtest.h>

#include "tests/unit/read/harness.h"

namespace qingce::testing_read {
namespace {

using Gaps = std::vector<std::string>;
const std::string kText = "name phone\nzhang 13800138000\n";

struct Program {
  const char* format;
  std::string command;  // reads `in`, writes `out`
  bool joins;           // the format allows several streams in a row
  bool ends;            // the format knows where it ends
};

const std::vector<Program>& programs() {
  static const std::vector<Program> kPrograms = {
      {"bzip2", "bzip2 -c in > out", true, true},
      {"lzip", "lzip -c in > out", true, true},
      {"lzma", "xz --format=lzma -c in > out", false, true},
      {"lz4", "lz4 -q -B5 -c in > out", true, true},
      {"lz4", "lz4 -q -l -c in > out", true, false},
      {"lz4", "lz4 -q -B4 -BD -BX --content-size in out", true, true},
      {"compress", "compress -f -c in > out", false, false},
  };
  return kPrograms;
}

std::string line_of(const Program& p) { return std::string(p.format) + ": " + p.command; }

TEST(MoreFilters, OneStream) {
  for (const Program& p : programs()) {
    SCOPED_TRACE(line_of(p));
    const std::string bytes = made_by("printf '" + kText + "' > in && " + p.command, "out");
    if (bytes.empty()) continue;
    for (const Recorder& r : {read_bytes(bytes), read_piped(bytes)}) {
      EXPECT_EQ(r.objects.size(), 1u) << r.dump();
      EXPECT_EQ(r.find("f")->format, std::string(p.format) + "+text");
      EXPECT_EQ(r.find("f")->content, kText);
      EXPECT_EQ(r.find("f")->state, ObjectState::scanned);
    }
  }
}

TEST(MoreFilters, LongContentIsWhole) {
  const std::string expected = made_by("seq 1 300000 > out", "out");
  for (const Program& p : programs()) {
    SCOPED_TRACE(line_of(p));
    const std::string bytes = made_by("seq 1 300000 > in && " + p.command, "out");
    if (bytes.empty()) continue;
    const Recorder r = read_piped(bytes);
    EXPECT_TRUE(r.find("f")->content == expected);
    EXPECT_EQ(r.find("f")->state, ObjectState::scanned) << r.dump();
  }
}

TEST(MoreFilters, StreamsInARow) {
  for (const Program& p : programs()) {
    if (!p.joins) continue;
    SCOPED_TRACE(line_of(p));
    const std::string make = "printf one > in && " + p.command +
                             " && mv out 1 && printf two > in && " + p.command +
                             " && cat 1 out > both";
    const std::string bytes = made_by(make, "both");
    if (bytes.empty()) continue;
    const Recorder r = read_bytes(bytes);
    EXPECT_EQ(r.find("f")->content, "onetwo");
    EXPECT_EQ(r.find("f")->state, ObjectState::scanned) << r.dump();
  }
}

TEST(MoreFilters, WhatFollowsIsATail) {
  for (const Program& p : programs()) {
    if (!p.ends) continue;
    SCOPED_TRACE(line_of(p));
    const std::string bytes = made_by("printf '" + kText + "' > in && " + p.command, "out");
    if (bytes.empty()) continue;
    for (const Recorder& r :
         {read_bytes(bytes + "text behind it\n"), read_piped(bytes + "text behind it\n")}) {
      EXPECT_EQ(r.find("f")->content, kText);
      ASSERT_TRUE(r.find("f!~tail")) << r.dump();
      EXPECT_EQ(r.find("f!~tail")->content, "text behind it\n");
      EXPECT_EQ(r.find("f")->state, ObjectState::scanned) << r.dump();
    }
  }
}

TEST(MoreFilters, CutShortKeepsWhatCame) {
  for (const Program& p : programs()) {
    if (!p.ends) continue;  // no end to miss, or one block for all of it
    SCOPED_TRACE(line_of(p));
    const std::string whole = made_by("seq 1 300000 > in && " + p.command, "out");
    if (whole.empty()) continue;
    const Recorder r = read_bytes(whole.substr(0, whole.size() * 3 / 4));
    EXPECT_EQ(r.find("f")->state, ObjectState::partial);
    EXPECT_EQ(r.find("f")->gaps, Gaps{"truncated"}) << r.dump();
    EXPECT_GT(r.find("f")->content.size(), 200000u);
    EXPECT_EQ(r.find("f")->gap_offsets[0], r.find("f")->content.size());
  }
}

TEST(MoreFilters, DamageKeepsWhatCame) {
  for (const Program& p : programs()) {
    SCOPED_TRACE(line_of(p));
    if (p.format == std::string("compress") || !p.ends) continue;  // they have no check value
    std::string bytes = made_by("seq 1 300000 > in && " + p.command, "out");
    if (bytes.empty()) continue;
    for (size_t i = 0; i < 64; ++i) bytes[bytes.size() * 3 / 4 + i] = '\x55';
    const Recorder r = read_bytes(bytes);
    EXPECT_EQ(r.find("f")->state, ObjectState::partial);
    ASSERT_FALSE(r.find("f")->gaps.empty()) << r.dump();
    EXPECT_EQ(r.find("f")->gaps[0], "corrupt") << r.dump();
    EXPECT_GT(r.find("f")->content.size(), 10000u);
  }
}

TEST(MoreFilters, DictionariesOverTheMemoryLimitAreRefused) {
  ReadOptions options = test_options();
  options.limits.decoder_memory = 1 << 20;
  for (const char* make :
       {"printf hello > in && lzip -c in > out",
        "printf hello > in && xz --format=lzma --lzma1=dict=64MiB -c in > out"}) {
    std::string bytes = made_by(make, "out");
    if (bytes.empty()) continue;
    if (bytes.starts_with("LZIP")) bytes[5] = 26;  // 2^26; lzip itself takes no more than it needs
    const Recorder r = read_bytes(bytes, options);
    EXPECT_EQ(r.find("f")->gaps, Gaps{"limit-memory"}) << make << r.dump();
  }
}

TEST(MoreFilters, Lz4FrameWithADictionaryAndSkippableFrames) {
  using namespace std::string_literals;
  const std::string frame = made_by("printf hello > in && lz4 -q -c in > out", "out");
  if (frame.empty()) FAIL() << "a tool of the package list is missing";
  const std::string skippable = "\x50\x2A\x4D\x18\x0C\0\0\0hidden note "s;
  const Recorder r = read_bytes(skippable + frame);
  EXPECT_EQ(r.find("f")->content, "hello");
  EXPECT_TRUE(r.found("hidden note"));
  const std::string dictionary = made_by(
      "printf hello > in && printf 'hello hello hello' > d && lz4 -q -D d in out || true", "out");
  if (dictionary.empty()) FAIL() << "a tool of the package list is missing";
  if ((dictionary[4] & 1) != 0) {
    EXPECT_EQ(read_bytes(dictionary).find("f")->gaps, Gaps{"unsupported-method"});
  }
}

// A file of zeros or of small numbers is no LZMA.
TEST(MoreFilters, WhatOnlyLooksLikeAHeader) {
  EXPECT_NE(read_bytes(std::string(5000, '\0')).find("f")->format.substr(0, 4), "lzma");
  EXPECT_NE(read_bytes("BZh9 is how it begins\n").find("f")->format.substr(0, 5), "bzip2");
  EXPECT_EQ(read_bytes("LZIP is a word\n").find("f")->format, "text");
  using namespace std::string_literals;
  // The beginning of Kotlin's metadata: properties 0, 192 KiB, a size of 64 KiB.
  const Recorder r =
      read_bytes("\0\0\0\3\0\0\0\1\0\0\0\0\0\0\0\7\n-\n\6kotlin\n\16AssertionError"s);
  EXPECT_NE(r.find("f")->format.substr(0, 4), "lzma") << r.dump();
  for (const std::string& gap : r.find("f")->gaps) EXPECT_NE(gap, "corrupt");
  EXPECT_TRUE(r.found("AssertionError"));
}

TEST(MoreFilters, LzmaOfUnusualProperties) {
  const std::string bytes = made_by(
      "seq 1 5000 > in && xz --format=lzma --lzma1=preset=6,lc=0,lp=0,pb=0 -c in > out", "out");
  if (bytes.empty()) FAIL() << "a tool of the package list is missing";
  ASSERT_EQ(bytes[0], '\0');
  EXPECT_TRUE(read_bytes(bytes).find("f")->content.ends_with("\n4999\n5000\n"));
}

}  // namespace
}  // namespace qingce::testing_read
