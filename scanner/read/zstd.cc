// zstd (RFC 8878), decoded by libzstd: any number of frames. The frame header is read first: its
// window must fit the decoder memory, and a frame that needs a dictionary cannot be had. What
// skippable frames hold is data.
#include <zstd.h>

#include <algorithm>
#include <array>
#include <bit>
#include <memory>

#include "scanner/read/decoded_source.h"
#include "scanner/read/readers.h"

namespace qingce {
namespace {

constexpr uint32_t kFrame = 0xFD2FB528;
constexpr uint32_t kSkippable = 0x184D2A50;  // low four bits free
constexpr uint32_t kSeekTable = 0x8F92EAB1;  // last word of the seekable format's table
constexpr size_t kLongestHeader = 18;
constexpr uint64_t kKeepSkipped = 1 << 20;  // bytes of skippable frames kept until the stream ends

uint64_t le(Bytes b, size_t at, size_t n) {
  uint64_t v = 0;
  for (size_t i = n; i-- > 0;) v = v << 8 | static_cast<uint8_t>(b[at + i]);
  return v;
}
bool is_frame(Bytes b) { return b.size() >= 5 && le(b, 0, 4) == kFrame; }
bool is_skippable(Bytes b) { return b.size() >= 8 && (le(b, 0, 4) & 0xFFFFFFF0) == kSkippable; }

struct FrameHeader {
  uint64_t window = 0;
  bool dictionary = false;
  bool valid = false;
};

FrameHeader parse_frame_header(Bytes b) {
  FrameHeader h;
  const auto descriptor = static_cast<uint8_t>(b[4]);
  const bool single = (descriptor & 0x20) != 0;
  const size_t dict_bytes = std::array<size_t, 4>{0, 1, 2, 4}[descriptor & 3u];
  const size_t size_bytes = std::array<size_t, 4>{single ? 1u : 0u, 2, 4, 8}[descriptor >> 6];
  const size_t length = 5 + (single ? 0u : 1u) + dict_bytes + size_bytes;
  if (b.size() < length || (descriptor & 8) != 0) return h;
  size_t at = 5;
  if (!single) {
    const auto w = static_cast<uint8_t>(b[at++]);
    const uint64_t base = uint64_t{1} << (10 + (w >> 3));
    h.window = base + base / 8 * (w & 7u);
  }
  h.dictionary = le(b, at, dict_bytes) != 0;
  at += dict_bytes;
  if (single) h.window = le(b, at, size_bytes) + (size_bytes == 2 ? 256 : 0);
  h.valid = true;
  return h;
}

class ZstdSource final : public FilterSource {
 public:
  ZstdSource(ByteSource& input, Sink& out)
      : FilterSource(input, out),
        stream_(ZSTD_createDStream(), ZSTD_freeDStream),
        memory_(out.memory_left()) {}

  void finish() override {
    for (const auto& [at, bytes] : skipped_) {
      const auto content = make_memory_source(bytes);
      sink().uncovered(*content, at);
    }
  }

 protected:
  Result<size_t> produce(MutableBytes out) override {
    while (!failed_ && !ended_) {
      if (!in_frame_ && !next_frame()) break;
      const auto got = decode_some(out);
      if (!got) failed_ = got.error();
      if (!got || *got > 0) return got;
    }
    if (failed_) return *failed_;
    return size_t{0};
  }

 private:
  bool next_frame() {
    for (;;) {
      const auto head = in().peek(kLongestHeader);
      if (!head) {
        failed_ = head.error();
        return false;
      }
      if (is_frame(*head)) return start_frame(*head);
      if (!is_skippable(*head) || !pass_skippable(le(*head, 4, 4))) {
        ended_ = true;
        return false;
      }
    }
  }

