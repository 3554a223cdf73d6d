// Anchors: where something may stand. Hyperscan finds "events"; an event is only a hint that names
// a byte, and the bytes around it decide. Several small databases: a window without 0x00 pays
// nothing for UTF-16, one without a byte above 0x7F nothing for full-width digits (cost is nearly
// additive per pattern).
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "detectors/ruleset.h"
#include "scanner/core/result.h"
#include "scanner/match/hs_database.h"
#include "scanner/match/text.h"

namespace qingce {

enum class AnchorKind : uint8_t {
  run,    // the last digit of a run of plain ASCII digits
  digit,  // a digit (bytes) that more than its neighbours may belong to: grouped, glued, masked,
          // full-width
  digit_big5,  // the same, read as Big5
  at,          // '@' (bytes)
  digit16,     // the low byte of a digit in UTF-16 or a full-width one; byte order still open
  at16,        // the low byte of '@' in UTF-16
  digit32,
  at32,
};

struct Anchor {
  uint32_t pos = 0;  // the byte itself, in the window
  AnchorKind kind = AnchorKind::run;
  friend bool operator<(const Anchor& a, const Anchor& b) {
    return a.pos != b.pos ? a.pos < b.pos : a.kind < b.kind;
  }
};

struct AnchorOptions {
  bool at_end = false;  // a run that ends with the last byte ends there; otherwise it belongs to
                        // the next window
  bool wide = true;     // look for UTF-16 and UTF-32 too
  bool skip = true;  // plain runs by skipping through the bytes; false: by Hyperscan, the reference
};

// Kept between windows for their memory.
struct AnchorLists {
  std::vector<Anchor> runs;  // kind run only
  std::vector<Anchor> others;
};

class AnchorFinder {
 public:
  // Null if Hyperscan fails (a defect).
  static std::unique_ptr<const AnchorFinder> compile(const RuleSet& rules);
  bool grow(HsScratch& scratch) const;
  // The anchors of data[0, size), each list ascending and distinct.
  bool find(const unsigned char* data, size_t size, const AnchorOptions& options,
            HsScratch& scratch, AnchorLists* out) const;

 private:
  AnchorFinder() = default;
  void end_of_text(const unsigned char* data, size_t size, std::vector<Anchor>* out) const;
  void skip_to_runs(const unsigned char* data, size_t size, bool at_end,
                    std::vector<Anchor>* out) const;

  size_t shortest_run_ = 7;
  std::unique_ptr<HsDatabase> run_;
  std::unique_ptr<HsDatabase> ascii_;
  std::unique_ptr<HsDatabase> high_;
  std::unique_ptr<HsDatabase> nul_;
  std::unique_ptr<HsDatabase> glue16_;
};

}  // namespace qingce
