#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "scanner/crawl/crawler.h"
#include "scanner/crawl/dir_handle.h"

namespace qingce {
namespace {

// A file server may hold a lease on a file; opening asks it back, and without blocking fails until
// it is given: 2 s.
constexpr int kLeaseWaits = 200;
constexpr std::chrono::milliseconds kLeaseWait{10};
// Below this a file is read by one call and needs no advice about read-ahead.
constexpr off_t kAdviseFrom = 256 << 10;
// What is read ahead of its turn: nearly all files of a source tree or a mail folder. Times the
// 256 items that may be queued this is 16 MiB.
constexpr uint64_t kMostAhead = 64 << 10;

// A regular file of known facts. It exists beside make_fd_source because one fstat has already told
// size and sparseness: no second fstat, no SEEK_DATA for a file without holes, and no read that
// only learns that the end is the end (0.4 us of 4 us for a small file). What is appended later is
// not read; changed() tells.
class FileSource final : public ByteSource {
 public:
  FileSource(int fd, const struct stat& st)
      : fd_(fd),
        size_(static_cast<uint64_t>(st.st_size)),
        // Virtual file systems (procfs, sysfs: no block device, major 0) say 0 for files that have
        // content.
        size_known_(st.st_size > 0 || gnu_dev_major(st.st_dev) != 0),
        sparse_(static_cast<uint64_t>(st.st_blocks) * 512 < size_) {}
  ~FileSource() override { ::close(fd_); }

  std::optional<uint64_t> size() const override {
    return size_known_ ? std::optional<uint64_t>(size_) : std::nullopt;
  }
  bool seekable() const override { return true; }

  // Now, if it is small and without holes. A failure shows when it is read in its turn.
  void read_ahead() {
    if (!size_known_ || size_ == 0 || size_ > kMostAhead || sparse_) return;
    ahead_.resize(static_cast<size_t>(size_));
    if (::pread(fd_, ahead_.data(), ahead_.size(), 0) != static_cast<ssize_t>(ahead_.size()))
      ahead_ = {};
  }

 protected:
  Result<size_t> do_read(MutableBytes out) override {
    if (at_ >= (size_known_ ? size_ : kMaxOffset)) return size_t{0};
    if (!ahead_.empty()) {
      const size_t n = std::min(out.size(), static_cast<size_t>(size_ - at_));
      std::memcpy(out.data(), ahead_.data() + at_, n);
      at_ += n;
      return n;
    }
    while (true) {
      const ssize_t got = ::pread(fd_, out.data(), out.size(), static_cast<off_t>(at_));
      if (got >= 0) {
        at_ += static_cast<uint64_t>(got);
        return static_cast<size_t>(got);
      }
      if (errno != EINTR) return Error{ErrorCode::io, "a file cannot be read", errno};
    }
  }

  Status do_seek(uint64_t position) override {
    at_ = position;
    return {};
  }

  uint64_t do_zero_run(uint64_t position) override {
    if (!sparse_ || position >= size_) return 0;
    const off_t data = ::lseek(fd_, static_cast<off_t>(position), SEEK_DATA);
    if (data < 0) return errno == ENXIO ? size_ - position : 0;  // a hole up to the end
    return static_cast<uint64_t>(data) - position;
  }

 private:
  static constexpr uint64_t kMaxOffset = INT64_MAX;

