// The sources that stand on memory or on another source. (A file descriptor's is in fd_source.cc.)
#include <algorithm>
#include <cstring>
#include <utility>

#include "scanner/io/byte_source.h"

namespace qingce {
namespace {

class MemorySource : public ByteSource {
 public:
  explicit MemorySource(Bytes bytes) : bytes_(bytes) {}
  std::optional<uint64_t> size() const override { return bytes_.size(); }
  bool seekable() const override { return true; }

 protected:
  Result<size_t> do_read(MutableBytes) override { return size_t{0}; }  // do_view has it all
  Status do_seek(uint64_t) override { return {}; }
  std::optional<Bytes> do_view(uint64_t position) override {
    return bytes_.subspan(static_cast<size_t>(std::min<uint64_t>(position, bytes_.size())));
  }

 private:
  Bytes bytes_;
};

class OwnedSource final : public MemorySource {
 public:
  // A moved vector keeps its storage, so the span stays right.
  explicit OwnedSource(std::vector<std::byte> bytes)
      : MemorySource(bytes), owned_(std::move(bytes)) {}

 private:
  std::vector<std::byte> owned_;
};

class ConcatSource final : public ByteSource {
 public:
  ConcatSource(std::vector<std::byte> head, ByteSource& tail)
      : head_(std::move(head)), tail_(tail), tail_begin_(tail.position()) {}

  std::optional<uint64_t> size() const override {
    const auto total = tail_.size();
    if (!total) return std::nullopt;
    return head_.size() + (*total > tail_begin_ ? *total - tail_begin_ : 0);
  }

 protected:
  Result<size_t> do_read(MutableBytes out) override {
    if (at_ == head_.size()) return tail_.read(out);
    const size_t n = std::min(out.size(), head_.size() - at_);
    std::memcpy(out.data(), head_.data() + at_, n);
    at_ += n;
    return n;
  }
  Result<uint64_t> do_skip(uint64_t n) override {
    if (at_ == head_.size()) return tail_.skip(n);
    const uint64_t step = std::min<uint64_t>(n, head_.size() - at_);
    at_ += static_cast<size_t>(step);
    return step;
  }
  // Known only where our place and the tail's are the same: nothing of the tail is buffered here.
  uint64_t do_zero_run(uint64_t position) override {
    if (at_ < head_.size() || position < head_.size()) return 0;
    if (tail_.position() - tail_begin_ != position - head_.size()) return 0;
    return tail_.zero_run();
  }

 private:
  std::vector<std::byte> head_;
  size_t at_ = 0;
  ByteSource& tail_;
  uint64_t tail_begin_;
};

class RangeSource final : public ByteSource {
 public:
  RangeSource(ByteSource& base, uint64_t begin, uint64_t end)
      : base_(base), begin_(begin), length_(end > begin ? end - begin : 0) {
    // A directory may announce more than there is.
    if (const auto total = base.size())
      length_ = std::min(length_, *total > begin ? *total - begin : 0);
  }

  std::optional<uint64_t> size() const override {
    if (!base_.size()) return std::nullopt;
    return length_;
  }
  bool seekable() const override { return true; }

 protected:
  Result<size_t> do_read(MutableBytes out) override {
    if (at_ >= length_) return size_t{0};
    if (auto placed = place(at_); !placed) return placed.error();
    const size_t n = static_cast<size_t>(std::min<uint64_t>(out.size(), length_ - at_));
    auto got = base_.read(out.first(n));
    if (got) at_ += *got;
    return got;
  }
  Status do_seek(uint64_t position) override {
    at_ = position;
    return {};
  }
  uint64_t do_zero_run(uint64_t position) override {
    if (position >= length_ || !place(position)) return 0;
    return std::min(base_.zero_run(), length_ - position);
  }

 private:
  Status place(uint64_t position) {
    if (base_.position() == begin_ + position) return {};
    return base_.seek(begin_ + position);
  }

  ByteSource& base_;
  uint64_t begin_;
  uint64_t length_;
  uint64_t at_ = 0;
};

}  // namespace

std::unique_ptr<ByteSource> make_memory_source(Bytes bytes) {
  return std::make_unique<MemorySource>(bytes);
}

std::unique_ptr<ByteSource> make_owned_source(std::vector<std::byte> bytes) {
  return std::make_unique<OwnedSource>(std::move(bytes));
}

std::unique_ptr<ByteSource> make_concat_source(std::vector<std::byte> head, ByteSource& tail) {
  return std::make_unique<ConcatSource>(std::move(head), tail);
}

std::unique_ptr<ByteSource> make_range_source(ByteSource& base, uint64_t begin, uint64_t end) {
  return std::make_unique<RangeSource>(base, begin, end);
}

}  // namespace qingce
