#include "scanner/crawl/dir_handle.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

namespace qingce {

DirHandle::~DirHandle() { ::close(fd_); }

int open_quietly(int at, const char* name, int flags) {
  int quiet = O_NOATIME;
  while (true) {
    const int fd = ::openat(at, name, flags | quiet | O_RDONLY | O_NOCTTY | O_CLOEXEC);
    if (fd >= 0) return fd;
    // The kernel refuses O_NOATIME with EPERM to anyone but the owner; a real EPERM comes back on
    // the second try.
    if (errno == EPERM && quiet != 0) {
      quiet = 0;
    } else if (errno != EINTR) {
      return -1;
    }
  }
}

std::shared_ptr<const DirHandle> open_directory(int at, const char* name, bool follow, int* sys) {
  const int fd = open_quietly(at, name, O_DIRECTORY | (follow ? 0 : O_NOFOLLOW));
  if (fd < 0) {
    *sys = errno;
    return nullptr;
  }
  struct stat st {};
  if (::fstat(fd, &st) != 0) {
    *sys = errno;
    ::close(fd);
    return nullptr;
  }
  return std::make_shared<const DirHandle>(fd, id_of(st));
}

}  // namespace qingce
