// The grammar is what dumps hold, not SQL: what is not understood is skipped to the statement's
// end, and its values then have no field.
#include "scanner/read/sql_statement.h"

#include <algorithm>
#include <array>

namespace qingce {
namespace {

using Kind = SqlToken::Kind;

constexpr size_t kMostPieces = 200'000;              // tokens of one definition
constexpr size_t kMostPieceBytes = size_t{2} << 20;  // bytes of their texts

template <size_t N>
bool one_of(std::string_view word, const std::array<std::string_view, N>& words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// Between INSERT or UPDATE and the table's name.
constexpr std::array<std::string_view, 21> kFillers{
    "INTO",  "IGNORE", "LOW_PRIORITY", "HIGH_PRIORITY", "DELAYED", "OR",   "REPLACE",
    "ABORT", "FAIL",   "ROLLBACK",     "OVERWRITE",     "TABLE",   "ALL",  "FIRST",
    "ONLY",  "FROM",   "INSERT",       "TOP",           "QUICK",   "INTO", "LOCAL"};
constexpr std::array<std::string_view, 14> kStarts{
    "INSERT",  "REPLACE", "UPSERT",  "UPDATE", "DELETE", "CREATE", "ALTER",
    "COMMENT", "EXEC",    "EXECUTE", "COPY",   "USE",    "DROP",   "SET"};
// What begins an element of CREATE TABLE that is no column.
constexpr std::array<std::string_view, 9> kConstraints{"PRIMARY",  "UNIQUE",  "CONSTRAINT",
                                                       "FOREIGN",  "CHECK",   "EXCLUDE",
                                                       "FULLTEXT", "SPATIAL", "PERIOD"};

std::string upper_of(std::string_view text) {
  std::string out(text.substr(0, 32));
  for (char& c : out) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c & ~0x20);
  }
  return out;
}

template <class P>
bool is_word(const P& piece, std::string_view word) {
  return piece.kind == 'w' && piece.text.size() == word.size() && upper_of(piece.text) == word;
}
template <class P>
bool is_punct(const P& piece, char c) {
  return piece.kind == 'p' && piece.text[0] == c;
}
template <class P>
bool is_identifier(const P& piece) {
  return piece.kind == 'n' || piece.kind == 'w';
}

// a.b.c from `at` on; `at` is left behind it.
template <class Pieces>
std::vector<std::string> dotted(const Pieces& pieces, size_t& at) {
  std::vector<std::string> parts;
  while (at < pieces.size() && is_identifier(pieces[at])) {
    parts.push_back(sql_name(pieces[at++].text));
    if (at >= pieces.size() || !is_punct(pieces[at], '.')) break;
    while (at < pieces.size() && is_punct(pieces[at], '.')) ++at;  // db..table
  }
  return parts;
}

// The place of the parenthesis that closes the one at `at`; the size if none does.
template <class Pieces>
size_t closing(const Pieces& pieces, size_t at) {
  int depth = 0;
  for (; at < pieces.size(); ++at) {
    if (is_punct(pieces[at], '(')) ++depth;
    if (is_punct(pieces[at], ')') && --depth == 0) break;
  }
  return at;
}

}  // namespace

void SqlStatement::abandon() {
  state_ = State::idle;
  pieces_.clear();
  piece_bytes_ = 0;
}

void SqlStatement::finish() {
  if (state_ == State::define) define(pieces_);
  abandon();
}

