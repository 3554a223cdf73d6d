#include "scanner/match/byte_masks.h"

#include <cstring>

// This file is compiled once for each kind of processor: highway.h includes it again.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "scanner/match/byte_masks.cc"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace qingce {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

using Tag = hn::CappedTag<uint8_t, kMaskBytes>;

// The bits of one mask for all vectors of a block.
class Bits {
 public:
  template <class Mask>
  HWY_INLINE void put(Tag tag, size_t at, Mask mask) {
    hn::StoreMaskBits(tag, mask, bytes_ + at / 8);
  }
  HWY_INLINE uint64_t get() const {
    uint64_t out = 0;
    std::memcpy(&out, bytes_, sizeof out);
    return out;
  }

 private:
  uint8_t bytes_[kMaskBytes / 8];
};

void find_masks(const uint8_t* HWY_RESTRICT data, size_t blocks, ByteMasks* HWY_RESTRICT out) {
  const Tag tag;
  const size_t lanes = hn::Lanes(tag);
  const auto set = [&](int value) { return hn::Set(tag, static_cast<uint8_t>(value)); };
  for (size_t block = 0; block < blocks; ++block, data += kMaskBytes) {
    Bits digit;
    Bits separator;
    Bits high;
    Bits nul;
    Bits mark;
    Bits colon;
    Bits lead;
    for (size_t i = 0; i < kMaskBytes; i += lanes) {
      const auto v = hn::LoadU(tag, data + i);
      const auto value = hn::Sub(v, set('0'));
      digit.put(tag, i, hn::Eq(hn::Min(value, set(9)), value));
      separator.put(tag, i, hn::Or(hn::Eq(v, set(' ')), hn::Eq(v, set('-'))));
      high.put(tag, i, hn::Eq(hn::Max(v, set(0x80)), v));
      nul.put(tag, i, hn::Eq(v, hn::Zero(tag)));
      mark.put(tag, i,
               hn::Or(hn::Eq(v, set('@')), hn::Or(hn::Eq(v, set('*')), hn::Eq(v, set('&')))));
      colon.put(tag, i, hn::Or(hn::Eq(v, set(':')), hn::Eq(v, set('='))));
      const auto a = hn::Or(hn::Eq(v, set(0xEF)), hn::Eq(v, set(0xFF)));
      lead.put(tag, i, hn::Or(a, hn::Eq(hn::Or(v, set(1)), set(0xA3))));
    }
    out[block] = {digit.get(), separator.get(), high.get(), nul.get(),
                  mark.get(),  colon.get(),     lead.get()};
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace qingce
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace qingce {

HWY_EXPORT(find_masks);

void find_byte_masks(const unsigned char* data, size_t blocks, ByteMasks* out) {
  HWY_DYNAMIC_DISPATCH(find_masks)(data, blocks, out);
}

}  // namespace qingce
#endif
