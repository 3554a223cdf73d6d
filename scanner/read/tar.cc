// tar in all its dialects (v7, ustar, pax, GNU with long names, sparse files, multi-volume
// headers), decoded by libarchive's tar reader alone. Streamed: the source is never sought, and
// left exactly behind the archive.
#include <algorithm>
#include <array>

#include "scanner/read/archive_input.h"
#include "scanner/read/readers.h"

namespace qingce {
namespace {

constexpr size_t kBlockSize = 512;

uint8_t u8(std::byte b) { return static_cast<uint8_t>(b); }

// An octal field with blanks around it, or GNU's base-256; nullopt if neither.
std::optional<uint64_t> number(Bytes field) {
  if ((u8(field[0]) & 0x80) != 0) return 0;  // base-256: any value
  size_t i = 0;
  while (i < field.size() && u8(field[i]) == ' ') ++i;
  uint64_t value = 0;
  size_t digits = 0;
  for (; i < field.size() && u8(field[i]) >= '0' && u8(field[i]) <= '7'; ++i, ++digits) {
    value = value * 8 + (u8(field[i]) - '0');
  }
  for (; i < field.size(); ++i) {
    if (u8(field[i]) != ' ' && u8(field[i]) != 0) return std::nullopt;
  }
  return digits > 0 ? std::optional<uint64_t>(value) : std::nullopt;
}

bool blank_or_number(Bytes field) {
  const bool blank = std::all_of(field.begin(), field.end(),
                                 [](std::byte b) { return u8(b) == 0 || u8(b) == ' '; });
  return blank || number(field).has_value();
}

// A header whose checksum is right (unsigned, or signed as old writers had it) and whose numbers
// are numbers. A block of zeros is none: a stream that begins with zeros is no empty tar.
bool is_header(Bytes b) {
  if (b.size() < kBlockSize || u8(b[0]) == 0) return false;
  const auto stored = number(b.subspan(148, 8));
  if (!stored || (u8(b[148]) & 0x80) != 0) return false;
  uint64_t sum = 0;
  int64_t signed_sum = 0;
  for (size_t i = 0; i < kBlockSize; ++i) {
    const uint8_t c = i >= 148 && i < 156 ? uint8_t{' '} : u8(b[i]);
    sum += c;
    signed_sum += static_cast<int8_t>(c);
  }
  if (sum != *stored && signed_sum != static_cast<int64_t>(*stored)) return false;
  return blank_or_number(b.subspan(100, 8)) && blank_or_number(b.subspan(124, 12)) &&
         blank_or_number(b.subspan(136, 12));
}

// What lies between a damaged header and the next good one, block by block.
class UntilHeader final : public ByteSource {
 public:
  explicit UntilHeader(ByteSource& base) : base_(base) {}

 protected:
  Result<size_t> do_read(MutableBytes out) override {
    const auto block = base_.peek(kBlockSize);
    if (!block) return block.error();
    if (inside_ == 0) {
      if (!first_ && is_header(*block)) return size_t{0};
      first_ = false;
      inside_ = std::min(block->size(), kBlockSize);
    }
    const size_t n = std::min(out.size(), inside_);
    const auto got = base_.read(out.first(n));
    if (got) inside_ -= *got;
    return got;
  }

 private:
  ByteSource& base_;
  size_t inside_ = 0;  // bytes of the present block that are still to come
  bool first_ = true;  // the damaged header itself may look good
};

enum class End : uint8_t { marker, no_marker, damaged, stopped };

// One run of libarchive over the source, from a good header to the end or to damage.
class TarRun {
 public:
  TarRun(ByteSource& source, Sink& sink) : sink_(sink), input_(source), a_(archive_read_new()) {}

