#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cerrno>
#include <thread>

#include "scanner/io/byte_source.h"
#include "tests/unit/io/io_testing.h"

namespace qingce {
namespace {

using namespace io_testing;

std::unique_ptr<ByteSource> open_source(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  EXPECT_GE(fd, 0);
  return make_fd_source(fd);
}

TEST(FdSource, FileModel) {
  const TemporaryDirectory directory;
  for (const size_t n : {0u, 1u, 4'095u, 4'096u, 262'144u, 262'145u, 2'000'000u}) {
    const std::string text = noise(n);
    const auto source = open_source(directory.file(text));
    EXPECT_TRUE(source->seekable());
    EXPECT_EQ(source->size(), n);
    walk(*source, text, n);
    const auto range = make_range_source(*source, n / 3, n);
    walk(*range, text.substr(n / 3), n + 1);
  }
}

TEST(FdSource, PipeModel) {
  for (const size_t n : {0u, 1u, 1'000'000u}) {
    const std::string text = noise(n);
    int ends[2];
    ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
    // Non-blocking, as a shared stdin may be; the writer pauses so that the reader does meet
    // EAGAIN.
    ASSERT_EQ(::fcntl(ends[0], F_SETFL, O_NONBLOCK), 0);
    std::thread writer([&text, fd = ends[1]] {
      ::usleep(2'000);
      for (size_t at = 0; at < text.size();) {
        const ssize_t wrote =
            ::write(fd, text.data() + at, std::min<size_t>(text.size() - at, 30'011));
        if (wrote <= 0) break;
        at += static_cast<size_t>(wrote);
      }
      ::close(fd);
    });
    const auto source = make_fd_source(ends[0]);
    EXPECT_FALSE(source->seekable());
    EXPECT_EQ(source->size(), std::nullopt);
    walk(*source, text, n, 60);
    read_all(*source);
    EXPECT_EQ(source->position(), text.size());
    writer.join();
  }
}

TEST(FdSource, DoesNotUseTheSharedOffset) {
  const TemporaryDirectory directory;
  const int fd = ::open(directory.file("0123456789").c_str(), O_RDONLY | O_CLOEXEC);
  ASSERT_EQ(::lseek(fd, 5, SEEK_SET), 5);
  const auto source = make_fd_source(fd);
  EXPECT_EQ(read_all(*source), "0123456789");
  EXPECT_EQ(::lseek(fd, 0, SEEK_CUR), 5);
}

TEST(FdSource, AFileThatGrowsIsReadToItsRealEnd) {
  const TemporaryDirectory directory;
  const std::string text = noise(600'000);
  for (const bool skip : {false, true}) {
    const std::string path = directory.file(text.substr(0, 1'000));
    const auto source = open_source(path);
    directory.file(text);  // same file, rewritten longer
    EXPECT_EQ(source->size(), 1'000u);
    if (skip) {
      EXPECT_EQ(*source->skip(700'000), text.size());
      EXPECT_TRUE(source->peek(1)->empty());
    } else {
      EXPECT_TRUE(read_all(*source, 77) == text);
    }
  }
}

// One that is written faster than it is read has no end otherwise.
TEST(FdSource, GrowthIsReadWithinBounds) {
  const TemporaryDirectory directory;
  const std::string path = directory.file("some");
  const auto source = open_source(path);
  constexpr uint64_t kEnd = 4 + (uint64_t{1} << 30);
  ASSERT_EQ(::truncate(path.c_str(), static_cast<off_t>(2 * kEnd)), 0);
  ASSERT_TRUE(source->seek(kEnd - 3).ok());
  EXPECT_EQ(source->peek(1)->empty(), false);
  ASSERT_TRUE(source->seek(kEnd).ok());
  EXPECT_TRUE(source->peek(1)->empty());
}

TEST(FdSource, AFileThatShrinksEndsEarly) {
  const TemporaryDirectory directory;
  const std::string path = directory.file(noise(500'000));
  const auto source = open_source(path);
  ASSERT_EQ(::truncate(path.c_str(), 10), 0);
  EXPECT_EQ(read_all(*source).size(), 10u);
}

TEST(FdSource, FilesThatGiveNoSize) {
  struct stat st {};
  if (::stat("/proc/self/status", &st) != 0 || st.st_size != 0) GTEST_SKIP() << "no /proc here";
  EXPECT_GT(read_all(*open_source("/proc/self/status")).size(), 100u);
}

TEST(FdSource, ReadErrorsCarryErrno) {
  const auto source = open_source("/");
  const auto got = source->peek(10);
  ASSERT_FALSE(got.ok());
  EXPECT_EQ(got.error().code, ErrorCode::io);
  EXPECT_EQ(got.error().sys, EISDIR);
}

TEST(FdSource, TheDescriptorIsClosed) {
  const int fd = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  make_fd_source(fd).reset();
  EXPECT_EQ(::fcntl(fd, F_GETFD), -1);
}

// 4 MiB hole, 1 MiB data, 3 MiB hole to the end.
class SparseFile : public ::testing::Test {
 protected:
  void SetUp() override {
    path_ = directory_.file("");
    const int fd = ::open(path_.c_str(), O_WRONLY | O_CLOEXEC);
    const std::string data = noise(kData);
    ASSERT_EQ(::pwrite(fd, data.data(), data.size(), kFirst), static_cast<ssize_t>(data.size()));
    ASSERT_EQ(::ftruncate(fd, kSize), 0);
    struct stat st {};
    ASSERT_EQ(::fstat(fd, &st), 0);
    const off_t begin = ::lseek(fd, 0, SEEK_DATA);
    ::close(fd);
    if (begin != kFirst || st.st_blocks * 512 >= kSize)
      GTEST_SKIP() << "no holes on this file system";
    model_ = std::string(kFirst, '\0') + data + std::string(kSize - kFirst - kData, '\0');
  }
  static constexpr off_t kFirst = 4 << 20;
  static constexpr off_t kData = 1 << 20;
  static constexpr off_t kSize = 8 << 20;
  TemporaryDirectory directory_;
  std::string path_;
  std::string model_;
};

TEST_F(SparseFile, HolesAreKnown) {
  const auto source = open_source(path_);
  EXPECT_EQ(source->zero_run(), static_cast<uint64_t>(kFirst));
  ASSERT_TRUE(source->peek(100).ok());  // also with bytes of the hole in the buffer
  EXPECT_EQ(source->zero_run(), static_cast<uint64_t>(kFirst));
  EXPECT_EQ(*source->skip(1'000), 1'000u);
  EXPECT_EQ(source->zero_run(), static_cast<uint64_t>(kFirst) - 1'000);
  EXPECT_EQ(*source->skip(source->zero_run()), static_cast<uint64_t>(kFirst) - 1'000);
  EXPECT_EQ(source->zero_run(), 0u);
  EXPECT_EQ(*source->skip(kData - 1), static_cast<uint64_t>(kData) - 1);
  EXPECT_EQ(source->zero_run(), 0u);
  EXPECT_EQ(*source->skip(1), 1u);
  EXPECT_EQ(source->zero_run(), static_cast<uint64_t>(kSize - kFirst - kData));
  EXPECT_EQ(*source->skip(source->zero_run()), static_cast<uint64_t>(kSize - kFirst - kData));
  EXPECT_EQ(source->zero_run(), 0u);
  EXPECT_TRUE(source->peek(1)->empty());
}

TEST_F(SparseFile, ReadsAsZeros) {
  const auto source = open_source(path_);
  walk(*source, model_, 5);
  ASSERT_TRUE(source->seek(0).ok());
  EXPECT_TRUE(read_all(*source) == model_);
}

TEST_F(SparseFile, HolesShowThroughRangeAndConcat) {
  const auto source = open_source(path_);
  const auto range = make_range_source(*source, 1'000, 2'000'000);
  EXPECT_EQ(range->zero_run(), 1'999'000u);
  const auto all = make_range_source(*source, 0, kSize);
  const auto concat = make_concat_source(vector_of("head"), *all);
  EXPECT_EQ(concat->zero_run(), 0u);
  EXPECT_EQ(*concat->skip(4), 4u);
  EXPECT_EQ(concat->zero_run(), static_cast<uint64_t>(kFirst));
  EXPECT_EQ(*concat->skip(kFirst), static_cast<uint64_t>(kFirst));
  EXPECT_EQ(concat->zero_run(), 0u);
  EXPECT_TRUE(as_text(*concat->peek(1'000)).substr(0, 1'000) ==
              std::string_view(model_).substr(kFirst, 1'000));
}

TEST(FdSource, FullFilesHaveNoHoles) {
  const TemporaryDirectory directory;
  EXPECT_EQ(open_source(directory.file(std::string(1 << 20, '\0')))->zero_run(), 0u);
}

}  // namespace
}  // namespace qingce
