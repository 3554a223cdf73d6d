// An inventory whose run did not end: what is kept, what is dropped, and that the end is the same.
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/unit/inventory/support.h"

namespace qingce::test {
namespace {

ItemChunk rich_item(const std::string& key, uint8_t value, bool last) {
  ItemChunk chunk = item(key, last);
  RowValue row;
  row.add(digest_of(value), "1***" + std::to_string(value));
  chunk.rows[{0, "id", 1, EvidenceSet(1)}] = row;
  chunk.statistics[{0, "id", 1}] = {3, 1};
  chunk.gaps.push_back({key, "/" + key, GapReason::corrupt, 5, "tar"});
  FindingRow found;
  found.finding.rule = 1;
  found.finding.offset = 7;
  found.finding.length = 4;
  found.finding.masked = "1***";
  found.finding.digest = digest_of(value);
  chunk.findings.push_back(found);
  add_people(chunk, 0, "t", value);
  return chunk;
}

// A directory with a name that holds a value: a place, no file.
ItemChunk place_item(const std::string& key) {
  ItemChunk chunk;
  chunk.item_key = key;
  chunk.objects.push_back(object_row(0, key, ObjectKind::place));
  chunk.gaps.push_back({key, "/" + key, GapReason::permission, std::nullopt, ""});
  chunk.links = 2;
  chunk.last = true;
  return chunk;
}

std::vector<ItemChunk> all_items() {
  std::vector<ItemChunk> items = {place_item("a")};
  for (uint8_t i = 0; i < 6; ++i) {
    items.push_back(rich_item("a" + std::to_string(i), static_cast<uint8_t>(10 + i / 2), true));
  }
  return items;
}

std::string whole(const std::string& path) {
  auto writer = InventoryWriter::create(path, some_facts(), false);
  EXPECT_TRUE(writer.ok());
  for (const ItemChunk& chunk : all_items()) EXPECT_TRUE((*writer)->add(chunk).ok());
  EXPECT_TRUE((*writer)->finish(some_facts()).ok());
  auto reader = InventoryReader::open(path);
  EXPECT_TRUE(reader.ok());
  return contents(**reader);
}

// Adds what is missing, as a new crawl would.
std::string go_on(const std::string& path) {
  auto writer = InventoryWriter::resume(path);
  EXPECT_TRUE(writer.ok());
  {
    auto done = DoneItems::open(path);
    EXPECT_TRUE(done.ok());
    for (const ItemChunk& chunk : all_items()) {
      const auto known = (*done)->contains(chunk.item_key);
      EXPECT_TRUE(known.ok());
      if (!*known) {
        EXPECT_TRUE((*writer)->add(chunk).ok());
      }
    }
  }
  EXPECT_TRUE((*writer)->finish(some_facts()).ok());
  auto reader = InventoryReader::open(path);
  EXPECT_TRUE(reader.ok());
  return contents(**reader);
}

TEST(Resume, EndsInTheSameWhereverTheRunStopped) {
  const TempDir dir;
  const std::string expected = whole(dir / "whole");
  for (size_t stop = 0; stop <= all_items().size(); ++stop) {
    for (const bool left : {false, true}) {
      const std::string path = dir / ("i" + std::to_string(stop) + (left ? "l" : "d"));
      {
        auto writer = InventoryWriter::create(path, some_facts(), false);
        ASSERT_TRUE(writer.ok());
        const std::vector<ItemChunk> items = all_items();
        for (size_t i = 0; i < stop; ++i) ASSERT_TRUE((*writer)->add(items[i]).ok());
        // Open when it stopped, with rows, gaps and findings of its own.
        if (stop < items.size()) {
          ASSERT_TRUE((*writer)->add(rich_item(items[stop].item_key + "x", 99, false)).ok());
        }
        if (left) {
          ASSERT_TRUE((*writer)->leave().ok());
        }
      }
      EXPECT_EQ(go_on(path), expected) << stop << left;
    }
  }
}

TEST(Resume, AKilledProcessLosesOnlyWhatWasNotCommitted) {
  const TempDir dir;
  const std::string expected = whole(dir / "whole");
  const std::string path = dir / "killed";
  const pid_t child = fork();
  if (child == 0) {
    auto writer = InventoryWriter::create(path, some_facts(), false);
    const std::vector<ItemChunk> items = all_items();
    for (size_t i = 0; i < 4; ++i) static_cast<void>((*writer)->add(items[i]));
    static_cast<void>((*writer)->commit());
    static_cast<void>((*writer)->add(items[4]));
    raise(SIGKILL);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  auto reader = InventoryReader::open(path);
  ASSERT_TRUE(reader.ok());
  EXPECT_EQ((*reader)->coverage().files, 3u);
  EXPECT_FALSE((*reader)->coverage().complete);
  reader->reset();
  EXPECT_EQ(go_on(path), expected);
}

TEST(Resume, LeaveAndFoldWithoutMakingOrRemovingFiles) {
  const TempDir dir;
  const std::string path = dir / "i";
  {
    auto writer = InventoryWriter::create(path, some_facts(), false);
    ASSERT_TRUE(writer.ok());
    ASSERT_TRUE((*writer)->leave().ok());
  }
  struct stat before {};
  struct stat after {};
  ASSERT_EQ(stat((path + "-wal").c_str(), &before), 0);
  ASSERT_EQ(stat((path + "-shm").c_str(), &after), 0);
  {
    auto writer = InventoryWriter::resume(path);
    ASSERT_TRUE(writer.ok());
    for (const ItemChunk& chunk : all_items()) ASSERT_TRUE((*writer)->add(chunk).ok());
    ASSERT_TRUE((*writer)->complete(some_facts()).ok());
    ASSERT_TRUE((*writer)->leave().ok());
  }
  ASSERT_EQ(stat((path + "-wal").c_str(), &after), 0);
  EXPECT_EQ(before.st_ino, after.st_ino);
  ASSERT_TRUE(InventoryWriter::fold(path).ok());
  EXPECT_NE(stat((path + "-wal").c_str(), &after), 0);
  EXPECT_NE(stat((path + "-shm").c_str(), &after), 0);
  auto reader = InventoryReader::open(path);
  ASSERT_TRUE(reader.ok());
  EXPECT_EQ(contents(**reader), whole(dir / "whole"));
}

TEST(Resume, ACompleteOneAndWhatIsNoneAreRefused) {
  const TempDir dir;
  whole(dir / "whole");
  EXPECT_EQ(InventoryWriter::resume(dir / "whole").error().code, ErrorCode::usage);
  spill(dir / "text", "hello");
  EXPECT_EQ(InventoryWriter::resume(dir / "text").error().code, ErrorCode::usage);
  EXPECT_EQ(InventoryWriter::resume(dir / "nothing").error().code, ErrorCode::usage);
}

TEST(Resume, AnEmptyFileIsReplacedByForce) {
  const TempDir dir;
  spill(dir / "i", "");
  EXPECT_FALSE(InventoryWriter::create(dir / "i", some_facts(), false).ok());
  EXPECT_TRUE(InventoryWriter::create(dir / "i", some_facts(), true).ok());
}

TEST(Resume, GuardsAreKept) {
  const TempDir dir;
  RunFacts facts = some_facts();
  facts.guards = {"supervisor", "landlock-2"};
  {
    auto writer = InventoryWriter::create(dir / "i", facts, false);
    ASSERT_TRUE(writer.ok());
    ASSERT_TRUE((*writer)->finish(facts).ok());
  }
  auto reader = InventoryReader::open(dir / "i");
  ASSERT_TRUE(reader.ok());
  EXPECT_EQ((*reader)->run().guards, facts.guards);
}

}  // namespace
}  // namespace qingce::test
