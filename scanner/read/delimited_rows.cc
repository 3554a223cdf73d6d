#include "scanner/read/delimited_rows.h"

#include <algorithm>
#include <cstring>

#include "scanner/read/byte_scan.h"

namespace qingce {
namespace {

// A quoted cell of so many lines in a row with the table's number of separators is no cell: its
// quote was a mistake. Lines of two columns are easily met in a letter; those of more are not.
constexpr size_t kMostRowsInside = 8;
constexpr size_t kMostPairsInside = 64;
constexpr uint64_t kMostQuoted = uint64_t{1} << 20;  // bytes of a quoted cell of several lines

// Last newline in [from, to), or `to`.
uint64_t last_newline(const TextView& view, uint64_t from, uint64_t to) {
  const std::string_view text = view.text(from, to);
  const void* const found = memrchr(text.data(), '\n', text.size());
  if (found == nullptr) return to;
  return from + static_cast<uint64_t>(static_cast<const char*>(found) - text.data());
}

uint64_t first_byte(const TextView& view, uint64_t from, uint64_t to, unsigned char c) {
  if (from >= to) return to;
  const std::string_view text = view.text(from, to);
  const void* const found = std::memchr(text.data(), c, text.size());
  if (found == nullptr) return to;
  return from + static_cast<uint64_t>(static_cast<const char*>(found) - text.data());
}

bool odd_number(const TextView& view, uint64_t from, uint64_t to, unsigned char c) {
  const unsigned char* p = view.data + (from - view.begin);
  const unsigned char* const end = view.data + (to - view.begin);
  unsigned n = 0;
  for (; p < end; ++p) n += *p == c ? 1 : 0;
  return n % 2 != 0;
}

// Without quotes a row's end hangs on nothing but the backslashes before the newline.
uint64_t find_plain_row(const DelimitedDialect& dialect, const TextView& view, uint64_t row,
                        uint64_t target) {
  uint64_t to = target;
  for (;;) {
    const uint64_t newline = last_newline(view, row, to);
    if (newline == to) return row;
    uint64_t slashes = newline;
    while (dialect.backslash && slashes > row && view.at(slashes - 1) == '\\' &&
           !is_trail_byte(view, slashes - 1)) {
      --slashes;
    }
    if ((newline - slashes) % 2 == 0) return newline + 1;
    to = newline;
  }
}

}  // namespace

void RowCursor::begin_row(uint64_t row) {
  row_ = pos_ = row;
  odd_ = escaped_ = false;
  begin_cell(0);
}

void RowCursor::begin_cell(size_t index) {
  index_ = index;
  begin_ = closed_ = pos_;
  mode_ = Mode::begin;
}

void RowCursor::end_cell(const TextView& view, uint64_t end) {
  if (mode_ == Mode::closed) {
    end = closed_;
  } else if (end > begin_ && end > view.begin && view.at(end - 1) == '\r' && view.at(end) == '\n') {
    --end;
  }
  cell_ = {begin_, end, index_, false};
}

// At a newline inside of a quoted cell: does the row end here all the same?
bool RowCursor::quoted_newline(const DelimitedDialect& dialect) {
  if (!odd_ || pos_ - opened_ > kMostQuoted) return true;
  const bool like_row = whole_line_ && dialect.columns > 1 && delimiters_ + 1 == dialect.columns;
  lines_ = like_row ? lines_ + 1 : 0;
  delimiters_ = 0;
  whole_line_ = true;
  return lines_ >= (dialect.columns > 2 ? kMostRowsInside : kMostPairsInside);
}

RowCursor::Step RowCursor::walk(const DelimitedDialect& dialect, const TextView& view,
                                uint64_t stop) {
  for (; pos_ < stop; ++pos_) {
    const unsigned char c = view.data[pos_ - view.begin];
    if (escaped_) {
      escaped_ = false;
      if (mode_ != Mode::quoted) mode_ = Mode::plain;
      continue;
    }
    if (c == dialect.quote && c != 0) {
      odd_ = !odd_;
      if (mode_ == Mode::begin) {
        mode_ = Mode::quoted;
        begin_ = opened_ = pos_ + 1;
        lines_ = delimiters_ = 0;
        whole_line_ = false;
      } else if (mode_ == Mode::quoted) {
        mode_ = Mode::closed;
        closed_ = pos_;
      } else if (mode_ == Mode::closed) {
        mode_ = Mode::quoted;  // a doubled one
      }
    } else if (c == '\\' && dialect.backslash) {
      escaped_ = !is_trail_byte(view, pos_);
      if (mode_ != Mode::quoted) mode_ = Mode::plain;
    } else if (c == dialect.delimiter && c != 0 && !(c >= 0x40 && is_trail_byte(view, pos_))) {
      if (mode_ == Mode::quoted) {
        ++delimiters_;
        continue;
      }
      end_cell(view, pos_);
      ++pos_;
      begin_cell(index_ + 1);
      return Step::cell;
    } else if (c == '\n') {
      if (mode_ == Mode::quoted && !quoted_newline(dialect)) continue;
      end_cell(view, pos_);
      begin_row(pos_ + 1);
      return Step::row;
    } else if (c != ' ' && c != '\r' && mode_ != Mode::quoted) {
      // Blanks before a quote and behind it are none of the cell; all else makes it plain.
      mode_ = Mode::plain;
    }
  }
  cell_ = {begin_, mode_ == Mode::closed ? closed_ : pos_, index_, true};
  return Step::stopped;
}

uint64_t find_row(const DelimitedDialect& dialect, const TextView& view, uint64_t row,
                  uint64_t target) {
  while (row < target) {
    if (dialect.quote == 0) return find_plain_row(dialect, view, row, target);
    uint64_t odd = first_byte(view, row, target, dialect.quote);
    if (dialect.backslash) odd = first_byte(view, row, odd, '\\');
    const uint64_t before = last_newline(view, row, odd);
    if (before != odd) row = before + 1;
    if (odd == target) return row;
    const uint64_t newline = first_byte(view, odd, target, '\n');
    if (newline == target) return row;
    const bool plain = !dialect.backslash || first_byte(view, row, newline, '\\') == newline;
    if (plain && !odd_number(view, row, newline, dialect.quote)) {
      row = newline + 1;
      continue;
    }
    RowCursor cursor(row);
    RowCursor::Step step = RowCursor::Step::cell;
    while (step == RowCursor::Step::cell) step = cursor.walk(dialect, view, target);
    if (step == RowCursor::Step::stopped) return row;
    row = cursor.row();
  }
  return row;
}

bool is_trail_byte(const TextView& view, uint64_t pos) {
  if (pos <= view.begin || view.at(pos - 1) < 0x81) return false;
  const uint64_t least = std::max(view.begin, pos > kTrailBack ? pos - kTrailBack : uint64_t{0});
  uint64_t from = pos;
  while (from > least && view.at(from - 1) >= 0x30) --from;
  if (is_valid_utf8(as_bytes(view.text(from, pos)))) return false;
  while (from < pos) {
    const bool lead = view.at(from) >= 0x81;
    const bool four = lead && view.at(from + 1) >= '0' && view.at(from + 1) <= '9';
    from += !lead ? 1U : four ? 4U : 2U;
  }
  return from > pos;
}

bool is_ruler(std::string_view line) {
  return line.find("--") != std::string_view::npos &&
         line.find_first_not_of("+-|=: \t\r") == std::string_view::npos;
}

}  // namespace qingce
