#include "scanner/io/spool.h"

#include <gtest/gtest.h>

#include "tests/unit/io/io_testing.h"

namespace qingce {
namespace {

using namespace io_testing;
namespace fs = std::filesystem;

class SpoolTest : public ::testing::Test {
 protected:
  SpoolOptions options(uint64_t memory, uint64_t max = UINT64_MAX) const {
    return {directory_.path(), memory, max};
  }

  // What the spool's unnamed file holds, through this process's own descriptor table.
  std::vector<std::string> files_on_disk() const {
    std::vector<std::string> out;
    for (const auto& entry : fs::directory_iterator("/proc/self/fd")) {
      std::error_code error;
      const std::string to = fs::read_symlink(entry.path(), error).string();
      if (error || to.rfind(directory_.path(), 0) != 0) continue;
      const int fd = ::open(entry.path().c_str(), O_RDONLY | O_CLOEXEC);
      EXPECT_GE(fd, 0);
      const auto source = make_fd_source(fd);
      out.push_back(read_all(*source));
    }
    return out;
  }
  bool has_names() const { return !fs::is_empty(directory_.path()); }

  TemporaryDirectory directory_;
};

TEST_F(SpoolTest, AroundTheMemoryEdge) {
  for (const uint64_t memory : {0u, 1u, 63u, 64u, 65u, 100'000u}) {
    for (const int64_t more : {-1, 0, 1, 63, 64, 65, 200'000, 1'500'000}) {
      const int64_t size = static_cast<int64_t>(memory) + more;
      if (size < 0) continue;
      const std::string text = noise(static_cast<size_t>(size), 3);
      TrickleSource source(text, 70'000);
      const SpoolResult got = spool(source, options(memory));
      ASSERT_TRUE(got.status.ok()) << got.status.error().message;
      ASSERT_EQ(got.bytes, text.size());
      EXPECT_EQ(got.source->size(), text.size());
      EXPECT_TRUE(got.source->seekable());
      EXPECT_EQ(got.source->position(), 0u);
      EXPECT_EQ(files_on_disk().size(), more > 0 ? 1u : 0u);
      EXPECT_TRUE(read_all(*got.source, 1'000) == text);
      ASSERT_TRUE(got.source->seek(0).ok());
      walk(*got.source, text, static_cast<uint64_t>(size), 150);
    }
  }
  EXPECT_TRUE(files_on_disk().empty());
  EXPECT_FALSE(has_names());
}

TEST_F(SpoolTest, StartsWhereTheSourceStands) {
  const std::string text = noise(5'000);
  const auto source = make_memory_source(as_bytes(text));
  ASSERT_EQ(*source->skip(100), 100u);
  const SpoolResult got = spool(*source, options(1'000));
  ASSERT_TRUE(got.status.ok());
  EXPECT_TRUE(read_all(*got.source) == text.substr(100));
}

TEST_F(SpoolTest, NoPlainBytesOnDisk) {
  const std::string marker = "a line that must never stand on disk in clear\n";
  std::string text;
  while (text.size() < 300'000) text += marker;
  TrickleSource one(text, 10'000);
  TrickleSource two(text, 10'000);
  const SpoolResult first = spool(one, options(5'000));
  const SpoolResult second = spool(two, options(5'000));
  ASSERT_TRUE(first.status.ok() && second.status.ok());
  const auto files = files_on_disk();
  ASSERT_EQ(files.size(), 2u);
  for (const std::string& file : files) {
    ASSERT_EQ(file.size(), text.size());
    for (size_t at = 0; at + 8 <= marker.size(); ++at) {
      ASSERT_EQ(file.find(marker.substr(at, 8)), std::string::npos);
    }
    // No repetition either: equal plaintext a whole number of blocks apart must differ.
    ASSERT_NE(file.substr(0, 64), file.substr(64 * 46 / 2, 64));
  }
  EXPECT_NE(files[0], files[1]);  // a key of its own each
  EXPECT_FALSE(has_names());
  EXPECT_TRUE(read_all(*first.source) == text);
}

TEST_F(SpoolTest, LimitKeepsTheBytesSoFar) {
  const std::string text = noise(400'000);
  for (const uint64_t memory : {0u, 10'000u, 1'000'000u}) {
    for (const uint64_t max : {0u, 1u, 9'999u, 10'000u, 10'001u, 100'000u, 399'999u}) {
      TrickleSource source(text, 7'000);
      const SpoolResult got = spool(source, options(memory, max));
      ASSERT_FALSE(got.status.ok());
      EXPECT_EQ(got.status.error().code, ErrorCode::limit);
      EXPECT_EQ(got.bytes, max);
      EXPECT_TRUE(read_all(*got.source) == text.substr(0, max));
    }
    TrickleSource source(text, 7'000);
    const SpoolResult exact = spool(source, options(memory, text.size()));
    EXPECT_TRUE(exact.status.ok());
    EXPECT_TRUE(read_all(*exact.source) == text);
  }
}

TEST_F(SpoolTest, ASourceErrorKeepsTheBytesBefore) {
  const std::string text = noise(200'000);
  for (const uint64_t memory : {0u, 1'000u, 200'000u, 1'000'000u}) {
    TrickleSource source(text, 7'000, Error{ErrorCode::corrupt, "damaged", 0});
    const SpoolResult got = spool(source, options(memory));
    ASSERT_FALSE(got.status.ok());
    EXPECT_EQ(got.status.error().code, ErrorCode::corrupt);
    EXPECT_EQ(got.bytes, text.size());
    EXPECT_TRUE(read_all(*got.source) == text);
  }
}

TEST_F(SpoolTest, ADirectoryThatCannotBeUsedIsAnIoError) {
  const std::string text = noise(200'000);
  TrickleSource source(text, 7'000);
  const SpoolResult got = spool(source, {directory_.path() + "/absent", 1'000, UINT64_MAX});
  ASSERT_FALSE(got.status.ok());
  EXPECT_EQ(got.status.error().code, ErrorCode::io);
  EXPECT_TRUE(read_all(*got.source) == text.substr(0, 1'000));
}

TEST(SpoolMemory, StopsWithoutErrorAtItsBound) {
  const std::string text = noise(50'000);
  for (const size_t max : {0u, 1u, 49'999u, 50'000u, 50'001u, 1'000'000u}) {
    TrickleSource source(text, 7'000);
    const MemorySpool got = spool_memory(source, max);
    EXPECT_TRUE(got.status.ok());
    EXPECT_EQ(got.complete, max >= text.size());
    EXPECT_TRUE(as_text(got.bytes) == std::string_view(text).substr(0, max));
    EXPECT_EQ(source.position(), got.bytes.size());
    EXPECT_TRUE(read_all(source) == text.substr(got.bytes.size()));  // the rest is still there
  }
}

TEST(SpoolMemory, ASourceErrorKeepsTheBytesBefore) {
  const std::string text = noise(50'000);
  TrickleSource source(text, 7'000, Error{ErrorCode::truncated, "cut", 0});
  const MemorySpool got = spool_memory(source, 100'000);
  EXPECT_FALSE(got.complete);
  ASSERT_FALSE(got.status.ok());
  EXPECT_EQ(got.status.error().code, ErrorCode::truncated);
  EXPECT_TRUE(as_text(got.bytes) == text);
}

}  // namespace
}  // namespace qingce
