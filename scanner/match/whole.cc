// Values that are looked at whole: behind a label in running text.
#include <algorithm>
#include <array>

#include "scanner/core/field_map.h"
#include "scanner/match/candidate_scan.h"

namespace qingce {
namespace {

constexpr size_t kSpacesBefore = 3;   // between a label and its ':'
constexpr size_t kShorterWholes = 8;  // readings given up at the end, for "张三 性别：男"

// Between a ':' and the value.
bool opens(std::string_view c) {
  constexpr std::array<std::string_view, 14> kOpening{" ",
                                                      "\t",
                                                      "\xE3\x80\x80",
                                                      "\"",
                                                      "'",
                                                      "\xE2\x80\x9C",
                                                      "\xE2\x80\x98",
                                                      "\xE3\x80\x8C",
                                                      "\xE3\x80\x90",
                                                      "[",
                                                      "\xC2\xA0",
                                                      ":",
                                                      "\xEF\xBC\x9A",
                                                      "="};
  return std::find(kOpening.begin(), kOpening.end(), c) != kOpening.end();
}

// Ends every value.
bool ends_value(std::string_view c) {
  constexpr std::array<std::string_view, 22> kEnds{",",
                                                   ";",
                                                   "|",
                                                   "<",
                                                   ">",
                                                   "\"",
                                                   "'",
                                                   "\t",
                                                   "]",
                                                   "}",
                                                   "\xEF\xBC\x8C",
                                                   "\xEF\xBC\x9B",
                                                   "\xE3\x80\x82",
                                                   "\xE3\x80\x81",
                                                   "\xE3\x80\x91",
                                                   "\xE3\x80\x8D",
                                                   "\xE3\x80\x8B",
                                                   "\xE3\x80\x8A",
                                                   "\xE2\x80\x9D",
                                                   "\xE2\x80\x99",
                                                   "\xEF\xBD\x9C",
                                                   "\xEF\xBC\x81"};
  return std::find(kEnds.begin(), kEnds.end(), c) != kEnds.end();
}

// May end one.
bool may_end_value(std::string_view c) {
  constexpr std::array<std::string_view, 7> kEnds{
      " ", "\xE3\x80\x80", "(", "\xEF\xBC\x88", "\xC2\xA0", "/", "\xE3\x80\x90"};
  return std::find(kEnds.begin(), kEnds.end(), c) != kEnds.end();
}

}  // namespace

// `pos`: where the ':' or '=' begins.
void CandidateScan::on_label(size_t pos) {
  Text text = text_at(pos);
  if (pos < text.lo || pos >= text.hi) return;
  const Place& place = place_at(pos);
  if (place.field != nullptr) {
    text.lo = std::max(text.lo, place.lo);
    text.hi = std::min(text.hi, place.hi);
  }
  size_t end = pos;
  while (end > text.lo && pos - end < kSpacesBefore && text.data[end - 1] == ' ') --end;
  const Label* const label = parts_.labels->ending_at(text, end);
  if (label == nullptr) return;
  const unsigned char sign = text.data[pos];
  const size_t behind = pos + (sign == 0xEF ? 3 : sign < 0x80 ? 1 : 2);
  if (behind >= text.hi || !read_whole(text, label->spelling, behind, text.hi, &whole_)) return;
  const auto character = [&](size_t i) {
    const size_t from = i == 0 ? 0 : whole_.at[i - 1];
    return std::string_view(whole_.text).substr(from, whole_.at[i] - from);
  };
  size_t first = 0;
  while (first < whole_.at.size() && opens(character(first))) ++first;
  size_t last = first;
  while (last < whole_.at.size() && !ends_value(character(last))) ++last;
  for (const uint16_t rule : label->rules) take_labelled(rule, behind, first, last);
}

// Characters [first, last) of whole_, or as many of them as the rule accepts.
void CandidateScan::take_labelled(uint16_t rule, size_t begin, size_t first, size_t last) {
  const auto at = [&](size_t i) { return i == 0 ? size_t{0} : size_t{whole_.at[i - 1]}; };
  const auto source = [&](size_t i) { return i == 0 ? begin : size_t{whole_.ends[i - 1]}; };
  for (size_t attempt = 0; attempt <= kShorterWholes && last > first; ++attempt) {
    const std::string_view value =
        std::string_view(whole_.text).substr(at(first), at(last) - at(first));
    if (const std::optional<Accepted> accepted = evaluate(rules_.at(rule), value)) {
      Reading reading;
      reading.rule = rule;
      reading.begin = source(first);
      reading.end = source(last);
      reading.shape = "labelled";
      const Place& place = place_at(reading.begin);
      if (place.has_record && (reading.begin < place.lo || reading.end > place.hi)) return;
      accept(reading, place, accepted->evidence, Context::positive, accepted->normal);
      return;
    }
    do {
      --last;
    } while (
        last > first &&
        !may_end_value(std::string_view(whole_.text).substr(at(last), at(last + 1) - at(last))));
  }
}

}  // namespace qingce
