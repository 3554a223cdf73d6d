// 7z, RAR 4 and 5, cab, ISO 9660, xar: archives whose directory must be sought. Each is decoded by
// libarchive with exactly its one format enabled; what the headers say beforehand (where it ends,
// what is encrypted) is surveyed here, so that no byte is lost and no reason is guessed from a
// decoder's confusion. An entry that stops libarchive for good is passed over by starting again
// behind it.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "scanner/read/archive_input.h"
#include "scanner/read/archive_survey.h"
#include "scanner/read/readers.h"

namespace qingce {
namespace {

using namespace std::string_view_literals;

constexpr int kMostRestarts = 64;         // entries of one archive that may stop libarchive
constexpr size_t kStubSearch = 2u << 20;  // bytes of a program in which an archive is looked for

struct ArchiveFormat {
  std::string_view name;
  int (*enable)(struct archive*);
  int (*bid)(const Head&);
  Survey (*survey)(ByteSource&, uint64_t, uint64_t);
  EntrySource::Short when_short = EntrySource::Short::truncated;
};

constexpr ArchiveFormat k7z = {"7z", archive_read_support_format_7zip, bid_7z, survey_7z};
constexpr ArchiveFormat kRar4 = {"rar", archive_read_support_format_rar, bid_rar4, survey_rar4};
constexpr ArchiveFormat kRar5 = {"rar5", archive_read_support_format_rar5, bid_rar5, survey_rar5};
constexpr ArchiveFormat kCab = {"cab", archive_read_support_format_cab, bid_cab, survey_cab};
constexpr ArchiveFormat kIso = {"iso9660", archive_read_support_format_iso9660, bid_iso, survey_iso,
                                EntrySource::Short::hole};
constexpr ArchiveFormat kXar = {"xar", archive_read_support_format_xar, bid_xar, survey_xar};

class ArchiveRun {
 public:
  ArchiveRun(const ArchiveFormat& format, ByteSource& source, Sink& sink, Survey survey)
      : format_(format), source_(source), sink_(sink), survey_(std::move(survey)) {}

  ReadOutcome run() {
    if (survey_.whole) {
      sink_.gap({*survey_.whole, survey_.begin, format_.name});
      return {ReadOutcome::Code::damaged};
    }
    for (int starts = 0;; ++starts) {
      const End end = pass();
      if (end == End::stopped) return {ReadOutcome::Code::done};
      if (end == End::again && starts < kMostRestarts) continue;
      if (end == End::again) damage(position_, GapReason::corrupt);
      break;
    }
    if (!any_ && damaged_) return {ReadOutcome::Code::damaged};
    if (survey_.rest) damage(survey_.end, *survey_.rest);
    if (survey_.cut && !survey_.rest) damage(source_.size().value_or(0), GapReason::truncated);
    for (const std::string_view other : survey_.others)
      sink_.gap({GapReason::no_reader, survey_.begin, other});
    texts();
    const uint64_t size = source_.size().value_or(0);
    uncovered(0, survey_.begin);
    if (damaged_) uncovered(std::min(position_, survey_.end), survey_.end);
    uncovered(survey_.end, size);
    return {damaged_ ? ReadOutcome::Code::damaged : ReadOutcome::Code::done};
  }

 private:
  enum class End : uint8_t { done, stopped, again };

  // One handle, from its start; hands over the entries from next_ on.
  End pass() {
    const auto view = make_range_source(source_, survey_.begin, survey_.end);
    SeekInput input(*view);
    const ArchiveHandle a(archive_read_new());
    format_.enable(a.get());
    if (input.open(a.get()) != ARCHIVE_OK) return fail(a.get(), input, false);
    bool entry_failed = false;
    for (uint64_t n = 0;; ++n) {
      struct archive_entry* entry = nullptr;
      position_ = std::max(position_, survey_.begin + used(a.get()));
      int code = next_header(a.get(), &entry);
      while (code == ARCHIVE_RETRY) code = next_header(a.get(), &entry);
      if (code == ARCHIVE_EOF) return End::done;
      if (code == ARCHIVE_FATAL || code == ARCHIVE_FAILED) {
        // Whoever failed in its data takes the handle with it; what follows is had from a new one.
        if (entry_failed) return End::again;
        return fail(a.get(), input, true);
      }
      if (n < next_) continue;
      next_ = n + 1;
      any_ = true;
      if (!member(a.get(), entry, input, n, entry_failed)) return End::stopped;
    }
  }

