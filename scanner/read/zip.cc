// zip. The directory is read here (zip_directory) to know where each entry lies, so that every byte
// is covered exactly once; each entry is decoded by libarchive from a zip of that one entry. So a
// damaged entry, a wrong password or a strange directory never stops the others. Without a
// directory the local headers are walked.
#include <zlib.h>

#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <vector>

#include "scanner/read/archive_input.h"
#include "scanner/read/encoding.h"
#include "scanner/read/readers.h"
#include "scanner/read/zip_directory.h"

namespace qingce {
namespace {

using namespace std::string_view_literals;

constexpr uint64_t kKeptDirectory = 4 << 20;  // bytes of a central directory kept in memory
constexpr uint64_t kLongestPath = 4096;       // bytes, as everywhere
constexpr size_t kLongestRecord = kZipCentralBytes + 3 * 65535;
constexpr uint64_t kTrialBytes = 64
                                 << 20;  // decoded bytes after which a password is taken as right
constexpr uint16_t kOldZstd = 20, kZstd = 93;  // decoded by libzstd, whose window is checked first
constexpr uint16_t kStrongEncryption = 0x40, kMaskedDirectory = 0x2000;

uint32_t le32(Bytes b, size_t at) {
  uint32_t v = 0;
  for (size_t i = 4; i-- > 0;) v = v << 8 | static_cast<uint8_t>(b[at + i]);
  return v;
}

// Days since the epoch of a civil date (Howard Hinnant's algorithm).
int64_t days_from_civil(int64_t y, int64_t m, int64_t d) {
  y -= m <= 2 ? 1 : 0;
  const int64_t era = y / 400;
  const int64_t yoe = y - era * 400;
  const int64_t doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
  return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

// DOS times name no zone; taken as UTC, so that a report does not depend on the machine's.
std::optional<int64_t> time_of(const ZipEntry& e) {
  if (e.unix_time) return e.unix_time;
  const int month = e.dos_date >> 5 & 15;
  const int day = e.dos_date & 31;
  if (month < 1 || month > 12 || day < 1) return std::nullopt;
  return days_from_civil(1980 + (e.dos_date >> 9), month, day) * 86400 + (e.dos_time >> 11) * 3600 +
         (e.dos_time >> 5 & 63) * 60 + (e.dos_time & 31) * 2;
}

ChildInfo describe(const ZipEntry& e) {
  ChildInfo info;
  info.raw_name = e.unicode_name.empty() ? e.name : e.unicode_name;
  if (e.utf8() || !e.unicode_name.empty()) info.declared_charset = "UTF-8";
  info.size = e.size;
  info.mtime = time_of(e);
  const unsigned host = e.made_by >> 8;
  if (host == 3 || host == 19) info.mode = e.attributes >> 16 & 07777;
  return info;
}

bool supported(uint16_t method) {
  constexpr std::array<uint16_t, 8> kMethods = {0, 8, 12, 14, kOldZstd, kZstd, 95, 98};
  return std::find(kMethods.begin(), kMethods.end(), method) != kMethods.end();
}

std::string_view method_word(uint16_t method) {
  switch (method) {
    case 1:
      return "shrink";
    case 2:
    case 3:
    case 4:
    case 5:
      return "reduce";
    case 6:
      return "implode";
    case 9:
      return "deflate64";
    case 20:
    case 93:
      return "zstd";
    case 94:
      return "mp3";
    case 96:
      return "jpeg";
    case 97:
      return "wavpack";
    default:
      return "zip-method";
  }
}

// libarchive on one entry of `base`. `ready`: the entry's header was read; its data comes next.
struct OneEntry {
  OneEntry(ByteSource& base, const ZipEntry& entry, const std::string* password)
      : single(make_single_entry_source(base, entry)), input(*single), a(archive_read_new()) {
    archive_read_support_format_zip_seekable(a.get());
    if (password != nullptr) archive_read_add_passphrase(a.get(), password->c_str());
    struct archive_entry* header = nullptr;
    ready = input.open(a.get()) == ARCHIVE_OK && next_header(a.get(), &header) >= ARCHIVE_WARN;
  }
  std::unique_ptr<ByteSource> single;
  SeekInput input;
  ArchiveHandle a;
  bool ready = false;
};

enum class Trial : uint8_t {
  right,
  wrong,
  doubtful
};  // doubtful: its check byte fits, the data does not

// Decodes to the end without keeping anything: one wrong password in 256 passes ZipCrypto's own
// check.
Trial try_password(ByteSource& base, const ZipEntry& entry, const std::string& password) {
  OneEntry one(base, entry, &password);
  if (!one.ready) return Trial::wrong;
  uint64_t decoded = 0;
  bool wrong_check = false;
  for (;;) {
    const void* data = nullptr;
    size_t n = 0;
    la_int64_t offset = 0;
    const int code = archive_read_data_block(one.a.get(), &data, &n, &offset);
    if (code == ARCHIVE_EOF) return wrong_check ? Trial::doubtful : Trial::right;
    if (code < ARCHIVE_WARN) return decoded > 0 ? Trial::doubtful : Trial::wrong;
    wrong_check = wrong_check || code == ARCHIVE_WARN;
    decoded += n;
    if (entry.method != 0 && decoded > kTrialBytes) return Trial::right;
  }
}

bool is_zstd(const ZipEntry& e) { return e.method == kZstd || e.method == kOldZstd; }

// A zstd entry: libzstd's stream, held to the size and the check value that the directory states.
class ZstdEntry final : public ByteSource {
 public:
  ZstdEntry(ByteSource& base, const ZipEntry& entry, Sink& sink)
      : entry_(entry),
        stored_(make_range_source(base, entry.data, entry.data_end)),
        content_(make_zstd_stream(*stored_, sink)) {}
  uint64_t produced() const { return content_->produced(); }

 protected:
  Result<size_t> do_read(MutableBytes out) override {
    const auto got = content_->read(out);
    if (!got || *got > 0) {
      if (got) crc_ = crc32_z(crc_, reinterpret_cast<const Bytef*>(out.data()), *got);
      if (got) size_ += *got;
      return got;
    }
    const bool right = content_->cut() || (crc_ == entry_.crc && size_ == entry_.size);
    if (!right) return corrupt();
    return size_t{0};
  }

 private:
  const ZipEntry& entry_;
  std::unique_ptr<ByteSource> stored_;
  std::unique_ptr<FilterSource> content_;
  uLong crc_ = crc32(0, nullptr, 0);
  uint64_t size_ = 0;
};

struct Password {
  std::string bytes;
  uint32_t line = 0;  // of the operator's file, from 1
};

// The passwords as bytes: as given, and as a Chinese Windows program would have encoded them.
std::vector<Password> password_bytes(const std::vector<std::string>& lines) {
  std::vector<Password> out;
  uint32_t line = 0;
  for (const auto& p : lines) {
    ++line;
    if (p.empty()) continue;
    out.push_back({p, line});
    std::string gb = encode_gb18030(p);
    if (!gb.empty() && gb != p) out.push_back({std::move(gb), line});
  }
  return out;
}

// An encrypted entry: the password is found when the first byte is asked for.
class EncryptedEntry final : public ByteSource {
 public:
  // `good`: index of the password that opened an entry of this archive before; updated.
  EncryptedEntry(ByteSource& base, const ZipEntry& entry, Sink& sink, EntrySource::Account account,
                 const std::vector<Password>& passwords, std::optional<size_t>& good)
      : base_(base),
        entry_(entry),
        sink_(sink),
        account_(account),
        passwords_(passwords),
        good_(good) {}
  uint64_t produced() const { return content_ ? content_->produced() : 0; }

 protected:
  Result<size_t> do_read(MutableBytes out) override {
    if (!content_ && !open()) return Error{ErrorCode::encrypted, "no password fits", 0};
    return content_->read(out);
  }

 private:
  bool open() {
    const auto found = choose();
    if (!found) return false;
    good_ = found;
    one_.emplace(base_, entry_, &passwords_[*found].bytes);
    content_.emplace(one_->a.get(), sink_, account_, one_->input.error(), ErrorCode::corrupt,
                     std::nullopt);
    if (one_->ready) sink_.opened_by_password(passwords_[*found].line);
    return one_->ready;
  }

  // The one that worked last goes first. If none is right, data that the same password opens but
  // whose check fails is taken as damaged; under another password it is taken as chance.
  std::optional<size_t> choose() {
    bool good_is_doubtful = false;
    if (good_) {
      const Trial trial = try_password(base_, entry_, passwords_[*good_].bytes);
      if (trial == Trial::right) return good_;
      good_is_doubtful = trial == Trial::doubtful;
    }
    for (size_t i = 0; i < passwords_.size(); ++i) {
      if (good_ != i && try_password(base_, entry_, passwords_[i].bytes) == Trial::right) return i;
    }
    return good_is_doubtful ? good_ : std::nullopt;
  }

  ByteSource& base_;
  const ZipEntry& entry_;
  Sink& sink_;
  EntrySource::Account account_;
  const std::vector<Password>& passwords_;
  std::optional<size_t>& good_;
  std::optional<OneEntry> one_;
  std::optional<EntrySource> content_;
};

class ZipRun {
 public:
  ZipRun(ByteSource& source, Sink& sink)
      : source_(source),
        sink_(sink),
        size_(source.size().value_or(0)),
        passwords_(password_bytes(sink.passwords())) {}

  ReadOutcome run() {
    const auto end = find_zip_end(source_);
    if (end && !end->split) return read_directory(*end);
    return walk_locals(end && end->split);
  }

 private:
  struct Slot {
    uint64_t local = 0;
    uint64_t record = 0;  // offset of the central record
    bool operator<(const Slot& o) const {
      return local != o.local ? local < o.local : record < o.record;
    }
  };

  // ---- by the directory ----

  ReadOutcome read_directory(const ZipEnd& end) {
    std::vector<Slot> slots;
    const uint64_t parsed_end = index(end, slots);
    std::sort(slots.begin(), slots.end());
    if (source_.volume_start(0) && source_.seek(0)) {
      const auto marker = source_.peek(4);
      if (marker && as_text(*marker).starts_with("PK\7\x08"sv)) covered_ = 4;
    }
    size_t behind = 0;  // the first slot that begins behind the present one
    for (const Slot& slot : slots) {
      while (behind < slots.size() && slots[behind].local <= slot.local) ++behind;
      auto entry = load(slot, end);
      if (!entry) continue;
      const uint64_t next =
          behind < slots.size() ? std::min(slots[behind].local, end.directory) : end.directory;
      if (!visit(*entry, next)) return {ReadOutcome::Code::done};
    }
    cover_to(end.directory);
    covered_ = std::max(covered_, parsed_end);
    cover_to(end.directory_end);
    covered_ = std::max(covered_, end.record + kZipEndBytes);
    cover_to(end.comment_end);
    cover_to(size_);
    if (!comments_.empty()) {
      const auto text = make_memory_source(as_bytes(comments_));
      sink_.uncovered(*text, end.directory);
    }
    if (document_ != nullptr) sink_.gap({GapReason::no_reader, std::nullopt, document_});
    return {ReadOutcome::Code::done};
  }

  // Where each entry begins. Returns the end of the records that could be read.
  uint64_t index(const ZipEnd& end, std::vector<Slot>& slots) {
    keep_directory(end);
    const uint64_t most = sink_.memory_left() / sizeof(Slot);
    uint64_t at = end.directory;
    while (at < end.directory_end) {
      const Bytes b = directory_bytes(at, end);
      size_t length = 0;
      auto entry = parse_central(b, end.shift, length);
      if (entry) place(*entry);
      if (!entry) {
        if (as_text(b).starts_with("PK\5\5"sv)) return end.directory_end;
        sink_.gap({GapReason::corrupt, at, "zip"});
        return at;
      }
      if (slots.size() >= most) {
        sink_.gap({GapReason::limit_memory, at, "zip"});
        return end.directory_end;
      }
      slots.push_back({entry->local, at});
      note_name(entry->name);
      if (!entry->comment.empty() && comments_.size() < (1u << 20))
        comments_ += entry->comment + '\n';
      at += length;
    }
    return at;
  }

  void note_name(std::string_view name) {
    if (name == "[Content_Types].xml" || name == "_rels/.rels")
      document_ = "ooxml";
    else if (name == "mimetype" && document_ == nullptr)
      has_mimetype_ = true;
  }

  void keep_directory(const ZipEnd& end) {
    const uint64_t n = end.directory_end - end.directory;
    if (n > kKeptDirectory || !source_.seek(end.directory)) return;
    directory_.resize(static_cast<size_t>(n));
    const auto got = source_.read(directory_);
    directory_.resize(got ? *got : 0);
  }

  Bytes directory_bytes(uint64_t at, const ZipEnd& end) {
    const uint64_t left = end.directory_end - at;
    if (!directory_.empty()) {
      const uint64_t from = std::min<uint64_t>(at - end.directory, directory_.size());
      return Bytes(directory_).subspan(static_cast<size_t>(from));
    }
    if (source_.position() != at && !source_.seek(at)) return {};
    const auto b = source_.peek(static_cast<size_t>(std::min<uint64_t>(left, kLongestRecord)));
    return b ? b->first(static_cast<size_t>(std::min<uint64_t>(b->size(), left))) : Bytes{};
  }

  std::optional<ZipEntry> load(const Slot& slot, const ZipEnd& end) {
    size_t length = 0;
    auto entry = parse_central(directory_bytes(slot.record, end), end.shift, length);
    if (entry) place(*entry);
    return entry;
  }

  // In a split archive offsets count from the start of their volume.
  void place(ZipEntry& entry) const {
    if (entry.disk > 0) entry.local += source_.volume_start(entry.disk).value_or(0);
  }

  // ---- without one ----

  ReadOutcome walk_locals(bool split) {
    uint64_t at = 0;
    bool any = false;
    for (;;) {
      const auto next = next_local(at);
      if (!next) break;
      auto entry = local_entry(*next);
      if (!entry) {
        at = *next + 4;
        continue;
      }
      if (!any && *next > 8) break;  // only a source that begins with one is ours
      if (!any && split) sink_.gap({GapReason::volume_missing, 0, "zip"});
      if (!any) covered_ = *next;  // a spanning marker
      any = true;
      const uint64_t end = entry->end;
      if (!visit(*entry, end)) return {ReadOutcome::Code::done};
      at = std::max(end, entry->data);
    }
    if (!any) return {ReadOutcome::Code::not_mine};
    cover_to(size_);
    if (!split) sink_.gap({GapReason::truncated, size_, "zip"});
    return {ReadOutcome::Code::damaged};
  }

  std::optional<ZipEntry> local_entry(uint64_t at) {
    if (!source_.seek(at)) return std::nullopt;
    const auto b = source_.peek(kZipLocalBytes + 2 * 65535);
    if (!b) return std::nullopt;
    auto local = parse_local(*b, at);
    if (!local) return std::nullopt;
    ZipEntry& e = local->entry;
    if (e.end < e.data) return std::nullopt;
    if (local->has_descriptor) {
      find_descriptor(source_, e);
    }
    e.record = make_central(e);
    return e;
  }

  // The next local header from `at` on; directory records on the way are covered.
  std::optional<uint64_t> next_local(uint64_t at) {
    while (at < size_) {
      if (!source_.seek(at)) return std::nullopt;
      const auto chunk = source_.peek(kLongestRecord);
      if (!chunk || chunk->size() < 4) return std::nullopt;
      const size_t found = as_text(*chunk).find("PK"sv);
      if (found == std::string_view::npos) {
        at += chunk->size() - 1;
        if (chunk->size() < 2 || at + 1 >= size_) return std::nullopt;
        continue;
      }
      at += found;
      const Bytes b = chunk->subspan(found);
      if (b.size() < kZipCentralBytes && found > 0 && at + b.size() < size_) continue;
      if (plausible_local(b)) return at;
      const uint64_t length = directory_record(b);
      if (length > 0 && at <= size_) {
        cover_to(at);
        covered_ = at + length;
      }
      at += std::max<uint64_t>(length, 2);
    }
    return std::nullopt;
  }

  static uint64_t directory_record(Bytes b) {
    size_t length = 0;
    if (parse_central(b, 0, length)) return length;
    const auto text = as_text(b);
    if (text.starts_with("PK\5\6"sv) && b.size() >= kZipEndBytes) return kZipEndBytes;
    if (text.starts_with("PK\6\6"sv) && b.size() >= 56) return 56;
    if (text.starts_with("PK\6\7"sv) && b.size() >= 20) return 20;
    return 0;
  }

  // ---- entries ----

  // The bytes from covered_ to `at` belong to no member.
  void cover_to(uint64_t at) {
    at = std::min(at, size_);
    if (at <= covered_) return;
    const auto range = make_range_source(source_, covered_, at);
    const uint64_t begin = covered_;
    covered_ = at;
    sink_.uncovered(*range, begin);
  }

  // False: the list stops here.
  bool visit(ZipEntry& entry, uint64_t next) {
    cover_to(entry.local);
    if (!locate(source_, entry, next))
      return unread_file(entry, {GapReason::corrupt, entry.local, "zip"});
    other_names(entry);
    if (entry.directory()) {
      // What a directory holds as data is nobody's member; an empty deflate stream (Python) is no
      // data.
      const bool nothing = entry.size == 0 && entry.stored_size <= (entry.encrypted() ? 14u : 2u);
      covered_ = std::max(covered_, nothing ? entry.end : entry.data);
      return true;
    }
    const bool overlaps = entry.local < covered_;
    const uint64_t before = covered_;
    covered_ = std::max(covered_, std::min(entry.end, size_));
    if (entry.link_or_device() && !holds_data(entry)) {
      sink_.non_object(describe(entry), !entry.symlink());
      return true;
    }
    if (const auto note = cannot_read(entry, overlaps)) return unread_file(entry, *note);
    return read_member(entry, overlaps, before);
  }

  // A link holds a path and a device nothing. What says it is one and holds more is a file that two
  // bits hide.
  static bool holds_data(const ZipEntry& e) { return e.size > (e.symlink() ? kLongestPath : 0); }

  // Names that are not the member's: the local header's, where it differs, and the one that a
  // Unicode name replaces.
  void other_names(const ZipEntry& e) {
    for (const std::string& name :
         {e.local_name, e.unicode_name.empty() ? std::string() : e.name}) {
      const bool known = name == e.name && e.unicode_name.empty();
      if (name.empty() || known || name == e.unicode_name) continue;
      const std::string block = name + '\0';
      Column column;
      column.field = "~name";
      column.block = as_bytes(block);
      column.offsets = {0, block.size()};
      RecordBatch batch;
      batch.rows = 1;
      batch.columns.push_back(std::move(column));
      sink_.batch(batch);
    }
  }

  bool unread_file(const ZipEntry& entry, GapNote note) {
    if (entry.directory() || (entry.link_or_device() && !holds_data(entry))) return true;
    ChildInfo info = describe(entry);
    note.offset.reset();
    info.unread = note;
    return sink_.child(std::move(info), nullptr);
  }

  std::optional<GapNote> cannot_read(const ZipEntry& e, bool overlaps) {
    if (overlaps && overlap_out_ > sink_.limits().ratio_floor &&
        overlap_out_ / std::max<uint64_t>(sink_.limits().ratio, 1) > size_) {
      return GapNote{GapReason::limit_ratio, std::nullopt, "zip"};
    }
    if (e.encrypted()) {
      const bool strong = (e.flags & (kStrongEncryption | kMaskedDirectory)) != 0;
      if (strong || passwords_.empty()) return GapNote{GapReason::encrypted, std::nullopt, "zip"};
    }
    if (!supported(e.method) || (e.encrypted() && is_zstd(e)))
      return GapNote{GapReason::unsupported_method, std::nullopt, method_word(e.method)};
    if (!e.encrypted() && !fits_memory(e))
      return GapNote{GapReason::limit_memory, std::nullopt, "zip"};
    return std::nullopt;
  }

  // Decoders whose memory the data asks for: LZMA's dictionary, xz's, PPMd's model.
  bool fits_memory(const ZipEntry& e) {
    const uint64_t memory = sink_.memory_left();
    if (e.method != 14 && e.method != 95 && e.method != 98) return true;
    if (!source_.seek(e.data)) return true;
    const auto b = source_.peek(4096);
    if (!b) return true;
    if (e.method == 95) return xz_fits(*b, memory);
    if (e.method == 98 && b->size() >= 2) {
      const unsigned v = static_cast<unsigned>((*b)[0]) | static_cast<unsigned>((*b)[1]) << 8;
      return uint64_t{(v >> 4 & 0xFF) + 1} << 20 <= memory;
    }
    return b->size() < 9 || e.method == 98 || le32(*b, 5) <= memory;
  }

  bool read_member(ZipEntry& entry, bool overlaps, uint64_t covered_before) {
    note_mimetype(entry);
    const auto account =
        overlaps ? EntrySource::Account::overlapping : EntrySource::Account::compressed;
    uint64_t produced = 0;
    bool go_on = true;
    if (entry.stored_size == 0 && entry.size == 0 && !entry.encrypted()) {
      const auto nothing = make_memory_source({});
      go_on = sink_.child(describe(entry), nothing.get());
    } else if (entry.encrypted()) {
      EncryptedEntry content(source_, entry, sink_, account, passwords_, good_password_);
      go_on = sink_.child(describe(entry), &content);
      produced = content.produced();
    } else if (is_zstd(entry)) {
      ZstdEntry content(source_, entry, sink_);
      go_on = sink_.child(describe(entry), &content);
      produced = content.produced();
    } else {
      OneEntry one(source_, entry, nullptr);
      if (!one.ready) {
        // Its bytes are nobody's then.
        covered_ = std::max(covered_before, std::min(entry.local, size_));
        const bool cut = entry.data_end > size_;
        return unread_file(entry,
                           {cut ? GapReason::truncated : GapReason::corrupt, entry.local, "zip"});
      }
      const ErrorCode give_up = entry.data_end > size_ ? ErrorCode::truncated : ErrorCode::corrupt;
      EntrySource content(one.a.get(), sink_, account, one.input.error(), give_up, std::nullopt);
      go_on = sink_.child(describe(entry), &content);
      produced = content.produced();
    }
    if (overlaps) overlap_out_ += produced;
    return go_on;
  }

  void note_mimetype(const ZipEntry& e) {
    if (!has_mimetype_ || e.name != "mimetype" || e.method != 0 || !source_.seek(e.data)) return;
    const auto b = source_.peek(64);
    if (b && as_text(*b).starts_with("application/vnd.oasis.opendocument")) document_ = "odf";
  }

  ByteSource& source_;
  Sink& sink_;
  uint64_t size_;
  std::vector<Password> passwords_;
  std::optional<size_t> good_password_;
  std::vector<std::byte> directory_;
  std::string comments_;  // of the entries, one a line
  const char* document_ = nullptr;
  bool has_mimetype_ = false;
  uint64_t covered_ =
      0;  // every byte before it belongs to a member, the directory, or was handed over
  uint64_t overlap_out_ = 0;
};

class ZipReader final : public Reader {
 public:
  std::string_view name() const override { return "zip"; }
  ReaderKind kind() const override { return ReaderKind::container; }
  bool needs_seek() const override { return true; }
  int bid(const Head& head) const override {
    if (!head.seekable) return 0;
    if (plausible_local(head.head)) return 48;
    const auto text = as_text(head.head);
    const bool marker = text.starts_with("PK\7\x08"sv) || text.starts_with("PK00"sv);
    if (marker && plausible_local(head.head.subspan(4))) return 64;
    if (head.tail.empty() || !has_zip_end(head.tail, head.size.value_or(head.tail.size())))
      return 0;
    return text.starts_with("PK\5\6"sv) ? 32 : kTailBid;
  }
  ReadOutcome read(ByteSource& source, Sink& sink) const override {
    const LocaleScope locale;
    return ZipRun(source, sink).run();
  }
};

}  // namespace

const Reader& zip_reader() {
  static const ZipReader reader;
  return reader;
}

}  // namespace qingce
