// What stands beside a SQLite database: its write-ahead log (`-wal`) and its rollback journal
// (`-journal`), both pages (https://www.sqlite.org/fileformat2.html, sections 3 and 4). A log's
// newest version of a page holds rows that may be in no other file; its older versions and a
// journal's pages hold rows as they were. The schema is in the database, so rows of the log have
// the fields c1, c2 ...
#include <array>
#include <bit>
#include <unordered_map>

#include "scanner/read/readers.h"
#include "scanner/read/record_rows.h"
#include "scanner/read/sqlite_pages.h"
#include "scanner/read/sqlite_remains.h"

namespace qingce {
namespace {

using namespace std::string_view_literals;

constexpr uint32_t kWalVersion = 3007000;
constexpr size_t kWalHeader = 32;
constexpr size_t kFrameHeader = 24;
constexpr std::string_view kJournalMagic = "\xD9\xD5\x05\xF9\x20\xA1\x63\xD7"sv;
constexpr size_t kJournalHeader = 28;
constexpr size_t kLogColumns = 64;

uint32_t be32(Bytes b, size_t at) {
  uint32_t value = 0;
  for (size_t i = at; i < at + 4; ++i) value = value << 8 | std::to_integer<uint32_t>(b[i]);
  return value;
}

bool is_page_size(uint32_t size) {
  return size >= 512 && size <= 65536 && std::has_single_bit(size);
}

// Whole, or as much as there is; nullopt: reading failed, and a gap says so.
std::optional<size_t> read_at(ByteSource& source, uint64_t at, MutableBytes out, Sink& sink) {
  if (Status status = source.seek(at); !status) {
    sink.gap(note_of(status.error(), at));
    return std::nullopt;
  }
  size_t done = 0;
  while (done < out.size()) {
    const Result<size_t> got = source.read(out.subspan(done));
    if (!got) {
      sink.gap(note_of(got.error(), at + done));
      return std::nullopt;
    }
    if (*got == 0) break;
    done += *got;
  }
  return done;
}

class WalRun {
 public:
  WalRun(ByteSource& source, Sink& sink) : source_(source), sink_(sink), rows_(sink), old_(rows_) {}

  ReadOutcome run(Bytes head) {
    page_size_ = be32(head, 8);
    if (!is_page_size(page_size_)) return {ReadOutcome::Code::not_mine};
    salt_ = {be32(head, 16), be32(head, 20)};
    if (!find_newest()) return {ReadOutcome::Code::damaged};
    page_.resize(page_size_);
    const bool whole = newest_pages() && older_pages();
    rows_.flush();
    return {whole ? ReadOutcome::Code::done : ReadOutcome::Code::damaged};
  }

 private:
  uint64_t place(uint64_t frame) const {
    return kWalHeader + frame * (kFrameHeader + uint64_t{page_size_});
  }

  // The last frame of each page among those of this log's generation that a commit closes.
  bool find_newest() {
    std::unordered_map<uint32_t, uint64_t> open;
    const uint64_t size = source_.size().value_or(0);
    std::array<std::byte, kFrameHeader> header;
    for (frames_ = 0; place(frames_) + kFrameHeader < size; ++frames_) {
      const auto got = read_at(source_, place(frames_), header, sink_);
      if (!got) return false;
      const Bytes h(header);
      if (be32(h, 8) != salt_[0] || be32(h, 12) != salt_[1]) continue;
      open[be32(h, 0)] = frames_;
      if (be32(h, 4) == 0) continue;
      for (const auto& [page, frame] : open) newest_[page] = frame;
      open.clear();
      sink_.hold_memory(newest_.size() * 64);
      if (sink_.memory_left() == 0) {
        sink_.gap({GapReason::limit_memory, std::nullopt, "pages"});
        return true;
      }
    }
    return true;
  }

  bool load(uint64_t frame, uint32_t* number) {
    std::array<std::byte, kFrameHeader> header{};
    const auto got = read_at(source_, place(frame), header, sink_);
    if (!got) return false;
    *number = be32(header, 0);
    const auto page = read_at(source_, place(frame) + kFrameHeader, page_, sink_);
    if (!page) return false;
    std::fill(page_.begin() + static_cast<std::ptrdiff_t>(*page), page_.end(), std::byte{0});
    return true;
  }

  bool is_newest(uint64_t frame, uint32_t number) const {
    const auto it = newest_.find(number);
    return it != newest_.end() && it->second == frame;
  }

  bool newest_pages() {
    std::vector<std::string> names;
    for (size_t i = 1; i <= kLogColumns; ++i) names.push_back("c" + std::to_string(i));
    rows_.fields(std::move(names));
    for (uint64_t frame = 0; frame < frames_; ++frame) {
      uint32_t number = 0;
      if (!load(frame, &number)) return false;
      if (is_newest(frame, number)) page_rows(number);
    }
    return true;
  }

