#include "scanner/run/explain_log.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <string_view>

#include "scanner/core/message.h"

namespace qingce {
namespace {

// A printed location holds no control bytes; only JSON's own two characters need care.
std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

}  // namespace

ExplainLog::ExplainLog(const std::string& path) : on_(!path.empty()), path_(path) {
  if (!on_) return;
  struct stat facts {};
  int fd = -1;
  if (path == "-") {
    fd = dup(STDERR_FILENO);
  } else if (::lstat(path.c_str(), &facts) == 0 && !S_ISREG(facts.st_mode)) {
    fd = ::open(path.c_str(), O_WRONLY | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY);
  } else {
    // Renamed at the end: what was there may have another name, in the target for example, and is
    // not written into.
    temporary_ = path.substr(0, path.rfind('/') + 1) + ".qingce-XXXXXX";
    fd = ::mkostemp(temporary_.data(), O_CLOEXEC);
  }
  if (fd >= 0) {
    file_ = fdopen(fd, "w");
  } else {
    temporary_.clear();
  }
}

ExplainLog::~ExplainLog() {
  if (file_ != nullptr) std::fclose(file_);
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

void ExplainLog::write(const std::string& printed_location, const ExplainStep& step) {
  std::string line = "{\"location\":" + quoted(printed_location);
  line +=
      ",\"offset\":" + std::to_string(step.offset) + ",\"length\":" + std::to_string(step.length);
  line += ",\"shape\":" + quoted(step.shape) + ",\"rule\":" + quoted(step.rule);
  line += ",\"step\":" + quoted(step.step) + ",\"outcome\":" + quoted(step.outcome) + "}\n";
  std::fwrite(line.data(), 1, line.size(), file_);
}

Status ExplainLog::flush() {
  if (file_ == nullptr || (std::fflush(file_) == 0 && std::ferror(file_) == 0)) return {};
  return make_error(ErrorCode::io, "err.explain.write");
}

Status ExplainLog::finish() {
  if (file_ == nullptr) return {};
  std::FILE* file = file_;
  file_ = nullptr;
  const bool failed = std::ferror(file) != 0;
  const bool closed = std::fclose(file) == 0;
  if (failed || !closed ||
      (!temporary_.empty() && ::rename(temporary_.c_str(), path_.c_str()) != 0)) {
    return make_error(ErrorCode::io, "err.explain.write");
  }
  temporary_.clear();
  return {};
}

}  // namespace qingce
