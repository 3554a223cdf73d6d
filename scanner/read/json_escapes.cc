#include "scanner/read/json_escapes.h"

#include <algorithm>
#include <cstring>
#include <optional>

#include "scanner/read/characters.h"

namespace qingce {
namespace {

constexpr size_t kEscape = 6;   // bytes of \u0031
constexpr uint64_t kRun = 256;  // escapes are put together within absolute blocks of this size
constexpr size_t kMostBackslashes = 64;  // in a row; of a longer row the last one escapes

bool is_alnum(char c) { return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z'); }

std::optional<uint32_t> unit_at(std::string_view text, size_t at) {
  if (at + kEscape > text.size() || text[at] != '\\' || text[at + 1] != 'u') return std::nullopt;
  uint32_t unit = 0;
  for (size_t i = at + 2; i < at + kEscape; ++i) {
    const char c = text[i];
    const char low = static_cast<char>(c | 0x20);
    if (c >= '0' && c <= '9') {
      unit = unit * 16 + static_cast<uint32_t>(c - '0');
    } else if (low >= 'a' && low <= 'f') {
      unit = unit * 16 + static_cast<uint32_t>(low - 'a' + 10);
    } else {
      return std::nullopt;
    }
  }
  return unit;
}

// Appends the character of the escape at `at`; its length, 0 if there is none.
size_t decode_at(std::string_view text, size_t at, std::string* out) {
  const auto unit = unit_at(text, at);
  if (!unit) return 0;
  if (*unit >= 0xD800 && *unit < 0xDC00) {
    const auto low = unit_at(text, at + kEscape);
    if (low && *low >= 0xDC00 && *low < 0xE000) {
      append_utf8(out, static_cast<char32_t>(0x10000 + ((*unit - 0xD800) << 10) + (*low - 0xDC00)));
      return 2 * kEscape;
    }
  }
  const bool surrogate = *unit >= 0xD800 && *unit < 0xE000;
  append_utf8(out, surrogate ? char32_t{0xFFFD} : static_cast<char32_t>(*unit));
  return kEscape;
}

// The character of a short escape; 0 if it stands for itself.
char control_of(char c) {
  return c == 'n' ? '\n' : c == 'r' ? '\r' : c == 't' ? '\t' : c == 'b' || c == 'f' ? ' ' : '\0';
}

// A backslash behind such a byte may be half of a GBK or Big5 character.
bool may_be_trail(std::string_view text, size_t at) {
  if (at == 0 || static_cast<unsigned char>(text[at - 1]) < 0x81) return false;
  for (size_t back = 2; back <= std::min<size_t>(at, 4); ++back) {
    bool cut = false;
    if (utf8_length(as_bytes(text.substr(at - back, back)), 0, cut) == back) return false;
  }
  return true;
}

class Shower {
 public:
  Shower(std::string_view text, uint64_t base, std::string* out)
      : text_(text), base_(base), out_(*out) {}

  bool run() {
    size_t at = 0;
    while ((at = text_.find('\\', at)) != std::string_view::npos) {
      size_t end = at;
      while (end < text_.size() && text_[end] == '\\') ++end;
      const bool odd = end - at > kMostBackslashes || (end - at) % 2 == 1;
      at = odd ? escape(end - 1) : end;
    }
    return any_;
  }

 private:
  // Replaces what begins with the backslash at `at`; where to go on.
  size_t escape(size_t at) {
    if (at + 1 >= text_.size() || may_be_trail(text_, at)) return at + 1;
    if (text_[at + 1] == 'u') return unicode(at);
    if (const char c = control_of(text_[at + 1]); c != '\0') {
      begin();
      out_[at] = ' ';
      out_[at + 1] = c;
    }
    return at + 2;
  }

  size_t unicode(size_t at) {
    decoded_.clear();
    size_t end = at;
    const uint64_t block = (base_ + at) / kRun;
    while ((base_ + end) / kRun == block) {
      const size_t length = decode_at(text_, end, &decoded_);
      if (length == 0) break;
      end += length;
    }
    if (end == at) return at + 2;
    begin();
    for (char& c : decoded_) {
      if (c >= 0 && c < ' ' && c != '\n' && c != '\r' && c != '\t') c = ' ';
    }
    const size_t room = end - at - decoded_.size();
    const bool joins = at > 0 && is_alnum(out_[at - 1]) && is_alnum(decoded_.front());
    fill(at, room, joins);
    std::memcpy(out_.data() + at + room, decoded_.data(), decoded_.size());
    return end;
  }

  // `size`: at least three, for a character takes at most half of its escape.
  void fill(size_t at, size_t size, bool unseen) {
    if (!unseen) {
      std::memset(out_.data() + at, ' ', size);
      return;
    }
    for (; size % 3 != 0; at += 2, size -= 2) std::memcpy(out_.data() + at, "\xC2\xAD", 2);
    for (; size > 0; at += 3, size -= 3) std::memcpy(out_.data() + at, "\xE2\x80\x8B", 3);
  }

  void begin() {
    if (any_) return;
    any_ = true;
    out_.assign(text_);
  }

  std::string_view text_;
  uint64_t base_;
  std::string& out_;
  std::string decoded_;
  bool any_ = false;
};

}  // namespace

std::string unescape_json(std::string_view raw) {
  std::string out;
  for (size_t i = 0; i < raw.size();) {
    if (raw[i] != '\\' || i + 1 >= raw.size() || may_be_trail(raw, i)) {
      out.push_back(raw[i++]);
    } else if (const size_t length = decode_at(raw, i, &out); length > 0) {
      i += length;
    } else {
      const char c = control_of(raw[i + 1]);
      out.push_back(c == '\0' ? raw[i + 1] : c);
      i += 2;
    }
  }
  return out;
}

bool show_escapes(std::string_view text, uint64_t base, std::string* out) {
  return Shower(text, base, out).run();
}

}  // namespace qingce
