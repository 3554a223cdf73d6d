// Records and people: worked examples, and random records against a plain count of what they hold.
#include "scanner/run/record_book.h"

#include <gtest/gtest.h>

#include <random>
#include <set>

namespace qingce {
namespace {

Digest128 digest_of(uint32_t value) {
  Digest128 digest;
  for (size_t i = 0; i < 4; ++i) digest.bytes[i] = static_cast<uint8_t>(value >> (8 * i));
  return digest;
}

PeopleKey key_of(const std::string& table, const std::vector<ColumnVote>& votes = {}) {
  PeopleKey key;
  key.table.table = table;
  key.votes = votes;
  return key;
}

EvidenceSet named() {
  return EvidenceSet()
      .add(Evidence::check_passed)
      .add(Evidence::table_hit)
      .add(Evidence::field_name);
}

class RecordBookTest : public testing::Test {
 protected:
  RecordBookTest() : persons_(*rules_, "2026-02-28") {}

  void field(uint32_t number, const std::string& name, const std::string& comment = "") {
    book_.name(number, name, name, comment);
  }
  RecordValue value(uint64_t record, uint32_t field, const char* rule, uint32_t digest,
                    EvidenceSet evidence = named()) {
    return {record,           field, *rules_->find(rule), evidence, PersonRules::Age::unknown,
            digest_of(digest)};
  }
  void add(uint64_t record, uint32_t field, const char* rule, uint32_t digest,
           EvidenceSet evidence = named()) {
    book_.add(value(record, field, rule, digest, evidence), persons_);
  }
  ItemChunk done() {
    book_.finish(persons_);
    ItemChunk chunk;
    book_.move_to(0, chunk);
    return chunk;
  }
  static uint64_t subjects(ItemChunk& chunk, const std::string& table) {
    return chunk.people[key_of(table)].distinct();
  }