  void page_rows(uint32_t number) {
    const Bytes bytes(page_);
    const auto page = SqlitePage::of(bytes, page_size_, number == 1);
    if (!page || !page->is_table || !page->is_leaf) return;  // index entries are values of rows
    for (const SqliteRange& cell : page->payloads) {
      uint64_t size = 0;
      const auto record = sqlite_record(bytes.subspan(cell.begin, cell.end - cell.begin), &size);
      if (!record) continue;
      for (const SqliteValue& value : *record) append_sqlite_value(value, rows_);
      rows_.end_row();
    }
  }

  // Older versions, and of the newest ones what is free and what is no page of rows (long values).
  bool older_pages() {
    old_.field("~deleted");
    for (uint64_t frame = 0; frame < frames_; ++frame) {
      uint32_t number = 0;
      if (!load(frame, &number)) return false;
      const Bytes bytes(page_);
      if (!is_newest(frame, number)) {
        old_.page(bytes, page_size_);
        continue;
      }
      const auto page = SqlitePage::of(bytes, page_size_, number == 1);
      if (!page) {
        old_.free(bytes, 0);
        continue;
      }
      for (const SqliteRange& range : page->free)
        old_.free(bytes.subspan(range.begin, range.end - range.begin), 0);
    }
    return true;
  }

  ByteSource& source_;
  Sink& sink_;
  RecordRows rows_;
  SqliteLeftovers old_;
  uint32_t page_size_ = 0;
  std::array<uint32_t, 2> salt_{};
  uint64_t frames_ = 0;
  std::unordered_map<uint32_t, uint64_t> newest_;  // page -> frame
  std::vector<std::byte> page_;
};

ReadOutcome read_journal(ByteSource& source, Sink& sink, Bytes head) {
  const uint32_t sector = be32(head, 20);
  const uint32_t page_size = be32(head, 24);
  if (!is_page_size(page_size) || sector < kJournalHeader || sector > 65536)
    return {ReadOutcome::Code::not_mine};
  RecordRows rows(sink);
  SqliteLeftovers old(rows);
  old.field("~deleted");
  const uint64_t size = source.size().value_or(0);
  std::vector<std::byte> record(4 + size_t{page_size} + 4);
  bool whole = true;
  for (uint64_t at = sector; at < size;) {
    const auto got = read_at(source, at, record, sink);
    if (!got) {
      whole = false;
      break;
    }
    const Bytes bytes = Bytes(record).first(*got);
    // A further header begins at a sector's begin.
    if (as_text(bytes).starts_with(kJournalMagic)) {
      at += sector;
      continue;
    }
    if (bytes.size() <= 4) break;
    const Bytes page = bytes.subspan(4, std::min<size_t>(page_size, bytes.size() - 4));
    if (page.size() == page_size) {
      old.page(page, page_size);
    } else {
      old.free(page, 0);
    }
    at += record.size();
    if (at >= size) break;
  }
  rows.flush();
  return {whole ? ReadOutcome::Code::done : ReadOutcome::Code::damaged};
}

class LogReader : public Reader {
 public:
  ReaderKind kind() const override { return ReaderKind::document; }
  bool needs_seek() const override { return true; }
  bool finds_deleted() const override { return true; }

 protected:
  static std::vector<std::byte> head_of(ByteSource& source, size_t bytes) {
    if (!source.seekable() || source.position() != 0) return {};
    const Result<Bytes> head = source.peek(bytes);
    if (!head || head->size() < bytes) return {};
    return {head->begin(), head->begin() + static_cast<std::ptrdiff_t>(bytes)};
  }
};

class WalReader final : public LogReader {
 public:
  std::string_view name() const override { return "sqlite-wal"; }
  int bid(const Head& head) const override {
    if (head.head.size() < kWalHeader) return 0;
    const bool magic = (be32(head.head, 0) & ~1u) == 0x377F0682;
    return magic && be32(head.head, 4) == kWalVersion && is_page_size(be32(head.head, 8)) ? 64 : 0;
  }
  ReadOutcome read(ByteSource& source, Sink& sink) const override {
    const std::vector<std::byte> head = head_of(source, kWalHeader);
    if (head.empty()) return {ReadOutcome::Code::not_mine};
    return WalRun(source, sink).run(head);
  }
};

class JournalReader final : public LogReader {
 public:
  std::string_view name() const override { return "sqlite-journal"; }
  int bid(const Head& head) const override {
    return as_text(head.head).starts_with(kJournalMagic) && head.head.size() >= kJournalHeader ? 64
                                                                                               : 0;
  }
  ReadOutcome read(ByteSource& source, Sink& sink) const override {
    const std::vector<std::byte> head = head_of(source, kJournalHeader);
    if (head.empty()) return {ReadOutcome::Code::not_mine};
    return read_journal(source, sink, head);
  }
};

}  // namespace

const Reader& sqlite_wal_reader() {
  static const WalReader reader;
  return reader;
}

const Reader& sqlite_journal_reader() {
  static const JournalReader reader;
  return reader;
}

}  // namespace qingce
