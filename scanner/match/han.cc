#include "scanner/match/han.h"

#include <unicode/ucnv.h>

#include <bitset>
#include <memory>

namespace qingce {
namespace {

constexpr char32_t kFirst = 0x4E00;
constexpr char32_t kLast = 0x9FFF;
using Table = std::bitset<kLast - kFirst + 1>;

struct Range {
  const char* charset;
  unsigned first_lead;
  unsigned last_lead;
};
// GB 2312, 4.1: level 1 stands in rows 16-55. Big5: level 1 is A440-C67E; behind it C6 holds other
// signs, no Han.
constexpr Range kGb2312{"GB18030", 0xB0, 0xD7};
constexpr Range kBig5{"Big5", 0xA4, 0xC6};

void add(const Range& range, Table* table) {
  UErrorCode error = U_ZERO_ERROR;
  const std::unique_ptr<UConverter, void (*)(UConverter*)> converter(
      ucnv_open(range.charset, &error), ucnv_close);
  if (U_FAILURE(error)) return;
  const bool gb = range.first_lead == 0xB0;
  for (unsigned lead = range.first_lead; lead <= range.last_lead; ++lead) {
    for (unsigned trail = gb ? 0xA1 : 0x40; trail <= 0xFE; ++trail) {
      const char pair[] = {static_cast<char>(lead), static_cast<char>(trail)};
      UChar out[4];
      error = U_ZERO_ERROR;
      const int32_t length = ucnv_toUChars(converter.get(), out, 4, pair, 2, &error);
      if (U_FAILURE(error) || length != 1 || out[0] < kFirst || out[0] > kLast) continue;
      table->set(out[0] - kFirst);
    }
  }
}

Table make_table(const Range& range) {
  Table table;
  add(range, &table);
  return table;
}

}  // namespace

HanUse han_use(char32_t c) {
  static const Table kSimplified = make_table(kGb2312);
  static const Table kTraditional = make_table(kBig5);
  if (c < kFirst || c > kLast) return HanUse::rare;
  if (kSimplified.test(c - kFirst)) return HanUse::simplified;
  return kTraditional.test(c - kFirst) ? HanUse::traditional : HanUse::rare;
}

}  // namespace qingce