  std::shared_ptr<const RuleSet> rules_ = *RuleSet::load({});
  PersonRules persons_;
  RecordBook book_;
};

TEST_F(RecordBookTest, TheStrongestIdentifierStandsForAPerson) {
  field(1, "u.id_card");
  field(2, "u.phone");
  field(3, "u.email");
  add(10, 1, "cn.resident-id", 1);
  add(10, 2, "cn.mobile", 2);
  add(20, 2, "cn.mobile", 3);
  add(20, 3, "email", 4);
  add(30, 1, "cn.resident-id", 1);  // the same person again
  add(40, 3, "email", 4);
  ItemChunk chunk = done();
  EXPECT_EQ(subjects(chunk, "u"), 3u);  // ID 1, mobile 3, e-mail 4
  EXPECT_EQ((chunk.tables[{0, "u"}]), (TableCounts{4, 0, 0, 0}));
}

TEST_F(RecordBookTest, OtherPersonsOfARecord) {
  field(1, "roster.child_id", "学生身份证号");
  field(2, "roster.parent_phone");
  field(3, "roster.phone");
  add(10, 1, "cn.resident-id", 1);
  add(10, 2, "cn.mobile", 2);
  add(20, 1, "cn.resident-id", 3);
  add(20, 2, "cn.mobile", 2);  // a brother or sister
  add(30, 2, "cn.mobile", 5);
  add(30, 3, "cn.mobile", 6);
  ItemChunk chunk = done();
  EXPECT_EQ(subjects(chunk, "roster"), 5u);
  EXPECT_EQ((chunk.tables[{0, "roster"}]), (TableCounts{3, 0, 0, 3}));
}

TEST_F(RecordBookTest, SeveralNumbersInOneField) {
  field(1, "t.note");
  field(2, "t.old_id_card");
  for (uint32_t i = 0; i < 9000; ++i) add(7, 1, "cn.resident-id", i);
  add(7, 2, "cn.resident-id", 9000);
  ItemChunk chunk = done();
  const Sketch& sketch = chunk.people[key_of("t")];
  EXPECT_NEAR(static_cast<double>(sketch.distinct()), 9001, 9001 * 0.08);
  EXPECT_EQ((chunk.tables[{0, "t"}].records), 1u);
}

TEST_F(RecordBookTest, WhatAColumnDecidesIsLeftOpen) {
  field(1, "c1");
  field(2, "c2");
  const EvidenceSet alone = EvidenceSet().add(Evidence::table_hit);
  const EvidenceSet both = EvidenceSet().add(Evidence::table_hit).add(Evidence::check_passed);
  add(1, 1, "cn.mobile", 1, alone);
  add(1, 2, "cn.bank-card", 2, both);
  add(2, 1, "cn.mobile", 3, alone);
  ItemChunk chunk = done();
  EXPECT_EQ(subjects(chunk, ""), 0u);
  const ColumnVote mobile{"c1", *rules_->find("cn.mobile"), alone};
  const ColumnVote card{"c2", *rules_->find("cn.bank-card"), both};
  EXPECT_EQ(chunk.people[key_of("", {mobile})].distinct(), 2u);
  EXPECT_EQ((chunk.people[key_of("", {mobile, card})].distinct()), 1u);
}

TEST_F(RecordBookTest, MaskedValuesAndFillersAreNobody) {
  field(1, "u.id_card");
  field(2, "u.phone");
  add(1, 1, "cn.resident-id", 1, named().add(Evidence::masked));
  add(2, 2, "cn.mobile", 2, named().add(Evidence::placeholder));
  ItemChunk chunk = done();
  EXPECT_EQ(subjects(chunk, "u"), 0u);
  EXPECT_EQ((chunk.tables[{0, "u"}].records), 2u);
}

TEST_F(RecordBookTest, AWrongCheckDigitCountsBehindEverythingElse) {
  field(1, "u.id_card");
  field(2, "u.email");
  const EvidenceSet wrong =
      EvidenceSet().add(Evidence::table_hit).add(Evidence::field_name).add(Evidence::check_failed);
  add(1, 1, "cn.resident-id", 1, wrong);
  add(1, 2, "email", 2);
  add(2, 1, "cn.resident-id", 3, wrong);
  ItemChunk chunk = done();
  const auto& digests = chunk.people[key_of("u")].digests();
  EXPECT_EQ(digests, (std::vector<Digest128>{digest_of(2), digest_of(3)}));
}

TEST_F(RecordBookTest, ColumnsOfABatchComeOneAfterAnother) {
  field(1, "u.id_card");
  field(2, "u.phone");
  book_.begin_batch(persons_);
  add(5, 1, "cn.resident-id", 1);
  add(7, 1, "cn.resident-id", 2);
  add(5, 2, "cn.mobile", 3);
  add(6, 2, "cn.mobile", 4);
  book_.end_batch(persons_);
  ItemChunk chunk = done();
  EXPECT_EQ(subjects(chunk, "u"), 3u);
  EXPECT_EQ((chunk.tables[{0, "u"}].records), 3u);
}

TEST_F(RecordBookTest, YearsOfRecordsWithFindings) {
  field(1, "u.phone");
  field(2, "u.created_at");
  add(1, 1, "cn.mobile", 1);
  book_.date(1, 2, 2019);
  book_.date(1, 2, 2020);  // the field's second date in the record
  add(2, 1, "cn.mobile", 2);
  book_.date(1, 2, 2001);  // of a record that is not open
  book_.date(2, 2, 2019);
  ItemChunk chunk = done();
  EXPECT_EQ(chunk.years, (std::map<YearKey, uint64_t>{{{0, "u.created_at", 2019}, 2}}));
}

// Whenever what was gathered is handed on, the sum is the same; and it is what a plain count gives.
TEST_F(RecordBookTest, HandingOnAnywhereGivesTheSameSum) {
  struct Made {
    uint64_t record;
    uint32_t field;
    const char* rule;
    uint32_t digest;
  };
  constexpr uint32_t kId = 1, kPhone = 2, kParent = 3;
  std::mt19937_64 random(5);
  std::vector<Made> made;
  std::set<uint32_t> truth;
  uint64_t records = 0;
  for (uint64_t r = 1; r <= 3000; ++r) {
    const uint32_t id = random() % 4 != 0 ? 1 + static_cast<uint32_t>(random() % 1000) : 0;
    const uint32_t phone = random() % 3 != 0 ? 5000 + static_cast<uint32_t>(random() % 900) : 0;
    const uint32_t parent = random() % 2 != 0 ? 5000 + static_cast<uint32_t>(random() % 900) : 0;
    if (id != 0) made.push_back({r * 40, kId, "cn.resident-id", id});
    if (phone != 0) made.push_back({r * 40, kPhone, "cn.mobile", phone});
    if (parent != 0) made.push_back({r * 40, kParent, "cn.mobile", parent});
    if (id != 0 || phone != 0) truth.insert(id != 0 ? id : phone);
    if (parent != 0) truth.insert(parent);
    if (id != 0 || phone != 0 || parent != 0) ++records;
  }
  for (int round = 0; round < 4; ++round) {
    RecordBook book;
    const std::pair<uint32_t, const char*> names[] = {
        {kId, "u.id_card"}, {kPhone, "u.phone"}, {kParent, "u.parent_phone"}};
    for (const auto& [number, name] : names) book.name(number, name, name, "");
    ItemChunk sum;
    for (const Made& m : made) {
      book.add(value(m.record, m.field, m.rule, m.digest), persons_);
      if (round > 0 && random() % (round == 1 ? 3 : 200) == 0) {
        ItemChunk part;
        book.move_to(0, part);
        for (const auto& [key, counts] : part.tables) sum.tables[key].merge(counts);
        for (const auto& [key, digests] : part.people) sum.people[key].merge(digests);
      }
    }
    book.finish(persons_);
    ItemChunk part;
    book.move_to(0, part);
    for (const auto& [key, counts] : part.tables) sum.tables[key].merge(counts);
    for (const auto& [key, digests] : part.people) sum.people[key].merge(digests);
    EXPECT_EQ(subjects(sum, "u"), truth.size()) << round;
    EXPECT_EQ((sum.tables[{0, "u"}].records), records) << round;
  }
}

TEST_F(RecordBookTest, AgesAtTheReferenceDate) {
  const uint16_t rule = *rules_->find("cn.resident-id");
  // At 2026-02-28: the 14th birthday of the first two, one day after that of the third.
  EXPECT_EQ(persons_.age(rule, "110105201202280017"), PersonRules::Age::under_14);
  EXPECT_EQ(persons_.age(rule, "110105201202290020"), PersonRules::Age::under_14);
  EXPECT_EQ(persons_.age(rule, "110105201202270010"), PersonRules::Age::under_18);
  EXPECT_EQ(persons_.age(rule, "11010519491231002X"), PersonRules::Age::adult);
  EXPECT_EQ(persons_.age(*rules_->find("cn.mobile"), "13912345670"), PersonRules::Age::unknown);
}

}  // namespace
}  // namespace qingce
