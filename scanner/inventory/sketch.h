// Sketch: the k smallest distinct digests seen. Distinct counts are exact below k and within 1/sqrt(k) above
// (k = 4,096: 1.6 %); the union of two sketches is the sketch of the union, so merging is associative,
// commutative and idempotent. A value type; one thread.
#pragma once

#include <cstddef>
#include <cstdint>
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
  explicit Sketch(size_t k = kSketchSize) : k_(k) {}
  void add(const Digest128& digest);
  void merge(const Sketch& other);
  uint64_t distinct() const;                       // estimate; exact below k
  bool exact() const;                              // distinct() is exact
  const std::vector<Digest128>& digests() const;   // ascending, at most k
  size_t memory() const;                           // bytes held, for the worker's flush rule
  std::string serialize() const;                   // for the inventory file
  static Result<Sketch> deserialize(std::string_view bytes, size_t k = kSketchSize);
  friend bool operator==(const Sketch& a, const Sketch& b) { return a.digests() == b.digests(); }

 private:
  void compact() const;
  size_t k_;
  mutable std::vector<Digest128> sorted_;  // ascending, distinct, at most k_
  mutable std::vector<Digest128> fresh_;   // unsorted; compacted when it grows past k_
};

}  // namespace qingce
