// diff: two inventories for people and for programs. Streams; everything printed stands masked in
// the inventories. The same two inventories give the same bytes.
#pragma once

#include "reporters/comparison.h"
#include "reporters/reporter.h"

namespace qingce {

// Text: verdict, what could not be looked at again, changed rows, next step.
Status write_diff(const ReportContext& older, const ReportContext& newer,
                  const Comparison& comparison, bool color, Output& out);
// schema/diff-1.schema.json ("qingce/diff/1").
Status write_diff_json(const ReportContext& older, const ReportContext& newer,
                       const Comparison& comparison, Output& out);

}  // namespace qingce
