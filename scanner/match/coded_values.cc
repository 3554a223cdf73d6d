// Digests and ciphertexts in fields that are named as identifiers. Asking for a field may mean that
// a statement is lexed, so they are taken in their order among the anchors.
#include <algorithm>

#include "detectors/person.h"
#include "scanner/core/field_map.h"
#include "scanner/match/candidate_scan.h"

namespace qingce {
namespace {

// A value may stand in quotes; anything more, and the digest is a part of something else.
constexpr size_t kQuotes = 1;
// "0x" or "\x" before the digits.
constexpr size_t kPrefix = 2;

}  // namespace

void CandidateScan::start_coded() {
  coded_.clear();
  next_coded_ = 0;
  coded_at_ = job_->fields != nullptr ? job_->own_begin : SIZE_MAX;
}

void CandidateScan::take_coded(size_t before) {
  for (;;) {
    while (next_coded_ < coded_.size() && coded_[next_coded_].begin < before) {
      on_coded(coded_[next_coded_++]);
    }
    if (next_coded_ < coded_.size() || coded_at_ >= std::min(before, job_->own_end)) return;
    coded_.clear();
    next_coded_ = 0;
    find_more_coded();
  }
}

// One step: what is before coded_until, else a sample, else nothing up to the next one. Whatever
// was found before has been looked at, so the windows do not show.
void CandidateScan::find_more_coded() {
  const uint64_t at = job_->base + coded_at_;
  const uint64_t cell = at / kCodedGrid * kCodedGrid;
  const uint64_t until = job_->fields->coded_until;
  uint64_t end = cell + kCodedGrid;
  bool search = true;
  if (at < until) {
    end = std::min(until, at + kCodedSample);
  } else if (at < cell + kCodedSample) {
    end = cell + kCodedSample;
  } else {
    search = false;
  }
  const auto stop = static_cast<size_t>(std::min<uint64_t>(end - job_->base, job_->own_end));
  if (search) find_coded(job_->data, job_->size, coded_at_, stop, &coded_);
  coded_at_ = stop;
}

std::optional<uint16_t> CandidateScan::coded_rule(const FieldNote& note) const {
  std::optional<uint16_t> best;
  for (uint16_t i = 0; i < note.named.size(); ++i) {
    if (!note.named[i] || identifier_of(rules_.at(i)) <= Identifier::name) continue;
    if (!best || identifier_of(rules_.at(i)) > identifier_of(rules_.at(*best))) best = i;
  }
  return best;
}

void CandidateScan::on_coded(const CodedSpan& span) {
  const Place& place = place_at(span.begin);
  if (place.field == nullptr || place.lo + kQuotes + kPrefix < span.begin ||
      place.hi > span.end + kQuotes || place.hi < span.end) {
    return;
  }
  const std::optional<uint16_t> rule = coded_rule(*place.field);
  if (!rule) return;
  FieldMap& fields = *job_->fields;
  fields.coded_until = std::max(fields.coded_until, job_->base + span.begin + kCodedAhead);
  Candidate candidate;
  candidate.begin = span.begin;
  candidate.end = span.end;
  candidate.rule = *rule;
  candidate.evidence.add(span.evidence).add(Evidence::field_name);
  candidate.strength = UINT64_MAX;  // nothing else is what the whole value is
  candidate.normal_at = pool_.size();
  candidate.normal_size = span.end - span.begin;
  candidate.field = place.field;
  candidate.record = place.record;
  candidate.has_record = place.has_record;
  const char* const text = reinterpret_cast<const char*>(job_->data);
  for (size_t i = span.begin; i < span.end; ++i) {
    pool_.push_back(span.evidence == Evidence::digest ? to_lower(text[i]) : text[i]);
  }
  candidates_.push_back(candidate);
}

}  // namespace qingce
