#include "scanner/read/sqlite_file.h"

#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <cinttypes>
#include <cstdio>
#include <cstring>

namespace qingce {
namespace {

// What SQLite asks of an open file. It is never written, so nearly all of it is to say no.
struct File {
  sqlite3_file base;
  ByteSource* source;
};

ByteSource& source_of(sqlite3_file* file) { return *reinterpret_cast<File*>(file)->source; }

int file_close(sqlite3_file*) { return SQLITE_OK; }

int file_read(sqlite3_file* file, void* to, int amount, sqlite3_int64 offset) {
  ByteSource& source = source_of(file);
  auto* const out = static_cast<std::byte*>(to);
  const auto wanted = static_cast<size_t>(amount);
  size_t done = 0;
  if (!source.seek(static_cast<uint64_t>(offset))) return SQLITE_IOERR_READ;
  while (done < wanted) {
    const Result<size_t> got = source.read({out + done, wanted - done});
    if (!got) return SQLITE_IOERR_READ;
    if (*got == 0) break;
    done += *got;
  }
  std::memset(out + done, 0, wanted - done);
  return done == wanted ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
}

int file_write(sqlite3_file*, const void*, int, sqlite3_int64) { return SQLITE_READONLY; }
int file_truncate(sqlite3_file*, sqlite3_int64) { return SQLITE_READONLY; }
int file_sync(sqlite3_file*, int) { return SQLITE_OK; }
int file_size(sqlite3_file* file, sqlite3_int64* size) {
  *size = static_cast<sqlite3_int64>(source_of(file).size().value_or(0));
  return SQLITE_OK;
}
int file_lock(sqlite3_file*, int) { return SQLITE_OK; }
int file_is_locked(sqlite3_file*, int* locked) {
  *locked = 0;
  return SQLITE_OK;
}
int file_control(sqlite3_file*, int, void*) { return SQLITE_NOTFOUND; }
int file_sector(sqlite3_file*) { return 4096; }
int file_kind(sqlite3_file*) { return SQLITE_IOCAP_IMMUTABLE; }

constexpr sqlite3_io_methods make_methods() {
  sqlite3_io_methods out{};
  out.iVersion = 1;
  out.xClose = file_close;
  out.xRead = file_read;
  out.xWrite = file_write;
  out.xTruncate = file_truncate;
  out.xSync = file_sync;
  out.xFileSize = file_size;
  out.xLock = file_lock;
  out.xUnlock = file_lock;
  out.xCheckReservedLock = file_is_locked;
  out.xFileControl = file_control;
  out.xSectorSize = file_sector;
  out.xDeviceCharacteristics = file_kind;
  return out;
}
constexpr sqlite3_io_methods kMethods = make_methods();

int vfs_open(sqlite3_vfs* vfs, const char*, sqlite3_file* file, int flags, int* out) {
  file->pMethods = nullptr;
  if ((flags & SQLITE_OPEN_MAIN_DB) == 0) return SQLITE_CANTOPEN;
  reinterpret_cast<File*>(file)->source = static_cast<ByteSource*>(vfs->pAppData);
  file->pMethods = &kMethods;
  if (out != nullptr) *out = SQLITE_OPEN_READONLY;
  return SQLITE_OK;
}
int vfs_delete(sqlite3_vfs*, const char*, int) { return SQLITE_READONLY; }
int vfs_access(sqlite3_vfs*, const char*, int, int* result) {
  *result = 0;
  return SQLITE_OK;
}
int vfs_path(sqlite3_vfs*, const char* name, int size, char* out) {
  std::snprintf(out, static_cast<size_t>(size), "%s", name);
  return SQLITE_OK;
}
int vfs_random(sqlite3_vfs*, int size, char* out) {
  std::memset(out, 0, static_cast<size_t>(size));  // the same in every run
  return size;
}
int vfs_sleep(sqlite3_vfs*, int) { return 0; }
int vfs_time(sqlite3_vfs*, double* now) {
  *now = 2440587.5;
  return SQLITE_OK;
}

// Only reading of tables. A function is that of a generated column: it gives NULL.
int authorize(void*, int action, const char*, const char*, const char*, const char*) {
  switch (action) {
    case SQLITE_SELECT:
    case SQLITE_READ:
      return SQLITE_OK;
    case SQLITE_FUNCTION:
      return SQLITE_IGNORE;
    default:
      return SQLITE_DENY;
  }
}

}  // namespace

struct SqliteFile::Vfs {
  sqlite3_vfs vfs{};
  std::array<char, 40> name{};
  bool is_registered = false;

