// cpio (newc, crc, odc, old binary, afio), ar (GNU, BSD; Debian packages) and LHA: archives that
// are read from front to back, decoded by libarchive with exactly the one format enabled. The
// source is never sought, and left at the first byte behind the archive.
#include <algorithm>
#include <utility>
#include <vector>

#include "scanner/read/archive_input.h"
#include "scanner/read/archive_survey.h"
#include "scanner/read/readers.h"

namespace qingce {
namespace {

constexpr size_t kBidBytes = 128;  // bytes that tell a cpio header

struct StreamFormat {
  std::string_view name;
  int (*enable)(struct archive*);
  int (*bid)(const Head&);
  bool has_end_mark;  // without it the archive was cut short
};

constexpr StreamFormat kCpio = {"cpio", archive_read_support_format_cpio, bid_cpio, true};
constexpr StreamFormat kAr = {"ar", archive_read_support_format_ar, bid_ar, false};
constexpr StreamFormat kLha = {"lha", archive_read_support_format_lha, bid_lha, false};

// What lies between a damaged header and the next good one of a cpio.
class UntilHeader final : public ByteSource {
 public:
  explicit UntilHeader(ByteSource& base) : base_(base) {}

 protected:
  Result<size_t> do_read(MutableBytes out) override {
    constexpr size_t kAhead = 64 << 10;
    constexpr size_t kHeader = 128;  // bytes that a bid looks at
    if (clear_ == 0) {
      const auto b = base_.peek(kAhead);
      if (!b) return b.error();
      const Bytes ahead = b->first(std::min(b->size(), kAhead));
      const bool last = ahead.size() < kAhead;
      const size_t end = last ? ahead.size() : ahead.size() - kHeader;
      size_t at = std::exchange(first_, false) ? 1 : 0;  // the damaged header itself may look good
      Head head;
      for (; at < end; ++at) {
        head.head = ahead.subspan(at);
        if (bid_cpio(head) >= 60 || (at % 2 == 0 && bid_cpio(head) > 0)) break;
      }
      clear_ = std::min(at, ahead.size());
      if (clear_ == 0) return size_t{0};
    }
    const auto got = base_.read(out.first(std::min(out.size(), clear_)));
    if (got) clear_ -= *got;
    return got;
  }

 private:
  ByteSource& base_;
  size_t clear_ = 0;  // bytes ahead that are no header
  bool first_ = true;
};

class StreamRun {
 public:
  StreamRun(const StreamFormat& format, ByteSource& source, Sink& sink)
      : format_(format), source_(source), sink_(sink), input_(source), a_(archive_read_new()) {}

  // The source stands at another header, behind damage: a new run goes on.
  bool again() const { return again_; }

  ReadOutcome run() {
    format_.enable(a_.get());
    if (input_.open(a_.get()) != ARCHIVE_OK) return fail(0);
    for (;;) {
      // What is left of the entry goes first, so that the header's start is known and held.
      input_.release();
      const int skipped = any_ ? archive_read_data_skip(a_.get()) : ARCHIVE_OK;
      if (skipped < ARCHIVE_WARN) return fail(input_.used(a_.get()));
      const uint64_t header = input_.used(a_.get());
      input_.hold(header);
      // libarchive's own search for the next header of a damaged cpio passes over good ones.
      if (any_ && format_.bid == bid_cpio && !at_header(header)) return lost(header);
      struct archive_entry* entry = nullptr;
      const int code = next_header(a_.get(), &entry);
      if (code == ARCHIVE_EOF) return finish(header);
      if (code == ARCHIVE_FATAL || code == ARCHIVE_FAILED) return fail(header);
      input_.release();
      any_ = true;
      if (!member(entry)) return {ReadOutcome::Code::done};
    }
  }

 private:
  ReadOutcome finish(uint64_t header) {
    const uint64_t used = input_.used(a_.get());
    input_.leave_at(used);
    if (format_.has_end_mark && used == header) {
      sink_.gap({GapReason::truncated, used, format_.name});
      return {ReadOutcome::Code::damaged};
    }
    return {ReadOutcome::Code::done};
  }

