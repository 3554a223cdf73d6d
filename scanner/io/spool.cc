#include "scanner/io/spool.h"

#include <fcntl.h>
#include <sodium.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <utility>

namespace qingce {
namespace {

constexpr size_t kChunk =
    1 << 20;  // bytes encrypted and written at once; a multiple of kCipherBlock
constexpr size_t kCipherBlock = 64;  // ChaCha20's block: the counter counts these
constexpr size_t kFirstMemory = 64 << 10;

// ---- the encrypted file

// Key and descriptor of one spool file. The key is random, used for this file only, kept out of
// swap and core files where the system allows, and wiped with the object; so the nonce may be zero.
class SpoolFile {
 public:
  static Result<std::shared_ptr<SpoolFile>> create(const std::string& directory);
  SpoolFile(int fd, unsigned char* key) : fd_(fd), key_(key) {}
  ~SpoolFile() {
    ::close(fd_);
    sodium_free(key_);
  }
  SpoolFile(const SpoolFile&) = delete;
  SpoolFile& operator=(const SpoolFile&) = delete;

  // Encrypts `bytes` in place and appends them. REQUIRES: size() is a multiple of kCipherBlock.
  Status append(MutableBytes bytes);
  Result<size_t> read(uint64_t offset, MutableBytes out) const;
  uint64_t size() const { return size_; }

 private:
  void crypt(uint64_t offset, MutableBytes bytes) const;

  int fd_;
  unsigned char* key_;
  uint64_t size_ = 0;
};

Error spool_error(const char* what, int sys) {
  return Error{ErrorCode::io, std::string("spool file: ") + what, sys};
}

// No name from the start where the file system can; else a name for the moment between two calls.
int open_unnamed(const std::string& directory) {
  const int fd = ::open(directory.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (fd >= 0 || (errno != EOPNOTSUPP && errno != EISDIR && errno != ENOENT && errno != EINVAL))
    return fd;
  std::string name = directory + "/qingce-XXXXXX";
  const int named = ::mkostemp(name.data(), O_CLOEXEC);
  if (named >= 0) ::unlink(name.c_str());
  return named;
}

Result<std::shared_ptr<SpoolFile>> SpoolFile::create(const std::string& directory) {
  if (sodium_init() < 0) return Error{ErrorCode::internal, "no source of random numbers", 0};
  // Guarded and locked pages; locking is best effort (RLIMIT_MEMLOCK).
  auto* key = static_cast<unsigned char*>(sodium_malloc(crypto_stream_chacha20_KEYBYTES));
  if (key == nullptr) return spool_error("no memory for its key", ENOMEM);
  const int fd = open_unnamed(directory);
  if (fd < 0) {
    const int sys = errno;
    sodium_free(key);
    return spool_error("cannot be created", sys);
  }
  randombytes_buf(key, crypto_stream_chacha20_KEYBYTES);
  return std::make_shared<SpoolFile>(fd, key);
}

// ChaCha20 with a 64-bit block counter (the IETF variant's 32 bits end at 256 GiB). The file offset
// is the counter, so any range can be decrypted alone.
void SpoolFile::crypt(uint64_t offset, MutableBytes bytes) const {
  static constexpr unsigned char kNonce[crypto_stream_chacha20_NONCEBYTES] = {};
  const auto apply = [&](std::byte* at, size_t n, uint64_t block) {
    auto* raw = reinterpret_cast<unsigned char*>(at);
    crypto_stream_chacha20_xor_ic(raw, raw, n, kNonce, block, key_);
  };
  const size_t inside = static_cast<size_t>(offset % kCipherBlock);
  if (inside > 0) {
    std::array<std::byte, kCipherBlock> block{};
    const size_t n = std::min(bytes.size(), kCipherBlock - inside);
    std::memcpy(block.data() + inside, bytes.data(), n);
    apply(block.data(), inside + n, offset / kCipherBlock);
    std::memcpy(bytes.data(), block.data() + inside, n);
    bytes = bytes.subspan(n);
    offset += n;
  }
  if (!bytes.empty()) apply(bytes.data(), bytes.size(), offset / kCipherBlock);
}

Status SpoolFile::append(MutableBytes bytes) {
  crypt(size_, bytes);
  size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t n =
        ::pwrite(fd_, bytes.data() + done, bytes.size() - done, static_cast<off_t>(size_));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return spool_error("cannot be written", n < 0 ? errno : ENOSPC);
    done += static_cast<size_t>(n);
    size_ += static_cast<uint64_t>(n);
  }
  return {};
}

Result<size_t> SpoolFile::read(uint64_t offset, MutableBytes out) const {
  if (offset >= size_) return size_t{0};
  const size_t wanted = static_cast<size_t>(std::min<uint64_t>(out.size(), size_ - offset));
  for (;;) {
    const ssize_t n = ::pread(fd_, out.data(), wanted, static_cast<off_t>(offset));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return spool_error("cannot be read", n < 0 ? errno : EIO);
    crypt(offset, out.first(static_cast<size_t>(n)));
    return static_cast<size_t>(n);
  }
}

class SpoolFileSource final : public ByteSource {
 public:
  explicit SpoolFileSource(std::shared_ptr<SpoolFile> file) : file_(std::move(file)) {}
  std::optional<uint64_t> size() const override { return file_->size(); }
  bool seekable() const override { return true; }

