// Pages of SQLite files (https://www.sqlite.org/fileformat2.html, sections 1 and 2) as far as the
// remains of deleted rows need them: what is in use, what is free, and records in what was free.
// Nothing is trusted; every offset is checked. Private to scanner/read.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "scanner/core/bytes.h"

namespace qingce {

// What the first 100 bytes of the file say.
struct SqliteHeader {
  uint32_t page_size = 0;  // bytes
  uint32_t usable = 0;     // bytes of a page, without those reserved at its end
  uint32_t first_free = 0;
  uint32_t pages = 0;  // 0: written by a version that does not say
  bool auto_vacuum = false;
  static std::optional<SqliteHeader> of(Bytes head);
  // A page of back pointers, which holds no data.
  bool is_pointer_map(uint32_t number) const;
  // The page at 1 GiB, which is never written.
  bool is_lock_page(uint32_t number) const { return number == (1u << 30) / page_size + 1; }
};

struct SqliteRange {
  uint32_t begin = 0;
  uint32_t end = 0;
};

// A record's value inside its page.
struct SqliteValue {
  enum class Kind : uint8_t { null, integer, real, text, blob } kind = Kind::null;
  int64_t integer = 0;
  double real = 0;
  Bytes bytes;  // text, blob
};
using SqliteRecord = std::vector<SqliteValue>;

struct SqliteOverflow {
  uint32_t first = 0;  // page
  uint64_t bytes = 0;  // of the payload that stand there
};

// A b-tree page, taken apart. `page` is borrowed.
struct SqlitePage {
  bool is_leaf = false;
  bool is_table = false;                  // rows; else an index
  std::vector<uint32_t> children;         // pages
  std::vector<SqliteOverflow> overflows;  // of its cells
  std::vector<SqliteRange> payloads;      // the cells' own payload, by their places in the page
  std::vector<SqliteRange> free;          // bytes that no cell uses, ascending
  // nullopt: no b-tree page, or one whose parts contradict each other. `first`: page 1, whose
  // b-tree begins behind the file's header.
  static std::optional<SqlitePage> of(Bytes page, uint32_t usable, bool first);
};

// The record that begins at bytes[0]; its values as far as they lie in `bytes`. `size`: its bytes,
// those beyond included. nullopt: there is none.
std::optional<SqliteRecord> sqlite_record(Bytes bytes, uint64_t* size);

// Records left in bytes that no cell uses any more. `columns`: of the table that the page belongs
// to, 0 if unknown. `whole`: they are all there is, and their texts read like texts; else a part of
// the records may be guessed wrong.
struct SqliteCarved {
  std::vector<SqliteRecord> records;
  bool whole = false;
};
SqliteCarved carve_sqlite(Bytes free, size_t columns);

}  // namespace qingce
