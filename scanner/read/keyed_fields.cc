#include "scanner/read/keyed_fields.h"

#include <algorithm>
#include <cstring>

#include "scanner/read/encoding.h"

namespace qingce {
namespace {

constexpr size_t kMostLevels = 64;
constexpr size_t kMostKnown = 16;

// users[0][phone] is users[*][phone].
std::string without_indexes(std::string_view key) {
  std::string out;
  for (size_t i = 0; i < key.size(); ++i) {
    out.push_back(key[i]);
    if (key[i] != '[') continue;
    const size_t end = key.find_first_not_of("0123456789", i + 1);
    if (end == std::string_view::npos || key[end] != ']' || end == i + 1) continue;
    out.push_back('*');
    i = end - 1;
  }
  return out;
}

}  // namespace

void KeyedFields::feed(const Window& w) {
  const bool begins = w.at_start && w.own_begin == 0;
  view_ = {reinterpret_cast<const unsigned char*>(w.bytes.data()), w.base, w.base + w.bytes.size()};
  own_begin_ = w.base + w.own_begin;
  own_end_ = w.base + w.own_end;
  last_ = w.at_end;
  if (begins) {
    const bool mark = view_.at(w.base) == 0xEF && view_.at(w.base + 1) == 0xBB;
    line_ = next_ = w.base + (mark ? 3 : 0);
    levels_.clear();
    lines_.clear();
    open_ = false;
  }
  if (kind_ == KeyedKind::outline) read_lines();
}

void KeyedFields::release() {
  // The next view begins a margin before what this one owned ends.
  if (own_end_ >= view_.begin + kMargin) line_ = line_begin(own_end_ - kMargin);
  const uint64_t least = own_end_ > 2 * kMargin ? own_end_ - 2 * kMargin : 0;
  while (lines_.size() > 1 && lines_.front().end < least) lines_.pop_front();
}

uint64_t KeyedFields::line_begin(uint64_t offset) const {
  const std::string_view before = view_.text(view_.begin, std::max(view_.begin, offset));
  const void* const newline = ::memrchr(before.data(), '\n', before.size());
  if (newline == nullptr) return line_;
  return view_.begin + static_cast<uint64_t>(static_cast<const char*>(newline) - before.data()) + 1;
}

// The keys of a log are few and come again and again.
FieldPaths::Id KeyedFields::log_key(std::string_view key) {
  for (const Known& known : known_) {
    if (known.key == key) return known.id;
  }
  const FieldPaths::Id id = child(FieldPaths::kRoot, percent_decoded(key));
  if (known_.size() < kMostKnown) known_.push_back({std::string(key), id});
  return id;
}

FieldPaths::Id KeyedFields::child(FieldPaths::Id parent, std::string_view key) {
  const std::string name = without_indexes(decode_name(std::string(key)));
  return is_value_key(name) ? paths_.any_key(parent) : paths_.child(parent, name);
}

std::optional<FieldRef> KeyedFields::at(uint64_t offset) {
  if (offset < view_.begin || offset >= view_.end) return std::nullopt;
  return kind_ == KeyedKind::outline ? in_outline(offset) : in_log(offset);
}

// ---- logs

std::optional<FieldRef> KeyedFields::in_log(uint64_t offset) {
  const uint64_t line = line_begin(offset);
  const auto found = find_key(view_, line, offset);
  if (!found) return std::nullopt;
  const bool owned = offset >= own_begin_ && offset < own_end_;
  const FieldPaths::Id id = log_key(found->key);
  return FieldRef{paths_.use(id, owned), line, found->begin, found->end};
}

// ---- outlines

// Lines whose beginning is in sight: what is asked about a line stands there.
void KeyedFields::read_lines() {
  while (next_ < view_.end && (open_ || last_ || next_ + kKeyReach <= view_.end)) {
    const uint64_t from = std::max(next_, view_.begin);
    const size_t newline = view_.text(from, view_.end).find('\n');
    const uint64_t end = newline == std::string_view::npos ? view_.end : from + newline;
    if (!open_) {
      const size_t before = lines_.size();
      read_line(next_, end);
      open_has_value_ = lines_.size() > before;
    } else if (open_has_value_) {
      lines_.back().end = end;
    }
    open_ = newline == std::string_view::npos;
    if (open_) return;  // it goes on in the next window
    next_ = end + 1;
  }
}

void KeyedFields::push(const Level& level) {
  if (levels_.size() < kMostLevels) levels_.push_back(level);
}

void KeyedFields::read_line(uint64_t begin, uint64_t end) {
  const auto line = outline_line(view_.text(begin, end));
  if (!line) return;
  if (!levels_.empty() && levels_.back().block && line->indent > levels_.back().indent) {
    lines_.push_back({begin, end, levels_.back().record, levels_.back().id});
    return;
  }
  if (!line->section.empty()) {
    levels_.clear();
    push({0, child(FieldPaths::kRoot, line->section), true, false, begin});
    return;
  }
  const size_t column = line->dashes > 0 ? line->indent : line->key_indent;
  while (!levels_.empty()) {
    const Level& top = levels_.back();
    // A list may be indented as its key is; what follows [section] is not indented.
    const bool section = top.item && top.indent == 0 && line->dashes == 0 && levels_.size() == 1 &&
                         !line->key.empty();
    const bool inside =
        top.indent < column || section || (line->dashes > 0 && !top.item && top.indent == column);
    if (inside || (line->key.empty() && line->dashes == 0)) break;
    levels_.pop_back();
  }
  for (size_t i = 0; i < line->dashes; ++i) {
    const FieldPaths::Id parent = levels_.empty() ? FieldPaths::kRoot : levels_.back().id;
    push({column + 2 * i, paths_.element(parent), true, false, begin});
  }
  if (!line->key.empty()) {
    const FieldPaths::Id parent = levels_.empty() ? FieldPaths::kRoot : levels_.back().id;
    const uint64_t record = levels_.empty() ? 0 : levels_.back().record;
    push({line->key_indent, child(parent, line->key), false, line->block, record});
  }
  if (levels_.empty()) return;
  lines_.push_back({begin + line->value, end, levels_.back().record, levels_.back().id});
}

std::optional<FieldRef> KeyedFields::in_outline(uint64_t offset) {
  const auto next = std::upper_bound(lines_.begin(), lines_.end(), offset,
                                     [](uint64_t at, const Line& line) { return at < line.begin; });
  if (next == lines_.begin()) return std::nullopt;
  const Line& line = *(next - 1);
  if (offset >= line.end) return std::nullopt;
  const bool owned = offset >= own_begin_ && offset < own_end_;
  return FieldRef{paths_.use(line.id, owned), line.record, line.begin, line.end};
}

}  // namespace qingce
