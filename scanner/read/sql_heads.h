// Statement heads at the beginnings of lines, found without lexing what lies between: what a line
// begins, and what it says about the dialect. Private to scanner/read; pure.
#pragma once

#include <cstdint>
#include <string_view>

#include "scanner/read/sql_lexer.h"

namespace qingce {

enum class SqlHeadKind : uint8_t {
  none,
  data,        // INSERT and the like: lexed where a candidate asks
  definition,  // CREATE TABLE, COMMENT ON: always lexed
  copy,        // COPY ... FROM stdin
  copy_data,   // its rows
  other,
};

struct SqlHead {
  SqlHeadKind kind = SqlHeadKind::none;
  // Also a column's name or a clause may begin a line like that: a head only behind the end of the
  // statement before.
  bool weak = false;
};

inline constexpr uint64_t kSqlLookAhead =
    512;  // bytes behind a line's beginning that are looked at

// What the line that begins at `line` is.
SqlHead sql_head(const SqlView& view, uint64_t line);

// What is known of the dialect from line to line.
struct SqlDialect {
  SqlStyle style;
  bool no_backslash = false;  // sql_mode said so
  bool one_line = false;      // a dump program that writes no raw newline into a literal
};
// What the line that begins at `line` says about it.
void sql_dialect(const SqlView& view, uint64_t line, SqlDialect* dialect);
// How the statement at `line` is to be read: backticks mean MySQL, brackets do not.
SqlStyle sql_style(const SqlView& view, uint64_t line, const SqlDialect& dialect);

// Whether the line before `line` ends a statement (or is a comment, GO, a slash, or nothing).
bool sql_ended(const SqlView& view, uint64_t line);
// Whether the line before `line` says that the rows of a COPY follow.
bool sql_from_stdin(const SqlView& view, uint64_t line);
// Number of bytes `c` in [from, to).
uint64_t count_bytes(const SqlView& view, uint64_t from, uint64_t to, unsigned char c);

}  // namespace qingce
