// Runs of plain digits: the short way for most of them, with plain ASCII around and nothing in
// groups. It gives what the general way (digits.cc) gives; the tests hold both together.
#include <algorithm>
#include <array>
#include <string_view>

#include "scanner/match/candidate_scan.h"

namespace qingce {
namespace {

// Bytes beside a run that end it and decide nothing more. Not these: letters and digits, separators
// and brackets,
// '.', '*', '+', the edges of entities, and whatever may begin or end a multi-byte character.
constexpr std::array<bool, 256> make_neutral() {
  std::array<bool, 256> out{};
  for (size_t b = 0; b < 0x80; ++b) {
    const bool alnum = (b >= '0' && b <= '9') || (b >= 'A' && b <= 'Z') || (b >= 'a' && b <= 'z');
    out[b] = !alnum &&
             std::string_view("- .*()+&;").find(static_cast<char>(b)) == std::string_view::npos;
  }
  return out;
}
constexpr std::array<bool, 256> kNeutral = make_neutral();

constexpr std::array<bool, 256> make_alnum() {
  std::array<bool, 256> out{};
  for (size_t b = 0; b < 0x80; ++b) {
    out[b] = (b >= '0' && b <= '9') || (b >= 'A' && b <= 'Z') || (b >= 'a' && b <= 'z');
  }
  return out;
}
constexpr std::array<bool, 256> kAlnum = make_alnum();
constexpr int kNoByte = -1;

bool is_hex_byte(unsigned char b) {
  return (b >= '0' && b <= '9') || ((b | 32) >= 'a' && (b | 32) <= 'f');
}

// As CandidateScan::in_hex, on bytes.
template <class TokenBounds>
bool in_hex_token(const unsigned char* data, const TokenBounds& token) {
  size_t from = token.begin;
  size_t to = token.end;
  while (from > token.from && is_hex_byte(data[from - 1])) --from;
  while (to < token.to && is_hex_byte(data[to])) ++to;
  if (from == token.begin && to == token.end) return false;
  const auto digit = [](unsigned char b) { return b >= '0' && b <= '9'; };
  const bool mixed = std::any_of(data + from, data + token.begin, digit) ||
                     std::any_of(data + token.end, data + to, digit);
  return is_hash_like(
      {to - from, from<token.begin, to> token.end, mixed, from == token.from && to == token.to});
}

// "+44 13912345670", "+86-…": a separator and up to four digits behind a '+'.
bool behind_country_code(const Text& text, size_t from) {
  if (text.data[from - 1] != ' ' && text.data[from - 1] != '-') return false;
  size_t at = from - 1;
  while (at > text.lo && from - at < 6 && is_digit(static_cast<char>(text.data[at - 1]))) --at;
  return at < from - 1 && at > text.lo && text.data[at - 1] == '+';
}

}  // namespace

void CandidateScan::on_run(const DigitRun& run) {
  size_t begin = run.begin;
  const size_t end = run.end;
  if (end <= done_[0]) return;
  const Text text = text_at(end - 1);
  if (end <= text.lo || end > text.hi) return;
  begin = std::max(begin, text.lo);
  if (end - begin > kLongestRun) {
    done_[0] = end;
    return;
  }
  const size_t tail = rejections_.size();
  if (fast_path_ && on_plain_token(text, begin, end)) {
    done_[0] = end;
  } else {
    on_digit(end - 1, Unit::bytes);
  }
  keep_order(tail);
}

// A separator is as good as an end if no further group can stand behind it: a run of this size is
// in no grouping, or what stands beyond begins none. (Tokens of 8 and 12 may be parts of a UUID.)
// `near`: the byte beside the token, `far`: the one beyond; kNoByte at the text's edge.
bool CandidateScan::ends_token(int near, int far, size_t digits, size_t characters) const {
  if (near == kNoByte || kNeutral[static_cast<size_t>(near)]) return true;
  if (near != ' ' && near != '-') return false;
  if (far == kNoByte) return true;
  if (far >= 0x80) return false;
  const Dispatch& dispatch = *parts_.dispatch;
  const char c = static_cast<char>(far);
  const bool token_group =
      dispatch.token_group_size(characters) || characters == 8 || characters == 12;
  if (is_letter(c)) return !token_group;
  if (is_digit(c)) {
    return !token_group && !dispatch.group_size(digits) && dispatch.any_grouping().empty();
  }
  return c != '(' && c != ')' && c != '+' && c != '*' && c != '&' && c != ';';
}

// The short way for most runs: plain ASCII around, nothing in groups. false: the general way must
// look at it. Gives what on_digit() gives; the tests hold both together.
bool CandidateScan::on_plain_token(const Text& text, size_t begin, size_t end) {
  const unsigned char* data = text.data;
  const auto alnum = [&](size_t i) { return kAlnum[data[i]]; };
  size_t from = begin;
  size_t to = end;
  while (from > text.lo && alnum(from - 1) && begin - from <= kLongestRun) --from;
  while (to < text.hi && alnum(to) && to - end <= kLongestRun) ++to;
  if (begin - from > kLongestRun || to - end > kLongestRun) return false;
  const auto byte = [&](size_t i, bool inside) {
    return inside ? static_cast<int>(data[i]) : kNoByte;
  };
  const size_t digits = end - begin;
  const size_t characters = to - from;
  if (!ends_token(byte(from - 1, from > text.lo), byte(from - 2, from >= text.lo + 2), digits,
                  characters) ||
      !ends_token(byte(to, to < text.hi), byte(to + 1, to + 1 < text.hi), digits, characters)) {
    return false;
  }
  if (to > end + 1 && (data[end] == 'x' || data[end] == 'X')) return false;  // perhaps an extension
  if (from >= text.lo + 2 && behind_country_code(text, from)) return false;
  plain_token({from, begin, end, to});
  return true;
}

void CandidateScan::plain_token(const TokenBounds& token) {
  away_.clear();
  taken_.clear();
  const bool alone = token.from == token.begin && token.to == token.end;
  if (alone || !in_hex_token(job_->data, token)) plain_run(token);
  if (token.to == token.end + 1) plain_letter(token);
  const size_t characters = token.to - token.from;
  if (characters <= kLongestRun && !parts_.dispatch->token(characters).empty()) plain_alnum(token);
  settle_plain(token);
}

// What a value begins with, as one number; a value of one digit has no second one.
unsigned CandidateScan::lead_at(size_t pos) const {
  const auto digit = [&](size_t i) { return static_cast<unsigned>(job_->data[i] - '0') % 10; };
  return pos + 1 < job_->size ? digit(pos) * 10 + digit(pos + 1) : 0;
}

// Whether a field or a word near by lets those rules speak that ask for one. Bytes [begin, end),
// not of a wide unit.
bool CandidateScan::may_be_asked(size_t begin, size_t end) {
  if (explains_) return true;
  if (job_->fields != nullptr || job_->column != nullptr) {
    const Place& place = place_at(begin);
    if (place.field != nullptr) {
      if (place.field->asked) return true;
      // Only words of the value count, and nearly always it has room for none.
      const size_t shortest = parts_.words->shortest_required();
      if (place.lo + shortest > begin && end + shortest > place.hi) return false;
    }
  }
  return words_.any_required(begin, end, scratch_);
}

void CandidateScan::plain_run(const TokenBounds& token) {
  const size_t digits = token.end - token.begin;
  const std::string_view run(reinterpret_cast<const char*>(job_->data + token.begin), digits);
  Reading reading;
  reading.shape = "digits";
  reading.shaped = true;
  reading.end = token.end;
  reading.glued = token.from < token.begin || token.to > token.end;
  const bool asked = may_be_asked(token.begin, token.end);
  for (const RunReading& known : parts_.dispatch->plain(digits)) {
    if (!known.prefix.empty() && (known.prefix[0] != run[0] || !run.starts_with(known.prefix)))
      continue;
    if (known.asks && !asked) continue;
    reading.rule = known.rule;
    reading.begin = token.begin + known.prefix.size();
    reading.candidate = run.substr(known.prefix.size());
    reading.formatted = !known.prefix.empty();
    if (!explains_ && reading.candidate.size() > 1 && !known.may_begin(lead_at(reading.begin))) {
      turn_away(reading);
      continue;
    }
    if (!known.trunk.empty()) {
      if (reading.candidate.starts_with(known.trunk)) continue;
      scratch_text_.assign(known.trunk).append(reading.candidate);
      reading.candidate = scratch_text_;
    }
    try_plain(reading);
  }
}

// A run with one letter behind it that belongs to the value: the X of an identity number.
void CandidateScan::plain_letter(const TokenBounds& token) {
  const size_t digits = token.end - token.begin;
  const char letter = to_upper(static_cast<char>(job_->data[token.end]));
  if (!is_letter(letter)) return;
  const std::string_view run(reinterpret_cast<const char*>(job_->data + token.begin), digits + 1);
  Reading reading;
  reading.shape = "digits";
  reading.end = token.to;
  reading.glued = token.from < token.begin;
  for (const RunReading& known : parts_.dispatch->run(digits)) {
    if (!known.letter || known.plus || known.needs_prefix || !run.starts_with(known.prefix) ||
        rules_.at(known.rule).letters_last.find(letter) == std::string::npos) {
      continue;
    }
    reading.rule = known.rule;
    reading.begin = token.begin + known.prefix.size();
    reading.candidate = run.substr(known.prefix.size());
    reading.formatted = !known.prefix.empty();
    if (!known.trunk.empty()) {
      if (reading.candidate.starts_with(known.trunk)) continue;
      scratch_text_.assign(known.trunk).append(reading.candidate);
      reading.candidate = scratch_text_;
    }
    try_plain(reading);
  }
}

void CandidateScan::plain_alnum(const TokenBounds& token) {
  const unsigned char* const data = job_->data;
  const bool alone = token.from == token.begin && token.to == token.end;
  bool upper = false;
  bool lower = false;
  for (size_t i = token.from; i < token.to && !alone; ++i) {
    upper |= is_upper(static_cast<char>(data[i]));
    lower |= is_lower(static_cast<char>(data[i]));
  }
  if (upper && lower) return;
  Reading reading;
  reading.begin = token.from;
  reading.end = token.to;
  reading.shape = "alnum";
  reading.shaped = true;
  reading.candidate = {reinterpret_cast<const char*>(data + token.from), token.to - token.from};
  const auto& readings = parts_.dispatch->token(reading.candidate.size());
  const bool asked = readings.back().asks && may_be_asked(token.from, token.to);
  for (const TokenReading& known : readings) {
    if (known.asks && !asked) break;
    reading.rule = known.rule;
    if (alone && !explains_ && !known.may_begin(lead_at(token.from))) {
      turn_away(reading);
      continue;
    }
    try_plain(reading);
  }
}

void CandidateScan::try_plain(const Reading& reading) {
  switch (consider(reading, true)) {
    case Outcome::accepted:
      taken_.push_back(reading.rule);
      break;
    case Outcome::rejected:
      turn_away(reading);
      break;
    case Outcome::not_asked:
      break;
  }
}

// As reject(), for a reading of a plain token that is not asked any further.
void CandidateScan::turn_away(const Reading& reading) {
  if (!owns(reading.begin) || !parts_.dispatch->plausible(reading.rule, reading.candidate.front()))
    return;
  const Place& place = place_at(reading.begin);
  if (place.has_record && (reading.begin < place.lo || reading.end > place.hi)) return;
  const bool named = place.field != nullptr && place.field->named[reading.rule];
  if (rules_.at(reading.rule).context_need == ContextNeed::required && !named) return;
  away_.push_back({reading.begin, reading.end, reading.rule, place.field});
}

// What a plain token turned away, once per rule and place, is counted at once: nothing else of the
// window overlaps it under the same rules. Not so beside a value in UTF-16, which may end or begin
// in it, and where letters stand in the token: each of its runs looks at it.
void CandidateScan::settle_plain(const TokenBounds& token) {
  const bool beside_wide = (token.from > 0 && job_->data[token.from - 1] == 0) ||
                           (token.to < job_->size && job_->data[token.to] == 0);
  for (size_t i = 0; i < away_.size(); ++i) {
    const Rejection& r = away_[i];
    const auto same = [&](const Rejection& o) {
      return o.rule == r.rule && o.begin == r.begin && o.end == r.end;
    };
    const auto here = away_.begin() + static_cast<std::ptrdiff_t>(i);
    if (std::find(taken_.begin(), taken_.end(), r.rule) != taken_.end() ||
        std::any_of(away_.begin(), here, same)) {
      continue;
    }
    if (beside_wide || token.from != token.begin || token.to != token.end) {
      rejections_.push_back(r);
    } else {
      count_rejection(r);
    }
  }
}

void CandidateScan::count_rejection(const Rejection& r) {
  FieldNote& note = r.field != nullptr ? *r.field : no_field_;
  if (!note.counts) counted_.push_back(&note);
  note.counts = true;
  ++note.turned_away[r.rule];
}

}  // namespace qingce
