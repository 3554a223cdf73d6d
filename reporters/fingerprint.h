// The fingerprint of a row: what it is called by baselines, accepted rows and SARIF. Made of rule
// id, printed location and field, without values or counts: it survives a changed count, another
// machine, user and key (a name that holds a value is printed with six hex of its keyed digest, so
// a row below such a name has another fingerprint under another key).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace qingce {

// SHA-256 over rule id, 0x00, printed location, 0x00, and '#' + field (nothing where there is no
// field), as 64 lower-case hex digits. None of the parts can hold a 0x00.
std::string row_fingerprint(std::string_view rule, std::string_view location,
                            const std::optional<std::string>& field);

}  // namespace qingce
