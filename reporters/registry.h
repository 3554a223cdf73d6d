// The reporters of this build, each in its own file. Adding one: its file, a line here, a line in
// registry.cc.
#pragma once

#include "reporters/reporter.h"

namespace qingce {

const Reporter& json_reporter();
const Reporter& csv_reporter();
const Reporter& markdown_reporter();
const Reporter& findings_reporter();
const Reporter& sarif_reporter();

}  // namespace qingce
