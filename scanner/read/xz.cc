// xz, decoded by liblzma: concatenated streams with stream padding. liblzma reads the dictionary
// size from the block header and refuses before it allocates.
#include <lzma.h>

#include <algorithm>
#include <utility>

#include "scanner/read/decoded_source.h"
#include "scanner/read/readers.h"

namespace qingce {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view kMagic =
    "\xFD"
    "7zXZ\0"sv;

class XzSource final : public FilterSource {
 public:
  XzSource(ByteSource& input, Sink& out) : FilterSource(input, out), memory_(out.memory_left()) {}
  ~XzSource() override { lzma_end(&z_); }

 protected:
  Result<size_t> produce(MutableBytes out) override {
    if (failed_) return *failed_;
    while (!ended_) {
      if (!in_stream_ && !next_stream()) break;
      const auto got = decode_some(out);
      if (!got) failed_ = got.error();
      if (!got || *got > 0) return got;
    }
    if (failed_) return *failed_;
    return size_t{0};
  }

 private:
  bool next_stream() {
    ended_ = true;
    if (!pass_padding()) return false;
    const auto head = in().peek(LZMA_STREAM_HEADER_SIZE);
    if (!head) failed_ = head.error();
    if (!head || !as_text(*head).starts_with(kMagic)) return false;
    const lzma_ret code = lzma_stream_decoder(&z_, memory_, LZMA_TELL_UNSUPPORTED_CHECK);
    if (code != LZMA_OK) {
      failed_ = Error{ErrorCode::limit, "decoder memory", 0};
      return false;
    }
    in_stream_ = true;
    ended_ = false;
    return true;
  }

  // Stream padding: groups of four zeros behind a stream. False on an error of the input.
  bool pass_padding() {
    if (!std::exchange(started_, true)) return true;
    for (;;) {
      const auto head = in().peek(4096);
      if (!head) {
        failed_ = head.error();
        return false;
      }
      const auto nonzero =
          std::find_if(head->begin(), head->end(), [](std::byte b) { return b != std::byte{0}; });
      const auto zeros = static_cast<size_t>(nonzero - head->begin()) / 4 * 4;
      if (zeros == 0) return true;
      (void)in().skip(zeros);
    }
  }

  Result<size_t> decode_some(MutableBytes out) {
    const auto input = in().peek(1);
    if (!input) return input.error();
    z_.next_in = reinterpret_cast<const uint8_t*>(input->data());
    z_.avail_in = input->size();
    z_.next_out = reinterpret_cast<uint8_t*>(out.data());
    z_.avail_out = out.size();
    const size_t available = input->size();
    const lzma_ret code = lzma_code(&z_, available == 0 ? LZMA_FINISH : LZMA_RUN);
    const size_t got = out.size() - z_.avail_out;
    (void)in().skip(available - z_.avail_in);
    if (got > 0) hold();
    switch (code) {
      case LZMA_OK:
      case LZMA_UNSUPPORTED_CHECK:
        if (got == 0 && available == 0) return truncated();
        return got;
      case LZMA_STREAM_END:
        in_stream_ = false;
        return got;
      case LZMA_MEMLIMIT_ERROR:
      case LZMA_MEM_ERROR:
        return fail({ErrorCode::limit, "decoder memory", 0}, got);
      case LZMA_OPTIONS_ERROR:
        return fail({ErrorCode::unsupported, "xz filter", 0}, got);
      case LZMA_BUF_ERROR:
        return fail(truncated(), got);
      default:
        return fail(corrupt(), got);
    }
  }

  Result<size_t> fail(Error error, size_t got) {
    failed_ = std::move(error);
    if (got == 0) return *failed_;
    return got;
  }

  void hold() {
    if (held_) return;
    held_ = true;
    sink().hold_memory(lzma_memusage(&z_));
  }

  lzma_stream z_ = LZMA_STREAM_INIT;
  uint64_t memory_;
  bool started_ = false;
  bool in_stream_ = false;
  bool ended_ = false;
  bool held_ = false;
  std::optional<Error> failed_;
};

class XzReader final : public Reader {
 public:
  std::string_view name() const override { return "xz"; }
  ReaderKind kind() const override { return ReaderKind::filter; }
  int bid(const Head& head) const override {
    return as_text(head.head).starts_with(kMagic) ? 48 : 0;
  }
  ReadOutcome read(ByteSource& source, Sink& sink) const override {
    XzSource stream(source, sink);
    return run_filter(stream, sink);
  }
};

}  // namespace

bool xz_fits(Bytes head, uint64_t memory) {
  lzma_stream z = LZMA_STREAM_INIT;
  if (lzma_stream_decoder(&z, memory, 0) != LZMA_OK) return false;
  uint8_t out[512];
  z.next_in = reinterpret_cast<const uint8_t*>(head.data());
  z.avail_in = head.size();
  z.next_out = out;
  z.avail_out = sizeof out;
  const lzma_ret code = lzma_code(&z, LZMA_RUN);
  lzma_end(&z);
  return code != LZMA_MEMLIMIT_ERROR && code != LZMA_MEM_ERROR;
}

const Reader& xz_reader() {
  static const XzReader reader;
  return reader;
}

}  // namespace qingce
