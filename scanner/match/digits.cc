// Candidates of one run of digits and the characters around it: ungrouped, with a final letter, as
// part of a token of letters and digits, in groups, masked.
#include <algorithm>
#include <cstring>

#include "scanner/match/candidate_scan.h"

namespace qingce {
namespace {

bool is_alnum(char c) { return is_digit(c) || is_letter(c); }
bool is_hex_letter(char c) { return (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
bool is_hex(char c) { return is_digit(c) || is_hex_letter(c); }

constexpr int kLongestExtension = 6;
constexpr int kLongestCountryCode = 4;  // ITU-T E.164: 3, and the area code of +1

}  // namespace

// Reads the run around pos in all ways. Returns its digits.
int CandidateScan::read_view(const Text& text, size_t pos, Unit unit) {
  const size_t width = is_wide(unit) ? (width_of(unit) == 2 ? 1 : 2) : 0;
  view_.build(text, unit, pos);
  const int digits = view_.run_end - view_.run_begin;
  if (digits == 0) return 0;
  size_t end = view_.byte_end(view_.run_end - 1);
  if (digits > static_cast<int>(kLongestRun)) {
    // No candidate; and the rest of it must not be walked again for each of its anchors.
    for (Char next = next_char(text, unit, end); next.len != 0 && is_digit(next.c);
         next = next_char(text, unit, end)) {
      end += next.len;
    }
    done_[width] = std::max(done_[width], end);
    return digits;
  }
  done_[width] = std::max(done_[width], end);
  ungrouped(unit);
  tokens(unit);
  grouped(unit);
  masked(unit);
  return digits;
}

std::string_view CandidateScan::letters_of(int begin, int end) {
  scratch_text_.clear();
  for (int i = begin; i < end; ++i) {
    const char c = view_.at(i);
    if (is_alnum(c) || c == '*') scratch_text_.push_back(c);
  }
  return scratch_text_;
}

// An integer part or a fraction stands there: "1.138…", "138….55"; not "138….7z".
bool CandidateScan::decimal(int begin, int end) const {
  if (view_.at(begin - 1) == '.' && is_digit(view_.at(begin - 2))) return true;
  if (view_.at(end) != '.' || !is_digit(view_.at(end + 1))) return false;
  int i = end + 1;
  while (is_digit(view_.at(i))) ++i;
  return !is_letter(view_.at(i));
}

bool CandidateScan::in_hex(int begin, int end) const {
  int from = begin;
  int to = end;
  while (is_hex(view_.at(from - 1))) --from;
  while (is_hex(view_.at(to))) ++to;
  if (from == begin && to == end) return false;
  const bool whole = !is_alnum(view_.at(from - 1)) && !is_alnum(view_.at(to));
  bool mixed = false;
  for (int i = from; i < to; ++i) mixed |= (i < begin || i >= end) && is_digit(view_.at(i));
  return is_hash_like({static_cast<size_t>(to - from), from<begin, to> end, mixed, whole});
}

// One of the groups of 8-4-4-4-12 hexadecimal digits.
bool CandidateScan::in_uuid(int begin, int end) const {
  int from = begin;
  int to = end;
  while (begin - from < 36 && (is_hex(view_.at(from - 1)) || view_.at(from - 1) == '-')) --from;
  while (to - end < 36 && (is_hex(view_.at(to)) || view_.at(to) == '-')) ++to;
  const auto uuid_at = [&](int at) {
    for (int i = 0; i < 36; ++i) {
      const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
      const char c = view_.at(at + i);
      if (dash ? c != '-' : !is_hex(c)) return false;
    }
    return !is_hex(view_.at(at - 1)) && !is_hex(view_.at(at + 36));
  };
  for (int at = from; at <= begin && at + 36 <= to; ++at) {
    if (at + 36 >= end && uuid_at(at)) return true;
  }
  return false;
}

// "x801" behind a number: an extension, no letter glued to it.
bool CandidateScan::extension_at(int i) const {
  if (view_.at(i) != 'x' && view_.at(i) != 'X') return false;
  int digits = 0;
  while (is_digit(view_.at(i + 1 + digits))) ++digits;
  return digits > 0 && digits <= kLongestExtension && !is_letter(view_.at(i + 1 + digits));
}

void CandidateScan::ungrouped(Unit unit) {
  const int begin = view_.run_begin;
  const int end = view_.run_end;
  const char left = view_.at(begin - 1);
  const char right = view_.at(end);
  if ((left == '*' && view_.at(begin - 2) == '*') || (right == '*' && view_.at(end + 1) == '*'))
    return;
  const auto& readings = parts_.dispatch->run(static_cast<size_t>(end - begin));
  if (readings.empty()) return;
  const bool hidden = in_hex(begin, end) || in_uuid(begin, end);
  const bool is_decimal = decimal(begin, end);
  std::array<char, kLongestRun + 2> text{};
  int length = 0;
  for (int i = begin; i < end; ++i) text[static_cast<size_t>(length++)] = view_.at(i);
  text[static_cast<size_t>(length)] = right;
  const Groups groups = groups_around(begin, end, false);
  const bool asked =
      is_wide(unit) || may_be_asked(view_.byte_begin(begin), view_.byte_end(end - 1));
  for (const RunReading& known : readings) {
    if (known.asks && !asked) continue;
    const Rule& rule = rules_.at(known.rule);
    if (known.letter &&
        (!is_letter(right) || rule.letters_last.find(to_upper(right)) == std::string::npos ||
         is_alnum(view_.at(end + 1)))) {
      continue;
    }
    if (known.plus && left != '+') continue;
    const auto strip = static_cast<int>(known.prefix.size());
    if (std::memcmp(text.data(), known.prefix.data(), known.prefix.size()) != 0) continue;
    std::string_view candidate(text.data() + strip,
                               static_cast<size_t>(length - strip + (known.letter ? 1 : 0)));
    const bool prefixed = prefix_before(groups, groups.seed, known.rule);
    if (known.needs_prefix && !prefixed) continue;
    if (foreign(groups, groups.seed, known.rule, known.prefix)) continue;
    if (!known.trunk.empty()) {
      if (candidate.starts_with(known.trunk)) continue;
      scratch_text_.assign(known.trunk).append(candidate);
      candidate = scratch_text_;
    }
    Reading reading;
    reading.rule = known.rule;
    reading.begin = view_.byte_begin(begin + strip);
    reading.end = view_.byte_end(known.letter ? end : end - 1);
    reading.candidate = candidate;
    reading.glued = is_letter(left) ||
                    (!known.letter && is_letter(right) && !(rule.extension && extension_at(end)));
    reading.decimal = is_decimal;
    reading.formatted = prefixed || !known.prefix.empty();
    reading.unit = unit;
    reading.shape = "digits";
    if (hidden && !known.letter) {
      explain(reading, "boundary", "rejected");
      continue;
    }
    consider(reading);
  }
}

// Letters and digits without a gap: exactly a rule's length, letters of one case.
void CandidateScan::tokens(Unit unit) {
  int begin = view_.run_begin;
  int end = view_.run_end;
  while (is_alnum(view_.at(begin - 1))) --begin;
  while (is_alnum(view_.at(end))) ++end;
  if (static_cast<size_t>(end - begin) > kLongestRun) return;
  bracketed_token(begin, end, unit);
  const auto& readings = parts_.dispatch->token(static_cast<size_t>(end - begin));
  if (readings.empty()) return;
  bool upper = false;
  bool lower = false;
  for (int i = begin; i < end; ++i) {
    upper |= is_upper(view_.at(i));
    lower |= is_lower(view_.at(i));
  }
  if ((upper && lower) || in_uuid(begin, end)) return;
  Reading reading;
  reading.begin = view_.byte_begin(begin);
  reading.end = view_.byte_end(end - 1);
  reading.decimal = decimal(begin, end);
  reading.unit = unit;
  reading.shape = "alnum";
  const bool asked =
      is_wide(unit) || (readings.back().asks && may_be_asked(reading.begin, reading.end));
  for (const TokenReading& known : readings) {
    if (known.asks && !asked) break;
    reading.rule = known.rule;
    reading.candidate = letters_of(begin, end);
    consider(reading);
  }
}

// A last character in brackets: 1234567(8).
void CandidateScan::bracketed_token(int begin, int end, Unit unit) {
  if (view_.at(end) != '(' || !is_alnum(view_.at(end + 1)) || view_.at(end + 2) != ')') return;
  const auto size = static_cast<size_t>(end - begin) + 1;
  if (size > kLongestRun) return;
  Reading reading;
  reading.begin = view_.byte_begin(begin);
  reading.end = view_.byte_end(end + 2);
  reading.decimal = decimal(begin, end);
  reading.unit = unit;
  reading.shape = "alnum";
  for (const TokenReading& known : parts_.dispatch->token(size)) {
    if (!rules_.at(known.rule).last_in_brackets) continue;
    reading.rule = known.rule;
    reading.candidate = letters_of(begin, end + 2);
    consider(reading);
  }
}

// ---- groups

// What stands between two groups, view characters [from, to).
CandidateScan::Joint CandidateScan::joint(int from, int to) const {
  const int length = to - from;
  const char a = view_.at(from);
  const char b = length > 1 ? view_.at(from + 1) : char{0};
  const auto separator = [](char c) { return c == ' ' || c == '-'; };
  if (length == 1 && a == '-') return Joint::dash;
  if (length == 1 && a == ' ') return Joint::space;
  if (a == ')' && (length == 1 || (length == 2 && separator(b)))) return Joint::close;
  if ((length == 1 && a == '(') || (length == 2 && separator(a) && b == '(')) return Joint::open;
  return Joint::none;
}

CandidateScan::Groups CandidateScan::groups_around(int begin, int end, bool letters) const {
  Groups out;
  const auto member = [&](int i) {
    return letters ? is_alnum(view_.at(i)) : is_digit(view_.at(i));
  };
  out.seed = out.first = Groups::kSide;
  out.last = out.seed + 1;
  out.before.fill(Joint::none);
  out.group[static_cast<size_t>(out.seed)] = {begin, end};
  for (int at = begin; out.first > 0;) {
    int gap = at;
    while (at - gap < 2 && view_.at(gap - 1) != 0 && !is_alnum(view_.at(gap - 1))) --gap;
    if (gap == at || !member(gap - 1)) break;
    const Joint between = joint(gap, at);
    if (between == Joint::none) break;
    int start = gap;
    while (member(start - 1)) --start;
    out.before[static_cast<size_t>(out.first)] = between;
    out.group[static_cast<size_t>(--out.first)] = {start, gap};
    at = start;
  }
  for (int at = end; out.last < 2 * Groups::kSide + 1;) {
    int gap = at;
    while (gap - at < 2 && view_.at(gap) != 0 && !is_alnum(view_.at(gap))) ++gap;
    if (gap == at || !member(gap)) break;
    const Joint between = joint(at, gap);
    if (between == Joint::none) break;
    int stop = gap;
    while (member(stop)) ++stop;
    out.before[static_cast<size_t>(out.last)] = between;
    out.group[static_cast<size_t>(out.last++)] = {gap, stop};
    at = stop;
  }
  return out;
}

// Whether the group before `start` is one of the rule's prefixes: "+86 10…", "0086-10…", "(86)
// 10…".
bool CandidateScan::prefix_before(const Groups& groups, int start, uint16_t rule) const {
  if (start <= groups.first || groups.before[static_cast<size_t>(start)] == Joint::none)
    return false;
  const Group& before = groups.group[static_cast<size_t>(start) - 1];
  for (const std::string& prefix : parts_.dispatch->prefix_digits(rule)) {
    if (static_cast<size_t>(before.end - before.begin) != prefix.size()) continue;
    bool same = true;
    for (size_t i = 0; i < prefix.size(); ++i) {
      same &= view_.at(before.begin + static_cast<int>(i)) == prefix[i];
    }
    if (same && !is_alnum(view_.at(before.begin - 1))) return true;
  }
  return false;
}

// Whether the '+' of an international number stands there. Behind a letter or digit it joins words
// ("a+b").
bool CandidateScan::plus_before(int i) const {
  return view_.at(i - 1) == '+' && !is_alnum(view_.at(i - 2));
}

// Whether groups from `start` on are the number of another country: behind a '+' stands none of the
// rule's prefixes. `stripped`: the prefix at the first group's begin. No country's code begins with
// 0.
bool CandidateScan::foreign(const Groups& groups, int start, uint16_t rule,
                            std::string_view stripped) const {
  const auto& known = parts_.dispatch->attached_prefixes(rule);
  const auto international = [](const AttachedPrefix& prefix) { return prefix.plus; };
  if (std::none_of(known.begin(), known.end(), international)) return false;
  const Group& first = groups.group[static_cast<size_t>(start)];
  if (plus_before(first.begin)) {
    return view_.at(first.begin) != '0' &&
           std::none_of(known.begin(), known.end(), [&](const AttachedPrefix& prefix) {
             return prefix.plus && prefix.digits == stripped;
           });
  }
  if (start <= groups.first || prefix_before(groups, start, rule)) return false;
  const Group& before = groups.group[static_cast<size_t>(start) - 1];
  return plus_before(before.begin) && view_.at(before.begin) != '0' &&
         before.end - before.begin <= kLongestCountryCode;
}

// Whether a hyphenated number goes on beyond the candidate, groups [start, end): then it is a
// longer code.
bool CandidateScan::continues(const Groups& groups, int start, int end, uint16_t rule) const {
  bool dashed = false;
  for (int i = start + 1; i < end; ++i)
    dashed |= groups.before[static_cast<size_t>(i)] == Joint::dash;
  if (!dashed) return false;
  if (start > groups.first && groups.before[static_cast<size_t>(start)] == Joint::dash &&
      !prefix_before(groups, start, rule)) {
    return true;
  }
  if (end >= groups.last || groups.before[static_cast<size_t>(end)] != Joint::dash) return false;
  const Group& next = groups.group[static_cast<size_t>(end)];
  return !(rules_.at(rule).extension && next.end - next.begin <= kLongestExtension);
}

// Whether groups [start, end) are a piece of a longer row of groups: beside them, behind one space,
// stands a group as long as the inner ones, or two groups, and they are no second such number.
bool CandidateScan::in_row(const Groups& groups, int start, int end,
                           const Grouping& grouping) const {
  const auto count = static_cast<int>(grouping.sizes.size());
  const auto spaced = [&](int i) {
    return i > groups.first && i < groups.last &&
           groups.before[static_cast<size_t>(i)] == Joint::space;
  };
  const auto size = [&](int i) {
    const Group& group = groups.group[static_cast<size_t>(i)];
    return group.end - group.begin;
  };
  const auto such = [&](int from) {
    if (from < groups.first || from + count > groups.last) return false;
    for (int i = 0; i < count; ++i) {
      if (size(from + i) != grouping.sizes[static_cast<size_t>(i)]) return false;
    }
    return true;
  };
  const int inner = grouping.sizes[1];
  // "0 0 188 1300 1301": the group before may look like a prefix.
  const bool prefixed = prefix_before(groups, start, grouping.rule);
  if (spaced(start) && !such(start - count) &&
      (spaced(start - 1) || (!prefixed && size(start - 1) == inner))) {
    return true;
  }
  return spaced(end) && !such(end) && (size(end) == inner || spaced(end + 1));
}

// Whether, behind one space, another group of `size` letters and digits stands before `begin` or
// behind `end`.
bool CandidateScan::group_beside(int begin, int end, int size) const {
  const auto group = [&](int from, int step) {
    if (view_.at(from) != ' ') return false;
    int length = 0;
    bool digit = false;
    for (int i = from + step; is_alnum(view_.at(i)); i += step) {
      digit |= is_digit(view_.at(i));
      ++length;
    }
    return digit && length == size;
  };
  return group(begin - 1, -1) || group(end, 1);
}

void CandidateScan::grouped(Unit unit) {
  const int begin = view_.run_begin;
  const int end = view_.run_end;
  const auto size = static_cast<size_t>(end - begin);
  const auto separated = [&](char c) { return c == ' ' || c == '-' || c == '(' || c == ')'; };
  const Dispatch& dispatch = *parts_.dispatch;
  if (dispatch.group_size(size) && (separated(view_.at(begin - 1)) || separated(view_.at(end)))) {
    const Groups groups = groups_around(begin, end, false);
    for (const Grouping& grouping : dispatch.groupings()) {
      const auto count = static_cast<int>(grouping.sizes.size());
      for (int k = 0; k < count; ++k) take_grouping(grouping, groups, groups.seed - k, unit);
    }
  }
  if (!dispatch.any_grouping().empty() &&
      (separated(view_.at(begin - 1)) || separated(view_.at(end)))) {
    any_grouped(groups_around(begin, end, false), unit);
  }
  if (dispatch.token_groupings().empty()) return;
  int from = begin;
  int to = end;
  while (is_alnum(view_.at(from - 1))) --from;
  while (is_alnum(view_.at(to))) ++to;
  if (!separated(view_.at(from - 1)) && !separated(view_.at(to))) return;
  const Groups groups = groups_around(from, to, true);
  if (groups.last - groups.first < 2) return;
  for (const Grouping& grouping : dispatch.token_groupings()) {
    const auto count = static_cast<int>(grouping.sizes.size());
    for (int k = 0; k < count; ++k) take_token_grouping(grouping, groups, groups.seed - k, unit);
  }
}

// `start`: the group that would be the grouping's first one.
void CandidateScan::take_grouping(const Grouping& grouping, const Groups& groups, int start,
                                  Unit unit) {
  const auto count = static_cast<int>(grouping.sizes.size());
  const int stop = start + count;
  if (start < groups.first || stop > groups.last) return;
  const Rule& rule = rules_.at(grouping.rule);
  for (int i = 1; i + 1 < count; ++i) {
    const Group& group = groups.group[static_cast<size_t>(start + i)];
    if (group.end - group.begin != grouping.sizes[static_cast<size_t>(i)]) return;
  }
  const Group& first = groups.group[static_cast<size_t>(start)];
  const Group& last = groups.group[static_cast<size_t>(stop - 1)];
  for (int i = start + 1; i < stop; ++i) {
    const Joint between = groups.before[static_cast<size_t>(i)];
    const bool bracket = between == Joint::close && i == start + 1 &&
                         view_.at(first.begin - 1) == '(' && !rule.trunk.empty();
    if (between != Joint::dash && between != Joint::space && !bracket) return;
  }
  // The last group, with a letter or without.
  const int tail = grouping.sizes.back();
  const char right = view_.at(last.end);
  const bool letter = last.end - last.begin == tail - 1 && is_letter(right) &&
                      rule.letters_last.find(to_upper(right)) != std::string::npos &&
                      !is_alnum(view_.at(last.end + 1));
  if (!letter && last.end - last.begin != tail) return;
  // The first group, with a prefix in front, without its trunk, or as it is.
  const int head = grouping.sizes.front();
  const int size = first.end - first.begin;
  const auto trunk = static_cast<int>(rule.trunk.size());
  int strip = 0;
  bool add_trunk = false;
  if (size != head) {
    bool fits = trunk > 0 && size == head - trunk && prefix_before(groups, start, grouping.rule);
    add_trunk = fits;
    for (const auto& [prefix, plus] : parts_.dispatch->attached_prefixes(grouping.rule)) {
      if (plus && view_.at(first.begin - 1) != '+') continue;
      const auto length = static_cast<int>(prefix.size());
      const bool whole = size == length + head;
      const bool without_trunk = trunk > 0 && size == length + head - trunk;
      if (fits || (!whole && !without_trunk)) continue;
      bool same = true;
      for (int i = 0; i < length; ++i)
        same &= view_.at(first.begin + i) == prefix[static_cast<size_t>(i)];
      if (!same) continue;
      fits = true;
      strip = length;
      add_trunk = without_trunk;
    }
    if (!fits) return;
  }
  if (continues(groups, start, stop, grouping.rule)) return;
  std::array<char, kLongestRun> stripped{};
  for (int i = 0; i < strip; ++i) stripped[static_cast<size_t>(i)] = view_.at(first.begin + i);
  if (foreign(groups, start, grouping.rule, {stripped.data(), static_cast<size_t>(strip)})) return;
  const int begin = first.begin + strip;
  const int end = letter ? last.end + 1 : last.end;
  if (in_uuid(begin, end)) return;
  Reading reading;
  reading.rule = grouping.rule;
  reading.begin = view_.byte_begin(begin);
  reading.end = view_.byte_end(end - 1);
  const std::string_view digits = letters_of(begin, end);
  std::string with_trunk;
  if (add_trunk) {
    if (digits.starts_with(rule.trunk)) return;
    with_trunk = rule.trunk;
    with_trunk += digits;
  }
  reading.candidate = add_trunk ? std::string_view(with_trunk) : digits;
  reading.glued = is_letter(view_.at(first.begin - 1)) ||
                  (!letter && is_letter(right) && !(rule.extension && extension_at(last.end))) ||
                  in_row(groups, start, stop, grouping);
  reading.decimal = decimal(first.begin, end);
  reading.formatted = true;
  reading.listed =
      grouping.sizes[0] == grouping.sizes[1] && group_beside(first.begin, end, grouping.sizes[0]);
  reading.unit = unit;
  reading.shape = "digits in groups";
  consider(reading);
}

void CandidateScan::take_token_grouping(const Grouping& grouping, const Groups& groups, int start,
                                        Unit unit) {
  const auto count = static_cast<int>(grouping.sizes.size());
  if (start < groups.first || start + count > groups.last) return;
  for (int i = 0; i < count; ++i) {
    const Group& group = groups.group[static_cast<size_t>(start + i)];
    if (group.end - group.begin != grouping.sizes[static_cast<size_t>(i)]) return;
    if (i == 0) continue;
    const Joint between = groups.before[static_cast<size_t>(start + i)];
    if (between != Joint::dash && between != Joint::space) return;
  }
  if (continues(groups, start, start + count, grouping.rule)) return;
  const Group& first = groups.group[static_cast<size_t>(start)];
  const Group& last = groups.group[static_cast<size_t>(start + count - 1)];
  if (in_uuid(first.begin, last.end)) return;
  Reading reading;
  reading.rule = grouping.rule;
  reading.begin = view_.byte_begin(first.begin);
  reading.end = view_.byte_end(last.end - 1);
  reading.candidate = letters_of(first.begin, last.end);
  reading.unit = unit;
  reading.shape = "alnum in groups";
  consider(reading);
}

// One separator anywhere: the longest chain of groups with one and the same separator.
void CandidateScan::any_grouped(const Groups& groups, Unit unit) {
  for (const Joint kind : {Joint::dash, Joint::space}) {
    int first = groups.seed;
    int last = groups.seed + 1;
    while (first > groups.first && groups.before[static_cast<size_t>(first)] == kind) --first;
    while (last < groups.last && groups.before[static_cast<size_t>(last)] == kind) ++last;
    if (last - first < 2 || first == 0 || last == 2 * Groups::kSide + 1) continue;
    const int begin = groups.group[static_cast<size_t>(first)].begin;
    const int end = groups.group[static_cast<size_t>(last) - 1].end;
    if (in_uuid(begin, end)) continue;
    for (const uint16_t rule : parts_.dispatch->any_grouping()) {
      Reading reading;
      reading.rule = rule;
      reading.begin = view_.byte_begin(begin);
      reading.end = view_.byte_end(end - 1);
      reading.candidate = letters_of(begin, end);
      const auto& lengths = rules_.at(rule).lengths;
      if (!lengths.empty() &&
          std::find(lengths.begin(), lengths.end(), reading.candidate.size()) == lengths.end()) {
        continue;
      }
      reading.glued = is_letter(view_.at(begin - 1)) || is_letter(view_.at(end));
      reading.decimal = decimal(begin, end);
      reading.unit = unit;
      reading.shape = "digits in groups";
      consider(reading);
    }
  }
}

// ---- masked values: 138****1234, 6222 **** **** 1234, 110105********002X

void CandidateScan::masked(Unit unit) {
  const auto inner = [&](int i) { return is_digit(view_.at(i)) || view_.at(i) == '*'; };
  // A separator belongs to it where it touches a star.
  const auto joins = [&](int i) {
    const char c = view_.at(i);
    return (c == ' ' || c == '-') && inner(i - 1) && inner(i + 1) &&
           (view_.at(i - 1) == '*' || view_.at(i + 1) == '*');
  };
  int begin = view_.run_begin;
  int end = view_.run_end;
  while (inner(begin - 1) || joins(begin - 1)) --begin;
  while (inner(end) || joins(end)) ++end;
  if (begin == view_.run_begin && end == view_.run_end) return;
  int stars = 0;
  int length = 0;
  for (int i = begin; i < end; ++i) {
    stars += view_.at(i) == '*' ? 1 : 0;
    length += inner(i) ? 1 : 0;
  }
  if (stars < 4 || length > static_cast<int>(kLongestRun) || is_letter(view_.at(begin - 1)) ||
      !is_digit(view_.at(begin)) || !is_digit(view_.at(begin + 1))) {
    return;
  }
  const char right = view_.at(end);
  for (const uint16_t index : parts_.dispatch->digit_rules()) {
    const Rule& rule = rules_.at(index);
    const bool letter = is_letter(right) &&
                        rule.letters_last.find(to_upper(right)) != std::string::npos &&
                        !is_alnum(view_.at(end + 1));
    if ((is_letter(right) && !letter) || view_.at(end - 1) == '*') continue;
    Reading reading;
    reading.rule = index;
    reading.begin = view_.byte_begin(begin);
    reading.end = view_.byte_end(letter ? end : end - 1);
    std::string candidate(letters_of(begin, letter ? end + 1 : end));
    reading.unit = unit;
    reading.shape = "masked";
    for (const auto& [prefix, plus] : parts_.dispatch->attached_prefixes(index)) {
      if (plus && view_.at(begin - 1) != '+') continue;
      const auto strip = static_cast<int>(prefix.size());
      if (!candidate.starts_with(prefix)) continue;
      const auto rest = candidate.size() - prefix.size();
      if (std::find(rule.lengths.begin(), rule.lengths.end(), rest) == rule.lengths.end()) continue;
      candidate.erase(0, prefix.size());
      reading.begin = view_.byte_begin(begin + strip);
      break;
    }
    reading.candidate = candidate;
    consider_masked(index, reading);
  }
}

}  // namespace qingce
