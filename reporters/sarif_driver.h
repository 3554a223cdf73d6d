// The parts of a SARIF run that describe the program: rules, kinds of notifications, taxonomies.
// Static words of ours and of the inventory's rules.
#pragma once

#include <string>
#include <string_view>

#include "reporters/json_value.h"
#include "reporters/reporter.h"

namespace qingce {

// {"text": …}
JsonValue sarif_text(std::string_view text);
JsonValue sarif_tool(const ReportContext& context);
JsonValue sarif_taxonomies();

// error, warning, note: sensitive, general, low confidence.
std::string_view sarif_level(const Rule& rule, Confidence confidence);
// 0 to 100: how much a result matters. What is dropped first has the lowest.
unsigned sarif_rank(const Rule& rule, Confidence confidence);

// Kinds of notifications that are no gap.
inline constexpr std::string_view kSarifIncomplete = "qingce/incomplete";
inline constexpr std::string_view kSarifCut = "qingce/cut";
inline constexpr std::string_view kSarifUnread = "qingce/unread";
inline constexpr std::string_view kSarifNoRegions = "qingce/no-regions";
std::string sarif_gap_id(GapReason reason);  // "qingce/gap/encrypted"

}  // namespace qingce
