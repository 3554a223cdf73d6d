// Anchors: where something may stand. An "event" is only a hint that names a byte, and the bytes
// around it decide. Two engines find the same events: bit masks of byte classes (event_finder.h),
// and Hyperscan expressions, the reference. The latter are several small databases: a window
// without 0x00 pays nothing for UTF-16, one without a byte above 0x7F nothing for full-width digits
// (cost is nearly additive per pattern).
#pragma once

#include <compare>
#include <cstdint>
#include <memory>
#include <vector>

#include "detectors/ruleset.h"
#include "scanner/core/result.h"
#include "scanner/match/hs_database.h"
#include "scanner/match/matcher.h"
#include "scanner/match/text.h"

namespace qingce {

enum class AnchorKind : uint8_t {
  digit,  // a digit (bytes) that more than its neighbours may belong to: grouped, glued, masked,
          // full-width
  digit_big5,  // the same, read as Big5
  at,          // '@' (bytes)
  label,       // ':' or '=' behind a byte above 0x7F, or a full-width ':' (bytes)
  digit16,     // the low byte of a digit in UTF-16 or a full-width one; byte order still open
  at16,        // the low byte of '@' in UTF-16
  digit32,
  at32,
};

struct Anchor {
  uint32_t pos = 0;  // the byte itself, in the window
  AnchorKind kind = AnchorKind::digit;
  friend bool operator<(const Anchor& a, const Anchor& b) {
    return a.pos != b.pos ? a.pos < b.pos : a.kind < b.kind;
  }
};

struct AnchorOptions {
  bool at_end = false;  // a run that ends with the last byte ends there; otherwise it belongs to
                        // the next window
  bool wide = true;     // look for UTF-16 and UTF-32 too
};

// A run of plain ASCII digits, whole; of one with more than kLongestRun digits only the last
// kLongestRun + 1.
struct DigitRun {
  uint32_t begin = 0;
  uint32_t end = 0;
  friend bool operator==(const DigitRun&, const DigitRun&) = default;
};

// Kept between windows for their memory.
struct AnchorLists {
  std::vector<DigitRun> runs;
  std::vector<Anchor> others;
};

// Groups of digits with separators between them that neither a run nor the usual groups show: sizes
// of the first and second, and of the third, cut to two digits (0: there are only two groups).
struct RareGroups {
  size_t first = 0;
  size_t second = 0;
  size_t third = 0;
  friend auto operator<=>(const RareGroups&, const RareGroups&) = default;
};
// The shortest run of digits that is an anchor of itself; 1..7.
size_t shortest_run(const RuleSet& rules);
// Ascending and distinct.
std::vector<RareGroups> rare_groups(const RuleSet& rules, size_t shortest_run);

class EventFinder;

class AnchorFinder {
 public:
  // Null if Hyperscan fails (a defect).
  static std::unique_ptr<const AnchorFinder> compile(const RuleSet& rules, AnchorEngine engine);
  ~AnchorFinder();
  bool grow(HsScratch& scratch) const;
  // The anchors of data[0, size), each list ascending and distinct.
  bool find(const unsigned char* data, size_t size, const AnchorOptions& options,
            HsScratch& scratch, AnchorLists* out) const;

 private:
  AnchorFinder();
  bool find_by_hyperscan(const unsigned char* data, size_t size, const AnchorOptions& options,
                         HsScratch& scratch, AnchorLists* out) const;

  std::unique_ptr<const EventFinder> events_;  // null: the databases are used
  size_t shortest_run_ = 7;
  std::unique_ptr<HsDatabase> run_;
  std::unique_ptr<HsDatabase> ascii_;
  std::unique_ptr<HsDatabase> high_;
  std::unique_ptr<HsDatabase> nul_;
  std::unique_ptr<HsDatabase> glue16_;
};

}  // namespace qingce
