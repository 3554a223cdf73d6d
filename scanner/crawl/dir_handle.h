// DirHandle: a directory held open. A file is opened relative to it, so that neither the length of
// its path nor a renamed ancestor matters.
//
// Owner: shared by the walk and by the work items of the files in it; the last one closes the
// descriptor. Hence the number of descriptors is at most kOpenAncestors (walk_linux.cc) plus one
// per queued work item. Immutable; any thread.
#pragma once

#include <sys/stat.h>
#include <sys/types.h>

#include <cstdint>
#include <memory>

namespace qingce {

// What names a file or directory within the running system.
struct FileId {
  uint64_t device = 0;
  uint64_t inode = 0;
  auto operator<=>(const FileId&) const = default;
};
inline FileId id_of(const struct stat& st) { return {st.st_dev, st.st_ino}; }

class DirHandle {
 public:
  // Takes ownership of `fd`.
  DirHandle(int fd, FileId id) : fd_(fd), id_(id) {}
  ~DirHandle();
  DirHandle(const DirHandle&) = delete;
  DirHandle& operator=(const DirHandle&) = delete;

  int fd() const { return fd_; }
  FileId id() const { return id_; }

 private:
  int fd_;
  FileId id_;
};

// openat for reading that leaves no trace: O_NOATIME where the caller owns the file, without it
// elsewhere. EINTR is retried. -1 and errno on failure.
int open_quietly(int at, const char* name, int flags);

// Opens directory `name` below `at`; `follow` only for a target. Null and *sys = errno on failure.
std::shared_ptr<const DirHandle> open_directory(int at, const char* name, bool follow, int* sys);

}  // namespace qingce
