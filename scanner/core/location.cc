#include "scanner/core/location.h"

#include <algorithm>
#include <utility>

#include "scanner/core/message.h"
#include "scanner/core/utf8.h"

namespace qingce {
namespace {

// ---- printing

void append_escaped(std::string_view bytes, std::string& out) {
  static constexpr char kDigits[] = "0123456789ABCDEF";
  for (const char c : bytes) {
    const auto b = static_cast<unsigned char>(c);
    out += '%';
    out += kDigits[b >> 4];
    out += kDigits[b & 15];
  }
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// text[at] is '@': is it followed only by digits, at least one, to the end of its path component?
// It would read as an offset. Inside a member's name or a target '/' ends a component too, so that
// a target "a@1/b" and a target "a@1" with the name "b" print alike: they are the same file.
bool looks_like_offset(std::string_view text, size_t at) {
  size_t i = at + 1;
  while (i < text.size() && is_digit(text[i])) ++i;
  return i > at + 1 && (i == text.size() || text[i] == '/');
}

bool is_syntax(char c) { return c == '%' || c == '!' || c == '#' || c == ';'; }

// Plain printable ASCII is the common case and is copied; what remains is decided per code point.
void append_printable(std::string_view text, bool escape_slash, std::string& out) {
  for (size_t i = 0; i < text.size();) {
    const CodePoint c = next_code_point(text.substr(i));
    const std::string_view bytes = text.substr(i, c.length);
    const bool escape = !c.valid || is_hazardous(c.value) || is_syntax(bytes[0]) ||
                        (bytes[0] == '@' && looks_like_offset(text, i)) ||
                        (bytes[0] == '/' && escape_slash);
    if (escape) {
      append_escaped(bytes, out);
    } else {
      out += bytes;
    }
    i += c.length;
  }
}

std::string with_spans(const std::string& raw, const std::vector<NameSpan>& spans) {
  std::string out;
  size_t at = 0;
  for (const NameSpan& span : spans) {
    if (span.begin < at || span.end < span.begin || span.end > raw.size()) continue;
    out.append(raw, at, span.begin - at);
    out += span.shown;
    at = span.end;
  }
  out.append(raw, at);
  return out;
}

// ---- ordered bytes

// Any bytes, so that memcmp of the results orders like the bytes themselves and no result is a
// prefix of another: 00 becomes 00 FF, and 00 00 ends the text.
void append_ordered(std::string_view bytes, std::string& out) {
  for (const char c : bytes) {
    out += c;
    if (c == '\0') out += '\xFF';
  }
  out.append(2, '\0');
}

// A number as its length in bytes and its big-endian bytes: shortest form, so longer is greater.
void append_ordered(uint64_t value, std::string& out) {
  char bytes[8];
  size_t n = 0;
  for (uint64_t rest = value; rest != 0; rest >>= 8) bytes[n++] = static_cast<char>(rest & 0xFF);
  out += static_cast<char>(n);
  while (n > 0) out += bytes[--n];
}

bool is_member(const Step& step) { return step.kind >= StepKind::member; }

// Names before members under one parent. Kind and raw name only break ties that no container makes,
// so that equal order means equal steps.
std::strong_ordering compare(const Step& a, const Step& b) {
  if (const auto c = is_member(a) <=> is_member(b); c != 0) return c;
  if (!is_member(a)) {
    if (const auto c = a.kind <=> b.kind; c != 0) return c;
    if (const auto c = a.ordinal <=> b.ordinal; c != 0) return c;
    return a.raw <=> b.raw;
  }
  if (const auto c = a.ordinal <=> b.ordinal; c != 0) return c;
  if (const auto c = a.repeat <=> b.repeat; c != 0) return c;
  if (const auto c = a.kind <=> b.kind; c != 0) return c;
  return a.raw <=> b.raw;
}

void append_ordered(const Step& step, std::string& out) {
  switch (step.kind) {
    case StepKind::target:
      append_ordered(step.ordinal, out);
      break;
    case StepKind::name:
      out += '\x01';
      break;
    case StepKind::member:
    case StepKind::pseudo:
      out += '\x02';
      append_ordered(step.ordinal, out);
      append_ordered(uint64_t{step.repeat}, out);
      out += step.kind == StepKind::member ? '\0' : '\x01';
      break;
  }
  append_ordered(std::string_view(step.raw), out);
}

// ---- the raw chain

constexpr char kRawVersion = 1;

void append_varint(uint64_t value, std::string& out) {
  for (; value >= 0x80; value >>= 7) out += static_cast<char>((value & 0x7F) | 0x80);
  out += static_cast<char>(value);
}

// Takes a number off the front; false on a cut, overlong or overflowing one: one chain has one
// encoding.
bool take_varint(std::string_view& in, uint64_t& value) {
  value = 0;
  for (unsigned shift = 0; shift < 64 && !in.empty(); shift += 7) {
    const auto b = static_cast<unsigned char>(in[0]);
    in.remove_prefix(1);
    if (shift == 63 && b > 1) return false;
    value |= uint64_t{b & 0x7Fu} << shift;
    if (b < 0x80) return b != 0 || shift == 0;
  }
  return false;
}

// A step of the raw chain: kind, ordinal, repeat, length, bytes.
bool take_step(std::string_view& in, Step& step) {
  if (in.empty() || static_cast<unsigned char>(in[0]) > static_cast<unsigned>(StepKind::pseudo))
    return false;
  step.kind = static_cast<StepKind>(in[0]);
  in.remove_prefix(1);
  uint64_t repeat = 0;
  uint64_t length = 0;
  if (!take_varint(in, step.ordinal) || !take_varint(in, repeat) || !take_varint(in, length))
    return false;
  if (repeat == 0 || repeat > UINT32_MAX || length > in.size()) return false;
  step.repeat = static_cast<uint32_t>(repeat);
  step.raw = in.substr(0, length);
  in.remove_prefix(length);
  return true;
}

// The grammar of a chain: one target, then names, then members. `above` is null for the first step.
bool may_follow(const Step* above, const Step& step) {
  if (above == nullptr) return step.kind == StepKind::target;
  if (step.kind == StepKind::target) return false;
  if (step.kind == StepKind::name)
    return !is_member(*above) && step.ordinal == 0 && step.repeat == 1;
  return true;
}

// "./a" and "a" are one file and must be one location. "." stays; ".//a" is not "/a".
std::string without_dot_slash(std::string target) {
  size_t begin = 0;
  while (target.compare(begin, 2, "./") == 0) {
    begin += 2;
    while (begin < target.size() && target[begin] == '/') ++begin;
  }
  if (begin == 0) return target;
  return begin == target.size() ? "." : target.substr(begin);
}

}  // namespace

// Nodes of a chain die one after another: each hands its parent to the outermost destructor of its
// thread.
Location::Node::~Node() {
  if (!parent) return;
  thread_local std::shared_ptr<const Node>* pending = nullptr;
  if (pending != nullptr) {
    *pending = std::move(parent);
    return;
  }
  std::shared_ptr<const Node> next = std::move(parent);
  pending = &next;
  while (next) {
    const std::shared_ptr<const Node> dying = std::move(next);
  }
  pending = nullptr;
}

Location Location::append(const Location& parent, Step step) {
  return Location(
      std::make_shared<const Node>(parent.node_, std::move(step), parent.node_->depth + 1));
}

Location Location::target(std::string as_given, uint64_t index) {
  Step step{StepKind::target, without_dot_slash(std::move(as_given)), index, 1};
  return Location(std::make_shared<const Node>(nullptr, std::move(step), 1));
}

Location Location::name(std::string component) const {
  return append(*this, Step{StepKind::name, std::move(component), 0, 1});
}

Location Location::member(std::string raw, uint64_t ordinal, uint32_t repeat) const {
  return append(*this, Step{StepKind::member, std::move(raw), ordinal, repeat});
}

Location Location::pseudo(std::string_view word, uint64_t ordinal, uint32_t repeat) const {
  return append(*this, Step{StepKind::pseudo, std::string(word), ordinal, repeat});
}

std::optional<Location> Location::parent() const {
  if (!node_->parent) return std::nullopt;
  return Location(node_->parent);
}

std::vector<const Step*> Location::steps() const {
  std::vector<const Step*> out(node_->depth);
  const Node* node = node_.get();
  for (size_t i = out.size(); i > 0; --i, node = node->parent.get()) out[i - 1] = &node->step;
  return out;
}

std::string Location::print() const {
  std::string out;
  const Step* before = nullptr;
  for (const Step* step : steps()) {
    out += separator(*step, before);
    out += print_step(*step);
    before = step;
  }
  return out;
}

std::string Location::order_key() const {
  std::string out;
  for (const Step* step : steps()) append_ordered(*step, out);
  return out;
}

std::string Location::raw() const {
  std::string out(1, kRawVersion);
  for (const Step* step : steps()) {
    out += static_cast<char>(step->kind);
    append_varint(step->ordinal, out);
    append_varint(step->repeat, out);
    append_varint(step->raw.size(), out);
    out += step->raw;
  }
  return out;
}

Result<Location> Location::from_raw(std::string_view raw) {
  const Error damaged = make_error(ErrorCode::corrupt, "err.location.stored");
  if (raw.empty() || raw[0] != kRawVersion) return damaged;
  raw.remove_prefix(1);
  std::shared_ptr<const Node> node;
  while (!raw.empty()) {
    Step step;
    if (!take_step(raw, step) || !may_follow(node ? &node->step : nullptr, step)) return damaged;
    const uint32_t depth = node ? node->depth + 1 : 1;
    node = std::make_shared<const Node>(std::move(node), std::move(step), depth);
  }
  if (!node) return damaged;
  return Location(std::move(node));
}

std::strong_ordering operator<=>(const Location& a, const Location& b) {
  if (a.node_ == b.node_) return std::strong_ordering::equal;
  const auto left = a.steps();
  const auto right = b.steps();
  const size_t common = std::min(left.size(), right.size());
  for (size_t i = 0; i < common; ++i) {
    if (left[i] == right[i]) continue;  // a shared ancestor
    if (const auto c = compare(*left[i], *right[i]); c != 0) return c;
  }
  return left.size() <=> right.size();
}

bool operator==(const Location& a, const Location& b) {
  if (a.depth() != b.depth()) return false;
  return (a <=> b) == 0;
}

std::string print_step(const Step& step, const std::vector<NameSpan>& spans) {
  std::string replaced;
  std::string_view text = step.raw;
  if (!spans.empty()) {
    replaced = with_spans(step.raw, spans);
    text = replaced;
  }
  std::string out;
  out.reserve(text.size() + 2);
  if (step.kind == StepKind::pseudo) out += '~';
  if (step.kind == StepKind::member && !text.empty() && text[0] == '~') {
    append_escaped("~", out);
    text.remove_prefix(1);
  }
  append_printable(text, step.kind == StepKind::name, out);
  if (is_member(step) && step.repeat > 1) out += ";" + std::to_string(step.repeat);
  return out;
}

std::string_view separator(const Step& step, const Step* before) {
  if (step.kind == StepKind::target || before == nullptr) return "";
  if (is_member(step)) return "!";
  const bool has_slash =
      before->kind == StepKind::target && !before->raw.empty() && before->raw.back() == '/';
  return has_slash ? "" : "/";
}

std::string print_field(std::string_view field) {
  std::string out = "#";
  append_printable(field, false, out);
  return out;
}

}  // namespace qingce
