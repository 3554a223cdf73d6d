// The validators' functions, by subject; validators.cc holds the table of their names. Private to
// detectors.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "detectors/normalize.h"
#include "detectors/rule.h"

namespace qingce::validators {

inline Verdict accept_if(bool right) { return right ? Verdict::accept : Verdict::reject; }
inline Verdict hit_if(bool right, EvidenceSet& evidence) {
  if (right) evidence.add(Evidence::table_hit);
  return accept_if(right);
}
inline Verdict check_if(bool right, EvidenceSet& evidence) {
  evidence.add(right ? Evidence::check_passed : Evidence::check_failed);
  return right ? Verdict::accept : Verdict::fail_check;
}
// nullopt unless text[at, at + count) are digits.
std::optional<uint32_t> number(std::string_view text, size_t at, size_t count);
// A day of the calendar, of somebody alive or lately so.
bool is_birth_date(uint32_t yyyymmdd);

// ---- documents (validators_documents.cc)
Verdict cn_passport(std::string_view candidate, EvidenceSet& evidence);
Verdict hk_macau_permit(std::string_view candidate, EvidenceSet& evidence);
Verdict taiwan_permit(std::string_view candidate, EvidenceSet& evidence);
Verdict exit_permit(std::string_view candidate, EvidenceSet& evidence);
Verdict hkid(std::string_view candidate, EvidenceSet& evidence);
Verdict macau_id(std::string_view candidate, EvidenceSet& evidence);
Verdict taiwan_id(std::string_view candidate, EvidenceSet& evidence);
Verdict taiwan_arc(std::string_view candidate, EvidenceSet& evidence);
Verdict driver_licence(std::string_view candidate, EvidenceSet& evidence);
Verdict social_security(std::string_view candidate, EvidenceSet& evidence);
Verdict student_id(std::string_view candidate, EvidenceSet& evidence);
Verdict mixed_number(std::string_view candidate, EvidenceSet& evidence);
bool passport_lead(size_t length, unsigned two);
bool macau_lead(size_t length, unsigned two);
bool no_digits_lead(size_t length, unsigned two);

}  // namespace qingce::validators
