#include "scanner/run/owner_names.h"

#include <fcntl.h>
#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstring>
#include <vector>

namespace qingce {
namespace {

// A question is four bytes; an answer one byte of length and as many of name. Linux's longest
// account name is 32 bytes, directory services' are below 255.
constexpr size_t kLongest = 255;
static_assert(kLongest + 1 <= PIPE_BUF);

bool read_all(int fd, char* to, size_t bytes) {
  while (bytes > 0) {
    const ssize_t got = ::read(fd, to, bytes);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    to += got;
    bytes -= static_cast<size_t>(got);
  }
  return true;
}

// At most PIPE_BUF bytes: whole or not at all.
bool write_all(int fd, const char* from, size_t bytes) {
  ssize_t put = 0;
  do {
    put = ::write(fd, from, bytes);
  } while (put < 0 && errno == EINTR);
  return put == static_cast<ssize_t>(bytes);
}

void close_end(int& fd) {
  if (fd >= 0) ::close(fd);
  fd = -1;
}

}  // namespace

std::string account_name(uint32_t uid) {
  std::vector<char> buffer(16384);  // bytes; glibc's _SC_GETPW_R_SIZE_MAX hint is 1,024
  passwd entry{};
  passwd* found = nullptr;
  const int rc = getpwuid_r(uid, &entry, buffer.data(), buffer.size(), &found);
  return rc == 0 && found != nullptr ? found->pw_name : std::to_string(uid);
}

const std::string& OwnerNames::name(uint32_t uid) {
  const auto known = names_.find(uid);
  if (known != names_.end()) return known->second;
  return names_.emplace(uid, ask_ ? ask_(uid) : account_name(uid)).first->second;
}

std::unique_ptr<OwnerDesk> OwnerDesk::open() {
  std::unique_ptr<OwnerDesk> desk(new OwnerDesk);
  if (::pipe2(desk->question_, O_CLOEXEC) != 0 || ::pipe2(desk->answer_, O_CLOEXEC) != 0) {
    return nullptr;
  }
  return desk;
}

OwnerDesk::~OwnerDesk() {
  for (int* end : {&question_[0], &question_[1], &answer_[0], &answer_[1]}) close_end(*end);
}

void OwnerDesk::keep_asking_side() {
  close_end(question_[0]);
  close_end(answer_[1]);
}

void OwnerDesk::keep_answering_side() {
  close_end(question_[1]);
  close_end(answer_[0]);
}

std::string OwnerDesk::ask(uint32_t uid) {
  const std::lock_guard lock(mutex_);
  char question[sizeof uid];
  std::memcpy(question, &uid, sizeof uid);
  unsigned char length = 0;
  if (!write_all(question_[1], question, sizeof question) ||
      !read_all(answer_[0], reinterpret_cast<char*>(&length), 1)) {
    return std::to_string(uid);
  }
  std::string name(length, '\0');
  return read_all(answer_[0], name.data(), length) ? name : std::to_string(uid);
}

void OwnerDesk::serve() {
  uint32_t uid = 0;
  char question[sizeof uid];
  while (read_all(question_[0], question, sizeof question)) {
    std::memcpy(&uid, question, sizeof uid);
    std::string name = account_name(uid);
    name.resize(std::min(name.size(), kLongest));
    name.insert(name.begin(), static_cast<char>(name.size()));
    if (!write_all(answer_[1], name.data(), name.size())) return;
  }
}

}  // namespace qingce
