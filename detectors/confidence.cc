#include "detectors/confidence.h"

namespace qingce {
namespace {

constexpr uint64_t kColumnCandidates = 20;  // fewer say nothing about a column
constexpr uint64_t kColumnPercent = 80;
// Below this share a column speaks against its own matches. Of random 11-digit strings that begin
// with 1, 52 % are in the mobile plan, so the bar must be above that.
constexpr uint64_t kNoisePercent = 60;

// How much a value says by itself.
enum class Basis : uint8_t {
  failed,  // the check is wrong
  weak,    // only a part of what the rule could show: a check without the table's word, or neither
           // exists
  strong,  // all that the rule can show
};

Basis basis(const Rule& rule, EvidenceSet evidence) {
  if (evidence.has(Evidence::check_failed)) return Basis::failed;
  if (rule.has_check && !evidence.has(Evidence::check_passed)) return Basis::weak;
  if (rule.has_table) return evidence.has(Evidence::table_hit) ? Basis::strong : Basis::weak;
  return rule.self_evident ? Basis::strong : Basis::weak;
}

// passed / candidates >= percent / 100, without a product that could wrap.
bool share_at_least(const FieldStatistics& field, uint64_t percent) {
  const uint64_t whole = field.candidates / 100 * percent;
  const uint64_t rest = (field.candidates % 100 * percent + 99) / 100;
  return field.passed >= whole + rest;
}

bool column_speaks(const FieldStatistics& field) { return field.candidates >= kColumnCandidates; }

Confidence lower(Confidence confidence) {
  return confidence == Confidence::confirmed ? Confidence::likely : Confidence::possible;
}

Confidence from_support(const Rule& rule, EvidenceSet evidence, const FieldStatistics& field) {
  const bool named = evidence.has(Evidence::field_name);
  // Another rule takes the value, too: the column must be this rule's.
  const bool lost = evidence.has(Evidence::contested) && !named && !rule.conclusive &&
                    column_speaks(field) && !share_at_least(field, kColumnPercent);
  if (lost) return Confidence::possible;
  const bool near = named || evidence.has(Evidence::context_near);
  const bool column = column_speaks(field) && share_at_least(field, kColumnPercent);
  switch (basis(rule, evidence)) {
    case Basis::failed:
      return named ? Confidence::likely : Confidence::possible;
    case Basis::weak:
      // A column's share means something only where the rule can turn a value away by a check.
      return near || (column && rule.has_check) ? Confidence::likely : Confidence::possible;
    case Basis::strong:
      if (near || column) return Confidence::confirmed;
      if (!rule.conclusive && column_speaks(field) && !share_at_least(field, kNoisePercent)) {
        return Confidence::possible;  // column noise
      }
      return rule.has_check || rule.self_evident ? Confidence::likely : Confidence::possible;
  }
  return Confidence::possible;
}

}  // namespace

Confidence confidence(const Rule& rule, EvidenceSet evidence, const FieldStatistics& field) {
  // Only the field's name says what is behind a digest or a cipher.
  if (evidence.has(Evidence::digest) || evidence.has(Evidence::ciphertext)) {
    return Confidence::likely;
  }
  if (evidence.has(Evidence::masked) || evidence.has(Evidence::damaged) ||
      evidence.has(Evidence::placeholder)) {
    return Confidence::possible;
  }
  Confidence result = from_support(rule, evidence, field);
  if (evidence.has(Evidence::glued) && !evidence.has(Evidence::field_name) && !rule.conclusive) {
    result = lower(result);
  }
  if (evidence.has(Evidence::negative_context)) result = lower(result);
  return result;
}

}  // namespace qingce
