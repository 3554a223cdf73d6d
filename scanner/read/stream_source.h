// The sources the registry puts between a stream and its readers. Private to scanner/read.
#pragma once

#include <algorithm>
#include <cstring>
#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "scanner/core/digest.h"
#include "scanner/io/byte_source.h"
#include "scanner/io/spool.h"
#include "scanner/read/reader.h"

namespace qingce {

// Memory that content takes for being seekable, counted in `total` as long as this lives.
class HeldMemory {
 public:
  HeldMemory() = default;
  HeldMemory(uint64_t& total, uint64_t bytes) : total_(&total), bytes_(bytes) { total += bytes; }
  HeldMemory(HeldMemory&& other) noexcept
      : total_(std::exchange(other.total_, nullptr)), bytes_(other.bytes_) {}
  HeldMemory& operator=(HeldMemory&& other) noexcept {
    if (this != &other) {
      release();
      total_ = std::exchange(other.total_, nullptr);
      bytes_ = other.bytes_;
    }
    return *this;
  }
  ~HeldMemory() { release(); }
  void release() {
    if (total_ != nullptr) *std::exchange(total_, nullptr) -= bytes_;
  }

 private:
  uint64_t* total_ = nullptr;
  uint64_t bytes_ = 0;
};

// The first bytes of a stream, kept, then the stream. As long as no reader has output anything the
// head stays, so that the next bidder starts from the beginning again; after commit() its memory
// goes when it is used up.
class StreamSource final : public ByteSource {
 public:
  // What could be kept of the rest of a stream. `status`: why that is not all of it; after a limit
  // the stream itself goes on, after any other error it is lost.
  using Keep = std::function<SpoolResult(ByteSource& rest)>;

  // `watch`: the last kTail bytes are kept, for a look at what the stream ended with.
  StreamSource(std::vector<std::byte> head, ByteSource& tail, bool watch, HeldMemory held);

  void commit() { committed_ = true; }
  // The same stream from its start, or null if it is too late for that.
  std::unique_ptr<StreamSource> restart();
  Bytes last() const {
    return last_.size() <= kTail ? Bytes(last_) : Bytes(last_).subspan(last_.size() - kTail);
  }

  // From now on, where a zip's local header comes along behind the head, the rest is kept by
  // `keep`. If it ends as a zip does, this source ends in front of the header, and zip() has the
  // rest; else everything is delivered as if nothing had been.
  void watch_for_zip(Keep keep) { keep_ = std::move(keep); }
  ByteSource* zip() { return is_zip_ ? kept_.get() : nullptr; }

 protected:
  Result<size_t> do_read(MutableBytes out) override;

 private:
  Result<size_t> pull(MutableBytes out);
  size_t from_head(MutableBytes out);
  Result<size_t> from_tail(MutableBytes out);
  Result<size_t> from_kept(MutableBytes out);
  bool keep_rest();
  void remember(Bytes b);

  void drop_head();

  std::vector<std::byte> head_;
  HeldMemory held_;  // head_
  size_t at_ = 0;
  ByteSource& tail_;
  uint64_t tail_begin_;
  bool watch_;
  bool committed_ = false;
  std::vector<std::byte> last_;

  Keep keep_;
  std::unique_ptr<ByteSource> joint_;  // the head's last bytes and the tail: no header is missed
  std::unique_ptr<ByteSource> kept_;
  std::optional<Error> lost_;  // comes behind what was kept
  bool is_zip_ = false;
};

// Passes a source through and digests it; not seekable, so every byte goes by once and in order.
class DigestSource final : public ByteSource {
 public:
  DigestSource(ByteSource& base, ContentHasher& hasher) : base_(base), hasher_(hasher) {}

 protected:
  Result<size_t> do_read(MutableBytes out) override {
    auto got = base_.read(out);
    if (got) hasher_.update(out.first(*got));
    return got;
  }

 private:
  ByteSource& base_;
  ContentHasher& hasher_;
};

// A source that ends when `over` says so; asked before each read of the base.
class TimedSource final : public ByteSource {
 public:
  TimedSource(ByteSource& base, std::function<bool()> over) : base_(base), over_(std::move(over)) {}
  std::optional<uint64_t> size() const override { return base_.size(); }
  bool seekable() const override { return base_.seekable(); }

 protected:
  Result<size_t> do_read(MutableBytes out) override {
    if (over_()) return size_t{0};
    return base_.read(out);
  }
  Status do_seek(uint64_t position) override { return base_.seek(position); }
  uint64_t do_zero_run(uint64_t position) override {
    return base_.position() == position ? base_.zero_run() : 0;
  }
  Result<uint64_t> do_skip(uint64_t n) override { return over_() ? uint64_t{0} : base_.skip(n); }

 private:
  ByteSource& base_;
  std::function<bool()> over_;
};

// At most `limit` bytes of a source.
class CutSource final : public ByteSource {
 public:
  CutSource(ByteSource& base, uint64_t limit) : base_(base), left_(limit) {}
  // True if the source had more.
  bool cut() const { return cut_; }

 protected:
  Result<size_t> do_read(MutableBytes out) override {
    const auto n = static_cast<size_t>(std::min<uint64_t>(out.size(), left_));
    if (n == 0) {
      const auto more = base_.peek(1);
      cut_ = more && !more->empty();
      return size_t{0};
    }
    auto got = base_.read(out.first(n));
    if (got) left_ -= *got;
    return got;
  }

 private:
  ByteSource& base_;
  uint64_t left_;
  bool cut_ = false;
};

}  // namespace qingce
