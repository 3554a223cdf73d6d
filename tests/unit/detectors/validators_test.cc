#include "detectors/validators.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>

#include "detectors/email.h"
#include "detectors/ruleset.h"
#include "detectors/tables/tables.h"

namespace qingce {
namespace {

TEST(Validators, TablesAreSortedByName) {
  const auto names_ascend = [](const auto& table) {
    return std::adjacent_find(table.begin(), table.end(), [](const auto& a, const auto& b) {
             return a.name >= b.name;
           }) == table.end();
  };
  EXPECT_TRUE(names_ascend(validator_table()));
  EXPECT_TRUE(names_ascend(normal_form_table()));
  for (const ValidatorEntry& entry : validator_table())
    EXPECT_EQ(find_validator(entry.name), &entry);
  for (const NormalFormEntry& entry : normal_form_table())
    EXPECT_EQ(find_normal_form(entry.name), &entry);
  EXPECT_EQ(find_validator("mod11"), nullptr);
  EXPECT_EQ(find_validator(""), nullptr);
  EXPECT_EQ(find_normal_form("lower"), nullptr);
}

// What an entry says about itself must be true of every text: the loader derives a rule's traits
// from it.
TEST(Validators, AnyTextIsSafeAndBitsAreAsDeclared) {
  std::mt19937 random(1);
  constexpr std::string_view kAlphabet = "0123456789Xx9A-.@ \xE5\xFF\0";
  for (int i = 0; i < 20000; ++i) {
    std::string text;
    for (size_t length = random() % 24; length-- > 0;)
      text.push_back(kAlphabet[random() % kAlphabet.size()]);
    for (const ValidatorEntry& entry : validator_table()) {
      EvidenceSet evidence;
      const Verdict verdict = entry.function(text, evidence);
      EXPECT_TRUE(entry.check || !evidence.has(Evidence::check_passed)) << entry.name;
      EXPECT_TRUE(entry.check || verdict != Verdict::fail_check) << entry.name;
      EXPECT_TRUE(entry.table || !evidence.has(Evidence::table_hit)) << entry.name;
    }
    for (const NormalFormEntry& entry : normal_form_table()) {
      std::string out;
      entry.function(text, out);
    }
  }
}

Verdict run(std::string_view name, std::string_view text) {
  EvidenceSet evidence;
  return find_validator(name)->function(text, evidence);
}

TEST(Validators, Dates) {
  EXPECT_EQ(run("date18", "000000200002290000"), Verdict::accept);
  EXPECT_EQ(run("date18", "000000190002290000"), Verdict::reject);
  EXPECT_EQ(run("date18", "000000199004310000"), Verdict::reject);
  EXPECT_EQ(run("date18", "000000199000100000"), Verdict::reject);
  EXPECT_EQ(run("date18", "000000199010000000"), Verdict::reject);
  EXPECT_EQ(run("date18", "000000187912310000"), Verdict::reject);
  EXPECT_EQ(run("date18", "000000209912310000"), Verdict::reject);
  EXPECT_EQ(run("date15", "000000960229000"), Verdict::accept);
  EXPECT_EQ(run("date15", "000000970229000"), Verdict::reject);
  EXPECT_EQ(run("date15", "00000096022"), Verdict::reject);
}

// Old foreign cards carry two digits of the year: 29 February 2000 exists, 29 February 1900 does
// not.
TEST(Validators, ForeignCardCentury) {
  EXPECT_EQ(run("foreign-pr", "KAZ110000022910"), Verdict::accept);
  EXPECT_EQ(run("foreign-pr", "KAZ110001022910"), Verdict::reject);
  EXPECT_EQ(run("foreign-pr", "kaz110090123105"), Verdict::accept);
}

TEST(Validators, LandlineSplit) {
  EXPECT_EQ(run("area-code", "01062345678"), Verdict::accept);
  EXPECT_EQ(run("area-code", "04714912345"), Verdict::accept);
  EXPECT_EQ(run("area-code", "075526543210"), Verdict::accept);
  EXPECT_EQ(run("area-code", "010623456789"), Verdict::reject);  // nine digits in Beijing
  EXPECT_EQ(run("area-code", "01012345678"), Verdict::reject);   // services
  EXPECT_EQ(run("area-code", "01092345678"), Verdict::reject);
}

TEST(Validators, CreditCodeRegions) {
  EXPECT_EQ(run("uscc-region", "91100000"), Verdict::accept);  // national registry
  EXPECT_EQ(run("uscc-region", "91110302"), Verdict::accept);  // Beijing's development area
  EXPECT_EQ(run("uscc-region", "91990000"), Verdict::reject);
  EXPECT_EQ(run("uscc-region", "91AAAAAA"), Verdict::reject);
  EXPECT_EQ(run("uscc-shape", "00110000600037341L"), Verdict::reject);
}

// What may_begin() turns away, no validator would have accepted.
TEST(Leads, TurnAwayOnlyWhatIsRejected) {
  const auto rules = RuleSet::load({});
  ASSERT_TRUE(rules);
  uint64_t state = 1;
  for (const Rule& rule : (*rules)->rules()) {
    if (rule.shape != Shape::digits && rule.shape != Shape::alnum) continue;
    for (const uint8_t length : rule.lengths) {
      for (unsigned two = 0; two < 100; ++two) {
        if (may_begin(rule, length, two)) continue;
        for (int i = 0; i < 300; ++i) {
          std::string text;
          for (size_t k = 0; k < length; ++k) {
            state = state * 6364136223846793005u + 1442695040888963407u;
            text.push_back(static_cast<char>('0' + (state >> 33) % 10));
          }
          text[0] = static_cast<char>('0' + two / 10);
          text[1] = static_cast<char>('0' + two % 10);
          EvidenceSet evidence;
          std::string normal;
          ASSERT_EQ(validate(rule, text, evidence, normal), Verdict::reject)
              << rule.id << " " << two;
        }
      }
    }
  }
}

// A division's, prefecture's or prefix's first two digits are always let through.
TEST(Leads, LetEachTablesRowsThrough) {
  for (uint32_t code = 0; code < 1000000; ++code) {
    if (!tables::is_division(code)) continue;
    ASSERT_TRUE(tables::is_province(code / 10000)) << code;
  }
  for (uint32_t code = 0; code < 10000; ++code) {
    if (!tables::is_prefecture(code)) continue;
    ASSERT_TRUE(tables::is_province(code / 100)) << code;
  }
  for (uint32_t prefix = 0; prefix < 100000; ++prefix) {
    if (!tables::is_mobile_prefix(prefix)) continue;
    ASSERT_TRUE(prefix >= 13000 && prefix < 20000) << prefix;
  }
}

TEST(Email, Parts) {
  const auto parts = split_email("o'neil+a@Mail.Example.CN");
  ASSERT_TRUE(parts);
  EXPECT_EQ(parts->local, "o'neil+a");
  EXPECT_EQ(parts->domain, "Mail.Example.CN");
  std::string normal;
  email_form("A.B@C.COM", normal);
  EXPECT_EQ(normal, "A.B@c.com");
}

TEST(Email, Lengths) {
  const std::string local64(64, 'a');
  EXPECT_TRUE(split_email(local64 + "@b.com"));
  EXPECT_FALSE(split_email(local64 + "a@b.com"));
  const std::string label63(63, 'b');
  EXPECT_TRUE(split_email("a@" + label63 + ".com"));
  EXPECT_FALSE(split_email("a@b" + label63 + ".com"));
  std::string domain = "com";
  while (domain.size() + 2 <= 253) domain.insert(0, "b.");
  EXPECT_EQ(domain.size(), 253u);
  EXPECT_TRUE(split_email("a@" + domain));
  EXPECT_FALSE(split_email("a@bb." + domain));
  EXPECT_TRUE(split_email("a@b." + std::string(24, 'z')));
  EXPECT_FALSE(split_email("a@b." + std::string(25, 'z')));
}

TEST(Email, ReservedDomains) {
  for (const std::string_view domain :
       {"example.com", "Mail.EXAMPLE.org", "a.test", "x.invalid", "b.localhost"}) {
    EXPECT_TRUE(is_reserved_domain(domain)) << domain;
  }
  for (const std::string_view domain : {"myexample.com", "example.cn", "test.com", "qq.com"}) {
    EXPECT_FALSE(is_reserved_domain(domain)) << domain;
  }
}

}  // namespace
}  // namespace qingce
