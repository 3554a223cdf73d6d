// The pump: content -> windows with margins, for text and for what no reader reads. It also judges
// the content on the object's absolute 64 KiB grid, so that no verdict depends on the window size.
#pragma once

#include "scanner/read/reader.h"
#include "scanner/read/sniff.h"

namespace qingce {

enum class Judgement : uint8_t {
  full,   // text, or a gap: no-reader "unknown", opaque
  known,  // a known format: its gap is recorded, nothing is judged
  none,   // the caller recorded why the content is only searched
};

// Searches `source` from its position (0) to its end. Errors of the source become gaps. `magic`
// goes with known.
ReadOutcome pump(ByteSource& source, Sink& sink, Judgement judgement, const Magic* magic = nullptr);

inline constexpr size_t kGrid = 64 << 10;  // bytes; absolute blocks of an object's content
inline constexpr uint64_t kHoleRun = 64
                                     << 10;    // bytes; a longer hole ends a window and is not read
inline constexpr double kOpaqueEntropy = 7.5;  // bits per byte

}  // namespace qingce
