// SqlLexer: SQL text -> tokens, in pieces of any size and with no memory of what it has passed. A
// token that the end of a piece cuts is given as open and goes on in the next. Private to
// scanner/read.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "scanner/read/text_view.h"

namespace qingce {

using SqlView = TextView;

// What a view must hold around the place where lexing goes on: as far back as the walk that finds
// double-byte characters in step, and ahead for the longest fixed thing that is looked at.
inline constexpr uint64_t kSqlBack = 256;   // bytes
inline constexpr uint64_t kSqlAhead = 128;  // bytes

// How a dialect writes literals. Fixed when a statement begins.
struct SqlStyle {
  bool backslash = false;  // '\'' is an escape
  bool mysql = false;      // '#' begins a comment, $$ is no quote
  bool operator==(const SqlStyle&) const = default;
};

struct SqlToken {
  enum class Kind : uint8_t {
    none,    // no token before `stop`
    word,    // bare: keyword, identifier, number, NULL
    name,    // `x`, [x]; "x" too, which in values is a string
    string,  // 'x', q'[x]', $$x$$
    punct,
  } kind = Kind::none;
  char c = 0;           // punct
  bool number = false;  // a word that begins with a digit
  bool closed = true;   // false: cut at `stop`; it comes again with the same `begin`
  uint64_t begin = 0;   // without quotes
  uint64_t end = 0;
};

class SqlLexer {
 public:
  void reset(uint64_t pos, SqlStyle style);
  // The next token that begins before `stop`. `brackets`: [x] is a name here.
  // REQUIRES: view holds [position() - kSqlBack, stop + kSqlAhead) as far as the object goes.
  SqlToken next(const SqlView& view, uint64_t stop, bool brackets);
  uint64_t position() const { return pos_; }
  // Between two tokens, and no word ends here that could be a literal's prefix.
  bool between_tokens() const { return mode_ == Mode::normal && word_end_ != pos_; }
  // Goes on at `pos`, to which another has read. REQUIRES: between_tokens(), here and there.
  void skip_to(uint64_t pos);
  // Inside of a literal, a quoted name or a block comment.
  bool inside() const { return mode_ != Mode::normal && mode_ != Mode::word; }
  // Text of the token just given; its first kMostText bytes if it came in pieces.
  std::string_view text(const SqlView& view, const SqlToken& token);

  static constexpr size_t kMostText = 1024;  // bytes

 private:
  enum class Mode : uint8_t { normal, word, quoted, q_quoted, dollar, line_comment, block_comment };

  bool skip_blank(const SqlView& view, uint64_t stop);
  SqlToken open(const SqlView& view, uint64_t stop, bool brackets);
  SqlToken go_on(const SqlView& view, uint64_t stop);
  SqlToken begin(const SqlView& view, uint64_t stop, Mode mode, SqlToken::Kind kind,
                 uint64_t quote_bytes);
  SqlToken close(uint64_t end, uint64_t next);
  bool comment(const SqlView& view, unsigned char c);
  bool dollar_tag(const SqlView& view);
  bool end_word(const SqlView& view, uint64_t stop);
  bool end_quoted(const SqlView& view, uint64_t stop, uint64_t* content_end);
  bool end_q_quoted(const SqlView& view, uint64_t stop, uint64_t* content_end);
  bool end_dollar(const SqlView& view, uint64_t stop, uint64_t* content_end);
  bool is_trail(const SqlView& view, uint64_t pos) const;

  uint64_t pos_ = 0;
  SqlStyle style_;
  Mode mode_ = Mode::normal;
  SqlToken token_;           // the open one
  unsigned char quote_ = 0;  // closes it
  bool escapes_ = false;     // of the open literal
  std::string tag_;          // $tag$
  uint64_t word_begin_ = 0;  // the last word, for prefixes of literals
  uint64_t word_end_ = 0;
  std::string carry_;  // text of an open token that was in earlier pieces
  uint64_t carried_to_ = 0;
  std::string joined_;
};

// First place in [from, stop) that holds `a` or `b`; stop if none.
uint64_t find_either(const SqlView& view, uint64_t from, uint64_t stop, unsigned char a,
                     unsigned char b);

}  // namespace qingce
