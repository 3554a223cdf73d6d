// From a whole text to a candidate, and from a candidate to a verdict.
#include <re2/re2.h>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "detectors/normalize.h"
#include "detectors/rule_loader.h"
#include "detectors/ruleset.h"
#include "detectors/validators.h"

namespace qingce {
namespace {

constexpr size_t kLongestExtension = 6;

bool has_length(const Rule& rule, size_t length) {
  const auto holds = [&](const std::vector<uint8_t>& list) {
    return std::any_of(list.begin(), list.end(), [&](uint8_t l) { return l == length; });
  };
  return (rule.lengths.empty() && rule.field_lengths.empty()) || holds(rule.lengths) ||
         holds(rule.field_lengths);
}

bool has_shape(const Rule& rule, std::string_view candidate) {
  if (candidate.empty() || !has_length(rule, candidate.size())) return false;
  switch (rule.shape) {
    case Shape::digits: {
      const char last = candidate.back();
      const bool last_fits =
          is_digit(last) ||
          (is_letter(last) && rule.letters_last.find(to_upper(last)) != std::string::npos);
      return last_fits && all_digits(candidate.substr(0, candidate.size() - 1));
    }
    case Shape::alnum:
      return std::all_of(candidate.begin(), candidate.end(),
                         [](char c) { return is_digit(c) || is_letter(c); });
    case Shape::email:
    case Shape::pattern:
    case Shape::text:
      return true;
  }
  return false;
}

bool is_separator(char c) { return c == ' ' || c == '-'; }

// Where separators stood, as indexes into the candidate.
struct Pieces {
  std::string candidate;
  std::vector<size_t> cuts;
  size_t begin = 0;  // of the first character in the spelling
};

// One separator between characters at most; one pair of brackets around the first group, the
// closing one being a separator that another may follow: (010) 62345678.
std::optional<Pieces> take_apart(std::string_view spelled, size_t at, size_t end) {
  Pieces pieces;
  bool open = false;
  char last = 0;  // the separator just seen, 0 after a character
  if (at < end && spelled[at] == '(') {
    open = true;
    ++at;
  }
  pieces.begin = at;
  for (; at < end; ++at) {
    const char c = spelled[at];
    if (is_digit(c) || is_letter(c)) {
      pieces.candidate.push_back(c);
      last = 0;
    } else if (c == ')' && open && last == 0) {
      open = false;
      pieces.cuts.push_back(pieces.candidate.size());
      last = c;
    } else if (is_separator(c) && last == ')') {
      last = c;
    } else if (is_separator(c) && last == 0 && !pieces.candidate.empty()) {
      pieces.cuts.push_back(pieces.candidate.size());
      last = c;
    } else {
      return std::nullopt;
    }
  }
  if (open || last != 0 || pieces.candidate.empty()) return std::nullopt;
  return pieces;
}

// The cuts are just those of "3-4-4".
bool is_grouping(std::string_view grouping, const std::vector<size_t>& cuts, size_t length) {
  size_t sum = 0;
  size_t group = 0;
  size_t cut = 0;
  for (const char c : grouping) {
    if (is_digit(c)) {
      group = group * 10 + static_cast<size_t>(c - '0');
      continue;
    }
    sum += std::exchange(group, 0);
    if (cut >= cuts.size() || cuts[cut++] != sum) return false;
  }
  return cut == cuts.size() && sum + group == length;
}

bool fits_groupings(const Rule& rule, const Pieces& pieces) {
  return pieces.cuts.empty() ||
         std::any_of(rule.groupings.begin(), rule.groupings.end(),
                     [&](const std::string& grouping) {
                       return grouping == "any" ||
                              is_grouping(grouping, pieces.cuts, pieces.candidate.size());
                     });
}

// The ends a value may have in the spelling: all of it, and before an extension.
std::vector<size_t> value_ends(const Rule& rule, std::string_view spelled) {
  std::vector<size_t> ends{spelled.size()};
  if (!rule.extension) return ends;
  size_t digits = spelled.size();
  while (digits > 0 && is_digit(spelled[digits - 1])) --digits;
  const size_t count = spelled.size() - digits;
  if (count == 0 || count > kLongestExtension || digits == 0) return ends;
  const char mark = to_upper(spelled[digits - 1]);
  if (mark == '-' || mark == '#' || mark == 'X') {
    size_t end = digits - 1;
    if (end > 0 && spelled[end - 1] == ' ') --end;
    ends.push_back(end);
  }
  return ends;
}

// What stands before 转 or 轉, the marks of an extension that have no ASCII role.
std::string_view before_transfer(std::string_view text) {
  for (const std::string_view mark : {"\xE8\xBD\xAC", "\xE8\xBD\x89"}) {
    const size_t at = text.find(mark);
    if (at == std::string_view::npos) continue;
    const std::string_view rest = text.substr(at + mark.size());
    if (rest.size() <= kLongestExtension && all_digits(rest)) return text.substr(0, at);
  }
  return text;
}

// A123456(3), with one space before the bracket or none.
void add_bracketed(const Rule& rule, std::string_view spelled, std::vector<Reduced>& out) {
  const size_t size = spelled.size();
  if (size < 4 || spelled[size - 1] != ')' || spelled[size - 3] != '(') return;
  std::string_view body = spelled.substr(0, size - 3);
  if (is_separator(body.back())) body.remove_suffix(1);
  std::optional<Pieces> pieces = take_apart(body, 0, body.size());
  if (!pieces || pieces->begin != 0 || !pieces->cuts.empty()) return;
  pieces->candidate.push_back(spelled[size - 2]);
  if (has_shape(rule, pieces->candidate)) out.push_back({std::move(pieces->candidate), 0, size});
}

void add_readings(const Rule& rule, std::string_view spelled, std::string_view prefix,
                  std::vector<Reduced>& out) {
  if (!spelled.starts_with(prefix)) return;
  size_t at = prefix.size();
  if (at > 0 && at < spelled.size() && is_separator(spelled[at])) ++at;
  for (const size_t end : value_ends(rule, spelled)) {
    if (end <= at) continue;
    std::optional<Pieces> pieces = take_apart(spelled, at, end);
    if (!pieces) continue;
    if (!prefix.empty() && !rule.trunk.empty() && !pieces->candidate.starts_with(rule.trunk)) {
      pieces->candidate.insert(0, rule.trunk);
      for (size_t& cut : pieces->cuts) cut += rule.trunk.size();
    }
    if (has_shape(rule, pieces->candidate) && fits_groupings(rule, *pieces)) {
      out.push_back({std::move(pieces->candidate), pieces->begin, end});
    }
  }
}

bool is_filler(const Rule& rule, std::string_view candidate) {
  if ((rule.placeholder_filter & placeholder_bit(candidate)) == 0) return false;
  return std::find(rule.placeholders.begin(), rule.placeholders.end(), candidate) !=
         rule.placeholders.end();
}

Verdict run_validators(const Rule& rule, std::string_view candidate, EvidenceSet& evidence) {
  for (const Validator validator : rule.validators) {
    if (const Verdict verdict = validator(candidate, evidence); verdict != Verdict::accept)
      return verdict;
  }
  return Verdict::accept;
}

EvidenceSet without(EvidenceSet evidence, Evidence bit) {
  return EvidenceSet(static_cast<uint16_t>(evidence.bits() & ~static_cast<uint16_t>(bit)));
}

std::optional<Accepted> accept(const Rule& rule, std::string_view candidate) {
  Accepted accepted;
  if (validate(rule, candidate, accepted.evidence, accepted.normal) != Verdict::accept)
    return std::nullopt;
  return accepted;
}

// One affix at either end.
std::string_view without_affixes(const Rule& rule, std::string_view value) {
  const auto longest = [&](auto fits) {
    size_t size = 0;
    for (const std::string& affix : rule.affixes) {
      if (affix.size() > size && affix.size() < value.size() && fits(affix)) size = affix.size();
    }
    return size;
  };
  value.remove_prefix(longest([&](const std::string& affix) { return value.starts_with(affix); }));
  value.remove_suffix(longest([&](const std::string& affix) { return value.ends_with(affix); }));
  return value;
}

std::optional<Accepted> evaluate_pattern(const Rule& rule, std::string_view value) {
  RE2::Options options;
  options.set_log_errors(false);
  const RE2 pattern(rule.pattern, options);
  if (!pattern.ok() || !RE2::FullMatch(value, pattern)) return std::nullopt;
  return accept(rule, value);
}

}  // namespace

std::vector<Reduced> reduce(const Rule& rule, std::string_view spelled) {
  std::vector<Reduced> out;
  add_readings(rule, spelled, {}, out);
  for (const std::string& prefix : rule.prefixes) add_readings(rule, spelled, prefix, out);
  if (rule.last_in_brackets) add_bracketed(rule, spelled, out);
  return out;
}

Verdict validate(const Rule& rule, std::string_view candidate, EvidenceSet& evidence,
                 std::string& normal) {
  return has_shape(rule, candidate) ? validate_shaped(rule, candidate, evidence, normal)
                                    : Verdict::reject;
}

Verdict validate_shaped(const Rule& rule, std::string_view candidate, EvidenceSet& evidence,
                        std::string& normal) {
  if (rule.placeholder_filter != 0 && is_filler(rule, candidate))
    evidence.add(Evidence::placeholder);
  Verdict verdict = run_validators(rule, candidate, evidence);
  if (evidence.has(Evidence::placeholder)) verdict = Verdict::accept;
  if (verdict == Verdict::reject) return verdict;
  // Two checks in one value: the one that passed must not speak for the one that failed.
  if (evidence.has(Evidence::check_failed)) evidence = without(evidence, Evidence::check_passed);
  if (rule.normal_form != nullptr) {
    rule.normal_form(candidate, normal);
  } else {
    normal.assign(candidate);
  }
  return verdict;
}

bool may_begin(const Rule& rule, size_t length, unsigned two) {
  if (two % 11 == 0) return true;  // all digits alike: perhaps a filler
  const char digits[] = {static_cast<char>('0' + two / 10), static_cast<char>('0' + two % 10)};
  for (const std::string& filler : rule.placeholders) {
    if (filler.starts_with(std::string_view(digits, 2))) return true;
  }
  for (const std::string& name : rule.validator_names) {
    const ValidatorEntry* const validator = find_validator(name);
    if (validator != nullptr && validator->lead != nullptr && !validator->lead(length, two)) {
      return false;
    }
  }
  return true;
}

std::optional<Accepted> evaluate(const Rule& rule, std::string_view value) {
  if (rule.shape == Shape::pattern) return evaluate_pattern(rule, value);
  value = without_affixes(rule, value);
  if (rule.shape == Shape::text) {
    const std::optional<std::string> plain = tidy(value);
    return plain && !plain->empty() ? accept(rule, *plain) : std::nullopt;
  }
  const std::optional<std::string> spelled = spell(rule.extension ? before_transfer(value) : value);
  if (!spelled) return std::nullopt;
  if (rule.shape == Shape::email) return accept(rule, *spelled);
  std::string_view rest = *spelled;
  if (rest.starts_with('\'')) rest.remove_prefix(1);  // how spreadsheets mark a number as text
  for (const Reduced& reading : reduce(rule, rest)) {
    if (std::optional<Accepted> accepted = accept(rule, reading.candidate)) return accepted;
  }
  return std::nullopt;
}

}  // namespace qingce