bool SqlStatement::take(SqlLexer& lexer, const SqlView& view, const SqlToken& token) {
  if (token.kind == Kind::punct && token.c == ';') {
    finish();
    return false;
  }
  switch (state_) {
    case State::tuple:
      return take_tuple(token);
    case State::between:
      take_between(lexer, view, token);
      return false;
    case State::idle:
      if (token.kind == Kind::word && token.closed) start(lexer.text(view, token), token.begin);
      return false;
    case State::skip:
      return false;
    case State::name:
      take_name(lexer, view, token);
      return false;
    case State::columns:
      take_columns(lexer, view, token);
      return false;
    case State::wait:
      if (token.kind == Kind::word && token.closed) {
        take_wait(lexer.text(view, token), token);
      } else if (token.kind == Kind::punct && token.c == '(') {
        const bool list = !parens_next_ && listed_.empty();
        state_ = list ? State::columns : State::parens;
        after_parens_ = State::wait;
        parens_next_ = false;
        depth_ = 1;
        last_name_.clear();
      }
      return false;
    case State::parens:
      if (token.kind == Kind::punct) depth_ += token.c == '(' ? 1 : token.c == ')' ? -1 : 0;
      if (depth_ == 0) state_ = after_parens_;
      return false;
    case State::select:
    case State::from:
      return take_select(lexer, view, token);
    case State::assign:
      return take_assign(lexer, view, token);
    case State::define:
      take_piece(lexer, view, token);
      return false;
  }
  return false;
}

void SqlStatement::start(std::string_view word, uint64_t at) {
  upper_ = upper_of(word);
  record_ = at;
  parts_.clear();
  listed_.clear();
  table_ = nullptr;
  assigned_ = nullptr;
  last_name_.clear();
  after_dot_ = parens_next_ = false;
  depth_ = 0;
  assigns_ = upper_ == "UPDATE" || upper_ == "DELETE";
  if (assigns_ || upper_ == "INSERT" || upper_ == "REPLACE" || upper_ == "UPSERT") {
    state_ = State::name;
  } else if (upper_ == "GO" || upper_ == "BEGIN") {
    state_ = State::idle;
  } else if (one_of(upper_, kStarts)) {
    state_ = State::define;
    pieces_.clear();
    pieces_.push_back({'w', upper_});
    piece_bytes_ = upper_.size();
  } else {
    state_ = State::skip;
  }
}

void SqlStatement::take_name(SqlLexer& lexer, const SqlView& view, const SqlToken& token) {
  if (!token.closed) return;
  if (token.kind == Kind::punct) {
    if (token.c == '.') {
      after_dot_ = true;
    } else if (token.c == '(') {
      if (parts_.empty()) {  // TOP (10)
        state_ = State::parens;
        after_parens_ = State::name;
      } else {
        resolve();
        state_ = State::columns;
        last_name_.clear();
      }
      depth_ = 1;
    }
    return;
  }
  const std::string_view text = lexer.text(view, token);
  const bool expected = parts_.empty() || after_dot_;
  if (token.kind == Kind::word && !after_dot_) {
    upper_ = upper_of(text);
    if (parts_.empty() && (one_of(upper_, kFillers) || token.number)) return;
    if (!parts_.empty()) return after_name(text, token);
  }
  if (expected && token.kind != Kind::string) parts_.push_back(sql_name(text));
  after_dot_ = false;
}

void SqlStatement::after_name(std::string_view word, const SqlToken& token) {
  resolve();
  state_ = State::wait;
  take_wait(word, token);
}

void SqlStatement::resolve() {
  if (table_ == nullptr) table_ = catalog_->table(parts_);
}

void SqlStatement::begin_values() {
  state_ = State::between;
  depth_ = 0;
  index_ = 0;
}

void SqlStatement::take_wait(std::string_view word, const SqlToken& token) {
  upper_ = upper_of(word);
  if (upper_ == "VALUES" || upper_ == "VALUE") {
    begin_values();
  } else if (upper_ == "SELECT") {
    state_ = State::select;
    record_ = token.begin;
    index_ = 0;
    depth_ = 0;
  } else if (upper_ == "SET" || (assigns_ && upper_ == "WHERE")) {
    state_ = State::assign;
  } else if (upper_ == "PARTITION" || upper_ == "WITH" || upper_ == "OUTPUT") {
    parens_next_ = true;
  } else if (upper_ == "EXEC" || upper_ == "EXECUTE" || upper_ == "GO") {
    state_ = State::idle;
  }
}

