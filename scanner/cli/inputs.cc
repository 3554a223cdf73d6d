#include "scanner/cli/inputs.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <toml++/toml.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <limits>
#include <system_error>

#include "reporters/reporter.h"
#include "scanner/core/message.h"
#include "scanner/crawl/glob.h"

namespace qingce {
namespace {

constexpr size_t kMaxOperatorFile = size_t{16} << 20;  // bytes

Error usage(std::string_view id, std::vector<Phrase> args) {
  return make_error(ErrorCode::usage, id, std::move(args));
}

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string() : std::string(value);
}

bool exists(const std::string& path) { return ::access(path.c_str(), F_OK) == 0; }

int unit_shift(char unit) {
  switch (unit) {
    case 'k':
    case 'K':
      return 10;
    case 'm':
    case 'M':
      return 20;
    case 'g':
    case 'G':
      return 30;
    case 't':
    case 'T':
      return 40;
    default:
      return -1;
  }
}

// One TOML value as the text of one argument; empty optional for a table or another type.
std::optional<std::string> argument_text(const toml::node& value) {
  if (const auto* s = value.as_string()) return s->get();
  if (const auto* i = value.as_integer()) return std::to_string(i->get());
  return std::nullopt;
}

}  // namespace

Result<uint64_t> parse_size(std::string_view flag, std::string_view text) {
  uint64_t value = 0;
  const char* const end = text.data() + text.size();
  const auto [next, ec] = std::from_chars(text.data(), end, value);
  int shift = 0;
  bool good = ec == std::errc() && next != text.data();
  if (good && next != end) {
    shift = unit_shift(*next);
    good = shift >= 0 && next + 1 == end;
  }
  if (good && shift > 0 && value > (std::numeric_limits<uint64_t>::max() >> shift)) good = false;
  if (!good) return usage("err.flag.size", {flag, text});
  return value << shift;
}

Result<std::string> parse_date(std::string_view flag, std::string_view text) {
  const auto digits = [&](size_t at, size_t n) {
    int value = -1;
    const auto [next, ec] = std::from_chars(text.data() + at, text.data() + at + n, value);
    return ec == std::errc() && next == text.data() + at + n ? value : -1;
  };
  if (text.size() == 10 && text[4] == '-' && text[7] == '-') {
    const int y = digits(0, 4), m = digits(5, 2), d = digits(8, 2);
    if (y >= 1900 && m > 0 && d > 0) {
      const std::chrono::year_month_day date{std::chrono::year(y),
                                             std::chrono::month(static_cast<unsigned>(m)),
                                             std::chrono::day(static_cast<unsigned>(d))};
      if (date.ok()) return std::string(text);
    }
  }
  return usage("err.flag.date", {flag, text});
}

Status check_pattern(std::string_view flag, const std::string& glob) {
  const Result<GlobSet> compiled = GlobSet::compile({glob});
  if (compiled.ok()) return {};
  return usage("err.flag.glob", {flag, *compiled.error().text});
}

std::string today() {
  const std::time_t now = std::time(nullptr);
  std::tm tm{};
  localtime_r(&now, &tm);
  std::array<char, 16> text{};
  std::strftime(text.data(), text.size(), "%Y-%m-%d", &tm);
  return text.data();
}

Result<std::vector<OutputRequest>> parse_outputs(const std::vector<std::string>& requests) {
  std::vector<OutputRequest> out;
  int to_stdout = 0;
  for (const std::string& request : requests) {
    const size_t eq = request.find('=');
    const std::string format = request.substr(0, eq);
    if (eq == std::string::npos || eq + 1 == request.size() || find_reporter(format) == nullptr) {
      std::string known;
      for (const Reporter* r : reporters())
        known += (known.empty() ? "" : ", ") + std::string(r->format());
      return usage("err.flag.output", {"-o", known});
    }
    out.push_back({format, request.substr(eq + 1)});
    to_stdout += out.back().path == "-" ? 1 : 0;
  }
  if (to_stdout > 1) return usage("err.flag.one-stdout", {"-o"});
  for (size_t i = 0; i < out.size(); ++i) {
    for (size_t j = 0; j < i; ++j) {
      if (out[i].path == out[j].path) return usage("err.flag.same-output", {"-o", out[i].path});
    }
  }
  return out;
}

std::vector<NamedPath> report_paths(const std::vector<OutputRequest>& requests) {
  std::vector<NamedPath> out;
  for (const OutputRequest& r : requests) out.push_back({"-o " + r.format, r.path});
  return out;
}

Status check_distinct(const std::vector<NamedPath>& written, const std::vector<NamedPath>& read) {
  struct Place {
    const std::string* flag;
    bool written;
    std::filesystem::path real;
  };
  std::vector<Place> places;
  for (const std::vector<NamedPath>* list : {&written, &read}) {
    for (const NamedPath& one : *list) {
      if (one.path.empty() || one.path == "-") continue;
      std::error_code error;
      const std::filesystem::path real =
          std::filesystem::weakly_canonical(std::filesystem::absolute(one.path, error), error);
      if (error) continue;  // whoever opens it says why
      const std::filesystem::file_status status = std::filesystem::status(real, error);
      if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status)) continue;
      for (const Place& other : places) {
        if (other.real == real && (other.written || list == &written)) {
          return usage("err.flag.same-file", {*other.flag, one.flag, one.path});
        }
      }
      places.push_back({&one.flag, list == &written, real});
    }
  }
  return {};
}

