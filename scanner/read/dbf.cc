// dBASE, FoxPro and Clipper tables (.dbf) and their memo files (.fpt, .dbt). A memo file is an
// object of its own and has no names: its texts have the field `memo`. Layouts: dBASE IV's and
// Visual FoxPro's table file structure as their vendors published them.
#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <string>
#include <vector>

#include "scanner/read/encoding.h"
#include "scanner/read/readers.h"
#include "scanner/read/record_rows.h"
#include "scanner/read/sqlite_remains.h"

namespace qingce {
namespace {

constexpr size_t kHeader = 32;
constexpr size_t kDescriptor = 32;
constexpr size_t kName = 11;
constexpr size_t kMostFieldsDbf = 2046;  // dBASE 7 has 1,024, FoxPro 255, Clipper 2,046
constexpr unsigned char kEndOfFields = 0x0D;

uint64_t little(Bytes b, size_t at, size_t bytes) {
  uint64_t value = 0;
  for (size_t i = bytes; i-- > 0;) value = value << 8 | std::to_integer<uint64_t>(b[at + i]);
  return value;
}
uint64_t big(Bytes b, size_t at, size_t bytes) {
  uint64_t value = 0;
  for (size_t i = 0; i < bytes; ++i) value = value << 8 | std::to_integer<uint64_t>(b[at + i]);
  return value;
}

struct DbfField {
  std::string name;
  char type = 'C';
  size_t begin = 0;  // in the record
  size_t size = 0;
};

struct DbfHead {
  unsigned version = 0;
  uint64_t records = 0;
  size_t first = 0;   // offset of record 0
  size_t record = 0;  // bytes
  std::vector<DbfField> fields;
};

bool is_version(unsigned v) {
  constexpr std::array<unsigned, 15> kVersions{0x02, 0x03, 0x04, 0x30, 0x31, 0x32, 0x43, 0x63,
                                               0x83, 0x8B, 0x8C, 0x8E, 0xCB, 0xE5, 0xF5};
  return std::find(kVersions.begin(), kVersions.end(), v) != kVersions.end();
}

bool is_type(char c) {
  return std::string_view("CNFDLMIBYTGPVQOW@+0").find(c) != std::string_view::npos;
}

// All that the header says has to fit together: the first byte alone says nearly nothing.
std::optional<DbfHead> dbf_head(Bytes head) {
  if (head.size() < kHeader + kDescriptor + 1) return std::nullopt;
  DbfHead out;
  out.version = static_cast<unsigned>(little(head, 0, 1));
  const uint64_t month = little(head, 2, 1);
  const uint64_t day = little(head, 3, 1);
  out.records = little(head, 4, 4);
  out.first = static_cast<size_t>(little(head, 8, 2));
  out.record = static_cast<size_t>(little(head, 10, 2));
  if (!is_version(out.version) || month > 12 || day > 31 || out.record < 2) return std::nullopt;
  if (out.version == 0x04 || out.version == 0x8C)
    return std::nullopt;  // dBASE 7: other descriptors
  size_t at = kHeader;
  size_t place = 1;
  while (at + 1 <= head.size() && little(head, at, 1) != kEndOfFields) {
    if (at + kDescriptor > head.size() || out.fields.size() >= kMostFieldsDbf) return std::nullopt;
    DbfField field;
    const std::string_view name = as_text(head.subspan(at, kName));
    const std::string_view used = name.substr(0, std::min(name.find('\0'), name.size()));
    field.type = static_cast<char>(little(head, at + 11, 1));
    field.size = static_cast<size_t>(little(head, at + 16, 1));
    // Clipper and FoxPro: the decimals of a text are its length's high byte.
    if (field.type == 'C') field.size |= static_cast<size_t>(little(head, at + 17, 1)) << 8;
    if (used.empty() || !is_type(field.type) || static_cast<unsigned char>(used[0]) < 0x20)
      return std::nullopt;
    field.name = decode_name(used);
    field.begin = place;
    place += field.size;
    out.fields.push_back(std::move(field));
    at += kDescriptor;
  }
  const bool ends = at < head.size();
  if (!ends || out.fields.empty() || out.first <= at || place != out.record) return std::nullopt;
  return out;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.back() == ' ' || text.back() == '\0')) text.remove_suffix(1);
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  return text;
}

void append_value(const DbfField& field, unsigned version, Bytes bytes, RecordRows& rows) {
  const bool foxpro = version >= 0x30 && version <= 0x32;
  switch (field.type) {
    case 'I':
    case '+':
      if (bytes.size() != 4) break;
      return append_sqlite_integer(static_cast<int32_t>(little(bytes, 0, 4)), rows);
    case 'B':
    case 'O':
      if (bytes.size() != 8 || (field.type == 'B' && !foxpro)) break;
      return append_sqlite_real(std::bit_cast<double>(little(bytes, 0, 8)), rows);
    case 'Y':
      if (bytes.size() != 8) break;
      return append_sqlite_real(
          static_cast<double>(static_cast<int64_t>(little(bytes, 0, 8))) / 10000, rows);
    case 'M':
    case 'G':
    case 'P':
      return rows.value(Bytes());  // a block's number
    default:
      break;
  }
  rows.value(trimmed(as_text(bytes)));
}

