// What `scan --dry-run` prints: a survey as text on stdout.
#pragma once

#include "scanner/cli/console.h"
#include "scanner/run/survey.h"

namespace qingce {

std::string survey_text(const Survey& survey, const Console& console);

}  // namespace qingce
