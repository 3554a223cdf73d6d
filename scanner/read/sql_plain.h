// The short way through the data of an INSERT: tuples of simple literals, read in one loop. Most
// bytes of a dump are such tuples, and token by token they cost four times as much. It gives what
// SqlLexer and SqlStatement give; the tests hold both together. Private to scanner/read.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "scanner/read/sql_lexer.h"

namespace qingce {

// Where a list of tuples is being read.
struct SqlTuplePlace {
  bool inside = false;  // of a tuple, in no further parentheses
  uint64_t record = 0;  // offset of the tuple's parenthesis
  size_t index = 0;     // of the next value in it
};

struct SqlPlainValue {
  uint64_t begin = 0;  // without quotes
  uint64_t end = 0;
  uint64_t record = 0;
  size_t index = 0;
};

struct SqlPlainValues {
  std::array<SqlPlainValue, 64> value;
  size_t size = 0;
};

// Reads on from `pos`, between two tokens, until it has passed `target`, `values` is full, or what
// follows is not simple: a value that does not end before `stop`, a comment, a function, a prefixed
// or double-byte literal, the list's end. Returns where it stands, again between two tokens.
// REQUIRES: view holds [pos, stop), stop <= view.end; no word ends at `pos`.
uint64_t read_plain_tuples(const SqlView& view, uint64_t pos, uint64_t target, uint64_t stop,
                           SqlStyle style, SqlTuplePlace* place, SqlPlainValues* values);

}  // namespace qingce
