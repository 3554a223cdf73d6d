#include "scanner/run/explain_log.h"

#include <fcntl.h>
#include <unistd.h>

#include <string_view>

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

ExplainLog::ExplainLog(const std::string& path) : on_(!path.empty()) {
  if (!on_) return;
  const int fd = path == "-" ? dup(STDERR_FILENO)
                             : ::open(path.c_str(),
                                      O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd >= 0) file_ = fdopen(fd, "w");
}

ExplainLog::~ExplainLog() {
  if (file_ != nullptr) std::fclose(file_);
}

void ExplainLog::write(const std::string& printed_location, const ExplainStep& step) {
  std::string line = "{\"location\":" + quoted(printed_location);
  line +=
      ",\"offset\":" + std::to_string(step.offset) + ",\"length\":" + std::to_string(step.length);
  line += ",\"shape\":" + quoted(step.shape) + ",\"rule\":" + quoted(step.rule);
  line += ",\"step\":" + quoted(step.step) + ",\"outcome\":" + quoted(step.outcome) + "}\n";
  std::fwrite(line.data(), 1, line.size(), file_);
}

Status ExplainLog::finish() {
  if (file_ == nullptr) return {};
  std::FILE* file = file_;
  file_ = nullptr;
  const bool failed = std::ferror(file) != 0;
  if (std::fclose(file) != 0 || failed) {
    return Error{ErrorCode::io, "--explain: the file cannot be written", 0};
  }
  return {};
}

}  // namespace qingce
