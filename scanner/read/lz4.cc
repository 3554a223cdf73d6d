// lz4, decoded by liblz4: frames of the frame format 1.6.x and of the legacy format (lz4 -l, Linux
// kernels), in any order, with skippable frames between them. A frame that needs a dictionary
// cannot be had. Source of the layouts: lz4's doc/lz4_Frame_format.md 1.6.3.
#include <lz4.h>
#include <lz4frame.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <utility>
#include <vector>

#include "scanner/read/decoded_source.h"
#include "scanner/read/readers.h"

namespace qingce {
namespace {

constexpr uint32_t kFrame = 0x184D2204;
constexpr uint32_t kLegacy = 0x184C2102;
constexpr uint32_t kSkippable = 0x184D2A50;  // low four bits free
constexpr size_t kLegacyBlock = 8 << 20;     // bytes a legacy block decodes to at most
constexpr size_t kLongestHeader = 19;
constexpr uint64_t kKeepSkipped = 1 << 20;  // bytes of skippable frames kept until the stream ends
// A frame's decoder: two buffers of the largest block (4 MiB) and the 128 KiB of a linked window.
constexpr uint64_t kFrameMemory = (8 << 20) + (128 << 10);

uint32_t le32(Bytes b, size_t at) {
  uint32_t v = 0;
  for (size_t i = 4; i-- > 0;) v = v << 8 | static_cast<uint8_t>(b[at + i]);
  return v;
}

// The version bits, the reserved bits, and a block size of the four that exist.
bool is_frame(Bytes b) {
  if (b.size() < 7 || le32(b, 0) != kFrame) return false;
  const auto flags = static_cast<uint8_t>(b[4]);
  const auto block = static_cast<uint8_t>(b[5]);
  return (flags & 0xC2) == 0x40 && (block & 0x8F) == 0 && block >= 0x40;
}
bool needs_dictionary(Bytes b) { return (static_cast<uint8_t>(b[4]) & 1) != 0; }
bool is_legacy(Bytes b) {
  if (b.size() < 9 || le32(b, 0) != kLegacy) return false;
  const uint32_t length = le32(b, 4);
  return length > 0 && length <= static_cast<uint32_t>(LZ4_compressBound(kLegacyBlock));
}
bool is_skippable(Bytes b) { return b.size() >= 8 && (le32(b, 0) & 0xFFFFFFF0) == kSkippable; }

class Lz4Source final : public FilterSource {
 public:
  Lz4Source(ByteSource& input, Sink& out)
      : FilterSource(input, out), context_(nullptr, LZ4F_freeDecompressionContext) {}

  void finish() override {
    for (const auto& [at, bytes] : skipped_) {
      const auto content = make_memory_source(bytes);
      sink().uncovered(*content, at);
    }
  }

 protected:
  Result<size_t> produce(MutableBytes out) override {
    while (!failed_ && !ended_) {
      if (state_ == State::between && !next_frame()) break;
      const auto got = state_ == State::legacy ? legacy_some(out) : frame_some(out);
      if (!got) failed_ = got.error();
      if (!got || *got > 0) return got;
    }
    if (failed_) return *failed_;
    return size_t{0};
  }

 private:
  enum class State : uint8_t { between, frame, legacy };

  bool next_frame() {
    for (;;) {
      const auto head = in().peek(kLongestHeader);
      if (!head) {
        failed_ = head.error();
        return false;
      }
      if (is_frame(*head)) return start_frame(*head);
      if (is_legacy(*head)) return start_legacy();
      if (!is_skippable(*head) || !pass_skippable(le32(*head, 4))) {
        ended_ = true;
        return false;
      }
    }
  }

  bool hold(uint64_t bytes) {
    if (bytes <= held_) return true;
    if (bytes > sink().memory_left()) {
      failed_ = Error{ErrorCode::limit, "decoder memory", 0};
      return false;
    }
    held_ = bytes;
    sink().hold_memory(bytes);
    return true;
  }

  bool start_frame(Bytes head) {
    if (needs_dictionary(head)) {
      failed_ = Error{ErrorCode::unsupported, "lz4 dictionary", 0};
      return false;
    }
    if (!hold(kFrameMemory)) return false;
    LZ4F_dctx* made = nullptr;
    if (!context_ && LZ4F_isError(LZ4F_createDecompressionContext(&made, LZ4F_VERSION)) != 0) {
      failed_ = Error{ErrorCode::limit, "no memory", 0};
      return false;
    }
    if (made != nullptr) context_.reset(made);
    LZ4F_resetDecompressionContext(context_.get());
    state_ = State::frame;
    return true;
  }