  static uint64_t used(struct archive* a) {
    return static_cast<uint64_t>(std::max<la_int64_t>(archive_filter_bytes(a, 0), 0));
  }

  // `opened`: a handle that no format took must not be asked about encryption (3.6.2 crashes).
  End fail(struct archive* a, const SeekInput& input, bool opened) {
    damaged_ = true;
    if (input.error()) {
      sink_.gap(note_of(*input.error(), position_));
      return End::done;
    }
    const bool encrypted = opened && archive_read_has_encrypted_entries(a) == 1 && !any_;
    const ErrorCode code =
        encrypted ? ErrorCode::encrypted
                  : meaning_of(a, survey_.cut ? ErrorCode::truncated : ErrorCode::corrupt);
    GapNote note = note_of({code, "", 0}, any_ ? position_ : survey_.begin);
    note.detail = format_.name;
    if (survey_.rest && !any_) note.reason = *std::exchange(survey_.rest, std::nullopt);
    sink_.gap(note);
    survey_.cut = false;
    return End::done;
  }

  void damage(uint64_t at, GapReason reason) {
    damaged_ = true;
    sink_.gap({reason, at, format_.name});
  }

  void uncovered(uint64_t begin, uint64_t end) {
    if (end <= begin) return;
    const auto range = make_range_source(source_, begin, end);
    sink_.uncovered(*range, begin);
  }

  // False: the list stops here.
  bool member(struct archive* a, struct archive_entry* e, const SeekInput& input, uint64_t n,
              bool& failed) {
    failed = false;
    ChildInfo info = describe(e);
    if (const auto go_on = without_data(e, info, sink_)) return *go_on;
    std::optional<GapReason> reason;
    if (n < survey_.entries.size()) reason = survey_.entries[static_cast<size_t>(n)];
    if (archive_entry_is_data_encrypted(e) != 0 || archive_entry_is_metadata_encrypted(e) != 0)
      reason = GapReason::encrypted;
    if (reason) {
      info.unread = GapNote{*reason, std::nullopt, format_.name};
      return sink_.child(std::move(info), nullptr);
    }
    EntrySource content(a, sink_, EntrySource::Account::compressed, input.error(),
                        survey_.cut ? ErrorCode::truncated : ErrorCode::corrupt, info.size);
    content.ask_library(format_.when_short);
    const bool go_on = sink_.child(std::move(info), &content);
    failed = content.failed();
    return go_on;
  }

  void texts() {
    for (const auto& [field, value] : survey_.texts) {
      Column column;
      column.field = field;
      column.block = as_bytes(value);
      column.offsets = {0, value.size() + 1};
      RecordBatch batch;
      batch.rows = 1;
      batch.columns.push_back(std::move(column));
      sink_.batch(batch);
    }
  }

  const ArchiveFormat& format_;
  ByteSource& source_;
  Sink& sink_;
  Survey survey_;
  uint64_t next_ = 0;      // the first entry that was not handed over
  uint64_t position_ = 0;  // the furthest header
  bool any_ = false;
  bool damaged_ = false;
};

class ArchiveReader final : public Reader {
 public:
  explicit ArchiveReader(const ArchiveFormat& format) : format_(format) {}
  std::string_view name() const override { return format_.name; }
  ReaderKind kind() const override { return ReaderKind::container; }
  bool needs_seek() const override { return true; }
  int bid(const Head& head) const override { return head.seekable ? format_.bid(head) : 0; }
  ReadOutcome read(ByteSource& source, Sink& sink) const override {
    const LocaleScope locale;
    return ArchiveRun(format_, source, sink, format_.survey(source, 0, sink.memory_left())).run();
  }

