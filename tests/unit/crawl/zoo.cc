#include "tests/unit/crawl/zoo.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdlib>

namespace qingce::zoo {
namespace {

void write_file(int at, const std::string& name, std::string_view content) {
  const int fd = ::openat(at, name.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  ASSERT_GE(fd, 0);
  ASSERT_EQ(::write(fd, content.data(), content.size()), static_cast<ssize_t>(content.size()));
  ::close(fd);
}

}  // namespace

Tree::Tree() {
  std::string name = (::getenv("TMPDIR") != nullptr ? ::getenv("TMPDIR") : "/tmp");
  name += "/qingce-crawl-XXXXXX";
  if (::mkdtemp(name.data()) == nullptr) std::abort();
  ::chmod(name.c_str(), 0755);
  root_ = name;
}

// rm copes with depths and names that no path can express.
Tree::~Tree() {
  const std::string command = "chmod -R u+rwx '" + root_ + "' 2>/dev/null; rm -rf '" + root_ + "'";
  if (std::system(command.c_str()) != 0) ADD_FAILURE() << "left behind: " << root_;
}

void Tree::file(std::string_view name, std::string_view content) const {
  write_file(AT_FDCWD, path(name), content);
}
void Tree::dir(std::string_view name) const {
  ASSERT_EQ(::mkdir(path(name).c_str(), 0755), 0) << name;
}
void Tree::link(std::string_view name, const std::string& to) const {
  ASSERT_EQ(::symlink(to.c_str(), path(name).c_str()), 0) << name;
}
void Tree::fifo(std::string_view name) const { ASSERT_EQ(::mkfifo(path(name).c_str(), 0644), 0); }
void Tree::socket(std::string_view name) const {
  ASSERT_EQ(::mknod(path(name).c_str(), S_IFSOCK | 0644, 0), 0);
}

void Tree::chain(std::string_view name, int levels, const std::string& component,
                 const std::string& file) const {
  dir(name);
  int at = ::open(path(name).c_str(), O_DIRECTORY | O_CLOEXEC);
  for (int level = 0; level < levels; ++level) {
    ASSERT_EQ(::mkdirat(at, component.c_str(), 0755), 0);
    const int below = ::openat(at, component.c_str(), O_DIRECTORY | O_CLOEXEC);
    ASSERT_GE(below, 0);
    ::close(at);
    at = below;
    write_file(at, file, std::to_string(level));
  }
  ::close(at);
}

std::string line_of(const WorkItem& item, const std::string& root) {
  static constexpr std::array<const char*, 5> kKinds = {"file", "stream", "dir", "link", "gap"};
  std::string place = item.location.print();
  if (place.starts_with(root)) place = "T" + place.substr(root.size());
  std::string line = kKinds.at(static_cast<size_t>(item.kind)) + (" " + place);
  if (item.kind == ItemKind::gap) line += " " + std::string(to_string(item.reason));
  if (item.is_object) line += " object";
  if (item.mount_point) line += " mount";
  return line;
}

std::vector<std::string> walk(MakeCrawler make, const std::vector<std::string>& targets,
                              const std::string& root, const CrawlOptions& options,
                              size_t at_most) {
  std::vector<std::string> lines;
  const Status status = make(options, "stdin")->crawl(targets, [&](const WorkItem& item) {
    lines.push_back(line_of(item, root));
    return lines.size() < at_most;
  });
  if (!status) lines.push_back("error " + status.error().message);
  return lines;
}

std::optional<std::string> in_child(const std::function<std::string()>& body) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return std::nullopt;
  const pid_t child = ::fork();
  if (child == 0) {
    ::close(ends[0]);
    const std::string said = body();
    size_t done = 0;
    while (done < said.size()) {
      const ssize_t n = ::write(ends[1], said.data() + done, said.size() - done);
      if (n <= 0) break;
      done += static_cast<size_t>(n);
    }
    ::_exit(said == "<cannot>" ? 77 : 0);
  }
  ::close(ends[1]);
  std::string out;
  std::array<char, 4096> buffer{};
  for (ssize_t n = 0; (n = ::read(ends[0], buffer.data(), buffer.size())) > 0;) {
    out.append(buffer.data(), static_cast<size_t>(n));
  }
  ::close(ends[0]);
  int code = 0;
  ::waitpid(child, &code, 0);
  if (WIFEXITED(code) && WEXITSTATUS(code) == 77) return std::nullopt;
  EXPECT_TRUE(WIFEXITED(code) && WEXITSTATUS(code) == 0) << "child ended with " << code;
  return out;
}

std::optional<std::string> unprivileged(const std::function<std::string()>& body) {
  if (::geteuid() != 0) return body();
  return in_child([&]() -> std::string {
    if (::setresgid(65534, 65534, 65534) != 0 || ::setresuid(65534, 65534, 65534) != 0) {
      return "<cannot>";
    }
    return body();
  });
}

std::string join(const std::vector<std::string>& lines) {
  std::string out;
  for (const std::string& line : lines) out += line + "\n";
  return out;
}

std::string read_all(ByteSource& source) {
  std::string out;
  std::array<std::byte, 4096> buffer{};
  while (true) {
    const Result<size_t> got = source.read(buffer);
    if (!got) return "<error>";
    if (*got == 0) return out;
    out.append(reinterpret_cast<const char*>(buffer.data()), *got);
  }
}

}  // namespace qingce::zoo
