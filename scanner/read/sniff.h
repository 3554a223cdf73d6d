// Sniff: known formats by their magic, for what no reader of this build reads. Such an object is
// searched raw and is partial: no-reader, image-text for pictures, encrypted. One table; content
// decides, never a name. Any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "scanner/core/bytes.h"
#include "scanner/core/gap.h"

namespace qingce {

enum class FormatKind : uint8_t {
  image,
  document,
  audio,
  video,
  archive,
  database,
  mail,
  disk,
  executable,
  font,
  crypto,
  other,
};

struct Magic {
  std::string_view id;     // static: the format's word in reports and gap details
  uint32_t offset = 0;     // bytes from the object's start; of end_magics(): from its end back
  std::string_view bytes;  // may hold NUL
  std::string_view mask;   // same length, or empty: all bits count
  FormatKind kind = FormatKind::other;
  GapReason reason = GapReason::no_reader;
  bool text = false;  // its bytes may pass for text (PDF, RTF), and it is no text all the same
};

// The whole table, in order of precedence; for tests and `version --features`.
const std::vector<Magic>& magics();
// Formats that stand at an object's end (disk images: what begins them is the disk).
const std::vector<Magic>& end_magics();

// The format that the first bytes (up to 64 KiB) say, or null. Mail and mbox have no magic; they
// are told by their header lines.
const Magic* sniff(Bytes head);
// The same for the last bytes; kSniffedEnd of them are enough.
inline constexpr size_t kSniffedEnd = 512;
const Magic* sniff_end(Bytes tail);

}  // namespace qingce
