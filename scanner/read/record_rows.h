// RecordRows: rows of values -> RecordBatches of bounded size, for the stores that know their
// fields. One per object, on its reader's stack; one thread. Records are counted through the
// object.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/core/record_batch.h"
#include "scanner/read/reader.h"

namespace qingce {

class RecordRows {
 public:
  // `sink` outlives it. Fields beyond kMostFields of the object become `…`, and a gap says so.
  explicit RecordRows(Sink& sink) : sink_(sink) {}

  // The fields of the rows that follow; what was gathered goes out first. Several may have one
  // name.
  void fields(std::vector<std::string> names);
  // The next value of the row, in the order of the fields; what is beyond them is left out.
  void value(Bytes bytes);
  void value(std::string_view text) { value(as_bytes(text)); }
  // What the row lacks is empty.
  void end_row();
  void flush();
  uint64_t bytes() const { return bytes_; }  // of all values so far
  uint64_t rows() const { return next_ + rows_; }

 private:
  struct Gathered {
    std::string field;
    std::string block;
    std::vector<uint64_t> offsets;
  };
  Sink& sink_;
  std::vector<Gathered> columns_;
  size_t at_ = 0;      // column of the next value
  uint64_t next_ = 0;  // number of the first row gathered
  uint64_t rows_ = 0;  // gathered
  uint64_t held_ = 0;  // bytes gathered
  uint64_t bytes_ = 0;
  size_t used_ = 0;  // fields of the object
  bool folded_ = false;
};

}  // namespace qingce
