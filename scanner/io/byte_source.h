// ByteSource: bytes that come one after another, with look-ahead. The one input type of every
// reader.
//
// Owner: whoever made it; a reader borrows it for the length of Reader::read. One thread at a time.
// Errors: Error{io, errno} for the file itself, Error{corrupt|truncated|…} from a decoder below.
// After an error the source stays at the position reached; bytes before it are good.
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

  // Look-ahead without consuming: at least `n` bytes unless the end (or an error) comes first; may
  // return more. The span is valid until the next non-const call. n <= kMaxPeek (more is cut to
  // that). An error is returned only when no byte is left before it; otherwise the shorter span is.
  // Errors stay until a seek away.
  Result<Bytes> peek(size_t n);
  // Fills `out`; fewer bytes only where the source ends or fails, 0 = end of source. An error is
  // returned only when no byte came before it.
  Result<size_t> read(MutableBytes out);
  // Skips n bytes (fewer at the end or before an error), by seeking where possible. Returns the
  // number skipped.
  Result<uint64_t> skip(uint64_t n);

  // Bytes consumed so far: the offset of the next byte.
  uint64_t position() const { return position_; }
  // Total size if known beforehand without reading (a file, a stored size is only a hint and not
  // given here).
  virtual std::optional<uint64_t> size() const { return std::nullopt; }
  virtual bool seekable() const { return false; }
  // Where volume `index` begins, for a source that joins the volumes of a set; else null.
  virtual std::optional<uint64_t> volume_start(uint32_t /*index*/) const { return std::nullopt; }
  // REQUIRES: seekable(). Position may be past the end; reads then give 0.
  Status seek(uint64_t position);
  // Bytes from position() on that are known to be zero without reading them (a hole); 0 = unknown.
  uint64_t zero_run();

  static constexpr size_t kMaxPeek = 1 << 20;  // bytes
  static constexpr size_t kBlock = 256
                                   << 10;  // bytes a fill asks for: 256 KiB-1 MiB measured fastest

 protected:
  // Up to out.size() > 0 bytes from where the last do_read, do_skip or do_seek stopped; 0 = end.
  virtual Result<size_t> do_read(MutableBytes out) = 0;
  // Passes over up to n bytes without delivering them. 0 = cannot, or the end: the caller reads
  // instead.
  virtual Result<uint64_t> do_skip(uint64_t /*n*/) { return uint64_t{0}; }
  // Bytes from `position` to the end, for a source that lies in memory as a whole: then nothing is
  // buffered, and do_read is never called. nullopt = not such a source.
  virtual std::optional<Bytes> do_view(uint64_t /*position*/) { return std::nullopt; }
  virtual Status do_seek(uint64_t) { return Error{ErrorCode::internal, "source cannot seek"}; }
  virtual uint64_t do_zero_run(uint64_t /*position*/) { return 0; }

 private:
  size_t buffered() const { return end_ - begin_; }
  void consume(size_t n);    // n <= buffered()
  void fill(size_t n);       // until n bytes are buffered, or the end, or an error
  void make_room(size_t n);  // for n more bytes behind the buffered ones
  size_t first_fill() const;
  Result<size_t> pull(MutableBytes out);  // do_read past the buffer, which is empty
  uint64_t skip_by_seeking(uint64_t n);
  Status skip_by_reading(uint64_t n, uint64_t& skipped);

  std::unique_ptr<std::byte[]> buffer_;  // bytes [begin_, end_) are read and not yet consumed
  size_t capacity_ = 0;
  size_t begin_ = 0;
  size_t end_ = 0;
  size_t next_fill_ = 0;  // bytes the next fill asks for; 0 = as for a first read
  uint64_t position_ = 0;
  bool at_end_ = false;
  std::optional<Error> pending_;  // comes after the buffered bytes
};

// Bytes that somebody else keeps alive.
std::unique_ptr<ByteSource> make_memory_source(Bytes bytes);
// Bytes of its own.
std::unique_ptr<ByteSource> make_owned_source(std::vector<std::byte> bytes);
// `head`, then the rest of `tail` (borrowed) from its present position on. Not seekable.
std::unique_ptr<ByteSource> make_concat_source(std::vector<std::byte> head, ByteSource& tail);
// [begin, end) of a seekable source (borrowed); seekable itself. It moves the underlying position,
// and finds its place again when somebody else moved it.
std::unique_ptr<ByteSource> make_range_source(ByteSource& base, uint64_t begin, uint64_t end);
// An open file descriptor, regular file or pipe (stdin). Takes ownership of fd. Regular: seekable,
// size from fstat, holes by SEEK_DATA. Reads are positioned (pread), EINTR retried.
std::unique_ptr<ByteSource> make_fd_source(int fd);

}  // namespace qingce