  const int fd_;
  const uint64_t size_;
  const bool size_known_;
  const bool sparse_;
  uint64_t at_ = 0;
  std::vector<std::byte> ahead_;  // all of it, or nothing
};

FileFacts facts_of(const struct stat& st) {
  FileFacts facts;
  facts.size = static_cast<uint64_t>(st.st_size);
  facts.mtime = st.st_mtim.tv_sec;
  facts.mtime_ns = static_cast<uint32_t>(st.st_mtim.tv_nsec);
  facts.uid = st.st_uid;
  facts.gid = st.st_gid;
  facts.mode = st.st_mode & 07777;
  facts.device = st.st_dev;
  facts.inode = st.st_ino;
  facts.links = st.st_nlink;
  facts.regular = S_ISREG(st.st_mode);
  return facts;
}

bool same_time(const struct timespec& a, const struct timespec& b) {
  return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
}

OpenFile regular_file(int fd, const struct stat& st, bool ahead = false) {
  if (st.st_size > kAdviseFrom) ::posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL);
  OpenFile file;
  file.facts = facts_of(st);
  auto source = std::make_unique<FileSource>(fd, st);
  if (ahead) source->read_ahead();
  file.source = std::move(source);
  // The descriptor is the source's: valid while the source lives (crawler.h).
  file.changed = [fd, size = st.st_size, mtime = st.st_mtim, ctime = st.st_ctim] {
    struct stat now {};
    return ::fstat(fd, &now) != 0 || now.st_size != size || !same_time(now.st_mtim, mtime) ||
           !same_time(now.st_ctim, ctime);
  };
  return file;
}

Error open_error(int sys) { return Error{ErrorCode::io, "a file cannot be opened", sys}; }

Result<OpenFile> open_stdin() {
  const int fd = ::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3);
  if (fd < 0) return open_error(errno);
  struct stat st {};
  if (::fstat(fd, &st) != 0 || S_ISDIR(st.st_mode)) {
    const int sys = S_ISDIR(st.st_mode) ? EISDIR : errno;
    ::close(fd);
    return open_error(sys);
  }
  if (S_ISREG(st.st_mode)) {
    const off_t at = ::lseek(fd, 0, SEEK_CUR);  // a shell may have read its beginning
    OpenFile file = regular_file(fd, st);
    if (at > 0) {
      if (Status status = file.source->seek(static_cast<uint64_t>(at)); !status) {
        return status.error();
      }
    }
    return file;
  }
  OpenFile file;
  file.facts = facts_of(st);
  file.source = make_fd_source(fd);
  file.changed = [] { return false; };
  return file;
}

int open_file(const WorkItem& item, bool ahead) {
  const bool target = item.dir == nullptr;
  const int at = target ? AT_FDCWD : item.dir->fd();
  const int flags = O_NONBLOCK | (target ? 0 : O_NOFOLLOW);
  int fd = open_quietly(at, item.name.c_str(), flags);
  for (int i = 0; fd < 0 && errno == EWOULDBLOCK && !ahead && i < kLeaseWaits; ++i) {
    std::this_thread::sleep_for(kLeaseWait);
    fd = open_quietly(at, item.name.c_str(), flags);
  }
  return fd;
}

}  // namespace

struct OpenedAhead {
  std::optional<OpenFile> file;  // until it is taken
};

namespace {

Result<OpenFile> open_now(const WorkItem& item, bool ahead) {
  const int fd = open_file(item, ahead);
  if (fd < 0) return open_error(errno);
  struct stat st {};
  if (::fstat(fd, &st) != 0) {
    const int sys = errno;
    ::close(fd);
    return open_error(sys);
  }
  if (S_ISREG(st.st_mode)) return regular_file(fd, st, ahead);
  ::close(fd);
  OpenFile special;
  special.facts = facts_of(st);
  special.changed = [] { return false; };
  return special;
}

}  // namespace

Result<OpenFile> open_item(const WorkItem& item) {
  if (item.kind == ItemKind::stream) return open_stdin();
  if (item.kind != ItemKind::file) return Error{ErrorCode::internal, "not a file to be opened"};
  if (item.ahead != nullptr && item.ahead->file)
    return std::move(*std::exchange(item.ahead->file, std::nullopt));
  return open_now(item, false);
}

uint64_t stored_size(const WorkItem& item) {
  struct stat st {};
  const bool target = item.dir == nullptr;  // a target that is a link is followed
  const int at = target ? AT_FDCWD : item.dir->fd();
  const int flags = target ? 0 : AT_SYMLINK_NOFOLLOW;
  if (::fstatat(at, item.name.c_str(), &st, flags) != 0 || !S_ISREG(st.st_mode)) return 0;
  return static_cast<uint64_t>(st.st_size);
}

void open_ahead(WorkItem& item) {
  if (item.kind != ItemKind::file || item.ahead != nullptr) return;
  Result<OpenFile> opened = open_now(item, true);
  if (!opened.ok()) return;
  item.ahead = std::make_shared<OpenedAhead>();
  item.ahead->file = std::move(*opened);
}

GapReason gap_of_errno(int sys) {
  switch (sys) {
    case EACCES:
    case EPERM:
      return GapReason::permission;
    case ENOENT:
    case ESTALE:
      return GapReason::vanished;
    case ELOOP:    // a file that has become a link
    case ENOTDIR:  // a directory that is none any more
    case EISDIR:
      return GapReason::changed;
    case ENXIO:  // a socket, a device without driver
    case ENODEV:
      return GapReason::special_file;
    default:
      return GapReason::io_error;
  }
}

}  // namespace qingce
