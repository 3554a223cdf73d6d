#include "scanner/inventory/database.h"

#include <sqlite3.h>

#include <cerrno>
#include <utility>

#include "scanner/core/message.h"

namespace qingce {
namespace {

// The longest thing an inventory holds is a location's raw chain: 17 names of at most 64 KiB, or
// one sketch.
constexpr int kLongestValue = 16 << 20;  // bytes
constexpr int kBusyMilliseconds = 5000;

Error failure(ErrorCode code, const std::string& path, std::string_view what, int sys = 0) {
  return make_error(code, "err.inventory", {path, Phrase::of(what)}, sys);
}

// A damaged file shows itself in many ways besides SQLITE_CORRUPT: a schema that does not parse, a
// value that is too big, a page count that does not fit.
bool means_damage(int code) {
  switch (code) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_ERROR:
    case SQLITE_SCHEMA:
    case SQLITE_TOOBIG:
    case SQLITE_FORMAT:
    case SQLITE_MISMATCH:
    case SQLITE_RANGE:
    case SQLITE_CONSTRAINT:
    case SQLITE_AUTH:
      return true;
    default:
      return false;
  }
}

}  // namespace

Result<std::unique_ptr<Database>> Database::open(const std::string& path, std::string shown,
                                                 Mode mode) {
  std::unique_ptr<Database> database(new Database(std::move(shown), mode));
  const int flags =
      mode == Mode::read ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOFOLLOW;
  // A relative name is given as one: "file:x" and ":memory:" mean something else to SQLite.
  const std::string name = path.starts_with('/') ? path : "./" + path;
  const int code =
      sqlite3_open_v2(name.c_str(), &database->db_, flags | SQLITE_OPEN_NOMUTEX, nullptr);
  if (code != SQLITE_OK) return database->error();
  sqlite3_extended_result_codes(database->db_, 1);
  sqlite3_busy_timeout(database->db_, kBusyMilliseconds);
  if (mode == Mode::read) {
    sqlite3_limit(database->db_, SQLITE_LIMIT_LENGTH, kLongestValue);
    sqlite3_db_config(database->db_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(database->db_, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    sqlite3_db_config(database->db_, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
    sqlite3_db_config(database->db_, SQLITE_DBCONFIG_ENABLE_VIEW, 0, nullptr);
    if (Status status = database->exec("PRAGMA cell_size_check=ON"); !status) return status.error();
  }
  // Names are raw values; a temporary file would be a second place that holds them.
  if (Status status = database->exec("PRAGMA temp_store=MEMORY; PRAGMA mmap_size=0"); !status) {
    return status.error();
  }
  return database;
}

Database::~Database() { sqlite3_close_v2(db_); }

Status Database::close(bool fold) {
  if (!fold) sqlite3_db_config(db_, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  const int code = sqlite3_close(db_);
  if (code != SQLITE_OK) return error();
  db_ = nullptr;
  return {};
}

Status Database::exec(const char* sql) {
  if (sqlite3_exec(db_, sql, nullptr, nullptr, nullptr) != SQLITE_OK) return error();
  return {};
}

Result<Statement> Database::prepare(std::string_view sql) const {
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(db_, sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (code != SQLITE_OK) return error();
  return Statement(statement);
}

Error Database::error() const {
  const int extended = db_ == nullptr ? SQLITE_CANTOPEN : sqlite3_extended_errcode(db_);
  const int code = extended & 0xff;
  int sys = db_ == nullptr ? 0 : sqlite3_system_errno(db_);
  if (sys == 0 && code == SQLITE_IOERR) sys = EIO;  // not always handed on
  if (mode_ == Mode::read && means_damage(code)) return damaged();
  if (mode_ == Mode::read && code == SQLITE_READONLY) {
    return failure(ErrorCode::usage, shown_, "err.inventory.unclosed");
  }
  if (code == SQLITE_FULL || sys == ENOSPC) {
    return failure(ErrorCode::io, shown_, "err.inventory.space", ENOSPC);
  }
  if (code == SQLITE_NOMEM) return failure(ErrorCode::io, shown_, "err.inventory.memory", ENOMEM);
  if (code == SQLITE_BUSY || code == SQLITE_LOCKED) {
    return failure(ErrorCode::io, shown_, "err.inventory.busy", EBUSY);
  }
  const std::string_view what = mode_ == Mode::read ? "err.inventory.read" : "err.inventory.write";
  if (sys == 0) return failure(ErrorCode::io, shown_, what);
  return make_error(ErrorCode::io, "err.inventory.why", {shown_, Phrase::of(what), errno_text(sys)},
                    sys);
}

Error Database::damaged() const {
  return failure(ErrorCode::usage, shown_, "err.inventory.damaged");
}

Statement::~Statement() { sqlite3_finalize(statement_); }

Statement::Statement(Statement&& other) noexcept
    : statement_(std::exchange(other.statement_, nullptr)) {}

Statement& Statement::operator=(Statement&& other) noexcept {
  std::swap(statement_, other.statement_);
  return *this;
}

void Statement::bind_int(int index, int64_t value) {
  sqlite3_bind_int64(statement_, index + 1, value);
}

void Statement::bind_text(int index, std::string_view value) {
  sqlite3_bind_text64(statement_, index + 1, value.data() == nullptr ? "" : value.data(),
                      value.size(), SQLITE_STATIC, SQLITE_UTF8);
}

void Statement::bind_blob(int index, std::string_view value) {
  sqlite3_bind_blob64(statement_, index + 1, value.data() == nullptr ? "" : value.data(),
                      value.size(), SQLITE_STATIC);
}

void Statement::bind_null(int index) { sqlite3_bind_null(statement_, index + 1); }

Statement::Step Statement::step() {
  switch (sqlite3_step(statement_)) {
    case SQLITE_ROW:
      return Step::row;
    case SQLITE_DONE:
      return Step::done;
    default:
      return Step::failed;
  }
}

void Statement::reset() { sqlite3_reset(statement_); }

bool Statement::run() {
  const bool done = step() == Step::done;
  reset();
  return done;
}

bool Statement::is_null(int column) const {
  return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

int64_t Statement::integer(int column) const { return sqlite3_column_int64(statement_, column); }

// sqlite3_column_blob gives text as it is stored; a null pointer means empty (or no memory, which
// the size tells).
std::string_view Statement::text(int column) const {
  const void* bytes = sqlite3_column_blob(statement_, column);
  const int size = sqlite3_column_bytes(statement_, column);
  if (bytes == nullptr || size <= 0) return {};
  return {static_cast<const char*>(bytes), static_cast<size_t>(size)};
}

}  // namespace qingce
