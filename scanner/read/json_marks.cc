#include "scanner/read/json_marks.h"

#include <algorithm>
#include <cstring>
#include <type_traits>

#include "scanner/read/characters.h"

// This file is compiled once for each kind of processor: highway.h includes it again.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "scanner/read/json_marks.cc"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace qingce {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

using Tag = hn::CappedTag<uint8_t, 64>;

HWY_INLINE hn::Vec<Tag> set(int value) { return hn::Set(Tag(), static_cast<uint8_t>(value)); }

// One bit per byte of a block.
struct Classes {
  uint64_t quote = 0;
  uint64_t rare = 0;  // backslash, newline, slash
  uint64_t bracket = 0;
  uint64_t separator = 0;
  uint64_t blank = 0;
};

template <class Mask>
HWY_INLINE uint64_t bits_of(Mask mask) {
  constexpr size_t kLanes = hn::MaxLanes(Tag());
  // A word of just the size, so that it stays in a register.
  using Word =
      std::conditional_t<kLanes == 64, uint64_t,
                         std::conditional_t<kLanes == 32, uint32_t,
                                            std::conditional_t<kLanes == 16, uint16_t, uint8_t>>>;
  Word word{};
  hn::StoreMaskBits(Tag(), mask, reinterpret_cast<uint8_t*>(&word));
  return word;
}

HWY_INLINE Classes classes_of(const uint8_t* HWY_RESTRICT p) {
  const Tag tag;
  const size_t lanes = hn::Lanes(tag);
  Classes out;
  for (size_t i = 0; i < 64; i += lanes) {
    const auto v = hn::LoadU(tag, p + i);
    const auto folded = hn::Or(v, set(0x20));  // [ and {, ] and }
    const auto rare =
        hn::Or(hn::Or(hn::Eq(v, set('\\')), hn::Eq(v, set('/'))), hn::Eq(v, set('\n')));
    out.quote |= bits_of(hn::Eq(v, set('"'))) << i;
    out.rare |= bits_of(rare) << i;
    out.bracket |= bits_of(hn::Or(hn::Eq(folded, set('{')), hn::Eq(folded, set('}')))) << i;
    out.separator |= bits_of(hn::Or(hn::Eq(v, set(',')), hn::Eq(v, set(':')))) << i;
    out.blank |= bits_of(hn::Eq(hn::Min(v, set(' ')), v)) << i;
  }
  return out;
}

HWY_INLINE uint64_t bits_equal(const uint8_t* HWY_RESTRICT p, int value) {
  const Tag tag;
  uint64_t out = 0;
  for (size_t i = 0; i < 64; i += hn::Lanes(tag))
    out |= bits_of(hn::Eq(hn::LoadU(tag, p + i), set(value))) << i;
  return out;
}

// Bit i: how many bits of `bits` up to i are set, odd or even.
HWY_INLINE uint64_t prefix_xor(uint64_t bits) {
  for (int shift = 1; shift < 64; shift *= 2) bits ^= bits << shift;
  return bits;
}

// Bytes behind a backslash that is not itself behind one.
HWY_INLINE uint64_t escaped_by(uint64_t backslash, bool* carry) {
  constexpr uint64_t kEven = 0x5555555555555555;
  const uint64_t first = *carry ? 1 : 0;
  backslash &= ~first;
  const uint64_t follows = backslash << 1 | first;
  const uint64_t odd_starts = backslash & ~kEven & ~follows;
  const uint64_t sum = odd_starts + backslash;
  *carry = sum < backslash;
  return (kEven ^ (sum << 1)) & follows;
}