  // The source stands at the header that could not be read: what follows comes as `~tail`.
  ReadOutcome fail(uint64_t at) {
    input_.leave_at(at);
    if (input_.error()) {
      sink_.gap(note_of(*input_.error(), at));
      return {ReadOutcome::Code::damaged};
    }
    const ErrorCode otherwise = input_.at_end() ? ErrorCode::truncated : ErrorCode::corrupt;
    GapNote note = note_of({meaning_of(a_.get(), otherwise), "", 0}, at);
    note.detail = format_.name;
    sink_.gap(note);
    return {ReadOutcome::Code::damaged};
  }

  bool at_header(uint64_t header) {
    input_.leave_at(header);
    const auto b = source_.peek(kBidBytes);
    Head head;
    if (b) head.head = b->first(std::min(b->size(), kBidBytes));
    // A header of another kind libarchive passes over, to one that nobody has looked at.
    const int kind = archive_format(a_.get());
    const bool newc =
        kind == ARCHIVE_FORMAT_CPIO_SVR4_NOCRC || kind == ARCHIVE_FORMAT_CPIO_SVR4_CRC;
    return !b || (bid_cpio(head) > 0 && newc == is_newc_cpio(as_text(head.head)));
  }

  // The source stands where a header should be.
  ReadOutcome lost(uint64_t header) {
    const auto b = source_.peek(1);
    const bool end = b && b->empty();
    sink_.gap({end ? GapReason::truncated : GapReason::corrupt, header, format_.name});
    if (end) return {ReadOutcome::Code::damaged};
    UntilHeader damaged(source_);
    sink_.uncovered(damaged, header);
    for (;;) {
      const auto passed = damaged.skip(1 << 20);
      if (!passed || *passed == 0) break;
    }
    again_ = true;
    return {ReadOutcome::Code::damaged};
  }

  bool member(struct archive_entry* e) {
    ChildInfo info = describe(e);
    if (const auto go_on = without_data(e, info, sink_)) return *go_on;
    if (archive_entry_is_data_encrypted(e) != 0) {
      info.unread = GapNote{GapReason::encrypted, std::nullopt, format_.name};
      return sink_.child(std::move(info), nullptr);
    }
    const bool packed = format_.enable == archive_read_support_format_lha;
    EntrySource content(a_.get(), sink_,
                        packed ? EntrySource::Account::compressed : EntrySource::Account::stored,
                        input_.error(), packed ? ErrorCode::corrupt : ErrorCode::truncated,
                        packed ? std::nullopt : info.size);
    content.ask_library(EntrySource::Short::nothing);
    return sink_.child(std::move(info), &content);
  }

  const StreamFormat& format_;
  ByteSource& source_;
  Sink& sink_;
  StreamInput input_;
  ArchiveHandle a_;
  bool any_ = false;
  bool again_ = false;
};

class StreamArchiveReader final : public Reader {
 public:
  explicit StreamArchiveReader(const StreamFormat& format) : format_(format) {}
  std::string_view name() const override { return format_.name; }
  ReaderKind kind() const override { return ReaderKind::container; }
  int bid(const Head& head) const override { return format_.bid(head); }
  ReadOutcome read(ByteSource& source, Sink& sink) const override {
    const LocaleScope locale;
    for (bool damaged = false;; damaged = true) {
      StreamRun run(format_, source, sink);
      ReadOutcome outcome = run.run();
      if (run.again()) {
        const auto more = source.peek(1);
        if (more && !more->empty()) continue;
      }
      if (damaged) outcome.code = ReadOutcome::Code::damaged;
      return outcome;
    }
  }

 private:
  const StreamFormat& format_;
};

}  // namespace

const Reader& cpio_reader() {
  static const StreamArchiveReader reader(kCpio);
  return reader;
}
const Reader& ar_reader() {
  static const StreamArchiveReader reader(kAr);
  return reader;
}
const Reader& lha_reader() {
  static const StreamArchiveReader reader(kLha);
  return reader;
}

}  // namespace qingce
