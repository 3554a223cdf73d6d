#include "scanner/crawl/link_scope.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <climits>
#include <tuple>
#include <utility>

namespace qingce {
namespace {

// As many links in a row as the kernel follows (MAXSYMLINKS, include/linux/namei.h).
constexpr int kMaxLinks = 40;
// Links of a tree point to few directories again and again; the cache only has to hold those.
constexpr size_t kMaxKnown = 8192;

class Fd {
 public:
  explicit Fd(int fd = -1) : fd_(fd) {}
  ~Fd() { reset(-1); }
  Fd(const Fd&) = delete;
  Fd& operator=(const Fd&) = delete;
  void reset(int fd) {
    if (fd_ >= 0) {
      const int saved = errno;
      ::close(fd_);
      errno = saved;
    }
    fd_ = fd;
  }
  int get() const { return fd_; }

 private:
  int fd_;
};

// O_PATH: a place in the tree, not an open file. Nothing can be read through it, no driver is
// called.
int open_place(int at, const char* name, int flags) {
  return ::openat(at, name, O_PATH | O_DIRECTORY | O_CLOEXEC | flags);
}

LinkEnd failed(int* sys) {
  switch (errno) {
    case ENOENT:
    case ENOTDIR:
    case ELOOP:
    case ENAMETOOLONG:
      return LinkEnd::nowhere;
    default:
      *sys = errno;
      return LinkEnd::unreachable;
  }
}

// "a/b" -> "a", "b"; "/b" -> "/", "b"; "b" -> "", "b". A last component that is no plain name gives
// tail "".
std::pair<std::string, std::string> split(const std::string& text) {
  const size_t slash = text.rfind('/');
  std::string tail = slash == std::string::npos ? text : text.substr(slash + 1);
  if (tail.empty() || tail == "." || tail == "..") return {text, ""};
  if (slash == std::string::npos) return {"", std::move(tail)};
  return {slash == 0 ? "/" : text.substr(0, slash), std::move(tail)};
}

}  // namespace

LinkScope::LinkScope(const std::vector<std::string>& targets) {
  for (const std::string& target : targets) {
    struct stat st {};
    if (target != "-" && ::stat(target.c_str(), &st) == 0) targets_.insert(id_of(st));
  }
}

LinkEnd LinkScope::resolve(int at, const char* name, int* sys) {
  std::array<char, PATH_MAX> text;
  Fd base;
  std::string tail = name;
  for (int links = 0; links < kMaxLinks; ++links) {
    const ssize_t length = ::readlinkat(at, tail.c_str(), text.data(), text.size());
    if (length < 0) return failed(sys);
    std::string head;
    std::tie(head, tail) = split(std::string(text.data(), static_cast<size_t>(length)));
    if (!head.empty()) {  // the kernel follows the links on the way
      const int fd = open_place(at, head.c_str(), 0);
      if (fd < 0) return failed(sys);
      base.reset(fd);
      at = fd;
    }
    if (tail.empty()) return stands_inside(at) ? LinkEnd::inside : LinkEnd::outside;
    struct stat st {};
    if (::fstatat(at, tail.c_str(), &st, AT_SYMLINK_NOFOLLOW) != 0) return failed(sys);
    if (S_ISLNK(st.st_mode)) continue;
    // A place inside is inside whether it is a directory or not; a target itself may also be a
    // single file.
    if (targets_.contains(id_of(st))) return LinkEnd::inside;
    if (S_ISDIR(st.st_mode)) {
      const Fd place(open_place(at, tail.c_str(), O_NOFOLLOW));
      if (place.get() < 0) return failed(sys);
      return stands_inside(place.get()) ? LinkEnd::inside : LinkEnd::outside;
    }
    return stands_inside(at) ? LinkEnd::inside : LinkEnd::outside;
  }
  return LinkEnd::nowhere;
}

// Climbs to the root by "..", which here is the directory's true parent, and compares identities.
// Where the climb is refused the answer is "outside": not shown to be inside means a gap.
bool LinkScope::stands_inside(int directory) {
  std::vector<FileId> way;
  Fd here;
  int at = directory;
  bool inside = false;
  while (true) {
    struct stat st {};
    if (::fstat(at, &st) != 0) break;
    const FileId id = id_of(st);
    if (targets_.contains(id)) {
      inside = true;
      break;
    }
    if (const auto known = known_.find(id); known != known_.end()) {
      inside = known->second;
      break;
    }
    if (!way.empty() && way.back() == id) break;  // the root is its own parent
    way.push_back(id);
    const int up = open_place(at, "..", 0);
    if (up < 0) break;
    here.reset(up);
    at = up;
  }
  if (known_.size() + way.size() > kMaxKnown) known_.clear();
  if (way.size() <= kMaxKnown) {
    for (const FileId& id : way) known_.emplace(id, inside);
  }
  return inside;
}

}  // namespace qingce
