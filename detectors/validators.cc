#include "detectors/validators.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string>

#include "detectors/checksums.h"
#include "detectors/email.h"
#include "detectors/normalize.h"
#include "detectors/tables/tables.h"
#include "detectors/validators_impl.h"

namespace qingce {
namespace {

// Years of birth. The lower bound is the standard's own example (1880); the upper one is fixed,
// because a clock would let two runs over the same input differ. Raise it with the releases.
constexpr uint32_t kFirstBirthYear = 1880;
constexpr uint32_t kLastBirthYear = 2035;

bool is_date(uint32_t year, uint32_t month, uint32_t day) {
  constexpr uint32_t kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (month < 1 || month > 12 || day < 1) return false;
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return day <= kDays[month - 1] + (month == 2 && leap ? 1 : 0);
}

}  // namespace

namespace validators {

std::optional<uint32_t> number(std::string_view text, size_t at, size_t count) {
  if (text.size() < at + count) return std::nullopt;
  uint32_t value = 0;
  for (const char c : text.substr(at, count)) {
    if (!is_digit(c)) return std::nullopt;
    value = value * 10 + static_cast<uint32_t>(c - '0');
  }
  return value;
}

bool is_birth_date(uint32_t yyyymmdd) {
  const uint32_t year = yyyymmdd / 10000;
  return year >= kFirstBirthYear && year <= kLastBirthYear &&
         is_date(year, yyyymmdd / 100 % 100, yyyymmdd % 100);
}

}  // namespace validators

namespace {

using validators::accept_if;
using validators::hit_if;
using validators::is_birth_date;
using validators::number;

Verdict passed(EvidenceSet& evidence) {
  evidence.add(Evidence::check_passed);
  return Verdict::accept;
}

// ---- tables and dates

Verdict cn_division(std::string_view candidate, EvidenceSet& evidence) {
  const auto code = number(candidate, 0, 6);
  return hit_if(code && tables::is_division(*code), evidence);
}

// No list of abolished codes is complete (the widest known one has 5 % more), so a code that is
// missing under a known prefecture goes on to the date and the check digit without the table's
// word. Only for numbers with a check.
Verdict cn_division_near(std::string_view candidate, EvidenceSet& evidence) {
  const auto code = number(candidate, 0, 6);
  if (code && tables::is_division(*code)) return hit_if(true, evidence);
  return accept_if(code && tables::is_prefecture(*code / 100));
}

Verdict cn_division_hmt(std::string_view candidate, EvidenceSet& evidence) {
  const auto code = number(candidate, 0, 6);
  return hit_if(code && (*code == 810000 || *code == 820000 || *code == 830000), evidence);
}

Verdict date15(std::string_view candidate, EvidenceSet&) {
  const auto date = number(candidate, 6, 6);
  return accept_if(date && is_birth_date(19000000 + *date));
}

Verdict date18(std::string_view candidate, EvidenceSet&) {
  const auto date = number(candidate, 6, 8);
  return accept_if(date && is_birth_date(*date));
}

Verdict iso3166_alpha3(std::string_view candidate, EvidenceSet& evidence) {
  if (candidate.size() < 3) return Verdict::reject;
  const char code[] = {to_upper(candidate[0]), to_upper(candidate[1]), to_upper(candidate[2])};
  return hit_if(tables::is_country(std::string_view(code, 3)), evidence);
}

Verdict phone_plan(std::string_view candidate, EvidenceSet& evidence) {
  const auto prefix = number(candidate, 0, 5);
  return hit_if(candidate.size() == 11 && prefix && all_digits(candidate) &&
                    tables::is_mobile_prefix(*prefix),
                evidence);
}

// 3-digit area codes have 8-digit subscribers, 4-digit ones 7 or 8. Subscribers begin with 2..8; 1
// and 9 are services. No 3-digit code is the beginning of a 4-digit one, so the split is unique.
Verdict area_code(std::string_view candidate, EvidenceSet& evidence) {
  if (candidate.size() < 11 || candidate.size() > 12 || !all_digits(candidate))
    return Verdict::reject;
  const size_t length = tables::is_area_code(candidate.substr(0, 3)) ? 3 : 4;
  const std::string_view subscriber = candidate.substr(length);
  const bool fits =
      length == 3 ? subscriber.size() == 8 : subscriber.size() >= 7 && subscriber.size() <= 8;
  return hit_if(fits && subscriber[0] >= '2' && subscriber[0] <= '8' &&
                    tables::is_area_code(candidate.substr(0, length)),
                evidence);
}

// Ranges of the card schemes (ISO/IEC 7812-1) at their usual lengths. They say less than a BIN,
// hence no table_hit: one random 16-digit number in 40 passes with Luhn. 19 digits are UnionPay
// only, or one snowflake id in 100 would.
bool in_scheme_range(std::string_view card) {
  const uint32_t four = number(card, 0, 4).value_or(0);
  const uint32_t two = four / 100;
  switch (card.size()) {
    case 15:
      return two == 34 || two == 37;  // American Express
    case 16:
      return two / 10 == 4 || (two >= 51 && two <= 55) ||
             (four >= 2221 && four <= 2720) ||                             // Visa, Mastercard
             (four >= 3528 && four <= 3589) || two == 62 || two == 81 ||   // JCB, UnionPay
             four == 6011 || two == 65 || (four >= 6440 && four <= 6499);  // Discover
    case 17:
    case 18:
    case 19:
      return two == 62 || two == 81;
    default:
      return false;
  }
}

Verdict bin(std::string_view candidate, EvidenceSet& evidence) {
  // Digits are asked for last: of most candidates the first three say enough.
  if (tables::is_bin(candidate)) return hit_if(all_digits(candidate), evidence);
  return accept_if(in_scheme_range(candidate) && all_digits(candidate));
}

// ---- checks

// Excel keeps 15 significant digits: an 18-digit number ends 000, a 19-digit one 0000.
bool looks_cut_by_excel(std::string_view candidate) {
  return candidate.size() > 17 && candidate.size() < 25 &&
         candidate.substr(15).find_first_not_of('0') == std::string_view::npos;
}

Verdict failed(std::string_view candidate, EvidenceSet& evidence) {
  evidence.add(Evidence::check_failed);
  if (looks_cut_by_excel(candidate)) evidence.add(Evidence::damaged);
  return Verdict::fail_check;
}

// The last character is the check character of all before it.
template <std::optional<char> (*Check)(std::string_view)>
Verdict last_is_check(std::string_view candidate, EvidenceSet& evidence) {
  if (candidate.size() < 2) return Verdict::reject;
  const auto check = Check(candidate.substr(0, candidate.size() - 1));
  if (!check) return Verdict::reject;
  return to_upper(candidate.back()) == *check ? passed(evidence) : failed(candidate, evidence);
}

constexpr Validator kMod11_2 = last_is_check<checksums::mod11_2>;

// One random number in ten passes, so a wrong check is worth keeping only behind a table's word.
Verdict luhn(std::string_view candidate, EvidenceSet& evidence) {
  const Verdict verdict = last_is_check<checksums::luhn>(candidate, evidence);
  return verdict == Verdict::fail_check && !evidence.has(Evidence::table_hit) ? Verdict::reject
                                                                              : verdict;
}

// ---- unified social credit code (GB 32100-2015)

constexpr size_t kUsccLength = 18;
using UsccText = char[kUsccLength];

bool uscc_upper(std::string_view candidate, UsccText& upper) {
  if (candidate.size() != kUsccLength) return false;
  std::transform(candidate.begin(), candidate.end(), upper, to_upper);
  return true;
}

// Registering department and category, the pairs of the standard's table 1 and its amendments.
bool is_uscc_head(char department, char category) {
  std::string_view categories;
  switch (department) {
    case '1':
      categories = "1239";
      break;
    case '2':
      categories = "19";
      break;
    case '3':
      categories = "123459";
      break;
    case '4':
      categories = "19";
      break;
    case '5':
      categories = "1239";
      break;
    case '6':
      categories = "129";
      break;
    case '7':
      categories = "129";
      break;
    case '8':
      categories = "19";
      break;
    case '9':
      categories = "123";
      break;
    case 'A':
      categories = "19";
      break;
    case 'N':
      categories = "1239";
      break;
    case 'Y':
      categories = "1";
      break;
    default:
      return false;
  }
  return categories.find(category) != std::string_view::npos;
}

Verdict uscc_shape(std::string_view candidate, EvidenceSet&) {
  UsccText upper;
  if (!uscc_upper(candidate, upper) || !is_uscc_head(upper[0], upper[1])) return Verdict::reject;
  return accept_if(std::all_of(upper, upper + kUsccLength, checksums::in_uscc_alphabet));
}

// 100000 is the national registry. Development zones have registration codes outside GB/T 2260
// under their prefecture (and Beijing's under 1103), so a prefecture is enough for market
// registration, a province to go on.
Verdict uscc_region(std::string_view candidate, EvidenceSet& evidence) {
  const auto region = number(candidate, 2, 6);
  if (!region) return Verdict::reject;
  const bool market = candidate[0] == '9';
  if (*region == 100000 || tables::is_division(*region) ||
      (market && (tables::is_prefecture(*region / 100) || *region / 100 == 1103))) {
    return hit_if(true, evidence);
  }
  return accept_if(tables::is_province(*region / 10000));
}

// Of a whole 9-character organisation code, or of the one inside an 18-character code.
Verdict org_code(std::string_view candidate, EvidenceSet& evidence) {
  char code[9];
  if (candidate.size() == kUsccLength) candidate = candidate.substr(8, 9);
  if (candidate.size() != std::size(code)) return Verdict::reject;
  std::transform(candidate.begin(), candidate.end(), code, to_upper);
  const auto check = checksums::org_code_mod11(std::string_view(code, 8));
  if (!check) return Verdict::reject;
  return code[8] == *check ? passed(evidence) : failed(candidate, evidence);
}

Verdict uscc_check(std::string_view candidate, EvidenceSet& evidence) {
  UsccText upper;
  if (!uscc_upper(candidate, upper)) return Verdict::reject;
  return last_is_check<checksums::uscc_mod31>(std::string_view(upper, kUsccLength), evidence);
}

// ---- foreign permanent resident card: 15 characters until 2023, 18 digits since

Verdict foreign_pr_old(std::string_view candidate, EvidenceSet& evidence) {
  const auto place = number(candidate, 3, 4);
  const auto date = number(candidate, 7, 6);
  if (!place || !date || !number(candidate, 13, 2)) return Verdict::reject;
  if (!tables::is_province(*place / 100)) return Verdict::reject;
  // Two digits of a year: 00..35 may be either century, so 29 February asks for the century that
  // has it.
  if (!is_birth_date(19000000 + *date) && !is_birth_date(20000000 + *date)) return Verdict::reject;
  return iso3166_alpha3(candidate, evidence);
}

Verdict foreign_pr_new(std::string_view candidate, EvidenceSet& evidence) {
  const auto province = number(candidate, 1, 2);
  const auto country = number(candidate, 3, 3);
  if (candidate[0] != '9' || !province || !country || !number(candidate, 0, 17))
    return Verdict::reject;
  if (!tables::is_province(*province) || date18(candidate, evidence) != Verdict::accept) {
    return Verdict::reject;
  }
  return hit_if(tables::is_country(*country), evidence);
}

Verdict foreign_pr(std::string_view candidate, EvidenceSet& evidence) {
  if (candidate.size() == 15) return foreign_pr_old(candidate, evidence);
  if (candidate.size() == 18) return foreign_pr_new(candidate, evidence);
  return Verdict::reject;
}

Verdict icao_731(std::string_view candidate, EvidenceSet& evidence) {
  std::string upper(candidate);
  std::transform(upper.begin(), upper.end(), upper.begin(), to_upper);
  return last_is_check<checksums::icao_731>(upper, evidence);
}

Verdict foreign_pr_check(std::string_view candidate, EvidenceSet& evidence) {
  return candidate.size() == 15 ? icao_731(candidate, evidence) : kMod11_2(candidate, evidence);
}

// ---- the rest

Verdict email_shape(std::string_view candidate, EvidenceSet& evidence) {
  const std::optional<EmailParts> parts = split_email(candidate);
  if (!parts) return Verdict::reject;
  if (is_reserved_domain(parts->domain) || is_service_address(*parts))
    evidence.add(Evidence::placeholder);
  return Verdict::accept;
}

// A domain outside the list is accepted without table_hit: the list ages, and mail systems have
// inner names.
Verdict tld(std::string_view candidate, EvidenceSet& evidence) {
  const std::string_view label = candidate.substr(candidate.find_last_of("@.") + 1);
  char lower[64];  // a label is no longer
  const size_t size = std::min(label.size(), std::size(lower));
  std::transform(label.begin(), label.begin() + static_cast<std::ptrdiff_t>(size), lower, to_lower);
  if (tables::is_tld(std::string_view(lower, size))) evidence.add(Evidence::table_hit);
  return Verdict::accept;
}

// All digits alike, a final letter aside: never issued, often typed. Turns nothing away.
Verdict same_digits(std::string_view candidate, EvidenceSet& evidence) {
  std::string_view digits = candidate;
  if (!digits.empty() && is_letter(digits.back())) digits.remove_suffix(1);
  if (digits.size() > 1 && digits.find_first_not_of(digits[0]) == std::string_view::npos) {
    evidence.add(Evidence::placeholder);
  }
  return Verdict::accept;
}

// ---- what candidates may begin with

bool province_lead(size_t, unsigned two) { return tables::is_province(two); }
bool hmt_lead(size_t, unsigned two) { return two >= 81 && two <= 83; }
bool mobile_lead(size_t, unsigned two) { return two >= 13 && two <= 19; }
bool area_lead(size_t, unsigned two) { return two < 10; }
bool bin_lead(size_t length, unsigned two) {
  const bool scheme = length == 15   ? two == 34 || two == 37
                      : length == 16 ? two / 10 == 4 || (two >= 51 && two <= 55) ||
                                           (two >= 22 && two <= 27) || two == 35 || two == 60 ||
                                           two == 62 || two == 64 || two == 65 || two == 81
                                     : two == 62 || two == 81;
  return scheme || tables::has_bin(two, length);
}
bool uscc_lead(size_t, unsigned two) {
  return is_uscc_head(static_cast<char>('0' + two / 10), static_cast<char>('0' + two % 10));
}
// New cards begin with 9 and the province; old ones with letters.
bool foreign_pr_lead(size_t length, unsigned two) { return length == 18 && two / 10 == 9; }

namespace v = validators;

constexpr ValidatorEntry kValidators[] = {
    {"area-code", area_code, false, true, area_lead},
    {"bin", bin, false, true, bin_lead},
    {"cn.division", cn_division, false, true, province_lead},
    {"cn.division-hmt", cn_division_hmt, false, true, hmt_lead},
    {"cn.division-near", cn_division_near, false, true, province_lead},
    {"cn.driver-licence", v::driver_licence, true, true},
    {"cn.exit-permit", v::exit_permit, false, false, v::no_digits_lead},
    {"cn.hk-macau-permit", v::hk_macau_permit, false, false, v::no_digits_lead},
    {"cn.passport", v::cn_passport, false, false, v::passport_lead},
    {"cn.social-security", v::social_security, true, true},
    {"cn.student-id", v::student_id, true, true},
    {"cn.taiwan-permit", v::taiwan_permit, false, false},
    {"date15", date15, false, false},
    {"date18", date18, false, false},
    {"email-shape", email_shape, false, false},
    {"foreign-pr", foreign_pr, false, true, foreign_pr_lead},
    {"foreign-pr-check", foreign_pr_check, true, false},
    {"hk.id", v::hkid, true, false, v::no_digits_lead},
    {"icao-731", icao_731, true, false},
    {"iso3166-alpha3", iso3166_alpha3, false, true},
    {"luhn", luhn, true, false},
    {"mixed-number", v::mixed_number, false, false},
    {"mo.id", v::macau_id, false, false, v::macau_lead},
    {"mod11-10", last_is_check<checksums::mod11_10>, true, false},
    {"mod11-2", kMod11_2, true, false},
    {"org-code-mod11", org_code, true, false},
    {"phone-plan", phone_plan, false, true, mobile_lead},
    {"same-digits", same_digits, false, false},
    {"tld", tld, false, true},
    {"tw.arc", v::taiwan_arc, true, false, v::no_digits_lead},
    {"tw.id", v::taiwan_id, true, false, v::no_digits_lead},
    {"uscc-mod31", uscc_check, true, false},
    {"uscc-region", uscc_region, false, true},
    {"uscc-shape", uscc_shape, false, false, uscc_lead},
};

// ---- normal forms

void upper_form(std::string_view candidate, std::string& out) {
  out.assign(candidate);
  std::transform(out.begin(), out.end(), out.begin(), to_upper);
}

// GB 11643-1989 to GB 11643-1999: the century that the old form implies, and the check digit.
void id15_form(std::string_view candidate, std::string& out) {
  if (candidate.size() != 15 || !all_digits(candidate)) {
    out.assign(candidate);
    return;
  }
  out.assign(candidate.substr(0, 6)).append("19").append(candidate.substr(6));
  out.push_back(checksums::mod11_2(out).value_or('0'));
}

constexpr NormalFormEntry kNormalForms[] = {
    {"email", email_form},
    {"id15-to-18", id15_form},
    {"upper", upper_form},
};

template <class Entry, size_t N>
const Entry* find(const Entry (&table)[N], std::string_view name) {
  const Entry* const entry = std::lower_bound(
      table, table + N, name, [](const Entry& e, std::string_view key) { return e.name < key; });
  return entry != table + N && entry->name == name ? entry : nullptr;
}

}  // namespace

std::span<const ValidatorEntry> validator_table() { return kValidators; }
std::span<const NormalFormEntry> normal_form_table() { return kNormalForms; }
const ValidatorEntry* find_validator(std::string_view name) { return find(kValidators, name); }
const NormalFormEntry* find_normal_form(std::string_view name) { return find(kNormalForms, name); }

}  // namespace qingce
