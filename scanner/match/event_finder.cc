#include "scanner/match/event_finder.h"

#include <algorithm>
#include <array>
#include <bit>
#include <string_view>

#include "detectors/normalize.h"
#include "scanner/match/byte_masks.h"
#include "scanner/match/dispatch.h"

namespace qingce {

// What is searched, with questions about single bytes. A place outside answers no.
struct EventFinder::Stretch {
  const unsigned char* data;
  size_t size;
  bool wide;

  bool in(size_t i) const { return i < size; }  // i may have wrapped below 0
  bool is(size_t i, unsigned char b) const { return in(i) && data[i] == b; }
  bool between(size_t i, unsigned char low, unsigned char up) const {
    return in(i) && data[i] >= low && data[i] <= up;
  }
  bool digit(size_t i) const { return between(i, '0', '9'); }
  bool separator(size_t i) const { return in(i) && (data[i] == ' ' || data[i] == '-'); }
  bool alnum(size_t i) const {
    return in(i) && (is_digit(static_cast<char>(data[i])) || is_letter(static_cast<char>(data[i])));
  }
  bool local(size_t i) const {  // of an e-mail address, directly before its '@'
    return alnum(i) || (in(i) && std::string_view("_%+-").find(static_cast<char>(data[i])) !=
                                     std::string_view::npos);
  }
  bool nuls(size_t i, size_t count) const {
    for (size_t k = 0; k < count; ++k) {
      if (!is(i + k, 0)) return false;
    }
    return true;
  }
  // Digits that end before `end`, at most `limit` are counted.
  size_t digits_before(size_t end, size_t limit) const {
    size_t n = 0;
    while (n < limit && n < end && digit(end - 1 - n)) ++n;
    return n;
  }
};

// Masks of the block before, and of what was made of them.
struct EventFinder::Last {
  const ByteMasks* masks = nullptr;
  uint64_t two = 0;   // second digit of a run, or a later one
  uint64_t four = 0;  // fourth
  uint64_t run = 0;   // shortest_run_-th
};

// The same of the block in hand.
struct EventFinder::Now {
  const ByteMasks& masks;
  const Last& last;
  size_t base;  // of its first byte in the text
  uint64_t two = 0;
  uint64_t four = 0;
  uint64_t run = 0;
};

namespace {

constexpr size_t kSegment = 64;  // blocks whose masks are held at a time: 4 KiB of text

// The mask `count` bytes further on: bit i says what bit i - count said.
constexpr uint64_t after(uint64_t now, uint64_t before, int count) {
  return (now << count) | (before >> (64 - count));
}

template <class Each>
void for_bits(uint64_t bits, const Each& each) {
  for (; bits != 0; bits &= bits - 1) each(static_cast<size_t>(std::countr_zero(bits)));
}

using Anchors = std::vector<Anchor>;

void add(Anchors* out, size_t pos, AnchorKind kind) {
  out->push_back({static_cast<uint32_t>(pos), kind});
}

// "ddd-dddd-ddd", the last digit at p, the second separator at p - 3.
template <class S>
void usual_groups(const S& text, size_t p, Anchors* out) {
  const size_t middle = text.digits_before(p - 3, 7);
  if (middle != 3 && middle != 4 && middle != 6) return;
  const size_t joint = p - 4 - middle;
  if (text.separator(joint) && text.digits_before(joint, 3) == 3) add(out, p, AnchorKind::digit);
}

template <class S>
void at_sign(const S& text, size_t p, Anchors* out) {
  if (text.local(p - 1) && text.alnum(p + 1)) add(out, p, AnchorKind::at);
  if (!text.wide || !text.is(p - 1, 0) || !text.is(p + 1, 0)) return;
  if (text.local(p - 2) && text.alnum(p + 2)) add(out, p, AnchorKind::at16);
  if (text.nuls(p - 3, 3) && text.nuls(p + 1, 3) && text.local(p - 4) && text.alnum(p + 4)) {
    add(out, p, AnchorKind::at32);
  }
}

// "d****", the last star at p.
template <class S>
void stars(const S& text, size_t p, Anchors* out) {
  if (text.is(p - 1, '*')) {
    if (text.is(p - 2, '*') && text.is(p - 3, '*') && text.digit(p - 4)) {
      add(out, p - 4, AnchorKind::digit);
    }
    return;
  }
  if (!text.wide || !text.is(p - 1, 0)) return;
  for (size_t k = 1; k < 4; ++k) {
    if (!text.is(p - 2 * k, '*') || !text.is(p - 2 * k - 1, 0)) return;
  }
  if (text.digit(p - 8)) add(out, p - 8, AnchorKind::digit16);
}

template <class S>
bool is_hex_at(const S& text, size_t i) {
  return text.digit(i) || text.between(i, 'A', 'F') || text.between(i, 'a', 'f');
}

// Length of "&#48;" … "&#x39;", a digit as an entity, at i; 0 if there is none.
template <class S>
size_t digit_entity(const S& text, size_t i) {
  if (!text.is(i, '&') || !text.is(i + 1, '#')) return 0;
  if (text.is(i + 2, 'x') || text.is(i + 2, 'X')) {
    return text.is(i + 3, '3') && text.digit(i + 4) && text.is(i + 5, ';') ? 6 : 0;
  }
  const bool digit = (text.is(i + 2, '4') && text.between(i + 3, '8', '9')) ||
                     (text.is(i + 2, '5') && text.between(i + 3, '0', '7'));
  return digit && text.is(i + 4, ';') ? 5 : 0;
}

template <class S>
void entity(const S& text, size_t p, Anchors* out) {
  const bool second =
      (p >= 5 && digit_entity(text, p - 5) == 5) || (p >= 6 && digit_entity(text, p - 6) == 6);
  if (second && digit_entity(text, p) != 0) add(out, p, AnchorKind::digit);
  if (!text.digit(p - 1)) return;
  constexpr std::string_view kBeginnings[] = {"n",  "e",   "m",   "thinsp", "shy",
                                              "zw", "lrm", "rlm", "hyphen"};
  bool known = false;
  if (text.is(p + 1, '#')) {
    const bool hex = text.is(p + 2, 'x') || text.is(p + 2, 'X');
    known = hex ? is_hex_at(text, p + 3) && is_hex_at(text, p + 4)
                : text.digit(p + 2) && text.digit(p + 3);
  } else {
    for (const std::string_view word : kBeginnings) {
      bool same = true;
      for (size_t k = 0; k < word.size() && same; ++k) {
        same = text.in(p + 1 + k) && to_lower(static_cast<char>(text.data[p + 1 + k])) == word[k];
      }
      known |= same;
    }
  }
  if (known) add(out, p - 1, AnchorKind::digit);
}

template <class S>
bool full_digit(const S& text, size_t i) {  // U+FF10..FF19 in UTF-8
  return text.is(i, 0xEF) && text.is(i + 1, 0xBC) && text.between(i + 2, 0x90, 0x99);
}

// Full-width digits in UTF-8; the last one begins at p.
template <class S>
void full_width(const S& text, size_t p, Anchors* out) {
  if (!text.is(p + 1, 0xBC)) return;
  if (text.is(p + 2, 0xA0)) add(out, p, AnchorKind::at);
  if (text.is(p + 2, 0x9A)) add(out, p, AnchorKind::label);
  if (!text.between(p + 2, 0x90, 0x99)) return;
  if (text.digit(p + 3)) add(out, p + 3, AnchorKind::digit);
  size_t count = 1;
  while (count < 7 && p >= 3 * count && full_digit(text, p - 3 * count)) ++count;
  bool found = count == 7;
  if (!found && count == 4) {
    const size_t first = p - 9;
    const size_t separator = text.separator(first - 1) ? 1
                             : first >= 3 && text.is(first - 3, 0xEF) && text.is(first - 2, 0xBC) &&
                                     text.is(first - 1, 0x8D)
                                 ? 3
                             : first >= 3 && text.is(first - 3, 0xE3) && text.is(first - 2, 0x80) &&
                                     text.is(first - 1, 0x80)
                                 ? 3
                                 : 0;
    const size_t end = first - separator;
    found = separator != 0 && end >= 9 && full_digit(text, end - 3) && full_digit(text, end - 6) &&
            full_digit(text, end - 9);
  }
  if (found) add(out, p, AnchorKind::digit);
}

// Two bytes a digit: `lead`, then low..low + 9. The last one begins at p.
template <class S>
bool ends_pairs(const S& text, size_t p, unsigned char lead, unsigned char low, size_t count) {
  for (size_t k = 0; k < count; ++k) {
    if (p < 2 * k || !text.is(p - 2 * k, lead) ||
        !text.between(p - 2 * k + 1, low, static_cast<unsigned char>(low + 9))) {
      return false;
    }
  }
  return true;
}

template <class S>
void high_lead(const S& text, size_t p, Anchors* out) {
  switch (text.data[p]) {
    case 0xEF:
      full_width(text, p, out);
      break;
    case 0xA3:
      if (text.is(p + 1, 0xC0) && text.alnum(p + 2)) add(out, p, AnchorKind::at);
      if (text.is(p + 1, 0xBA)) add(out, p, AnchorKind::label);
      if (ends_pairs(text, p, 0xA3, 0xB0, 7)) add(out, p, AnchorKind::digit);
      break;
    case 0xA2:
      if (ends_pairs(text, p, 0xA2, 0xAF, 7)) add(out, p, AnchorKind::digit_big5);
      break;
    default:
      if (ends_pairs(text, p, 0xFF, 0x10, 6)) add(out, p + 1, AnchorKind::digit16);
  }
}

// Spellings of spaces and dashes that may stand between two digits, and of invisible characters in
// front of one. Bytes before `p`; the same list as in anchors.cc.
template <class S>
bool glue_of_two(const S& text, size_t p) {
  if (p < 2) return false;
  const unsigned char a = text.data[p - 2];
  const unsigned char b = text.data[p - 1];
  const bool between = p >= 3 && text.digit(p - 3);
  switch (a) {
    case 0xC2:
      return b == 0xAD || (between && b == 0xA0);
    case 0xCD:
      return b == 0x8F;
    case 0xD8:
      return b == 0x9C;
    case 0xA1:
      return between && (b == 0xA1 || b == 0xAA || b == 0x40 || b == 0xD0);
    case 0xA3:
      return between && b == 0xAD;
    case 0xA8:
      return between && (b == 0x43 || b == 0x44);
    case 0xA9:
      return between && b == 0x5C;
    default:
      return false;
  }
}

template <class S>
bool glue_of_three(const S& text, size_t p) {
  if (p < 3) return false;
  const unsigned char a = text.data[p - 3];
  const unsigned char b = text.data[p - 2];
  const unsigned char c = text.data[p - 1];
  const bool between = p >= 4 && text.digit(p - 4);
  const auto in = [&](unsigned char low, unsigned char up) { return c >= low && c <= up; };
  if (a == 0xE2 && b == 0x80) {
    return in(0x8B, 0x8F) || in(0xAA, 0xAE) ||
           (between && (in(0x80, 0x8A) || in(0x90, 0x95) || c == 0xAF));
  }
  if (a == 0xE2 && b == 0x81) return in(0xA0, 0xAF) || (between && c == 0x9F);
  if (a == 0xE2 && b == 0x88) return between && c == 0x92;
  if (a == 0xE3 && b == 0x80) return between && c == 0x80;
  if (a == 0xEF && b == 0xBC) return between && c == 0x8D;
  if (a == 0xEF && b == 0xB9) return between && (c == 0x98 || c == 0xA3);
  if (a == 0xEF && b == 0xBB) return c == 0xBF;
  if (a == 0xEF && b == 0xB8) return in(0x80, 0x8F);
  return a == 0xE1 && b == 0xA0 && c == 0x8E;
}

template <class S>
bool glue_of_four(const S& text, size_t p) {
  if (p < 4) return false;
  const unsigned char* const g = text.data + p - 4;
  const bool between = p >= 5 && text.digit(p - 5);
  const bool last_digit = g[3] >= '0' && g[3] <= '9';
  if (g[0] == 0x84) return g[1] == 0x31 && g[2] == 0x95 && g[3] == 0x33;
  if (g[0] != 0x81) return false;
  if (g[1] == 0x30) {
    return (between && g[2] == 0x84 && g[3] == 0x32) || (g[2] == 0x85 && g[3] == 0x32);
  }
  if (g[1] != 0x36 || !last_digit) return false;
  return (g[2] >= 0xA4 && g[2] <= 0xA7) || g[2] == 0xAB ||
         (between && (g[2] == 0xA3 || g[2] == 0xA4 || g[2] == 0xA7 || g[2] == 0xD3));
}

// UTF-16: spaces, dashes and invisible characters between two digits that are not plain ASCII.
bool is_glue16(unsigned char low, unsigned char high) {
  switch (high) {
    case 0x00:
      return low == 0xA0 || low == 0xAD;
    case 0x20:
      return low <= 0x15 || (low >= 0x2A && low <= 0x2F) || (low >= 0x5F && low <= 0x6F);
    case 0x22:
      return low == 0x12;
    case 0x30:
      return low == 0x00;
    case 0xFF:
      return low == 0x0D;
    case 0xFE:
      return low == 0xFF;
    default:
      return false;
  }
}

// Whether `count` links of `width` bytes (NULs, then a digit) end at p, a digit before them.
template <class S>
bool ends_wide_digits(const S& text, size_t p, size_t width, size_t count) {
  if (p < width * count) return false;
  for (size_t k = 0; k < count; ++k) {
    const size_t at = p - width * k;
    if (!text.digit(at) || !text.nuls(at - (width - 1), width - 1)) return false;
  }
  return text.digit(p - width * count);
}

// The first digit of the last group at p: "ddd?-dddd-d" in units of `width` bytes.
template <class S>
bool wide_groups(const S& text, size_t p, size_t width, size_t fewest, size_t most) {
  const auto unit = [&](size_t at) { return text.nuls(at - (width - 1), width - 1); };
  if (p < width || !unit(p) || !text.separator(p - width)) return false;
  for (size_t middle = fewest; middle <= most; ++middle) {
    const size_t back = width * (middle + 1);  // from p to the last but one separator
    if (p < back + width * 4 - 1 || !unit(p - width)) continue;
    bool same = true;
    for (size_t k = 0; k < middle && same; ++k) {
      const size_t at = p - width * (2 + k);
      same = text.digit(at) && unit(at);
    }
    const size_t joint = p - width * (middle + 2);
    if (!same || !text.separator(joint) || !unit(joint)) continue;
    if (text.digit(joint - width) && unit(joint - width) && text.digit(joint - 2 * width) &&
        unit(joint - 2 * width) && text.digit(joint - 3 * width)) {
      return true;
    }
  }
  return false;
}

}  // namespace

EventFinder::EventFinder(const RuleSet& rules)
    : shortest_run_(shortest_run(rules)), rare_(rare_groups(rules, shortest_run_)) {
  for (const RareGroups& groups : rare_) {
    if (groups.third == 0) {
      for (size_t n = groups.first; n < 64; ++n) rare_left_ |= uint64_t{1} << n;
    } else {
      rare_left_ |= uint64_t{1} << groups.second;
    }
  }
}

// p: the first digit behind a separator that has a digit before it.
void EventFinder::rare_group(const Stretch& text, size_t p, std::vector<Anchor>* out) const {
  const size_t left = text.digits_before(p - 1, 63);
  if (((rare_left_ >> left) & 1) == 0) return;
  size_t right = 1;
  while (right < 63 && text.digit(p + right)) ++right;
  for (const RareGroups& groups : rare_) {
    if (groups.third == 0) {
      if (left >= groups.first && right >= groups.second) {
        add(out, p + groups.second - 1, AnchorKind::digit);
      }
      continue;
    }
    if (left != groups.second || right < groups.third || p < left + 2) continue;
    const size_t joint = p - 2 - left;
    if (text.separator(joint) && text.digits_before(joint, groups.first) == groups.first) {
      add(out, p + groups.third - 1, AnchorKind::digit);
    }
  }
}

// Where a digit is the shortest_run_-th of its run or a later one.
uint64_t EventFinder::run_of(const Now& now) const {
  const Last& last = now.last;
  switch (shortest_run_) {
    case 1:
      return now.masks.digit;
    case 2:
      return now.two;
    case 3:
      return now.two & after(now.two, last.two, 1);
    case 4:
      return now.four;
    case 5:
      return now.four & after(now.four, last.four, 1);
    case 6:
      return now.four & after(now.four, last.four, 2);
    default:
      return now.four & after(now.four, last.four, 3);
  }
}

// The runs of digits that end in the block.
void EventFinder::runs(const Stretch& text, const Now& now, size_t used, AnchorLists* out) const {
  const ByteMasks& m = now.masks;
  uint64_t ends = after(now.run, now.last.run, 1) & ~m.digit;
  if (used < 64) ends &= (uint64_t{2} << used) - 1;
  for_bits(ends, [&](size_t i) {
    const uint64_t below = i == 0 ? 0 : m.digit << (64 - i);
    auto length = static_cast<size_t>(std::countl_one(below));
    if (length == i) length += static_cast<size_t>(std::countl_one(now.last.masks->digit));
    const size_t end = now.base + i;
    if (length >= 64) length = text.digits_before(end, kLongestRun + 1);
    out->runs.push_back({static_cast<uint32_t>(end - length), static_cast<uint32_t>(end)});
  });
}

// Digits behind separators.
void EventFinder::groups(const Stretch& text, const Now& now, std::vector<Anchor>* others) const {
  const ByteMasks& m = now.masks;
  const ByteMasks& b = *now.last.masks;
  const uint64_t joint = after(m.separator, b.separator, 1) & after(m.digit, b.digit, 2);
  const uint64_t first = m.digit & joint;
  if (!rare_.empty()) for_bits(first, [&](size_t i) { rare_group(text, now.base + i, others); });
  const uint64_t three = now.two & after(m.digit, b.digit, 2);
  const uint64_t usual = three & after(m.separator, b.separator, 3) & after(m.digit, b.digit, 4) &
                         after(m.digit, b.digit, 5) & after(m.digit, b.digit, 6);
  for_bits(usual, [&](size_t i) { usual_groups(text, now.base + i, others); });
}

// Digits behind bytes that may be a space or an invisible character.
void EventFinder::glued(const Stretch& text, const Now& now, std::vector<Anchor>* others) {
  const ByteMasks& m = now.masks;
  const ByteMasks& b = *now.last.masks;
  const auto digit = [&](size_t i) { add(others, now.base + i, AnchorKind::digit); };
  const uint64_t high1 = after(m.high, b.high, 1);
  const uint64_t high2 = after(m.high, b.high, 2);
  for_bits(m.digit & high1, [&](size_t i) {
    if (glue_of_two(text, now.base + i) || glue_of_three(text, now.base + i)) digit(i);
  });
  for_bits(m.digit & high2 & ~high1, [&](size_t i) {
    if (glue_of_two(text, now.base + i)) digit(i);
  });
  for_bits(now.two & high2 & after(m.digit, b.digit, 3) & after(m.high, b.high, 4), [&](size_t i) {
    if (glue_of_four(text, now.base + i)) digit(i);
  });
}

// UTF-16 and UTF-32.
void EventFinder::wide(const Stretch& text, const Now& now, std::vector<Anchor>* others) {
  const ByteMasks& m = now.masks;
  const ByteMasks& b = *now.last.masks;
  const size_t base = now.base;
  const uint64_t nul1 = after(m.nul, b.nul, 1);
  const uint64_t nul3 = after(m.nul, b.nul, 3);
  const uint64_t digit2 = after(m.digit, b.digit, 2);
  const uint64_t digit4 = after(m.digit, b.digit, 4);
  for_bits(m.digit & nul1 & digit2, [&](size_t i) {
    if (ends_wide_digits(text, base + i, 2, 6)) add(others, base + i, AnchorKind::digit16);
  });
  for_bits(m.digit & nul1 & after(m.separator, b.separator, 2), [&](size_t i) {
    if (wide_groups(text, base + i, 2, 3, 4)) add(others, base + i, AnchorKind::digit16);
  });
  const uint64_t quad = m.digit & nul1 & after(m.nul, b.nul, 2) & nul3;
  for_bits(quad & digit4, [&](size_t i) {
    if (ends_wide_digits(text, base + i, 4, 6)) add(others, base + i, AnchorKind::digit32);
  });
  for_bits(quad & after(m.separator, b.separator, 4), [&](size_t i) {
    if (wide_groups(text, base + i, 4, 4, 4)) add(others, base + i, AnchorKind::digit32);
  });
  // Little-endian: the NUL of the second digit comes behind it, and decides in the bytes.
  for_bits(m.digit & digit4 & nul3, [&](size_t i) {
    const size_t p = base + i;
    if (is_glue16(text.data[p - 2], text.data[p - 1]) && text.is(p + 1, 0)) {
      add(others, p, AnchorKind::digit16);
    }
  });
  for_bits(m.digit & digit4 & nul1 & after(m.nul, b.nul, 5), [&](size_t i) {
    const size_t p = base + i;
    if (is_glue16(text.data[p - 2], text.data[p - 3])) add(others, p, AnchorKind::digit16);
  });
}

// One block of 64 bytes at `base`, of which `used` are text. Masks say where something may be; the
// bytes around then decide. An event is found at a byte of its own block. Most blocks of prose and
// programs have no digits: for them little is left to do.
void EventFinder::block(const Stretch& text, const ByteMasks& m, Last& last, size_t base,
                        size_t used, AnchorLists* out) const {
  const ByteMasks& b = *last.masks;
  std::vector<Anchor>* const others = &out->others;
  Now now{m, last, base};
  if (m.digit != 0 || last.run != 0) {
    const uint64_t one = after(m.digit, b.digit, 1);
    now.two = m.digit & one;
    now.four = now.two & after(now.two, last.two, 2);
    now.run = run_of(now);
    runs(text, now, used, out);
    if (m.digit != 0) {
      if ((m.separator | b.separator) != 0) groups(text, now, others);
      if ((m.high | b.high) != 0) glued(text, now, others);
      if (text.wide && (m.nul | b.nul) != 0) wide(text, now, others);
    }
  }
  for_bits(m.mark, [&](size_t i) {
    const size_t p = base + i;
    switch (text.data[p]) {
      case '@':
        at_sign(text, p, others);
        break;
      case '*':
        stars(text, p, others);
        break;
      default:
        entity(text, p, others);
    }
  });
  if (const uint64_t colon = m.colon & after(m.high, b.high, 1); colon != 0) {
    for_bits(colon, [&](size_t i) { add(others, base + i, AnchorKind::label); });
  }
  for_bits(m.lead, [&](size_t i) { high_lead(text, base + i, others); });
  last = {&m, now.two, now.four, now.run};
}

void EventFinder::find(const unsigned char* data, size_t size, const AnchorOptions& options,
                       AnchorLists* out) const {
  const Stretch text{data, size, options.wide};
  // The first place is the last block of the segment before.
  std::array<ByteMasks, kSegment + 1> masks;
  masks[0] = {};
  Last last{masks.data()};
  size_t base = 0;
  while (size - base >= kMaskBytes) {
    const size_t blocks = std::min((size - base) / kMaskBytes, kSegment);
    find_byte_masks(data + base, blocks, masks.data() + 1);
    for (size_t i = 1; i <= blocks; ++i, base += kMaskBytes) {
      block(text, masks[i], last, base, kMaskBytes, out);
    }
    masks[0] = masks[blocks];
    last.masks = masks.data();
  }
  // The rest, filled up with bytes of no class; there is always one, so that a run at the very end
  // is seen to end.
  std::array<unsigned char, kMaskBytes> rest;
  rest.fill(1);
  std::copy(data + base, data + size, rest.begin());
  find_byte_masks(rest.data(), 1, masks.data() + 1);
  const size_t runs = out->runs.size();
  block(text, masks[1], last, base, size - base, out);
  // What goes on in the next window belongs to it.
  if (!options.at_end && out->runs.size() > runs && out->runs.back().end == size) {
    out->runs.pop_back();
  }
}

}  // namespace qingce
