// FieldMap: which field (table.column, JSON path) a byte offset of a text table belongs to. Lazy: a
// statement or row is tokenized only when a candidate lies in it. One per object, owned by its
// reader; one thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace qingce {

struct FieldRef {
  std::string_view field;    // valid until the next call
  uint64_t record = 0;       // ascending within the object, equal for all values of one record;
                             // in text the offset of its first byte
  uint64_t value_begin = 0;  // the value's own bytes in the object's content
  uint64_t value_end = 0;
  std::string_view comment{};  // what the table's definition says about the field; may be empty
};

class FieldMap {
 public:
  virtual ~FieldMap() = default;
  // nullopt: the offset is not inside a value (a comment, a statement head).
  virtual std::optional<FieldRef> at(uint64_t offset) = 0;

  // The matcher's own: digests and ciphertexts are searched for everywhere up to here, and beyond
  // in samples only. It moves as some are found, so what is found hangs on the content alone.
  uint64_t coded_until = uint64_t{64} << 10;
};

}  // namespace qingce
