#include "scanner/read/stream_source.h"

#include <algorithm>
#include <cstring>

#include "scanner/read/zip_directory.h"

namespace qingce {
namespace {

// What must be seen of a local header before it is believed.
constexpr size_t kGlance = kZipLocalBytes;

// Offset of the first local header in `b`, or of where one may begin that goes on behind it, or its
// size. Byte 3 is rare in text, and finding one byte is what memory is fastest at.
size_t find_local(Bytes b) {
  const char* const text = as_text(b).data();
  size_t from = 2;
  while (from < b.size()) {
    const void* hit = std::memchr(text + from, 3, b.size() - from);
    if (hit == nullptr) break;
    const auto at = static_cast<size_t>(static_cast<const char*>(hit) - text);
    from = at + 1;
    if (text[at - 1] != 'K' || text[at - 2] != 'P') continue;
    if (b.size() - (at - 2) < kGlance || plausible_local(b.subspan(at - 2))) return at - 2;
  }
  // "P" or "PK" at the very end may be the beginning of one.
  if (!b.empty() && text[b.size() - 1] == 'P') return b.size() - 1;
  if (b.size() > 1 && text[b.size() - 1] == 'K' && text[b.size() - 2] == 'P') return b.size() - 2;
  return b.size();
}

}  // namespace

StreamSource::StreamSource(std::vector<std::byte> head, ByteSource& tail, bool watch,
                           HeldMemory held)
    : head_(std::move(head)),
      held_(std::move(held)),
      tail_(tail),
      tail_begin_(tail.position()),
      watch_(watch) {}

void StreamSource::drop_head() {
  head_ = {};
  at_ = 0;
  held_.release();
}

std::unique_ptr<StreamSource> StreamSource::restart() {
  if (committed_ || tail_.position() != tail_begin_) return nullptr;
  return std::make_unique<StreamSource>(std::move(head_), tail_, watch_, std::move(held_));
}

Result<size_t> StreamSource::do_read(MutableBytes out) {
  Result<size_t> got = pull(out);
  if (got && watch_) remember(out.first(*got));
  return got;
}

Result<size_t> StreamSource::pull(MutableBytes out) {
  if (kept_) return from_kept(out);
  // The last of the head is read together with the tail, watched or not: somebody may already look
  // ahead before it is known who reads.
  const size_t joint = std::min(head_.size(), kGlance);
  if (at_ + joint < head_.size())
    return from_head(out.first(std::min(out.size(), head_.size() - joint - at_)));
  if (joint_ == nullptr && at_ < head_.size()) {
    joint_ =
        make_concat_source({head_.begin() + static_cast<std::ptrdiff_t>(at_), head_.end()}, tail_);
    at_ = head_.size();
    if (committed_) drop_head();
  }
  return from_tail(out);
}

size_t StreamSource::from_head(MutableBytes out) {
  const size_t n = std::min(out.size(), head_.size() - at_);
  std::memcpy(out.data(), head_.data() + at_, n);
  at_ += n;
  if (at_ == head_.size() && committed_) drop_head();
  return n;
}

Result<size_t> StreamSource::from_tail(MutableBytes out) {
  ByteSource& from = joint_ ? *joint_ : tail_;
  if (!keep_) return from.read(out);
  const auto ahead = from.peek(kGlance);
  if (!ahead) return ahead.error();
  const Bytes b = ahead->first(std::min(ahead->size(), std::max(out.size(), size_t{4096})));
  size_t n = std::min(find_local(b), out.size());
  if (n == 0 && !b.empty()) {
    if (plausible_local(b) && keep_rest()) return pull(out);
    n = std::min({b.size(), out.size(), size_t{3}});
  }
  return from.read(out.first(n));
}

// The rest goes where it can be sought; then it is known whether it ends as a zip does.
bool StreamSource::keep_rest() {
  SpoolResult rest = keep_(joint_ ? *joint_ : tail_);
  keep_ = {};
  if (rest.source == nullptr) return false;
  kept_ = std::move(rest.source);
  if (!rest.status && rest.status.error().code != ErrorCode::limit) lost_ = rest.status.error();
  const uint64_t size = kept_->size().value_or(0);
  std::vector<std::byte> end(static_cast<size_t>(std::min<uint64_t>(size, kTail)));
  if (rest.status && kept_->seek(size - end.size())) {
    const auto got = kept_->read(end);
    is_zip_ = got && *got == end.size() && has_zip_end(end, size);
  }
  return kept_->seek(0).ok();
}

Result<size_t> StreamSource::from_kept(MutableBytes out) {
  if (is_zip_) return size_t{0};
  const auto got = kept_->read(out);
  if (!got || *got > 0) return got;
  if (lost_) return *lost_;
  return joint_ ? joint_->read(out) : tail_.read(out);
}

void StreamSource::remember(Bytes b) {
  if (b.size() > kTail) b = b.subspan(b.size() - kTail);
  if (last_.size() + b.size() > 2 * kTail) {
    const size_t drop = last_.size() - std::min(last_.size(), kTail);
    last_.erase(last_.begin(), last_.begin() + static_cast<std::ptrdiff_t>(drop));
  }
  last_.insert(last_.end(), b.begin(), b.end());
}

}  // namespace qingce
