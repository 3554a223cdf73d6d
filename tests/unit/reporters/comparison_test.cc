// Two inventories that differ in what the test itself has changed. The rows of the golden case
// "company", by its input file: 客户.csv 9 matches, ~tail 1, users.phone 10,008, a name 1,
// users.id_card 5, log.no 30, old%0A.csv 2.
#include "reporters/comparison.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include "golden_case.h"
#include "reporters/acceptance.h"
#include "reporters/diff.h"
#include "reporters/fingerprint.h"

namespace qingce::test {
namespace {

using Json = nlohmann::json;
using Chunks = std::vector<ItemChunk>;
using Count = std::map<RowChange, uint64_t>;

ItemChunk& item(Chunks& chunks, const std::string& key, bool last = true) {
  return *std::find_if(chunks.begin(), chunks.end(),
                       [&](const ItemChunk& c) { return c.item_key == key && c.last == last; });
}

Digest128 digest(uint8_t first) {
  Digest128 d;
  d.bytes[0] = first;
  return d;
}

// "company" against itself after a change.
struct Pair {
  explicit Pair(const GoldenCase::Change& change, const GoldenCase::Change& earlier = {})
      : before("company", earlier), now("company", change) {
    auto made = Comparison::of(before.context(), now.context());
    if (made) comparison = std::move(*made);
  }
  Count counts() const {
    Count out;
    for (int i = 0; i < kRowChanges; ++i) {
      const uint64_t n = comparison->counts()[static_cast<size_t>(i)];
      if (n > 0) out[static_cast<RowChange>(i)] = n;
    }
    return out;
  }
  std::map<std::string, GoneRow> gone() const {
    std::map<std::string, GoneRow> out;
    EXPECT_TRUE(comparison
                    ->gone([&](const JoinedRow& row, const Rule&, const GoneRow& gone) {
                      out[row.location + "#" + row.field.value_or("")] = gone;
                      return true;
                    })
                    .ok());
    return out;
  }
  std::vector<ShrunkObject> shrunk() const {
    std::vector<ShrunkObject> out;
    EXPECT_TRUE(comparison
                    ->shrunk_coverage([&](const ShrunkObject& object) {
                      out.push_back(object);
                      return true;
                    })
                    .ok());
    return out;
  }
  Json json() const {
    TextOutput out;
    EXPECT_TRUE(write_diff_json(before.context(), now.context(), *comparison, out).ok());
    return Json::parse(out.text);
  }
  std::string text(Language language) const {
    TextOutput out;
    EXPECT_TRUE(
        write_diff(before.context(language), now.context(language), *comparison, false, out).ok());
    return out.text;
  }
  GoldenCase before, now;
  std::unique_ptr<Comparison> comparison;
};

TEST(Comparison, EqualInventoriesAreUnchanged) {
  const Pair pair({});
  EXPECT_EQ(pair.counts(), (Count{{RowChange::unchanged, 7}}));
  EXPECT_TRUE(pair.shrunk().empty());
  EXPECT_TRUE(pair.json()["rows"].empty());
}

TEST(Comparison, OneMoreMatchIsOneGrownRow) {
  const Pair pair([](RunFacts&, Chunks& chunks) {
    item(chunks, "k2").rows.begin()->second.add(digest(0xd0), "11************002X");
  });
  EXPECT_EQ(pair.counts(), (Count{{RowChange::unchanged, 6}, {RowChange::grown, 1}}));
  const Json rows = pair.json()["rows"];
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0]["location"], "/srv/数据/old%0A.csv");
  EXPECT_EQ(rows[0]["before"]["matches"], 2);
  EXPECT_EQ(rows[0]["now"]["matches"], 3);
}

TEST(Comparison, OtherValuesOfTheSameNumberAreAChange) {
  const auto other = [](RunFacts&, Chunks& chunks) {
    RowValue value;
    value.add(digest(0xd1), "44************9999");
    value.add(digest(0xd1), "44************9999");
    item(chunks, "k2").rows.begin()->second = value;
  };
  EXPECT_EQ(Pair(other).counts(), (Count{{RowChange::unchanged, 6}, {RowChange::changed, 1}}));
  // Under another key digests say nothing.
  const Pair other_key([&](RunFacts& facts, Chunks& chunks) {
    other(facts, chunks);
    facts.result.key_id = "ffeeddccbbaa0011";
  });
  EXPECT_FALSE(other_key.comparison->same_key());
  EXPECT_EQ(other_key.counts(), (Count{{RowChange::unchanged, 7}}));
}

