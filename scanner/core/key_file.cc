// Key files: the only place where a key meets the file system.
#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "scanner/core/digest.h"
#include "scanner/core/message.h"

namespace qingce {
namespace {

constexpr size_t kKeyBytes = 32;

class Fd {
 public:
  explicit Fd(int fd) : fd_(fd) {}
  ~Fd() {
    if (fd_ >= 0) ::close(fd_);
  }
  Fd(const Fd&) = delete;
  Fd& operator=(const Fd&) = delete;
  int get() const { return fd_; }
  bool ok() const { return fd_ >= 0; }

 private:
  int fd_;
};

Error usage(const std::string& path, const char* why, int sys = 0) {
  return make_error(ErrorCode::usage, "err.key", {path, Phrase::of(why)}, sys);
}
Error io(const std::string& path, const char* why, int sys) {
  return make_error(ErrorCode::io, "err.key", {path, Phrase::of(why)}, sys);
}

// Bytes of a key file; wiped, because the file's text is the key.
struct Text {
  std::array<char, 2 * kKeyBytes + 2> bytes{};
  size_t size = 0;
  Text() = default;
  Text(const Text&) = delete;
  Text& operator=(const Text&) = delete;
  ~Text() { sodium_memzero(bytes.data(), bytes.size()); }
};

Status read_text(int fd, const std::string& path, Text& text) {
  while (text.size < text.bytes.size()) {
    const ssize_t n = ::read(fd, text.bytes.data() + text.size, text.bytes.size() - text.size);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return io(path, "err.key.read", errno);
    if (n == 0) break;
    text.size += static_cast<size_t>(n);
  }
  return {};
}

// 64 hex digits and an optional newline. libsodium's decoder runs in constant time.
bool decode_hex(const Text& text, std::array<uint8_t, kKeyBytes>& out) {
  size_t n = text.size;
  if (n == 2 * kKeyBytes + 1 && text.bytes[n - 1] == '\n') --n;
  if (n != 2 * kKeyBytes) return false;
  size_t written = 0;
  const char* end = nullptr;
  return sodium_hex2bin(out.data(), out.size(), text.bytes.data(), n, nullptr, &written, &end) ==
             0 &&
         written == kKeyBytes && end == text.bytes.data() + n;
}

// Creates the directories above `path`, 0700 each; those that exist stay as they are.
Status make_parents(const std::string& path) {
  for (size_t slash = path.find('/', 1); slash != std::string::npos;
       slash = path.find('/', slash + 1)) {
    const std::string directory = path.substr(0, slash);
    if (::mkdir(directory.c_str(), 0700) != 0 && errno != EEXIST) {
      return io(path, "err.key.directory", errno);
    }
  }
  return {};
}

bool write_all(int fd, const uint8_t* bytes, size_t size) {
  while (size > 0) {
    const ssize_t n = ::write(fd, bytes, size);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    bytes += n;
    size -= static_cast<size_t>(n);
  }
  return true;
}

// A new random key in a file of its own, complete on disk before the caller gives it a name.
Status write_new(const std::string& path) {
  const Fd fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!fd.ok()) return io(path, "err.key.create", errno);
  std::array<uint8_t, kKeyBytes> key;
  randombytes_buf(key.data(), key.size());
  const bool written = ::fchmod(fd.get(), 0600) == 0 &&
                       write_all(fd.get(), key.data(), key.size()) && ::fsync(fd.get()) == 0;
  const int sys = errno;
  sodium_memzero(key.data(), key.size());
  if (written) return {};
  ::unlink(path.c_str());
  return io(path, "err.key.write", sys);
}

void sync_directory_of(const std::string& path) {
  const size_t slash = path.rfind('/');
  const std::string directory = slash == std::string::npos ? "." : path.substr(0, slash + 1);
  const Fd fd(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (fd.ok()) ::fsync(fd.get());  // best effort: some file systems cannot
}

// Written under a temporary name and linked, so that of two processes that start together one wins
// and the other loads a complete key. Where links are not supported the file is created in place.
Status create(const std::string& path) {
  if (auto made = make_parents(path); !made) return made;
  std::array<unsigned char, 8> random;
  randombytes_buf(random.data(), random.size());
  std::array<char, 2 * random.size() + 1> suffix;
  sodium_bin2hex(suffix.data(), suffix.size(), random.data(), random.size());
  const std::string temporary = path + "." + suffix.data();
  if (auto written = write_new(temporary); !written)
    return io(path, "err.key.create", written.error().sys);
  const int linked = ::link(temporary.c_str(), path.c_str());
  const int sys = errno;
  ::unlink(temporary.c_str());
  if (linked != 0 && sys != EEXIST) {
    if (sys != EPERM && sys != EOPNOTSUPP && sys != ENOSYS) return io(path, "err.key.create", sys);
    if (auto written = write_new(path); !written && written.error().sys != EEXIST) return written;
  }
  sync_directory_of(path);
  return {};
}

}  // namespace

Result<Key> Key::load(const std::string& path) {
  // O_NONBLOCK: a fifo must not hang the open; O_NOFOLLOW: a link could be turned to another key.
  const Fd fd(::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (!fd.ok()) {
    const int sys = errno;
    if (sys == ENOENT || sys == ENOTDIR) return usage(path, "err.key.missing", sys);
    if (sys == ELOOP) return usage(path, "err.key.link", sys);
    return usage(path, "err.key.open", sys);
  }
  struct stat st {};
  if (::fstat(fd.get(), &st) != 0) return io(path, "err.key.examine", errno);
  if (!S_ISREG(st.st_mode)) return usage(path, "err.key.regular");
  if ((st.st_mode & 077) != 0) return usage(path, "err.key.mode");
  Text text;
  if (auto read = read_text(fd.get(), path, text); !read) return read.error();
  Key key;
  if (text.size == kKeyBytes) {
    std::memcpy(key.root_.data(), text.bytes.data(), kKeyBytes);
  } else if (!decode_hex(text, key.root_)) {
    return usage(path, "err.key.content");
  }
  return key;
}

Result<Key> Key::load_or_create(const std::string& path) {
  if (sodium_init() < 0) return make_error(ErrorCode::internal, "err.random");
  Result<Key> loaded = load(path);
  if (loaded || loaded.error().sys != ENOENT) return loaded;
  if (auto created = create(path); !created) return created.error();
  return load(path);
}

Result<std::string> Key::default_path() {
  // The XDG base directory specification: a relative path is to be ignored.
  const char* state = std::getenv("XDG_STATE_HOME");
  if (state != nullptr && state[0] == '/') return std::string(state) + "/qingce/key";
  const char* home = std::getenv("HOME");
  if (home != nullptr && home[0] == '/') return std::string(home) + "/.local/state/qingce/key";
  return make_error(ErrorCode::usage, "err.key.no-place");
}

}  // namespace qingce
