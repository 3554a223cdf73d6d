#include "scanner/inventory/place.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <cstring>

#include "scanner/core/message.h"
#include "scanner/inventory/schema.h"

namespace qingce {
namespace {

constexpr off_t kHeaderBytes = 100;  // of a SQLite file

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }

 private:
  int fd_;
};

Error cannot_write(const std::string& path, int sys) {
  return make_error(ErrorCode::io, "err.inventory.why",
                    {path, Phrase::of("err.inventory.write"), errno_text(sys)}, sys);
}

// True if the file's own header says that it is an inventory (of any format version).
bool is_inventory(const std::string& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  std::array<char, kHeaderBytes> header{};
  if (file.get() < 0 || ::pread(file.get(), header.data(), header.size(), 0) != kHeaderBytes)
    return false;
  uint32_t id = 0;
  for (size_t i = 68; i < 72; ++i) id = id << 8 | static_cast<uint8_t>(header[i]);
  return std::memcmp(header.data(), "SQLite format 3", 16) == 0 && id == kApplicationId;
}

}  // namespace

Error usage(const std::string& path, std::string_view what) {
  return make_error(ErrorCode::usage, "err.inventory", {path, Phrase::of(what)});
}

Result<std::string> resolve(const std::string& path) {
  const size_t slash = path.rfind('/');
  const std::string name = slash == std::string::npos ? path : path.substr(slash + 1);
  if (name.empty() || name == "." || name == "..") return usage(path, "err.inventory.name");
  const std::string directory = slash == std::string::npos ? "."
                                : slash == 0               ? "/"
                                                           : path.substr(0, slash);
  std::array<char, PATH_MAX> real{};
  if (::realpath(directory.c_str(), real.data()) == nullptr) return cannot_write(path, errno);
  std::string resolved = real.data();
  if (resolved.back() != '/') resolved.push_back('/');
  return resolved + name;
}

std::vector<std::string> side_files(const std::string& path) {
  return {path + "-wal", path + "-shm", path + "-journal"};
}

Status check_room(const std::string& shown, const std::string& path, bool force) {
  struct stat facts {};
  if (::lstat(path.c_str(), &facts) == 0) {
    if (!S_ISREG(facts.st_mode)) return usage(shown, "err.inventory.regular");
    if (!force) return usage(shown, "err.inventory.exists");
    // An empty one is what a run leaves that was killed at its very start.
    if (facts.st_size > 0 && !is_inventory(path)) return usage(shown, "err.inventory.not-replaced");
  } else if (errno != ENOENT) {
    return cannot_write(shown, errno);
  }
  for (const std::string& side : side_files(path)) {
    if (::lstat(side.c_str(), &facts) != 0) continue;
    if (!S_ISREG(facts.st_mode) || !force) {
      return usage(shown, "err.inventory.side-file");
    }
  }
  return {};
}

Status make_room(const std::string& shown, const std::string& path, bool force) {
  if (Status status = check_room(shown, path, force); !status) return status;
  std::vector<std::string> old = side_files(path);
  old.push_back(path);
  for (const std::string& file : old) {
    if (::unlink(file.c_str()) != 0 && errno != ENOENT) return cannot_write(shown, errno);
  }
  return {};
}

Status create_file(const std::string& shown, const std::string& path) {
  const Descriptor file(
      ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (file.get() < 0)
    return errno == EEXIST ? usage(shown, "err.inventory.exists") : cannot_write(shown, errno);
  if (::fchmod(file.get(), 0600) != 0) return cannot_write(shown, errno);
  return {};
}

Status sync_file(const std::string& shown, const std::string& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
  if (file.get() < 0 || ::fsync(file.get()) != 0) return cannot_write(shown, errno);
  const std::string directory = path.substr(0, path.rfind('/') + 1);
  const Descriptor parent(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  // Some file systems cannot sync a directory; the file itself is safe then.
  if (parent.get() >= 0) static_cast<void>(::fsync(parent.get()));
  return {};
}

}  // namespace qingce
