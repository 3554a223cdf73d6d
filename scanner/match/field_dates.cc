// Dates beside what was found. Only around candidates: rows in which nothing is found are not lexed
// for the sake of their dates. Asking for a field may lex, so each date is asked for once, as the
// scan comes by.
#include <algorithm>

#include "detectors/normalize.h"
#include "scanner/core/field_map.h"
#include "scanner/match/candidate_scan.h"

namespace qingce {
namespace {

// Bytes on either side of a finding in which dates of its record are looked for. The margin of a
// window is wider, so every window that owns the finding sees the same.
constexpr size_t kDateReach = 2 * kMaxMatch;
constexpr size_t kLongestDate = 16;
static_assert(kDateReach + kLongestDate < kMargin - kReach);

bool ends_value(unsigned char c) {
  return !is_digit(static_cast<char>(c)) && !is_letter(static_cast<char>(c)) && c < 0x80 &&
         c != '-' && c != '.' && c != '/' && c != '_';
}

}  // namespace

// The date at `pos`, if a value begins there.
bool CandidateScan::take_date(size_t pos) {
  const std::string_view text(reinterpret_cast<const char*>(job_->data + pos),
                              std::min(kLongestDate, job_->size - pos));
  // Whatever the field is called: a cheap look before it is asked for.
  if (!year_of(text, DateField::time)) return false;
  const Place& place = place_at(pos);
  if (place.field == nullptr || !place.has_record || place.lo + 1 < pos) return false;
  const std::optional<int> year = year_of(text, place.field->dates);
  if (!year) return false;
  dates_.push_back({pos, place.record, place.field, *year});
  return true;
}

void CandidateScan::gather_dates(size_t begin, size_t end, uint64_t record) {
  if (job_->fields == nullptr) return;
  const size_t from = std::max(dates_to_, begin > kDateReach ? begin - kDateReach : 1);
  const size_t to = std::min(job_->size, end + kDateReach);
  size_t pos = from;
  for (; pos < to; ++pos) {
    const unsigned char c = job_->data[pos];
    if ((c != '1' && c != '2') || !ends_value(job_->data[pos - 1])) continue;
    if (!take_date(pos)) continue;
    pos += 7;
    if (dates_.back().pos > end && dates_.back().record != record) break;
  }
  dates_to_ = std::max(dates_to_, std::min(pos + 1, to));
}

// Those of a match's record around it.
void CandidateScan::report_dates(const Candidate& candidate, MatchSink& sink) {
  if (!candidate.has_record || dates_.empty()) return;
  const size_t from = candidate.begin > kDateReach ? candidate.begin - kDateReach : 0;
  while (next_date_ < dates_.size() && dates_[next_date_].pos < from) ++next_date_;
  for (size_t i = next_date_; i < dates_.size() && dates_[i].pos < candidate.end + kDateReach;
       ++i) {
    const FieldDate& date = dates_[i];
    if (date.record != candidate.record) {
      if (date.pos > candidate.end) return;
      continue;
    }
    sink.date(*date.field->name, date.field->comment, date.record, date.year);
  }
}

}  // namespace qingce
