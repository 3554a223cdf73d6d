// Database files. What they hold is known from databases.py, which computes it by itself.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <set>
#include <string>
#include <vector>

#include "tests/unit/read/harness.h"

namespace qingce {
namespace {

using namespace testing_read;
using Strings = std::vector<std::string>;

constexpr int kRows = 300;  // ROWS of databases.py

std::string phone(int i) { return std::to_string(13900000000 + int64_t{i} * 7919 % 99999999); }

// GB 11643-1999, as databases.py computes it.
std::string person(int i) {
  constexpr int kWeights[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
  char base[40];
  std::snprintf(base, sizeof base, "110101%04d%02d%02d%03d", 1950 + i % 50, i % 12 + 1, i % 28 + 1,
                i % 1000);
  int sum = 0;
  for (int k = 0; k < 17; ++k) sum += (base[k] - '0') * kWeights[k];
  return base + std::string(1, "10X98765432"[sum % 11]);
}

std::set<std::string> phones(int from, int to, int step = 1) {
  std::set<std::string> out;
  for (int i = from; i < to; i += step) out.insert(phone(i));
  return out;
}

bool was_deleted(int i) { return i % 7 == 3 || (i >= 100 && i <= 220); }

std::set<std::string> as_set(const Strings& list) { return {list.begin(), list.end()}; }

TEST(Sqlite, RowsOfEveryTableAreRecords) {
  for (const char* const name : {"sqlite", "sqlite-utf16"}) {
    const Recorder seen = read_bytes(fixture(name));
    ASSERT_EQ(seen.objects.size(), 1u) << seen.dump();
    const SeenObject& o = seen.objects[0];
    EXPECT_EQ(o.format, "sqlite");
    EXPECT_EQ(o.state, ObjectState::scanned) << seen.dump();
    const Strings mobiles = o.values("客户.mobile");
    ASSERT_EQ(mobiles.size(), size_t{kRows});
    for (int i = 0; i < kRows; ++i) EXPECT_EQ(mobiles[static_cast<size_t>(i)], phone(i));
    EXPECT_EQ(o.values("w.mobile"), Strings{"13800138000"});
    EXPECT_EQ(o.values("客户.score")[3], "100000000000003072");  // no exponent
    EXPECT_EQ(o.values("客户.note")[7], std::string(5000, 'n'));
    EXPECT_EQ(o.values("客户.note")[8], "");
    EXPECT_EQ(o.values("客户.id_card")[0], person(0));
    EXPECT_EQ(o.encodings, Strings{std::string(name) == "sqlite" ? "UTF-8" : "UTF-16LE"});
  }
}

TEST(Sqlite, ValuesOfARowHaveItsRecord) {
  const Recorder seen = read_bytes(fixture("sqlite"));
  std::map<uint64_t, std::set<std::string>> records;
  for (const SeenCell& cell : seen.objects[0].cells) records[cell.record].insert(cell.value);
  size_t together = 0;
  for (const auto& [record, values] : records)
    together += values.contains(phone(5)) && values.contains("5") ? 1u : 0u;
  EXPECT_EQ(together, 1u);
}

TEST(Sqlite, DeletedRowsAreFoundAndAreNoRows) {
  const Recorder seen = read_bytes(fixture("sqlite-deleted"));
  const SeenObject& o = seen.objects[0];
  std::set<std::string> live;
  std::set<std::string> gone;
  for (int i = 0; i < kRows; ++i) (was_deleted(i) ? gone : live).insert(phone(i));
  EXPECT_EQ(as_set(o.values("客户.mobile")), live);
  // SQLite reuses space: what is still in the file's bytes is found, each value by itself or among
  // others that its row's end has lost.
  const std::string file = fixture("sqlite-deleted");
  const Strings found = o.values("~deleted");
  const std::set<std::string> exact = as_set(found);
  size_t present = 0;
  size_t alone = 0;
  for (int i = 0; i < kRows; ++i) {
    if (!was_deleted(i) || file.find(person(i)) == std::string::npos) continue;
    ++present;
    alone += exact.contains(person(i)) ? 1u : 0u;
    EXPECT_TRUE(std::any_of(found.begin(), found.end(), [&](const std::string& value) {
      return value.find(person(i)) != std::string::npos;
    })) << i;
  }
  EXPECT_GT(present, gone.size() / 2);
  EXPECT_GT(alone, present / 2);
}

TEST(Sqlite, FilesInColumnsAreMembers) {
  const Recorder seen = read_bytes(fixture("sqlite-blobs"));
  ASSERT_EQ(seen.objects.size(), 2u) << seen.dump();
  EXPECT_EQ(seen.objects[1].content, "inside 13900000001");
  EXPECT_EQ(seen.objects[0].values("files.body"), (Strings{"", "plain 13900000002"}));
}

TEST(Sqlite, ViewsAndModulesAreNotAsked) {
  const Recorder seen = read_bytes(fixture("sqlite-hostile"));
  const SeenObject& o = seen.objects[0];
  EXPECT_EQ(o.values("a\"b.x"), Strings{"13900000003"});
  EXPECT_EQ(o.values("a\"b.y"), Strings{"13900000003"});  // a function without effects
  EXPECT_EQ(o.values("v.x"), Strings{});
  // The rows of a full-text table are in its ordinary ones.
  EXPECT_EQ(o.values("f_content.c0"), Strings{"13900000004"});
}

TEST(Sqlite, TheLogHoldsRowsAndWhatTheyWere) {
  const Recorder seen = read_bytes(fixture("sqlite-wal"));
  const SeenObject& o = seen.objects[0];
  EXPECT_EQ(o.format, "sqlite-wal");
  EXPECT_EQ(o.state, ObjectState::scanned) << seen.dump();
  std::set<std::string> rows = as_set(o.values("c2"));
  std::erase_if(rows, [](const std::string& v) { return !v.starts_with("139"); });
  EXPECT_EQ(rows, phones(5, 20));
  const std::set<std::string> old = as_set(o.values("~deleted"));
  for (const std::string& value : phones(0, 5)) EXPECT_TRUE(old.contains(value));
}

TEST(Sqlite, TheJournalHoldsWhatRowsWere) {
  const Recorder seen = read_bytes(fixture("sqlite-journal"));
  const SeenObject& o = seen.objects[0];
  EXPECT_EQ(o.format, "sqlite-journal");
  const std::set<std::string> old = as_set(o.values("~deleted"));
  for (const std::string& value : phones(0, 20)) EXPECT_TRUE(old.contains(value));
}

TEST(Sqlite, PagesInACircleEnd) {
  const Recorder seen = read_bytes(fixture("sqlite-circle"));
  EXPECT_EQ(seen.objects[0].state, ObjectState::partial) << seen.dump();
}

TEST(Sqlite, DamagedFilesAreReadAsFarAsTheyGo) {
  const std::string whole = fixture("sqlite");
  for (size_t cut = 100; cut < whole.size(); cut += 997) {
    const Recorder seen = read_bytes(whole.substr(0, cut));
    EXPECT_NE(seen.objects[0].state, ObjectState::scanned) << cut;
  }
  // No page of the schema: rows are then found by their looks.
  std::string headless = whole;
  std::fill(headless.begin() + 100, headless.begin() + 1024, '\xEE');
  const Recorder seen = read_bytes(headless);
  EXPECT_EQ(seen.objects[0].state, ObjectState::partial);
  const std::set<std::string> raw = as_set(seen.objects[0].values("~raw"));
  for (const std::string& value : phones(0, kRows)) EXPECT_TRUE(raw.contains(value));
}

TEST(Sqlite, InAStreamAsInAFile) {
  const std::string file = fixture("sqlite-deleted");
  const Recorder seekable = read_bytes(file);
  const Recorder piped = read_piped(file);
  EXPECT_EQ(piped.objects[0].names, seekable.objects[0].names);
}

TEST(Dbf, RowsAndDeletedRows) {
  const Recorder seen = read_bytes(fixture("dbf"));
  ASSERT_EQ(seen.objects.size(), 1u) << seen.dump();
  const SeenObject& o = seen.objects[0];
  EXPECT_EQ(o.format, "dbf");
  EXPECT_EQ(o.state, ObjectState::scanned) << seen.dump();
  EXPECT_EQ(o.values("SJH").size(), 45u);
  EXPECT_EQ(o.values("SFZH")[0], person(0));
  EXPECT_EQ(o.values("备注")[1], "\xB1\xB8\xD7\xA2");  // as it stands: GBK
  const std::set<std::string> old = as_set(o.values("~deleted"));
  for (const std::string& value : phones(4, 50, 10)) EXPECT_TRUE(old.contains(value));
}

TEST(Dbf, BinaryNumbersOfFoxPro) {
  const SeenObject o = read_bytes(fixture("dbf-foxpro")).objects[0];
  EXPECT_EQ(o.values("TEL"), Strings{"13900000005"});
  EXPECT_EQ(o.values("NO"), Strings{"-5"});
  EXPECT_EQ(o.values("MONEY"), Strings{"12345"});
}

TEST(Dbf, MemoFiles) {
  for (const char* const name : {"dbf-fpt", "dbf-dbt3", "dbf-dbt4"}) {
    const Recorder seen = read_bytes(fixture(name));
    const SeenObject& o = seen.objects[0];
    EXPECT_EQ(o.format, "dbf-memo") << name;
    const Strings memos = o.values("memo");
    ASSERT_EQ(memos.size(), 3u) << name;
    EXPECT_NE(memos[0].find("13900000006"), std::string::npos) << name;
    EXPECT_NE(memos[1].find("13900000007"), std::string::npos) << name;
    EXPECT_NE(memos[2].find("13900000008"), std::string::npos) << name;
  }
}

TEST(Dbf, ShorterThanItSaysAndLonger) {
  const std::string whole = fixture("dbf");
  const Recorder cut = read_bytes(whole.substr(0, whole.size() - 700));
  EXPECT_EQ(cut.objects[0].state, ObjectState::partial) << cut.dump();
  const Recorder more = read_bytes(whole + "behind it 13900000009");
  EXPECT_TRUE(more.found("13900000009")) << more.dump();
}

}  // namespace
}  // namespace qingce