 protected:
  Result<size_t> do_read(MutableBytes out) override {
    auto got = file_->read(offset_, out);
    if (got) offset_ += *got;
    return got;
  }
  Status do_seek(uint64_t position) override {
    offset_ = position;
    return {};
  }

 private:
  std::shared_ptr<SpoolFile> file_;
  uint64_t offset_ = 0;
};

// ---- the part in memory

// A growing block that is never zero-filled: realloc moves pages instead of bytes once it is large.
class Block {
 public:
  Block() = default;
  ~Block() { std::free(data_); }
  Block(Block&& other) noexcept
      : data_(std::exchange(other.data_, nullptr)),
        size_(std::exchange(other.size_, 0)),
        capacity_(std::exchange(other.capacity_, 0)) {}
  Block& operator=(Block&&) = delete;

  bool reserve(size_t capacity) {
    if (capacity <= capacity_) return true;
    void* larger = std::realloc(data_, capacity);
    if (larger == nullptr) return false;
    data_ = static_cast<std::byte*>(larger);
    capacity_ = capacity;
    return true;
  }
  MutableBytes room() { return {data_ + size_, capacity_ - size_}; }
  void added(size_t n) { size_ += n; }
  MutableBytes bytes() { return {data_, size_}; }
  size_t size() const { return size_; }
  size_t capacity() const { return capacity_; }

 private:
  std::byte* data_ = nullptr;
  size_t size_ = 0;
  size_t capacity_ = 0;
};

class BlockSource final : public ByteSource {
 public:
  explicit BlockSource(Block block) : block_(std::move(block)) {}
  std::optional<uint64_t> size() const override { return block_.size(); }
  bool seekable() const override { return true; }

 protected:
  Result<size_t> do_read(MutableBytes) override { return size_t{0}; }  // do_view has it all
  Status do_seek(uint64_t) override { return {}; }
  std::optional<Bytes> do_view(uint64_t position) override {
    return block_.bytes().subspan(static_cast<size_t>(std::min<uint64_t>(position, block_.size())));
  }

