#include "scanner/io/byte_source.h"

#include <gtest/gtest.h>

#include "tests/unit/io/io_testing.h"

namespace qingce {
namespace {

using namespace io_testing;

const size_t kSizes[] = {0, 1, 100, 4096, 65'537, 300'000, 1'500'000};

TEST(ByteSourceModel, Memory) {
  for (const size_t n : kSizes) {
    const std::string text = noise(n);
    walk(*make_memory_source(as_bytes(text)), text, n + 1);
    walk(*make_owned_source(vector_of(text)), text, n + 2);
    EXPECT_EQ(make_owned_source(vector_of(text))->size(), n);
  }
}

TEST(ByteSourceModel, Trickle) {
  for (const size_t n : kSizes) {
    const std::string text = noise(n);
    for (const size_t piece : {1u, 100u, 100'000u}) {
      if (piece == 1 && n > 100'000) continue;
      for (uint64_t seed = 0; seed < 8; ++seed) {
        TrickleSource source(text, piece);
        walk(source, text, n + piece + seed);
      }
    }
  }
}

TEST(ByteSourceModel, Concat) {
  for (const size_t n : kSizes) {
    for (const size_t head : {0u, 1u, 5'000u, 400'000u}) {
      const std::string text = noise(head + n);
      const auto tail = make_owned_source(vector_of("skipped" + text.substr(head)));
      ASSERT_EQ(*tail->skip(7), 7u);
      const auto source = make_concat_source(vector_of(text.substr(0, head)), *tail);
      EXPECT_EQ(source->size(), text.size());
      EXPECT_FALSE(source->seekable());
      walk(*source, text, n + head);

      TrickleSource stream(text.substr(head), 5'000);
      const auto other = make_concat_source(vector_of(text.substr(0, head)), stream);
      EXPECT_EQ(other->size(), std::nullopt);
      walk(*other, text, n + head + 1);
    }
  }
}

TEST(ByteSourceModel, Range) {
  const std::string text = noise(1'000'000);
  const auto base = make_memory_source(as_bytes(text));
  const std::pair<uint64_t, uint64_t> ranges[] = {
      {0, 1'000'000},       {1, 999'999}, {500'000, 500'000},          {70'000, 400'000},
      {999'000, 2'000'000}, {10, 5},      {UINT64_MAX - 5, UINT64_MAX}};
  for (const auto& [begin, end] : ranges) {
    const std::string model = begin < text.size() && end > begin
                                  ? text.substr(begin, static_cast<size_t>(end - begin))
                                  : std::string();
    const auto source = make_range_source(*base, begin, end);
    EXPECT_EQ(source->size(), model.size());
    walk(*source, model, begin + 3);
    // A range of a range, and a base that somebody else moves in between.
    const auto inner = make_range_source(*source, 3, 100'000);
    walk(*inner, model.size() > 3 ? model.substr(3, 99'997) : std::string(), begin + 4, 100);
    ASSERT_TRUE(source->seek(0).ok());
    ASSERT_TRUE(base->seek(12).ok());
    EXPECT_TRUE(read_all(*source, 1'000) == model);
  }
}

TEST(ByteSource, PeekGivesTheLargestLookAheadWhileStepsAreSmall) {
  const std::string text = noise(3'000'000);
  TrickleSource source(text, 300'000);
  for (size_t at = 0; at < text.size(); at += 997) {
    const auto got = source.peek(ByteSource::kMaxPeek);
    ASSERT_TRUE(got.ok());
    ASSERT_GE(got->size(), std::min(ByteSource::kMaxPeek, text.size() - at));
    ASSERT_EQ(std::memcmp(got->data(), text.data() + at, std::min<size_t>(got->size(), 2'000)), 0);
    ASSERT_EQ(*source.skip(997), std::min<size_t>(997, text.size() - at));
  }
}

TEST(ByteSource, MoreThanTheLargestPeekIsCutToIt) {
  const std::string text = noise(3'000'000);
  TrickleSource source(text, 300'000);
  const auto got = source.peek(text.size());
  ASSERT_TRUE(got.ok());
  EXPECT_GE(got->size(), ByteSource::kMaxPeek);
}

TEST(ByteSource, AnErrorComesAfterTheGoodBytes) {
  const std::string text = noise(10'000);
  const Error damage{ErrorCode::corrupt, "damaged", 0};
  for (int way = 0; way < 4; ++way) {
    TrickleSource source(text, 3'000, damage);
    std::vector<std::byte> buffer(way == 0 ? 100 : 50'000);
    std::string got;
    for (;;) {
      if (way == 1) {
        const auto ahead = source.peek(50'000);
        if (ahead) {
          EXPECT_FALSE(ahead->empty());
        } else {
          EXPECT_EQ(ahead.error().code, ErrorCode::corrupt);
        }
      }
      if (way == 3) {
        const auto skipped = source.skip(20'000);
        if (!skipped) {
          EXPECT_EQ(skipped.error().code, ErrorCode::corrupt);
          break;
        }
        EXPECT_EQ(*skipped, text.size());
        got = text;
        continue;
      }
      const auto n = source.read(buffer);
      if (!n) {
        EXPECT_EQ(n.error().code, ErrorCode::corrupt);
        break;
      }
      ASSERT_GT(*n, 0u);
      got += as_text(Bytes(buffer).first(*n));
    }
    EXPECT_TRUE(got == text) << way;
    EXPECT_EQ(source.position(), text.size());
    // It stays, and the source below is not asked again.
    const auto again = source.read(buffer);
    ASSERT_FALSE(again.ok());
    EXPECT_EQ(again.error().code, ErrorCode::corrupt);
    EXPECT_FALSE(source.peek(1).ok());
    EXPECT_EQ(source.reads_after_end, 1);
  }
}

TEST(ByteSource, AnErrorOfTheTailPassesThroughConcat) {
  TrickleSource tail("tail", 2, Error{ErrorCode::truncated, "cut", 0});
  const auto source = make_concat_source(vector_of("head"), tail);
  std::vector<std::byte> buffer(100);
  const auto got = source->read(buffer);
  ASSERT_TRUE(got.ok());
  EXPECT_EQ(as_text(Bytes(buffer).first(*got)), "headtail");
  const auto end = source->read(buffer);
  ASSERT_FALSE(end.ok());
  EXPECT_EQ(end.error().code, ErrorCode::truncated);
}

TEST(ByteSource, TheEndIsTheEnd) {
  TrickleSource source("x", 1);
  std::vector<std::byte> buffer(10);
  EXPECT_EQ(*source.read(buffer), 1u);
  EXPECT_EQ(*source.read(buffer), 0u);
  EXPECT_EQ(*source.skip(5), 0u);
  EXPECT_TRUE(source.peek(1)->empty());
  EXPECT_EQ(*source.read({}), 0u);
  EXPECT_EQ(source.reads_after_end, 1);
}

TEST(ByteSource, SeekIsRefusedWhereItCannotBe) {
  TrickleSource source("abc", 1);
  EXPECT_FALSE(source.seek(1).ok());
  EXPECT_EQ(source.position(), 0u);
  EXPECT_EQ(read_all(source), "abc");
}

}  // namespace
}  // namespace qingce
