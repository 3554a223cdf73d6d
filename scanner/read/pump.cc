#include "scanner/read/pump.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <memory>

#include "scanner/read/encoding.h"

namespace qingce {
namespace {

// Shannon entropy over bytes. Four tables: equal neighbours would wait for each other in one.
class Histogram {
 public:
  void add(Bytes b) {
    size_t i = 0;
    for (; i + 4 <= b.size(); i += 4) {
      for (size_t k = 0; k < 4; ++k) ++part_[k][static_cast<uint8_t>(b[i + k])];
    }
    for (; i < b.size(); ++i) ++part_[0][static_cast<uint8_t>(b[i])];
  }
  void add_zeros(uint64_t n) { part_[0][0] += n; }

  double entropy() const {
    std::array<uint64_t, 256> n{};
    uint64_t total = 0;
    for (const auto& p : part_) {
      for (size_t i = 0; i < 256; ++i) {
        n[i] += p[i];
        total += p[i];
      }
    }
    double bits = 0;
    for (const uint64_t c : n) {
      if (c == 0) continue;
      const double p = static_cast<double>(c) / static_cast<double>(total);
      bits -= p * std::log2(p);
    }
    return bits;
  }

 private:
  std::array<std::array<uint64_t, 256>, 4> part_{};
};

// Takes the content in order, in pieces of any size, and judges it block by block. After the first
// binary block only the histogram goes on: it covers the object from that block to its end.
class Judge {
 public:
  // `last`: nothing follows, so that a small object is judged where it stands.
  void feed(Bytes bytes, bool last) {
    while (!bytes.empty()) {
      if (last && staged_ == 0 && bytes.size() <= kGrid) return block(bytes);
      if (staged_ == 0 && bytes.size() >= kGrid) {
        block(bytes.first(kGrid));
        bytes = bytes.subspan(kGrid);
        continue;
      }
      const size_t n = std::min(bytes.size(), kGrid - staged_);
      stage(bytes.first(n));
      bytes = bytes.subspan(n);
    }
  }

  // A hole is zeros: the same content gives the same verdict, however its zeros are stored.
  void feed_zeros(uint64_t n) {
    static constexpr std::array<std::byte, 4096> kZeros{};
    while (n > 0) {
      if (staged_ == 0 && n >= kGrid) {
        const uint64_t whole = n / kGrid * kGrid;
        if (binary_) histogram_->add_zeros(whole);
        blocks_ += whole / kGrid;
        n -= whole;
        continue;
      }
      const size_t step =
          static_cast<size_t>(std::min({n, uint64_t{kZeros.size()}, uint64_t{kGrid - staged_}}));
      stage(Bytes(kZeros).first(step));
      n -= step;
    }
  }

  void finish() {
    if (staged_ > 0) block({staging_.get(), staged_});
    staged_ = 0;
  }

  bool binary() const { return binary_; }
  uint16_t encodings() const { return encodings_; }
  double entropy() const { return histogram_ ? histogram_->entropy() : 0; }

 private:
  void stage(Bytes bytes) {
    if (!staging_) staging_ = std::make_unique_for_overwrite<std::byte[]>(kGrid);
    std::memcpy(staging_.get() + staged_, bytes.data(), bytes.size());
    staged_ += bytes.size();
    if (staged_ < kGrid) return;
    block({staging_.get(), kGrid});
    staged_ = 0;
  }

  void block(Bytes bytes) {
    if (blocks_++ == 0) bom_ = byte_order_mark(bytes);
    if (!binary_) {
      const BlockVerdict v = judge_block(bytes, bom_);
      encodings_ = static_cast<uint16_t>(encodings_ | v.encodings);
      if (!v.binary) return;
      binary_ = true;
      histogram_ = std::make_unique<Histogram>();
    }
    histogram_->add(bytes);
  }

  std::unique_ptr<std::byte[]> staging_;
  size_t staged_ = 0;
  uint64_t blocks_ = 0;
  Encoding bom_ = Encoding::binary;
  uint16_t encodings_ = 0;
  bool binary_ = false;
  std::unique_ptr<Histogram> histogram_;
};

// One buffer: [left margin | own | right margin | one byte to see whether the object goes on]. What
// a window and the next share (both margins) is moved to the front; each other byte is copied once.
class Pump {
 public:
  Pump(ByteSource& source, Sink& sink, Judge* judge)
      : source_(source),
        sink_(sink),
        judge_(judge),
        own_bytes_(std::max<size_t>(sink.window_bytes(), 1)) {
    size_t capacity = own_bytes_ + 2 * kMargin + 1;
    // Small objects get small buffers; one that grows while it is read gets more windows.
    if (const auto size = source.size(); size && *size < own_bytes_) {
      own_bytes_ = std::max<size_t>(static_cast<size_t>(*size), 4096);
      capacity = own_bytes_ + 2 * kMargin + 1;
    }
    buffer_ = std::make_unique_for_overwrite<std::byte[]>(capacity);
  }

