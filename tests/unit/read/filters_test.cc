#include <gtest/gtest.h>

#include "tests/unit/read/harness.h"

namespace qingce::testing_read {
namespace {

const std::string kText = "name phone\nzhang 13800138000\n";
using Gaps = std::vector<std::string>;

void expect_text(const Recorder& r, const std::string& format, const std::string& content) {
  const SeenObject* f = r.find("f");
  EXPECT_EQ(f->format, format);
  EXPECT_EQ(f->content, content);
  EXPECT_EQ(f->reader, "text");
}

TEST(Gzip, IsOneObjectOfTheDecodedStream) {
  for (const Recorder& r : {read_bytes(gzip_of(kText)), read_piped(gzip_of(kText))}) {
    expect_text(r, "gzip+text", kText);
    EXPECT_EQ(r.objects.size(), 1u);
    EXPECT_EQ(r.objects[0].state, ObjectState::scanned);
    EXPECT_EQ(r.objects[0].content_bytes, kText.size());
    EXPECT_EQ(r.objects[0].digest, read_bytes(kText).objects[0].digest);
  }
}

TEST(Gzip, JoinsMembers) {
  expect_text(read_bytes(fixture("gzip-multi")), "gzip+text", "one two three");
}

TEST(Gzip, EmptyContent) {
  const Recorder r = read_bytes(gzip_of(""));
  EXPECT_EQ(r.objects[0].format, "gzip+empty");
  EXPECT_EQ(r.objects[0].state, ObjectState::scanned);
}

TEST(Gzip, AWrongCheckIsCorruptAndHidesNothing) {
  const Recorder r = read_bytes(fixture("gzip-bad-crc"));
  expect_text(r, "gzip+text", kText + "after");
  EXPECT_EQ(r.objects[0].state, ObjectState::partial);
  EXPECT_EQ(r.objects[0].gaps, Gaps{"corrupt(gzip)"});
  EXPECT_EQ(r.objects[0].gap_offsets[0], kText.size());
}

TEST(Gzip, CutShortKeepsWhatCame) {
  const Recorder r = read_bytes(fixture("gzip-cut"));
  EXPECT_EQ(r.objects[0].gaps, Gaps{"truncated"});
  EXPECT_EQ(r.objects[0].state, ObjectState::partial);
  EXPECT_GT(r.objects[0].content.size(), 10000u);
  EXPECT_EQ(r.objects[0].gap_offsets[0], r.objects[0].content.size());
}

TEST(Gzip, NameAndCommentAreMatchedLikeNames) {
  const Recorder r = read_bytes(fixture("gzip-named"));
  expect_text(r, "gzip+text", kText);
  EXPECT_EQ(r.objects[0].names, "~name=110101199003070011.sql|~comment=note by li|");
}

TEST(Gzip, WhatFollowsIsATail) {
  const Recorder r = read_bytes(fixture("gzip+text"));
  expect_text(r, "gzip+text", kText);
  EXPECT_EQ(r.find("f!~tail")->content, "text behind the stream\n");
  EXPECT_EQ(r.find("f!~tail")->kind, ObjectKind::pseudo);
  EXPECT_EQ(r.find("f")->state, ObjectState::scanned);
  const Recorder z = read_bytes(fixture("gzip-zeros-text"));
  EXPECT_EQ(z.find("f!~tail")->content, "text behind zeros\n");
  EXPECT_EQ(read_bytes(gzip_of(kText) + std::string(5000, '\0')).objects.size(), 1u);
}

TEST(Gzip, ZerosAtTheStartAreNoEmptyTar) {
  const Recorder r = read_bytes(fixture("gzip-of-zeros"));
  EXPECT_TRUE(r.found("13800138000"));
  EXPECT_EQ(r.objects[0].format, "gzip+text");
}

TEST(Gzip, AHeaderAloneIsNoGzip) {
  const Recorder r =
      read_bytes(std::string("\x1F\x8B\x08\0\0\0\0\0\0\3garbage that is no deflate stream", 40));
  EXPECT_EQ(r.objects[0].format, "unknown");
  EXPECT_TRUE(r.found("garbage"));
}

// Its extra field would reach beyond the end: no member, and no endless row of empty ones.
TEST(Gzip, AHeaderThatDoesNotEndIsNoGzip) {
  using namespace std::string_literals;
  const Recorder r = read_bytes("\x1F\x8B\x08\x04\0\0\0\0\0\3\xFF\xFFsome text"s);
  EXPECT_EQ(r.objects.size(), 1u) << r.dump();
  EXPECT_EQ(r.objects[0].format, "unknown");
}

TEST(Xz, SingleConcatenatedPaddedAndTailed) {
  expect_text(read_bytes(fixture("xz")), "xz+text", kText);
  expect_text(read_bytes(fixture("xz-multi")), "xz+text", "one two");
  const Recorder r = read_bytes(fixture("xz+text"));
  expect_text(r, "xz+text", kText);
  EXPECT_EQ(r.find("f!~tail")->content, "text behind the stream\n");
  const Recorder cut = read_bytes(fixture("xz-cut"));
  EXPECT_EQ(cut.objects[0].gaps, Gaps{"truncated"});
}

TEST(Xz, ADictionaryBeyondTheLimitIsNotAllocated) {
  const Recorder r = read_bytes(fixture("xz-big-window"));
  EXPECT_EQ(r.objects[0].gaps, Gaps{"limit-memory"});
  EXPECT_NE(r.objects[0].state, ObjectState::scanned);
}

TEST(Zstd, FramesAndSkippableFrames) {
  std::string beta;
  for (int i = 1; i <= 300; ++i) beta += "beta " + std::to_string(i);
  const Recorder r = read_bytes(data_file("skip.zst"));
  EXPECT_EQ(r.find("f")->format, "zstd+text");
  EXPECT_EQ(r.find("f")->state, ObjectState::scanned);
  EXPECT_EQ(r.find("f!~tail")->content, "hello hidden");
  // Both frames hold the same 1,500 bytes.
  ASSERT_EQ(r.find("f")->content.size(), 3000u);
  EXPECT_EQ(r.find("f")->content.substr(0, 1500), r.find("f")->content.substr(1500));
}

TEST(Zstd, AWindowBeyondTheLimitAndDictionariesAreGaps) {
  // Frame headers by RFC 8878, 3.1.1.1: window descriptor 0xA8 = 2^31; and a frame that names a
  // dictionary.
  using namespace std::string_literals;
  const Recorder window = read_bytes("\x28\xB5\x2F\xFD\x00\xA8\x01\0\0\0\0\0\0\0\0\0\0\0\0\0"s);
  EXPECT_EQ(window.objects[0].gaps, Gaps{"limit-memory"});
  const Recorder dictionary =
      read_bytes("\x28\xB5\x2F\xFD\x01\x58\x07\x01\0\0\0\0\0\0\0\0\0\0\0\0"s);
  EXPECT_EQ(dictionary.objects[0].gaps, Gaps{"unsupported-method"});
}

TEST(Zstd, CutAndTailed) {
  const std::string frame = data_file("skip.zst").substr(0, 26);
  const Recorder tail = read_bytes(frame + "text behind\n");
  EXPECT_EQ(tail.find("f!~tail")->content, "text behind\n");
  const Recorder many = read_bytes(frame + frame + frame);
  EXPECT_EQ(many.find("f")->content.size(), 4500u);
}

TEST(Filters, NestWithinOneObject) {
  const Recorder r = read_bytes(gzip_of(gzip_of(fixture("xz"))));
  expect_text(r, "gzip+gzip+xz+text", kText);
  EXPECT_EQ(r.objects.size(), 1u);
}

TEST(Filters, DepthBoundsAQuine) {
  const Recorder r = read_bytes(fixture("gzip-quine"));
  EXPECT_EQ(r.objects[0].gaps, Gaps{"limit-depth"});
  EXPECT_EQ(r.objects[0].state, ObjectState::partial);
  ReadOptions deep = test_options();
  deep.limits.depth = 40;
  const Recorder all = read_bytes(fixture("gzip-quine"), deep);
  EXPECT_EQ(all.objects[0].content, kText);
  EXPECT_EQ(all.objects[0].state, ObjectState::scanned);
}

}  // namespace
}  // namespace qingce::testing_read
