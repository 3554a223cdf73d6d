#include "scanner/inventory/sketch.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

namespace qingce {
namespace {

constexpr size_t kFirstCompaction =
    32;                       // digests; a column that repeats one value stays this small
constexpr char kWhole = 0;    // serialized: nothing was dropped
constexpr char kBounded = 1;  // serialized: the bound comes first
constexpr size_t kDigestBytes = sizeof(Digest128::bytes);

// Digests are compared as big-endian numbers, which is byte order: half of what a sort of a
// column's digests costs goes without a call of memcmp.
uint64_t half(const Digest128& digest, size_t at) {
  uint64_t value = 0;
  std::memcpy(&value, digest.bytes.data() + at, 8);
  return std::endian::native == std::endian::little ? __builtin_bswap64(value) : value;
}

uint64_t high_half(const Digest128& digest) { return half(digest, 0); }

bool below(const Digest128& a, const Digest128& b) {
  const uint64_t x = half(a, 0);
  const uint64_t y = half(b, 0);
  return x != y ? x < y : half(a, 8) < half(b, 8);
}

Digest128 digest_at(std::string_view bytes) {
  Digest128 digest;
  std::memcpy(digest.bytes.data(), bytes.data(), kDigestBytes);
  return digest;
}

void append(std::string& out, const Digest128& digest) {
  out.append(reinterpret_cast<const char*>(digest.bytes.data()), kDigestBytes);
}

}  // namespace

void Sketch::add(const Digest128& digest) {
  if (bound_ && !below(digest, *bound_)) return;
  if (!fresh_.empty() && fresh_.back() == digest) return;
  fresh_.push_back(digest);
  compact_if_grown();
}

void Sketch::merge(const Sketch& other) {
  other.compact();
  if (other.bound_ && (!bound_ || below(*other.bound_, *bound_))) bound_ = other.bound_;
  const auto end =
      bound_ ? std::lower_bound(other.sorted_.begin(), other.sorted_.end(), *bound_, below)
             : other.sorted_.end();
  fresh_.insert(fresh_.end(), other.sorted_.begin(), end);
  compact_if_grown();
}

// Growing with what is kept makes the cost per digest logarithmic and the memory proportional to
// the result: a union over a million small sketches does not copy the big one a million times.
void Sketch::compact_if_grown() {
  if (fresh_.size() >= std::clamp(sorted_.size(), kFirstCompaction, std::max(k_, kFirstCompaction)))
    compact();
}

// The bound is exclusive: with k digests below it, it is the (k+1)-th smallest seen. A merge takes
// the lower of two bounds, because above it one side may have dropped what it saw; so the state is
// a function of the set seen alone.
void Sketch::compact() const {
  if (!fresh_.empty()) {
    std::sort(fresh_.begin(), fresh_.end(), below);
    fresh_.erase(std::unique(fresh_.begin(), fresh_.end()), fresh_.end());
    if (sorted_.empty()) {
      sorted_.swap(fresh_);
    } else {
      std::vector<Digest128> both;
      both.reserve(sorted_.size() + fresh_.size());
      std::set_union(sorted_.begin(), sorted_.end(), fresh_.begin(), fresh_.end(),
                     std::back_inserter(both), below);
      sorted_.swap(both);
    }
    fresh_.clear();
  }
  if (sorted_.size() > k_ && (!bound_ || below(sorted_[k_], *bound_))) bound_ = sorted_[k_];
  if (bound_) {
    sorted_.erase(std::lower_bound(sorted_.begin(), sorted_.end(), *bound_, below), sorted_.end());
  }
}

// k / U(k+1) is the unbiased estimate for k uniform values below the (k+1)-th.
uint64_t Sketch::distinct() const {
  compact();
  if (!bound_) return sorted_.size();
  const double share = (static_cast<double>(high_half(*bound_)) + 1.0) / 18446744073709551616.0;
  return static_cast<uint64_t>(std::llround(static_cast<double>(sorted_.size()) / share));
}

bool Sketch::exact() const {
  compact();
  return !bound_;
}

double Sketch::relative_error() const {
  if (exact()) return 0.0;
  return 1.0 / std::sqrt(static_cast<double>(std::max<size_t>(sorted_.size(), 1)));
}

const std::vector<Digest128>& Sketch::digests() const {
  compact();
  return sorted_;
}

size_t Sketch::memory() const {
  return sizeof(*this) + (sorted_.capacity() + fresh_.capacity()) * sizeof(Digest128);
}

std::string Sketch::serialize() const {
  compact();
  std::string out;
  out.reserve(1 + (sorted_.size() + 1) * kDigestBytes);
  out.push_back(bound_ ? kBounded : kWhole);
  if (bound_) append(out, *bound_);
  for (const Digest128& digest : sorted_) append(out, digest);
  return out;
}

Result<Sketch> Sketch::deserialize(std::string_view bytes, size_t k) {
  const Error damaged{ErrorCode::corrupt, "damaged sketch", 0};
  if (bytes.size() % kDigestBytes != 1 || (bytes[0] != kWhole && bytes[0] != kBounded))
    return damaged;
  Sketch sketch(k);
  const bool bounded = bytes[0] == kBounded;
  bytes.remove_prefix(1);
  if (bounded) {
    if (bytes.empty()) return damaged;
    sketch.bound_ = digest_at(bytes);
    bytes.remove_prefix(kDigestBytes);
  }
  if (bytes.size() / kDigestBytes > k) return damaged;
  sketch.sorted_.reserve(bytes.size() / kDigestBytes);
  for (; !bytes.empty(); bytes.remove_prefix(kDigestBytes)) {
    const Digest128 digest = digest_at(bytes);
    if (!sketch.sorted_.empty() && !below(sketch.sorted_.back(), digest)) return damaged;
    if (sketch.bound_ && !below(digest, *sketch.bound_)) return damaged;
    sketch.sorted_.push_back(digest);
  }
  return sketch;
}

}  // namespace qingce
