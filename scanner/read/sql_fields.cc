#include "scanner/read/sql_fields.h"

#include <algorithm>
#include <cstring>

namespace qingce {
namespace {

constexpr size_t kMostHeld = size_t{1} << 20;  // bytes of a statement that wait for a candidate
// The matcher comes back by at most this much: kMargin on either side of where windows meet.
constexpr uint64_t kBackwards = 2 * kMargin;
// Heads that were refused as text in a literal, each behind a ';': after so many the literal is a
// mistake (a cut dump), and the next one counts.
constexpr int kMostRefused = 3;
// More than can stand in kBackwards bytes, twice.
constexpr std::ptrdiff_t kMostValues = 2 * static_cast<std::ptrdiff_t>(kBackwards);

bool may_begin_head(unsigned char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' || c == '/' || c == ' ' ||
         c == '\t' || c == '\\';
}

}  // namespace

void SqlFields::feed(const Window& w) {
  view_ = {reinterpret_cast<const unsigned char*>(w.bytes.data()), w.base, w.base + w.bytes.size()};
  own_begin_ = w.base + w.own_begin;
  own_end_ = w.base + w.own_end;
  last_ = w.at_end;
  frontier_ = w.at_end ? view_.end : view_.end - std::min<uint64_t>(kSqlLookAhead, w.bytes.size());
  frontier_ = std::max(frontier_, own_end_);
  if (segments_.empty() || (w.at_start && w.own_begin == 0)) {
    // The beginning, or behind a hole: definitions stay.
    statement_.finish();
    segments_.clear();
    values_.clear();
    held_.clear();
    current_ = 0;
    push_segment(w.base, SqlHeadKind::other);
    enter(0);
    head_pos_ = w.base;
    const bool mark = view_.at(w.base) == 0xEF && view_.at(w.base + 1) == 0xBB;
    on_line(w.base + (mark ? 3 : 0));
  }
  find_heads();
  set_mark(&mark_);
}

// ---- heads

void SqlFields::find_heads() {
  while (head_pos_ < frontier_) {
    const std::string_view rest = view_.text(head_pos_, frontier_);
    const void* newline = std::memchr(rest.data(), '\n', rest.size());
    if (newline == nullptr) {
      head_pos_ = frontier_;
      break;
    }
    const auto step = static_cast<uint64_t>(static_cast<const char*>(newline) - rest.data());
    const uint64_t line = head_pos_ + step + 1;
    if (line >= frontier_) {
      // Not enough behind it to see what it is; with the last window there is nothing.
      head_pos_ = last_ ? frontier_ : line - 1;
      break;
    }
    head_pos_ = line;
    if (may_begin_head(view_.at(line)) || segments_.back().kind == SqlHeadKind::copy) on_line(line);
  }
  // Before these bytes go.
  const Segment& last = segments_.back();
  if (!last.one_line && last.kind != SqlHeadKind::copy_data && last.kind != SqlHeadKind::other &&
      count_pos_ < head_pos_) {
    quotes_ += count_bytes(view_, count_pos_, head_pos_, '\'');
  }
  count_pos_ = std::max(count_pos_, head_pos_);
}

void SqlFields::on_line(uint64_t line) {
  const Segment& last = segments_.back();
  if (last.kind == SqlHeadKind::copy_data) {
    if (view_.at(line) == '\\' && view_.at(line + 1) == '.') push_segment(line, SqlHeadKind::other);
    return;
  }
  if (last.kind == SqlHeadKind::copy && line > last.offset && sql_from_stdin(view_, line))
    return push_segment(line, SqlHeadKind::copy_data);
  const SqlHead head = sql_head(view_, line);
  const bool may_tell = head.kind == SqlHeadKind::none || head.kind == SqlHeadKind::other;
  if (head.kind == SqlHeadKind::none) {
    if (may_tell && !in_literal(line)) sql_dialect(view_, line, &dialect_);
    return;
  }
  if (head.weak && !sql_ended(view_, line)) return;
  if (in_literal(line)) {
    const bool behind_end = !head.weak && sql_ended(view_, line);
    if (!behind_end || ++refused_ <= kMostRefused) return;
  }
  if (may_tell) sql_dialect(view_, line, &dialect_);
  push_segment(line, head.kind);
}

// Whether `line` stands inside of a literal of the last segment.
bool SqlFields::in_literal(uint64_t line) {
  const Segment& last = segments_.back();
  if (last.one_line || last.kind == SqlHeadKind::other) return false;
  if (count_pos_ < line) {
    quotes_ += count_bytes(view_, count_pos_, line, '\'');
    count_pos_ = line;
  }
  if (quotes_ % 2 == 0) return false;
  probe(line);
  return probe_.inside();
}

void SqlFields::push_segment(uint64_t offset, SqlHeadKind kind) {
  Segment segment;
  segment.offset = offset;
  segment.kind = kind;
  segment.style = sql_style(view_, offset, dialect_);
  segment.one_line = dialect_.one_line;
  segments_.push_back(segment);
  quotes_ = 0;
  count_pos_ = offset;
  refused_ = 0;
}

// ---- segments

uint64_t SqlFields::stop_of(size_t index) const {
  return index + 1 < segments_.size() ? segments_[index + 1].offset : frontier_;
}

// The segment of `offset`, which is not before the current one.
size_t SqlFields::segment_of(uint64_t offset) const {
  const auto next = std::upper_bound(
      segments_.begin() + static_cast<std::ptrdiff_t>(current_), segments_.end(), offset,
      [](uint64_t at, const Segment& segment) { return at < segment.offset; });
  return std::max(current_ + 1, static_cast<size_t>(next - segments_.begin())) - 1;
}

bool SqlFields::is_eager(size_t index) const {
  return segments_[index].kind == SqlHeadKind::definition ||
         segments_[index].kind == SqlHeadKind::copy;
}

void SqlFields::enter(size_t index) {
  const Segment& segment = segments_[index];
  if (index == 0 || position() < segment.offset) lexed_from_ = segment.offset;
  current_ = index;
  if (segment.kind == SqlHeadKind::copy_data) {
    rows_.copy = statement_.copy();
    rows_.pos = rows_.begin = rows_.cell_begin = segment.offset;
    rows_.cell = 0;
  }
  lexer_.reset(segment.offset, segment.style);
}

// Everything up to segment `index`: definitions are read, data that nobody asked for is not.
void SqlFields::go_to(size_t index) {
  while (current_ < index) {
    if (is_eager(current_)) lex(UINT64_MAX, stop_of(current_));
    statement_.finish();
    enter(current_ + 1);
  }
}

// ---- lexing

// The bytes in which lexing goes on at `pos`; `stop` is cut to where they must be changed.
const SqlView& SqlFields::view_for(uint64_t pos, uint64_t* stop) const {
  // What is held reaches into a view that begins behind it. Where both begin alike, at a text's
  // first windows, the view has it all.
  const uint64_t safe = view_.begin + kSqlBack;
  if (held_.empty() || held_begin_ >= view_.begin || pos >= safe || pos < held_begin_) return view_;
  *stop = std::min(*stop, safe);
  return held_view_;
}

void SqlFields::lex(uint64_t target, uint64_t stop) {
  const uint64_t least = own_begin_ > kBackwards ? own_begin_ - kBackwards : 0;
  while (lexer_.position() <= target && lexer_.position() < stop) {
    uint64_t here = stop;
    const SqlView& view = view_for(lexer_.position(), &here);
    if (lexer_.position() < view.begin) {
      // Its bytes are gone; that happens only to offsets that no window owns any more.
      lexer_.reset(view.begin, segments_[current_].style);
      statement_.abandon();
    }
    if (short_way_ && lex_plain(view, target, here)) continue;
    const SqlToken token = lexer_.next(view, here, statement_.brackets());
    if (token.kind == SqlToken::Kind::none) continue;
    if (!statement_.take(lexer_, view, token)) continue;
    if (token.closed && token.end < least) continue;
    SqlColumn* column = statement_.column();
    if (column != nullptr)
      push({token.begin, token.end, statement_.record(), column, !token.closed});
  }
}

// Tuples of simple literals up to `target`. False: the lexer must take the next token.
bool SqlFields::lex_plain(const SqlView& view, uint64_t target, uint64_t stop) {
  if (!lexer_.between_tokens()) return false;
  std::optional<SqlTuplePlace> place = statement_.tuples();
  if (!place) return false;
  const uint64_t from = lexer_.position();
  const uint64_t to =
      read_plain_tuples(view, from, target, stop, segments_[current_].style, &*place, &plain_);
  if (to == from) return false;
  lexer_.skip_to(to);
  statement_.set_tuples(*place);
  const uint64_t least = own_begin_ > kBackwards ? own_begin_ - kBackwards : 0;
  std::span<SqlColumn* const> known = statement_.known_columns();
  for (size_t i = 0; i < plain_.size; ++i) {
    const SqlPlainValue& v = plain_.value[i];
    if (v.end < least) continue;
    SqlColumn* column = v.index < known.size() ? known[v.index] : nullptr;
    if (column == nullptr) {
      column = statement_.column_at(v.index);
      known = statement_.known_columns();
    }
    push({v.begin, v.end, v.record, column, false});
  }
  return true;
}

void SqlFields::probe(uint64_t stop) {
  const Segment& segment = segments_.back();
  if (probed_ != segment.offset + 1) {
    probe_.reset(segment.offset, segment.style);
    probed_ = segment.offset + 1;
  }
  while (probe_.position() < stop) {
    uint64_t here = stop;
    const SqlView& view = view_for(probe_.position(), &here);
    if (probe_.position() < view.begin) probe_.reset(view.begin, segment.style);
    (void)probe_.next(view, here, false);
  }
}

void SqlFields::push(const Value& value) {
  if (!values_.empty() && values_.back().begin == value.begin) {
    values_.back() = value;
    return;
  }
  if (values_.size() >= kMostValues) {
    // What was before the window goes first, then the older half.
    const uint64_t least = own_begin_ > kBackwards ? own_begin_ - kBackwards : 0;
    auto keep = std::find_if(values_.begin(), values_.end(),
                             [&](const Value& v) { return v.end >= least; });
    keep = std::max(keep, values_.begin() + kMostValues / 2);
    values_.erase(values_.begin(), keep);
    lexed_from_ = std::max(lexed_from_, values_.front().begin);
  }
  values_.push_back(value);
}

SqlFields::Value* SqlFields::find(uint64_t offset) {
  // Nearly always the last one.
  if (!values_.empty() && offset >= values_.back().begin)
    return offset < values_.back().end ? &values_.back() : nullptr;
  const auto next =
      std::upper_bound(values_.begin(), values_.end(), offset,
                       [](uint64_t at, const Value& value) { return at < value.begin; });
  if (next == values_.begin()) return nullptr;
  Value& value = *(next - 1);
  return offset < value.end ? &value : nullptr;
}

uint64_t SqlFields::position() const { return is_rows() ? rows_.pos : lexer_.position(); }

void SqlFields::set_mark(Mark* mark) const {
  mark->current = current_;
  mark->position = position();
  mark->lexer = lexer_;
  mark->statement = statement_;
  mark->rows = rows_;
}

void SqlFields::back_to(const Mark& mark) {
  current_ = mark.current;
  lexer_ = mark.lexer;
  statement_ = *mark.statement;
  rows_ = mark.rows;
  values_.clear();
  lexed_from_ = mark.position;
}

void SqlFields::return_from_ahead() {
  if (!is_ahead_) return;
  is_ahead_ = false;
  const uint64_t there = ahead_.position;
  std::vector<Value> kept;
  const uint64_t from = lexed_from_;
  if (from <= there && position() >= there) {
    const auto end = std::find_if(values_.begin(), values_.end(),
                                  [&](const Value& v) { return v.end > there || v.open; });
    kept.assign(values_.begin(), end);
  }
  back_to(ahead_);
  if (!kept.empty()) {
    values_ = std::move(kept);
    lexed_from_ = from;
  }
}

// Back to the statement or the line of `offset`, which was passed over, if its beginning is in
// sight: who asks for a value asks for others of its record next, before and behind it.
bool SqlFields::jump_back(uint64_t offset) {
  const auto end = segments_.begin() + static_cast<std::ptrdiff_t>(current_) + 1;
  const auto next =
      std::upper_bound(segments_.begin(), end, offset,
                       [](uint64_t at, const Segment& segment) { return at < segment.offset; });
  if (next == segments_.begin()) return false;
  const auto index = static_cast<size_t>(next - segments_.begin()) - 1;
  const Segment& segment = segments_[index];
  if (segment.kind == SqlHeadKind::copy_data) {
    if (index != current_ || offset < view_.begin) return false;
    const size_t newline = view_.text(view_.begin, offset).rfind('\n');
    if (newline == std::string_view::npos) return false;
    rows_.pos = std::max(segment.offset, view_.begin + newline + 1);
    rows_.begin = rows_.cell_begin = rows_.pos;
    rows_.cell = 0;
  } else {
    if (segment.kind != SqlHeadKind::data || segment.offset < view_.begin) return false;
    current_ = index;
    statement_.abandon();
    lexer_.reset(segment.offset, segment.style);
  }
  values_.clear();
  lexed_from_ = position();
  return true;
}

// Lexes what is before `offset`, and the value that it is in to its end.
void SqlFields::reach(uint64_t offset) {
  go_to(segment_of(offset));
  const uint64_t stop = stop_of(current_);
  const auto step = [&](uint64_t target) {
    if (is_rows()) {
      split(target, stop);
    } else {
      lex(target, stop);
    }
  };
  if (is_rows() && offset >= rows_.pos) seek_line(offset);
  step(offset);
  while (!values_.empty() && values_.back().open && offset >= values_.back().begin &&
         position() < stop) {
    step(position());
  }
}

std::optional<FieldRef> SqlFields::at(uint64_t offset) {
  if (offset >= frontier_) return std::nullopt;
  if (offset >= own_end_ && !is_ahead_) {
    set_mark(&ahead_);
    is_ahead_ = true;
  }
  if (offset < lexed_from_ && !jump_back(offset) && offset >= mark_.position) back_to(mark_);
  if (offset >= segments_[current_].offset) reach(offset);
  const Value* value = find(offset);
  if (value == nullptr) return std::nullopt;
  const bool owned = offset >= own_begin_ && offset < own_end_;
  const SqlColumn& column = catalog_.use_field(*value->column, owned);
  return FieldRef{column.field, value->record, value->begin, value->end, column.comment};
}

// ---- rows of a COPY

// The line of `offset` begins behind the last newline before it, if that is in sight.
void SqlFields::seek_line(uint64_t offset) {
  const uint64_t from = std::max(rows_.pos, view_.begin);
  if (from >= offset) return;
  const std::string_view before = view_.text(from, offset);
  const size_t newline = before.rfind('\n');
  if (newline == std::string_view::npos) return;
  rows_.pos = rows_.begin = rows_.cell_begin = from + newline + 1;
  rows_.cell = 0;
}

void SqlFields::split(uint64_t target, uint64_t stop) {
  while (rows_.pos <= target && rows_.pos < stop) {
    if (!split_one(stop)) return;
  }
}

// One cell, or as much of it as there is.
bool SqlFields::split_one(uint64_t stop) {
  uint64_t here = stop;
  const SqlView& view = view_for(rows_.pos, &here);
  if (rows_.pos < view.begin) {
    rows_.pos = rows_.begin = rows_.cell_begin = view.begin;
    rows_.cell = 0;
  }
  const auto delimiter = static_cast<unsigned char>(rows_.copy.delimiter);
  uint64_t from = rows_.pos;
  const bool quoted =
      rows_.copy.csv && rows_.cell_begin >= view.begin && view.at(rows_.cell_begin) == '"';
  if (quoted) {
    from = std::max(from, rows_.cell_begin + 1);
    while (from < here && view.at(from) != '"' && view.at(from) != '\n') ++from;
  }
  const uint64_t end = from < here ? find_either(view, from, here, delimiter, '\n') : here;
  const bool cut = end == here && !(last_ && here == view_.end);
  SqlColumn* column = nullptr;
  if (rows_.cell < rows_.copy.columns.size()) {
    column = rows_.copy.columns[rows_.cell];
  } else if (rows_.copy.table != nullptr) {
    column = catalog_.column(*rows_.copy.table, rows_.cell);
  }
  if (column != nullptr) push({rows_.cell_begin, end, rows_.begin, column, cut});
  rows_.pos = end;
  if (end == here) return here != stop;
  const bool newline = view.at(end) == '\n';
  rows_.pos = rows_.cell_begin = end + 1;
  rows_.cell = newline ? 0 : rows_.cell + 1;
  if (newline) rows_.begin = rows_.pos;
  return true;
}

// ---- bytes between windows

// The first byte that a later window may ask the lexer to look at.
uint64_t SqlFields::needed_from() {
  const Segment& segment = segments_[current_];
  if (segment.kind == SqlHeadKind::copy_data) {
    seek_line(own_end_);
    return rows_.pos;
  }
  if (segment.kind == SqlHeadKind::other) return lexer_.position();
  uint64_t from = lexer_.position();
  if (!segment.one_line && current_ + 1 == segments_.size()) {
    const bool begun = probed_ == segment.offset + 1;
    from = std::min(from, begun ? probe_.position() : segment.offset);
  }
  return from;
}

void SqlFields::release() {
  return_from_ahead();
  if (own_end_ >= view_.end) return;
  // Heads are known beyond the own range: what stands there is for the next window.
  const size_t next = segment_of(own_end_);
  if (next > current_) go_to(next);
  const uint64_t stop = stop_of(current_);
  if (is_eager(current_)) lex(UINT64_MAX, stop);
  uint64_t from = needed_from();
  if (own_end_ > from && own_end_ - from > kMostHeld) {
    if (is_rows()) {
      split(UINT64_MAX, own_end_);
    } else {
      lex(UINT64_MAX, stop);
      if (!segments_[current_].one_line && current_ + 1 == segments_.size()) probe(frontier_);
    }
    from = needed_from();
  }
  hold(from);
  // Only what candidates near the edge may still ask for.
  const uint64_t least = own_end_ > kBackwards ? own_end_ - kBackwards : 0;
  size_t drop = 0;
  while (drop < current_ && segments_[drop + 1].offset < least) ++drop;
  segments_.erase(segments_.begin(), segments_.begin() + static_cast<std::ptrdiff_t>(drop));
  current_ -= drop;
}

void SqlFields::hold(uint64_t from) {
  // What the next view shows anyway: its margin, which is half as long where it was UTF-16.
  const uint64_t shown = own_end_ > kMargin / 2 ? own_end_ - kMargin / 2 : 0;
  if (from >= shown + kSqlBack || from >= own_end_) {
    held_.clear();
    held_view_ = {};
    return;
  }
  const uint64_t begin = from > kSqlBack ? from - kSqlBack : 0;
  if (begin >= view_.begin || held_.empty()) {
    const std::string_view text = view_.text(std::max(begin, view_.begin), own_end_);
    const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
    held_.assign(bytes, bytes + text.size());
    held_begin_ = std::max(begin, view_.begin);
  } else {
    const uint64_t held_end = held_begin_ + held_.size();
    const std::string_view text = view_.text(held_end, own_end_);
    if (begin > held_begin_) {
      const auto gone = static_cast<std::ptrdiff_t>(begin - held_begin_);
      held_.erase(held_.begin(), held_.begin() + gone);
      held_begin_ = begin;
    }
    const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
    held_.insert(held_.end(), bytes, bytes + text.size());
  }
  held_view_ = {held_.data(), held_begin_, held_begin_ + held_.size()};
}

}  // namespace qingce
