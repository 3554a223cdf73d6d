// EventFinder: the anchors of a stretch of bytes, from bit masks of its byte classes. The same
// events as the Hyperscan expressions in anchors.cc, several times faster; the tests hold both
// together, event by event. Immutable; any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "detectors/ruleset.h"
#include "scanner/match/anchors.h"
#include "scanner/match/byte_masks.h"

namespace qingce {

class EventFinder {
 public:
  explicit EventFinder(const RuleSet& rules);
  // Appends; `others` in the order found, doubles possible.
  void find(const unsigned char* data, size_t size, const AnchorOptions& options,
            AnchorLists* out) const;

 private:
  struct Stretch;
  struct Last;
  struct Now;
  void block(const Stretch& text, const ByteMasks& masks, Last& last, size_t base, size_t used,
             AnchorLists* out) const;
  uint64_t run_of(const Now& now) const;
  void runs(const Stretch& text, const Now& now, size_t used, AnchorLists* out) const;
  void groups(const Stretch& text, const Now& now, std::vector<Anchor>* others) const;
  static void glued(const Stretch& text, const Now& now, std::vector<Anchor>* others);
  static void wide(const Stretch& text, const Now& now, std::vector<Anchor>* others);
  void rare_group(const Stretch& text, size_t p, std::vector<Anchor>* out) const;

  size_t shortest_run_;
  std::vector<RareGroups> rare_;
  uint64_t rare_left_ = 0;  // bit n: a group of n digits may stand before the separator
};

}  // namespace qingce
