#include <fcntl.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <filesystem>
#include <fstream>

#include "golden_case.h"

namespace qingce::test {
namespace {

namespace fs = std::filesystem;

class OutputTest : public testing::Test {
 protected:
  OutputTest() {
    std::string name = (fs::temp_directory_path() / "qingce-output-XXXXXX").string();
    dir_ = mkdtemp(name.data());
  }
  ~OutputTest() override {
    fs::permissions(dir_, fs::perms::owner_all);
    fs::remove_all(dir_);
  }
  size_t entries() const {
    return static_cast<size_t>(
        std::distance(fs::directory_iterator(dir_), fs::directory_iterator()));
  }
  std::string dir_;
};

TEST_F(OutputTest, AFileAppearsWholeAndPrivate) {
  const std::string path = dir_ + "/report.json";
  const mode_t old = umask(0);
  auto out = open_output(path);
  umask(old);
  ASSERT_TRUE(out.ok());
  const std::string text(200000, 'x');
  (*out)->write("head\n");
  (*out)->write(text);
  EXPECT_FALSE(fs::exists(path));
  ASSERT_TRUE((*out)->finish().ok());
  EXPECT_EQ(slurp(path), "head\n" + text);
  struct stat facts {};
  ASSERT_EQ(stat(path.c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 07777, 0600u);
  out->reset();
  EXPECT_EQ(entries(), 1u);
}

TEST_F(OutputTest, WithoutFinishNothingIsLeftAndTheOldFileStays) {
  const std::string path = dir_ + "/report.json";
  std::ofstream(path) << "old";
  {
    auto out = open_output(path);
    ASSERT_TRUE(out.ok());
    (*out)->write("half");
  }
  EXPECT_EQ(slurp(path), "old");
  EXPECT_EQ(entries(), 1u);
  auto out = open_output(path);
  ASSERT_TRUE(out.ok());
  (*out)->write("new");
  ASSERT_TRUE((*out)->finish().ok());
  EXPECT_EQ(slurp(path), "new");
}

TEST_F(OutputTest, ADirectoryIsNotReplaced) {
  fs::create_directory(dir_ + "/sub");
  for (const char* name : {"/sub", "/sub/", "/", "/new/"}) {
    auto out = open_output(dir_ + name);
    ASSERT_FALSE(out.ok()) << name;
    EXPECT_EQ(out.error().code, ErrorCode::io);
  }
  EXPECT_TRUE(fs::is_directory(dir_ + "/sub"));
  EXPECT_FALSE(open_output("").ok());
}

TEST_F(OutputTest, AMissingDirectoryIsAnIoError) {
  auto out = open_output(dir_ + "/no/such/report.json");
  ASSERT_FALSE(out.ok());
  EXPECT_EQ(out.error().code, ErrorCode::io);
  EXPECT_EQ(out.error().sys, ENOENT);
}

TEST_F(OutputTest, AnUnwritableDirectoryIsAnIoError) {
  // Not even root creates a file in /proc.
  std::vector<std::string> directories = {"/proc"};
  fs::permissions(dir_, fs::perms::owner_read | fs::perms::owner_exec);
  if (geteuid() != 0) directories.push_back(dir_);
  for (const std::string& directory : directories) {
    auto out = open_output(directory + "/report.json");
    ASSERT_FALSE(out.ok());
    EXPECT_EQ(out.error().code, ErrorCode::io);
  }
}

TEST_F(OutputTest, ALinkIsReplacedNotFollowed) {
  std::ofstream(dir_ + "/target") << "old";
  fs::create_symlink(dir_ + "/target", dir_ + "/link");
  auto out = open_output(dir_ + "/link");
  ASSERT_TRUE(out.ok());
  (*out)->write("new");
  ASSERT_TRUE((*out)->finish().ok());
  EXPECT_EQ(slurp(dir_ + "/target"), "old");
  EXPECT_EQ(slurp(dir_ + "/link"), "new");
  EXPECT_FALSE(fs::is_symlink(dir_ + "/link"));
}

TEST_F(OutputTest, ADeviceIsWrittenAndNotReplaced) {
  auto null = open_output("/dev/null");
  ASSERT_TRUE(null.ok());
  (*null)->write("x");
  EXPECT_TRUE((*null)->finish().ok());
  EXPECT_TRUE(fs::is_character_file("/dev/null"));
  auto full = open_output("/dev/full");
  ASSERT_TRUE(full.ok());
  (*full)->write("x");
  const Status status = (*full)->finish();
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().code, ErrorCode::io);
  EXPECT_EQ(status.error().sys, ENOSPC);
}

// In a child, with its stdout replaced; gives finish()'s errno, 0 if it succeeded.
int stdout_error(int fd) {
  const pid_t child = fork();
  if (child == 0) {
    signal(SIGPIPE, SIG_IGN);
    dup2(fd, STDOUT_FILENO);
    auto out = open_output("-");
    for (int i = 0; i < 100000 && out; ++i) (*out)->write("line\n");
    const Status status = (*out)->finish();
    _exit(status ? 0 : status.error().sys);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST_F(OutputTest, StdoutKeepsTheFirstError) {
  const int full = open("/dev/full", O_WRONLY | O_CLOEXEC);
  EXPECT_EQ(stdout_error(full), ENOSPC);
  close(full);
  const int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
  EXPECT_EQ(stdout_error(null), 0);
  close(null);
  int ends[2];
  ASSERT_EQ(pipe2(ends, O_CLOEXEC), 0);
  close(ends[0]);
  EXPECT_EQ(stdout_error(ends[1]), EPIPE);
  close(ends[1]);
}

// A file size limit makes write() fail as a full disk does.
TEST_F(OutputTest, AFullDiskLeavesNoHalfFile) {
  const std::string path = dir_ + "/report.json";
  const pid_t child = fork();
  if (child == 0) {
    signal(SIGXFSZ, SIG_IGN);
    const struct rlimit limit { 100000, 100000 };
    setrlimit(RLIMIT_FSIZE, &limit);
    int code = 9;
    {
      auto out = open_output(path);
      if (!out) _exit(8);
      for (int i = 0; i < 1000; ++i) (*out)->write(std::string(1000, 'x'));
      const Status status = (*out)->finish();
      code = !status && status.error().code == ErrorCode::io ? 0 : 7;
    }
    _exit(code);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_EQ(WEXITSTATUS(status), 0);
  EXPECT_EQ(entries(), 0u);
}

}  // namespace
}  // namespace qingce::test
