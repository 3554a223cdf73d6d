#include "scanner/read/byte_scan.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

// This file is compiled once for each kind of processor: highway.h includes it again.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "scanner/read/byte_scan.cc"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace qingce {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

using Tag = hn::CappedTag<uint8_t, 64>;
using Vector = hn::Vec<Tag>;

HWY_INLINE Vector set(int value) { return hn::Set(Tag(), static_cast<uint8_t>(value)); }

// Only vectors with a byte below 0x20 other than TAB, LF, FF, CR, or with DEL, are looked at byte
// by byte.
ByteCensus census(const uint8_t* HWY_RESTRICT data, size_t size) {
  const Tag tag;
  const size_t lanes = hn::Lanes(tag);
  ByteCensus out;
  const auto one = [&](uint8_t b) {
    out.high += b >= 0x80 ? 1u : 0u;
    out.nul += b == 0 ? 1u : 0u;
    out.control += is_control(b) ? 1u : 0u;
    out.odd += is_odd(b) ? 1u : 0u;
  };
  size_t i = 0;
  for (; i + lanes <= size; i += lanes) {
    const auto v = hn::LoadU(tag, data + i);
    const auto blank = hn::Or(hn::Or(hn::Eq(v, set('\n')), hn::Eq(v, set('\t'))),
                              hn::Or(hn::Eq(v, set('\r')), hn::Eq(v, set('\f'))));
    const auto low = hn::Eq(hn::Min(v, set(0x1F)), v);
    const auto unusual = hn::Or(hn::AndNot(blank, low), hn::Eq(v, set(0x7F)));
    if (HWY_LIKELY(hn::AllFalse(tag, unusual))) {
      out.high += hn::CountTrue(tag, hn::Eq(hn::Max(v, set(0x80)), v));
      continue;
    }
    for (size_t k = 0; k < lanes; ++k) one(data[i + k]);
  }
  for (; i < size; ++i) one(data[i]);
  return out;
}

// What two neighbouring bytes may do wrong, one bit each; a bit that all three tables show is an
// error.
enum Wrong : uint8_t {
  kTooShort = 1 << 0,   // a lead without its continuation
  kTooLong = 1 << 1,    // ASCII with one
  kOverlong3 = 1 << 2,  // E0 80..9F
  kTooLarge = 1 << 3,   // F4 90.., F5..
  kSurrogate = 1 << 4,  // ED A0..BF
  kOverlong2 = 1 << 5,  // C0, C1
  kOverlong4 = 1 << 6,  // F0 80..8F; F8.. 80..8F
  kTwoConts = 1 << 7,   // right only inside a longer character
  kCarry = kTooShort | kTooLong | kTwoConts,
};
constexpr uint8_t kLeadHigh[16] = {
    kTooLong,
    kTooLong,
    kTooLong,
    kTooLong,
    kTooLong,
    kTooLong,
    kTooLong,
    kTooLong,
    kTwoConts,
    kTwoConts,
    kTwoConts,
    kTwoConts,
    kTooShort | kOverlong2,
    kTooShort,
    kTooShort | kOverlong3 | kSurrogate,
    kTooShort | kTooLarge | kOverlong4,
};
constexpr uint8_t kLeadLow[16] = {
    kCarry | kOverlong3 | kOverlong2 | kOverlong4,
    kCarry | kOverlong2,
    kCarry,
    kCarry,
    kCarry | kTooLarge,
    kCarry | kTooLarge | kOverlong4,
    kCarry | kTooLarge | kOverlong4,
    kCarry | kTooLarge | kOverlong4,
    kCarry | kTooLarge | kOverlong4,
    kCarry | kTooLarge | kOverlong4,
    kCarry | kTooLarge | kOverlong4,
    kCarry | kTooLarge | kOverlong4,
    kCarry | kTooLarge | kOverlong4,
    kCarry | kTooLarge | kOverlong4 | kSurrogate,
    kCarry | kTooLarge | kOverlong4,
    kCarry | kTooLarge | kOverlong4,
};
constexpr uint8_t kNextHigh[16] = {
    kTooShort,
    kTooShort,
    kTooShort,
    kTooShort,
    kTooShort,
    kTooShort,
    kTooShort,
    kTooShort,
    kTooLong | kOverlong2 | kTwoConts | kOverlong3 | kOverlong4,
    kTooLong | kOverlong2 | kTwoConts | kOverlong3 | kTooLarge,
    kTooLong | kOverlong2 | kTwoConts | kSurrogate | kTooLarge,
    kTooLong | kOverlong2 | kTwoConts | kSurrogate | kTooLarge,
    kTooShort,
    kTooShort,
    kTooShort,
    kTooShort,
};