  ReadOutcome run() {
    for (;;) {
      fill();
      while (own_ < filled_ && (ended_ || filled_ - own_ > own_bytes_ + kMargin)) deliver();
      if (!ended_) continue;
      if (!pass_hole()) break;
    }
    if (judge_ != nullptr) judge_->finish();
    return {failed_ ? ReadOutcome::Code::damaged : ReadOutcome::Code::done};
  }

 private:
  // Until a full window with its right margin is there, or the segment ends.
  void fill() {
    const size_t wanted = own_ + own_bytes_ + kMargin + 1;
    if (source_.zero_run() >= kHoleRun) {
      ended_ = true;
      return;
    }
    const Result<size_t> got = source_.read({buffer_.get() + filled_, wanted - filled_});
    if (!got) {
      sink_.gap(note_of(got.error(), base_ + filled_));
      failed_ = true;
      ended_ = true;
      return;
    }
    if (filled_ + *got < wanted) ended_ = true;
    filled_ += *got;
  }

  void deliver() {
    const size_t own_end = std::min(own_ + own_bytes_, filled_);
    const size_t end = std::min(own_end + kMargin, filled_);
    Window w;
    w.bytes = {buffer_.get(), end};
    w.own_begin = own_;
    w.own_end = own_end;
    w.base = base_;
    w.at_start = base_ == segment_;
    w.at_end = ended_ && end == filled_;
    if (judge_ != nullptr) {
      const bool last = ended_ && own_end == filled_ && source_.size() == base_ + filled_;
      judge_->feed(w.bytes.subspan(own_, own_end - own_), last);
    }
    sink_.window(w);
    own_ = own_end;
    const size_t keep = own_ - std::min(own_, kMargin);
    std::memmove(buffer_.get(), buffer_.get() + keep, filled_ - keep);
    base_ += keep;
    own_ -= keep;
    filled_ -= keep;
  }

  // A short read ends a segment: at a hole, at the end, or before an error that the next read
  // tells.
  bool pass_hole() {
    if (failed_) return false;
    const uint64_t at = base_ + filled_;
    const uint64_t run = source_.zero_run();
    uint64_t next = at;
    if (run >= kHoleRun) {
      const Result<uint64_t> skipped = source_.skip(run);
      if (!skipped) {
        sink_.gap(note_of(skipped.error(), at));
        failed_ = true;
        return false;
      }
      next = at + *skipped;
      if (*skipped > 0 && judge_ != nullptr) judge_->feed_zeros(*skipped);
    }
    const auto more = source_.peek(1);
    if (!more) {
      sink_.gap(note_of(more.error(), next));
      failed_ = true;
      return false;
    }
    if (more->empty()) return false;
    segment_ = base_ = next;
    own_ = filled_ = 0;
    ended_ = false;
    return true;
  }

  ByteSource& source_;
  Sink& sink_;
  Judge* judge_;
  size_t own_bytes_;
  std::unique_ptr<std::byte[]> buffer_;
  uint64_t base_ = 0;     // offset of buffer_[0]
  uint64_t segment_ = 0;  // offset where the run between two holes began
  size_t own_ = 0;        // first byte no window owned yet
  size_t filled_ = 0;
  bool ended_ = false;  // the segment ends at filled_
  bool failed_ = false;
};

}  // namespace

ReadOutcome pump(ByteSource& source, Sink& sink, Judgement judgement, const Magic* magic) {
  Judge judge;
  const bool judged = judgement == Judgement::full;
  if (judgement == Judgement::known) sink.format(magic->id);
  const ReadOutcome outcome = Pump(source, sink, judged ? &judge : nullptr).run();
  if (judgement == Judgement::known) sink.gap({magic->reason, std::nullopt, magic->id});
  if (!judged) return outcome;
  for (int e = 0; e < kEncodings; ++e) {
    if (((judge.encodings() >> e) & 1) != 0) sink.encoding(to_string(static_cast<Encoding>(e)));
  }
  sink.format(judge.binary() ? "unknown" : "text");
  if (!judge.binary()) return outcome;
  const bool opaque = judge.entropy() >= kOpaqueEntropy;
  sink.gap(
      {opaque ? GapReason::opaque : GapReason::no_reader, std::nullopt, opaque ? "" : "unknown"});
  return outcome;
}

}  // namespace qingce