  End run() {
    archive_read_support_format_tar(a_.get());
    if (input_.open(a_.get()) != ARCHIVE_OK) return fail(0);
    for (;;) {
      // What is left of the entry goes first, so that the header's start is known and held.
      input_.release();
      const int skipped = members_ > 0 ? archive_read_data_skip(a_.get()) : ARCHIVE_OK;
      if (skipped < ARCHIVE_WARN) return fail(input_.used(a_.get()));
      const uint64_t header = input_.used(a_.get());
      input_.hold(header);
      struct archive_entry* entry = nullptr;
      const int code = next_header(a_.get(), &entry);
      if (code == ARCHIVE_EOF) return finish(header);
      if (code != ARCHIVE_OK && code != ARCHIVE_WARN) return fail(header);
      input_.release();
      ++members_;
      if (!member(entry)) return End::stopped;
    }
  }

  bool any() const { return members_ > 0; }
  const std::optional<Error>& input_error() const { return input_.error(); }
  bool at_end() const { return input_.at_end(); }

 private:
  End finish(uint64_t header) {
    const uint64_t used = input_.used(a_.get());
    input_.leave_at(used);
    return used > header ? End::marker : End::no_marker;
  }
  End fail(uint64_t at) {
    input_.leave_at(at);
    return End::damaged;
  }

  bool member(struct archive_entry* e) {
    ChildInfo info = describe(e);
    if (const auto go_on = without_data(e, info, sink_)) return *go_on;
    // tar has no check values: its data can only fail by ending too early.
    EntrySource content(a_.get(), sink_, EntrySource::Account::stored, input_.error(),
                        ErrorCode::truncated, info.size);
    return sink_.child(std::move(info), &content);
  }

  Sink& sink_;
  StreamInput input_;
  ArchiveHandle a_;
  uint64_t members_ = 0;
};

class TarReader final : public Reader {
 public:
  std::string_view name() const override { return "tar"; }
  ReaderKind kind() const override { return ReaderKind::container; }
  // The checksum is worth more than its bits; "ustar" makes it certain.
  int bid(const Head& head) const override {
    if (!is_header(head.head)) return 0;
    return as_text(head.head.subspan(257, 5)) == "ustar" ? 80 : 40;
  }

  ReadOutcome read(ByteSource& source, Sink& sink) const override {
    const LocaleScope locale;
    bool any = false;
    for (;;) {
      const auto head = source.peek(kBlockSize);
      if (!head || !is_header(*head)) break;
      if (!any && u8((*head)[156]) == 'M') sink.gap({GapReason::volume_missing, 0, "tar"});
      TarRun run(source, sink);
      const End end = run.run();
      if (end == End::stopped) return {ReadOutcome::Code::done};
      any = any || run.any();
      if (end == End::marker) return {ReadOutcome::Code::done};
      if (run.input_error()) {
        sink.gap(note_of(*run.input_error(), source.position()));
        return {ReadOutcome::Code::damaged};
      }
      if (end == End::no_marker) break;
      if (!any) return {ReadOutcome::Code::not_mine};
      if (!pass_damage(source, sink)) return {ReadOutcome::Code::damaged};
    }
    if (!any) return {ReadOutcome::Code::not_mine};
    // Without the two blocks of zeros nobody can say that this was the last member.
    sink.gap({GapReason::truncated, source.position(), "tar"});
    return {ReadOutcome::Code::damaged};
  }

 private:
  // False: the source ends here.
  static bool pass_damage(ByteSource& source, Sink& sink) {
    const uint64_t at = source.position();
    const auto rest = source.peek(kBlockSize);
    if (!rest || rest->size() < kBlockSize) {
      sink.gap({GapReason::truncated, at, "tar"});
      return false;
    }
    sink.gap({GapReason::corrupt, at, "tar"});
    UntilHeader damaged(source);
    sink.uncovered(damaged, at);
    for (;;) {
      const auto passed = damaged.skip(1 << 20);
      if (!passed || *passed == 0) break;
    }
    return true;
  }
};

}  // namespace

const Reader& tar_reader() {
  static const TarReader reader;
  return reader;
}

}  // namespace qingce
