// Rows and cells of delimited text: RFC 4180 as Excel and Python's csv module read it, and lines
// whose separators are escaped by backslashes (LOAD DATA, Hive). Private to scanner/read; pure.
//
// Where a row ends: at a newline, unless an odd number of quotes came since the row began *and* the
// cell before the newline was opened by one. So a line with an even number of quotes needs no
// second look, and a stray quote (5" pipe) ends with its line. A quote that is never closed ends,
// too: where the lines inside of the cell look like rows of the table again and again, or behind 1
// MiB.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "scanner/read/text_view.h"

namespace qingce {

struct DelimitedDialect {
  unsigned char delimiter = ',';  // 0: none, a line is a cell
  unsigned char quote = '"';      // 0: none
  bool backslash = false;         // it takes the meaning from the byte behind it
  bool bordered = false;          // | a | b |: the first cell is what stands before the border
  size_t columns = 0;             // that most rows have; 0: not known
  bool operator==(const DelimitedDialect&) const = default;
};

struct DelimitedCell {
  uint64_t begin = 0;  // without quotes
  uint64_t end = 0;
  size_t index = 0;
  bool open = false;  // it goes on where walking stopped
};

// A place in a table that can be kept and gone on from, in the middle of a cell, too.
class RowCursor {
 public:
  enum class Step : uint8_t {
    stopped,  // at `stop`
    cell,     // behind a cell and its separator
    row,      // behind the last cell of a row
  };

  // At the first byte of a row.
  explicit RowCursor(uint64_t row = 0) { begin_row(row); }
  // Walks to the end of the cell or to `stop`. The cell is cell().
  // REQUIRES: view holds [position() - kTrailBack, stop) as far as the object goes.
  Step walk(const DelimitedDialect& dialect, const TextView& view, uint64_t stop);
  // The cell that was walked over, or as much of it as there is.
  const DelimitedCell& cell() const { return cell_; }
  uint64_t position() const { return pos_; }
  uint64_t row() const { return row_; }  // offset of the row's first byte
  bool at_row_begin() const { return pos_ == row_; }

 private:
  enum class Mode : uint8_t { begin, plain, quoted, closed };

  void begin_row(uint64_t row);
  void begin_cell(size_t index);
  void end_cell(const TextView& view, uint64_t end);
  bool quoted_newline(const DelimitedDialect& dialect);

  uint64_t row_ = 0;
  uint64_t pos_ = 0;
  size_t index_ = 0;
  uint64_t begin_ = 0;   // of the cell, behind its quote
  uint64_t closed_ = 0;  // where its quote closed
  Mode mode_ = Mode::begin;
  bool escaped_ = false;  // the next byte is
  bool odd_ = false;      // quotes since the row began
  // Inside of a quoted cell, to see whether its quote was a mistake.
  uint64_t opened_ = 0;
  size_t lines_ = 0;  // that looked like rows, one after another
  size_t delimiters_ = 0;
  bool whole_line_ = false;
  DelimitedCell cell_;
};

// The first byte of the row that `target` lies in; `row` is the beginning of that or an earlier
// one, both in sight. As exact as the cursor, without looking at cells where lines tell.
uint64_t find_row(const DelimitedDialect& dialect, const TextView& view, uint64_t row,
                  uint64_t target);

// Whether the byte at `pos` is the second one of a GBK or Big5 character, where '|' and '\' occur.
bool is_trail_byte(const TextView& view, uint64_t pos);
inline constexpr uint64_t kTrailBack = 256;  // bytes that are looked back for that

// A ruler of a drawn table: +----+----+, |---|:-:|, ----+----.
bool is_ruler(std::string_view line);

}  // namespace qingce
