// The file itself: rights, links, replacing, what is left after finish() and after a crash.
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "support.h"

namespace qingce::test {
namespace {

ErrorCode create_error(const std::string& path, bool force) {
  auto writer = InventoryWriter::create(path, some_facts(), force);
  EXPECT_FALSE(writer.ok());
  return writer ? ErrorCode::internal : writer.error().code;
}

Status make(const std::string& path, bool force = false) {
  auto writer = InventoryWriter::create(path, some_facts(), force);
  if (!writer) return writer.error();
  if (Status status = (*writer)->add(item("a")); !status) return status;
  return (*writer)->finish(some_facts());
}

std::vector<std::string> names_in(const std::string& path) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(path))
    names.push_back(entry.path().filename());
  std::sort(names.begin(), names.end());
  return names;
}

TEST(StoreFile, OneFileOfMode0600IsLeft) {
  const TempDir dir;
  const mode_t old = umask(0);
  const Status status = make(dir / "i");
  umask(old);
  ASSERT_TRUE(status.ok());
  struct stat facts {};
  ASSERT_EQ(stat((dir / "i").c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 07777, 0600u);
  EXPECT_EQ(names_in(dir.path()), std::vector<std::string>{"i"});
  const std::string bytes = slurp(dir / "i");
  EXPECT_EQ(bytes[18], 1) << "rollback journal mode: the file needs no log beside it";
}

TEST(StoreFile, SideFilesArePrivateWhileWriting) {
  const TempDir dir;
  const mode_t old = umask(0);
  auto writer = InventoryWriter::create(dir / "i", some_facts(), false);
  umask(old);
  ASSERT_TRUE(writer.ok());
  for (const std::string& name : names_in(dir.path())) {
    struct stat facts {};
    ASSERT_EQ(stat((dir / name).c_str(), &facts), 0);
    EXPECT_EQ(facts.st_mode & 077, 0u) << name;
  }
}

TEST(StoreFile, WhatIsThereIsReplacedOnlyByForceAndOnlyIfItIsAnInventory) {
  const TempDir dir;
  ASSERT_TRUE(make(dir / "i").ok());
  EXPECT_EQ(create_error(dir / "i", false), ErrorCode::usage);
  ASSERT_TRUE(make(dir / "i", true).ok());

  spill(dir / "other", "not an inventory");
  EXPECT_EQ(create_error(dir / "other", false), ErrorCode::usage);
  EXPECT_EQ(create_error(dir / "other", true), ErrorCode::usage);
  EXPECT_EQ(slurp(dir / "other"), "not an inventory");

  std::string foreign = slurp(dir / "i");  // a database of another program
  foreign.replace(68, 4, std::string("\0\0\0\1", 4));
  spill(dir / "foreign", foreign);
  EXPECT_EQ(create_error(dir / "foreign", true), ErrorCode::usage);
  EXPECT_EQ(slurp(dir / "foreign"), foreign);

  std::filesystem::create_directory(dir / "directory");
  EXPECT_EQ(create_error(dir / "directory", true), ErrorCode::usage);
  EXPECT_EQ(create_error(dir / "directory/", true), ErrorCode::usage);
}

TEST(StoreFile, ASymbolicLinkIsNotFollowed) {
  const TempDir dir;
  ASSERT_TRUE(make(dir / "i").ok());
  const std::string before = slurp(dir / "i");
  ASSERT_EQ(symlink((dir / "i").c_str(), (dir / "link").c_str()), 0);
  ASSERT_EQ(symlink((dir / "missing").c_str(), (dir / "dangling").c_str()), 0);
  EXPECT_EQ(create_error(dir / "link", true), ErrorCode::usage);
  EXPECT_EQ(create_error(dir / "dangling", true), ErrorCode::usage);
  EXPECT_EQ(slurp(dir / "i"), before);
  EXPECT_FALSE(std::filesystem::exists(dir / "missing"));
}

TEST(StoreFile, ADirectoryThatIsALinkIsFine) {
  const TempDir dir;
  std::filesystem::create_directory(dir / "real");
  ASSERT_EQ(symlink("real", (dir / "alias").c_str()), 0);
  ASSERT_TRUE(make(dir / "alias/i").ok());
  EXPECT_TRUE(std::filesystem::exists(dir / "real/i"));
}

TEST(StoreFile, SideFilesOfAnotherRunAreNotTakenOver) {
  const TempDir dir;
  spill(dir / "i-wal", "left over");
  EXPECT_EQ(create_error(dir / "i", false), ErrorCode::usage);
  EXPECT_EQ(names_in(dir.path()), std::vector<std::string>{"i-wal"});
  ASSERT_TRUE(make(dir / "i", true).ok());
  EXPECT_EQ(names_in(dir.path()), std::vector<std::string>{"i"});
}

TEST(StoreFile, AMissingDirectoryIsAnIoError) {
  const TempDir dir;
  EXPECT_EQ(create_error(dir / "no/such/i", false), ErrorCode::io);
  EXPECT_TRUE(names_in(dir.path()).empty());
}

TEST(StoreFile, AKilledRunLeavesAReadableInventoryOfItsClosedItems) {
  const TempDir dir;
  const std::string path = dir / "i";
  const pid_t child = fork();
  if (child == 0) {
    auto writer = InventoryWriter::create(path, some_facts(), false);
    for (int i = 0; writer && i < 20000; ++i) {
      if (!(*writer)->add(item("item" + std::to_string(i))).ok()) _exit(2);
    }
    if (writer) static_cast<void>((*writer)->add(item("open", false)).ok());
    _exit(0);  // no destructor: as after SIGKILL
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  ASSERT_EQ(status, 0);
  auto reader = InventoryReader::open(path);
  ASSERT_TRUE(reader.ok()) << reader.error().message;
  EXPECT_FALSE((*reader)->coverage().complete);
  EXPECT_GE((*reader)->coverage().seen, 8000u);
  EXPECT_LE((*reader)->coverage().seen, 20000u);
  EXPECT_EQ(contents(**reader).find("open"), std::string::npos);
}

// RLIMIT_FSIZE makes write() fail as a full disk does.
TEST(StoreFile, AFullDiskIsAnIoErrorAndStaysOne) {
  const TempDir dir;
  const std::string path = dir / "i";
  const pid_t child = fork();
  if (child == 0) {
    signal(SIGXFSZ, SIG_IGN);
    auto writer = InventoryWriter::create(path, some_facts(), false);
    if (!writer) _exit(3);
    const struct rlimit limit { 1 << 20, 1 << 20 };
    setrlimit(RLIMIT_FSIZE, &limit);
    for (int i = 0; i < 50000; ++i) {
      const Status added = (*writer)->add(item("secret-name-" + std::to_string(i)));
      if (added) continue;
      const bool io = added.error().code == ErrorCode::io;
      const bool silent = added.error().message.find("secret-name") == std::string::npos;
      const Status again = (*writer)->add(item("x"));
      const Status finished = (*writer)->finish(some_facts());
      _exit(io && silent && !again.ok() && !finished.ok() ? 0 : 4);
    }
    _exit(5);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

TEST(StoreFile, RawNamesStandNowhereBesideTheInventory) {
  const TempDir dir;
  auto writer = InventoryWriter::create(dir / "i", some_facts(), false);
  ASSERT_TRUE(writer.ok());
  for (int i = 0; i < 3000; ++i)
    ASSERT_TRUE((*writer)->add(item("planted-name-" + std::to_string(i))).ok());
  ASSERT_TRUE((*writer)->finish(some_facts()).ok());
  EXPECT_EQ(names_in(dir.path()), std::vector<std::string>{"i"});
}

TEST(StoreFile, AReaderSeesOneStateWhileARunGoesOn) {
  const TempDir dir;
  auto writer = InventoryWriter::create(dir / "i", some_facts(), false);
  ASSERT_TRUE(writer.ok());
  for (int i = 0; i < 10000; ++i)
    ASSERT_TRUE((*writer)->add(item("item" + std::to_string(i))).ok());
  auto reader = InventoryReader::open(dir / "i");
  ASSERT_TRUE(reader.ok());
  const uint64_t seen = (*reader)->coverage().seen;
  for (int i = 10000; i < 20000; ++i)
    ASSERT_TRUE((*writer)->add(item("item" + std::to_string(i))).ok());
  uint64_t objects = 0;
  ASSERT_TRUE((*reader)->objects([&](const StoredObject&) { return ++objects, true; }).ok());
  EXPECT_EQ(objects, seen);
  reader->reset();
  EXPECT_TRUE((*writer)->finish(some_facts()).ok());
}

}  // namespace
}  // namespace qingce::test