  bool start_frame(Bytes head) {
    const FrameHeader h = parse_frame_header(head);
    if (!h.valid) {
      failed_ = head.size() < kLongestHeader ? truncated() : corrupt();
    } else if (h.dictionary) {
      failed_ = Error{ErrorCode::unsupported, "zstd dictionary", 0};
    } else if (h.window > memory_ || !stream_) {
      failed_ = Error{ErrorCode::limit, "decoder memory", 0};
    } else {
      ZSTD_DCtx_reset(stream_.get(), ZSTD_reset_session_only);
      ZSTD_DCtx_setParameter(stream_.get(), ZSTD_d_windowLogMax,
                             std::clamp(static_cast<int>(std::bit_width(h.window)), 10, 31));
      if (h.window > held_) {
        sink().hold_memory(h.window);
        held_ = h.window;
      }
      in_frame_ = true;
      return true;
    }
    return false;
  }

  // pzstd's frame sizes and the seekable format's table hold nothing of anybody's; the rest is kept
  // for later. Too much to keep is a gap. False: the frame is cut off.
  bool pass_skippable(uint64_t length) {
    if (length > kKeepSkipped - kept_ || length + 8 > ByteSource::kMaxPeek) {
      sink().gap({GapReason::no_reader, produced(), "zstd-skippable"});
      const auto passed = in().skip(length + 8);
      return passed && *passed == length + 8;
    }
    const auto frame = in().peek(static_cast<size_t>(length) + 8);
    if (!frame || frame->size() < length + 8) return false;
    const Bytes payload = frame->subspan(8, static_cast<size_t>(length));
    const bool known =
        length <= 4 || (length >= 9 && le(payload, payload.size() - 4, 4) == kSeekTable);
    if (!known) {
      skipped_.push_back({in().position() + 8, {payload.begin(), payload.end()}});
      kept_ += length;
    }
    (void)in().skip(length + 8);
    return true;
  }

  Result<size_t> decode_some(MutableBytes out) {
    const auto input = in().peek(1);
    if (!input) return input.error();
    ZSTD_inBuffer from{input->data(), input->size(), 0};
    ZSTD_outBuffer to{out.data(), out.size(), 0};
    const size_t code = ZSTD_decompressStream(stream_.get(), &to, &from);
    const bool no_input = input->empty();
    (void)in().skip(from.pos);
    if (ZSTD_isError(code) != 0) {
      failed_ = corrupt();
      if (to.pos == 0) return *failed_;
      return to.pos;
    }
    if (code == 0) in_frame_ = false;
    if (code != 0 && to.pos == 0 && no_input) return truncated();
    return to.pos;
  }

  std::unique_ptr<ZSTD_DStream, size_t (*)(ZSTD_DStream*)> stream_;
  uint64_t memory_;
  uint64_t held_ = 0;
  bool in_frame_ = false;
  bool ended_ = false;
  std::optional<Error> failed_;
  std::vector<std::pair<uint64_t, std::vector<std::byte>>> skipped_;
  uint64_t kept_ = 0;
};

class ZstdReader final : public Reader {
 public:
  std::string_view name() const override { return "zstd"; }
  ReaderKind kind() const override { return ReaderKind::filter; }
  // A skippable frame in front (pzstd) counts only when a frame follows it; lz4 shares those
  // magics.
  int bid(const Head& head) const override {
    if (is_frame(head.head)) return 32;
    Bytes b = head.head;
    while (is_skippable(b)) {
      const uint64_t length = le(b, 4, 4) + 8;
      if (length >= b.size()) return 0;
      b = b.subspan(static_cast<size_t>(length));
    }
    return b.size() < head.head.size() && is_frame(b) ? 32 : 0;
  }
  ReadOutcome read(ByteSource& source, Sink& sink) const override {
    ZstdSource stream(source, sink);
    return run_filter(stream, sink);
  }
};

}  // namespace

std::unique_ptr<FilterSource> make_zstd_stream(ByteSource& input, Sink& sink) {
  return std::make_unique<ZstdSource>(input, sink);
}

const Reader& zstd_reader() {
  static const ZstdReader reader;
  return reader;
}

}  // namespace qingce
