// OfficeTable: the rows of one table (a sheet, a table in a text) on their way to a RecordWriter.
// The first rows are held until it is known which of them names the columns. Private to
// scanner/read; on its reader's stack; one thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "scanner/read/record_writer.h"

namespace qingce {

struct OfficeCell {
  size_t column = 0;  // 0: A
  std::string text;
  bool cut = false;  // see Column::cut
};

// "A", "Z", "AA" …
std::string column_letters(size_t column);

class OfficeTable {
 public:
  // Fields are `name.header` (or the header alone, if it has no name) and, without a header,
  // `otherwise!B`.
  OfficeTable(RecordWriter& out, std::string name, std::string otherwise);
  // Rows ascend; cells of a row ascend. Empty cells need not come.
  void row(uint64_t record, std::vector<OfficeCell> cells);
  // The table ends.
  void finish();

 private:
  struct Row {
    uint64_t record = 0;
    std::vector<OfficeCell> cells;
  };
  void decide();
  void name_columns(const Row& header);
  void write(const Row& row);
  RecordWriter::FieldId field(size_t column);

  RecordWriter& out_;
  std::string name_;
  std::string otherwise_;
  bool decided_ = false;
  std::vector<Row> held_;
  size_t held_bytes_ = 0;
  std::unordered_map<size_t, RecordWriter::FieldId> fields_;  // by column, without header
  std::unordered_map<size_t, std::string> headers_;           // by column
};

}  // namespace qingce