 private:
  Block block_;
};

// What a source has left, if it knows; for the first allocation only.
uint64_t rest_of(const ByteSource& source) {
  const auto total = source.size();
  return total && *total > source.position() ? *total - source.position() : 0;
}

enum class Stop { ended, full, failed };

// Reads until `limit` bytes are in the block (which then is full) or the source ends or fails.
Stop read_block(ByteSource& source, uint64_t limit, Block& block, Status& status) {
  const uint64_t first = std::max<uint64_t>(rest_of(source), kFirstMemory);
  uint64_t capacity = std::min(limit, first);
  while (block.size() < limit) {
    if (block.size() == block.capacity()) {
      if (block.capacity() > 0)
        capacity = std::min<uint64_t>(limit, uint64_t{block.capacity()} * 2);
      if (!block.reserve(static_cast<size_t>(capacity))) {
        status = Error{ErrorCode::limit, "spool: no memory", ENOMEM};
        return Stop::failed;
      }
    }
    const auto got = source.read(block.room());
    if (!got) {
      status = got.error();
      return Stop::failed;
    }
    if (*got == 0) return Stop::ended;
    block.added(*got);
  }
  return Stop::full;
}

// Is there a byte more? Sets `status` if that cannot be said.
bool goes_on(ByteSource& source, Status& status) {
  const auto next = source.peek(1);
  if (!next) {
    status = next.error();
    return false;
  }
  return !next->empty();
}

Error over_limit() { return Error{ErrorCode::limit, "spool: larger than its limit", 0}; }

// ---- the spool

Status append_all(SpoolFile& file, MutableBytes bytes) {
  while (!bytes.empty()) {
    const size_t n = std::min(bytes.size(), kChunk);
    if (auto written = file.append(bytes.first(n)); !written) return written;
    bytes = bytes.subspan(n);
  }
  return {};
}

// Goes on into the file until the source ends, fails, or `max` bytes are there. `carry` holds the
// bytes of the file's last, incomplete cipher block; it and the chunk are one buffer, so that every
// append starts aligned.
Status fill_file(ByteSource& source, SpoolFile& file, Bytes carry, uint64_t max) {
  const auto chunk = std::make_unique_for_overwrite<std::byte[]>(kChunk);
  std::copy(carry.begin(), carry.end(), chunk.get());
  size_t held = carry.size();
  Status status;
  for (;;) {
    const uint64_t room = max - std::min<uint64_t>(max, file.size() + held);
    const size_t wanted = static_cast<size_t>(std::min<uint64_t>(kChunk - held, room));
    if (wanted == 0 && held < kChunk) {
      if (goes_on(source, status)) status = over_limit();
      break;
    }
    const auto got = source.read(MutableBytes(chunk.get() + held, wanted));
    if (!got) status = got.error();
    if (!got || *got == 0) break;
    held += *got;
    if (held == kChunk) {
      if (auto written = file.append({chunk.get(), held}); !written) return written;
      held = 0;
    }
  }
  if (auto written = file.append({chunk.get(), held}); !written) return written;
  return status;
}

SpoolResult finish_memory(Block block, Status status) {
  const uint64_t bytes = block.size();
  return {std::make_unique<BlockSource>(std::move(block)), std::move(status), bytes};
}

// Moves the block into the file, up to its last whole cipher block; what is left over goes to
// `carry`. The block's memory is free when this returns, before the rest of the source is read.
Status move_to_file(Block block, SpoolFile& file, std::vector<std::byte>& carry) {
  const MutableBytes bytes = block.bytes();
  const size_t aligned = bytes.size() - bytes.size() % kCipherBlock;
  carry.assign(bytes.begin() + static_cast<std::ptrdiff_t>(aligned), bytes.end());
  return append_all(file, bytes.first(aligned));
}

SpoolResult spill(ByteSource& source, const SpoolOptions& options, Block block) {
  auto created = SpoolFile::create(spool_directory(options));
  if (!created) return finish_memory(std::move(block), created.error());
  const std::shared_ptr<SpoolFile> file = *created;
  std::vector<std::byte> carry;
  Status status = move_to_file(std::move(block), *file, carry);
  if (status) status = fill_file(source, *file, carry, options.max_bytes);
  return {std::make_unique<SpoolFileSource>(file), status, file->size()};
}

}  // namespace

std::string spool_directory(const SpoolOptions& options) {
  if (!options.directory.empty()) return options.directory;
  const char* tmp = std::getenv("TMPDIR");
  return tmp != nullptr && tmp[0] == '/' ? tmp : "/var/tmp";
}

bool spool_is_unnamed(const std::string& directory) {
  const int fd = ::open(directory.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (fd >= 0) ::close(fd);
  return fd >= 0;
}

SpoolResult spool(ByteSource& source, const SpoolOptions& options) {
  Block block;
  Status status;
  const uint64_t in_memory = std::min(options.memory_bytes, options.max_bytes);
  const Stop stop = read_block(source, in_memory, block, status);
  if (stop != Stop::full || !goes_on(source, status))
    return finish_memory(std::move(block), status);
  if (block.size() >= options.max_bytes) return finish_memory(std::move(block), over_limit());
  return spill(source, options, std::move(block));
}

MemorySpool spool_memory(ByteSource& source, size_t max) {
  MemorySpool out;
  out.bytes.reserve(static_cast<size_t>(std::min<uint64_t>(max, rest_of(source))));
  for (;;) {
    const auto next = source.peek(1);
    if (!next) {
      out.status = next.error();
      return out;
    }
    if (next->empty()) {
      out.complete = true;
      return out;
    }
    const size_t n = std::min(next->size(), max - out.bytes.size());
    if (n == 0) return out;
    out.bytes.insert(out.bytes.end(), next->begin(),
                     next->begin() + static_cast<std::ptrdiff_t>(n));
    (void)source.skip(n);
  }
}

}  // namespace qingce
