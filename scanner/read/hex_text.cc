#include "scanner/read/hex_text.h"

#include <algorithm>
#include <cstring>

namespace qingce {
namespace {

constexpr uint64_t kLeastDigits = 14;  // seven bytes, as many as the shortest identifier has
// Pairs on either side of a telling one. Wider than any identifier in its longest spelling; a pair
// hangs on 2 x (kNear + kTell) bytes to either side alone, which a window's margin holds.
constexpr uint64_t kNear = 64;
constexpr uint64_t kTell = 4;
constexpr uint64_t kMark = 2;  // bytes of 0x, x' and \x; one more may stand before
                               // that makes a word of it
static_assert(2 * (kNear + kTell) < kReach);

int nibble(std::byte b) {
  const auto c = static_cast<unsigned char>(b);
  if (c >= '0' && c <= '9') return c - '0';
  const int low = c | 0x20;
  return low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
}

bool is_digit(int c) { return c >= '0' && c <= '9'; }
bool is_alnum(int c) { return is_digit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z'); }
bool is_printable(int c) { return c >= ' ' && c <= '~'; }
bool is_word(std::byte b) {
  const auto c = static_cast<unsigned char>(b);
  return is_alnum(c) || c == '_' || c == '$';
}

// Pairs of digits of one run, by their number from its beginning.
class Pairs {
 public:
  Pairs(Bytes bytes, uint64_t base, uint64_t begin, uint64_t end)
      : bytes_(bytes), base_(base), begin_(begin), count_((end - begin) / 2) {
    const uint64_t before = base > begin ? base - begin : 0;
    first_ = (before + 1) / 2;
  }
  uint64_t first() const { return first_; }  // the first that is in the window
  uint64_t count() const { return count_; }
  size_t place(uint64_t pair) const { return static_cast<size_t>(begin_ + 2 * pair - base_); }
  // -1: there is none.
  int at(uint64_t pair) const {
    if (pair < first_ || pair >= count_) return -1;
    return nibble(bytes_[place(pair)]) * 16 + nibble(bytes_[place(pair) + 1]);
  }
  bool tells(uint64_t pair) const {
    const int c = at(pair);
    if (is_digit(c))
      return is_digit(at(pair + 1)) && is_digit(at(pair + 2)) && is_digit(at(pair + 3));
    if (c != '@' || pair == 0 || !is_alnum(at(pair - 1))) return false;
    for (uint64_t k = 1; k <= kTell; ++k) {
      const int next = at(pair + k);
      if (!is_alnum(next) && next != '.' && next != '-') return false;
    }
    return true;
  }

 private:
  Bytes bytes_;
  uint64_t base_;
  uint64_t begin_;
  uint64_t count_;
  uint64_t first_;
};

}  // namespace

// The digits behind the x at `at`, if it begins a literal.
HexText::Run HexText::run_at(const Window& w, size_t at) const {
  const Bytes b = w.bytes;
  // What stands before it is not in the window: the last window has told, in open_.
  if (at < kMark && !(w.at_start && w.own_begin == 0)) return {};
  const auto is = [&](size_t i, char c) { return i < b.size() && b[i] == std::byte(c); };
  size_t from = at + 1;
  if (at > 0 && is(at - 1, '0')) {  // 0x
    if (at > 1 && is_word(b[at - 2])) return {};
  } else if (at > 0 && is(at - 1, '\\')) {  // \x
  } else if (is(from, '\'')) {              // x''
    if (at > 0 && is_word(b[at - 1])) return {};
    ++from;
  } else {
    return {};
  }
  size_t to = from;
  while (to < b.size() && nibble(b[to]) >= 0) ++to;
  return {w.base + from, w.base + to};
}

void HexText::take(const Window& w, const Run& run) {
  if (run.end < run.begin + kLeastDigits) return;
  const Pairs pairs(w.bytes, w.base, run.begin, run.end);
  uint64_t done = pairs.first();  // pairs before it are decided
  for (uint64_t p = pairs.first(); p < pairs.count(); ++p) {
    if (!pairs.tells(p)) continue;
    if (!any_) shown_.assign(as_text(w.bytes));
    any_ = true;
    const uint64_t to = std::min(pairs.count(), p + kNear);
    for (done = std::max(done, p > kNear ? p - kNear : 0); done < to; ++done) {
      const int c = pairs.at(done);
      shown_[pairs.place(done)] = is_printable(c) ? static_cast<char>(c) : ' ';
      shown_[pairs.place(done) + 1] = '\0';
    }
  }
}

Bytes HexText::shown(const Window& w) {
  any_ = false;
  const uint64_t end = w.base + w.bytes.size();
  const uint64_t own_end = w.base + w.own_end;
  const uint64_t next_base = own_end - std::min<uint64_t>(own_end, kMargin);
  Run next;
  const auto pass = [&](const Run& run) {
    take(w, run);
    if (run.begin <= next_base + kMark + 1 && next_base < run.end) next = run;
  };
  size_t at = 0;
  if (open_.end > open_.begin && next_base_ == w.base) {
    if (open_.begin > w.base) at = static_cast<size_t>(open_.begin - w.base);
    while (at < w.bytes.size() && nibble(w.bytes[at]) >= 0) ++at;
    pass({open_.begin, w.base + at});
  }
  for (const char x : {'x', 'X'}) {
    for (size_t i = at; i < w.bytes.size();) {
      const void* found = std::memchr(w.bytes.data() + i, x, w.bytes.size() - i);
      if (found == nullptr) break;
      i = static_cast<size_t>(static_cast<const std::byte*>(found) - w.bytes.data());
      const Run run = run_at(w, i);
      if (run.end > run.begin) pass(run);
      i = std::max<size_t>(i + 1, run.end > w.base ? static_cast<size_t>(run.end - w.base) : 0);
    }
  }
  open_ = next;
  next_base_ = std::min(next_base, end);
  return any_ ? as_bytes(shown_) : w.bytes;
}

}  // namespace qingce
