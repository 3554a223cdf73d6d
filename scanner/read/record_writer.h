// RecordWriter: values of records as they come, gathered into batches of bounded size. A record may
// have any fields; a field without a value in a record is empty there. Private to scanner/read.
// Owner: a reader, on its stack, for one object; one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "scanner/read/reader.h"

namespace qingce {

class RecordWriter {
 public:
  using FieldId = uint32_t;

  // Without fields (Sink::wants_fields) all values are in none.
  explicit RecordWriter(Sink& sink);
  // Distinct fields of one object are bounded (kMostFields); all others are `…`, and the sink has a
  // gap. An empty name is no field.
  FieldId field(std::string_view name);
  // Records ascend; one that does not begins a new batch. A second value of one field in a record
  // is a further line of the first. `cut`: see Column::cut.
  void add(uint64_t record, FieldId field, std::string_view value, bool cut = false);
  void flush();

 private:
  struct Pending {
    std::string block;
    std::vector<uint64_t> offsets;  // one per value begun
    std::vector<bool> cut;
  };
  void fill(Pending& column, uint64_t rows);

  Sink& sink_;
  std::vector<std::string> names_;
  std::unordered_map<std::string, FieldId> ids_;
  std::vector<Pending> pending_;  // by field
  std::vector<FieldId> used_;     // in this batch
  uint64_t first_ = 0;
  uint64_t last_ = 0;
  size_t bytes_ = 0;
  bool folded_ = false;
};

}  // namespace qingce