void SqlStatement::take_columns(SqlLexer& lexer, const SqlView& view, const SqlToken& token) {
  if (token.kind == Kind::punct) {
    depth_ += token.c == '(' ? 1 : token.c == ')' ? -1 : 0;
    const bool ends = depth_ == 0 || (depth_ == 1 && token.c == ',');
    if (ends && !last_name_.empty()) {
      listed_.push_back(catalog_->column(*table_, last_name_));
      last_name_.clear();
    }
    if (depth_ == 0) state_ = State::wait;
    return;
  }
  if (!token.closed || depth_ != 1 || token.kind == Kind::string) return;
  const std::string_view text = lexer.text(view, token);
  if (token.kind == Kind::word && listed_.empty() && upper_of(text) == "SELECT")
    return take_wait(text, token);
  last_name_ = sql_name(text);
}

void SqlStatement::take_between(SqlLexer& lexer, const SqlView& view, const SqlToken& token) {
  if (token.kind == Kind::punct && token.c == '(') {
    state_ = State::tuple;
    depth_ = 1;
    index_ = 0;
    record_ = token.begin;
    return;
  }
  if (token.kind != Kind::word || !token.closed) return;
  upper_ = upper_of(lexer.text(view, token));
  if (upper_ == "INTO") {  // INSERT ALL
    start("INSERT", token.begin);
  } else if (upper_ == "ON") {  // DUPLICATE KEY UPDATE a = 'x'
    state_ = State::assign;
    assigned_ = nullptr;
  } else if (upper_ == "SELECT" || upper_ == "RETURNING" || upper_ == "AS") {
    state_ = State::skip;
  } else if (upper_ == "GO") {
    state_ = State::idle;
  } else if (one_of(upper_, kStarts)) {
    start(upper_of(lexer.text(view, token)), token.begin);
  }
}

bool SqlStatement::take_tuple(const SqlToken& token) {
  if (token.kind == Kind::punct) {
    if (token.c == ',' && depth_ == 1) ++index_;
    if (token.c == '(') ++depth_;
    if (token.c == ')' && --depth_ == 0) state_ = State::between;
    return false;
  }
  return token.kind != Kind::word || token.number;
}

bool SqlStatement::take_select(SqlLexer& lexer, const SqlView& view, const SqlToken& token) {
  if (token.kind == Kind::punct) {
    depth_ += token.c == '(' ? 1 : token.c == ')' ? -1 : 0;
    if (token.c == ',' && depth_ == 0) ++index_;
    return false;
  }
  if (token.kind == Kind::word && !token.number) {
    if (!token.closed) return false;
    upper_ = upper_of(lexer.text(view, token));
    if (upper_ == "FROM" && depth_ == 0) state_ = State::from;
    if (upper_ == "GO") state_ = State::idle;
    if (upper_ == "SELECT" && depth_ == 0) {
      state_ = State::select;
      record_ = token.begin;
      index_ = 0;
    }
    return false;
  }
  return state_ == State::select && token.kind != Kind::name;
}

// a = 'x', b = CONCAT('y', 'z') WHERE c IN ('d'): a literal belongs to the last name before it.
bool SqlStatement::take_assign(SqlLexer& lexer, const SqlView& view, const SqlToken& token) {
  if (token.kind == Kind::punct) {
    // Behind a name: what it is set to, compared with, or a function's argument.
    if ((token.c == '=' || token.c == '>' || token.c == '<') && !last_name_.empty() && depth_ == 0)
      assigned_ = catalog_->column(*table_, last_name_);
    depth_ += token.c == '(' ? 1 : token.c == ')' ? -1 : 0;
    return false;
  }
  const bool name = (token.kind == Kind::word && !token.number) || token.kind == Kind::name;
  if (name && token.closed && depth_ == 0) {
    const std::string_view text = lexer.text(view, token);
    upper_ = token.kind == Kind::word ? upper_of(text) : std::string();
    if (upper_ == "GO") {
      state_ = State::idle;
    } else if (upper_ == "LIKE" || upper_ == "IN" || upper_ == "BETWEEN") {
      if (!last_name_.empty()) assigned_ = catalog_->column(*table_, last_name_);
    } else if (upper_ != "NOT" && upper_ != "N") {
      last_name_ = sql_name(text);
    }
    return false;
  }
  return !name && assigned_ != nullptr;
}

