#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <optional>

#include "tests/unit/crawl/zoo.h"

namespace qingce {
namespace {

using zoo::Tree;

// The one file item of a walk over `tree`.
WorkItem only_file(const Tree& tree) {
  std::optional<WorkItem> found;
  (void)make_linux_crawler({}, "stdin")->crawl({tree.root()}, [&](WorkItem item) {
    if (item.kind == ItemKind::file) found = std::move(item);
    return true;
  });
  return found.value();
}

TEST(OpenItem, FactsAndContent) {
  const Tree tree;
  tree.file("f", "content");
  ASSERT_EQ(::chmod(tree.path("f").c_str(), 0640), 0);
  const struct timespec times[2] = {{5, 0}, {1'234'567'890, 123'456'789}};
  ASSERT_EQ(::utimensat(AT_FDCWD, tree.path("f").c_str(), times, 0), 0);
  struct stat st {};
  ASSERT_EQ(::stat(tree.path("f").c_str(), &st), 0);
  Result<OpenFile> file = open_item(only_file(tree));
  ASSERT_TRUE(file.ok());
  EXPECT_EQ(file->facts.size, 7u);
  EXPECT_EQ(file->facts.mtime, 1'234'567'890);
  EXPECT_EQ(file->facts.mtime_ns, 123'456'789u);
  EXPECT_EQ(file->facts.mode, 0640u);
  EXPECT_EQ(file->facts.uid, ::geteuid());
  EXPECT_EQ(file->facts.inode, st.st_ino);
  EXPECT_EQ(file->facts.device, st.st_dev);
  EXPECT_EQ(file->facts.links, 1u);
  EXPECT_TRUE(file->facts.regular);
  EXPECT_EQ(file->source->size(), 7u);
  EXPECT_TRUE(file->source->seekable());
  EXPECT_EQ(zoo::read_all(*file->source), "content");
  ASSERT_TRUE(file->source->seek(3).ok());
  EXPECT_EQ(zoo::read_all(*file->source), "tent");
  ASSERT_TRUE(file->source->seek(UINT64_MAX).ok());
  EXPECT_EQ(zoo::read_all(*file->source), "");
  EXPECT_FALSE(file->changed());
}

TEST(OpenItem, NoticesChanges) {
  const Tree tree;
  tree.file("f", "content");
  const WorkItem item = only_file(tree);
  Result<OpenFile> grown = open_item(item);
  {
    const int fd = ::open(tree.path("f").c_str(), O_WRONLY | O_APPEND | O_CLOEXEC);
    ASSERT_EQ(::write(fd, "more", 4), 4);
    ::close(fd);
  }
  EXPECT_TRUE(grown->changed());

  Result<OpenFile> touched = open_item(item);
  const struct timespec times[2] = {{5, 0}, {6, 7}};
  ASSERT_EQ(::utimensat(AT_FDCWD, tree.path("f").c_str(), times, 0), 0);
  EXPECT_TRUE(touched->changed());

  // Only ctime tells: same size, mtime put back.
  Result<OpenFile> same = open_item(item);
  ::usleep(20'000);
  tree.file("f",
            "contentmor"
            "E");
  ASSERT_EQ(::utimensat(AT_FDCWD, tree.path("f").c_str(), times, 0), 0);
  EXPECT_TRUE(same->changed());
}

TEST(OpenItem, OpenedAheadIsTheSameFile) {
  const Tree tree;
  tree.file("f", "content");
  WorkItem item = only_file(tree);
  open_ahead(item);
  // What has its name now is another file; the one that was opened has not changed but in its
  // links.
  ASSERT_EQ(::unlink(tree.path("f").c_str()), 0);
  tree.file("f", "other content");
  Result<OpenFile> file = open_item(item);
  ASSERT_TRUE(file.ok());
  EXPECT_EQ(file->facts.size, 7u);
  EXPECT_TRUE(file->changed());
  EXPECT_EQ(zoo::read_all(*file->source), "content");
  ASSERT_TRUE(file->source->seek(3).ok());
  EXPECT_EQ(zoo::read_all(*file->source), "tent");
  ASSERT_TRUE(file->source->seek(UINT64_MAX).ok());
  EXPECT_EQ(zoo::read_all(*file->source), "");
  // It is handed over once.
  EXPECT_EQ(zoo::read_all(*open_item(item)->source), "other content");
}

TEST(OpenItem, OpenedAheadNoticesChanges) {
  const Tree tree;
  tree.file("f", "content");
  WorkItem item = only_file(tree);
  open_ahead(item);
  ASSERT_EQ(::truncate(tree.path("f").c_str(), 3), 0);
  Result<OpenFile> file = open_item(item);
  EXPECT_EQ(zoo::read_all(*file->source), "content");  // as it was
  EXPECT_TRUE(file->changed());
}

TEST(OpenItem, WhatCannotBeOpenedAheadIsTriedInItsTurn) {
  const Tree tree;
  tree.file("f", "content");
  WorkItem item = only_file(tree);
  ASSERT_EQ(::unlink(tree.path("f").c_str()), 0);
  open_ahead(item);
  tree.file("f", "late");
  EXPECT_EQ(zoo::read_all(*open_item(item)->source), "late");
}

TEST(OpenItem, LargeFilesAreOpenedAheadButReadInTheirTurn) {
  const Tree tree;
  const std::string large(100'000, 'x');
  tree.file("f", large);
  WorkItem item = only_file(tree);
  open_ahead(item);
  ASSERT_EQ(::truncate(tree.path("f").c_str(), 50'000), 0);
  Result<OpenFile> file = open_item(item);
  EXPECT_EQ(zoo::read_all(*file->source).size(), 50'000u);
  EXPECT_TRUE(file->changed());
}

TEST(OpenItem, AFileThatBecameSomethingElse) {
  const Tree tree;
  tree.file("f", "content");
  const WorkItem item = only_file(tree);
  ASSERT_EQ(::unlink(tree.path("f").c_str()), 0);
  const Result<OpenFile> gone = open_item(item);
  ASSERT_FALSE(gone.ok());
  EXPECT_EQ(gap_of_errno(gone.error().sys), GapReason::vanished);

  tree.link("f", "/etc/passwd");
  const Result<OpenFile> linked = open_item(item);
  ASSERT_FALSE(linked.ok());
  EXPECT_EQ(linked.error().sys, ELOOP);
  EXPECT_EQ(gap_of_errno(linked.error().sys), GapReason::changed);

  ASSERT_EQ(::unlink(tree.path("f").c_str()), 0);
  tree.fifo("f");  // opening must not wait for a writer
  const Result<OpenFile> fifo = open_item(item);
  ASSERT_TRUE(fifo.ok());
  EXPECT_FALSE(fifo->facts.regular);
  EXPECT_EQ(fifo->source, nullptr);
  EXPECT_FALSE(fifo->changed());

  ASSERT_EQ(::unlink(tree.path("f").c_str()), 0);
  tree.socket("f");
  const Result<OpenFile> socket = open_item(item);
  ASSERT_FALSE(socket.ok());
  EXPECT_EQ(gap_of_errno(socket.error().sys), GapReason::special_file);
}

TEST(OpenItem, ATargetThatIsALinkIsFollowed) {
  const Tree tree;
  tree.file("f", "content");
  tree.link("l", "f");
  std::string content;
  (void)make_linux_crawler({}, "stdin")->crawl({tree.path("l")}, [&](const WorkItem& item) {
    content = zoo::read_all(*open_item(item)->source);
    return true;
  });
  EXPECT_EQ(content, "content");
}

TEST(OpenItem, UnreadableFileIsPermission) {
  const Tree tree;
  tree.file("f", "content");
  ASSERT_EQ(::chmod(tree.path("f").c_str(), 0), 0);
  const auto said = zoo::unprivileged([&]() -> std::string {
    const Result<OpenFile> file = open_item(only_file(tree));
    return file.ok() ? "opened" : std::string(to_string(gap_of_errno(file.error().sys)));
  });
  if (!said) GTEST_SKIP() << "cannot change the user";
  EXPECT_EQ(*said, "permission");
}

TEST(OpenItem, HolesAreKnownWithoutReading) {
  const Tree tree;
  tree.file("f", "");
  const int fd = ::open(tree.path("f").c_str(), O_RDWR | O_CLOEXEC);
  constexpr uint64_t kData = 64 << 20;
  ASSERT_EQ(::pwrite(fd, "tail", 4, kData), 4);
  ASSERT_EQ(::ftruncate(fd, 2 * kData), 0);
  const bool holes = ::lseek(fd, 0, SEEK_DATA) > 0;
  ::close(fd);
  Result<OpenFile> file = open_item(only_file(tree));
  ASSERT_TRUE(file.ok());
  EXPECT_EQ(file->source->size(), 2 * kData);
  if (!holes) GTEST_SKIP() << "this file system has no holes";
  const uint64_t first = file->source->zero_run();
  EXPECT_GT(first, kData - (1 << 20));
  EXPECT_LE(first, kData);
  ASSERT_TRUE(file->source->seek(kData).ok());
  EXPECT_EQ(file->source->zero_run(), 0u);
  std::array<std::byte, 4> tail{};
  ASSERT_EQ(*file->source->read(tail), 4u);
  EXPECT_EQ(as_text(tail), "tail");
  ASSERT_TRUE(file->source->seek(kData + (1 << 20)).ok());
  EXPECT_EQ(file->source->zero_run(), kData - (1 << 20));
}

TEST(OpenItem, EmptyAndVirtualFiles) {
  const Tree tree;
  tree.file("f", "");
  Result<OpenFile> empty = open_item(only_file(tree));
  ASSERT_TRUE(empty.ok());
  EXPECT_EQ(zoo::read_all(*empty->source), "");
  // procfs says 0 bytes for a file that has some.
  std::string content;
  (void)make_linux_crawler({}, "stdin")->crawl({"/proc/self/status"}, [&](const WorkItem& item) {
    Result<OpenFile> file = open_item(item);
    EXPECT_EQ(file->facts.size, 0u);
    EXPECT_EQ(file->source->size(), std::nullopt);
    content = zoo::read_all(*file->source);
    return true;
  });
  EXPECT_TRUE(content.starts_with("Name:"));
}

class Stdin : public testing::Test {
 protected:
  void SetUp() override { saved_ = ::dup(STDIN_FILENO); }
  void TearDown() override {
    ::dup2(saved_, STDIN_FILENO);
    ::close(saved_);
  }
  static void become(int fd) {
    ASSERT_EQ(::dup2(fd, STDIN_FILENO), STDIN_FILENO);
    ::close(fd);
  }
  static Result<OpenFile> open() {
    return open_item(WorkItem{ItemKind::stream, Location::target("stdin", 0), nullptr, "",
                              GapReason::io_error, false, false});
  }

 private:
  int saved_ = -1;
};

TEST_F(Stdin, APipe) {
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe2(ends.data(), O_CLOEXEC), 0);
  ASSERT_EQ(::write(ends[1], "piped", 5), 5);
  ::close(ends[1]);
  become(ends[0]);
  Result<OpenFile> file = open();
  ASSERT_TRUE(file.ok());
  EXPECT_FALSE(file->facts.regular);
  EXPECT_FALSE(file->source->seekable());
  EXPECT_EQ(zoo::read_all(*file->source), "piped");
  EXPECT_FALSE(file->changed());
}

TEST_F(Stdin, AFileIsReadFromWhereItStands) {
  const Tree tree;
  tree.file("f", "skip, content");
  const int fd = ::open(tree.path("f").c_str(), O_RDONLY | O_CLOEXEC);
  ASSERT_EQ(::lseek(fd, 6, SEEK_SET), 6);
  become(fd);
  Result<OpenFile> file = open();
  ASSERT_TRUE(file.ok());
  EXPECT_TRUE(file->facts.regular);
  EXPECT_EQ(zoo::read_all(*file->source), "content");
}

TEST_F(Stdin, ADirectoryCannotBeRead) {
  become(::open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  const Result<OpenFile> file = open();
  ASSERT_FALSE(file.ok());
  EXPECT_EQ(file.error().sys, EISDIR);
}

}  // namespace
}  // namespace qingce
