// The test program's hook: a window that holds "qingce-test:WORD" crashes the process in the way
// the word names, or stays in it for good.
#include "scanner/run/test_hook.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <new>
#include <string>
#include <string_view>

namespace qingce {
namespace {

thread_local bool crash_at_next = false;

void crash(int signal) {
  ::signal(signal, SIG_DFL);
  ::raise(signal);
}

// What an intruder would try. Each line on stderr is one thing that was refused or not.
void probe() {
  char program[] = "/bin/true";
  char* const arguments[] = {program, nullptr};
  char* const environment[] = {nullptr};
  const auto say = [](const char* what, bool denied) {
    std::fprintf(stderr, "probe %s %s\n", what, denied ? "denied" : "ALLOWED");
  };
  ::execve(program, arguments, environment);
  say("exec", errno == EPERM);
  for (const int family : {AF_INET, AF_INET6, AF_UNIX, AF_NETLINK}) {
    const int fd = ::socket(family, SOCK_STREAM, 0);
    say(family == AF_UNIX ? "socket-unix" : "socket", fd < 0 && errno == EPERM);
  }
  std::string filter(15, '\0');
  const int dumps = ::open("/proc/self/coredump_filter", O_RDONLY | O_CLOEXEC);
  filter.resize(static_cast<size_t>(std::max<ssize_t>(0, ::read(dumps, filter.data(), 15))));
  ::close(dumps);
  say("memory-in-core", filter == "00000000\n");
  const char* target = std::getenv("QINGCE_PROBE");
  if (target == nullptr) return;
  const int open_fd = ::open(target, O_WRONLY | O_APPEND | O_CLOEXEC);
  say("write-target", open_fd < 0 && errno == EACCES);
  say("remove-target", ::unlink(target) != 0 && errno == EACCES);
  const std::string beside = std::string(target) + ".new";
  const int made = ::open(beside.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  say("make-in-target", made < 0 && errno == EACCES);
}

void act(std::string_view word) {
  if (word == "segv") crash(SIGSEGV);
  if (word == "abrt") crash(SIGABRT);
  if (word == "bus") crash(SIGBUS);
  if (word == "fpe") crash(SIGFPE);
  if (word == "kill") crash(SIGKILL);
  if (word == "exit") std::exit(1);  // as libraries do
  if (word == "throw") throw std::bad_alloc();
  if (word == "next") crash_at_next = true;
  if (word == "probe") probe();
  if (word == "wait") std::fputs("waiting\n", stderr);  // whoever kills knows where it is
  while (word == "wait") ::pause();
}

}  // namespace

void test_hook(Bytes window) {
  const std::string_view text(reinterpret_cast<const char*>(window.data()), window.size());
  constexpr std::string_view kMarker = "qingce-test:";
  const size_t at = text.find(kMarker);
  if (at == std::string_view::npos) return;
  const size_t begin = at + kMarker.size();
  act(text.substr(begin, text.find_first_not_of("abcdefghijklmnopqrstuvwxyz", begin) - begin));
}

void test_hook_before_open() {
  if (crash_at_next) crash(SIGSEGV);
}

}  // namespace qingce
