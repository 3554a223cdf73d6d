#include "scanner/io/byte_source.h"

#include <algorithm>
#include <cstring>

namespace qingce {
namespace {

// After a jump the next bytes are often few (a zip's local header): reading ahead starts small and
// doubles.
constexpr size_t kFillAfterSeek = 16 << 10;
// Reads of this size go straight to the caller's memory: a copy would cost more than the saved
// calls. So does the rest of one that began in the buffer: else each would leave a rest, and the
// next begin in the buffer.
constexpr size_t kDirectRead = 32 << 10;

}  // namespace

void ByteSource::consume(size_t n) {
  begin_ += n;
  position_ += n;
}

// A small file gets a small buffer: with 100,000 small files a block each is mostly page faults.
// One byte more than the size, so that a file that has grown is noticed.
size_t ByteSource::first_fill() const {
  const auto total = size();
  if (!total) return kBlock;
  const uint64_t rest = *total > position_ ? *total - position_ : 0;
  return static_cast<size_t>(std::clamp<uint64_t>(rest + 1, 4096, kBlock));
}

// Moves what is buffered to the front, or to a larger buffer. The buffer holds at least twice what
// is kept, so that moving costs at most one copy per byte however small the steps of the consumer
// are.
void ByteSource::make_room(size_t n) {
  const size_t kept = buffered();
  if (capacity_ - end_ >= n && buffer_) return;
  const size_t wanted = std::max(kept + n, 2 * kept);
  if (capacity_ >= wanted) {
    std::memmove(buffer_.get(), buffer_.get() + begin_, kept);
  } else {
    auto larger = std::make_unique_for_overwrite<std::byte[]>(wanted);
    if (kept > 0) std::memcpy(larger.get(), buffer_.get() + begin_, kept);
    buffer_ = std::move(larger);
    capacity_ = wanted;
  }
  begin_ = 0;
  end_ = kept;
}

void ByteSource::fill(size_t n) {
  if (next_fill_ == 0) next_fill_ = first_fill();
  while (buffered() < n && !at_end_ && !pending_) {
    const size_t ask = std::max(n - buffered(), next_fill_);
    make_room(ask);
    const Result<size_t> got = do_read(MutableBytes(buffer_.get() + end_, ask));
    if (!got) {
      pending_ = got.error();
    } else if (*got == 0) {
      at_end_ = true;
    } else {
      end_ += *got;
      if (*got == ask) next_fill_ = std::min(2 * next_fill_, kBlock);
    }
  }
}

Result<Bytes> ByteSource::peek(size_t n) {
  n = std::min(n, kMaxPeek);
  if (const auto view = do_view(position_)) {
    return view->first(std::min(view->size(), std::max(n, kBlock)));
  }
  if (buffered() < n) fill(n);
  if (buffered() == 0 && n > 0 && pending_) return *pending_;
  return Bytes(buffer_.get() + begin_, buffered());
}

Result<size_t> ByteSource::pull(MutableBytes out) {
  begin_ = end_ = 0;
  const Result<size_t> got = do_read(out);
  if (!got) {
    pending_ = got.error();
  } else if (*got == 0) {
    at_end_ = true;
  } else {
    position_ += *got;
  }
  return got;
}

Result<size_t> ByteSource::read(MutableBytes out) {
  if (const auto view = do_view(position_)) {
    const size_t n = std::min(out.size(), view->size());
    if (n > 0) std::memcpy(out.data(), view->data(), n);
    position_ += n;
    return n;
  }
  size_t done = 0;
  while (done < out.size()) {
    if (buffered() == 0) {
      if (at_end_ || pending_) break;
      if (out.size() >= kDirectRead) {
        const auto got = pull(out.subspan(done));
        done += got ? *got : 0;
        continue;
      }
      fill(1);
      continue;
    }
    const size_t n = std::min(out.size() - done, buffered());
    std::memcpy(out.data() + done, buffer_.get() + begin_, n);
    consume(n);
    done += n;
  }
  if (done == 0 && !out.empty() && pending_) return *pending_;
  return done;
}

// As far as the known size reaches; what a growing file has beyond is left to reading.
uint64_t ByteSource::skip_by_seeking(uint64_t n) {
  const auto total = size();
  if (!total || *total <= position_) return 0;
  const uint64_t step = std::min(n, *total - position_);
  if (step <= buffered()) return 0;
  if (!seek(position_ + step)) return 0;
  return step;
}

Status ByteSource::skip_by_reading(uint64_t n, uint64_t& skipped) {
  while (n > 0) {
    if (buffered() == 0) {
      if (at_end_) return {};
      if (pending_) return *pending_;
      const Result<uint64_t> passed = do_skip(n);
      if (passed && *passed > 0) {
        begin_ = end_ = 0;  // what lay before the gap is no longer next to what comes
        position_ += *passed;
        skipped += *passed;
        n -= *passed;
        continue;
      }
      if (!passed) {
        pending_ = passed.error();
        return *pending_;
      }
      fill(1);
      continue;
    }
    const size_t step = static_cast<size_t>(std::min<uint64_t>(n, buffered()));
    consume(step);
    skipped += step;
    n -= step;
  }
  return {};
}

Result<uint64_t> ByteSource::skip(uint64_t n) {
  if (const auto view = do_view(position_)) {
    const uint64_t step = std::min<uint64_t>(n, view->size());
    position_ += step;
    return step;
  }
  uint64_t skipped = 0;
  if (seekable()) skipped = skip_by_seeking(n);
  const Status status = skip_by_reading(n - skipped, skipped);
  if (!status && skipped == 0) return status.error();
  return skipped;
}

Status ByteSource::seek(uint64_t position) {
  if (!seekable()) return Error{ErrorCode::internal, "source cannot seek", 0};
  // Within the buffer, forwards or back: no call at all.
  const uint64_t first = position_ - begin_;
  if (end_ > 0 && position >= first && position - first <= end_) {
    begin_ = static_cast<size_t>(position - first);
    position_ = position;
    return {};
  }
  if (auto moved = do_seek(position); !moved) return moved;
  next_fill_ = position == 0 ? 0 : kFillAfterSeek;  // back to the start: it is read through again
  position_ = position;
  begin_ = end_ = 0;
  at_end_ = false;
  pending_.reset();
  return {};
}

uint64_t ByteSource::zero_run() { return do_zero_run(position_); }

}  // namespace qingce
