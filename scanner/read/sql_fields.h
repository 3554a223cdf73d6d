// SqlFields: which table.column a byte of an SQL text belongs to. Private to scanner/read.
//
// Heads are found at the beginnings of lines as windows come; they cut the text into segments.
// Definitions are lexed as they end, statements with data only where a candidate asks, from their
// head to it. So a statement's bytes are held until its end, or until they are 1 MiB: from there on
// it is lexed as it streams. Whether a line that looks like a head stands inside of a literal is
// told by the parity of quotes, and exactly by a second lexer where that is odd. The segments
// decide, not the lexer: where it lost itself, it finds back at the next head.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "scanner/read/hex_text.h"
#include "scanner/read/sql_catalog.h"
#include "scanner/read/sql_heads.h"
#include "scanner/read/sql_lexer.h"
#include "scanner/read/sql_statement.h"
#include "scanner/read/table_map.h"

namespace qingce {

class SqlFields final : public TableMap {
 public:
  SqlFields() : statement_(catalog_) {}
  void feed(const Window& window) override;
  Bytes searched(const Window& window) override { return hex_.shown(window); }
  void release() override;
  std::optional<FieldRef> at(uint64_t offset) override;
  bool folded() const override { return catalog_.has_folded(); }
  // The reference for the short way through tuples: with false all goes token by token. Tests only.
  void use_short_way(bool use) { short_way_ = use; }

 private:
  struct Segment {
    uint64_t offset = 0;
    SqlHeadKind kind = SqlHeadKind::other;
    SqlStyle style;
    bool one_line = false;
  };
  struct Value {
    uint64_t begin = 0;
    uint64_t end = 0;
    uint64_t record = 0;
    SqlColumn* column = nullptr;
    bool open = false;  // it goes on where lexing stopped
  };

  // Heads.
  void find_heads();
  void on_line(uint64_t line);
  bool in_literal(uint64_t line);
  void push_segment(uint64_t offset, SqlHeadKind kind);
  // Segments.
  void go_to(size_t index);
  void enter(size_t index);
  uint64_t stop_of(size_t index) const;
  size_t segment_of(uint64_t offset) const;
  bool is_eager(size_t index) const;
  // Lexing.
  const SqlView& view_for(uint64_t pos, uint64_t* stop) const;
  void lex(uint64_t target, uint64_t stop);
  bool lex_plain(const SqlView& view, uint64_t target, uint64_t stop);
  void probe(uint64_t stop);
  void push(const Value& value);
  void reach(uint64_t offset);
  uint64_t position() const;
  bool is_rows() const { return segments_[current_].kind == SqlHeadKind::copy_data; }
  Value* find(uint64_t offset);
  // Going back within a window, and behind what was asked beyond it.
  struct Mark;
  void set_mark(Mark* mark) const;
  void back_to(const Mark& mark);
  void return_from_ahead();
  bool jump_back(uint64_t offset);
  // Rows of a COPY.
  void seek_line(uint64_t offset);
  void split(uint64_t target, uint64_t stop);
  bool split_one(uint64_t stop);
  // Bytes between windows.
  uint64_t needed_from();
  void hold(uint64_t from);

  struct Rows {
    SqlCopy copy;
    uint64_t pos = 0;  // where splitting goes on
    uint64_t begin = 0;
    uint64_t cell_begin = 0;
    size_t cell = 0;
  };
  // Where a window's first question found things: users' patterns are asked about after all else,
  // from the window's beginning again.
  struct Mark {
    size_t current = 0;
    uint64_t position = 0;
    SqlLexer lexer;
    std::optional<SqlStatement> statement;
    Rows rows;
  };

  SqlCatalog catalog_;
  SqlStatement statement_;
  SqlLexer lexer_;
  SqlLexer probe_;
  SqlDialect dialect_;
  HexText hex_;

  SqlView view_;
  SqlView held_view_;
  uint64_t own_begin_ = 0;
  uint64_t own_end_ = 0;
  uint64_t frontier_ = 0;            // heads are known up to here
  bool last_ = false;                // the view ends the object (or a hole follows)
  std::vector<unsigned char> held_;  // contiguous up to the view's own range
  uint64_t held_begin_ = 0;

  uint64_t head_pos_ = 0;   // next place to look for the end of a line
  uint64_t count_pos_ = 0;  // quotes are counted up to here
  uint64_t quotes_ = 0;     // since the last head
  uint64_t probed_ = 0;     // the segment that probe_ is in, by offset + 1
  int refused_ = 0;         // heads in a row that were taken for text

  std::vector<Segment> segments_;
  size_t current_ = 0;
  std::vector<Value> values_;  // the last ones, ascending
  SqlPlainValues plain_;       // scratch
  bool short_way_ = true;
  uint64_t lexed_from_ = 0;  // values_ is complete from here to position()
  Mark mark_;
  // Where it stood when it was first asked about what only the next window owns: statements that
  // were passed over on the way there are the next window's to ask about.
  Mark ahead_;
  bool is_ahead_ = false;

  Rows rows_;
};

}  // namespace qingce
