// Ages and identifiers, against dates worked out by hand.
#include "detectors/person.h"

#include <gtest/gtest.h>

#include "builtin.h"

namespace qingce {
namespace {

Date date(const char* text) { return parse_iso_date(text).value(); }

TEST(Person, TheBirthdayItselfStillCounts) {
  const Date born = date("2012-06-15");
  EXPECT_TRUE(is_under(born, 14, date("2026-06-14")));
  EXPECT_TRUE(is_under(born, 14, date("2026-06-15")));
  EXPECT_FALSE(is_under(born, 14, date("2026-06-16")));
  EXPECT_TRUE(is_under(born, 18, date("2030-06-15")));
  EXPECT_FALSE(is_under(born, 18, date("2030-06-16")));
}

TEST(Person, BornOnTheTwentyNinthOfFebruary) {
  const Date born = date("2012-02-29");
  EXPECT_TRUE(is_under(born, 14, date("2026-02-28")));
  EXPECT_FALSE(is_under(born, 14, date("2026-03-01")));
  // 2028 is a leap year.
  EXPECT_TRUE(is_under(born, 16, date("2028-02-29")));
  EXPECT_FALSE(is_under(born, 16, date("2028-03-01")));
  // Born on the 28th: the same last day.
  EXPECT_TRUE(is_under(date("2012-02-28"), 14, date("2026-02-28")));
  EXPECT_FALSE(is_under(date("2012-02-28"), 14, date("2026-03-01")));
}

TEST(Person, IsoDates) {
  EXPECT_EQ(parse_iso_date("2024-02-29"), (Date{2024, 2, 29}));
  for (const char* wrong : {"2023-02-29", "2100-02-29", "2024-13-01", "2024-00-01", "2024-01-32",
                            "2024-1-01", "20240101", "2024-01-0x", ""}) {
    EXPECT_FALSE(parse_iso_date(wrong).has_value()) << wrong;
  }
  EXPECT_TRUE(parse_iso_date("2000-02-29").has_value());
}

TEST(Person, BirthDatesOfDocuments) {
  const auto rules = builtin();
  const Date now = date("2026-01-31");
  EXPECT_EQ(birth_date(rule_of(*rules, "cn.resident-id"), "11010519491231002X", now),
            date("1949-12-31"));
  // A 15-digit number is digested in its 18-digit form.
  EXPECT_EQ(birth_date(rule_of(*rules, "cn.resident-id-15"), "110105194912310021", now),
            date("1949-12-31"));
  EXPECT_EQ(birth_date(rule_of(*rules, "cn.hmt-residence-permit"), "810000199408230021", now),
            date("1994-08-23"));
  const Rule& card = rule_of(*rules, "cn.foreign-permanent-resident-card");
  EXPECT_EQ(birth_date(card, "911398199012310021", now), date("1990-12-31"));
  EXPECT_EQ(birth_date(card, "KAZ110090123105", now), date("1990-12-31"));
  EXPECT_EQ(birth_date(card, "JPN440315010125", now), date("2015-01-01"));
  EXPECT_FALSE(birth_date(rule_of(*rules, "cn.mobile"), "13912345670", now).has_value());
  EXPECT_FALSE(
      birth_date(rule_of(*rules, "cn.resident-id"), "110105194913310021", now).has_value());
}

TEST(Person, StrengthOfIdentifiers) {
  const auto rules = builtin();
  const auto of = [&](const char* id) { return identifier_of(rule_of(*rules, id)); };
  EXPECT_GT(of("cn.resident-id"), of("cn.foreign-permanent-resident-card"));
  EXPECT_EQ(of("cn.resident-id"), of("cn.resident-id-15"));
  EXPECT_GT(of("cn.hmt-residence-permit"), of("cn.mobile"));
  EXPECT_GT(of("cn.mobile"), of("cn.bank-card"));
  EXPECT_GT(of("cn.bank-card"), of("email"));
  EXPECT_EQ(of("cn.landline"), Identifier::none);
  EXPECT_EQ(of("cn.uscc"), Identifier::none);
  const Rule& id = rule_of(*rules, "cn.resident-id");
  EXPECT_EQ(identifier_of(id, EvidenceSet().add(Evidence::check_failed)), Identifier::weak);
  EXPECT_EQ(identifier_of(id, EvidenceSet().add(Evidence::digest)), Identifier::weak);
  EXPECT_EQ(identifier_of(id, EvidenceSet().add(Evidence::masked)), Identifier::none);
  EXPECT_EQ(identifier_of(id, EvidenceSet().add(Evidence::placeholder)), Identifier::none);
  EXPECT_TRUE(is_foreign(rule_of(*rules, "cn.foreign-permanent-resident-card")));
  EXPECT_FALSE(is_foreign(id));
}

}  // namespace
}  // namespace qingce