TEST(Comparison, ARowIsGoneOnlyIfItsObjectWasReadAsWell) {
  const auto without_rows = [](Chunks& chunks) {
    item(chunks, "k2").rows.clear();
    item(chunks, "k2").statistics.clear();
  };
  const Pair gone([&](RunFacts&, Chunks& chunks) { without_rows(chunks); });
  EXPECT_EQ(gone.counts(), (Count{{RowChange::unchanged, 6}, {RowChange::gone, 1}}));

  const Pair removed([](RunFacts&, Chunks& chunks) {
    chunks.erase(std::find_if(chunks.begin(), chunks.end(),
                              [](const ItemChunk& c) { return c.item_key == "k2"; }));
  });
  EXPECT_EQ(removed.counts(), (Count{{RowChange::unchanged, 6}, {RowChange::gone, 1}}));
  EXPECT_TRUE(removed.shrunk().empty());

  const Pair unreadable([&](RunFacts&, Chunks& chunks) {
    without_rows(chunks);
    ItemChunk& chunk = item(chunks, "k2");
    chunk.objects[0].state = ObjectState::gap;
    chunk.gaps.push_back(
        {"k2", chunk.objects[0].location, GapReason::permission, std::nullopt, ""});
  });
  EXPECT_EQ(unreadable.counts(), (Count{{RowChange::unchanged, 6}, {RowChange::unread, 1}}));
  const GoneRow row = unreadable.gone().at("/srv/数据/old%0A.csv#");
  EXPECT_EQ(row.why, NotLooked::gap);
  EXPECT_EQ(row.reason, GapReason::permission);
  ASSERT_EQ(unreadable.shrunk().size(), 1u);
  EXPECT_EQ(unreadable.shrunk()[0].before, ObjectState::scanned);
  EXPECT_EQ(unreadable.shrunk()[0].now, ObjectState::gap);
}

TEST(Comparison, WhatStandsAboveCanBeWhatWasNotRead) {
  // The container can no longer be listed: its members' rows are not gone.
  const Pair container([](RunFacts&, Chunks& chunks) {
    ItemChunk& chunk = item(chunks, "k3");
    chunk.objects.resize(1);
    chunk.rows.clear();
    chunk.statistics.clear();
    chunk.findings.clear();
    chunk.gaps = {{"k3", "/srv/数据/backup.zip", GapReason::encrypted, std::nullopt, "zip"}};
  });
  EXPECT_EQ(container.counts(), (Count{{RowChange::unchanged, 5}, {RowChange::unread, 2}}));
  EXPECT_EQ(container.gone().at("/srv/数据/backup.zip!客户.csv#").reason, GapReason::encrypted);

  // A directory that cannot be entered any more is no object, and is told once.
  const Pair directory([](RunFacts&, Chunks& chunks) {
    for (const char* key : {"k2", "k3"}) {
      chunks.erase(std::find_if(chunks.begin(), chunks.end(),
                                [&](const ItemChunk& c) { return c.item_key == key; }));
    }
    ItemChunk gap;
    gap.item_key = "k6";
    gap.last = true;
    gap.gaps = {{"k6", "/srv/数据", GapReason::io_error, std::nullopt, ""}};
    chunks.push_back(gap);
  });
  EXPECT_EQ(directory.counts(), (Count{{RowChange::unchanged, 4}, {RowChange::unread, 3}}));
  ASSERT_EQ(directory.shrunk().size(), 1u);
  EXPECT_EQ(directory.shrunk()[0].location, "/srv/数据");
  EXPECT_FALSE(directory.shrunk()[0].before);
}

