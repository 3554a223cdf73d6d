// SQLite databases: each table's rows as records, then what deleted rows have left behind.
#include <sqlite3.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "scanner/read/readers.h"
#include "scanner/read/record_rows.h"
#include "scanner/read/sniff.h"
#include "scanner/read/sqlite_file.h"
#include "scanner/read/sqlite_pages.h"
#include "scanner/read/sqlite_remains.h"

namespace qingce {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view kMagic = "SQLite format 3\0"sv;
constexpr int kMagicBid = 128;
// A row takes at least so many bytes of the file (cell pointer and smallest cell): more rows than
// this allows are pages linked in a circle.
constexpr uint64_t kLeastRow = 6;
// Memory that one value may take, as a part of what the chain may have.
constexpr uint64_t kValueShare = 4;

struct Finalize {
  void operator()(sqlite3_stmt* s) const { sqlite3_finalize(s); }
};
using Statement = std::unique_ptr<sqlite3_stmt, Finalize>;

std::string quoted(std::string_view name) {
  std::string out = "\"";
  for (const char c : name) {
    out += c;
    if (c == '"') out += c;
  }
  return out + '"';
}

std::string_view text_of(sqlite3_stmt* s, int column) {
  const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(s, column));
  if (text == nullptr) return {};
  return {text, static_cast<size_t>(sqlite3_column_bytes(s, column))};
}

Bytes blob_of(sqlite3_stmt* s, int column) {
  const void* data = sqlite3_column_blob(s, column);
  return {static_cast<const std::byte*>(data),
          static_cast<size_t>(sqlite3_column_bytes(s, column))};
}

std::string_view encoding_name(Bytes head) {
  switch (std::to_integer<int>(head[59])) {
    case 2:
      return "UTF-16LE";
    case 3:
      return "UTF-16BE";
    default:
      return "UTF-8";
  }
}

// A format of its own begins here.
bool is_file(Bytes bytes) {
  Head head;
  head.head = bytes;
  return sniff(bytes) != nullptr ||
         std::any_of(readers().begin(), readers().end(), [&](const Reader* r) {
           const bool text = r->kind() == ReaderKind::text || r->kind() == ReaderKind::raw;
           return !text && r->bid(head) >= kHeadBid;
         });
}

class SqliteRun {
 public:
  SqliteRun(ByteSource& source, Sink& sink) : source_(source), sink_(sink), rows_(sink) {}

  ReadOutcome run(Bytes head) {
    const std::optional<SqliteHeader> header = SqliteHeader::of(head);
    if (!header) return {ReadOutcome::Code::not_mine};
    sink_.encoding(encoding_name(head));
    const uint64_t told = uint64_t{header->pages} * header->page_size;
    const uint64_t size = source_.size().value_or(0);
    if (size < told) sink_.gap({GapReason::truncated, size, {}});
    const bool known = tables();
    if (!stopped_ && !SqliteRemains(source_, *header, sink_, rows_).read(roots_, known))
      failed_ = true;
    rows_.flush();
    return {failed_ ? ReadOutcome::Code::damaged : ReadOutcome::Code::done};
  }

 private:
  struct Table {
    std::string name;
    size_t root = 0;  // index in roots_
    bool is_virtual = false;
  };

  // False: SQLite could not read all of it.
  bool tables() {
    auto file = SqliteFile::open(source_, sink_.memory_left() / kValueShare);
    if (!file) return fail(file.error());
    db_ = (*file)->database();
    file_ = file->get();
    std::vector<Table> tables;
    bool whole = schema(&tables);
    for (const Table& table : tables) {
      if (stopped_) break;
      // Its rows are those of the ordinary tables in which the module keeps them.
      if (!table.is_virtual) whole = rows_of(table) && whole;
    }
    rows_.flush();
    return whole;
  }

  bool fail(const Error& error) {
    sink_.gap(note_of(error, 0));
    failed_ = failed_ || error.code == ErrorCode::io;
    return false;
  }

  Statement prepare(const std::string& sql) {
    sqlite3_stmt* s = nullptr;
    sqlite3_prepare_v2(db_, sql.c_str(), static_cast<int>(sql.size() + 1), &s, nullptr);
    return Statement(s);
  }

