// The published vectors of the ten types through evaluate(): what must be accepted, as what, and
// what must not. Numbers are the standards' own examples or computed from their formulas; no real
// person has them.
#include <gtest/gtest.h>

#include <string_view>

#include "builtin.h"
#include "detectors/ruleset.h"

namespace qingce {
namespace {

struct Good {
  std::string_view rule;
  std::string_view text;
  std::string_view normal;
};

TEST(Vectors, AcceptedInNormalForm) {
  const Good table[] = {
      {"cn.resident-id", "11010519491231002X", "11010519491231002X"},
      {"cn.resident-id", "11010519491231002x", "11010519491231002X"},
      {"cn.resident-id", "440524188001010014", "440524188001010014"},
      {"cn.resident-id", "11010519000101001X", "11010519000101001X"},
      {"cn.resident-id", "440305201202290028", "440305201202290028"},
      {"cn.resident-id", "360426199101010071", "360426199101010071"},
      {"cn.resident-id", "120103198806018241", "120103198806018241"},
      {"cn.resident-id", "440308199901101512", "440308199901101512"},
      {"cn.resident-id", "110105 19491231 002X", "11010519491231002X"},
      {"cn.resident-id", "110105-19491231-002X", "11010519491231002X"},
      {"cn.resident-id",
       "\xE2\x80\x8B"
       "11010519491231002\xEF\xBC\xB8",
       "11010519491231002X"},
      {"cn.resident-id", "'11010519491231002X", "11010519491231002X"},
      {"cn.resident-id",
       "110105\xC2\xA0"
       "19491231\xC2\xA0"
       "002X",
       "11010519491231002X"},
      {"cn.resident-id-15", "610104620927690", "610104196209276908"},
      {"cn.resident-id-15", "110105491231002", "11010519491231002X"},
      {"cn.resident-id-15", "130503670401001", "130503196704010016"},
      {"cn.resident-id-15", "350102900101007", "350102199001010075"},
      {"cn.hmt-residence-permit", "810000199408230021", "810000199408230021"},
      {"cn.hmt-residence-permit", "830000199201300022", "830000199201300022"},
      {"cn.hmt-residence-permit", "820000198506150022", "820000198506150022"},
      {"cn.foreign-permanent-resident-card", "KAZ110090123105", "KAZ110090123105"},
      {"cn.foreign-permanent-resident-card", "USA310085061514", "USA310085061514"},
      {"cn.foreign-permanent-resident-card", "JPN440390010125", "JPN440390010125"},
      {"cn.foreign-permanent-resident-card", "911398199012310021", "911398199012310021"},
      {"cn.foreign-permanent-resident-card", "931840198506150015", "931840198506150015"},
      {"cn.foreign-permanent-resident-card", "944392199001010023", "944392199001010023"},
      {"cn.uscc", "91110000600037341L", "91110000600037341L"},
      {"cn.uscc", "91350100m000100y43", "91350100M000100Y43"},
      {"cn.uscc", "9144030071526726XG", "9144030071526726XG"},
      {"cn.uscc", "91110108MA0000015T", "91110108MA0000015T"},
      {"cn.uscc", "92310115MA1H000047", "92310115MA1H000047"},
      {"cn.uscc", "52110000500000007X", "52110000500000007X"},
      {"cn.uscc", "11100000000000000J", "11100000000000000J"},
      {"cn.uscc", "914403001922038216", "914403001922038216"},
      {"cn.uscc", "91330100799655058B", "91330100799655058B"},
      {"cn.uscc", "91110000802100433B", "91110000802100433B"},
      {"cn.uscc", "91110108551385082Q", "91110108551385082Q"},
      {"cn.bank-card", "6221500000000009", "6221500000000009"},
      {"cn.bank-card", "62179900000000006", "62179900000000006"},
      {"cn.bank-card", "622848000000000007", "622848000000000007"},
      {"cn.bank-card", "6227000000000000003", "6227000000000000003"},
      {"cn.bank-card", "6222020000000000000", "6222020000000000000"},
      {"cn.bank-card", "6222 0200 0000 0000 000", "6222020000000000000"},
      {"cn.bank-card", "4367420000000009", "4367420000000009"},
      {"cn.bank-card", "4111111111111111", "4111111111111111"},
      {"cn.bank-card", "5555555555554444", "5555555555554444"},
      {"cn.bank-card", "3530111333300000", "3530111333300000"},
      {"cn.bank-card", "378282246310005", "378282246310005"},
      {"cn.bank-card", "9558800000000000000", "9558800000000000000"},
      {"cn.mobile", "138 0013 8000", "13800138000"},
      {"cn.mobile", "138-0013-8000", "13800138000"},
      {"cn.mobile", "+86 13912345670", "13912345670"},
      {"cn.mobile", "+86-139-1234-5670", "13912345670"},
      {"cn.mobile", "(86)13912345670", "13912345670"},
      {"cn.mobile", "008613912345670", "13912345670"},
      {"cn.mobile", "013912345670", "13912345670"},
      {"cn.mobile", "1795113912345670", "13912345670"},
      {"cn.landline", "010-62345678", "01062345678"},
      {"cn.landline", "(010) 62345678", "01062345678"},
      {"cn.landline", "+86 10 62345678", "01062345678"},
      {"cn.landline", "+86-755-26543210", "075526543210"},
      {"cn.landline", "0471-4912345", "04714912345"},
      {"cn.landline", "010-62345678-8001", "01062345678"},
      {"cn.landline",
       "010-62345678\xE8\xBD\xAC"
       "8001",
       "01062345678"},
      {"cn.bank-account", "1100 1028 6000 5300 0123", "11001028600053000123"},
      {"email", "ZhangSan@QQ.com", "ZhangSan@qq.com"},
      {"email", "123456789@qq.com", "123456789@qq.com"},
  };
  const auto rules = builtin();
  for (const Good& good : table) {
    const auto accepted = evaluate(rule_of(*rules, good.rule), good.text);
    ASSERT_TRUE(accepted.has_value()) << good.rule << ' ' << good.text;
    EXPECT_EQ(accepted->normal, good.normal) << good.rule;
    EXPECT_FALSE(accepted->evidence.has(Evidence::check_failed));
  }
}

struct Bad {
  std::string_view rule;
  std::string_view text;
};

TEST(Vectors, Refused) {
  const Bad table[] = {
      {"cn.resident-id", "110105194912310021"},  // wrong check
      {"cn.resident-id", "310115201502290014"},  // 29 February 2015, right check
      {"cn.resident-id", "11010519491331002X"},  // month 13
      {"cn.resident-id", "999999190001010015"},  // no such place, right check
      {"cn.resident-id", "650102190002290013"},  // 1900 was no leap year
      {"cn.resident-id", "810000199408230021"},  // another rule's
      {"cn.resident-id", "2026112100000000001"},
      {"cn.resident-id-15", "490154203237518"},  // an IMEI
      {"cn.hmt-residence-permit", "11010519491231002X"},
      {"cn.foreign-permanent-resident-card", "KAZ110090123106"},
      {"cn.foreign-permanent-resident-card", "11010519491231002X"},
      {"cn.uscc", "91110000600037342L"},
      {"cn.uscc", "110105194912310021"},
      {"cn.bank-card", "6222020000000000001"},
      {"cn.bank-card", "2026112100000000001"},
      {"cn.bank-card", "490154203237519"},
      {"cn.bank-card", "490154203237518"},
      {"cn.mobile", "1731234567890"},
      {"cn.mobile", "19412345678"},
      {"cn.mobile", "15412345678"},
      {"cn.landline", "026-62345678"},
      {"cn.landline", "4008123456"},
      {"cn.landline", "1062345678"},  // the trunk 0 is only put behind a country code
      {"cn.bank-account", "12345678"},
      {"email", "image@2x.png"},
      {"email", "lodash@4.17.21"},
  };
  const auto rules = builtin();
  for (const Bad& bad : table) {
    EXPECT_FALSE(evaluate(rule_of(*rules, bad.rule), bad.text).has_value())
        << bad.rule << ' ' << bad.text;
  }
}

// Hexadecimal runs and UUIDs are nobody's.
TEST(Vectors, NoRuleTakesHex) {
  const auto rules = builtin();
  for (const std::string_view text :
       {"550e8400-e29b-41d4-a716-446655440000", "d41d8cd98f00b204e9800998ecf8427e",
        "0x1234567890abcdef", "00:1b:63:84:45:e6", ""}) {
    for (const Rule& rule : rules->rules())
      EXPECT_FALSE(evaluate(rule, text).has_value()) << rule.id << ' ' << text;
  }
}

TEST(Vectors, FillersArePlaceholders) {
  const Bad table[] = {
      {"cn.resident-id", "123456789012345678"},
      {"cn.resident-id", "00000000000000000X"},
      {"cn.resident-id", "110101199003074514"},
      {"cn.resident-id-15", "111111111111111"},
      {"cn.bank-card", "0000000000000000"},
      {"cn.mobile", "13800138000"},
      {"cn.mobile", "13888888888"},
      {"cn.mobile", "+86 138 0013 8000"},
      {"email", "someone@example.com"},
      {"email", "a@host.test"},
  };
  const auto rules = builtin();
  for (const Bad& filler : table) {
    const auto accepted = evaluate(rule_of(*rules, filler.rule), filler.text);
    ASSERT_TRUE(accepted.has_value()) << filler.rule << ' ' << filler.text;
    EXPECT_TRUE(accepted->evidence.has(Evidence::placeholder)) << filler.rule << ' ' << filler.text;
    EXPECT_EQ(state_of(accepted->evidence), ValueState::placeholder);
  }
}

// One text, several types: all stay candidates.
TEST(Vectors, AmbiguousTextKeepsAllItsTypes) {
  const auto rules = builtin();
  EXPECT_TRUE(evaluate(rule_of(*rules, "cn.resident-id-15"), "350102900101007"));
  EXPECT_TRUE(evaluate(rule_of(*rules, "cn.resident-id-15"), "110101900101008"));
  const auto id = evaluate(rule_of(*rules, "cn.resident-id"), "610104196209276908");
  const auto old_id = evaluate(rule_of(*rules, "cn.resident-id-15"), "610104620927690");
  ASSERT_TRUE(id && old_id);
  EXPECT_EQ(id->normal, old_id->normal);
  EXPECT_EQ(rule_of(*rules, "cn.resident-id").kind, rule_of(*rules, "cn.resident-id-15").kind);
}

EvidenceSet bits(std::initializer_list<Evidence> list) {
  EvidenceSet set;
  for (const Evidence e : list) set.add(e);
  return set;
}

struct Failed {
  std::string_view rule;
  std::string_view candidate;
  Verdict verdict;
  EvidenceSet evidence;
  std::string_view normal;
};

TEST(Validate, WrongCheckBehindATableIsKeptApart) {
  const auto checked = bits({Evidence::table_hit, Evidence::check_failed});
  const Failed table[] = {
      {"cn.resident-id", "110105194912310021", Verdict::fail_check, checked, "110105194912310021"},
      // Excel's fifteen significant digits.
      {"cn.resident-id", "110105194912310000", Verdict::fail_check,
       bits({Evidence::table_hit, Evidence::check_failed, Evidence::damaged}),
       "110105194912310000"},
      {"cn.bank-card", "6222020000000000001", Verdict::fail_check, checked, "6222020000000000001"},
      {"cn.bank-card", "4111111111111112", Verdict::reject, bits({Evidence::check_failed}), ""},
      // The organisation code is right, the last character is not: nothing passed.
      {"cn.uscc", "91110000600037341K", Verdict::fail_check, checked, "91110000600037341K"},
      {"cn.uscc", "91110000600037342L", Verdict::fail_check, checked, "91110000600037342L"},
      {"cn.resident-id", "11010519491231002X", Verdict::accept,
       bits({Evidence::table_hit, Evidence::check_passed}), "11010519491231002X"},
      // 110199 was never assigned, Beijing's prefecture 1101 was: the check passes without the
      // table's word.
      {"cn.resident-id", "110199199001010010", Verdict::accept, bits({Evidence::check_passed}),
       "110199199001010010"},
  };
  const auto rules = builtin();
  for (const Failed& row : table) {
    EvidenceSet evidence;
    std::string normal;
    EXPECT_EQ(validate(rule_of(*rules, row.rule), row.candidate, evidence, normal), row.verdict)
        << row.candidate;
    EXPECT_EQ(evidence.bits(), row.evidence.bits()) << row.candidate;
    EXPECT_EQ(normal, row.normal);
  }
}

TEST(Validate, WrongLengthOrCharacterIsRejected) {
  const auto rules = builtin();
  for (const Rule& rule : rules->rules()) {
    for (const std::string_view text :
         {"", "1", "\xFF\xFE", "1234567890123456789012345678901234567890", "()"}) {
      EvidenceSet evidence;
      std::string normal;
      EXPECT_EQ(validate(rule, text, evidence, normal), Verdict::reject) << rule.id;
      EXPECT_TRUE(normal.empty());
    }
  }
}

TEST(Reduce, SpansExcludePrefixAndExtension) {
  const auto rules = builtin();
  const auto mobile = reduce(rule_of(*rules, "cn.mobile"), "+86 139 1234 5670");
  ASSERT_EQ(mobile.size(), 1u);
  EXPECT_EQ(mobile[0].candidate, "13912345670");
  EXPECT_EQ(mobile[0].begin, 4u);
  EXPECT_EQ(mobile[0].end, 17u);
  const auto landline = reduce(rule_of(*rules, "cn.landline"), "(010)62345678-801");
  ASSERT_EQ(landline.size(), 1u);
  EXPECT_EQ(landline[0].candidate, "01062345678");
  EXPECT_EQ(landline[0].begin, 1u);
  EXPECT_EQ(landline[0].end, 13u);
}

TEST(Reduce, SeparatorsOnlyInKnownGroupings) {
  const auto rules = builtin();
  const Rule& mobile = rule_of(*rules, "cn.mobile");
  for (const std::string_view text :
       {"1391-234-5670", "139--1234-5670", "139-1234-5670-", "-139-1234-5670", "139)1234-5670",
        "(139-1234-5670", "1 3912345670", "(139)(1234)5670"}) {
    EXPECT_TRUE(reduce(mobile, text).empty()) << text;
  }
}

}  // namespace
}  // namespace qingce
