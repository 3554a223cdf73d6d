#include "scanner/match/dates.h"

#include <algorithm>
#include <array>

#include "detectors/normalize.h"
#include "scanner/core/field_name.h"
#include "scanner/match/field_words.h"

namespace qingce {
namespace {

constexpr int kFirstYear = 1950;
constexpr int kLastYear = 2099;
constexpr int64_t kChina = 8 * 3600;  // seconds ahead of UTC
constexpr std::array<std::string_view, 8> kBirth{"birth", "birthday", "birthdate", "dob",
                                                 "csrq",  "csny",     "出生",      "生日"};
constexpr std::array<std::string_view, 22> kTime{
    "time",  "date",  "at",   "on",      "day",      "timestamp",  "ts",         "created",
    "ctime", "mtime", "gmt",  "updated", "modified", "createtime", "updatetime", "rq",
    "sj",    "时间",  "日期", "時間",    "年月",     "时刻"};

int number(std::string_view digits) {
  int value = 0;
  for (const char c : digits) value = value * 10 + (c - '0');
  return value;
}

bool is_month_and_day(int month, int day) {
  return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

std::optional<int> plausible(int year) {
  if (year < kFirstYear || year > kLastYear) return std::nullopt;
  return year;
}

bool is_han_year(std::string_view text) {
  return text.starts_with("\xE5\xB9\xB4") || text.starts_with("\xC4\xEA");
}

// 2019-03…: the month needs no leading zero, what follows it is not a further digit.
std::optional<int> separated(std::string_view value) {
  const char sign = value[4];
  const bool han = is_han_year(value.substr(4));
  if (sign != '-' && sign != '/' && sign != '.' && !han) return std::nullopt;
  std::string_view rest = value.substr(han ? (value[4] == '\xE5' ? 7 : 6) : 5);
  const size_t digits = std::min(rest.find_first_not_of("0123456789"), rest.size());
  if (digits < 1 || digits > 2 || !is_month_and_day(number(rest.substr(0, digits)), 1))
    return std::nullopt;
  rest.remove_prefix(digits);
  // A version or a price has no second separator; a month alone is only what ends there.
  if (!han && !rest.empty() && rest[0] != sign) return std::nullopt;
  if (!han && rest.empty() && sign == '.') return std::nullopt;
  return plausible(number(value.substr(0, 4)));
}

std::optional<int> since_1970(std::string_view digits) {
  int64_t seconds = 0;
  for (const char c : digits.substr(0, 10)) seconds = seconds * 10 + (c - '0');
  const int64_t days = (seconds + kChina) / 86400;
  // Civil year of a day count (proleptic Gregorian, eras of 400 years).
  const int64_t z = days + 719468;
  const int64_t era = z / 146097;
  const int64_t day = z - era * 146097;
  const int64_t year_of_era = (day - day / 1460 + day / 36524 - day / 146096) / 365;
  const int64_t day_of_year = day - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  return plausible(static_cast<int>(year_of_era + era * 400 + (day_of_year >= 306 ? 1 : 0)));
}

std::optional<int> joined(std::string_view value, size_t digits, DateField field) {
  if (digits == 8 || digits == 14) {
    if (!is_month_and_day(number(value.substr(4, 2)), number(value.substr(6, 2))))
      return std::nullopt;
    return plausible(number(value.substr(0, 4)));
  }
  if (field != DateField::time || (digits != 10 && digits != 13)) return std::nullopt;
  return since_1970(value.substr(0, digits));
}

template <class Words>
bool any_of_words(std::string_view name, const Words& words) {
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) {
    return static_cast<signed char>(word.front()) < 0 ? name.find(word) != std::string_view::npos
                                                      : name_holds(name, word);
  });
}

}  // namespace

DateField date_field(std::string_view field, std::string_view comment) {
  const std::string_view column = column_of(field);
  if (any_of_words(column, kBirth) || any_of_words(comment, kBirth)) return DateField::birth;
  const bool time = any_of_words(column, kTime) || any_of_words(comment, kTime);
  return time ? DateField::time : DateField::unknown;
}

std::optional<int> year_of(std::string_view value, DateField field) {
  if (field == DateField::birth || value.size() < 6) return std::nullopt;
  const size_t digits = std::min(value.find_first_not_of("0123456789"), value.size());
  if (digits == 4) return separated(value);
  return joined(value, digits, field);
}

}  // namespace qingce