std::optional<SqlTuplePlace> SqlStatement::tuples() const {
  if (state_ == State::between) return SqlTuplePlace{};
  if (state_ == State::tuple && depth_ == 1) return SqlTuplePlace{true, record_, index_};
  return std::nullopt;
}

void SqlStatement::set_tuples(const SqlTuplePlace& place) {
  state_ = place.inside ? State::tuple : State::between;
  depth_ = place.inside ? 1 : 0;
  record_ = place.record;
  index_ = place.index;
}

SqlColumn* SqlStatement::column() {
  return state_ == State::assign ? assigned_ : column_at(index_);
}

SqlColumn* SqlStatement::column_at(size_t index) {
  if (listed_.empty()) return catalog_->column(*table_, index);
  if (index < listed_.size()) return listed_[index];
  return catalog_->column(*table_, "c" + std::to_string(index + 1));
}

std::span<SqlColumn* const> SqlStatement::known_columns() const {
  if (!listed_.empty()) return listed_;
  return table_->columns.empty() ? table_->numbered : table_->columns;
}

// ---- definitions

void SqlStatement::take_piece(SqlLexer& lexer, const SqlView& view, const SqlToken& token) {
  if (!token.closed) return;
  const std::string_view text = lexer.text(view, token);
  if (token.kind == Kind::word && text.size() == 2 && upper_of(text) == "GO") return finish();
  // CREATE FUNCTION and the like: nothing that is wanted.
  if (pieces_.size() == 8 && is_word(pieces_[0], "CREATE") &&
      std::none_of(pieces_.begin(), pieces_.end(),
                   [](const Piece& p) { return is_word(p, "TABLE"); })) {
    pieces_.clear();
    state_ = State::skip;
    return;
  }
  piece_bytes_ += text.size();
  if (pieces_.size() >= kMostPieces || piece_bytes_ > kMostPieceBytes) return;
  const char kind = token.kind == Kind::word     ? 'w'
                    : token.kind == Kind::name   ? 'n'
                    : token.kind == Kind::string ? 's'
                                                 : 'p';
  pieces_.push_back({kind, std::string(text)});
}

void SqlStatement::define(const Pieces& pieces) {
  const std::string& first = pieces[0].text;
  if (first == "CREATE") define_table(pieces);
  if (first == "ALTER") alter_table(pieces);
  if (first == "COMMENT") comment_on(pieces);
  if (first == "EXEC" || first == "EXECUTE") extended_property(pieces);
  if (first == "COPY") define_copy(pieces);
  if (first == "USE" && pieces.size() > 1) catalog_->use(sql_name(pieces[1].text));
}

