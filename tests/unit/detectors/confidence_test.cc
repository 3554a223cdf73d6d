// The truth table of confidence, row by row as the design states it.
#include "detectors/confidence.h"

#include <gtest/gtest.h>

#include <initializer_list>
#include <string_view>

#include "builtin.h"

namespace qingce {
namespace {

constexpr auto possible = Confidence::possible;
constexpr auto likely = Confidence::likely;
constexpr auto confirmed = Confidence::confirmed;

constexpr Evidence kCheck = Evidence::check_passed;
constexpr Evidence kTable = Evidence::table_hit;
constexpr Evidence kNear = Evidence::context_near;
constexpr Evidence kNot = Evidence::negative_context;
constexpr Evidence kName = Evidence::field_name;
constexpr Evidence kGlued = Evidence::glued;
constexpr Evidence kContested = Evidence::contested;
constexpr Evidence kFailed = Evidence::check_failed;

struct Row {
  std::string_view rule;
  std::initializer_list<Evidence> evidence;
  FieldStatistics field;
  Confidence expected;
};

const FieldStatistics kNoField{};
const FieldStatistics kFew{19, 19};
const FieldStatistics kColumn{20, 16};  // 80 %
const FieldStatistics kAlmost{20, 15};  // 75 %: neither vouches nor outvotes
const FieldStatistics kNoise{1000, 10};

TEST(Confidence, TruthTable) {
  const Row table[] = {
      // Check and table.
      {"cn.resident-id", {kCheck, kTable}, kNoField, likely},
      {"cn.resident-id", {kCheck, kTable, kNear}, kNoField, confirmed},
      {"cn.resident-id", {kCheck, kTable, kName}, kNoField, confirmed},
      {"cn.resident-id", {kCheck, kTable}, kFew, likely},
      {"cn.resident-id", {kCheck, kTable}, kColumn, confirmed},
      {"cn.resident-id", {kCheck, kTable}, kAlmost, likely},
      {"cn.resident-id", {kCheck, kTable}, kNoise, likely},  // never outvoted
      {"cn.resident-id", {kCheck, kTable, kGlued}, kNoField, likely},
      {"cn.resident-id", {kCheck, kTable, kNot}, kNoField, possible},
      {"cn.resident-id", {kCheck, kTable, kNear, kNot}, kNoField, likely},
      // Another rule takes it, too: name or share decide in a field of twenty.
      {"cn.bank-card", {kCheck, kTable, kContested}, kNoField, likely},
      {"cn.bank-card", {kCheck, kTable, kContested}, kFew, likely},
      {"cn.bank-card", {kCheck, kTable, kContested}, kColumn, confirmed},
      {"cn.bank-card", {kCheck, kTable, kContested}, kAlmost, possible},
      {"cn.bank-card", {kCheck, kTable, kContested, kName}, kAlmost, confirmed},
      {"cn.resident-id", {kCheck, kTable, kContested}, kNoise, likely},
      // Behind a digest or a cipher.
      {"cn.mobile", {Evidence::digest, kName}, kNoField, likely},
      {"email", {Evidence::ciphertext, kName}, kNoise, likely},
      // Table without check, check without table.
      {"cn.resident-id", {kTable, kFailed}, kNoField, possible},
      {"cn.resident-id", {kTable, kFailed, kNear}, kNoField, possible},
      {"cn.resident-id", {kTable, kFailed, kName}, kNoField, likely},
      {"cn.resident-id", {kCheck}, kNoField, possible},
      {"cn.resident-id", {kCheck, kNear}, kNoField, likely},
      {"cn.resident-id", {kCheck}, kColumn, likely},
      {"cn.hmt-residence-permit", {kCheck, kTable}, kNoField, likely},
      {"cn.foreign-permanent-resident-card", {kCheck, kTable, kNear}, kNoField, confirmed},
      {"cn.bank-card", {kCheck, kTable}, kNoField, likely},
      {"cn.bank-card", {kCheck, kTable}, kNoise, possible},
      {"cn.bank-card",
       {kCheck, kTable, kNear},
       kNoise,
       confirmed},  // what stands beside beats the column
      {"cn.bank-card", {kCheck, kTable, kGlued}, kNoField, possible},
      {"cn.bank-card", {kCheck}, kNoField, possible},
      {"cn.uscc", {kCheck, kTable}, kNoField, likely},
      {"cn.uscc", {kCheck, kTable, kName}, kNoField, confirmed},
      // The old ID has no check: alone only possible.
      {"cn.resident-id-15", {kTable}, kNoField, possible},
      {"cn.resident-id-15", {kTable, kNear}, kNoField, confirmed},
      {"cn.resident-id-15", {kTable}, kColumn, confirmed},
      {"cn.resident-id-15", {kTable}, kNoise, possible},
      // Self-evident rules.
      {"cn.mobile", {kTable}, kNoField, likely},
      {"cn.mobile", {kTable, kGlued}, kNoField, possible},
      {"cn.mobile", {kTable, kNear}, kNoField, confirmed},
      {"cn.mobile", {kTable, kNear, kGlued}, kNoField, likely},
      {"cn.mobile", {kTable, kName, kGlued}, kNoField, confirmed},
      {"cn.mobile", {kTable}, kColumn, confirmed},
      {"cn.mobile", {kTable}, kNoise, possible},
      {"cn.mobile", {kTable, kNot}, kNoField, possible},
      {"cn.mobile", {kTable, kNot, kGlued}, kNoField, possible},
      {"cn.landline", {kTable}, kNoField, likely},
      {"cn.landline", {kTable, kNear}, kNoField, confirmed},
      // As digits alone (plain_is_weak) the table's word is not given.
      {"cn.landline", {}, kNoField, possible},
      {"cn.landline", {}, kColumn, possible},
      {"cn.landline", {kNear}, kNoField, likely},
      {"cn.landline", {kName}, kNoField, likely},
      {"email", {kTable}, kNoField, likely},
      {"email", {}, kNoField, possible},
      {"email", {kTable, kName}, kNoField, confirmed},
      // Neither check nor table.
      {"cn.bank-account", {kNear}, kNoField, likely},
      {"cn.bank-account", {kName}, kNoField, likely},
      {"cn.bank-account", {kNear}, kColumn, likely},
      {"cn.bank-account", {kNear, kNot}, kNoField, possible},
  };
  const auto rules = builtin();
  int row_number = 0;
  for (const Row& row : table) {
    EvidenceSet evidence;
    for (const Evidence e : row.evidence) evidence.add(e);
    EXPECT_EQ(confidence(rule_of(*rules, row.rule), evidence, row.field), row.expected)
        << "row " << row_number << ' ' << row.rule;
    ++row_number;
  }
}

TEST(Confidence, MaskedDamagedAndPlaceholdersAreAtMostPossible) {
  const auto rules = builtin();
  for (const Evidence state : {Evidence::masked, Evidence::damaged, Evidence::placeholder}) {
    EvidenceSet evidence;
    evidence.add(state).add(kCheck).add(kTable).add(kNear).add(kName);
    for (const Rule& rule : rules->rules())
      EXPECT_EQ(confidence(rule, evidence, kColumn), possible) << rule.id;
  }
}

// Any evidence under any counts: in range, and never lower for a field name than without it.
TEST(Confidence, MonotoneInTheFieldName) {
  const auto rules = builtin();
  const FieldStatistics fields[] = {
      kNoField, kFew, kColumn, kNoise, {UINT64_MAX, UINT64_MAX}, {UINT64_MAX, 0}, {1, 5}};
  for (const Rule& rule : rules->rules()) {
    for (uint16_t bits = 0; bits < 1024; ++bits) {
      const EvidenceSet without(static_cast<uint16_t>(bits & ~static_cast<uint16_t>(kName)));
      EvidenceSet with = without;
      with.add(kName);
      for (const FieldStatistics& field : fields) {
        EXPECT_LE(confidence(rule, without, field), confidence(rule, with, field))
            << rule.id << ' ' << bits;
      }
    }
  }
}

}  // namespace
}  // namespace qingce