// Errors of the bytes at p, the three before them given. data[-3] is readable.
HWY_INLINE Vector errors(const uint8_t* p) {
  const Tag tag;
  const auto lead_high = hn::LoadDup128(tag, kLeadHigh);
  const auto lead_low = hn::LoadDup128(tag, kLeadLow);
  const auto next_high = hn::LoadDup128(tag, kNextHigh);
  const auto now = hn::LoadU(tag, p);
  const auto before = hn::LoadU(tag, p - 1);
  const auto nibble = [](Vector v) { return hn::ShiftRight<4>(v); };
  const auto special = hn::And(hn::And(hn::TableLookupBytes(lead_high, nibble(before)),
                                       hn::TableLookupBytes(lead_low, hn::And(before, set(15)))),
                               hn::TableLookupBytes(next_high, nibble(now)));
  // The top bit where the second or third byte before leads a character of three or four.
  const auto third = hn::SaturatedSub(hn::LoadU(tag, p - 2), set(0xE0 - 0x80));
  const auto fourth = hn::SaturatedSub(hn::LoadU(tag, p - 3), set(0xF0 - 0x80));
  return hn::Xor(hn::And(hn::Or(third, fourth), set(0x80)), special);
}

bool valid_utf8(const uint8_t* HWY_RESTRICT data, size_t size) {
  if (size == 0) return true;  // there may be no data to point at
  const Tag tag;
  const size_t lanes = hn::Lanes(tag);
  constexpr size_t kBefore = 3;
  uint8_t edge[kBefore + 64];
  auto wrong = hn::Zero(tag);
  const auto bad = [&] { return !hn::AllTrue(tag, hn::Eq(wrong, hn::Zero(tag))); };
  size_t i = 0;
  if (size >= lanes) {  // the first vector, with ASCII before it
    std::memset(edge, ' ', kBefore);
    std::memcpy(edge + kBefore, data, lanes);
    wrong = errors(edge + kBefore);
    i = lanes;
  }
  constexpr size_t kStep = 1024;  // a wrong block is left soon
  while (size - i >= lanes) {
    const size_t stop = std::min(size - lanes, i + kStep);
    for (; i <= stop; i += lanes) wrong = hn::Or(wrong, errors(data + i));
    if (bad()) return false;
  }
  // The rest, and ASCII behind it, so that a character cut by the end is seen.
  std::memset(edge, ' ', sizeof edge);
  const size_t before = std::min(i, kBefore);
  std::memcpy(edge + kBefore - before, data + i - before, before + (size - i));
  wrong = hn::Or(wrong, errors(edge + kBefore));
  return !bad();
}

}  // namespace HWY_NAMESPACE
}  // namespace qingce
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace qingce {

HWY_EXPORT(census);
HWY_EXPORT(valid_utf8);

ByteCensus take_census(Bytes bytes) {
  return HWY_DYNAMIC_DISPATCH(census)(reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size());
}

bool is_valid_utf8(Bytes bytes) {
  return HWY_DYNAMIC_DISPATCH(valid_utf8)(reinterpret_cast<const uint8_t*>(bytes.data()),
                                          bytes.size());
}

}  // namespace qingce
#endif
