// A report becomes visible whole or not at all: it is written under a temporary name in the same
// directory and renamed.
#include <fcntl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

#include "reporters/reporter.h"
#include "scanner/core/message.h"

namespace qingce {
namespace {

constexpr size_t kBuffer = size_t{64} << 10;

Error cannot_write(const std::string& shown, int sys) {
  return make_error(ErrorCode::io, "err.report.write", {shown, errno_text(sys)}, sys);
}

// "" or with a slash at the end.
std::string directory_of(const std::string& path) { return path.substr(0, path.rfind('/') + 1); }

// A file that has no name until it is whole: a scan takes hours, and one that is interrupted leaves
// nothing lying about. -1 where the file system cannot, or where it could not get a name later.
int open_unnamed(const std::string& directory) {
  const int fd = ::open((directory + ".").c_str(), O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600);
  if (fd >= 0 && ::access(("/proc/self/fd/" + std::to_string(fd)).c_str(), F_OK) != 0) {
    ::close(fd);
    return -1;
  }
  return fd;
}

// Buffers, and keeps the first error of a descriptor.
class Stream {
 public:
  explicit Stream(int fd) : fd_(fd) { buffer_.reserve(kBuffer); }
  int fd() const { return fd_; }
  int error() const { return error_; }
  void write(std::string_view bytes) {
    if (buffer_.size() + bytes.size() > kBuffer) flush();
    if (bytes.size() >= kBuffer) return put(bytes);
    buffer_ += bytes;
  }
  void flush() {
    put(buffer_);
    buffer_.clear();
  }

 private:
  void put(std::string_view bytes) {
    while (error_ == 0 && !bytes.empty()) {
      const ssize_t written = ::write(fd_, bytes.data(), bytes.size());
      if (written > 0) {
        bytes.remove_prefix(static_cast<size_t>(written));
      } else if (written == 0 || errno != EINTR) {
        error_ = written == 0 ? EIO : errno;
      }
    }
  }
  int fd_;
  int error_ = 0;
  std::string buffer_;
};

// Stdout, or a device or pipe that the operator named: there is no name to replace.
class DirectOutput final : public Output {
 public:
  DirectOutput(int fd, bool owned, std::string shown)
      : stream_(fd), owned_(owned), shown_(std::move(shown)) {}
  ~DirectOutput() override {
    if (owned_) ::close(stream_.fd());
  }
  void write(std::string_view bytes) override { stream_.write(bytes); }
  Status finish() override {
    stream_.flush();
    return stream_.error() == 0 ? Status() : Status(cannot_write(shown_, stream_.error()));
  }

 private:
  Stream stream_;
  bool owned_;
  std::string shown_;
};

class FileOutput final : public Output {
 public:
  // `temporary` is empty for a file without a name.
  FileOutput(int fd, std::string temporary, std::string path)
      : stream_(fd), temporary_(std::move(temporary)), path_(std::move(path)) {}
  ~FileOutput() override {
    ::close(stream_.fd());
    if (!visible_ && !temporary_.empty()) ::unlink(temporary_.c_str());
  }
  void write(std::string_view bytes) override { stream_.write(bytes); }
  Status finish() override {
    stream_.flush();
    int sys = stream_.error();
    if (sys == 0 && ::fsync(stream_.fd()) != 0) sys = errno;
    if (sys == 0 && temporary_.empty()) sys = give_name();
    if (sys == 0 && ::rename(temporary_.c_str(), path_.c_str()) != 0) sys = errno;
    if (sys != 0) return cannot_write(path_, sys);
    visible_ = true;
    sync_directory();
    return {};
  }

 private:
  // rename() needs a name, and a link cannot replace a file. Gives errno or 0.
  int give_name() {
    const std::string file = "/proc/self/fd/" + std::to_string(stream_.fd());
    for (int attempt = 0; attempt < 100; ++attempt) {
      uint64_t random = 0;
      if (::getrandom(&random, sizeof random, 0) != sizeof random) return EIO;
      const std::string name = directory_of(path_) + ".qingce-" + std::to_string(random);
      if (::linkat(AT_FDCWD, file.c_str(), AT_FDCWD, name.c_str(), AT_SYMLINK_FOLLOW) == 0) {
        temporary_ = name;
        return 0;
      }
      if (errno != EEXIST) return errno;
    }
    return EEXIST;
  }
  // Some file systems cannot sync a directory; the file itself is safe then.
  void sync_directory() const {
    const int directory =
        ::open((directory_of(path_) + ".").c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (directory < 0) return;
    static_cast<void>(::fsync(directory));
    ::close(directory);
  }

  Stream stream_;
  std::string temporary_;
  std::string path_;
  bool visible_ = false;
};

Result<std::unique_ptr<Output>> open_device(const std::string& path) {
  const int fd = ::open(path.c_str(), O_WRONLY | O_NOCTTY | O_CLOEXEC);
  if (fd < 0) return cannot_write(path, errno);
  return std::unique_ptr<Output>(std::make_unique<DirectOutput>(fd, true, path));
}

}  // namespace

Result<std::unique_ptr<Output>> open_output(const std::string& path) {
  if (path == "-")
    return std::unique_ptr<Output>(std::make_unique<DirectOutput>(STDOUT_FILENO, false, "-"));
  struct stat facts {};
  if (::stat(path.c_str(), &facts) == 0) {
    if (S_ISDIR(facts.st_mode)) return cannot_write(path, EISDIR);
    // /dev/stdout, /dev/null, a named pipe: renaming over them would replace the device.
    if (S_ISCHR(facts.st_mode) || S_ISFIFO(facts.st_mode)) return open_device(path);
    if (!S_ISREG(facts.st_mode)) return cannot_write(path, EINVAL);
  }
  if (path.empty() || path.back() == '/') return cannot_write(path, EISDIR);
  std::string temporary;
  int fd = open_unnamed(directory_of(path));
  if (fd < 0) {
    // mkostemp: O_EXCL, mode 0600.
    temporary = directory_of(path) + ".qingce-XXXXXX";
    fd = ::mkostemp(temporary.data(), O_CLOEXEC);
  }
  if (fd < 0) return cannot_write(path, errno);
  auto output = std::make_unique<FileOutput>(fd, temporary, path);
  if (::fchmod(fd, 0600) != 0) return cannot_write(path, errno);
  return std::unique_ptr<Output>(std::move(output));
}

}  // namespace qingce
