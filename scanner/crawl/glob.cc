#include "scanner/crawl/glob.h"

#include <re2/re2.h>

#include <array>
#include <bitset>
#include <cstdint>
#include <optional>
#include <utility>

#include "scanner/core/message.h"

namespace qingce {
namespace {

constexpr size_t kMaxPattern = 4096;       // bytes of one pattern
constexpr size_t kMaxRegex = 1 << 20;      // bytes of all patterns of one kind, as translated
constexpr int64_t kMaxProgram = 64 << 20;  // bytes RE2 may use for them

// One character that is not '/' and not in `%`: UTF-8 where it is valid, else a byte. The
// expressions are in Latin-1 mode, in which \xHH is a byte.
constexpr std::string_view kBeyondAscii =
    "[\\xC2-\\xDF][\\x80-\\xBF]|[\\xE0-\\xEF][\\x80-\\xBF]{2}|[\\xF0-\\xF4][\\x80-\\xBF]{3}|[\\x80-"
    "\\xFF]";

void append_byte(std::string& out, unsigned char c) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  out += "\\x";
  out += kHex[c >> 4];
  out += kHex[c & 15];
}

Error bad_pattern(std::string_view pattern, size_t position, std::string_view what) {
  return make_error(ErrorCode::usage, "err.glob",
                    {pattern, std::to_string(position + 1), Phrase::of(what)});
}

// A pattern as it is applied.
struct Translated {
  std::string regex;
  bool whole_path = false;
  bool directories_only = false;
};

// Translates one pattern, left to right. Every output is a valid RE2 expression by construction.
class Translator {
 public:
  explicit Translator(std::string_view pattern) : pattern_(pattern), rest_(pattern) {}

  Result<Translated> run() {
    if (pattern_.size() > kMaxPattern) {
      return bad_pattern(std::string(pattern_.substr(0, 40)) + "...", kMaxPattern,
                         "err.glob.too-long");
    }
    if (const size_t twice = pattern_.find("//"); twice != std::string_view::npos) {
      return bad_pattern(pattern_, twice, "err.glob.double-slash");
    }
    Translated out;
    if (rest_.ends_with('/') && !escaped(rest_.size() - 1)) {
      out.directories_only = true;
      rest_.remove_suffix(1);
    }
    out.whole_path = rest_.find('/') != std::string_view::npos;
    if (rest_.starts_with("./")) at_ = 2;
    if (rest_.starts_with('/')) at_ = 1;
    if (at_ == rest_.size() || rest_ == ".") return bad_pattern(pattern_, 0, "err.glob.empty");
    while (at_ < rest_.size()) {
      if (std::optional<Error> error = step(out.regex)) return *error;
    }
    return out;
  }

 private:
  // An odd number of backslashes stands before `i`.
  bool escaped(size_t i) const {
    size_t slashes = 0;
    while (slashes < i && rest_[i - slashes - 1] == '\\') ++slashes;
    return slashes % 2 != 0;
  }

  std::optional<Error> step(std::string& out) {
    const char c = rest_[at_];
    switch (c) {
      case '*':
        stars(out);
        return std::nullopt;
      case '?':
        ++at_;
        out += "(?:[^/\\x80-\\xFF]|";
        out += kBeyondAscii;
        out += ')';
        return std::nullopt;
      case '[':
        return set(out);
      case '\\':
        if (at_ + 1 == rest_.size()) return bad_pattern(pattern_, at_, "err.glob.backslash");
        append_byte(out, static_cast<unsigned char>(rest_[at_ + 1]));
        at_ += 2;
        return std::nullopt;
      default:
        append_byte(out, static_cast<unsigned char>(c));
        ++at_;
        return std::nullopt;
    }
  }

  void stars(std::string& out) {
    const size_t begin = at_;
    while (at_ < rest_.size() && rest_[at_] == '*') ++at_;
    const bool component_start = begin == 0 || rest_[begin - 1] == '/';
    if (at_ - begin == 1) {
      out += "[^/]*";
    } else if (at_ - begin == 2 && component_start && at_ < rest_.size() && rest_[at_] == '/') {
      ++at_;
      out += "(?:.*/)?";
    } else {
      out += ".*";
    }
  }

