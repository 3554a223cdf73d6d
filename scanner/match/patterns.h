// Users' patterns: Hyperscan tells where matches end, RE2 gives their exact spans. Bytes, not
// characters.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "detectors/ruleset.h"
#include "scanner/core/result.h"
#include "scanner/match/hs_database.h"

namespace re2 {
class RE2;
}

namespace qingce {

struct PatternSpan {
  size_t begin = 0;
  size_t end = 0;
  uint16_t rule = 0;
};

// Immutable; shared by all threads.
class PatternSet {
 public:
  // Usage error naming place, rule and position: not supported, wider than kMaxMatch or unbounded,
  // matching nothing, or with an anchor (^ $ \b \B \A \z \Z): what such a one matches would depend
  // on where a window begins.
  static Result<std::unique_ptr<const PatternSet>> compile(const RuleSet& rules);
  ~PatternSet();
  bool empty() const { return patterns_.empty(); }
  bool grow(HsScratch& scratch) const { return scratch.grow(*database_); }
  // All longest matches per start, those inside another match of the same rule removed; by rule,
  // then ascending.
  bool find(const unsigned char* data, size_t size, HsScratch& scratch,
            std::vector<PatternSpan>* out) const;

 private:
  struct Pattern {
    uint16_t rule = 0;
    size_t width = 0;
    std::unique_ptr<re2::RE2> exact;
  };
  PatternSet() = default;
  void spans(const Pattern& pattern, const unsigned char* data, size_t begin, size_t end,
             std::vector<PatternSpan>* out) const;

  std::vector<Pattern> patterns_;
  std::unique_ptr<HsDatabase> database_;
};

}  // namespace qingce