// False where the block holds something that only the slow way knows.
HWY_INLINE bool mark_block(const uint8_t* HWY_RESTRICT p, uint64_t* led, JsonState* state,
                           JsonWords* out) {
  const Classes c = classes_of(p);
  uint64_t quote = c.quote;
  bool escaped = state->escaped;
  uint64_t backslash = 0;
  if (HWY_UNLIKELY(c.rare != 0 || escaped)) {
    backslash = bits_equal(p, '\\');
    for (uint64_t b = backslash; b != 0; b &= b - 1) {
      const auto i = static_cast<size_t>(__builtin_ctzll(b));
      if (i == 0 || p[i - 1] >= 0x81) return false;
    }
    quote &= ~escaped_by(backslash, &escaped);
  }
  const uint64_t inside = prefix_xor(quote) ^ (state->in_string ? ~uint64_t{0} : 0);
  const uint64_t opens = quote & inside;
  const uint64_t closes = quote & ~inside;
  const uint64_t covered = inside | closes;
  if (HWY_UNLIKELY(c.rare != 0)) {
    const uint64_t newline = bits_equal(p, '\n');
    if ((newline & inside) != 0 || (c.rare & ~newline & ~covered) != 0) return false;
  }
  // What may stand before a string.
  const uint64_t leads = c.blank | c.bracket | c.separator;
  if (HWY_UNLIKELY((opens & ~(leads << 1 | *led)) != 0)) return false;
  *led = leads >> 63;
  out->opens = opens;
  out->closes = closes;
  out->brackets = c.bracket & ~covered;
  out->separators = c.separator & ~covered;
  state->in_string = (inside >> 63) != 0;
  state->escaped = escaped;
  return true;
}

