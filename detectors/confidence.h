// Confidence of a match = f(rule, evidence, field statistics): pure, computed when reading, one for
// rows and findings, so that shards agree and a column decides together.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "detectors/rule.h"
#include "scanner/core/finding.h"

namespace qingce {

// Of one (object, field, rule). `candidates` = passed + rejected. Zero where there is no field.
struct FieldStatistics {
  uint64_t candidates = 0;
  uint64_t passed = 0;
};

// confirmed: check + table and (context, field name, or >= 80 % of >= 20 candidates). likely: check
// + table alone, a valid mobile or e-mail with clean boundaries, the right field name with a wrong
// check, a digest or ciphertext in a named field. possible: the rest; masked and damaged values at
// most possible. Rules without a check digit (mobile, landline, e-mail) reach confirmed never
// without context, field name or column. Where several rules accept a value of a field with >= 20
// candidates, name and share decide: for a rule that neither the name asks for nor 80 % confirm it
// is possible.
Confidence confidence(const Rule& rule, EvidenceSet evidence, const FieldStatistics& field);

}  // namespace qingce
