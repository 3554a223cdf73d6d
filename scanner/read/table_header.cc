#include "scanner/read/table_header.h"

#include <algorithm>
#include <map>

#include "scanner/read/delimited_layout.h"

namespace qingce {
namespace {

constexpr size_t kTitleRows = 10;  // above a header
using Rows = std::vector<std::vector<std::string>>;

size_t filled(const std::vector<std::string>& row) {
  return static_cast<size_t>(
      std::count_if(row.begin(), row.end(), [](const std::string& c) { return !c.empty(); }));
}

// The number of cells of most rows; of several such numbers the largest.
size_t columns_of(const Rows& rows) {
  std::map<size_t, size_t> widths;
  for (const auto& row : rows) ++widths[row.size()];
  size_t columns = 0;
  size_t same = 0;
  for (const auto& [width, n] : widths) {
    if (n < same) continue;
    same = n;
    columns = width;
  }
  return columns;
}

// Columns whose values look alike below row `first` and are no names: numbers, dates, identifiers.
std::vector<bool> typed_columns(const Rows& rows, size_t columns, size_t first) {
  std::vector<bool> out(columns, false);
  for (size_t c = 0; c < columns; ++c) {
    size_t values = 0;
    size_t typed = 0;
    for (size_t i = first; i < rows.size(); ++i) {
      if (c >= rows[i].size()) continue;
      const CellLook look = cell_look(rows[i][c]);
      if (look == CellLook::empty) continue;
      ++values;
      typed += look == CellLook::number || look == CellLook::finding ? size_t{1} : 0;
    }
    out[c] = values > 0 && typed * 5 >= values * 4;
  }
  return out;
}

// Whether row `i` names the columns of those below.
bool is_header(const Rows& rows, size_t columns, size_t i) {
  const std::vector<std::string>& row = rows[i];
  size_t names = 0;
  size_t words = 0;
  size_t numbers = 0;
  for (const std::string& cell : row) {
    const CellLook look = cell_look(cell);
    if (look == CellLook::finding || look == CellLook::other) return false;
    names += look == CellLook::name ? size_t{1} : 0;
    numbers += look == CellLook::number ? size_t{1} : 0;
    words += look == CellLook::name && is_column_word(cell) ? size_t{1} : 0;
    // A column called 2024 is one of few.
    if (look == CellLook::number && cell.size() > 4) return false;
  }
  if (names == 0 || numbers * 3 > row.size()) return false;
  const std::vector<bool> typed = typed_columns(rows, columns, i + 1);
  for (size_t c = 0; c < std::min(typed.size(), row.size()); ++c) {
    if (typed[c] && cell_look(row[c]) == CellLook::name) return true;
  }
  // Nothing below has a look of its own: only words that columns are called by tell.
  if (words == 0 || words * 3 < names) return false;
  for (size_t r = i + 1; r < rows.size(); ++r) {
    for (size_t c = 0; c < std::min(row.size(), rows[r].size()); ++c) {
      if (!row[c].empty() && row[c] == rows[r][c]) return false;
    }
  }
  return true;
}

}  // namespace

// The first row that fills most columns names them, or no row does.
std::optional<size_t> header_row(const Rows& rows) {
  const size_t columns = columns_of(rows);
  for (size_t i = 0; i < std::min(rows.size(), kTitleRows); ++i) {
    if (rows[i].size() < columns || filled(rows[i]) * 5 < columns * 3) {
      if (filled(rows[i]) * 2 > columns + 1) return std::nullopt;
      continue;  // a title, perhaps
    }
    return is_header(rows, columns, i) ? std::optional<size_t>(i) : std::nullopt;
  }
  return std::nullopt;
}

}  // namespace qingce