TEST(Comparison, TargetsRulesAndTheEndOfTheScanCount) {
  const auto drop = [](Chunks& chunks) {
    chunks.erase(std::find_if(chunks.begin(), chunks.end(),
                              [](const ItemChunk& c) { return c.item_key == "k2"; }));
  };
  const Pair target([&](RunFacts& facts, Chunks& chunks) {
    drop(chunks);
    facts.targets = {"/srv/数", "stdin"};  // the beginning of a name is not the directory
  });
  EXPECT_EQ(target.gone().at("/srv/数据/old%0A.csv#").why, NotLooked::target);
  const Pair root([&](RunFacts& facts, Chunks& chunks) {
    drop(chunks);
    facts.targets = {"/"};
  });
  EXPECT_EQ(root.gone().at("/srv/数据/old%0A.csv#").change, RowChange::gone);
}

TEST(Comparison, JsonIsAsTheSchemaSays) {
  const Pair pair([](RunFacts& facts, Chunks& chunks) {
    facts.targets = {"/srv/数据"};
    item(chunks, "k2").objects[0].state = ObjectState::partial;
    item(chunks, "k2")
        .gaps.push_back({"k2", "/srv/数据/old%0A.csv", GapReason::truncated, 3000, ""});
    item(chunks, "k2").rows.clear();
    item(chunks, "k2").statistics.clear();
    item(chunks, "k0").rows.begin()->second.add(digest(0xa2), "139****5671");
  });
  const Json report = pair.json();
  const Json document = Json::parse(slurp(QINGCE_DIFF_SCHEMA));
  valijson::Schema schema;
  valijson::SchemaParser(valijson::SchemaParser::kDraft7)
      .populateSchema(valijson::adapters::NlohmannJsonAdapter(document), schema);
  const auto valid = [&](const Json& json) {
    valijson::Validator validator;
    return validator.validate(schema, valijson::adapters::NlohmannJsonAdapter(json), nullptr);
  };
  EXPECT_EQ(report["rows"].size(), 2u);
  EXPECT_TRUE(valid(report));
  for (const char* key : {"change", "fingerprint", "why"}) {
    Json bad = report;
    bad["rows"][0][key] = "x";
    EXPECT_FALSE(valid(bad)) << key;
  }
}

TEST(Comparison, TextSaysGoneOnlyOfWhatIs) {
  const Pair pair([](RunFacts&, Chunks& chunks) {
    item(chunks, "k0").rows.clear();
    item(chunks, "k2").rows.clear();
    item(chunks, "k2").statistics.clear();
    item(chunks, "k2").objects[0].state = ObjectState::gap;
    item(chunks, "k2")
        .gaps.push_back({"k2", "/srv/数据/old%0A.csv", GapReason::vanished, std::nullopt, ""});
  });
  const std::string zh = pair.text(Language::zh);
  EXPECT_NE(zh.find("复查未发现 1，未能复查 1，未变 5"), std::string::npos) << zh;
  EXPECT_NE(zh.find("\n复查未发现 (1)\n"), std::string::npos);
  EXPECT_NE(zh.find("已读取 → 未检查"), std::string::npos);
  const std::string en = pair.text(Language::en);
  EXPECT_NE(en.find("gone 1, not looked at again 1, unchanged 5"), std::string::npos) << en;
}

// SHA-256 by sha256sum: printf 'cn.mobile\0a.txt\0' and printf 'cn.mobile\0a.txt\0#users.phone'.
TEST(Fingerprint, IsTheDocumentedDigest) {
  EXPECT_EQ(row_fingerprint("cn.mobile", "a.txt", std::nullopt),
            "8973b6178dab8792125bd5f37a43b25d3d6c15dc14cf5acf6de96a6e5f7756d1");
  EXPECT_EQ(row_fingerprint("cn.mobile", "a.txt", "users.phone"),
            "8d1462b269ddf069fb50518566e1aa086a5ccc9923ad32cd9a1e8b7df07e86cb");
}

struct Accepting : ::testing::Test {
  // Rows that a list covers, by location and field.
  std::map<std::string, bool> answers(const AcceptanceList& list, AcceptanceCounts* counts) {
    std::map<std::string, bool> out;
    ReportContext context = golden.context();
    context.accepted = &list;
    EXPECT_TRUE(visit_joined_rows(context, [&](const JoinedRow& row) {
                  if (row.accepted != nullptr) out[row.location] = true;
                  if (row.acceptance_lapsed) out[row.location] = false;
                  counts->add(row);
                  return true;
                }).ok());
    return out;
  }
  static AcceptedRow accepted(uint64_t matches, const std::string& until) {
    return {row_fingerprint("t.resident", "/srv/数据/old%0A.csv", std::nullopt),
            matches,
            {"published", "li", until}};
  }
  GoldenCase golden{"company"};  // reference date 2026-01-31
  const std::string where = "/srv/数据/old%0A.csv";
};

