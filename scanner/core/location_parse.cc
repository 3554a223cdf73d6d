// The way back from a printed location to its parts. What print() writes is read exactly; what
// people type by hand is read as long as it has one meaning.
#include <algorithm>
#include <charconv>

#include "scanner/core/location.h"
#include "scanner/core/message.h"

namespace qingce {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

int hex_digit(char c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}
  Result<ParsedLocation> run();

 private:
  // Each takes [begin, end) of the text.
  void offset(size_t& end);
  void field(size_t& end);
  void path(size_t begin, size_t end);
  void member(size_t begin, size_t end);
  void repeat(size_t begin, size_t end, uint32_t& value);
  std::string unescape(size_t begin, size_t end);
  void fail(const char* what, size_t at);

  std::string_view text_;
  ParsedLocation out_;
  std::optional<Error> error_;
};

// The first error stands: its position is where the text stops making sense. The text itself is not
// quoted.
void Parser::fail(const char* what, size_t at) {
  if (error_) return;
  error_ = make_error(ErrorCode::usage, "err.location", {Phrase::of(what), std::to_string(at + 1)});
}

std::string Parser::unescape(size_t begin, size_t end) {
  std::string out;
  out.reserve(end - begin);
  for (size_t i = begin; i < end; ++i) {
    if (text_[i] != '%') {
      out += text_[i];
      continue;
    }
    const int high = i + 2 < end ? hex_digit(text_[i + 1]) : -1;
    const int low = i + 2 < end ? hex_digit(text_[i + 2]) : -1;
    if (high < 0 || low < 0) {
      fail("err.location.percent", i);
      return out;
    }
    out += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return out;
}

// "@123" at the very end. A name that ends so is printed with %40, so this can only be an offset.
void Parser::offset(size_t& end) {
  size_t begin = end;
  while (begin > 0 && is_digit(text_[begin - 1])) --begin;
  if (begin == end || begin == 0 || text_[begin - 1] != '@') return;
  uint64_t value = 0;
  const auto [stop, code] = std::from_chars(text_.data() + begin, text_.data() + end, value);
  if (code != std::errc() || stop != text_.data() + end) fail("err.location.offset", begin);
  out_.offset = value;
  end = begin - 1;
}

void Parser::field(size_t& end) {
  const size_t hash = text_.substr(0, end).find('#');
  if (hash == std::string_view::npos) return;
  const size_t second = text_.substr(0, end).find('#', hash + 1);
  if (second != std::string_view::npos) fail("err.location.second-hash", second);
  out_.field = unescape(hash + 1, end);
  end = hash;
}

void Parser::path(size_t begin, size_t end) {
  if (begin == end) fail("err.location.no-path", begin);
  out_.path = unescape(begin, end);
}

void Parser::repeat(size_t begin, size_t end, uint32_t& value) {
  const auto [stop, code] = std::from_chars(text_.data() + begin, text_.data() + end, value);
  const bool whole = code == std::errc() && stop == text_.data() + end;
  if (!whole || value == 0) fail("err.location.repeat", begin - 1);
}

void Parser::member(size_t begin, size_t end) {
  ParsedLocation::Member out;
  if (begin < end && text_[begin] == '~') {
    out.pseudo = true;
    ++begin;
  }
  const size_t semicolon = text_.substr(0, end).find(';', begin);
  if (semicolon != std::string_view::npos) {
    repeat(semicolon + 1, end, out.repeat);
    end = semicolon;
  }
  out.raw = unescape(begin, end);
  out_.members.push_back(std::move(out));
}

Result<ParsedLocation> Parser::run() {
  size_t end = text_.size();
  offset(end);
  field(end);
  const std::string_view body = text_.substr(0, end);
  size_t bang = body.find('!');
  path(0, std::min(bang, end));
  while (bang != std::string_view::npos && !error_) {
    const size_t next = body.find('!', bang + 1);
    member(bang + 1, std::min(next, end));
    bang = next;
  }
  if (error_) return *error_;
  return std::move(out_);
}

}  // namespace

Result<ParsedLocation> parse_location(std::string_view text) { return Parser(text).run(); }

std::string print_location(const ParsedLocation& parsed) {
  std::string out = print_step(Step{StepKind::target, parsed.path, 0, 1});
  for (const auto& member : parsed.members) {
    const StepKind kind = member.pseudo ? StepKind::pseudo : StepKind::member;
    out += "!" + print_step(Step{kind, member.raw, 0, member.repeat});
  }
  if (parsed.field) out += print_field(*parsed.field);
  if (parsed.offset) out += "@" + std::to_string(*parsed.offset);
  return out;
}

}  // namespace qingce
