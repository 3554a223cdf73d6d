// What several reports derive from a rule in the same way.
#pragma once

#include "detectors/rule.h"
#include "reporters/reporter.h"
#include "reporters/text.h"

namespace qingce {

// The stricter of the profiles counts.
Sensitivity sensitivity_of(const Rule& rule);
const Text& sensitivity_text(Sensitivity sensitivity);
// An identifier of an organisation is shown, but it is not personal information by itself.
bool is_personal(const Rule& rule);
const std::string& name_of(const Rule& rule, Language language);

}  // namespace qingce