  bool add(ByteSource& source) {
    // Unique among those that are open.
    std::snprintf(name.data(), name.size(), "qingce-%" PRIxPTR, reinterpret_cast<uintptr_t>(this));
    vfs.iVersion = 1;
    vfs.szOsFile = sizeof(File);
    vfs.mxPathname = 64;
    vfs.zName = name.data();
    vfs.pAppData = &source;
    vfs.xOpen = vfs_open;
    vfs.xDelete = vfs_delete;
    vfs.xAccess = vfs_access;
    vfs.xFullPathname = vfs_path;
    vfs.xRandomness = vfs_random;
    vfs.xSleep = vfs_sleep;
    vfs.xCurrentTime = vfs_time;
    is_registered = sqlite3_vfs_register(&vfs, 0) == SQLITE_OK;
    return is_registered;
  }
  ~Vfs() {
    if (is_registered) sqlite3_vfs_unregister(&vfs);
  }
};

SqliteFile::SqliteFile() : vfs_(std::make_unique<Vfs>()) {}

SqliteFile::~SqliteFile() {
  if (database_ != nullptr) sqlite3_close_v2(database_);
}

Result<std::unique_ptr<SqliteFile>> SqliteFile::open(ByteSource& source, uint64_t memory) {
  std::unique_ptr<SqliteFile> file(new SqliteFile());
  if (!file->vfs_->add(source)) return Error{ErrorCode::internal, "no virtual file system", 0};
  const int flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX;
  const int opened =
      sqlite3_open_v2("file:data?immutable=1", &file->database_, flags, file->vfs_->name.data());
  if (opened != SQLITE_OK) return error_of(opened);
  sqlite3* const db = file->database_;
  for (const auto& [option, value] : {std::pair{SQLITE_DBCONFIG_DEFENSIVE, 1},
                                      {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
                                      {SQLITE_DBCONFIG_ENABLE_TRIGGER, 0},
                                      {SQLITE_DBCONFIG_ENABLE_VIEW, 0},
                                      {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0}}) {
    sqlite3_db_config(db, option, value, nullptr);
  }
  const uint64_t most = std::clamp<uint64_t>(memory, 1 << 20, 1 << 30);
  sqlite3_limit(db, SQLITE_LIMIT_LENGTH, static_cast<int>(most));
  sqlite3_limit(db, SQLITE_LIMIT_ATTACHED, 0);
  const int set = sqlite3_exec(db, "PRAGMA cell_size_check = ON; PRAGMA cache_size = -2048",
                               nullptr, nullptr, nullptr);
  if (set != SQLITE_OK) return error_of(set);
  sqlite3_set_authorizer(db, authorize, nullptr);
  return file;
}

Error SqliteFile::error() const { return error_of(sqlite3_extended_errcode(database_)); }

// SQLite's own text may hold names of the file's schema: it is never used.
Error SqliteFile::error_of(int code) {
  switch (code & 0xFF) {
    case SQLITE_IOERR:
      return Error{ErrorCode::io, "reading failed", 0};
    case SQLITE_TOOBIG:
    case SQLITE_NOMEM:
      return Error{ErrorCode::limit, "too large", 0};
    default:
      return Error{ErrorCode::corrupt, "not as a database file should be", 0};
  }
}

}  // namespace qingce
