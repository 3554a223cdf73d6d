#include "scanner/read/delimited_fields.h"

#include <algorithm>

namespace qingce {
namespace {

constexpr size_t kNameBytes = 256;         // as names of columns in SQL
constexpr size_t kHeaderCellBytes = 1024;  // of a cell in the header, as it stands there
// Places are kept at multiples of this many bytes in the last part of what a window owns: wherever
// the next view begins (its margin is shorter where it was UTF-16), one of them is just behind.
constexpr uint64_t kPlaceStep = 256;
constexpr uint64_t kPlaceReach = 2 * kMargin;
constexpr size_t kRowsKept = 64;

std::string_view cut(std::string_view text) {
  if (text.size() <= kNameBytes) return text;
  size_t n = kNameBytes;
  while (n > 0 && (static_cast<unsigned char>(text[n]) & 0xC0) == 0x80) --n;
  return text.substr(0, n);
}

}  // namespace

// ---- names

void ColumnNames::add(std::string_view raw, Encoding encoding) {
  const std::string text = cell_text(raw);
  const bool known = encoding == Encoding::gb18030 || encoding == Encoding::big5;
  std::string name(cut(known ? decode_text(as_bytes(text), encoding) : decode_name(text)));
  if (name.empty()) name = "c" + std::to_string(names_.size() + 1);
  names_.push_back(unique(std::move(name)));
}

std::string ColumnNames::unique(std::string name) {
  for (;;) {
    const size_t times = ++used_[name];
    if (times == 1) return name;
    std::string next = name + ";" + std::to_string(times);
    if (!used_.contains(next)) {
      used_[next] = 1;
      return next;
    }
  }
}

std::string_view ColumnNames::name(size_t column) {
  if (column >= kMostFields) return kFolded;
  if (column < names_.size()) return names_[column];
  made_ = "c" + std::to_string(column + 1);
  return made_;
}

// ---- windows

void DelimitedFields::feed(const Window& w) {
  view_ = {reinterpret_cast<const unsigned char*>(w.bytes.data()), w.base, w.base + w.bytes.size()};
  own_begin_ = w.base + w.own_begin;
  own_end_ = w.base + w.own_end;
  cursor_.reset();
  cells_.clear();
  rows_.clear();
  if (!begun_) {
    begun_ = true;
    first_ = layout_.begin;
    places_ = {RowCursor(first_)};
    if (layout_.header) head_ = RowCursor(first_);
  } else if (w.at_start && w.own_begin == 0) {
    // Behind a hole: what is there begins a row.
    places_ = {RowCursor(w.base)};
    head_.reset();
  }
  // A place must see as far back as a double-byte character may begin.
  const uint64_t least = w.at_start ? view_.begin : view_.begin + kTrailBack;
  while (places_.size() > 1 && places_.front().position() < least) places_.pop_front();
  if (head_) read_header();
}

void DelimitedFields::read_header() {
  while (head_->position() < view_.end) {
    const uint64_t from = head_->position();
    const size_t before = head_cell_.size();
    const RowCursor::Step step = head_->walk(layout_.dialect, view_, view_.end);
    // As written, quotes too: cell_text() takes them off.
    uint64_t to = head_->position() - (step == RowCursor::Step::stopped ? 0 : 1);
    to = std::min<uint64_t>(to, from + kHeaderCellBytes - std::min(before, kHeaderCellBytes));
    if (to > from) head_cell_ += view_.text(from, to);
    if (step == RowCursor::Step::stopped) return;
    take_header_cell();
    if (step != RowCursor::Step::row) continue;
    first_ = head_->row();
    head_.reset();
    return;
  }
}

void DelimitedFields::take_header_cell() {
  const bool border = layout_.dialect.bordered && head_->cell().index == 0;
  if (!border) names_.add(head_cell_, encoding_);
  head_cell_.clear();
}

void DelimitedFields::release() {
  if (own_end_ <= places_.back().position()) return;
  const uint64_t reach = own_end_ > kPlaceReach ? own_end_ - kPlaceReach : 0;
  uint64_t target = (std::max(reach, places_.back().position()) / kPlaceStep + 1) * kPlaceStep;
  RowCursor place = places_.back();
  for (; target <= own_end_; target += kPlaceStep) {
    if (target <= place.position()) continue;
    if (place.row() >= view_.begin)
      if (const uint64_t row = find_row(layout_.dialect, view_, place.row(), target);
          row > place.position()) {
        place = RowCursor(row);
      }
    while (place.position() < target) (void)place.walk(layout_.dialect, view_, target);
    places_.push_back(place);
  }
  const uint64_t kept = own_end_ - std::min(own_end_, kPlaceReach + kPlaceStep);
  while (places_.size() > 1 && places_.front().position() < kept) places_.pop_front();
}

// ---- answers

// Goes back: to the last row known to begin before `offset`, or to a place.
void DelimitedFields::start_at(uint64_t offset) {
  const auto next = std::upper_bound(rows_.begin(), rows_.end(), offset);
  const auto place =
      std::upper_bound(places_.begin(), places_.end(), offset,
                       [](uint64_t at, const RowCursor& cursor) { return at < cursor.position(); });
  cells_.clear();
  cursor_.reset();
  const uint64_t row = next == rows_.begin() ? 0 : *(next - 1);
  if (place != places_.begin() && (place - 1)->position() >= row) {
    cursor_ = *(place - 1);
    row_ = cursor_->row();
  } else if (next != rows_.begin()) {
    cursor_ = RowCursor(row);
    row_ = row;
  }
  if (cursor_) cells_from_ = cursor_->position();
}

void DelimitedFields::next_row(uint64_t row) {
  cursor_ = RowCursor(row);
  cells_.clear();
  row_ = cells_from_ = row;
  if (!rows_.empty() && row <= rows_.back()) return;
  if (rows_.size() >= kRowsKept) rows_.erase(rows_.begin(), rows_.begin() + kRowsKept / 2);
  rows_.push_back(row);
}

RowCursor::Step DelimitedFields::step(uint64_t stop) {
  const RowCursor::Step step = cursor_->walk(layout_.dialect, view_, stop);
  if (!cells_.empty() && cells_.back().index == cursor_->cell().index) {
    cells_.back() = cursor_->cell();
  } else {
    cells_.push_back(cursor_->cell());
  }
  return step;
}

// Walks the row of `offset` to the end of its cell.
void DelimitedFields::reach(uint64_t offset) {
  if (!cursor_ || offset < cells_from_) start_at(offset);
  if (!cursor_) return;
  if (offset < cursor_->position() && !(cells_.empty() ? false : cells_.back().open)) return;
  if (offset >= cursor_->position() && cursor_->row() != row_) next_row(cursor_->row());
  if (offset >= cursor_->position() && row_ >= view_.begin) {
    const uint64_t row = find_row(layout_.dialect, view_, row_, offset);
    if (row > row_) next_row(row);
  }
  while (cursor_->position() <= offset || (!cells_.empty() && cells_.back().open)) {
    if (cursor_->position() >= view_.end) return;
    if (step(view_.end) != RowCursor::Step::row) continue;
    if (offset < cursor_->row()) return;
    const uint64_t row = cursor_->row();
    next_row(row >= view_.begin ? find_row(layout_.dialect, view_, row, offset) : row);
  }
}

const DelimitedCell* DelimitedFields::find(uint64_t offset) const {
  const auto next =
      std::upper_bound(cells_.begin(), cells_.end(), offset,
                       [](uint64_t at, const DelimitedCell& cell) { return at < cell.begin; });
  if (next == cells_.begin()) return nullptr;
  const DelimitedCell& cell = *(next - 1);
  return offset < cell.end ? &cell : nullptr;
}

std::optional<FieldRef> DelimitedFields::at(uint64_t offset) {
  if (offset < first_ || offset >= view_.end || head_) return std::nullopt;
  reach(offset);
  const DelimitedCell* cell = find(offset);
  if (cell == nullptr) return std::nullopt;
  size_t column = cell->index;
  if (layout_.dialect.bordered) {
    if (column == 0) return std::nullopt;
    --column;
  }
  if (column >= kMostFields && offset >= own_begin_ && offset < own_end_) folded_ = true;
  return FieldRef{names_.name(column), row_, cell->begin, cell->end};
}

}  // namespace qingce
