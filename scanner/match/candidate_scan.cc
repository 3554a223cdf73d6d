#include "scanner/match/candidate_scan.h"

#include <algorithm>
#include <cstring>
#include <tuple>
#include <utility>

#include "scanner/core/field_map.h"
#include "scanner/match/field_words.h"

namespace qingce {
namespace {

constexpr size_t kNotes = 4096;  // fields remembered; a JSON file can make them up without end

// Two orders of bytes whose plausibility differs by no more: one character of ASCII and a Han one
// by chance.
constexpr int kNearlySame = 5;

// Rejections in the order of their places.
constexpr auto in_order = [](const auto& a, const auto& b) {
  return std::tie(a.begin, a.rule, a.end) < std::tie(b.begin, b.rule, b.end);
};

bool one_digit(std::string_view text) {
  return text.find_first_not_of(text.substr(0, 1)) == std::string_view::npos;
}

EvidenceSet without(EvidenceSet evidence, Evidence bit) {
  return EvidenceSet(static_cast<uint16_t>(evidence.bits() & ~static_cast<uint16_t>(bit)));
}

constexpr size_t width_class(Unit unit) {
  return is_wide(unit) ? (width_of(unit) == 2 ? 1 : 2) : 0;
}

}  // namespace

CandidateScan::CandidateScan(const EngineParts& parts)
    : parts_(parts), rules_(*parts.rules), scratch_(parts.prototype.clone()), words_(*parts.words) {
  no_field_.turned_away.resize(rules_.rules().size());
}

void CandidateScan::scan(const ScanJob& job, MatchSink& sink) {
  job_ = &job;
  sink_ = &sink;
  explains_ = sink.wants_explain();
  candidates_.clear();
  rejections_.clear();
  pool_.clear();
  dates_.clear();
  dates_to_ = 1;
  next_date_ = 0;
  done_.fill(0);
  place_known_ = false;
  row_ = 0;
  last_note_ = nullptr;
  if (notes_.size() > kNotes) notes_.clear();
  words_.reset(job.data, job.size);
  ok_ &= parts_.anchors->find(job.data, job.size, {job.at_end, job.wide}, scratch_, &anchors_);
  start_coded();
  take_anchors(job);
  take_coded(SIZE_MAX);
  on_patterns();
  report(sink);
  job_ = nullptr;
  sink_ = nullptr;
}

void CandidateScan::take_anchors(const ScanJob& job) {
  // Anchors outside the own range matter only as far as overlapping candidates reach.
  const size_t far = 2 * kMaxMatch;
  const size_t from = job.own_begin > far ? job.own_begin - far : 0;
  auto run = anchors_.runs.begin();
  auto other = anchors_.others.begin();
  while (run != anchors_.runs.end() || other != anchors_.others.end()) {
    const bool take_run =
        other == anchors_.others.end() || (run != anchors_.runs.end() && run->end <= other->pos);
    if (take_run) {
      const DigitRun& digits = *run++;
      take_coded(digits.end);
      if (digits.end > from && digits.end <= job.own_end + far) on_run(digits);
      continue;
    }
    const Anchor& anchor = *other++;
    if (anchor.pos < from || anchor.pos >= job.own_end + far) continue;
    take_coded(anchor.pos);
    const size_t tail = rejections_.size();
    switch (anchor.kind) {
      case AnchorKind::digit:
        on_digit(anchor.pos, Unit::bytes);
        break;
      case AnchorKind::digit_big5:
        on_digit(anchor.pos, Unit::big5);
        break;
      case AnchorKind::at:
        on_at(anchor.pos, Unit::bytes);
        break;
      case AnchorKind::label:
        on_label(anchor.pos);
        break;
      default:
        on_wide(anchor);
        break;
    }
    keep_order(tail);
  }
}

// Rejections nearly in order as they come: sorting all of them at the end costs more.
void CandidateScan::keep_order(size_t tail) {
  if (rejections_.size() < tail + 2) return;
  std::sort(rejections_.begin() + static_cast<std::ptrdiff_t>(tail), rejections_.end(), in_order);
}

// ---- where

Text CandidateScan::text_at(size_t pos) {
  Text text{job_->data, 0, job_->size, job_->base};
  if (job_->column != nullptr) {
    const Place& place = place_at(pos);
    text.lo = place.lo;
    text.hi = place.hi;
  }
  return text;
}

// Columns come in the order of the row before, so the note that followed last time is tried first.
FieldNote* CandidateScan::note_of(std::string_view field, std::string_view comment) {
  const auto is = [&](const FieldNote* note) {
    return note != nullptr && note->name == field && note->comment == comment;
  };
  if (is(last_note_)) return last_note_;
  if (last_note_ != nullptr && is(last_note_->next)) return last_note_ = last_note_->next;
  note_key_.assign(field).append(1, '\0').append(comment);
  std::unique_ptr<FieldNote>& note = notes_[note_key_];
  if (!note) {
    note = std::make_unique<FieldNote>();
    note->name = field;
    note->comment = comment;
    note->named = rules_named_by(rules_, field);
    if (!comment.empty()) {
      const std::vector<bool> said = rules_named_by(rules_, comment);
      for (size_t i = 0; i < said.size(); ++i) note->named[i] = note->named[i] || said[i];
    }
    for (uint16_t i = 0; i < note->named.size(); ++i) {
      note->asked |= note->named[i] && rules_.at(i).context_need == ContextNeed::required;
    }
    note->dates = date_field(field, comment);
    note->turned_away.resize(rules_.rules().size());
  }
  if (last_note_ != nullptr) last_note_->next = note.get();
  return last_note_ = note.get();
}

const CandidateScan::Place& CandidateScan::place_at(size_t pos) {
  if (place_known_ && pos >= place_.lo && pos < place_.hi) return place_;
  place_known_ = true;
  place_ = {0, job_->size, nullptr, 0, false, false};
  if (job_->column != nullptr) {
    const std::vector<uint64_t>& offsets = job_->column->offsets;
    const uint64_t at = job_->base + pos;
    // Anchors ascend, so the next value is nearly always the next row or a near one.
    while (row_ > 0 && offsets[row_] > at) --row_;
    for (int step = 0; step < 8 && row_ + 2 < offsets.size() && offsets[row_ + 1] <= at; ++step)
      ++row_;
    if (row_ + 2 < offsets.size() && offsets[row_ + 1] <= at) {
      const auto next = std::upper_bound(offsets.begin(), offsets.end() - 1, at);
      row_ = static_cast<size_t>(next - offsets.begin()) - 1;
    }
    const uint64_t lo = std::max(offsets[row_], job_->base) - job_->base;
    const uint64_t end = offsets[row_ + 1] - 1;
    place_.lo = static_cast<size_t>(lo);
    place_.hi = std::min(job_->size, static_cast<size_t>(end > job_->base ? end - job_->base : 0));
    const Column& column = *job_->column;
    place_.field = column.field.empty() ? nullptr : note_of(column.field, {});
    place_.record = job_->first_record + row_;
    place_.has_record = true;
    place_.cut = row_ < column.cut.size() && column.cut[row_];
  } else if (job_->fields != nullptr) {
    const std::optional<FieldRef> ref = job_->fields->at(job_->base + pos);
    if (!ref) {
      place_.lo = pos;
      place_.hi = pos + 1;  // known for this byte only
      place_.field = nullptr;
      return place_;
    }
    place_.lo =
        ref->value_begin > job_->base ? static_cast<size_t>(ref->value_begin - job_->base) : 0;
    place_.hi = static_cast<size_t>(std::min<uint64_t>(
        ref->value_end > job_->base ? ref->value_end - job_->base : 0, job_->size));
    place_.field = note_of(ref->field, ref->comment);
    place_.record = ref->record;
    place_.has_record = true;
  }
  return place_;
}

// ---- digits that are read in the general way (digits.cc), and UTF-16

void CandidateScan::on_digit(size_t pos, Unit unit) {
  const size_t width = width_class(unit);
  if (pos < done_[width]) return;
  const Text text = text_at(pos);
  if (pos < text.lo || pos >= text.hi) return;
  read_view(text, pos, unit);
}

// UTF-16 and UTF-32: the bytes between say the width, not the order. The order is the one in which
// more of the bytes around are text; if they say the same, the one that is aligned in the object.
// Where they say nearly the same and the one holds no value, the other is read too.
void CandidateScan::on_wide(const Anchor& anchor) {
  const bool four = anchor.kind == AnchorKind::digit32 || anchor.kind == AnchorKind::at32;
  const bool at = anchor.kind == AnchorKind::at16 || anchor.kind == AnchorKind::at32;
  size_t& done = done_[four ? 2 : 1];
  if (!at && anchor.pos < done) return;
  const size_t width = four ? 4 : 2;
  const Text text = text_at(anchor.pos);
  if (anchor.pos < text.lo || anchor.pos >= text.hi) return;
  struct Order {
    Unit unit;
    bool possible;
    size_t begin;
    int plausibility = 0;
  };
  Order first{four ? Unit::utf32le : Unit::utf16le, text.hi - anchor.pos >= width, anchor.pos};
  Order second{four ? Unit::utf32be : Unit::utf16be, anchor.pos - text.lo >= width - 1,
               anchor.pos - (width - 1)};
  if (first.possible && second.possible) {
    first.plausibility = wide_plausibility(text, first.unit, first.begin);
    second.plausibility = wide_plausibility(text, second.unit, second.begin);
    const uint64_t offset =
        job_->column != nullptr ? anchor.pos - text.lo : job_->base + anchor.pos;
    const bool big_aligned = offset % width == width - 1;
    if (second.plausibility > first.plausibility ||
        (second.plausibility == first.plausibility && big_aligned)) {
      std::swap(first, second);
    }
  } else if (second.possible) {
    std::swap(first, second);
  }
  if (!first.possible) return;
  const size_t before = candidates_.size();
  const size_t none = done;
  const auto read = [&](const Order& order) {
    if (at) {
      on_at(order.begin, order.unit);
      return true;
    }
    return read_view(text, order.begin, order.unit) != 0;
  };
  const bool any = read(first);
  const size_t reached = done;
  if (!second.possible || candidates_.size() != before) return;
  if (any && first.plausibility - second.plausibility > kNearlySame) return;
  done = none;
  read(second);
  done = std::max(done, reached);
}

// ---- users' patterns

void CandidateScan::on_patterns() {
  if (parts_.patterns->empty()) return;
  spans_.clear();
  ok_ &= parts_.patterns->find(job_->data, job_->size, scratch_, &spans_);
  for (const PatternSpan& span : spans_) {
    const Text text = text_at(span.begin);
    if (span.begin < text.lo || span.end > text.hi) continue;
    Reading reading;
    reading.rule = span.rule;
    reading.begin = span.begin;
    reading.end = span.end;
    reading.shape = "pattern";
    reading.candidate = {reinterpret_cast<const char*>(text.data + span.begin),
                         span.end - span.begin};
    consider(reading);
  }
}

// ---- verdicts

bool CandidateScan::wanted(uint16_t index, const Reading& reading, const Place& place,
                           std::optional<Context>* context) {
  const Rule& rule = rules_.at(index);
  const bool named = place.field != nullptr && place.field->named[index];
  if (rule.scope == Scope::field && !named) return false;
  if (rule.context_need != ContextNeed::required || named) return true;
  *context = context_of(reading, place, true);
  return *context == Context::positive;
}

Context CandidateScan::context_of(const Reading& reading, const Place& place, bool positive_only) {
  Text text = text_at(reading.begin);
  if (place.field != nullptr) {
    text.lo = std::max(text.lo, place.lo);
    text.hi = std::min(text.hi, place.hi);
  }
  return words_.near(text, reading.unit, reading.rule, reading.begin, reading.end, positive_only,
                     scratch_);
}

CandidateScan::Outcome CandidateScan::consider(const Reading& reading, bool quiet) {
  if (reading.end - reading.begin > kMaxMatch) return Outcome::not_asked;
  const Place& place = place_at(reading.begin);
  if (place.has_record && (reading.begin < place.lo || reading.end > place.hi)) {
    explain(reading, "boundary", "rejected");
    return Outcome::not_asked;
  }
  // A fraction printed from a double has at most 17 digits, so a longer run behind a point is no
  // fraction.
  if (reading.decimal && reading.candidate.size() < 18) {
    explain(reading, "boundary", "rejected");
    return Outcome::not_asked;
  }
  const Rule& rule = rules_.at(reading.rule);
  EvidenceSet evidence;
  std::optional<Context> context;
  const bool named = place.field != nullptr && place.field->named[reading.rule];
  const Verdict verdict = reading.shaped
                              ? validate_shaped(rule, reading.candidate, evidence, normal_)
                              : validate(rule, reading.candidate, evidence, normal_);
  // The validators come first: they cost less than the search for a word, and turn more away.
  const bool asks = rule.context_need == ContextNeed::required && !named;
  if ((asks && verdict != Verdict::accept) || !wanted(reading.rule, reading, place, &context)) {
    explain(reading, rule.scope == Scope::field ? "field" : "context", "rejected");
    return Outcome::not_asked;
  }
  if (explains_) explain_validators(reading);
  // Of a number that lost its last digits no check can be right, and where it is, that is chance.
  const bool cut = place.cut && verdict != Verdict::reject && evidence.has(Evidence::table_hit);
  if (verdict == Verdict::reject || (verdict == Verdict::fail_check && !named && !cut)) {
    if (!quiet) reject(reading, place);
    return Outcome::rejected;
  }
  // A row of a table of numbers; and a filler of which only a list or its looks say so: binaries
  // are full of them.
  const bool said = (evidence.has(Evidence::check_passed) || evidence.has(Evidence::table_hit)) &&
                    !one_digit(reading.candidate);
  if ((reading.listed || (evidence.has(Evidence::placeholder) && !said)) && !named && !context) {
    if (context_of(reading, place, true) != Context::positive) {
      explain(reading, "context", "rejected");
      if (!quiet) reject(reading, place);
      return Outcome::rejected;
    }
    context = Context::positive;
  }
  if (verdict == Verdict::fail_check) evidence.add(Evidence::check_failed);
  if (place.cut) evidence = without(evidence, Evidence::check_passed).add(Evidence::damaged);
  accept(reading, place, evidence, context, normal_);
  return Outcome::accepted;
}

// The hidden characters are filled from the rule's examples: if the visible ones then stand in a
// value whose shape and tables are right (its check digit cannot be), this is such a value masked.
void CandidateScan::consider_masked(uint16_t index, const Reading& reading) {
  const Place& place = place_at(reading.begin);
  if (reading.end - reading.begin > kMaxMatch) return;
  if (place.has_record && (reading.begin < place.lo || reading.end > place.hi)) return;
  std::optional<Context> context;
  if (!wanted(index, reading, place, &context)) return;
  for (const std::string& example : parts_.dispatch->fillers(index)) {
    if (example.size() != reading.candidate.size()) continue;
    scratch_text_.assign(reading.candidate);
    for (size_t i = 0; i < example.size(); ++i) {
      if (scratch_text_[i] == '*') scratch_text_[i] = example[i];
    }
    EvidenceSet ignored;
    if (validate(rules_.at(index), scratch_text_, ignored, normal_) == Verdict::reject) continue;
    EvidenceSet evidence;
    evidence.add(Evidence::masked);
    accept(reading, place, evidence, context, reading.candidate);
    return;
  }
}

void CandidateScan::accept(const Reading& reading, const Place& place, EvidenceSet evidence,
                           std::optional<Context> context, std::string_view normal) {
  const Rule& rule = rules_.at(reading.rule);
  if (reading.glued) evidence.add(Evidence::glued);
  if (place.field != nullptr && place.field->named[reading.rule])
    evidence.add(Evidence::field_name);
  if (!context) context = context_of(reading, place, false);
  if (*context == Context::positive) evidence.add(Evidence::context_near);
  if (*context == Context::negative) evidence.add(Evidence::negative_context);
  Candidate candidate;
  candidate.begin = reading.begin;
  candidate.end = reading.end;
  candidate.rule = reading.rule;
  candidate.strength = strength_of(rule, evidence, reading.end - reading.begin);
  // As digits alone it is worth no more than a value whose table does not know it.
  if (rule.plain_is_weak && !reading.formatted) {
    evidence = without(evidence, Evidence::table_hit);
  }
  candidate.evidence = evidence;
  candidate.normal_at = pool_.size();
  candidate.normal_size = normal.size();
  candidate.field = place.field;
  candidate.record = place.record;
  candidate.has_record = place.has_record;
  pool_.append(normal);
  candidates_.push_back(candidate);
  if (candidate.has_record) gather_dates(reading.begin, reading.end, candidate.record);
  explain(reading, "accepted", "kept");
}

void CandidateScan::reject(const Reading& reading, const Place& place) {
  if (!owns(reading.begin) || reading.candidate.empty()) return;
  if (!parts_.dispatch->plausible(reading.rule, reading.candidate.front())) return;
  rejections_.push_back({reading.begin, reading.end, reading.rule, place.field});
}

// ---- explain

void CandidateScan::explain(const Reading& reading, std::string_view step,
                            std::string_view outcome) {
  if (!explains_ || !owns(reading.begin)) return;
  ExplainStep out;
  out.offset = job_->base + reading.begin;
  out.length = reading.end - reading.begin;
  out.shape = reading.shape;
  out.rule = rules_.at(reading.rule).id;
  out.step = step;
  out.outcome = outcome;
  sink_->explain(out);
}

void CandidateScan::explain_validators(const Reading& reading) {
  const Rule& rule = rules_.at(reading.rule);
  EvidenceSet evidence;
  for (size_t i = 0; i < rule.validators.size(); ++i) {
    const Verdict verdict = rule.validators[i](reading.candidate, evidence);
    explain(reading, parts_.steps[reading.rule][i],
            verdict == Verdict::accept   ? "accepted"
            : verdict == Verdict::reject ? "rejected"
                                         : "check failed");
    if (verdict != Verdict::accept) return;
  }
}

// ---- report

void CandidateScan::report(MatchSink& sink) {
  compete(&candidates_);
  report_rejections(sink);
  Match match;
  for (size_t i = 0; i < candidates_.size(); ++i) {
    const Candidate& candidate = candidates_[i];
    if (!owns(candidate.begin)) continue;
    if (explains_) {
      Reading reading;
      reading.rule = candidate.rule;
      reading.begin = candidate.begin;
      reading.end = candidate.end;
      reading.shape = "span";
      explain(reading, "competition", candidate.dropped ? "dropped" : "reported");
    }
    if (candidate.dropped) continue;
    match.rule = candidate.rule;
    match.evidence = candidate.evidence;
    match.length = candidate.end - candidate.begin;
    match.normal = std::string_view(pool_).substr(candidate.normal_at, candidate.normal_size);
    match.also = also_of(candidates_, i);
    const auto* note = static_cast<const FieldNote*>(candidate.field);
    match.field = note != nullptr ? std::optional<std::string_view>(note->name) : std::nullopt;
    if (match.field && !match.also.empty()) match.evidence.add(Evidence::contested);
    match.comment = note != nullptr ? std::string_view(note->comment) : std::string_view();
    match.record = candidate.has_record ? std::optional<uint64_t>(candidate.record) : std::nullopt;
    match.in_batch = job_->column != nullptr;
    match.offset = job_->base + candidate.begin;
    if (match.in_batch)
      match.offset -= job_->column->offsets[candidate.record - job_->first_record];
    sink.match(match);
    report_dates(candidate, sink);
  }
}

// One per rule and place, and none where the rule accepts another reading of the same place.
void CandidateScan::report_rejections(MatchSink& sink) {
  const auto key = [](const Rejection& r) { return std::tie(r.begin, r.rule, r.end); };
  if (!std::is_sorted(rejections_.begin(), rejections_.end(), in_order)) {
    std::sort(rejections_.begin(), rejections_.end(), in_order);
  }
  size_t near = 0;  // candidates before it end before every further rejection
  for (size_t i = 0; i < rejections_.size(); ++i) {
    const Rejection& r = rejections_[i];
    if (i > 0 && key(rejections_[i - 1]) == key(r)) continue;
    while (near < candidates_.size() && candidates_[near].begin + kMaxMatch < r.begin) ++near;
    bool accepted = false;
    for (size_t k = near; k < candidates_.size() && candidates_[k].begin < r.end && !accepted;
         ++k) {
      accepted = candidates_[k].rule == r.rule && candidates_[k].end > r.begin;
    }
    if (!accepted) count_rejection(r);
  }
  for (FieldNote* const note : counted_) {
    for (uint16_t rule = 0; rule < note->turned_away.size(); ++rule) {
      if (const uint32_t count = std::exchange(note->turned_away[rule], 0); count != 0) {
        sink.rejected(rule, note->name, count);
      }
    }
    note->counts = false;
  }
  counted_.clear();
}

}  // namespace qingce
