// Which options change results, and so stand in every report and must be equal for resume and
// merge.
#pragma once

#include <string>

#include "scanner/inventory/inventory.h"
#include "scanner/run/scan.h"

namespace qingce {

// The program's version, as in every report.
std::string version();

ResultFacts result_facts(const ScanOptions& options, const RuleSet& rules, const Key& key);

}  // namespace qingce