bool is_writable_directory(const std::string& path) {
  struct stat st {};
  return ::stat(path.c_str(), &st) == 0 && S_ISDIR(st.st_mode) &&
         ::access(path.c_str(), W_OK | X_OK) == 0;
}

Result<std::string> read_operator_file(std::string_view flag, const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (fd < 0) return usage("err.file.open", {flag, path});
  struct stat st {};
  std::string text;
  Error bad;
  if (::fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
    bad = usage("err.file.regular", {flag, path});
  } else if ((st.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
    bad = usage("err.file.writable", {flag, path});
  } else if (static_cast<uint64_t>(st.st_size) > kMaxOperatorFile) {
    bad = usage("err.file.large", {flag, path});
  } else {
    std::array<char, 65536> block{};
    ssize_t n = 0;
    while ((n = ::read(fd, block.data(), block.size())) > 0 && text.size() <= kMaxOperatorFile) {
      text.append(block.data(), static_cast<size_t>(n));
    }
    if (n < 0) bad = usage("err.file.open", {flag, path});
  }
  ::close(fd);
  if (!bad.message.empty()) return bad;
  return text;
}

Result<std::vector<std::string>> read_passwords(const std::string& path) {
  Result<std::string> text = read_operator_file("--password-file", path);
  if (!text.ok()) return text.error();
  std::vector<std::string> out;
  size_t begin = 0;
  while (begin < text->size()) {
    const size_t end = std::min(text->find('\n', begin), text->size());
    std::string line = text->substr(begin, end - begin);
    if (!line.empty() && line.back() == '\r') line.pop_back();
    out.push_back(std::move(line));
    begin = end + 1;
  }
  return out;
}

std::string find_config(const std::string& flag_value) {
  if (!flag_value.empty()) return flag_value;
  if (const std::string named = environment("QINGCE_CONFIG"); !named.empty()) return named;
  std::string base = environment("XDG_CONFIG_HOME");
  if (base.empty()) {
    const std::string home = environment("HOME");
    if (!home.empty()) base = home + "/.config";
  }
  if (!base.empty() && exists(base + "/qingce/config.toml")) return base + "/qingce/config.toml";
  if (exists("/etc/qingce/config.toml")) return "/etc/qingce/config.toml";
  return {};
}

namespace {

// Errors about one line of the configuration.
class ConfigFile {
 public:
  explicit ConfigFile(const std::string& path) : path_(path) {}
  std::string place(const toml::source_region& where) const {
    return path_ + ":" + std::to_string(where.begin.line);
  }
  Error wrong(const toml::source_region& where, std::string_view id,
              std::vector<Phrase> args = {}) const {
    return usage("err.config.at", {place(where), Phrase::of(id, std::move(args))});
  }

 private:
  const std::string& path_;
};

// The arguments that one key stands for.
Status add_key(const ConfigFile& file, std::string_view key, const toml::node& value,
               const KnownFlag& flag, std::vector<PlacedArgument>& out) {
  // Without its value a flag would take the next word: the target.
  if (value.is_boolean() == flag.takes_value) {
    return file.wrong(value.source(), "err.config.type", {key});
  }
  if (const auto* b = value.as_boolean()) {
    if (b->get()) out.push_back({flag.flag, file.place(value.source())});
    return {};
  }
  const toml::array* array = value.as_array();
  const size_t n = array == nullptr ? 1 : array->size();
  for (size_t i = 0; i < n; ++i) {
    const toml::node& one = array == nullptr ? value : (*array)[i];
    const std::optional<std::string> text = argument_text(one);
    if (!text) return file.wrong(one.source(), "err.config.type", {key});
    // One word, so that a value that begins with '-' stays a value.
    out.push_back({flag.flag + "=" + *text, file.place(one.source())});
  }
  return {};
}

}  // namespace

Result<std::vector<PlacedArgument>> config_arguments(const std::string& path,
                                                     std::string_view command,
                                                     const std::vector<KnownFlag>& known) {
  Result<std::string> text = read_operator_file("--config", path);
  if (!text.ok()) return text.error();
  return parse_config(*text, path, command, known);
}

Result<std::vector<PlacedArgument>> parse_config(std::string_view text, const std::string& path,
                                                 std::string_view command,
                                                 const std::vector<KnownFlag>& known) {
  const ConfigFile file(path);
  toml::table parsed;
  // Debian's libtomlplusplus is built with exceptions; none goes further than here.
  try {
    parsed = toml::parse(text);
  } catch (const toml::parse_error& e) {
    return file.wrong(e.source(), "err.config.toml");
  }
  for (const auto& [key, value] : parsed) {
    if (!value.is_table()) return file.wrong(value.source(), "err.config.key", {key.str(), ""});
    // A misspelt table would silently leave out all that stands in it.
    if (key.str() != command) return file.wrong(value.source(), "err.config.table", {key.str()});
  }
  std::vector<PlacedArgument> out;
  const toml::table* table = parsed[command].as_table();
  if (table == nullptr) return out;
  for (const auto& [key, value] : *table) {
    const std::string flag = "--" + std::string(key.str());
    const auto found = std::find_if(known.begin(), known.end(),
                                    [&](const KnownFlag& one) { return one.flag == flag; });
    if (found == known.end()) {
      return file.wrong(value.source(), "err.config.key", {key.str(), ""});
    }
    if (Status s = add_key(file, key.str(), value, *found, out); !s.ok()) return s.error();
  }
  return out;
}

}  // namespace qingce
