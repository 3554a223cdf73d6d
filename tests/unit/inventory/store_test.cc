// What is written comes back, in report order, whatever the order of chunks.
#include <algorithm>
#include <fstream>
#include <set>

#include "support.h"

namespace qingce::test {
namespace {

std::unique_ptr<InventoryWriter> create(const std::string& path,
                                        const RunFacts& facts = some_facts()) {
  auto writer = InventoryWriter::create(path, facts, false);
  EXPECT_TRUE(writer.ok()) << (writer ? "" : writer.error().message);
  return writer ? std::move(*writer) : nullptr;
}

std::unique_ptr<InventoryReader> open(const std::string& path) {
  auto reader = InventoryReader::open(path);
  EXPECT_TRUE(reader.ok()) << (reader ? "" : reader.error().message);
  return reader ? std::move(*reader) : nullptr;
}

void write(const std::string& path, const std::vector<ItemChunk>& chunks,
           const RunFacts& facts = some_facts()) {
  const auto writer = create(path, facts);
  for (const ItemChunk& chunk : chunks) ASSERT_TRUE(writer->add(chunk).ok());
  ASSERT_TRUE(writer->finish(facts).ok());
}

RowValue value_of(std::initializer_list<uint8_t> digests) {
  RowValue value;
  for (const uint8_t d : digests) value.add(digest_of(d), "mask" + std::to_string(d));
  return value;
}

TEST(Store, FactsRoundTrip) {
  const TempDir dir;
  RunFacts facts = some_facts();
  write(dir / "i", {}, facts);
  facts.finished = "2026-01-31T01:00:00Z";
  facts.findings_kept = true;
  facts.links = 5;
  facts.directories = 7;
  facts.mount_points = {"/data/m1", "/data/m2"};
  const auto writer = create(dir / "j", some_facts());
  ItemChunk links = item("a");
  links.links = 2;
  ASSERT_TRUE(writer->add(links).ok());
  ASSERT_TRUE(writer->finish(facts).ok());
  const auto reader = open(dir / "j");
  const RunFacts& run = reader->run();
  EXPECT_EQ(run.result, facts.result);
  EXPECT_EQ(run.targets, facts.targets);
  EXPECT_EQ(run.rules_toml, facts.rules_toml);
  EXPECT_EQ(run.started, facts.started);
  EXPECT_EQ(run.finished, facts.finished);
  EXPECT_EQ(run.host, facts.host);
  EXPECT_EQ(run.operator_name, facts.operator_name);
  EXPECT_TRUE(run.findings_kept);
  EXPECT_EQ(run.links, 7u);
  EXPECT_EQ(run.directories, 7u);
  EXPECT_EQ(run.mount_points, facts.mount_points);
}

TEST(Store, ObjectRoundTrip) {
  const TempDir dir;
  ItemChunk chunk = item("a");
  ObjectRow& full = chunk.objects[0];
  full.raw = std::string("raw\0\xff!", 6);
  full.order_key = std::string("k\0\x01", 3);
  full.display = "\xe5\x86\x8c";
  full.state = ObjectState::partial;
  full.bytes = uint64_t{1} << 62;
  full.content_bytes = 3;
  full.encodings = {"gb18030", "utf-16le"};
  full.mtime = -5;
  full.owner = "root";
  full.mode = 0640;
  full.same_as = "/other";
  full.content = digest_of(1, 2);
  write(dir / "i", {chunk, item("b")});
  std::vector<StoredObject> objects;
  ASSERT_TRUE(open(dir / "i")
                  ->objects([&](const StoredObject& o) { return objects.push_back(o), true; })
                  .ok());
  ASSERT_EQ(objects.size(), 2u);
  const auto find = [&](const std::string& key) {
    return std::find_if(objects.begin(), objects.end(),
                        [&](const auto& o) { return o.row.order_key == key; })
        ->row;
  };
  const ObjectRow row = find(full.order_key);
  EXPECT_EQ(row.raw, full.raw);
  EXPECT_EQ(row.location, full.location);
  EXPECT_EQ(row.display, full.display);
  EXPECT_EQ(row.state, full.state);
  EXPECT_EQ(row.kind, full.kind);
  EXPECT_EQ(row.bytes, full.bytes);
  EXPECT_EQ(row.content_bytes, full.content_bytes);
  EXPECT_EQ(row.format, full.format);
  EXPECT_EQ(row.reader, full.reader);
  EXPECT_EQ(row.encodings, full.encodings);
  EXPECT_EQ(row.mtime, full.mtime);
  EXPECT_EQ(row.owner, full.owner);
  EXPECT_EQ(row.mode, full.mode);
  EXPECT_EQ(row.same_as, full.same_as);
  EXPECT_EQ(row.content, full.content);
  const ObjectRow plain = find("b");
  EXPECT_FALSE(plain.mtime || plain.owner || plain.mode || plain.same_as || plain.content);
  EXPECT_TRUE(plain.encodings.empty());
}

TEST(Store, OrderIsTheKeysThenFieldRuleEvidence) {
  const TempDir dir;
  ItemChunk late = item("z"), early = item("a");
  for (const char* field : {"b", "", "~name"})
    early.rows[{0, field, 1, EvidenceSet(1)}] = value_of({1});
  early.rows[{0, std::nullopt, 2, EvidenceSet(1)}] = value_of({1});
  early.rows[{0, std::nullopt, 2, EvidenceSet(0)}] = value_of({1});
  early.rows[{0, std::nullopt, 0, EvidenceSet(4)}] = value_of({1});
  late.rows[{0, std::nullopt, 0, EvidenceSet(4)}] = value_of({1});
  write(dir / "i", {late, early});
  std::vector<std::string> order;
  ASSERT_TRUE(open(dir / "i")
                  ->rows([&](const StoredRow& r) {
                    order.push_back(r.location + " " + r.key.field.value_or("null") + " " +
                                    std::to_string(r.key.rule) + " " +
                                    std::to_string(r.key.evidence.bits()));
                    return true;
                  })
                  .ok());
  const std::vector<std::string> expected = {"/a null 0 4", "/a null 2 0", "/a null 2 1",
                                             "/a  1 1",     "/a b 1 1",    "/a ~name 1 1",
                                             "/z null 0 4"};
  EXPECT_EQ(order, expected);
}

TEST(Store, RowsAndStatisticsOfSeveralChunksAreMerged) {
  const TempDir dir;
  const RowKey key{1, "f", 2, EvidenceSet(3)};
  ItemChunk a = item("a", false), b = item("a", false), c = item("a", true);
  b.objects = {object_row(1, "a!1", ObjectKind::member)};
  c.objects.clear();
  a.rows[key] = value_of({9, 5});  // before its object
  b.rows[key] = value_of({7, 5, 1});
  c.rows[key] = value_of({8});
  a.statistics[{1, "f", 2}] = {10, 2};
  b.statistics[{1, "f", 2}] = {5, 3};
  c.statistics[{1, "f", 2}] = {1, 1};
  write(dir / "i", {a, item("b"), b, c});
  int rows = 0;
  ASSERT_TRUE(open(dir / "i")
                  ->rows([&](const StoredRow& r) {
                    ++rows;
                    EXPECT_EQ(r.location, "/a!1");
                    EXPECT_EQ(r.value.count, 6u);
                    EXPECT_EQ(r.value.sketch.distinct(), 5u);
                    EXPECT_EQ(r.value.samples, value_of({1, 5, 7}).samples);
                    EXPECT_EQ(r.statistic.candidates, 16u);
                    EXPECT_EQ(r.statistic.passed, 6u);
                    return true;
                  })
                  .ok());
  EXPECT_EQ(rows, 1);
}

TEST(Store, TablesAndPeopleOfSeveralChunksAreMerged) {
  const TempDir dir;
  ItemChunk a = item("a", false), b;
  b.item_key = "a";
  b.last = true;
  add_people(a, 0, "t", 1);
  add_people(a, 0, "u", 9);
  add_people(b, 0, "t", 2);
  a.people[{{0, std::nullopt}, PeoplePart::under_14, {}}].add(digest_of(7));
  a.tables[{0, std::nullopt}];
  write(dir / "i", {a, b});
  const auto reader = open(dir / "i");
  std::vector<std::string> names;
  ASSERT_TRUE(reader
                  ->tables([&](const StoredTable& t) {
                    names.push_back(t.table.value_or("-"));
                    if (t.table != "t") return true;
                    EXPECT_EQ(t.counts, (TableCounts{6, 2, 0, 4}));
                    EXPECT_EQ(t.people.size(), 3u);
                    for (const auto& p : t.people) EXPECT_EQ(p.digests.distinct(), 2u);
                    EXPECT_EQ(t.people[1].votes.size(), 2u);
                    EXPECT_EQ(t.people[1].votes[1], (ColumnVote{"g", 2, EvidenceSet(3)}));
                    return true;
                  })
                  .ok());
  EXPECT_EQ(names, (std::vector<std::string>{"-", "t", "u"}));
  FieldYears years;
  ASSERT_TRUE((*reader->lookup())->years(uint64_t{1} << 32, years).ok());
  EXPECT_EQ(years["t.at"], (std::map<int32_t, uint64_t>{{2001, 4}, {2002, 4}}));
  EXPECT_EQ(years["u.at"], (std::map<int32_t, uint64_t>{{2002, 4}}));
}

TEST(Store, OrderOfChunksAndItemsDoesNotShow) {
  const TempDir dir;
  std::mt19937_64 random(21);
  std::vector<std::vector<ItemChunk>> items;
  for (int i = 0; i < 20; ++i) {
    const std::string key = "item" + std::to_string(i);
    std::vector<ItemChunk> chunks(1 + random() % 4);
    for (size_t c = 0; c < chunks.size(); ++c) {
      chunks[c].item_key = key;
      chunks[c].objects.push_back(object_row(c, key + "!" + std::to_string(c), ObjectKind::member));
      chunks[c].objects.back().content = digest_of(static_cast<uint8_t>(random() % 10));
      for (int r = 0; r < 6; ++r) {
        const RowKey row{random() % chunks.size(), std::nullopt,
                         static_cast<uint16_t>(random() % 3), EvidenceSet(1)};
        chunks[c].rows[row].add(digest_of(static_cast<uint8_t>(random() % 50)), "m");
        ++chunks[c].statistics[{row.object, row.field, row.rule}].candidates;
      }
      chunks[c].gaps.push_back({key, "/" + key, GapReason::corrupt, random() % 100, "zip"});
      FindingRow finding;
      finding.object = random() % chunks.size();
      finding.finding.offset = random() % 1000;
      finding.finding.masked = "m";
      chunks[c].findings.push_back(finding);
      add_people(chunks[c], random() % chunks.size(), random() % 2 == 0 ? "t" : "",
                 static_cast<uint8_t>(random() % 50));
    }
    items.push_back(chunks);
  }
  std::set<std::string> seen;
  for (int round = 0; round < 5; ++round) {
    std::vector<ItemChunk> sequence;
    std::vector<std::vector<ItemChunk>> left = items;
    for (auto& chunks : left) std::shuffle(chunks.begin(), chunks.end(), random);
    while (!left.empty()) {
      const size_t pick = random() % left.size();
      sequence.push_back(left[pick].back());
      left[pick].pop_back();
      sequence.back().last = left[pick].empty();
      if (left[pick].empty()) left.erase(left.begin() + static_cast<std::ptrdiff_t>(pick));
    }
    const std::string path = dir / std::to_string(round);
    write(path, sequence);
    seen.insert(contents(*open(path)));
  }
  EXPECT_EQ(seen.size(), 1u);
}

TEST(Store, FindingsAreSortedWithinTheirObject) {
  const TempDir dir;
  ItemChunk chunk = item("a");
  const auto finding = [&](std::optional<uint64_t> offset, std::optional<uint64_t> record,
                           uint16_t rule) {
    FindingRow row;
    row.finding.rule = rule;
    row.finding.offset = offset;
    row.finding.record = record;
    row.finding.length = offset ? std::optional<uint64_t>(18) : std::nullopt;
    row.finding.also = {3};
    row.finding.masked = "m";
    row.finding.digest = digest_of(1);
    chunk.findings.push_back(row);
  };
  finding(200, {}, 1);
  finding(30, {}, 2);
  finding(30, {}, 1);
  finding({}, 4, 0);
  finding({}, {}, 0);
  write(dir / "i", {chunk});
  std::vector<std::string> order;
  ASSERT_TRUE(open(dir / "i")
                  ->findings([&](const StoredFinding& f) {
                    order.push_back(number(f.finding.offset) + " " + number(f.finding.record) +
                                    " " + std::to_string(f.finding.rule));
                    EXPECT_EQ(f.finding.also, std::vector<uint16_t>{3});
                    return true;
                  })
                  .ok());
  EXPECT_EQ(order, (std::vector<std::string>{"- - 0", "- 4 0", "30 - 1", "30 - 2", "200 - 1"}));
}

TEST(Store, GapsKeepEqualOnesAndCountPlacesThatAreNoObjects) {
  const TempDir dir;
  ItemChunk file = item("a"), directory;
  file.gaps = {{"a", "/a", GapReason::corrupt, 7, "zip"},
               {"a", "/a", GapReason::corrupt, 7, "zip"}};
  file.objects[0].state = ObjectState::partial;
  directory.item_key = "d";
  directory.gaps = {{"d", "/d", GapReason::permission, {}, ""},
                    {"d", "/d", GapReason::changed, {}, ""}};
  directory.last = true;
  write(dir / "i", {directory, file});
  const auto reader = open(dir / "i");
  const auto counts = reader->gap_counts();
  ASSERT_TRUE(counts.ok());
  EXPECT_EQ(counts->at(GapReason::corrupt), 2u);
  EXPECT_EQ(counts->at(GapReason::permission), 1u);
  EXPECT_EQ(reader->coverage().other_gaps, 1u);
  EXPECT_EQ(reader->coverage().partial, 1u);
}

TEST(Store, CopiesNameTheFirstInReportOrder) {
  const TempDir dir;
  std::vector<ItemChunk> chunks = {item("d"), item("c"), item("b"), item("a"),
                                   item("e"), item("f"), item("g")};
  for (ItemChunk& chunk : chunks) chunk.objects[0].content = digest_of(1);
  chunks[3].objects[0].content = digest_of(2);     // a: another content
  chunks[4].objects[0].content_bytes = 0;          // e: nothing in it
  chunks[5].objects[0].same_as = "/b";             // f: a hard link is no copy
  chunks[6].objects[0].kind = ObjectKind::pseudo;  // g: no object
  write(dir / "i", chunks);
  std::map<std::string, std::string> copies;
  ASSERT_TRUE(open(dir / "i")
                  ->objects([&](const StoredObject& o) {
                    copies[o.row.location] = o.copy_of.value_or("");
                    return true;
                  })
                  .ok());
  const std::map<std::string, std::string> expected = {
      {"/a", ""}, {"/b", ""}, {"/c", "/b"}, {"/d", "/b"}, {"/e", ""}, {"/f", ""}, {"/g", ""}};
  EXPECT_EQ(copies, expected);
}

TEST(Store, AnOpenItemIsInvisible) {
  const TempDir dir;
  ItemChunk open_item = item("b", false);
  open_item.rows[{0, std::nullopt, 0, EvidenceSet(1)}] = value_of({1});
  open_item.gaps.push_back({"b", "/b", GapReason::corrupt, {}, ""});
  open_item.findings.emplace_back().finding.masked = "m";
  open_item.objects[0].content = digest_of(1);
  open_item.links = 9;
  ItemChunk done = item("c");
  done.objects[0].content = digest_of(1);
  for (const bool finish : {true, false}) {
    const std::string path = dir / (finish ? "finished" : "ended");
    {
      const auto writer = create(path);
      ASSERT_TRUE(writer->add(open_item).ok());
      ASSERT_TRUE(writer->add(done).ok());
      if (finish) {
        ASSERT_TRUE(writer->finish(some_facts()).ok());
      }
    }
    const auto reader = open(path);
    ASSERT_NE(reader, nullptr);
    const Coverage coverage = reader->coverage();
    EXPECT_EQ(coverage.seen, 1u);
    EXPECT_EQ(coverage.bytes_read, 10u);
    EXPECT_EQ(coverage.complete, finish);
    EXPECT_EQ(reader->run().links, 0u);
    const std::string text = contents(*reader);
    EXPECT_EQ(text.find("/b"), std::string::npos) << text;
    EXPECT_EQ(text.find("row"), std::string::npos);
    EXPECT_EQ(text.find("finding"), std::string::npos);
    EXPECT_EQ(text.find("gap"), std::string::npos);
  }
}

TEST(Store, VisitorsStopWhenToldTo) {
  const TempDir dir;
  std::vector<ItemChunk> chunks;
  for (const char* key : {"a", "b", "c"}) {
    chunks.push_back(item(key));
    chunks.back().rows[{0, std::nullopt, 0, EvidenceSet(1)}] = value_of({1});
    chunks.back().gaps.push_back({key, key, GapReason::corrupt, {}, ""});
    chunks.back().findings.emplace_back();
  }
  write(dir / "i", chunks);
  const auto reader = open(dir / "i");
  int calls = 0;
  EXPECT_TRUE(reader->objects([&](const StoredObject&) { return ++calls, false; }).ok());
  EXPECT_TRUE(reader->rows([&](const StoredRow&) { return ++calls, false; }).ok());
  EXPECT_TRUE(reader->gaps([&](const GapRow&) { return ++calls, false; }).ok());
  EXPECT_TRUE(reader->findings([&](const StoredFinding&) { return ++calls, false; }).ok());
  EXPECT_EQ(calls, 4);
}

size_t resident_kib() {
  std::ifstream in("/proc/self/status");
  for (std::string word; in >> word;) {
    size_t kib = 0;
    if (word == "VmRSS:" && in >> kib) return kib;
  }
  return 0;
}

TEST(Store, TwoHundredThousandRowsStreamInFlatMemory) {
  const TempDir dir;
  constexpr int kItems = 100000;
  std::mt19937_64 random(31);
  {
    const auto writer = create(dir / "i");
    const size_t before = resident_kib();
    for (int i = 0; i < kItems; ++i) {
      ItemChunk chunk = item("directory/" + std::to_string(i));
      chunk.objects[0].content = random_digest(random);
      for (uint16_t rule = 0; rule < 2; ++rule) {
        chunk.rows[{0, std::nullopt, rule, EvidenceSet(1)}].add(random_digest(random),
                                                                "11***************X");
      }
      ASSERT_TRUE(writer->add(chunk).ok());
    }
    ASSERT_TRUE(writer->finish(some_facts()).ok());
    EXPECT_TRUE(kSanitized || resident_kib() < before + 48 * 1024);
  }
  const auto reader = open(dir / "i");
  const size_t before = resident_kib();
  uint64_t rows = 0, objects = 0;
  ASSERT_TRUE(reader->rows([&](const StoredRow&) { return ++rows, true; }).ok());
  ASSERT_TRUE(reader->objects([&](const StoredObject&) { return ++objects, true; }).ok());
  EXPECT_EQ(rows, 2u * kItems);
  EXPECT_EQ(objects, uint64_t{kItems});
  EXPECT_TRUE(kSanitized || resident_kib() < before + 16 * 1024);
}

}  // namespace
}  // namespace qingce::test
