// Gap: something that was not examined, or only partly, and why. The list of reasons is closed; the
// report shows every gap. Details are static words of ours (a format id such as "pdf"), never text
// of a library.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace qingce {

enum class GapReason : uint8_t {
  permission,
  vanished,
  changed,
  io_error,
  special_file,
  symlink_outside,
  excluded,
  encrypted,
  volume_missing,
  corrupt,
  truncated,
  unsupported_format,
  unsupported_method,
  no_reader,
  image_text,
  opaque,
  limit_depth,
  limit_members,
  limit_bytes,
  limit_ratio,
  limit_memory,
  limit_size,
  limit_time,
  reader_failed,
};
inline constexpr int kGapReasons = static_cast<int>(GapReason::reader_failed) + 1;

// "permission", "io-error", "limit-depth" …: the words of every report.
std::string_view to_string(GapReason reason);
std::optional<GapReason> parse_gap_reason(std::string_view text);

// What a reason makes of an object whose other bytes were read (true: the object itself was not
// read at all).
bool means_unread(GapReason reason);

struct GapNote {
  GapReason reason = GapReason::io_error;
  std::optional<uint64_t> offset;  // where in the object's own content, bytes
  std::string_view detail;         // static storage: a format or method id of ours, or empty
};

}  // namespace qingce
