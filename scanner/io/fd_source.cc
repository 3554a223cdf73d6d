// A file descriptor as a source. Regular files are read at positions of our own, so that a
// descriptor shared with another process (stdin) does not matter; everything else is read as it
// comes.
#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "scanner/io/byte_source.h"

namespace qingce {
namespace {

Error read_error(int sys) { return Error{ErrorCode::io, "reading failed", sys}; }

class FileSource final : public ByteSource {
 public:
  FileSource(int fd, const struct stat& st)
      : fd_(fd),
        size_(static_cast<uint64_t>(st.st_size)),
        // Only a file with fewer blocks than bytes can have holes; most files never cost an lseek.
        sparse_(static_cast<uint64_t>(st.st_blocks) * 512 < static_cast<uint64_t>(st.st_size)) {}
  ~FileSource() override { ::close(fd_); }

  std::optional<uint64_t> size() const override { return size_; }
  bool seekable() const override { return true; }

 protected:
  // To the real end: a file may have grown since, and /proc files say 0. Within bounds: one that is
  // written faster than it is read would have no end. (Whoever opened it sees that it changed.)
  Result<size_t> do_read(MutableBytes out) override {
    const uint64_t end = std::min(kMaxOffset, size_ + kMostGrowth);
    if (offset_ >= end) return size_t{0};
    out = out.first(static_cast<size_t>(std::min<uint64_t>(out.size(), end - offset_)));
    for (;;) {
      const ssize_t n = ::pread(fd_, out.data(), out.size(), static_cast<off_t>(offset_));
      if (n >= 0) {
        offset_ += static_cast<uint64_t>(n);
        return static_cast<size_t>(n);
      }
      if (errno != EINTR) return read_error(errno);
    }
  }

  Status do_seek(uint64_t position) override {
    offset_ = position;
    return {};
  }

  uint64_t do_zero_run(uint64_t position) override {
    if (!sparse_ || position >= size_ || position > kMaxOffset) return 0;
    if (position >= data_begin_ && position < data_end_) return 0;
    const off_t data = ::lseek(fd_, static_cast<off_t>(position), SEEK_DATA);
    if (data < 0) return errno == ENXIO ? rest_after(position) : 0;
    if (static_cast<uint64_t>(data) > position) return static_cast<uint64_t>(data) - position;
    const off_t hole = ::lseek(fd_, data, SEEK_HOLE);
    data_begin_ = position;
    data_end_ = hole > data ? static_cast<uint64_t>(hole) : position;
    return 0;
  }

 private:
  static constexpr uint64_t kMaxOffset = static_cast<uint64_t>(INT64_MAX);
  static constexpr uint64_t kMostGrowth = uint64_t{1} << 30;  // bytes read past the size at open

  // No data behind `position`: a hole to the end, wherever the end is now.
  uint64_t rest_after(uint64_t position) const {
    struct stat st {};
    if (::fstat(fd_, &st) != 0 || static_cast<uint64_t>(st.st_size) <= position) return 0;
    return static_cast<uint64_t>(st.st_size) - position;
  }

  int fd_;
  uint64_t size_;
  bool sparse_;
  uint64_t offset_ = 0;
  uint64_t data_begin_ = 0;  // the run of data that SEEK_HOLE gave last
  uint64_t data_end_ = 0;
};

class PipeSource final : public ByteSource {
 public:
  explicit PipeSource(int fd) : fd_(fd) {}
  ~PipeSource() override { ::close(fd_); }

 protected:
  Result<size_t> do_read(MutableBytes out) override {
    for (;;) {
      const ssize_t n = ::read(fd_, out.data(), out.size());
      if (n >= 0) return static_cast<size_t>(n);
      if (errno == EAGAIN || errno == EWOULDBLOCK) {
        // stdin may have been made non-blocking by whoever shares it.
        struct pollfd wait {
          fd_, POLLIN, 0
        };
        if (::poll(&wait, 1, -1) < 0 && errno != EINTR) return read_error(errno);
      } else if (errno != EINTR) {
        return read_error(errno);
      }
    }
  }

 private:
  int fd_;
};

}  // namespace

std::unique_ptr<ByteSource> make_fd_source(int fd) {
  struct stat st {};
  if (::fstat(fd, &st) == 0 && S_ISREG(st.st_mode)) return std::make_unique<FileSource>(fd, st);
  return std::make_unique<PipeSource>(fd);
}

}  // namespace qingce
