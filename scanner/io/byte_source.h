// ByteSource: bytes that come one after another, with look-ahead. The one input type of every reader.
//
// Owner: whoever made it; a reader borrows it for the length of Reader::read. One thread at a time.
// Errors: Error{io, errno} for the file itself, Error{corrupt|truncated|…} from a decoder below. After an error
// the source stays at the position reached; bytes before it are good.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "scanner/core/bytes.h"
#include "scanner/core/result.h"

namespace qingce {

class ByteSource {
 public:
  ByteSource() = default;
  ByteSource(const ByteSource&) = delete;
  ByteSource& operator=(const ByteSource&) = delete;
  virtual ~ByteSource() = default;

  // Look-ahead without consuming: at least `n` bytes unless the end (or an error) comes first; may return more.
  // The span is valid until the next non-const call. n <= kMaxPeek. An error is returned only when no byte is
  // left before it; otherwise the shorter span is.
  Result<Bytes> peek(size_t n);
  // Up to out.size() bytes; 0 = end of source.
  Result<size_t> read(MutableBytes out);
  // Skips n bytes (fewer at the end), by seeking where possible. Returns the number skipped.
  Result<uint64_t> skip(uint64_t n);

  // Bytes consumed so far: the offset of the next byte.
  uint64_t position() const { return position_; }
  // Total size if known beforehand without reading (a file, a stored size is only a hint and not given here).
  virtual std::optional<uint64_t> size() const { return std::nullopt; }
  virtual bool seekable() const { return false; }
  // REQUIRES: seekable(). Position may be past the end; reads then give 0.
  Status seek(uint64_t position);
  // Bytes from position() on that are known to be zero without reading them (a hole); 0 = unknown.
  uint64_t zero_run();

  static constexpr size_t kMaxPeek = 1 << 20;   // bytes
  static constexpr size_t kBlock = 256 << 10;   // bytes a fill asks for: 256 KiB-1 MiB measured fastest

 protected:
  virtual Result<size_t> do_read(MutableBytes out) = 0;
  virtual Status do_seek(uint64_t) { return Error{ErrorCode::internal, "source cannot seek"}; }
  virtual uint64_t do_zero_run(uint64_t /*position*/) { return 0; }

 private:
  std::vector<std::byte> buffer_;
  size_t begin_ = 0;
  size_t end_ = 0;
  uint64_t position_ = 0;
  bool at_end_ = false;
  std::optional<Error> pending_;
};

// Bytes that somebody else keeps alive.
std::unique_ptr<ByteSource> make_memory_source(Bytes bytes);
// Bytes of its own.
std::unique_ptr<ByteSource> make_owned_source(std::vector<std::byte> bytes);
// `head`, then the rest of `tail` (borrowed) from its present position on. Not seekable.
std::unique_ptr<ByteSource> make_concat_source(std::vector<std::byte> head, ByteSource& tail);
// [begin, end) of a seekable source (borrowed); seekable itself. It moves the underlying position.
std::unique_ptr<ByteSource> make_range_source(ByteSource& base, uint64_t begin, uint64_t end);
// An open file descriptor, regular file or pipe (stdin). Takes ownership of fd. Regular: seekable, size from
// fstat, holes by SEEK_DATA. Reads are positioned (pread), EINTR retried.
std::unique_ptr<ByteSource> make_fd_source(int fd);

}  // namespace qingce
