#include "scanner/read/sql_lexer.h"

#include <algorithm>

#include "scanner/read/characters.h"
#include "scanner/read/sql_bytes.h"

namespace qingce {
namespace {

using Kind = SqlToken::Kind;

}  // namespace

uint64_t find_either(const SqlView& view, uint64_t from, uint64_t stop, unsigned char a,
                     unsigned char b) {
  const unsigned char* const found =
      find_either(view.data + (from - view.begin), view.data + (stop - view.begin), a, b);
  return view.begin + static_cast<uint64_t>(found - view.data);
}

void SqlLexer::reset(uint64_t pos, SqlStyle style) {
  pos_ = pos;
  style_ = style;
  mode_ = Mode::normal;
  token_ = {};
  word_begin_ = word_end_ = 0;
}

void SqlLexer::skip_to(uint64_t pos) {
  pos_ = pos;
  word_begin_ = word_end_ = 0;
}

SqlToken SqlLexer::next(const SqlView& view, uint64_t stop, bool brackets) {
  while (pos_ < stop) {
    if (mode_ == Mode::normal || mode_ == Mode::line_comment || mode_ == Mode::block_comment) {
      if (!skip_blank(view, stop)) break;
      const SqlToken token = open(view, stop, brackets);
      if (token.kind != Kind::none) return token;
    } else {
      return go_on(view, stop);
    }
  }
  return {};
}

// Blanks and comments. False: they reach to `stop`.
bool SqlLexer::skip_blank(const SqlView& view, uint64_t stop) {
  for (;;) {
    if (mode_ == Mode::line_comment) {
      const std::string_view rest = view.text(pos_, stop);
      const size_t at = rest.find('\n');
      if (at == std::string_view::npos) {
        pos_ = stop;
        return false;
      }
      pos_ += at + 1;
      mode_ = Mode::normal;
    } else if (mode_ == Mode::block_comment) {
      const std::string_view rest = view.text(pos_, stop);
      const size_t at = rest.find('*');
      if (at == std::string_view::npos) {
        pos_ = stop;
        return false;
      }
      pos_ += at + 1;
      if (view.at(pos_) != '/') continue;
      ++pos_;
      mode_ = Mode::normal;
    }
    while (pos_ < stop && kSqlSpace[view.at(pos_)]) ++pos_;
    if (pos_ >= stop) return false;
    if (!comment(view, view.at(pos_))) return true;
  }
}

// A comment begins here. What MySQL puts into /*!40101 ... */ is executed, so it is read.
bool SqlLexer::comment(const SqlView& view, unsigned char c) {
  const unsigned char second = view.at(pos_ + 1);
  if ((c == '-' && second == '-') || (c == '#' && style_.mysql)) {
    mode_ = Mode::line_comment;
    return true;
  }
  if (c == '*' && second == '/') {
    pos_ += 2;
    return true;
  }
  if (c != '/' || second != '*') return false;
  pos_ += 2;
  if (view.at(pos_) == 'M' && view.at(pos_ + 1) == '!') ++pos_;
  if (view.at(pos_) != '!') {
    mode_ = Mode::block_comment;
    return true;
  }
  ++pos_;
  while (is_digit_byte(view.at(pos_))) ++pos_;
  return true;
}

SqlToken SqlLexer::begin(const SqlView& view, uint64_t stop, Mode mode, SqlToken::Kind kind,
                         uint64_t quote_bytes) {
  mode_ = mode;
  token_ = {};
  token_.kind = kind;
  pos_ += quote_bytes;
  token_.begin = token_.end = pos_;
  carry_.clear();
  carried_to_ = pos_;
  return go_on(view, std::max(stop, pos_));
}

SqlToken SqlLexer::open(const SqlView& view, uint64_t stop, bool brackets) {
  const unsigned char c = view.at(pos_);
  if (c == '\'' || c == '"' || c == '`' || (c == '[' && brackets)) {
    const bool prefixed = c == '\'' && word_end_ == pos_;
    const auto last = static_cast<unsigned char>(prefixed ? view.at(pos_ - 1) | 0x20 : 0);
    const uint64_t length = prefixed ? word_end_ - word_begin_ : 0;
    quote_ = c == '[' ? static_cast<unsigned char>(']') : c;
    escapes_ = (style_.backslash && c != '`' && c != '[') || (last == 'e' && length == 1);
    const bool n = length == 2 && (view.at(pos_ - 2) | 0x20) == 'n';
    if (last == 'q' && (length == 1 || n)) {
      const unsigned char bracket = view.at(pos_ + 1);
      quote_ = bracket == '['   ? ']'
               : bracket == '{' ? '}'
               : bracket == '(' ? ')'
               : bracket == '<' ? '>'
                                : bracket;
      return begin(view, stop, Mode::q_quoted, Kind::string, 2);
    }
    return begin(view, stop, Mode::quoted, c == '\'' ? Kind::string : Kind::name, 1);
  }
  if (c == '$' && !style_.mysql && dollar_tag(view)) {
    return begin(view, stop, Mode::dollar, Kind::string, tag_.size());
  }
  if (kSqlWord[c] || (c == '.' && is_digit_byte(view.at(pos_ + 1))))
    return begin(view, stop, Mode::word, Kind::word, 0);
  SqlToken token;
  token.kind = Kind::punct;
  token.c = static_cast<char>(c);
  token.begin = pos_;
  token.end = ++pos_;
  return token;
}

// $$ or $name$.
bool SqlLexer::dollar_tag(const SqlView& view) {
  constexpr uint64_t kMost = 64;
  uint64_t at = pos_ + 1;
  while (at - pos_ < kMost && view.at(at) != '$' && kSqlWord[view.at(at)]) ++at;
  if (view.at(at) != '$' || is_digit_byte(view.at(pos_ + 1))) return false;
  tag_.assign(view.text(pos_, at + 1));
  return true;
}

SqlToken SqlLexer::close(uint64_t end, uint64_t next) {
  token_.end = end;
  token_.closed = true;
  pos_ = next;
  if (mode_ == Mode::word) {
    word_begin_ = token_.begin;
    word_end_ = end;
  }
  mode_ = Mode::normal;
  return token_;
}

SqlToken SqlLexer::go_on(const SqlView& view, uint64_t stop) {
  uint64_t end = 0;
  if (mode_ == Mode::word) {
    if (token_.begin == pos_) token_.number = is_digit_byte(view.at(pos_)) || view.at(pos_) == '.';
    if (end_word(view, stop)) return close(pos_, pos_);
  } else if (mode_ == Mode::quoted) {
    if (end_quoted(view, stop, &end)) return close(end, pos_);
  } else if (mode_ == Mode::q_quoted) {
    if (end_q_quoted(view, stop, &end)) return close(end, pos_);
  } else if (end_dollar(view, stop, &end)) {
    return close(end, pos_);
  }
  // Cut. An escape at the edge may have led past `stop`.
  token_.end = pos_;
  token_.closed = false;
  if (carry_.size() < kMostText && pos_ > carried_to_) {
    const uint64_t to = std::min(pos_, carried_to_ + kMostText);
    carry_.append(view.text(carried_to_, std::min(to, view.end)));
  }
  carried_to_ = pos_;
  return token_;
}

bool SqlLexer::end_word(const SqlView& view, uint64_t stop) {
  while (pos_ < stop) {
    const unsigned char b = view.at(pos_);
    if (b >= 0x81 && view.at(pos_ + 1) >= 0x40) {
      pos_ += 2;  // in UTF-8 too: what follows a high byte there is one, or ends the word
    } else if (kSqlWord[b] || (b == '.' && token_.number)) {
      ++pos_;
    } else {
      return true;
    }
  }
  return pos_ >= view.end;
}

bool SqlLexer::end_quoted(const SqlView& view, uint64_t stop, uint64_t* content_end) {
  const bool trails = quote_ == '`' || quote_ == ']';
  while (pos_ < stop) {
    pos_ = find_either(view, pos_, stop, quote_, escapes_ ? '\\' : quote_);
    if (pos_ >= stop) return false;
    if ((trails || view.at(pos_) == '\\') && is_trail(view, pos_)) {
      ++pos_;
    } else if (view.at(pos_) != quote_) {
      pos_ += 2;
    } else if (view.at(pos_ + 1) == quote_) {
      pos_ += 2;
    } else {
      *content_end = pos_++;
      return true;
    }
  }
  return false;
}

bool SqlLexer::end_q_quoted(const SqlView& view, uint64_t stop, uint64_t* content_end) {
  while (pos_ < stop) {
    pos_ = find_either(view, pos_, stop, '\'', '\'');
    if (pos_ >= stop) return false;
    ++pos_;
    if (pos_ - 1 > token_.begin && view.at(pos_ - 2) == quote_) {
      *content_end = pos_ - 2;
      return true;
    }
  }
  return false;
}

bool SqlLexer::end_dollar(const SqlView& view, uint64_t stop, uint64_t* content_end) {
  while (pos_ < stop) {
    pos_ = find_either(view, pos_, stop, '$', '$');
    if (pos_ >= stop) return false;
    const uint64_t end = std::min(view.end, pos_ + tag_.size());
    if (view.text(pos_, end) == tag_) {
      *content_end = pos_;
      pos_ = end;
      return true;
    }
    ++pos_;
  }
  return false;
}

// Whether the byte at `pos` (a backslash, backtick or bracket) is the second one of a GBK or Big5
// character. From the last byte below 0x30 characters are paired forward; UTF-8 before it says no.
bool SqlLexer::is_trail(const SqlView& view, uint64_t pos) const {
  if (pos == view.begin || view.at(pos - 1) < 0x81) return false;
  const uint64_t least =
      std::max({view.begin, token_.begin, pos > kSqlBack ? pos - kSqlBack : uint64_t{0}});
  uint64_t from = pos;
  while (from > least && view.at(from - 1) >= 0x30) --from;
  const std::string_view text = view.text(from, pos);
  const Bytes bytes(reinterpret_cast<const std::byte*>(text.data()), text.size());
  bool utf8 = true;
  for (size_t i = 0; i < bytes.size() && utf8;) {
    bool cut = false;
    const size_t n = u8(bytes[i]) < 0x80 ? 1 : utf8_length(bytes, i, cut);
    utf8 = n > 0;
    i += n;
  }
  if (utf8) return false;
  uint64_t at = from;
  while (at < pos) {
    const bool lead = view.at(at) >= 0x81;
    at += !lead ? 1U : is_digit_byte(view.at(at + 1)) ? 4U : 2U;
  }
  return at > pos;
}

std::string_view SqlLexer::text(const SqlView& view, const SqlToken& token) {
  if (token.begin >= view.begin) {
    return view.text(token.begin, std::min(token.end, token.begin + kMostText));
  }
  joined_ = carry_;
  if (token.end > carried_to_ && joined_.size() < kMostText)
    joined_.append(view.text(carried_to_, std::min(token.end, carried_to_ + kMostText)));
  joined_.resize(std::min(joined_.size(), kMostText));
  return joined_;
}

}  // namespace qingce
