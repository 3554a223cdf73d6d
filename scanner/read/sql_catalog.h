// SqlCatalog: the tables and columns that an SQL text defines or names, with their comments and the
// fields they make ("users.id_card"). One per object. Private to scanner/read.
//
// A table's schema or database is left out of the field, unless a table of that name in another
// schema came first: then it is "archive.users.id_card".
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace qingce {

struct SqlColumn {
  std::string field;    // UTF-8
  std::string comment;  // UTF-8, what the definition says about it
  bool counted = false;
};

struct SqlTable {
  std::string schema;                // as first seen, in lower case; may be empty
  std::string name;                  // what its fields begin with
  std::vector<SqlColumn*> columns;   // as defined, in order
  std::vector<SqlColumn*> numbered;  // c1, c2 ... as far as asked for
  std::unordered_map<std::string, SqlColumn*> by_name;  // lower case; named but undefined ones too
};

class SqlCatalog {
 public:
  SqlCatalog();
  SqlCatalog(const SqlCatalog&) = delete;
  SqlCatalog& operator=(const SqlCatalog&) = delete;

  // USE db: the schema of names that give none.
  void use(std::string_view schema);
  // Names as written, without quotes. Creates what is not there; never null. What is beyond the
  // bounds is one table whose only column is `…`.
  SqlTable* table(const std::vector<std::string>& parts);
  SqlColumn* column(SqlTable& table, std::string_view name);
  // The nth column, 0 first; c1, c2 ... where the definition is not there or too short.
  SqlColumn* column(SqlTable& table, size_t index);
  void define(SqlTable& table, const std::vector<std::string>& names);
  void set_comment(SqlColumn& column, std::string_view comment);

  SqlColumn* folded() { return &folded_; }
  // The column itself, or the folded one if it is one too many among those asked for.
  const SqlColumn& use_field(SqlColumn& column, bool counts);
  bool has_folded() const { return has_folded_; }

 private:
  SqlColumn* make(const SqlTable& table, std::string_view name);

  std::unordered_map<std::string, std::vector<std::unique_ptr<SqlTable>>> tables_;  // by name
  std::deque<SqlColumn> columns_;  // never erased: values point to them
  SqlColumn folded_;
  SqlTable overflow_;
  std::string schema_;
  size_t used_ = 0;
  size_t name_bytes_ = 0;
  size_t table_count_ = 0;
  bool has_folded_ = false;
};

// A name or comment as written between its quotes (doubled ones become single), decoded to UTF-8
// and cut to a sane length.
std::string sql_name(std::string_view raw);
std::string sql_lower(std::string_view text);  // ASCII letters only

}  // namespace qingce