void SqlStatement::define_table(const Pieces& pieces) {
  size_t at = 1;
  while (at < pieces.size() && !is_word(pieces[at], "TABLE")) ++at;
  ++at;
  while (at < pieces.size() && (is_word(pieces[at], "IF") || is_word(pieces[at], "NOT") ||
                                is_word(pieces[at], "EXISTS"))) {
    ++at;
  }
  const std::vector<std::string> parts = dotted(pieces, at);
  if (parts.empty()) return;
  SqlTable& table = *catalog_->table(parts);
  std::vector<std::string> names;
  const auto inherit = [&](size_t from) {
    const SqlTable& parent = *catalog_->table(dotted(pieces, from));
    const std::string prefix = parent.name + ".";
    for (const SqlColumn* c : parent.columns) {
      if (c->field.starts_with(prefix)) names.push_back(c->field.substr(prefix.size()));
    }
  };
  if (at + 1 < pieces.size() && is_word(pieces[at], "PARTITION") && is_word(pieces[at + 1], "OF"))
    inherit(at + 2);
  if (at < pieces.size() && is_word(pieces[at], "LIKE")) inherit(at + 1);
  if (at < pieces.size() && is_punct(pieces[at], '(')) {
    const size_t end = closing(pieces, at);
    if (end + 2 < pieces.size() && is_word(pieces[end + 1], "INHERITS")) inherit(end + 3);
    size_t from = at + 1;
    int depth = 0;
    for (size_t i = from; i <= end && i <= pieces.size(); ++i) {
      const bool last = i == end || i == pieces.size();
      if (!last && is_punct(pieces[i], '(')) ++depth;
      if (!last && is_punct(pieces[i], ')')) --depth;
      if (!last && (depth != 0 || !is_punct(pieces[i], ','))) continue;
      if (from < i && is_word(pieces[from], "LIKE")) inherit(from + 1);
      define_column(table, pieces, from, i, &names);
      from = i + 1;
    }
  }
  if (!names.empty()) catalog_->define(table, names);
}

// An element of CREATE TABLE: a column, or a key or constraint.
void SqlStatement::define_column(SqlTable& table, const Pieces& pieces, size_t from, size_t to,
                                 std::vector<std::string>* names) {
  if (from >= to || !is_identifier(pieces[from])) return;
  const Piece& first = pieces[from];
  if (first.kind == 'w') {
    const std::string word = upper_of(first.text);
    if (one_of(word, kConstraints) || word == "LIKE") return;
    // KEY `name` (`a`), INDEX (a): a column of that name has a type behind it.
    const bool key = (word == "KEY" || word == "INDEX") && from + 1 < to &&
                     (pieces[from + 1].kind != 'w' ||
                      (from + 2 < to && is_punct(pieces[from + 2], '(') &&
                       upper_of(pieces[from + 1].text).find("CHAR") == std::string::npos &&
                       upper_of(pieces[from + 1].text).find("NUM") == std::string::npos &&
                       upper_of(pieces[from + 1].text).find("INT") == std::string::npos));
    if (key) return;
  }
  const std::string name = sql_name(first.text);
  if (name.empty()) return;
  names->push_back(name);
  for (size_t i = from + 1; i + 1 < to; ++i) {
    if (is_word(pieces[i], "COMMENT") && pieces[i + 1].kind != 'p') {
      catalog_->set_comment(*catalog_->column(table, name), sql_name(pieces[i + 1].text));
    }
  }
}

// ADD [COLUMN] a type COMMENT 'x', MODIFY a ..., CHANGE a b ...
void SqlStatement::alter_table(const Pieces& pieces) {
  size_t at = 1;
  if (at >= pieces.size() || !is_word(pieces[at], "TABLE")) return;
  ++at;
  while (at < pieces.size() && (is_word(pieces[at], "ONLY") || is_word(pieces[at], "IF") ||
                                is_word(pieces[at], "EXISTS"))) {
    ++at;
  }
  const std::vector<std::string> parts = dotted(pieces, at);
  if (parts.empty()) return;
  SqlTable& table = *catalog_->table(parts);
  size_t from = at;
  int depth = 0;
  for (size_t i = at; i <= pieces.size(); ++i) {
    const bool last = i == pieces.size();
    if (!last && is_punct(pieces[i], '(')) ++depth;
    if (!last && is_punct(pieces[i], ')')) --depth;
    if (!last && (depth != 0 || !is_punct(pieces[i], ','))) continue;
    const bool adds = from < i && is_word(pieces[from], "ADD");
    const bool changes =
        from < i && (is_word(pieces[from], "MODIFY") || is_word(pieces[from], "CHANGE"));
    if (adds || changes) {
      size_t k = from + 1;
      while (k < i && (is_word(pieces[k], "COLUMN") || is_word(pieces[k], "IF") ||
                       is_word(pieces[k], "NOT") || is_word(pieces[k], "EXISTS") ||
                       is_punct(pieces[k], '('))) {
        ++k;
      }
      const bool key = k < i && pieces[k].kind == 'w' &&
                       (is_word(pieces[k], "KEY") || is_word(pieces[k], "INDEX") ||
                        is_word(pieces[k], "PARTITION") || is_word(pieces[k], "DEFAULT"));
      std::vector<std::string> names;
      if (!key) define_column(table, pieces, k, i, &names);
      for (const std::string& name : names) {
        SqlColumn* column = catalog_->column(table, name);
        const bool there =
            std::find(table.columns.begin(), table.columns.end(), column) != table.columns.end();
        if (adds && !there && !table.columns.empty()) table.columns.push_back(column);
      }
    }
    from = i + 1;
  }
}

