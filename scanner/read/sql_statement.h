// SqlStatement: tokens of one statement after another -> definitions for the catalog, and which
// column each literal belongs to. Private to scanner/read.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/read/sql_catalog.h"
#include "scanner/read/sql_lexer.h"
#include "scanner/read/sql_plain.h"

namespace qingce {

// Where the data of a COPY goes.
struct SqlCopy {
  SqlTable* table = nullptr;
  std::vector<SqlColumn*> columns;  // empty: those of the table
  char delimiter = '\t';
  bool csv = false;
};

class SqlStatement {
 public:
  explicit SqlStatement(SqlCatalog& catalog) : catalog_(&catalog) {}

  // Forgets what is half read. What a definition has so far counts (scripts without ';').
  void finish();
  void abandon();
  // True: the token is a value of `column()` in the record `record()`.
  bool take(SqlLexer& lexer, const SqlView& view, const SqlToken& token);
  // Whether [x] is a name where the statement stands.
  bool brackets() const { return state_ != State::tuple; }

  // Where it stands in a list of tuples; nullopt elsewhere and in nested parentheses.
  std::optional<SqlTuplePlace> tuples() const;
  // Another has read on to there. REQUIRES: tuples().
  void set_tuples(const SqlTuplePlace& place);

  SqlColumn* column();
  // Of the value `index` of a tuple.
  SqlColumn* column_at(size_t index);
  // The first of these, as far as they are known; nullptr where one is not. Until the next token.
  std::span<SqlColumn* const> known_columns() const;
  uint64_t record() const { return record_; }
  const SqlCopy& copy() const { return copy_; }

 private:
  enum class State : uint8_t {
    idle,
    skip,     // to its end
    name,     // of the table
    columns,  // (a, b)
    wait,     // VALUES, SELECT, SET
    parens,   // PARTITION (p0), WITH (TABLOCK)
    between,  // tuples
    tuple,    // (1, 'x')
    select,   // SELECT 1, 'x' FROM dual UNION ALL ...
    from,     // behind a SELECT's list
    assign,   // SET a = 'x' WHERE b = 'y'
    define,   // kept until it ends
  };
  struct Piece {
    char kind;  // 'w' word, 'n' name, 's' string, 'p' punctuation
    std::string text;
  };
  using Pieces = std::vector<Piece>;

  void start(std::string_view word, uint64_t at);
  void take_name(SqlLexer& lexer, const SqlView& view, const SqlToken& token);
  void take_columns(SqlLexer& lexer, const SqlView& view, const SqlToken& token);
  void take_wait(std::string_view word, const SqlToken& token);
  void take_between(SqlLexer& lexer, const SqlView& view, const SqlToken& token);
  bool take_tuple(const SqlToken& token);
  bool take_select(SqlLexer& lexer, const SqlView& view, const SqlToken& token);
  bool take_assign(SqlLexer& lexer, const SqlView& view, const SqlToken& token);
  void take_piece(SqlLexer& lexer, const SqlView& view, const SqlToken& token);
  void after_name(std::string_view word, const SqlToken& token);
  void resolve();
  void begin_values();

  void define(const Pieces& pieces);
  void define_table(const Pieces& pieces);
  void define_column(SqlTable& table, const Pieces& pieces, size_t from, size_t to,
                     std::vector<std::string>* names);
  void alter_table(const Pieces& pieces);
  void comment_on(const Pieces& pieces);
  void extended_property(const Pieces& pieces);
  void define_copy(const Pieces& pieces);

  SqlCatalog* catalog_;
  State state_ = State::idle;
  State after_parens_ = State::idle;
  bool assigns_ = false;  // UPDATE, DELETE
  bool after_dot_ = false;
  bool parens_next_ = false;  // the next parentheses are no column list
  int depth_ = 0;
  uint64_t record_ = 0;
  std::vector<std::string> parts_;  // of the table's name
  SqlTable* table_ = nullptr;
  std::vector<SqlColumn*> listed_;  // the statement's own column list
  std::string last_name_;
  size_t index_ = 0;               // of the value in its record
  SqlColumn* assigned_ = nullptr;  // whose value comes next
  Pieces pieces_;
  size_t piece_bytes_ = 0;
  SqlCopy copy_;
  std::string upper_;
};

}  // namespace qingce
