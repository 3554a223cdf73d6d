// DelimitedFields: which column a byte of a delimited text belongs to. Private to scanner/read.
//
// Rows are found from the last known place on, where a candidate asks: a line without quotes costs
// a memchr, only the row that holds the candidate is walked cell by cell. Nothing is held between
// windows but places (RowCursor) near the end of what a window owned, from which the next one goes
// on, in the middle of a row or cell, too. So rows may have any length.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "scanner/read/delimited_layout.h"
#include "scanner/read/delimited_rows.h"
#include "scanner/read/encoding.h"
#include "scanner/read/hex_text.h"
#include "scanner/read/table_map.h"

namespace qingce {

// The names of a table's columns: those of the header, made unique; c1, c2 ... for the others.
class ColumnNames {
 public:
  // A header's cell as it stands there, in `encoding`.
  void add(std::string_view raw, Encoding encoding);
  std::string_view name(size_t column);  // valid until the next call

 private:
  std::string unique(std::string name);
  std::vector<std::string> names_;
  std::unordered_map<std::string, size_t> used_;  // how often so far
  std::string made_;
};

class DelimitedFields final : public TableMap {
 public:
  // `encoding`: of the header's cells.
  DelimitedFields(const DelimitedLayout& layout, Encoding encoding)
      : layout_(layout), encoding_(encoding) {}
  void feed(const Window& window) override;
  Bytes searched(const Window& window) override { return hex_.shown(window); }
  void release() override;
  std::optional<FieldRef> at(uint64_t offset) override;
  bool folded() const override { return folded_; }

 private:
  void read_header();
  void take_header_cell();
  void start_at(uint64_t offset);
  void next_row(uint64_t row);
  void reach(uint64_t offset);
  RowCursor::Step step(uint64_t stop);
  const DelimitedCell* find(uint64_t offset) const;

  DelimitedLayout layout_;
  Encoding encoding_;
  ColumnNames names_;
  HexText hex_;
  bool folded_ = false;

  TextView view_;
  uint64_t own_begin_ = 0;
  uint64_t own_end_ = 0;
  uint64_t first_ = 0;             // rows begin here
  std::deque<RowCursor> places_;   // ascending; the last one is at most where owned bytes end
  std::optional<RowCursor> head_;  // in the header, as long as it lasts
  std::string head_cell_;
  bool begun_ = false;

  // The row that was asked about last.
  std::optional<RowCursor> cursor_;
  uint64_t row_ = 0;
  uint64_t cells_from_ = 0;  // cells_ is complete from here to the cursor
  std::vector<DelimitedCell> cells_;
  std::vector<uint64_t> rows_;  // some beginnings of rows in sight, ascending
};

}  // namespace qingce