// Blocks from `at` on, until one is unusual; how many.
size_t mark_blocks(const uint8_t* HWY_RESTRICT text, size_t at, JsonWords* words, size_t count,
                   JsonState* state) {
  const uint8_t before = at > 0 ? text[at - 1] : uint8_t{' '};
  uint64_t led = before <= ' ' || before == ',' || before == ':' || (before | 0x20) == '{' ||
                         (before | 0x20) == '}'
                     ? 1
                     : 0;
  for (size_t i = 0; i < count; ++i, at += 64) {
    if (!mark_block(text + at, &led, state, words + i)) return i;
  }
  return count;
}

}  // namespace HWY_NAMESPACE
}  // namespace qingce
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace qingce {
namespace {

constexpr uint32_t kLineComment = 4096;    // bytes
constexpr uint32_t kBlockComment = 65536;  // bytes

bool is_blank(char c) { return static_cast<unsigned char>(c) <= ' '; }
bool is_structure(char c) {
  return c == ',' || c == ':' || c == '{' || c == '}' || c == '[' || c == ']';
}
bool is_separator(char c) { return c == ',' || c == ':'; }

// Whether the byte at `pos` is the second one of a GBK or Big5 character. From the last byte below
// 0x30 characters are paired forward; UTF-8 before it says no.
bool is_trail(std::string_view text, size_t pos) {
  if (pos == 0 || static_cast<unsigned char>(text[pos - 1]) < 0x81) return false;
  const size_t least = pos - std::min(pos, kJsonBack);
  size_t from = pos;
  while (from > least && static_cast<unsigned char>(text[from - 1]) >= 0x30) --from;
  const Bytes bytes = as_bytes(text.substr(from, pos - from));
  bool utf8 = true;
  for (size_t i = 0; i < bytes.size() && utf8;) {
    bool cut = false;
    const size_t n = u8(bytes[i]) < 0x80 ? 1 : utf8_length(bytes, i, cut);
    utf8 = n > 0;
    i += n;
  }
  if (utf8) return false;
  size_t at = from;
  while (at < pos) {
    const bool lead = static_cast<unsigned char>(text[at]) >= 0x81;
    const char next = at + 1 < text.size() ? text[at + 1] : ' ';
    at += !lead ? 1u : next >= '0' && next <= '9' ? 4u : 2u;
  }
  return at > pos;
}

// Whether the string that the newline at `pos` stands in was never closed.
bool ends_string(std::string_view text, size_t pos) {
  size_t i = pos + 1;
  const size_t most = std::min(text.size(), pos + kJsonAhead);
  while (i < most && is_blank(text[i])) ++i;
  if (i >= most) return i >= text.size();
  return text[i] == '{' || text[i] == '}' || text[i] == '[' || text[i] == ']' || text[i] == '"';
}

// Whether the quote at `pos`, outside of strings, stands where one ends.
bool is_stray(std::string_view text, size_t pos) {
  if (pos == 0 || is_blank(text[pos - 1]) || is_structure(text[pos - 1])) return false;
  return pos + 1 >= text.size() || is_blank(text[pos + 1]) || text[pos + 1] == ',' ||
         text[pos + 1] == ':' || text[pos + 1] == '}' || text[pos + 1] == ']';
}

// "https://" is none.
JsonState::Comment comment_at(std::string_view text, size_t pos) {
  if (pos + 1 >= text.size()) return JsonState::Comment::none;
  const char before = pos == 0 ? ' ' : text[pos - 1];
  if (!is_blank(before) && (!is_structure(before) || before == ':'))
    return JsonState::Comment::none;
  return text[pos + 1] == '/'   ? JsonState::Comment::line
         : text[pos + 1] == '*' ? JsonState::Comment::block
                                : JsonState::Comment::none;
}

class SlowMarker {
 public:
  SlowMarker(std::string_view text, JsonState* state, JsonWords* out)
      : text_(text), state_(*state), out_(*out) {}

  void byte(size_t pos, uint64_t bit) {
    if (state_.comment != JsonState::Comment::none) {
      in_comment(pos);
    } else if (state_.in_string) {
      in_string(pos, bit);
    } else {
      outside(pos, bit);
    }
  }

 private:
  void in_comment(size_t pos) {
    const bool line = state_.comment == JsonState::Comment::line;
    const bool ends = line ? text_[pos] == '\n' : text_[pos] == '/' && text_[pos - 1] == '*';
    if (ends || --state_.comment_left == 0) state_.comment = JsonState::Comment::none;
  }

  void in_string(size_t pos, uint64_t bit) {
    const char c = text_[pos];
    if (state_.escaped) {
      state_.escaped = false;
      if (c != '\n') return;
    }
    if (c == '\\') {
      state_.escaped = !is_trail(text_, pos);
    } else if (c == '"' || (c == '\n' && ends_string(text_, pos))) {
      out_.closes |= bit;
      state_.in_string = false;
    }
  }

  void outside(size_t pos, uint64_t bit) {
    const char c = text_[pos];
    if (c == '"') {
      if (is_stray(text_, pos)) return;
      out_.opens |= bit;
      state_.in_string = true;
    } else if (is_structure(c)) {
      (is_separator(c) ? out_.separators : out_.brackets) |= bit;
    } else if (c == '/') {
      state_.comment = comment_at(text_, pos);
      state_.comment_left =
          state_.comment == JsonState::Comment::line ? kLineComment : kBlockComment;
    }
  }

  std::string_view text_;
  JsonState& state_;
  JsonWords& out_;
};

HWY_EXPORT(mark_blocks);

}  // namespace

JsonWords mark_json_slowly(std::string_view text, size_t at, JsonState* state) {
  JsonWords out;
  SlowMarker marker(text, state, &out);
  const size_t end = std::min(text.size(), at + kJsonBlock);
  for (size_t pos = at; pos < end; ++pos) marker.byte(pos, uint64_t{1} << (pos - at));
  return out;
}

void mark_json(std::string_view text, size_t at, JsonWords* words, size_t count, JsonState* state) {
  const auto* data = reinterpret_cast<const uint8_t*>(text.data());
  size_t done = 0;
  while (done < count) {
    const size_t here = at + done * kJsonBlock;
    const size_t whole = std::min(count - done, (text.size() - here) / kJsonBlock);
    if (state->comment == JsonState::Comment::none && whole > 0)
      done += HWY_DYNAMIC_DISPATCH(mark_blocks)(data, here, words + done, whole, state);
    if (done == count) return;
    words[done] = mark_json_slowly(text, at + done * kJsonBlock, state);
    ++done;
  }
}

JsonWords mark_json(std::string_view text, size_t at, JsonState* state) {
  JsonWords out;
  mark_json(text, at, &out, 1, state);
  return out;
}

}  // namespace qingce
#endif
