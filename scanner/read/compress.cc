// compress (.Z), decoded by libarchive's filter of that name and no other. The format has neither
// an end mark nor a check value: it ends with the input.
#include <algorithm>
#include <cerrno>
#include <utility>

#include "scanner/read/archive_input.h"
#include "scanner/read/readers.h"

namespace qingce {
namespace {

constexpr uint64_t kMemory = 512 << 10;  // tables of 2^16 codes, and libarchive's output block

bool starts_stream(Bytes b) {
  if (b.size() < 4 || b[0] != std::byte{0x1F} || b[1] != std::byte{0x9D}) return false;
  const auto flags = static_cast<uint8_t>(b[2]);
  const unsigned bits = flags & 0x1F;
  return (flags & 0x60) == 0 && bits >= 9 && bits <= 16;
}

class CompressSource final : public FilterSource {
 public:
  CompressSource(ByteSource& input, Sink& out) : FilterSource(input, out), a_(archive_read_new()) {
    out.hold_memory(kMemory);
    archive_read_support_filter_compress(a_.get());
    archive_read_support_format_raw(a_.get());
    archive_read_set_callback_data(a_.get(), this);
    archive_read_set_read_callback(a_.get(), &CompressSource::on_read);
    struct archive_entry* entry = nullptr;
    opened_ =
        archive_read_open1(a_.get()) == ARCHIVE_OK && next_header(a_.get(), &entry) == ARCHIVE_OK;
  }

 protected:
  Result<size_t> produce(MutableBytes out) override {
    if (failed_) return *failed_;
    if (!opened_) return fail();
    const la_ssize_t got = archive_read_data(a_.get(), out.data(), out.size());
    if (got < 0) return fail();
    return static_cast<size_t>(got);
  }

 private:
  static la_ssize_t on_read(struct archive* a, void* self, const void** out) {
    auto& me = *static_cast<CompressSource*>(self);
    (void)me.in().skip(std::exchange(me.handed_, 0));
    const auto ahead = me.in().peek(1);
    if (!ahead) {
      me.input_error_ = ahead.error();
      archive_set_error(a, EIO, "input");
      return -1;
    }
    me.handed_ = ahead->size();
    *out = ahead->data();
    return static_cast<la_ssize_t>(ahead->size());
  }

  Result<size_t> fail() {
    failed_ = input_error_ ? *input_error_ : corrupt();
    return *failed_;
  }

  ArchiveHandle a_;
  bool opened_ = false;
  size_t handed_ = 0;
  std::optional<Error> input_error_;
  std::optional<Error> failed_;
};

class CompressReader final : public Reader {
 public:
  std::string_view name() const override { return "compress"; }
  ReaderKind kind() const override { return ReaderKind::filter; }
  // 16 bits of magic and what the flags leave open: as much as gzip's.
  int bid(const Head& head) const override { return starts_stream(head.head) ? 25 : 0; }
  ReadOutcome read(ByteSource& source, Sink& sink) const override {
    CompressSource stream(source, sink);
    return run_filter(stream, sink);
  }
};

}  // namespace

const Reader& compress_reader() {
  static const CompressReader reader;
  return reader;
}

}  // namespace qingce
