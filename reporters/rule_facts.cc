#include "reporters/rule_facts.h"

#include <algorithm>

namespace qingce {

Sensitivity sensitivity_of(const Rule& rule) {
  Sensitivity strictest = Sensitivity::no;
  for (const auto& [profile, sensitivity] : rule.sensitivity)
    strictest = std::max(strictest, sensitivity);
  return strictest;
}

const Text& sensitivity_text(Sensitivity sensitivity) {
  switch (sensitivity) {
    case Sensitivity::yes:
      return text::kSensitiveYes;
    case Sensitivity::conditional:
      return text::kSensitiveConditional;
    case Sensitivity::no:
      return text::kSensitiveNo;
  }
  return text::kSensitiveNo;
}

bool is_personal(const Rule& rule) { return rule.category != "organisation"; }

const std::string& name_of(const Rule& rule, Language language) {
  return language == Language::zh ? rule.name_zh : rule.name_en;
}

}  // namespace qingce
