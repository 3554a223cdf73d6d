// The sources the registry puts between a stream and its readers. Private to scanner/read.
#pragma once

#include <algorithm>
#include <cstring>
#include <memory>
#include <utility>
#include <vector>

#include "scanner/core/digest.h"
#include "scanner/io/byte_source.h"
#include "scanner/read/reader.h"

namespace qingce {

// The first bytes of a stream, kept, then the stream. As long as no reader has output anything the
// head stays, so that the next bidder starts from the beginning again; after commit() its memory
// goes when it is used up.
class StreamSource final : public ByteSource {
 public:
  // `watch`: the last kTail bytes are kept, for a look at what the stream ended with.
  StreamSource(std::vector<std::byte> head, ByteSource& tail, bool watch)
      : head_(std::move(head)), tail_(tail), tail_begin_(tail.position()), watch_(watch) {}

  void commit() { committed_ = true; }
  // The same stream from its start, or null if it is too late for that.
  std::unique_ptr<StreamSource> restart() {
    if (committed_ || tail_.position() != tail_begin_) return nullptr;
    return std::make_unique<StreamSource>(std::move(head_), tail_, watch_);
  }
  Bytes last() const {
    return last_.size() <= kTail ? Bytes(last_) : Bytes(last_).subspan(last_.size() - kTail);
  }

 protected:
  Result<size_t> do_read(MutableBytes out) override {
    Result<size_t> got = at_ < head_.size() ? from_head(out) : tail_.read(out);
    if (got && watch_) remember(out.first(*got));
    return got;
  }

 private:
  size_t from_head(MutableBytes out) {
    const size_t n = std::min(out.size(), head_.size() - at_);
    std::memcpy(out.data(), head_.data() + at_, n);
    at_ += n;
    if (at_ == head_.size() && committed_) {
      head_ = {};
      at_ = 0;
    }
    return n;
  }

  void remember(Bytes b) {
    if (b.size() > kTail) b = b.subspan(b.size() - kTail);
    if (last_.size() + b.size() > 2 * kTail) {
      const size_t drop = last_.size() - std::min(last_.size(), kTail);
      last_.erase(last_.begin(), last_.begin() + static_cast<std::ptrdiff_t>(drop));
    }
    last_.insert(last_.end(), b.begin(), b.end());
  }

  std::vector<std::byte> head_;
  size_t at_ = 0;
  ByteSource& tail_;
  uint64_t tail_begin_;
  bool watch_;
  bool committed_ = false;
  std::vector<std::byte> last_;
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
