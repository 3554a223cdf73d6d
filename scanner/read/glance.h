// Glance: what a scan would do with an object, told by its first bytes alone. What only the rest
// tells is not seen: encryption, damage, a zip found by its end, binary bytes behind a text's
// beginning. Pure; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "scanner/core/bytes.h"
#include "scanner/core/gap.h"

namespace qingce {

inline constexpr size_t kGlanceBytes = 64 << 10;  // what is looked at

// What the time of a scan depends on.
enum class WorkClass : uint8_t { text, raw, packed };

struct Glance {
  std::string_view format;       // "text", "sql", "zip", "pdf", "unknown", "empty"; static
  std::optional<GapReason> gap;  // no reader, or image-text: searched as raw bytes only
  WorkClass work = WorkClass::text;
};

// `head`: the first kGlanceBytes, or all there is. `size`: of the whole object, if known.
Glance glance(Bytes head, std::optional<uint64_t> size);

}  // namespace qingce