  std::optional<Error> set(std::string& out) {
    const size_t begin = at_++;
    const bool negated = at_ < rest_.size() && (rest_[at_] == '!' || rest_[at_] == '^');
    if (negated) ++at_;
    std::bitset<128> members;
    for (bool first = true;; first = false) {
      if (at_ >= rest_.size()) return bad_pattern(pattern_, begin, "err.glob.unclosed");
      if (rest_[at_] == ']' && !first) break;
      if (rest_.substr(at_, 2) == "[:") {
        return bad_pattern(pattern_, at_, "err.glob.named-class");
      }
      unsigned char low = 0;
      if (std::optional<Error> error = member(begin, low)) return error;
      unsigned char high = low;
      const size_t dash = at_;
      if (at_ + 1 < rest_.size() && rest_[at_] == '-' && rest_[at_ + 1] != ']') {
        ++at_;
        if (std::optional<Error> error = member(begin, high)) return error;
        if (high < low) return bad_pattern(pattern_, dash, "err.glob.range");
      }
      for (unsigned c = low; c <= high; ++c) members.set(c);
    }
    ++at_;
    members.reset('/');  // a range such as [+-9] may span it; no name holds it
    write_set(out, members, negated);
    return std::nullopt;
  }

  std::optional<Error> member(size_t begin, unsigned char& out) {
    if (rest_[at_] == '\\') ++at_;
    if (at_ >= rest_.size()) return bad_pattern(pattern_, begin, "err.glob.unclosed");
    out = static_cast<unsigned char>(rest_[at_]);
    if (out == '/') return bad_pattern(pattern_, at_, "err.glob.slash-in-set");
    if (out >= 0x80) return bad_pattern(pattern_, at_, "err.glob.ascii");
    ++at_;
    return std::nullopt;
  }

  static void write_set(std::string& out, const std::bitset<128>& members, bool negated) {
    std::string listed;
    for (unsigned c = 0; c < members.size(); ++c) {
      if (members.test(c)) append_byte(listed, static_cast<unsigned char>(c));
    }
    if (negated) {
      out += "(?:[^/\\x80-\\xFF" + listed + "]|";
      out += kBeyondAscii;
      out += ')';
    } else {  // not empty: a member is never '/'
      out += '[' + listed + ']';
    }
  }

  std::string_view pattern_;  // as given, for errors
  std::string_view rest_;     // without a trailing '/'
  size_t at_ = 0;
};

// The patterns that look at the same text under the same condition, as one expression.
class Group {
 public:
  void add(const std::string& regex) {
    if (!joined_.empty()) joined_ += '|';
    joined_ += "(?:" + regex + ")";
  }

  Status compile() {
    if (joined_.empty()) return {};
    const Error too_large = make_error(ErrorCode::usage, "err.glob.too-large");
    if (joined_.size() > kMaxRegex) return too_large;
    RE2::Options options;
    options.set_encoding(RE2::Options::EncodingLatin1);
    options.set_dot_nl(true);
    options.set_never_capture(true);
    options.set_log_errors(false);
    options.set_max_mem(kMaxProgram);
    regex_ = std::make_unique<RE2>(joined_, options);
    joined_.clear();
    if (regex_->ok()) return {};
    return too_large;
  }

  bool matches(std::string_view text) const {
    return regex_ != nullptr && RE2::FullMatch(re2::StringPiece(text.data(), text.size()), *regex_);
  }

 private:
  std::string joined_;
  std::unique_ptr<RE2> regex_;
};

}  // namespace

struct GlobSet::Impl {
  bool empty = true;
  // [looks at the whole path][directories only]
  std::array<std::array<Group, 2>, 2> groups;
};

GlobSet::GlobSet(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
GlobSet::~GlobSet() = default;
GlobSet::GlobSet(GlobSet&&) noexcept = default;
GlobSet& GlobSet::operator=(GlobSet&&) noexcept = default;

Result<GlobSet> GlobSet::compile(const std::vector<std::string>& patterns) {
  auto impl = std::make_unique<Impl>();
  for (const std::string& pattern : patterns) {
    Result<Translated> translated = Translator(pattern).run();
    if (!translated) return translated.error();
    impl->groups[translated->whole_path][translated->directories_only].add(translated->regex);
    impl->empty = false;
  }
  for (auto& kind : impl->groups) {
    for (Group& group : kind) {
      if (Status status = group.compile(); !status) return status.error();
    }
  }
  return GlobSet(std::move(impl));
}

bool GlobSet::empty() const { return impl_->empty; }

bool GlobSet::matches(std::string_view path, bool is_directory) const {
  if (impl_->empty) return false;
  const size_t slash = path.rfind('/');
  const std::string_view last = slash == std::string_view::npos ? path : path.substr(slash + 1);
  for (size_t directories = 0; directories <= (is_directory ? 1U : 0U); ++directories) {
    if (impl_->groups[0][directories].matches(last)) return true;
    if (impl_->groups[1][directories].matches(path)) return true;
  }
  return false;
}

}  // namespace qingce
