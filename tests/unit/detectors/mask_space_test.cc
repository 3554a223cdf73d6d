// A mask leaves at least 10^6 valid values: counted from the tables, with dates and check digits,
// for every head and tail that a value can show. The counts are lower bounds of the standards'
// spaces, not of what the code accepts.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "builtin.h"
#include "detectors/tables/tables.h"

namespace qingce {
namespace {

constexpr uint64_t kMillion = 1'000'000;
constexpr uint64_t kDays = 80 * 365;  // birth dates of the living

uint64_t power10(size_t n) {
  uint64_t value = 1;
  while (n-- > 0) value *= 10;
  return value;
}

// Of the 1,000 sequences behind a fixed first part, the fewest that give one certain MOD 11-2 check
// character.
uint64_t fewest_sequences_per_check() {
  std::array<uint64_t, 11> count{};
  for (uint64_t sequence = 0; sequence < 1000; ++sequence) {
    ++count[(sequence / 100 * 8 + sequence / 10 % 10 * 4 + sequence % 10 * 2) % 11];
  }
  return *std::min_element(count.begin(), count.end());
}

bool shows_two_and_one(const Rule& rule) {
  return rule.mask.style == MaskStyle::edges && rule.mask.head == 2 && rule.mask.tail == 1;
}

uint64_t fewest_divisions_of_a_province() {
  std::map<uint32_t, uint64_t> count;
  for (uint32_t code = 0; code < kMillion; ++code) {
    if (tables::is_division(code) && code / 10000 != 71) ++count[code / 10000];
  }
  uint64_t least = UINT64_MAX;
  for (const auto& [province, divisions] : count) least = std::min(least, divisions);
  return least;
}

TEST(MaskSpace, OneMaskForAllNumbers) {
  const auto rules = builtin();
  for (const Rule& rule : rules->rules()) {
    if (rule.id == "cn.mobile" || rule.id == "email") continue;
    // Nothing at all is shown of what is too short to show anything of it.
    EXPECT_TRUE(shows_two_and_one(rule) || rule.mask.style == MaskStyle::full)
        << rule.id;  // so a value has one mask whatever rule finds it
  }
  EXPECT_EQ(rule_of(*rules, "email").mask.style, MaskStyle::email);
  // The stated exception.
  EXPECT_EQ(rule_of(*rules, "cn.mobile").mask, (MaskSpec{MaskStyle::edges, 3, 4}));
}

TEST(MaskSpace, ResidentIds) {
  EXPECT_GE(fewest_divisions_of_a_province() * kDays * fewest_sequences_per_check(), kMillion);
  // 81, 82 and 83 have one division each.
  EXPECT_GE(kDays * fewest_sequences_per_check(), kMillion);
}

TEST(MaskSpace, ForeignPermanentResidentCards) {
  // New: 9 and a province's first digit (at least one province behind it), all countries.
  EXPECT_GE(tables::facts("countries").rows * kDays * fewest_sequences_per_check(), kMillion);
  // Old: two letters may leave one country; a place of application for each prefecture; weight 3 of
  // the sequence digit is prime to 10, so each check digit has just one.
  uint64_t prefectures = 0;
  for (uint32_t code = 0; code < 10000; ++code)
    prefectures += tables::is_prefecture(code) ? 1u : 0u;
  EXPECT_GE(prefectures * kDays * 1, kMillion);
}

TEST(MaskSpace, BankCards) {
  std::map<std::pair<std::string, size_t>, uint64_t>
      space;  // (head, length) -> cards with one certain check digit
  std::string row;
  for (const char c : tables::facts("bins").content) {
    if (c != '\n') {
      row.push_back(c);
      continue;
    }
    const size_t blank = row.find(' ');
    const auto length = static_cast<size_t>(std::stoul(row.substr(blank + 1)));
    space[{row.substr(0, 2), length}] += power10(length - blank - 1);
    row.clear();
  }
  for (const auto& [key, count] : space)
    EXPECT_GE(count, kMillion) << key.first << ' ' << key.second;
}

TEST(MaskSpace, BankAccountsLandlinesCodes) {
  const auto rules = builtin();
  EXPECT_GE(power10(rule_of(*rules, "cn.bank-account").lengths.front() - 3u), kMillion);
  // Landlines: 7 first digits of the subscriber, the last digit shown.
  std::map<std::pair<std::string, size_t>, uint64_t> space;
  std::string row;
  for (const char c : tables::facts("area-codes").content) {
    if (c != '\n') {
      row.push_back(c);
      continue;
    }
    space[{row.substr(0, 2), row.size() + 8}] += 7 * power10(6);
    if (row.size() == 4) space[{row.substr(0, 2), row.size() + 7}] += 7 * power10(5);
    row.clear();
  }
  for (const auto& [key, count] : space)
    EXPECT_GE(count, kMillion) << key.first << ' ' << key.second;
  // Credit codes: numeric organisation codes alone, both checks fixed.
  EXPECT_GE(tables::facts("divisions").rows * power10(8) / 31 / 11, kMillion);
}

}  // namespace
}  // namespace qingce
