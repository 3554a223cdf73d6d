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

// Identity and schema stand in the main file before the log begins, so a reader that looks at the
// file's first bytes knows an inventory of which all else is in the log.
TEST(StoreFile, ARunThatHasOnlyBegunCanBeRead) {
  const TempDir dir;
  auto writer = InventoryWriter::create(dir / "i", some_facts(), false);
  ASSERT_TRUE(writer.ok());
  const auto begun = InventoryReader::open(dir / "i");
  ASSERT_TRUE(begun.ok());
  EXPECT_EQ((*begun)->coverage().seen, 0u);
  EXPECT_FALSE((*begun)->coverage().complete);
  EXPECT_EQ((*begun)->run().result, some_facts().result);
  const auto size = std::filesystem::file_size(dir / "i");
  ASSERT_TRUE((*writer)->add(item("a")).ok());
  ASSERT_TRUE((*writer)->commit().ok());
  EXPECT_EQ(std::filesystem::file_size(dir / "i"), size) << "the item is in the log alone";
  const auto later = InventoryReader::open(dir / "i");
  ASSERT_TRUE(later.ok());
  EXPECT_EQ((*later)->coverage().seen, 1u);
  EXPECT_EQ((*begun)->coverage().seen, 0u);
}

// Expected: what was put in.
TEST(Lookup, GivesWhatTheStreamsGiveOfOneObject) {
  const TempDir dir;
  auto writer = InventoryWriter::create(dir / "i", some_facts(), false);
  ASSERT_TRUE(writer.ok());
  for (const char* key : {"b", "a", "c"}) {
    ItemChunk chunk = item(key);
    for (uint8_t n = 1; n <= 3; ++n) {
      chunk.rows[{0, "f" + std::to_string(n), n, {}}].add(digest_of(n), key + std::to_string(n));
      chunk.statistics[{0, "f" + std::to_string(n), n}] = {uint64_t{n} + 1, n};
      Finding finding;
      finding.offset = uint64_t{10} - n;
      finding.rule = n;
      finding.masked = key;
      chunk.findings.push_back({0, finding});
    }
    ASSERT_TRUE((*writer)->add(chunk).ok());
  }
  ASSERT_TRUE((*writer)->add(item("open", false)).ok());
  RunFacts facts = some_facts();
  facts.findings_kept = true;
  ASSERT_TRUE((*writer)->finish(facts).ok());
  const auto reader = InventoryReader::open(dir / "i");
  ASSERT_TRUE(reader.ok());
  std::vector<uint64_t> ids;
  ASSERT_TRUE((*reader)
                  ->objects([&](const StoredObject& o) {
                    ids.push_back(o.id);
                    return true;
                  })
                  .ok());
  ASSERT_EQ(ids.size(), 3u);
  const auto lookup = (*reader)->lookup();
  ASSERT_TRUE(lookup.ok());
  const std::pair<size_t, std::string> wanted[] = {{2, "c"}, {0, "a"}, {0, "a"}, {1, "b"}};
  for (const auto& one : wanted) {
    const auto& at = one.first;
    const auto& key = one.second;  // a name: clang's lambdas take no binding
    StoredObject object;
    ASSERT_TRUE((*lookup)->object(ids[at], object).ok());
    EXPECT_EQ(object.row.location, "/" + key);
    EXPECT_EQ(object.id, ids[at]);
    std::string seen;
    ASSERT_TRUE((*lookup)
                    ->rows(ids[at],
                           [&](const StoredRow& row) {
                             EXPECT_EQ(row.location, "/" + key);
                             EXPECT_EQ(row.statistic.candidates, row.key.rule + 1u);
                             seen += *row.key.field + "=" + row.value.samples.at(0).masked + " ";
                             return true;
                           })
                    .ok());
    EXPECT_EQ(seen, "f1=" + key + "1 f2=" + key + "2 f3=" + key + "3 ");
    std::string offsets;
    ASSERT_TRUE((*lookup)
                    ->findings(ids[at],
                               [&](const StoredFinding& found) {
                                 EXPECT_EQ(found.finding.masked, key);
                                 offsets += number(found.finding.offset) + " ";
                                 return found.finding.offset != 8u;  // stop here
                               })
                    .ok());
    EXPECT_EQ(offsets, "7 8 ");
  }
  // After a visitor that stopped, the same object begins anew.
  size_t rows = 0;
  const auto count = [&](const StoredRow&) { return ++rows < 2; };
  ASSERT_TRUE((*lookup)->rows(ids[1], count).ok());
  EXPECT_EQ(rows, 2u);
  rows = 0;
  ASSERT_TRUE((*lookup)->rows(ids[1], count).ok());
  EXPECT_EQ(rows, 2u);
}

TEST(Lookup, RefusesWhatIsNotThereOrNotClosed) {
  const TempDir dir;
  auto writer = InventoryWriter::create(dir / "i", some_facts(), false);
  ASSERT_TRUE(writer.ok());
  ASSERT_TRUE((*writer)->add(item("a")).ok());
  ASSERT_TRUE((*writer)->add(item("b", false)).ok());
  ASSERT_TRUE((*writer)->commit().ok());
  const auto reader = InventoryReader::open(dir / "i");
  ASSERT_TRUE(reader.ok());
  uint64_t closed = 0;
  ASSERT_TRUE((*reader)
                  ->objects([&](const StoredObject& o) {
                    closed = o.id;
                    return true;
                  })
                  .ok());
  const auto lookup = (*reader)->lookup();
  ASSERT_TRUE(lookup.ok());
  StoredObject object;
  EXPECT_TRUE((*lookup)->object(closed, object).ok());
  // Objects of an item are numbered from its id shifted; items are numbered as they come.
  const uint64_t open = closed * 2;
  for (const uint64_t id : {open, closed + 1, uint64_t{0}, UINT64_MAX, uint64_t{1} << 63}) {
    const Status status = (*lookup)->object(id, object);
    ASSERT_FALSE(status.ok()) << id;
    EXPECT_EQ(status.error().code, ErrorCode::usage);
    EXPECT_FALSE((*lookup)->rows(id, [](const StoredRow&) { return true; }).ok());
    EXPECT_FALSE((*lookup)->findings(id, [](const StoredFinding&) { return true; }).ok());
  }
  EXPECT_TRUE((*lookup)->object(closed, object).ok());
}

}  // namespace
}  // namespace qingce::test
