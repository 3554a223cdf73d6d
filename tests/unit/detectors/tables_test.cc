// Row counts as their generators printed them, and spot values from the standards or from the facts
// about each source.
#include "detectors/tables/tables.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

namespace qingce::tables {
namespace {

std::vector<std::string> rows_of(std::string_view name) {
  std::vector<std::string> rows;
  std::string row;
  for (const char c : facts(name).content) {
    if (c != '\n') {
      row.push_back(c);
      continue;
    }
    rows.push_back(row);
    row.clear();
  }
  return rows;
}

TEST(Tables, RowCounts) {
  EXPECT_EQ(facts("divisions").rows, 7269u);
  EXPECT_EQ(facts("bins").rows, 2360u);
  EXPECT_EQ(facts("mobile").rows, 5333u);
  EXPECT_EQ(facts("area-codes").rows, 330u);
  EXPECT_EQ(facts("countries").rows, 241u);
  EXPECT_EQ(facts("tlds").rows, 1438u);
  EXPECT_EQ(facts("nothing").rows, 0u);
}

TEST(Tables, RowsAreSortedAndOnce) {
  for (const std::string_view name : table_names()) {
    const std::vector<std::string> rows = rows_of(name);
    EXPECT_EQ(rows.size(), facts(name).rows);
    EXPECT_EQ(std::adjacent_find(rows.begin(), rows.end(), std::greater_equal<>()), rows.end())
        << name;
  }
}

TEST(Tables, Divisions) {
  // Current (653228 and 330113 are of 2024/25), abolished, province level.
  for (const uint32_t code : {110101u, 110105u, 440305u, 330113u, 653228u, 659012u, 110103u,
                              511027u, 512301u, 330219u, 120103u, 360426u, 110000u, 710000u}) {
    EXPECT_TRUE(is_division(code)) << code;
  }
  for (const uint32_t code :
       {0u, 110199u, 810000u, 820000u, 830000u, 999999u, 123456u, 1000000u, 4294967295u}) {
    EXPECT_FALSE(is_division(code)) << code;
  }
  // All of them, counted by asking for every number.
  size_t count = 0;
  for (uint32_t code = 0; code < 1'000'000; ++code) count += is_division(code) ? 1u : 0u;
  EXPECT_EQ(count, facts("divisions").rows);
  for (const uint32_t province : {11u, 15u, 23u, 37u, 46u, 50u, 54u, 65u, 71u})
    EXPECT_TRUE(is_province(province));
  for (const uint32_t province : {0u, 10u, 16u, 24u, 38u, 47u, 55u, 66u, 81u, 99u, 100u}) {
    EXPECT_FALSE(is_province(province)) << province;
  }
}

// The facts of the number plan, written out: LPN's pattern and the documented additions.
bool planned(const std::string& p) {
  if (p == "16100" || p.starts_with("1610")) return true;
  if (p >= "17400" && p <= "17412") return true;
  if (p.starts_with("1749")) return true;
  const std::string three = p.substr(0, 3);
  constexpr std::string_view kThree[] = {
      "130", "131", "132", "133", "134", "135", "136", "137", "138", "139", "145",
      "147", "149", "150", "151", "152", "153", "155", "156", "157", "158", "159",
      "162", "165", "166", "167", "170", "171", "172", "173", "175", "176", "177",
      "178", "180", "181", "182", "183", "184", "185", "186", "187", "188", "189",
      "190", "191", "192", "193", "195", "196", "197", "198", "199"};
  return std::find(std::begin(kThree), std::end(kThree), three) != std::end(kThree);
}

TEST(Tables, MobilePlanIsAsDocumented) {
  for (uint32_t prefix = 10000; prefix < 20000; ++prefix) {
    EXPECT_EQ(is_mobile_prefix(prefix), planned(std::to_string(prefix))) << prefix;
  }
  EXPECT_FALSE(is_mobile_prefix(0));
  EXPECT_FALSE(is_mobile_prefix(20000));
  EXPECT_FALSE(is_mobile_prefix(4294967295u));
}

TEST(Tables, AreaCodes) {
  for (const std::string_view code : {"010", "020", "021", "029", "0311", "0755", "0871", "0999"}) {
    EXPECT_TRUE(is_area_code(code)) << code;
  }
  for (const std::string_view code :
       {"", "0", "01", "026", "030", "0100", "0138", "0200", "755", "07555", "1010"}) {
    EXPECT_FALSE(is_area_code(code)) << code;
  }
  // No 3-digit code begins a 4-digit one: the split of a number is unique.
  for (const std::string& row : rows_of("area-codes")) {
    if (row.size() == 4) {
      EXPECT_FALSE(is_area_code(row.substr(0, 3))) << row;
    }
  }
}

TEST(Tables, Countries) {
  for (const std::string_view code : {"CHN", "KAZ", "USA", "JPN", "KOR", "GBR"})
    EXPECT_TRUE(is_country(code)) << code;
  for (const std::string_view code : {"", "ZZZ", "US", "usa", "XXXX"})
    EXPECT_FALSE(is_country(code)) << code;
  // ISO 3166-1 numeric: Kazakhstan, United States, Japan, Bulgaria.
  for (const uint32_t code : {398u, 840u, 392u, 100u}) EXPECT_TRUE(is_country(code)) << code;
  for (const uint32_t code : {0u, 999u, 1000u, 4294967295u}) EXPECT_FALSE(is_country(code)) << code;
}

TEST(Tables, TopLevelDomains) {
  for (const std::string_view label : {"com", "cn", "org", "xn--fiqs8s", "zip"})
    EXPECT_TRUE(is_tld(label)) << label;
  for (const std::string_view label : {"", "COM", "png", "js", "local", "c"})
    EXPECT_FALSE(is_tld(label)) << label;
}

TEST(Tables, BinsKnowTheirCardLength) {
  EXPECT_TRUE(is_bin("1030000000000000000"));  // ABC, three digits, 19
  EXPECT_FALSE(is_bin("1030000000000000"));    // but not 16
  EXPECT_TRUE(is_bin("9558800000000000000"));  // ICBC
  EXPECT_TRUE(is_bin("9896000000000000"));
  EXPECT_TRUE(is_bin("6222020000000000000"));
  EXPECT_FALSE(is_bin("622202000000000"));
  EXPECT_FALSE(is_bin("2026112100000000001"));
  EXPECT_FALSE(is_bin(""));
  EXPECT_FALSE(is_bin("103"));
}

// The chain of prefixes against a plain walk over all rows.
TEST(Tables, BinSearchAgreesWithAScan) {
  struct Row {
    std::string digits;
    size_t length;
  };
  std::vector<Row> rows;
  for (const std::string& row : rows_of("bins")) {
    const size_t space = row.find(' ');
    rows.push_back({row.substr(0, space), static_cast<size_t>(std::stoul(row.substr(space + 1)))});
  }
  const auto scan = [&](const std::string& card) {
    return std::any_of(rows.begin(), rows.end(), [&](const Row& row) {
      return row.length == card.size() && card.starts_with(row.digits);
    });
  };
  std::mt19937 random(7);
  size_t hits = 0;
  for (int i = 0; i < 20000; ++i) {
    const Row& row = rows[random() % rows.size()];
    std::string card = row.digits;
    const size_t length = 13 + random() % 7;
    while (card.size() < length) card.push_back(static_cast<char>('0' + random() % 10));
    if (i % 2 == 0) card[random() % 8] = static_cast<char>('0' + random() % 10);
    hits += scan(card) ? 1u : 0u;
    ASSERT_EQ(is_bin(card), scan(card)) << card;
  }
  EXPECT_GT(hits, 1000u);
}

}  // namespace
}  // namespace qingce::tables
