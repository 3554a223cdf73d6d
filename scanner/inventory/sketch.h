// Sketch: the k smallest distinct digests seen, and the bound below which none is missing. Distinct
// counts are exact while nothing was dropped (up to k) and have a standard error of 1/sqrt(k) above
// (k = 4,096: 1.6 %). The union of two sketches is the sketch of the union: merging is associative,
// commutative and idempotent for sketches of one k, and a wider sketch may take in narrower ones
// (it then takes over their bound). A value type; one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/core/digest.h"
#include "scanner/core/result.h"

namespace qingce {

inline constexpr size_t kSketchSize = 4096;
inline constexpr size_t kGlobalSketchSize = 65536;

class Sketch {
 public:
  Sketch() : Sketch(kSketchSize) {}
  explicit Sketch(size_t k) : k_(k) {}
  void add(const Digest128& digest);
  void merge(const Sketch& other);
  uint64_t distinct() const;      // estimate; exact if exact()
  bool exact() const;             // nothing was dropped
  double relative_error() const;  // one standard deviation of distinct(); 0 if exact
  const std::vector<Digest128>& digests() const;  // ascending, at most k
  size_t memory() const;                          // bytes held, for the worker's flush rule
  std::string serialize() const;                  // for the inventory file; 1 + 16 bytes per digest
  // Error: corrupt, for any text that serialize() of a sketch of this k cannot have given.
  static Result<Sketch> deserialize(std::string_view bytes, size_t k = kSketchSize);
  friend bool operator==(const Sketch& a, const Sketch& b) {
    return a.digests() == b.digests() && a.bound_ == b.bound_;
  }

 private:
  void compact_if_grown();
  void compact() const;
  size_t k_;
  mutable std::vector<Digest128> sorted_;   // ascending, distinct, at most k_, all below bound_
  mutable std::vector<Digest128> fresh_;    // unsorted, below bound_; compacted as it grows
  mutable std::optional<Digest128> bound_;  // the smallest digest dropped; none: nothing was
};

}  // namespace qingce