// COMMENT ON COLUMN public.users.id_card IS '...'
void SqlStatement::comment_on(const Pieces& pieces) {
  if (pieces.size() < 3 || !is_word(pieces[2], "COLUMN")) return;
  size_t at = 3;
  std::vector<std::string> parts = dotted(pieces, at);
  if (parts.size() < 2 || at + 1 >= pieces.size() || !is_word(pieces[at], "IS")) return;
  const Piece* text = nullptr;
  for (size_t i = at + 1; i < pieces.size() && text == nullptr; ++i) {
    if (pieces[i].kind == 's') text = &pieces[i];
  }
  if (text == nullptr) return;
  const std::string name = parts.back();
  parts.pop_back();
  catalog_->set_comment(*catalog_->column(*catalog_->table(parts), name), sql_name(text->text));
}

// sp_addextendedproperty 'MS_Description', 'text', 'SCHEMA', 'dbo', 'TABLE', 'users', 'COLUMN',
// 'id_card', with or without @name= before each.
void SqlStatement::extended_property(const Pieces& pieces) {
  std::vector<std::string_view> strings;
  bool is_property = false;
  for (const Piece& piece : pieces) {
    if (piece.kind == 's') strings.push_back(piece.text);
    is_property =
        is_property || (is_identifier(piece) &&
                        sql_lower(piece.text).find("extendedproperty") != std::string::npos);
  }
  if (!is_property || strings.size() < 6 || sql_lower(strings[0]) != "ms_description") return;
  std::vector<std::string> parts;
  std::string column;
  for (size_t i = 2; i + 1 < strings.size(); i += 2) {
    const std::string kind = sql_lower(strings[i]);
    const std::string name = sql_name(strings[i + 1]);
    if (kind == "column") {
      column = name;
    } else {
      parts.push_back(name);
    }
  }
  if (column.empty() || parts.empty()) return;
  catalog_->set_comment(*catalog_->column(*catalog_->table(parts), column), sql_name(strings[1]));
}

// COPY public.users (id, name) FROM stdin WITH (FORMAT csv, DELIMITER '|')
void SqlStatement::define_copy(const Pieces& pieces) {
  copy_ = {};
  size_t at = 1;
  copy_.table = catalog_->table(dotted(pieces, at));
  if (at < pieces.size() && is_punct(pieces[at], '(')) {
    const size_t end = closing(pieces, at);
    for (++at; at < end; ++at) {
      if (is_identifier(pieces[at]))
        copy_.columns.push_back(catalog_->column(*copy_.table, sql_name(pieces[at].text)));
    }
  }
  bool delimited = false;
  for (; at < pieces.size(); ++at) {
    if (is_word(pieces[at], "CSV")) copy_.csv = true;
    const bool word = is_word(pieces[at], "DELIMITER") || is_word(pieces[at], "DELIMITERS");
    if (!word) continue;
    for (size_t i = at + 1; i < pieces.size() && i < at + 4; ++i) {
      if (pieces[i].kind != 's' || pieces[i].text.empty()) continue;
      copy_.delimiter = pieces[i].text == "\\t" ? '\t' : pieces[i].text[0];
      delimited = true;
      break;
    }
  }
  if (copy_.csv && !delimited) copy_.delimiter = ',';
}

}  // namespace qingce
