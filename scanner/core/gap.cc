#include "scanner/core/gap.h"

#include <array>

namespace qingce {
namespace {

struct Entry {
  std::string_view word;
  bool unread;  // the object's content could not be had at all
};

// In the order of GapReason. A reason that cuts an object short, or leaves it searched raw, is not
// `unread`.
constexpr std::array<Entry, kGapReasons> kEntries = {{
    {"permission", true},         {"vanished", true},
    {"changed", false},           {"io-error", false},
    {"special-file", true},       {"symlink-outside", true},
    {"excluded", true},           {"encrypted", true},
    {"volume-missing", false},    {"corrupt", false},
    {"truncated", false},         {"unsupported-format", false},
    {"unsupported-method", true}, {"no-reader", false},
    {"image-text", false},        {"opaque", false},
    {"limit-depth", false},       {"limit-members", false},
    {"limit-bytes", false},       {"limit-ratio", false},
    {"limit-memory", false},      {"limit-size", true},
    {"limit-time", false},        {"reader-failed", true},
}};

}  // namespace

std::string_view to_string(GapReason reason) { return kEntries[static_cast<size_t>(reason)].word; }

std::optional<GapReason> parse_gap_reason(std::string_view text) {
  for (size_t i = 0; i < kEntries.size(); ++i) {
    if (kEntries[i].word == text) return static_cast<GapReason>(i);
  }
  return std::nullopt;
}

bool means_unread(GapReason reason) { return kEntries[static_cast<size_t>(reason)].unread; }

}  // namespace qingce
