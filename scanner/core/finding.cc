#include "scanner/core/finding.h"

#include <array>
#include <utility>

namespace qingce {

std::vector<std::string_view> names(EvidenceSet evidence) {
  static constexpr std::array<std::pair<Evidence, std::string_view>, 13> kNames = {{
      {Evidence::check_passed, "check_passed"},
      {Evidence::table_hit, "table_hit"},
      {Evidence::context_near, "context_near"},
      {Evidence::negative_context, "negative_context"},
      {Evidence::field_name, "field_name"},
      {Evidence::glued, "glued"},
      {Evidence::placeholder, "placeholder"},
      {Evidence::masked, "masked"},
      {Evidence::damaged, "damaged"},
      {Evidence::check_failed, "check_failed"},
      {Evidence::digest, "digest"},
      {Evidence::ciphertext, "ciphertext"},
      {Evidence::contested, "contested"},
  }};
  std::vector<std::string_view> out;
  for (const auto& [bit, word] : kNames) {
    if (evidence.has(bit)) out.push_back(word);
  }
  return out;
}

std::string_view to_string(Confidence confidence) {
  switch (confidence) {
    case Confidence::possible:
      return "possible";
    case Confidence::likely:
      return "likely";
    case Confidence::confirmed:
      return "confirmed";
  }
  return "";
}

std::string_view to_string(ValueState state) {
  switch (state) {
    case ValueState::valid:
      return "valid";
    case ValueState::invalid:
      return "invalid";
    case ValueState::placeholder:
      return "placeholder";
    case ValueState::masked:
      return "masked";
    case ValueState::damaged:
      return "damaged";
    case ValueState::pseudonymised:
      return "pseudonymised";
    case ValueState::encrypted:
      return "encrypted";
  }
  return "";
}

ValueState state_of(EvidenceSet evidence) {
  if (evidence.has(Evidence::digest)) return ValueState::pseudonymised;
  if (evidence.has(Evidence::ciphertext)) return ValueState::encrypted;
  if (evidence.has(Evidence::masked)) return ValueState::masked;
  if (evidence.has(Evidence::damaged)) return ValueState::damaged;
  if (evidence.has(Evidence::placeholder)) return ValueState::placeholder;
  if (evidence.has(Evidence::check_failed)) return ValueState::invalid;
  return ValueState::valid;
}

}  // namespace qingce
