// Database, Statement: the one place that speaks to SQLite. Internal to inventory/. One thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "scanner/core/result.h"

struct sqlite3;
struct sqlite3_stmt;

namespace qingce {

class Statement;

class Database {
 public:
  enum class Mode : uint8_t { read, write };
  // `path` names a regular file that exists; `shown` stands for it in errors. In Mode::read nothing
  // in the file is trusted: size limits, no triggers, views or functions of its own. In Mode::write
  // no component may be a symbolic link.
  static Result<std::unique_ptr<Database>> open(const std::string& path, std::string shown,
                                                Mode mode);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  Status exec(const char* sql);
  Result<Statement> prepare(std::string_view sql) const;
  // What the last failed call means for the caller. Fixed words of ours and the name shown; never
  // SQLite's text. Mode::read: damage is a usage error. Mode::write: everything is an io error.
  Error error() const;
  // Mode::read: content that no writer of ours can have written.
  Error damaged() const;
  // Closes the connection; further calls are errors. `fold`: the log is folded in if nobody else
  // has the file open; else the side files stay as they are.
  Status close(bool fold = true);

 private:
  Database(std::string shown, Mode mode) : shown_(std::move(shown)), mode_(mode) {}
  std::string shown_;
  Mode mode_;
  sqlite3* db_ = nullptr;
};

// A prepared statement. Parameters and columns count from 0. Bound bytes are borrowed until
// reset(). A column's text is valid until the next step() or reset().
class Statement {
 public:
  enum class Step : uint8_t { row, done, failed };
  Statement() = default;
  ~Statement();
  Statement(Statement&& other) noexcept;
  Statement& operator=(Statement&& other) noexcept;

  void bind_int(int index, int64_t value);
  void bind_text(int index, std::string_view value);
  void bind_blob(int index, std::string_view value);
  void bind_null(int index);

  Step step();
  void reset();
  // Runs a statement that gives no rows, and resets it. False: see Database::error().
  bool run();

  bool is_null(int column) const;
  int64_t integer(int column) const;
  std::string_view text(int column) const;  // of text and blobs alike, raw bytes

 private:
  friend class Database;
  explicit Statement(sqlite3_stmt* statement) : statement_(statement) {}
  sqlite3_stmt* statement_ = nullptr;
};

}  // namespace qingce
