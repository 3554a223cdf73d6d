#include "scanner/run/sandbox.h"

#include <fcntl.h>
#include <linux/landlock.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>

namespace qingce {
namespace {

// ---- seccomp

// io_uring can open, connect and send without the system calls a filter sees; the rest are ways
// around a sandbox or into other processes.
constexpr int kDenied[] = {
    SCMP_SYS(execve),
    SCMP_SYS(execveat),
    SCMP_SYS(ptrace),
    SCMP_SYS(process_vm_readv),
    SCMP_SYS(process_vm_writev),
    SCMP_SYS(io_uring_setup),
    SCMP_SYS(io_uring_enter),
    SCMP_SYS(io_uring_register),
    SCMP_SYS(bpf),
    SCMP_SYS(perf_event_open),
    SCMP_SYS(userfaultfd),
    SCMP_SYS(open_by_handle_at),
    SCMP_SYS(mount),
    SCMP_SYS(umount2),
    SCMP_SYS(pivot_root),
    SCMP_SYS(chroot),
    SCMP_SYS(unshare),
    SCMP_SYS(setns),
    SCMP_SYS(init_module),
    SCMP_SYS(finit_module),
    SCMP_SYS(delete_module),
    SCMP_SYS(kexec_load),
    SCMP_SYS(kexec_file_load),
    SCMP_SYS(add_key),
    SCMP_SYS(request_key),
    SCMP_SYS(keyctl),
    SCMP_SYS(mknod),
    SCMP_SYS(mknodat),
    SCMP_SYS(swapon),
    SCMP_SYS(swapoff),
    SCMP_SYS(reboot),
    SCMP_SYS(sethostname),
    SCMP_SYS(setdomainname),
};

// The library's macros for this are C's compound literals.
scmp_arg_cmp argument(unsigned number, scmp_compare how, scmp_datum_t a, scmp_datum_t b = 0) {
  scmp_arg_cmp compare{};
  compare.arg = number;
  compare.op = how;
  compare.datum_a = a;
  compare.datum_b = b;
  return compare;
}

bool load_filter(bool all_sockets) {
  const scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
  if (filter == nullptr) return false;
  const uint32_t deny = SCMP_ACT_ERRNO(EPERM);
  bool good = true;
  if (all_sockets) {
    for (const int call : {SCMP_SYS(socket), SCMP_SYS(connect), SCMP_SYS(bind), SCMP_SYS(listen)}) {
      good = good && seccomp_rule_add(filter, deny, call, 0) == 0;
    }
  } else {
    for (const int call : kDenied) good = good && seccomp_rule_add(filter, deny, call, 0) == 0;
    // The upper half of the register is not the kernel's concern: only the lower 32 bits are.
    good = good && seccomp_rule_add(filter, deny, SCMP_SYS(socket), 1,
                                    argument(0, SCMP_CMP_NE, AF_UNIX)) == 0;
    // Pushing characters into the operator's terminal would start programs there.
    for (const unsigned long request : {0x5412ul /* TIOCSTI */, 0x541cul /* TIOCLINUX */}) {
      good = good && seccomp_rule_add(filter, deny, SCMP_SYS(ioctl), 1,
                                      argument(1, SCMP_CMP_MASKED_EQ, 0xffffffffu, request)) == 0;
    }
  }
  good = good && seccomp_load(filter) == 0;
  seccomp_release(filter);
  return good;
}

// ---- Landlock

// Rights by number, because the headers of Debian 12 end at version 2 (linux/landlock.h, kernel
// 6.15).
constexpr uint64_t kWriteFile = 1u << 1;
constexpr uint64_t kReadFile = 1u << 2;
constexpr uint64_t kReadDir = 1u << 3;
constexpr uint64_t kRemoveFile = 1u << 5;
constexpr uint64_t kMakeReg = 1u << 8;
constexpr uint64_t kAllOf1 = (1u << 13) - 1;
constexpr uint64_t kRefer = 1u << 13;     // 2
constexpr uint64_t kTruncate = 1u << 14;  // 3
constexpr uint64_t kNetwork = 3;          // 4: bind and connect of TCP
constexpr uint64_t kScopes = 3;           // 6: abstract sockets, signals

// struct landlock_ruleset_attr of version 6; older kernels take its beginning.
struct RulesetAttributes {
  uint64_t files = 0;
  uint64_t network = 0;
  uint64_t scoped = 0;
};

long landlock_version() {
  return syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
}

uint64_t changing_rights(long version) {
  uint64_t rights = kAllOf1 & ~(kReadFile | kReadDir);
  if (version >= 2) rights |= kRefer;
  if (version >= 3) rights |= kTruncate;
  return rights;
}

bool allow(int ruleset, const std::string& path, uint64_t rights) {
  const int fd = ::open(path.c_str(), O_PATH | O_CLOEXEC);
  if (fd < 0) return false;
  landlock_path_beneath_attr rule{};
  rule.allowed_access = rights;
  rule.parent_fd = fd;
  const long added = syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
  ::close(fd);
  return added == 0;
}

int make_ruleset(long version) {
  RulesetAttributes attributes;
  attributes.files = changing_rights(version);
  size_t size = sizeof attributes.files;
  if (version >= 4) {
    attributes.network = kNetwork;
    size = sizeof attributes.files + sizeof attributes.network;
  }
  if (version >= 6) {
    attributes.scoped = kScopes;
    size = sizeof attributes;
  }
  return static_cast<int>(syscall(SYS_landlock_create_ruleset, &attributes, size, 0));
}

bool restrict_writing(long version, const Writable& writable) {
  const int ruleset = make_ruleset(version);
  if (ruleset < 0) return false;
  const uint64_t handled = changing_rights(version);
  const uint64_t file = (kWriteFile | kTruncate) & handled;
  bool good = true;
  // A path that is not there needs no right.
  for (const std::string& path : writable.files) {
    if (::access(path.c_str(), F_OK) == 0) good = allow(ruleset, path, file) && good;
  }
  for (const std::string& path : writable.directories) {
    if (::access(path.c_str(), F_OK) != 0) continue;
    good = allow(ruleset, path, file | kMakeReg | kRemoveFile) && good;
  }
  good = good && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
         syscall(SYS_landlock_restrict_self, ruleset, 0) == 0;
  ::close(ruleset);
  return good;
}

}  // namespace

std::vector<std::string> deny_exec_and_network() {
  if (load_filter(false)) return {"seccomp"};
  return {};
}

std::vector<std::string> confine(const Writable& writable) {
  std::vector<std::string> guards;
  const long version = landlock_version();
  if (version > 0 && restrict_writing(version, writable)) {
    guards.push_back("landlock-" + std::to_string(version));
  }
  static_cast<void>(load_filter(true));
  return guards;
}

std::vector<std::string> available_guards() {
  std::vector<std::string> guards = {"supervisor"};
  // Filters are there if the mode can be asked for with a bad pointer: EFAULT, not EINVAL.
  if (prctl(PR_SET_SECCOMP, 2 /* SECCOMP_MODE_FILTER */, nullptr, 0, 0) != 0 && errno == EFAULT) {
    guards.emplace_back("seccomp");
  }
  if (const long version = landlock_version(); version > 0) {
    guards.push_back("landlock-" + std::to_string(version));
  }
  return guards;
}

}  // namespace qingce
