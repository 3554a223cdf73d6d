#include "scanner/run/process_guard.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <initializer_list>

namespace qingce {

namespace {

// A standard stream that the caller closed: its number would go to the next file that is opened,
// and a summary would end in a report. It becomes a descriptor on which reading (stdin) or writing
// (stdout, stderr) fails.
void hold_standard_streams() {
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (fcntl(fd, F_GETFD) != -1) continue;
    // Gets the lowest free number, which is the one missing.
    static_cast<void>(open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY));
  }
}

// MADV_DONTDUMP for all memory at once, now and later: nothing of any mapping goes into a core
// file, should one be written in spite of the limit. Before the process becomes undumpable, because
// then this file is root's.
void dump_no_memory() {
  const int fd = open("/proc/self/coredump_filter", O_WRONLY | O_CLOEXEC);
  if (fd < 0) return;
  static_cast<void>(!write(fd, "0", 1));
  close(fd);
}

}  // namespace

void guard_process() {
  hold_standard_streams();
  const rlimit none{0, 0};
  setrlimit(RLIMIT_CORE, &none);
  dump_no_memory();
  prctl(PR_SET_DUMPABLE, 0);
  umask(077);
  // A reader of our stdout that goes away is a write error, reported as such.
  signal(SIGPIPE, SIG_IGN);
  // Queued items keep their directories open: up to one descriptor each in a tree of one file a
  // directory.
  rlimit files{};
  if (getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_cur < files.rlim_max) {
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
  }
}

}  // namespace qingce