 private:
  const ArchiveFormat& format_;
};

// A program with an archive behind its own code: the installers and self-extractors that 7-Zip and
// WinRAR write. (A zip is found from its end by its own reader.)
class SfxReader final : public Reader {
 public:
  std::string_view name() const override { return "sfx"; }
  ReaderKind kind() const override { return ReaderKind::container; }
  bool needs_seek() const override { return true; }
  int bid(const Head& head) const override {
    const auto text = as_text(head.head);
    const bool program = text.starts_with("MZ"sv) || text.starts_with(
                                                         "\x7F"
                                                         "ELF"sv);
    return head.seekable && program ? kSfxBid : 0;
  }
  ReadOutcome read(ByteSource& source, Sink& sink) const override {
    const auto found = find(source);
    if (!found) return {ReadOutcome::Code::not_mine};
    const LocaleScope locale;
    const auto& [at, format] = *found;
    sink.format(format->name);
    return ArchiveRun(*format, source, sink, format->survey(source, at, sink.memory_left())).run();
  }

 private:
  using Found = std::pair<uint64_t, const ArchiveFormat*>;

  static std::optional<Found> find(ByteSource& source) {
    const uint64_t size = source.size().value_or(0);
    constexpr size_t kStep = ByteSource::kMaxPeek;
    constexpr size_t kOverlap = 64;
    for (uint64_t base = 0; base < std::min<uint64_t>(size, kStubSearch);
         base += kStep - kOverlap) {
      if (!source.seek(base)) return std::nullopt;
      const auto b = source.peek(kStep);
      if (!b) return std::nullopt;
      if (const auto found = find_in(b->first(std::min(b->size(), kStep)), base)) return found;
    }
    return std::nullopt;
  }

  // Both magics hold a byte that text and code seldom do, behind two that say which they are.
  static std::optional<Found> find_in(Bytes b, uint64_t base) {
    const auto text = as_text(b);
    Head head;
    size_t seven = text.find("7z\xBC\xAF\x27\x1C"sv);
    for (; seven != std::string_view::npos; seven = text.find("7z\xBC\xAF\x27\x1C"sv, seven + 1)) {
      head.head = b.subspan(seven);
      if (bid_7z(head) == 80) break;
    }
    size_t rar = text.find("Rar!\x1A\7"sv);
    for (; rar != std::string_view::npos; rar = text.find("Rar!\x1A\7"sv, rar + 1)) {
      head.head = b.subspan(rar);
      if (starts_rar(head.head)) break;
    }
    if (seven == std::string_view::npos && rar == std::string_view::npos) return std::nullopt;
    if (seven < rar) return Found{base + seven, &k7z};
    return Found{base + rar, b[rar + 6] == std::byte{0} ? &kRar4 : &kRar5};
  }

  // The archive header must follow: a program may hold the magic alone.
  static bool starts_rar(Bytes b) {
    if (b.size() < 20) return false;
    if (b[6] == std::byte{0}) return b[9] == std::byte{0x73} && b[12] == std::byte{0x0D};
    return b[6] == std::byte{1} && b[7] == std::byte{0} && static_cast<uint8_t>(b[12]) < 64 &&
           (b[13] == std::byte{1} || b[13] == std::byte{4});
  }
};

}  // namespace

const Reader& sevenzip_reader() {
  static const ArchiveReader reader(k7z);
  return reader;
}
const Reader& rar4_reader() {
  static const ArchiveReader reader(kRar4);
  return reader;
}
const Reader& rar5_reader() {
  static const ArchiveReader reader(kRar5);
  return reader;
}
const Reader& cab_reader() {
  static const ArchiveReader reader(kCab);
  return reader;
}
const Reader& iso_reader() {
  static const ArchiveReader reader(kIso);
  return reader;
}
const Reader& xar_reader() {
  static const ArchiveReader reader(kXar);
  return reader;
}
const Reader& sfx_reader() {
  static const SfxReader reader;
  return reader;
}

}  // namespace qingce
