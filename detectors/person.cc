#include "detectors/person.h"

#include <algorithm>
#include <array>

#include "detectors/normalize.h"
#include "scanner/core/mask.h"

namespace qingce {
namespace {

struct Known {
  std::string_view id;  // of the rule, or its beginning up to a '.' or '-'
  Identifier identifier;
};

// What a category alone does not tell.
constexpr std::array<Known, 16> kKnown{{
    {"cn.mobile", Identifier::mobile},
    {"cn.landline", Identifier::none},  // of a household or a firm
    {"email", Identifier::account},
    {"cn.qq", Identifier::account},
    {"qq", Identifier::account},
    {"wechat", Identifier::account},
    {"cn.wechat", Identifier::account},
    {"cn.person-name", Identifier::name},
    {"cn.bank-card", Identifier::card},
    {"cn.bank-account", Identifier::card},
    {"cn.student-id", Identifier::account},
    {"cn.medical-record", Identifier::account},
    {"cn.birth-date", Identifier::none},
    {"cn.sex", Identifier::none},
    {"cn.ethnicity", Identifier::none},
    {"cn.address", Identifier::none},
}};

bool begins_with_word(std::string_view id, std::string_view word) {
  return id.starts_with(word) &&
         (id.size() == word.size() || id[word.size()] == '.' || id[word.size()] == '-');
}

int number(std::string_view digits) {
  int value = 0;
  for (const char c : digits) value = value * 10 + (c - '0');
  return value;
}

std::optional<Date> valid(Date date) {
  if (date.month < 1 || date.month > 12 || date.day < 1) return std::nullopt;
  if (date.day > days_in_month(date.year, date.month)) return std::nullopt;
  return date;
}

}  // namespace

Identifier identifier_of(const Rule& rule) {
  if (rule.kind == "cn.resident-id") return Identifier::resident_id;
  for (const Known& known : kKnown) {
    if (begins_with_word(rule.id, known.id)) return known.identifier;
  }
  if (rule.category == "identity") return Identifier::document;
  return rule.category == "contact" ? Identifier::account : Identifier::none;
}

Identifier identifier_of(const Rule& rule, EvidenceSet evidence) {
  const Identifier whole = identifier_of(rule);
  switch (state_of(evidence)) {
    case ValueState::valid:
      return whole;
    case ValueState::invalid:
    case ValueState::pseudonymised:
    case ValueState::encrypted:
      return std::min(whole, Identifier::weak);
    case ValueState::placeholder:
    case ValueState::masked:
    case ValueState::damaged:
      return Identifier::none;
  }
  return Identifier::none;
}

bool is_foreign(const Rule& rule) {
  return rule.id == "cn.foreign-permanent-resident-card" || rule.id == "tw.arc" ||
         rule.id.starts_with("foreign.");
}

std::optional<Date> parse_iso_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  if (!all_digits(text.substr(0, 4)) || !all_digits(text.substr(5, 2)) ||
      !all_digits(text.substr(8))) {
    return std::nullopt;
  }
  return valid({number(text.substr(0, 4)), number(text.substr(5, 2)), number(text.substr(8))});
}

int days_in_month(int year, int month) {
  constexpr std::array<int, 12> kDays{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return month == 2 && leap ? 29 : kDays[static_cast<size_t>(month - 1)];
}

// GB 11643 and the permits that share its form: YYYYMMDD behind the six digits of a place; the
// foreign permanent resident card of before 2023: YYMMDD behind a nationality and a place.
std::optional<Date> birth_date(const Rule& rule, std::string_view normal, const Date& reference) {
  const bool permit = rule.id == "cn.hmt-residence-permit" || is_foreign(rule);
  if (rule.kind != "cn.resident-id" && !permit) return std::nullopt;
  if (normal.size() == 18 && all_digits(normal.substr(0, 17))) {
    return valid(
        {number(normal.substr(6, 4)), number(normal.substr(10, 2)), number(normal.substr(12, 2))});
  }
  if (!permit || normal.size() != 15 || !all_digits(normal.substr(7, 6))) return std::nullopt;
  Date date{reference.year / 100 * 100 + number(normal.substr(7, 2)), number(normal.substr(9, 2)),
            number(normal.substr(11, 2))};
  if (date > reference) date.year -= 100;
  return valid(date);
}

bool is_under(const Date& birth, int years, const Date& reference) {
  Date birthday = birth;
  birthday.year += years;
  birthday.day = std::min(birthday.day, days_in_month(birthday.year, birthday.month));
  return reference <= birthday;
}

std::string masked_form(const Rule& rule, EvidenceSet evidence, std::string_view normal) {
  if (evidence.has(Evidence::digest)) return "hex:" + std::to_string(normal.size());
  if (evidence.has(Evidence::ciphertext)) return "base64:" + std::to_string(normal.size());
  return mask(rule.mask, normal);
}

std::string_view digest_kind(const Rule& rule, EvidenceSet evidence) {
  if (evidence.has(Evidence::digest)) return "coded.digest";
  return evidence.has(Evidence::ciphertext) ? std::string_view("coded.cipher") : rule.kind;
}

}  // namespace qingce
