// LD_PRELOAD: fails reads or writes of files whose name ends in $SHIM_NAME with errno $SHIM_ERRNO, from the
// $SHIM_AFTER-th byte on. $SHIM_CALL: read or write. For shows; see interruption.py.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static long long done;

static int strikes(int fd, const char *call, size_t bytes, off_t offset) {
  const char *wanted = getenv("SHIM_CALL"), *name = getenv("SHIM_NAME");
  if (!wanted || !name || strcmp(call, wanted) != 0) return 0;
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0 || (size_t)length < strlen(name)) return 0;
  path[length] = 0;
  if (strcmp(path + length - strlen(name), name) != 0) return 0;
  const long long after = atoll(getenv("SHIM_AFTER"));
  // Reads by place, so that every reader meets the same bad sector; writes by amount.
  long long at = offset >= 0 && strcmp(call, "read") == 0
                     ? (long long)offset
                     : __atomic_fetch_add(&done, (long long)bytes, __ATOMIC_RELAXED);
  if (at + (long long)bytes <= after) return 0;
  errno = atoi(getenv("SHIM_ERRNO"));
  return 1;
}

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
ssize_t read(int fd, void *to, size_t n) { return strikes(fd, "read", n, -1) ? -1 : NEXT(read)(fd, to, n); }
ssize_t pread(int fd, void *to, size_t n, off_t at) { return strikes(fd, "read", n, at) ? -1 : NEXT(pread)(fd, to, n, at); }
ssize_t pread64(int fd, void *to, size_t n, off64_t at) { return strikes(fd, "read", n, at) ? -1 : NEXT(pread64)(fd, to, n, at); }
ssize_t write(int fd, const void *from, size_t n) { return strikes(fd, "write", n, -1) ? -1 : NEXT(write)(fd, from, n); }
ssize_t pwrite(int fd, const void *from, size_t n, off_t at) { return strikes(fd, "write", n, at) ? -1 : NEXT(pwrite)(fd, from, n, at); }
ssize_t pwrite64(int fd, const void *from, size_t n, off64_t at) { return strikes(fd, "write", n, at) ? -1 : NEXT(pwrite64)(fd, from, n, at); }