class DbfReader final : public Reader {
 public:
  std::string_view name() const override { return "dbf"; }
  ReaderKind kind() const override { return ReaderKind::document; }
  bool tells_fields() const override { return true; }
  bool finds_deleted() const override { return true; }
  bool needs_seek() const override { return true; }

  int bid(const Head& head) const override {
    const std::optional<DbfHead> table = dbf_head(head.head);
    if (!table) return 0;
    if (!head.size) return 32;
    // Written without closing, a table may be longer than its header says, never much shorter.
    return *head.size + 1 >= table->first ? 32 : 0;
  }

  ReadOutcome read(ByteSource& source, Sink& sink) const override {
    if (!source.seekable() || source.position() != 0) return {ReadOutcome::Code::not_mine};
    const Result<Bytes> peeked = source.peek(kHead);
    const auto table =
        peeked ? dbf_head(peeked->first(std::min(peeked->size(), kHead))) : std::nullopt;
    if (!table) return {ReadOutcome::Code::not_mine};
    RecordRows rows(sink);
    std::vector<std::string> names;
    for (const DbfField& field : table->fields) names.push_back(field.name);
    rows.fields(names);
    uint64_t deleted = 0;
    if (!pass(source, sink, *table, false, rows, &deleted)) return {ReadOutcome::Code::damaged};
    if (deleted > 0) {
      rows.fields(std::vector<std::string>(names.size(), "~deleted"));
      if (!pass(source, sink, *table, true, rows, &deleted)) return {ReadOutcome::Code::damaged};
    }
    rows.flush();
    return {ReadOutcome::Code::done};
  }

 private:
  // The rows that are deleted, or those that are not; then, once, what stands behind the last one.
  static bool pass(ByteSource& source, Sink& sink, const DbfHead& table, bool deleted,
                   RecordRows& rows, uint64_t* skipped) {
    if (Status status = source.seek(table.first); !status)
      return fail(sink, status.error(), table.first);
    std::vector<std::byte> record(table.record);
    uint64_t number = 0;
    for (;; ++number) {
      const uint64_t at = table.first + number * table.record;
      const Result<size_t> got = source.read(record);
      if (!got) return fail(sink, got.error(), at);
      const auto flag = *got > 0 ? std::to_integer<char>(record[0]) : '\x1A';
      const bool row = *got == record.size() && (flag == ' ' || flag == '*');
      if (!row) {
        if (deleted) return true;
        if (number < table.records) sink.gap({GapReason::truncated, at, {}});
        rest(source, sink, at, rows);
        return true;
      }
      if ((flag == '*') != deleted) {
        ++*skipped;
        continue;
      }
      for (const DbfField& field : table.fields)
        append_value(field, table.version, Bytes(record).subspan(field.begin, field.size), rows);
      rows.end_row();
    }
  }

  static bool fail(Sink& sink, const Error& error, uint64_t at) {
    sink.gap(note_of(error, at));
    return false;
  }

  // Behind the mark of the end there is nothing, or something that is no table.
  static void rest(ByteSource& source, Sink& sink, uint64_t at, RecordRows& rows) {
    const uint64_t size = source.size().value_or(0);
    if (size <= at + 1) return;
    rows.flush();
    const auto range = make_range_source(source, at, size);
    sink.uncovered(*range, at);
  }
};

// ---- memo files

struct MemoHead {
  enum class Kind : uint8_t { fpt, dbt3, dbt4 } kind = Kind::fpt;
  uint64_t block = 512;  // bytes
};

constexpr size_t kMemoHeader = 512;

bool is_zero(Bytes b) {
  return std::all_of(b.begin(), b.end(), [](std::byte x) { return x == std::byte{0}; });
}

// No magic: the header must be zeros but for what it says, that must fit the file's size, and the
// first block must look like one.
std::optional<MemoHead> memo_head(const Head& head) {
  const Bytes b = head.head;
  if (b.size() < kMemoHeader + 8 || !head.size) return std::nullopt;
  const uint64_t size = *head.size;
  const Bytes first = b.subspan(kMemoHeader);
  const uint64_t fpt_block = big(b, 6, 2);
  const uint64_t fpt_next = big(b, 0, 4);
  if (fpt_next > 0 && big(b, 4, 2) == 0 && fpt_block >= 33 && fpt_block <= 16384 &&
      fpt_next * fpt_block + fpt_block >= size && fpt_next * fpt_block <= size + fpt_block &&
      is_zero(b.subspan(8, 64)) && big(first, 0, 4) <= 2 && big(first, 4, 4) > 0 &&
      big(first, 4, 4) <= size - kMemoHeader - 8) {
    return MemoHead{MemoHead::Kind::fpt, fpt_block};
  }
  const uint64_t next = little(b, 0, 4);
  const uint64_t block = little(b, 20, 2);
  if (next > 0 && block >= 64 && block % 64 == 0 && next * block + block >= size &&
      next * block <= size + block && big(first, 0, 4) == 0xFFFF0800 && little(first, 4, 4) >= 8 &&
      little(first, 4, 4) <= size - kMemoHeader) {
    return MemoHead{MemoHead::Kind::dbt4, block};
  }
  if (next > 1 && next * 512 + 512 >= size && next * 512 <= size + 512 && little(b, 16, 1) == 3 &&
      is_zero(b.subspan(4, 12)) && is_zero(b.subspan(17, 64))) {
    return MemoHead{MemoHead::Kind::dbt3, 512};
  }
  return std::nullopt;
}

