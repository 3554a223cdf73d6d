// Files that are no inventories, and inventories that were damaged: a usage error or a plain
// answer, never a crash.
#include <sqlite3.h>

#include "support.h"

namespace qingce::test {
namespace {

void make_sample(const std::string& path) {
  auto writer = InventoryWriter::create(path, some_facts(), false);
  ASSERT_TRUE(writer.ok());
  std::mt19937_64 random(41);
  for (int i = 0; i < 40; ++i) {
    ItemChunk chunk = item("directory/file" + std::to_string(i));
    chunk.objects[0].content = digest_of(static_cast<uint8_t>(i % 7 + 1));
    for (uint16_t rule = 0; rule < 3; ++rule) {
      RowValue& value = chunk.rows[{0, "t.column", rule, EvidenceSet(3)}];
      for (int n = 0; n < 20; ++n) value.add(random_digest(random), "11***************X");
      chunk.statistics[{0, "t.column", rule}] = {30, 20};
    }
    chunk.gaps.push_back({chunk.item_key, "/g", GapReason::corrupt, 5, "zip"});
    chunk.findings.emplace_back().finding.offset = 9;
    ASSERT_TRUE((*writer)->add(chunk).ok());
  }
  ASSERT_TRUE((*writer)->finish(some_facts()).ok());
}

void expect_refused(const std::string& path) {
  auto reader = InventoryReader::open(path);
  ASSERT_FALSE(reader.ok());
  EXPECT_EQ(reader.error().code, ErrorCode::usage) << reader.error().message;
}

void run_sql(const std::string& path, const char* sql) {
  sqlite3* db = nullptr;
  ASSERT_EQ(sqlite3_open(path.c_str(), &db), SQLITE_OK);
  EXPECT_EQ(sqlite3_exec(db, sql, nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(db);
  sqlite3_close(db);
}

TEST(StoreDamage, ForeignFilesAreRefused) {
  const TempDir dir;
  expect_refused(dir / "missing");
  expect_refused(dir.path());
  spill(dir / "empty", "");
  expect_refused(dir / "empty");
  spill(dir / "text", std::string(5000, 'x'));
  expect_refused(dir / "text");
  run_sql(dir / "database", "CREATE TABLE run(x); INSERT INTO run VALUES(1)");
  expect_refused(dir / "database");
}

TEST(StoreDamage, NamesThatSqliteWouldInterpretAreFileNames) {
  const TempDir dir;
  const std::filesystem::path before = std::filesystem::current_path();
  std::filesystem::current_path(dir.path());
  for (const char* name : {"file:i?mode=memory", ":memory:"}) {
    make_sample(name);
    auto reader = InventoryReader::open(name);
    EXPECT_TRUE(reader.ok()) << name;
    EXPECT_TRUE(std::filesystem::exists(name));
  }
  std::filesystem::current_path(before);
}

TEST(StoreDamage, OtherFormatVersionsAndSchemasAreRefused) {
  const TempDir dir;
  make_sample(dir / "i");
  const std::string good = slurp(dir / "i");
  const char* const changes[] = {
      "PRAGMA user_version=3",
      "PRAGMA application_id=1",
      "CREATE TABLE extra(x)",
      "CREATE INDEX extra ON rows(rule)",
      "DROP TABLE ledger",
      "DROP TABLE rows; CREATE VIEW rows AS SELECT 1 AS object",
      "CREATE TRIGGER t AFTER INSERT ON rows BEGIN DELETE FROM gaps; END"};
  for (const char* sql : changes) {
    std::filesystem::remove(dir / "j");
    spill(dir / "j", good);
    run_sql(dir / "j", sql);
    expect_refused(dir / "j");
  }
}

TEST(StoreDamage, MissingOrImpossibleEntriesAreNoticed) {
  const TempDir dir;
  make_sample(dir / "i");
  const std::string good = slurp(dir / "i");
  const char* const changes[] = {
      "DELETE FROM rows WHERE rule = 1",
      "DELETE FROM gaps",
      "DELETE FROM findings",
      "DELETE FROM objects WHERE id = (SELECT max(id) FROM objects)",
      "DELETE FROM items WHERE id = 5",
      "UPDATE rows SET rule = 77 WHERE rule = 2",
      "UPDATE rows SET evidence = 65536",
      "UPDATE rows SET count = 0",
      "UPDATE rows SET sketch = x'00ff'",
      "UPDATE rows SET samples = x'0000000009'",
      "UPDATE objects SET kind = 9",
      "UPDATE objects SET state = -1",
      "UPDATE objects SET copy_of = 12345 WHERE copy_of IS NOT NULL",
      "UPDATE gaps SET reason = 200",
      "UPDATE findings SET rule = 50",
      "UPDATE findings SET also = x'ffff'",
      "UPDATE findings SET digest = x'01'",
      "UPDATE run SET name = 'unknown' WHERE name = 'host'",
      "UPDATE run SET value = 'x' WHERE name = 'links'",
      "DELETE FROM rules WHERE ordinal = 1",
  };
  for (const char* sql : changes) {
    std::filesystem::remove(dir / "j");
    spill(dir / "j", good);
    run_sql(dir / "j", sql);
    auto reader = InventoryReader::open(dir / "j");
    if (!reader) {
      EXPECT_EQ(reader.error().code, ErrorCode::usage) << sql;
      continue;
    }
    EXPECT_NE(contents(**reader).find("error: "), std::string::npos) << sql;
  }
}

TEST(StoreDamage, AnyTruncationIsRefusedOrReported) {
  const TempDir dir;
  make_sample(dir / "i");
  const std::string good = slurp(dir / "i");
  for (size_t size = 0; size < good.size(); size += 1 + size / 7) {
    spill(dir / "j", good.substr(0, size));
    auto reader = InventoryReader::open(dir / "j");
    if (reader) {
      EXPECT_NE(contents(**reader).find("error: "), std::string::npos) << size;
    }
    std::filesystem::remove(dir / "j");
  }
}

TEST(StoreDamage, BitFlipsNeverCrash) {
  const TempDir dir;
  make_sample(dir / "i");
  const std::string good = slurp(dir / "i");
  std::mt19937_64 random(42);
  for (int round = 0; round < 1500; ++round) {
    std::string bad = good;
    for (size_t flips = 1 + random() % 4; flips > 0; --flips) {
      // Headers and pointers are where it hurts: half of the flips go to the first bytes of a page.
      const size_t page = random() % (good.size() / 4096) * 4096;
      const size_t at = random() % 2 == 0 ? page + random() % 64 : random() % good.size();
      bad[at] = static_cast<char>(bad[at] ^ 1 << random() % 8);
    }
    spill(dir / "j", bad);
    auto reader = InventoryReader::open(dir / "j");
    if (reader) static_cast<void>(contents(**reader));
    std::filesystem::remove(dir / "j");
    std::filesystem::remove(dir / "j-wal");
    std::filesystem::remove(dir / "j-shm");
  }
}

}  // namespace
}  // namespace qingce::test
