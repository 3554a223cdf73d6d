// SqliteFile: a ByteSource opened by libsqlite3, read-only: no lock, no journal, no other file is
// looked for (a virtual file system of its own, `immutable`). What the schema could make SQLite do
// beyond reading tables is refused: functions, views, triggers, virtual tables, extensions. Private
// to scanner/read; one thread.
#pragma once

#include <memory>
#include <string>

#include "scanner/core/result.h"
#include "scanner/io/byte_source.h"

struct sqlite3;

namespace qingce {

class SqliteFile {
 public:
  // `source` is seekable and outlives it. `memory`: bytes that one value may take.
  static Result<std::unique_ptr<SqliteFile>> open(ByteSource& source, uint64_t memory);
  ~SqliteFile();
  SqliteFile(const SqliteFile&) = delete;
  SqliteFile& operator=(const SqliteFile&) = delete;

  sqlite3* database() { return database_; }
  // The last error as one of ours: corrupt, io, limit (a value or a row too large for memory).
  Error error() const;
  static Error error_of(int code);

 private:
  struct Vfs;
  SqliteFile();
  std::unique_ptr<Vfs> vfs_;
  sqlite3* database_ = nullptr;
};

}  // namespace qingce
