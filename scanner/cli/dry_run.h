// What `scan --dry-run` prints: a survey as text on stdout.
#pragma once

#include <cstdint>
#include <string>

#include "scanner/cli/console.h"
#include "scanner/run/survey.h"

namespace qingce {

// "0 B", "1.5 GiB".
std::string size_text(uint64_t bytes);
std::string survey_text(const Survey& survey, const Console& console);

}  // namespace qingce
