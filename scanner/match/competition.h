// Candidates that validators accepted, and which of those that overlap are reported.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "detectors/rule.h"
#include "scanner/core/finding.h"
#include "scanner/match/text.h"

namespace qingce {

struct Candidate {
  size_t begin = 0;  // bytes in the window
  size_t end = 0;
  uint16_t rule = 0;
  EvidenceSet evidence;
  uint64_t strength = 0;
  size_t normal_at = 0;  // the normal form in the scan's pool
  size_t normal_size = 0;
  const void* field = nullptr;  // the scan's own record of the field
  uint64_t record = 0;
  bool has_record = false;
  bool alone = false;    // nothing overlaps it
  bool beaten = false;   // a stronger one overlaps
  bool dropped = false;  // reported under another
};

// A total order of candidates: greater wins. First a check and a table together; then any evidence
// (check, table, field name; a user's pattern is its own); then the longer span (an e-mail address
// before the mobile number in its local part, a card before a landline inside it); then more
// evidence, context, the rules' order.
uint64_t strength_of(const Rule& rule, EvidenceSet evidence, size_t length);

// Sorts by place, removes doubles, and marks the ones that lose: one is dropped if a stronger one
// that nothing beats overlaps it. Two steps deep, so the answer hangs on bytes at most 2 x
// kMaxMatch away; in a longer chain of overlaps two that touch may both stay, but no place is lost.
void compete(std::vector<Candidate>* candidates);

// The other rules under candidate i: those of dropped ones that it overlaps and beats. Ascending.
std::vector<uint16_t> also_of(const std::vector<Candidate>& candidates, size_t i);

}  // namespace qingce
