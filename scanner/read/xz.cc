// xz, lzip and .lzma ("LZMA alone"), decoded by liblzma: xz and lzip as any number of streams one
// after another (xz with stream padding), .lzma as the one stream its format allows. liblzma reads
// the dictionary size from the header and refuses before it allocates.
#include <lzma.h>

#include <algorithm>
#include <bit>
#include <cstdint>
#include <utility>

#include "scanner/read/decoded_source.h"
#include "scanner/read/readers.h"

namespace qingce {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view kMagic =
    "\xFD"
    "7zXZ\0"sv;

constexpr std::string_view kLzipMagic = "LZIP"sv;
constexpr size_t kAloneHeader = 13;   // properties, dictionary size, uncompressed size
constexpr size_t kAloneTrial = 4096;  // bytes of input that decide whether it is LZMA
constexpr uint64_t kLongestAlone = uint64_t{1} << 38;  // liblzma's own bound for a known size

enum class Family : uint8_t { xz, lzip, alone };

uint64_t le(Bytes b, size_t at, size_t n) {
  uint64_t v = 0;
  for (size_t i = n; i-- > 0;) v = v << 8 | static_cast<uint8_t>(b[at + i]);
  return v;
}

// LZMA alone has no magic. What every writer sets must hold: valid properties, a dictionary of 2^n
// or 2^n + 2^(n-1), a size that is unknown or possible, and the range coder's first byte, always 0.
bool starts_alone(Bytes b) {
  if (b.size() < kAloneHeader + 5) return false;
  const auto properties = static_cast<uint8_t>(b[0]);
  if (properties >= 225 || properties % 9 + properties / 9 % 5 > 4) return false;
  const uint64_t dictionary = le(b, 1, 4);
  if (dictionary < 4096) return false;
  const uint64_t top = std::bit_floor(dictionary);
  if (dictionary != top && dictionary != top + top / 2 && dictionary != 0xFFFFFFFF) return false;
  const uint64_t size = le(b, 5, 8);
  return (size == UINT64_MAX || size < kLongestAlone) && b[kAloneHeader] == std::byte{0};
}

// Small numbers at the beginning of any binary file can look like such a header (Kotlin's metadata
// does). Properties other than those that every program sets by default must therefore prove
// themselves: what fails within the first bytes decoded is something else.
bool decodes_alone(Bytes b, uint64_t memory) {
  constexpr std::byte kUsual{0x5D};  // lc 3, lp 0, pb 2
  if (b.empty() || b[0] == kUsual) return true;
  lzma_stream z = LZMA_STREAM_INIT;
  if (lzma_alone_decoder(&z, memory) != LZMA_OK) return true;
  uint8_t out[512];
  z.next_in = reinterpret_cast<const uint8_t*>(b.data());
  z.avail_in = b.size();
  z.next_out = out;
  z.avail_out = sizeof out;
  const lzma_ret code = lzma_code(&z, LZMA_RUN);
  lzma_end(&z);
  return code != LZMA_DATA_ERROR && code != LZMA_FORMAT_ERROR;
}

bool starts_lzip(Bytes b) {
  if (b.size() < 6 || !as_text(b).starts_with(kLzipMagic)) return false;
  const unsigned bits = static_cast<unsigned>(b[5]) & 0x1F;
  return static_cast<uint8_t>(b[4]) <= 1 && bits >= 12 && bits <= 29;
}

class XzSource final : public FilterSource {
 public:
  XzSource(ByteSource& input, Sink& out, Family family)
      : FilterSource(input, out), family_(family), memory_(out.memory_left()) {}
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
    const bool first = !std::exchange(started_, true);
    if (family_ == Family::xz && !first && !pass_padding()) return false;
    const auto head = in().peek(kAloneHeader + 5);
    if (!head) failed_ = head.error();
    if (!head || !starts_stream(*head, first)) return false;
    if (start_decoder() != LZMA_OK) {
      failed_ = Error{ErrorCode::limit, "decoder memory", 0};
      return false;
    }
    in_stream_ = true;
    ended_ = false;
    return true;
  }

  bool starts_stream(Bytes b, bool first) const {
    if (family_ == Family::xz) return as_text(b).starts_with(kMagic);
    if (family_ == Family::lzip) return starts_lzip(b);
    return first && starts_alone(b);
  }

  lzma_ret start_decoder() {
    if (family_ == Family::xz)
      return lzma_stream_decoder(&z_, memory_, LZMA_TELL_UNSUPPORTED_CHECK);
    if (family_ == Family::lzip) return lzma_lzip_decoder(&z_, memory_, 0);
    return lzma_alone_decoder(&z_, memory_);
  }

  // Stream padding: groups of four zeros behind a stream. False on an error of the input.
  bool pass_padding() {
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
  Family family_;
  uint64_t memory_;
  bool started_ = false;
  bool in_stream_ = false;
  bool ended_ = false;
  bool held_ = false;
  std::optional<Error> failed_;
};

class XzReader final : public Reader {
 public:
  explicit XzReader(Family family) : family_(family) {}
  std::string_view name() const override {
    return family_ == Family::xz ? "xz" : family_ == Family::lzip ? "lzip" : "lzma";
  }
  ReaderKind kind() const override { return ReaderKind::filter; }
  int bid(const Head& head) const override {
    if (family_ == Family::xz) return as_text(head.head).starts_with(kMagic) ? 48 : 0;
    if (family_ == Family::lzip) return starts_lzip(head.head) ? 42 : 0;
    return starts_alone(head.head) ? 30 : 0;
  }
  ReadOutcome read(ByteSource& source, Sink& sink) const override {
    if (family_ == Family::alone) {
      const auto head = source.peek(kAloneTrial);
      if (head && !decodes_alone(*head, sink.memory_left())) return {ReadOutcome::Code::not_mine};
    }
    XzSource stream(source, sink, family_);
    return run_filter(stream, sink, family_ != Family::alone);
  }

 private:
  Family family_;
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
  static const XzReader reader(Family::xz);
  return reader;
}
const Reader& lzip_reader() {
  static const XzReader reader(Family::lzip);
  return reader;
}
const Reader& lzma_reader() {
  static const XzReader reader(Family::alone);
  return reader;
}

}  // namespace qingce