class MemoReader final : public Reader {
 public:
  std::string_view name() const override { return "dbf-memo"; }
  ReaderKind kind() const override { return ReaderKind::document; }
  bool needs_seek() const override { return true; }
  int bid(const Head& head) const override { return memo_head(head) ? 30 : 0; }

  // Blocks from the first on: each is a memo, the rest of one, or free, and free ones hold what was
  // there. So the whole is cut into texts where they begin.
  ReadOutcome read(ByteSource& source, Sink& sink) const override {
    if (!source.seekable() || source.position() != 0) return {ReadOutcome::Code::not_mine};
    const Result<Bytes> peeked = source.peek(kMemoHeader + 8);
    if (!peeked) return {ReadOutcome::Code::not_mine};
    Head head;
    head.head = *peeked;
    head.size = source.size();
    const std::optional<MemoHead> memo = memo_head(head);
    if (!memo) return {ReadOutcome::Code::not_mine};
    RecordRows rows(sink);
    rows.fields({"memo"});
    uint64_t at = kMemoHeader;
    std::vector<std::byte> text;
    while (at < *head.size) {
      uint64_t next = 0;
      if (!one(source, sink, *memo, at, *head.size, &text, &next))
        return {ReadOutcome::Code::damaged};
      if (!is_zero(text)) {
        rows.value(text);
        rows.end_row();
      }
      at = next;
    }
    rows.flush();
    return {ReadOutcome::Code::done};
  }

 private:
  static constexpr uint64_t kMostText = 16 << 20;  // bytes of one memo; the rest follows as another

  static bool one(ByteSource& source, Sink& sink, const MemoHead& memo, uint64_t at, uint64_t size,
                  std::vector<std::byte>* text, uint64_t* next) {
    std::array<std::byte, 8> head{};
    uint64_t skip = 0;
    uint64_t length = memo.block;
    if (memo.kind != MemoHead::Kind::dbt3) {
      if (!load(source, sink, at, head)) return false;
      const bool fpt = memo.kind == MemoHead::Kind::fpt;
      const uint64_t told = fpt ? big(head, 4, 4) : little(head, 4, 4);
      const bool begins = fpt ? big(head, 0, 4) <= 2 && told > 0 && !is_zero(head)
                              : big(head, 0, 4) == 0xFFFF0800 && told >= 8;
      const uint64_t content = fpt ? told : told - 8;
      if (begins && content <= size - std::min(size, at + 8)) {
        skip = 8;
        length = std::min(content, kMostText);
      }
    }
    length = std::min(length, size - at - std::min(skip, size - at));
    text->resize(static_cast<size_t>(length));
    if (!load(source, sink, at + skip, *text)) return false;
    *next = at + std::max<uint64_t>((skip + length + memo.block - 1) / memo.block, 1) * memo.block;
    if (memo.kind == MemoHead::Kind::dbt3) return until_end_mark(source, sink, size, text, next);
    return true;
  }

  // dBASE III: to the first 0x1A, over as many blocks as it takes.
  static bool until_end_mark(ByteSource& source, Sink& sink, uint64_t size,
                             std::vector<std::byte>* text, uint64_t* next) {
    for (;;) {
      const auto mark = std::find(text->begin(), text->end(), std::byte{0x1A});
      if (mark != text->end() || *next >= size || text->size() >= kMostText) return true;
      const size_t had = text->size();
      text->resize(had + static_cast<size_t>(std::min<uint64_t>(512, size - *next)));
      if (!load(source, sink, *next, MutableBytes(*text).subspan(had))) return false;
      *next += 512;
    }
  }

  static bool load(ByteSource& source, Sink& sink, uint64_t at, MutableBytes out) {
    std::fill(out.begin(), out.end(), std::byte{0});
    Status status = source.seek(at);
    size_t done = 0;
    while (status.ok() && done < out.size()) {
      const Result<size_t> got = source.read(out.subspan(done));
      if (!got) {
        status = got.error();
      } else if (*got == 0) {
        break;
      } else {
        done += *got;
      }
    }
    if (!status.ok()) sink.gap(note_of(status.error(), at + done));
    return status.ok();
  }
};

}  // namespace

const Reader& dbf_reader() {
  static const DbfReader reader;
  return reader;
}

const Reader& dbf_memo_reader() {
  static const MemoReader reader;
  return reader;
}

}  // namespace qingce