  bool start_legacy() {
    if (!hold(kLegacyBlock + static_cast<uint64_t>(LZ4_compressBound(kLegacyBlock)))) return false;
    (void)in().skip(4);
    state_ = State::legacy;
    block_.clear();
    block_at_ = 0;
    return true;
  }

  bool pass_skippable(uint64_t length) {
    if (length > kKeepSkipped - kept_ || length + 8 > ByteSource::kMaxPeek) {
      sink().gap({GapReason::no_reader, produced(), "lz4-skippable"});
      const auto passed = in().skip(length + 8);
      return passed && *passed == length + 8;
    }
    const auto frame = in().peek(static_cast<size_t>(length) + 8);
    if (!frame || frame->size() < length + 8) return false;
    const Bytes payload = frame->subspan(8, static_cast<size_t>(length));
    if (!payload.empty())
      skipped_.push_back({in().position() + 8, {payload.begin(), payload.end()}});
    kept_ += length;
    (void)in().skip(length + 8);
    return true;
  }

  Result<size_t> frame_some(MutableBytes out) {
    const auto input = in().peek(1);
    if (!input) return input.error();
    size_t taken = input->size();
    size_t got = out.size();
    const size_t code =
        LZ4F_decompress(context_.get(), out.data(), &got, input->data(), &taken, nullptr);
    const bool no_input = input->empty();
    if (LZ4F_isError(code) != 0) {
      // On an error nothing is said about what was taken or made.
      failed_ = corrupt();
      return *failed_;
    }
    (void)in().skip(taken);
    if (code == 0) state_ = State::between;
    if (code != 0 && got == 0 && no_input) return truncated();
    return got;
  }

  Result<size_t> legacy_some(MutableBytes out) {
    if (block_at_ == block_.size() && !next_block()) {
      if (failed_) return *failed_;
      return size_t{0};
    }
    const size_t n = std::min(out.size(), block_.size() - block_at_);
    std::memcpy(out.data(), block_.data() + block_at_, n);
    block_at_ += n;
    return n;
  }

  // A legacy frame has no end mark: it ends with the input, or where another frame begins. False
  // there, and on failure.
  bool next_block() {
    const auto head = in().peek(4);
    if (!head) failed_ = head.error();
    if (!head || head->size() < 4) {
      if (head && !head->empty()) failed_ = truncated();
      state_ = State::between;
      return false;
    }
    const uint32_t length = le32(*head, 0);
    if (length == 0 || length > static_cast<uint32_t>(LZ4_compressBound(kLegacyBlock))) {
      state_ = State::between;
      return false;
    }
    (void)in().skip(4);
    std::vector<char> stored(length);
    const auto got = in().read(MutableBytes(reinterpret_cast<std::byte*>(stored.data()), length));
    if (!got || *got < length) {
      failed_ = got ? truncated() : got.error();
      return false;
    }
    block_.resize(kLegacyBlock);
    const int n = LZ4_decompress_safe(stored.data(), block_.data(), static_cast<int>(length),
                                      static_cast<int>(kLegacyBlock));
    block_.resize(static_cast<size_t>(std::max(n, 0)));
    block_at_ = 0;
    if (n < 0) failed_ = corrupt();
    return n > 0;
  }

  std::unique_ptr<LZ4F_dctx, LZ4F_errorCode_t (*)(LZ4F_dctx*)> context_;
  State state_ = State::between;
  bool ended_ = false;
  std::optional<Error> failed_;
  uint64_t held_ = 0;
  std::vector<char> block_;
  size_t block_at_ = 0;
  std::vector<std::pair<uint64_t, std::vector<std::byte>>> skipped_;
  uint64_t kept_ = 0;
};

class Lz4Reader final : public Reader {
 public:
  std::string_view name() const override { return "lz4"; }
  ReaderKind kind() const override { return ReaderKind::filter; }
  // zstd has the same skippable frames: what follows them decides.
  int bid(const Head& head) const override {
    Bytes b = head.head;
    while (is_skippable(b)) {
      const uint64_t length = uint64_t{le32(b, 4)} + 8;
      if (length >= b.size()) return 0;
      b = b.subspan(static_cast<size_t>(length));
    }
    return is_frame(b) || is_legacy(b) ? 32 : 0;
  }
  ReadOutcome read(ByteSource& source, Sink& sink) const override {
    Lz4Source stream(source, sink);
    return run_filter(stream, sink, true);
  }
};

}  // namespace

const Reader& lz4_reader() {
  static const Lz4Reader reader;
  return reader;
}

}  // namespace qingce