TEST_F(Accepting, HoldsToItsLastDayAndItsCount) {
  const struct {
    uint64_t matches;
    const char* until;
    bool holds;
  } cases[] = {{2, "", true},
               {2, "2026-01-31", true},
               {2, "2026-01-30", false},
               {3, "", true},
               {1, "", false}};
  for (const auto& c : cases) {
    AcceptanceCounts counts;
    const auto found = answers(AcceptanceList({accepted(c.matches, c.until)}, {}), &counts);
    EXPECT_EQ(found, (std::map<std::string, bool>{{where, c.holds}})) << c.until;
    EXPECT_EQ(counts.rows, c.holds ? 1u : 0u);
    EXPECT_EQ(counts.matches, c.holds ? 2u : 0u);
    EXPECT_EQ(counts.lapsed, c.holds ? 0u : 1u);
  }
}

TEST_F(Accepting, DigestsCoverARowOnlyAsAWholeAndUnderTheirKey) {
  AllowedRows allowed;
  allowed.digests = {digest(0xd0)};
  allowed.key_id = "00112233aabbccdd";
  allowed.acceptance = {"ours", "li", ""};
  AcceptanceCounts counts;
  EXPECT_EQ(answers(AcceptanceList({}, {allowed}), &counts),
            (std::map<std::string, bool>{{where, true}}));
  // Of the values 50, 20, 70 and 90 of 客户.csv three are not enough, and 10,000 are no exact
  // count.
  allowed.digests = {digest(0x50), digest(0x20), digest(0x70)};
  counts = {};
  answers(AcceptanceList({}, {allowed}), &counts);
  EXPECT_EQ(counts.rows, 0u);
  allowed.digests.push_back(digest(0x90));
  counts = {};
  answers(AcceptanceList({}, {allowed}), &counts);
  EXPECT_EQ(counts.rows, 1u);
  EXPECT_EQ(counts.matches, 9u);
  allowed.key_id = "ffeeddccbbaa0011";
  counts = {};
  answers(AcceptanceList({}, {allowed}), &counts);
  EXPECT_EQ(counts.rows, 0u);
}

TEST_F(Accepting, EveryConditionHasToHold) {
  AllowedRows allowed;
  allowed.field = "users.phone";
  allowed.acceptance = {"ours", "li", ""};
  AcceptanceCounts counts;
  answers(AcceptanceList({}, {allowed}), &counts);
  EXPECT_EQ(counts.matches, 10008u);
  allowed.rule = "t.resident";
  counts = {};
  answers(AcceptanceList({}, {allowed}), &counts);
  EXPECT_EQ(counts.rows, 0u);
  allowed.rule = "";
  allowed.path = [](std::string_view location) { return location.ends_with(".csv"); };
  counts = {};
  answers(AcceptanceList({}, {allowed}), &counts);
  EXPECT_EQ(counts.rows, 0u);
}

TEST_F(Accepting, StaysInEveryFigureAndIsCounted) {
  const AcceptanceList list({accepted(2, "")}, {});
  ReportContext context = golden.context();
  TextOutput plain, marked, summary;
  ASSERT_TRUE(find_reporter("json")->report(context, plain).ok());
  context.accepted = &list;
  ASSERT_TRUE(find_reporter("json")->report(context, marked).ok());
  Json with = Json::parse(marked.text);
  EXPECT_EQ(with["accepted"],
            (Json{{"entries", 1}, {"expired", 0}, {"rows", 1}, {"matches", 2}, {"lapsed", 0}}));
  // Without its marks it is the same report.
  with.erase("accepted");
  for (Json& row : with["rows"]) row.erase("accepted");
  EXPECT_EQ(with, Json::parse(plain.text));
  ASSERT_TRUE(write_summary(context, false, summary).ok());
  EXPECT_NE(summary.text.find("其中已接受 1 行、2 处命中"), std::string::npos);
}

}  // namespace
}  // namespace qingce::test