  bool schema(std::vector<Table>* tables) {
    roots_.push_back({1, 5});
    tables->push_back({"sqlite_schema", 0, false});
    const Statement s = prepare("SELECT type, name, rootpage, sql FROM sqlite_schema");
    if (!s) return fail(file_->error());
    int step = 0;
    while ((step = sqlite3_step(s.get())) == SQLITE_ROW) {
      const auto root = static_cast<uint32_t>(sqlite3_column_int64(s.get(), 2));
      if (root != 0) roots_.push_back({root, 0});
      if (text_of(s.get(), 0) != "table") continue;
      const std::string_view sql = text_of(s.get(), 3);
      tables->push_back({std::string(text_of(s.get(), 1)), roots_.size() - 1,
                         sqlite3_strnicmp(sql.data(), "CREATE VIRTUAL", 14) == 0});
    }
    return step == SQLITE_DONE || fail(file_->error());
  }

  bool rows_of(const Table& table) {
    const Statement s = prepare("SELECT * FROM " + quoted(table.name));
    if (!s) return fail(file_->error());
    const int columns = sqlite3_column_count(s.get());
    if (table.root < roots_.size()) roots_[table.root].columns = static_cast<size_t>(columns);
    std::vector<std::string> fields;
    for (int i = 0; i < columns; ++i) {
      const char* name = sqlite3_column_name(s.get(), i);
      fields.push_back(table.name + "." + (name != nullptr ? name : ""));
    }
    rows_.fields(fields);
    const uint64_t most = source_.size().value_or(0) / kLeastRow;
    const Limits& limits = sink_.limits();
    int step = 0;
    uint64_t count = 0;
    while ((step = sqlite3_step(s.get())) == SQLITE_ROW) {
      if (++count > most) return fail(Error{ErrorCode::corrupt, "more rows than bytes", 0});
      for (int i = 0; i < columns; ++i) value(s.get(), i, fields[static_cast<size_t>(i)]);
      rows_.end_row();
      if (rows_.bytes() > limits.ratio_floor &&
          rows_.bytes() / limits.ratio > source_.size().value_or(0)) {
        sink_.gap({GapReason::limit_ratio, std::nullopt, {}});
        stopped_ = true;
        return false;
      }
    }
    return step == SQLITE_DONE || fail(file_->error());
  }

  void value(sqlite3_stmt* s, int column, const std::string& field) {
    switch (sqlite3_column_type(s, column)) {
      case SQLITE_INTEGER:
        return append_sqlite_integer(sqlite3_column_int64(s, column), rows_);
      case SQLITE_FLOAT:
        return append_sqlite_real(sqlite3_column_double(s, column), rows_);
      case SQLITE_TEXT:
        return rows_.value(text_of(s, column));
      case SQLITE_BLOB:
        return blob(blob_of(s, column), field);
      default:
        return rows_.value(Bytes());
    }
  }

  // A file in a column is a member; other bytes are a value.
  void blob(Bytes bytes, const std::string& field) {
    const Bytes head = bytes.first(std::min(bytes.size(), kHead));
    if (!members_ || !is_file(head)) return rows_.value(bytes);
    ChildInfo info;
    info.raw_name = field + "." + std::to_string(rows_.rows());
    info.size = bytes.size();
    const auto content = make_memory_source(bytes);
    members_ = sink_.child(std::move(info), content.get());
    rows_.value(Bytes());
  }

  ByteSource& source_;
  Sink& sink_;
  RecordRows rows_;
  SqliteFile* file_ = nullptr;
  sqlite3* db_ = nullptr;
  std::vector<SqliteRoot> roots_;
  bool members_ = true;  // false: a limit ended their list
  bool stopped_ = false;
  bool failed_ = false;
};

class SqliteReader final : public Reader {
 public:
  std::string_view name() const override { return "sqlite"; }
  ReaderKind kind() const override { return ReaderKind::document; }
  bool tells_fields() const override { return true; }
  bool finds_deleted() const override { return true; }
  bool needs_seek() const override { return true; }
  int bid(const Head& head) const override {
    return as_text(head.head).starts_with(kMagic) && SqliteHeader::of(head.head) ? kMagicBid : 0;
  }
  ReadOutcome read(ByteSource& source, Sink& sink) const override {
    if (!source.seekable() || source.position() != 0) return {ReadOutcome::Code::not_mine};
    const Result<Bytes> head = source.peek(100);
    if (!head || head->size() < 100) return {ReadOutcome::Code::not_mine};
    const std::vector<std::byte> copy(head->begin(), head->begin() + 100);
    return SqliteRun(source, sink).run(copy);
  }
};

}  // namespace

const Reader& sqlite_reader() {
  static const SqliteReader reader;
  return reader;
}

}  // namespace qingce
