#include "scanner/match/field_words.h"

#include <algorithm>
#include <array>
#include <string>

#include "detectors/normalize.h"

namespace qingce {
namespace {

bool is_high(char c) { return static_cast<signed char>(c) < 0; }

// Parts in lower case; Han (any non-ASCII) runs are parts of their own.
std::vector<std::string> parts_of(std::string_view name) {
  std::vector<std::string> parts;
  char before = 0;
  for (size_t i = 0; i < name.size(); ++i) {
    const char c = name[i];
    const bool word = is_letter(c) || is_digit(c) || is_high(c);
    if (word) {
      const bool was_word = is_letter(before) || is_digit(before) || is_high(before);
      const bool next_lower = i + 1 < name.size() && is_lower(name[i + 1]);
      const bool hump =
          is_upper(c) && (is_lower(before) || is_digit(before) || (is_upper(before) && next_lower));
      const bool script = is_high(c) != is_high(before);
      if (!was_word || hump || script || parts.empty()) parts.emplace_back();
      parts.back().push_back(to_lower(c));
    }
    before = c;
  }
  return parts;
}

std::string joined(std::string_view word) {
  std::string out;
  for (const char c : word) {
    if (is_letter(c) || is_digit(c) || is_high(c)) out.push_back(to_lower(c));
  }
  return out;
}

bool is_number_word(std::string_view text) {
  constexpr std::array<std::string_view, 12> kWords{"",   "号",   "號",     "号码", "號碼", "码",
                                                    "碼", "件号", "件号码", "证号", "編號", "编号"};
  return std::find(kWords.begin(), kWords.end(), text) != kWords.end();
}

bool han_part_holds(std::string_view part, std::string_view word) {
  for (size_t at = part.find(word); at != std::string_view::npos; at = part.find(word, at + 1)) {
    if (is_number_word(part.substr(at + word.size()))) return true;
  }
  return false;
}

// Whose: written without a break before what it is ("usermobile", "khsjh"). Nothing else may stand
// there: "hotel" is no tel.
bool is_owner(std::string_view text) {
  constexpr std::array<std::string_view, 52> kOwners{
      "user",     "usr",      "cust",    "customer", "client",  "member",  "mem",    "emp",
      "employee", "staff",    "student", "stu",      "buyer",   "seller",  "owner",  "my",
      "kh",       "kehu",     "yh",      "yonghu",   "hy",      "huiyuan", "yg",     "yuangong",
      "xs",       "xuesheng", "jz",      "jiazhang", "jhr",     "lxr",     "parent", "guardian",
      "contact",  "reg",      "login",   "bind",     "link",    "person",  "people", "holder",
      "apply",    "patient",  "driver",  "receiver", "receive", "recv",    "sender", "payee",
      "payer",    "home",     "work",    "office"};
  return std::find(kOwners.begin(), kOwners.end(), text) != kOwners.end();
}

bool is_owned(std::string_view part, std::string_view word) {
  return part.size() > word.size() && part.ends_with(word) &&
         is_owner(part.substr(0, part.size() - word.size()));
}

bool parts_hold(const std::vector<std::string>& parts, const std::string& word) {
  for (size_t i = 0; i < parts.size(); ++i) {
    if (is_high(word.front()) && is_high(parts[i].front()) && han_part_holds(parts[i], word))
      return true;
    if (is_owned(parts[i], word)) return true;
    std::string run;
    for (size_t k = i; k < parts.size() && run.size() < word.size(); ++k) {
      run += parts[k];
      if (run == word) return true;
      // phone1, mobile2: a number behind the word is a repetition, not another word
      if (run.size() > word.size() && run.starts_with(word) &&
          std::all_of(run.begin() + static_cast<std::ptrdiff_t>(word.size()), run.end(),
                      is_digit)) {
        return true;
      }
    }
  }
  return false;
}

bool says_nothing(const std::vector<std::string>& parts) {
  constexpr std::array<std::string_view, 12> kEmpty{
      "value", "val", "text", "content", "data", "item", "no", "num", "number", "code", "v", "t"};
  return std::all_of(parts.begin(), parts.end(), [&](const std::string& part) {
    return std::all_of(part.begin(), part.end(), is_digit) ||
           std::find(kEmpty.begin(), kEmpty.end(), part) != kEmpty.end();
  });
}

}  // namespace

bool name_holds(std::string_view name, std::string_view word) {
  const std::string wanted = joined(word);
  return !wanted.empty() && parts_hold(parts_of(name), wanted);
}

bool name_begins(std::string_view name, std::string_view word) {
  constexpr size_t kLongWord = 6;  // shorter ones begin too many others
  if (name_holds(name, word)) return true;
  if (word.size() < kLongWord) return false;
  const std::vector<std::string> parts = parts_of(name);
  return std::any_of(parts.begin(), parts.end(),
                     [&](const std::string& part) { return part.starts_with(word); });
}

std::vector<bool> rules_named_by(const RuleSet& rules, std::string_view field) {
  std::vector<bool> out(rules.rules().size(), false);
  if (field.starts_with('~')) return out;  // names of files are no field of values
  size_t from = field.rfind('.');
  std::vector<std::string> parts =
      parts_of(from == std::string_view::npos ? field : field.substr(from + 1));
  while (from != std::string_view::npos && from > 0 && says_nothing(parts)) {
    const size_t end = from;
    from = field.rfind('.', end - 1);
    const size_t begin = from == std::string_view::npos ? 0 : from + 1;
    std::vector<std::string> before = parts_of(field.substr(begin, end - begin));
    parts.insert(parts.begin(), before.begin(), before.end());
    if (!before.empty() && !says_nothing(before)) break;
  }
  for (size_t i = 0; i < out.size(); ++i) {
    const Rule& rule = rules.at(static_cast<uint16_t>(i));
    out[i] =
        std::any_of(rule.field_words.begin(), rule.field_words.end(), [&](const std::string& word) {
          const std::string wanted = joined(word);
          return !wanted.empty() && parts_hold(parts, wanted);
        });
  }
  return out;
}

}  // namespace qingce
