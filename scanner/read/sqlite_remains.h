// What a SQLite file holds besides its rows: deleted ones, in the free parts of pages in use, in
// free pages, behind the ends of long values, in pages nothing points to. Private to scanner/read;
// one per reading, one thread.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "scanner/read/record_rows.h"
#include "scanner/read/sqlite_pages.h"

namespace qingce {

// Sends records and loose bytes to RecordRows, all as one field.
class SqliteLeftovers {
 public:
  explicit SqliteLeftovers(RecordRows& rows) : rows_(rows) {}
  // What follows is this field's.
  void field(std::string name);
  void record(const SqliteRecord& record);
  // Bytes that no cell uses; `columns` of the table they were in, 0 if unknown.
  void free(Bytes bytes, size_t columns);
  // A whole page that is not in use: its cells, if it was one with cells, and what is between them.
  void page(Bytes page, uint32_t usable);

 private:
  RecordRows& rows_;
  std::string field_;
};

// A value as the text that is searched.
void append_sqlite_value(const SqliteValue& value, RecordRows& rows);
void append_sqlite_real(double real, RecordRows& rows);
void append_sqlite_integer(int64_t integer, RecordRows& rows);

struct SqliteRoot {
  uint32_t page = 0;
  size_t columns = 0;  // 0 if unknown
};

class SqliteRemains {
 public:
  // REQUIRES: source seekable; all outlive it.
  SqliteRemains(ByteSource& source, const SqliteHeader& header, Sink& sink, RecordRows& rows)
      : source_(source), header_(header), sink_(sink), left_(rows) {}
  // Looks at each page once. With `roots` unknown (a file SQLite cannot read) every page is taken
  // for one that is not in use, and the field is `~raw`. false: reading failed; a gap says so.
  bool read(std::span<const SqliteRoot> roots, bool known);

 private:
  enum class State : uint8_t { unknown, in_use, overflow, trunk, other };
  bool load(uint32_t number);
  bool walk(const SqliteRoot& root);
  bool tree_page(uint32_t number, size_t columns, std::vector<uint32_t>* todo);
  bool chain(const SqliteOverflow& overflow);
  bool free_list();
  bool unused_pages();
  State& state(uint32_t number) { return states_[number]; }
  bool exists(uint32_t number) const { return number > 0 && number < states_.size(); }

  ByteSource& source_;
  const SqliteHeader& header_;
  Sink& sink_;
  SqliteLeftovers left_;
  std::vector<State> states_;    // by page number, 0 unused
  std::vector<std::byte> page_;  // the one in hand
};

}  // namespace qingce
