#include "scanner/read/delimited_layout.h"

#include <algorithm>
#include <array>
#include <map>
#include <vector>

namespace qingce {
namespace {

using namespace std::string_view_literals;

constexpr size_t kRowsSeen = 200;
constexpr size_t kTitleRows = 10;     // above a header
constexpr size_t kLongCell = 200;     // bytes; prose
constexpr size_t kNameBytes = 96;     // the longest name of a column: 32 characters of Han
constexpr size_t kFindingDigits = 7;  // the shortest anchor of the matcher

// In the order in which they win where rows of equal number of cells speak for several.
constexpr std::string_view kDelimiters = "\x01\x02\x03\x1B\x1C\x1D\x1E\x1F\t|;^,";

bool is_letter_byte(unsigned char c) { return (c | 0x20) >= 'a' && (c | 0x20) <= 'z'; }
bool is_digit_byte(unsigned char c) { return c >= '0' && c <= '9'; }
bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }
bool is_control_delimiter(unsigned char c) { return c < 0x20 && c != '\t'; }

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c | 0x20);
  }
  return out;
}

// Digits, full-width ones (UTF-8, GBK) among them.
size_t count_digits(std::string_view text) {
  size_t n = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    const auto next = static_cast<unsigned char>(i + 1 < text.size() ? text[i + 1] : 0);
    if (is_digit_byte(c)) {
      ++n;
    } else if ((c == 0xBC && next >= 0x90 && next <= 0x99) ||
               (c == 0xA3 && next >= 0xB0 && next <= 0xB9)) {
      ++n;
      ++i;
    }
  }
  return n;
}

bool is_nothing(std::string_view cell) {
  constexpr std::array kWords{"null"sv, "\\n"sv, "n/a"sv,  "na"sv,   "nan"sv, "none"sv,
                              "nil"sv,  "无"sv,  "未知"sv, "暂无"sv, "空"sv,  "(null)"sv};
  if (cell.find_first_not_of("-/.*?_ ") == std::string_view::npos) return true;
  const std::string word = lower(cell);
  return std::find(kWords.begin(), kWords.end(), word) != kWords.end();
}

bool has_address(std::string_view cell) {
  const size_t at = cell.find('@');
  return at != std::string_view::npos && at > 0 && cell.find('.', at) != std::string_view::npos;
}

struct Row {
  uint64_t begin = 0;
  std::vector<std::string> cells;
};

struct Rows {
  std::vector<Row> rows;
  size_t columns = 0;  // of most
  size_t same = 0;     // rows that have as many
};

bool is_blank_row(const Row& row) {
  return std::all_of(row.cells.begin(), row.cells.end(),
                     [](const std::string& c) { return c.empty(); });
}

// The borders of | a | b | are no cells.
void strip_border(Row* row) {
  if (!row->cells.empty() && row->cells.front().empty()) row->cells.erase(row->cells.begin());
  if (!row->cells.empty() && row->cells.back().empty()) row->cells.pop_back();
}

// Cells of most lines as if nothing was quoted: enough to see where a quote is a mistake.
size_t guess_columns(unsigned char delimiter, std::string_view text, uint64_t from) {
  std::map<size_t, size_t> widths;
  size_t lines = 0;
  for (size_t at = from; at < text.size() && lines < kRowsSeen; ++lines) {
    const size_t end = std::min(text.find('\n', at), text.size());
    const std::string_view line = text.substr(at, end - at);
    if (!line.empty())
      ++widths[static_cast<size_t>(
          std::count(line.begin(), line.end(), static_cast<char>(delimiter)))];
    at = end + 1;
  }
  const auto most =
      std::max_element(widths.begin(), widths.end(),
                       [](const auto& a, const auto& b) { return a.second < b.second; });
  return most == widths.end() ? 0 : most->first + 1;
}

Rows split(const DelimitedDialect& dialect, std::string_view text, uint64_t from, bool whole) {
  const TextView view{reinterpret_cast<const unsigned char*>(text.data()), 0, text.size()};
  Rows out;
  RowCursor cursor(from);
  Row row;
  row.begin = from;
  const auto finish = [&] {
    const size_t end = text.find('\n', row.begin);
    const bool ruler = is_ruler(text.substr(row.begin, end - row.begin));
    // (2 rows)
    const bool foot = row.cells.size() == 1 && row.cells.front().starts_with('(');
    if (!is_blank_row(row) && !ruler && !foot) {
      if (dialect.bordered) strip_border(&row);
      out.rows.push_back(std::move(row));
    }
    row = {cursor.row(), {}};
  };
  while (out.rows.size() < kRowsSeen) {
    const RowCursor::Step step = cursor.walk(dialect, view, text.size());
    const DelimitedCell& cell = cursor.cell();
    const bool at_end = step == RowCursor::Step::stopped;
    if (!at_end || (whole && cell.end > row.begin)) {
      const uint64_t end = std::min<uint64_t>(cell.end, cell.begin + 2 * kLongCell);
      row.cells.push_back(cell_text(text.substr(cell.begin, end - cell.begin)));
    }
    if (at_end && (!whole || row.cells.empty())) break;
    if (step != RowCursor::Step::cell) finish();
    if (at_end) break;
  }
  std::map<size_t, size_t> widths;
  for (const Row& r : out.rows) ++widths[r.cells.size()];
  for (const auto& [width, n] : widths) {
    if (n >= out.same) {
      out.same = n;
      out.columns = width;
    }
  }
  return out;
}

size_t filled(const Row& row) {
  return static_cast<size_t>(std::count_if(row.cells.begin(), row.cells.end(),
                                           [](const std::string& c) { return !c.empty(); }));
}

// Columns whose values look alike below row `first` and are no names: numbers, dates, identifiers.
std::vector<bool> typed_columns(const Rows& rows, size_t first) {
  std::vector<bool> out(rows.columns, false);
  for (size_t c = 0; c < rows.columns; ++c) {
    size_t values = 0;
    size_t typed = 0;
    for (size_t i = first; i < rows.rows.size(); ++i) {
      if (c >= rows.rows[i].cells.size()) continue;
      const CellLook look = cell_look(rows.rows[i].cells[c]);
      if (look == CellLook::empty) continue;
      ++values;
      typed += look == CellLook::number || look == CellLook::finding ? size_t{1} : 0;
    }
    out[c] = values > 0 && typed * 5 >= values * 4;
  }
  return out;
}

// Whether row `i` names the columns of those below.
bool is_header(const Rows& rows, size_t i, bool ruled) {
  const Row& row = rows.rows[i];
  size_t names = 0;
  size_t words = 0;
  size_t numbers = 0;
  for (const std::string& cell : row.cells) {
    const CellLook look = cell_look(cell);
    if (look == CellLook::finding || look == CellLook::other) return false;
    names += look == CellLook::name ? size_t{1} : 0;
    numbers += look == CellLook::number ? size_t{1} : 0;
    words += look == CellLook::name && is_column_word(cell) ? size_t{1} : 0;
    // A column called 2024 is one of few.
    if (look == CellLook::number && cell.size() > 4) return false;
  }
  if (names == 0 || numbers * 3 > row.cells.size()) return false;
  if (ruled) return true;
  const std::vector<bool> typed = typed_columns(rows, i + 1);
  for (size_t c = 0; c < std::min(typed.size(), row.cells.size()); ++c) {
    if (typed[c] && cell_look(row.cells[c]) == CellLook::name) return true;
  }
  // Nothing below has a look of its own: only words that columns are called by tell.
  if (words == 0 || words * 3 < names) return false;
  for (size_t r = i + 1; r < rows.rows.size(); ++r) {
    for (size_t c = 0; c < std::min(row.cells.size(), rows.rows[r].cells.size()); ++c) {
      if (!row.cells[c].empty() && row.cells[c] == rows.rows[r].cells[c]) return false;
    }
  }
  return true;
}

// The first row that fills most columns names them, or no row does.
std::optional<size_t> find_header(const Rows& rows, std::string_view text) {
  for (size_t i = 0; i < std::min(rows.rows.size(), kTitleRows); ++i) {
    const Row& row = rows.rows[i];
    const size_t most = std::min(row.cells.size(), rows.columns);
    if (most < rows.columns || filled(row) * 5 < rows.columns * 3) {
      if (filled(row) * 2 > rows.columns + 1) return std::nullopt;
      continue;  // a title, perhaps
    }
    bool ruled = false;
    const size_t newline = text.find('\n', row.begin);
    if (newline != std::string_view::npos) {
      const size_t end = text.find('\n', newline + 1);
      ruled = is_ruler(text.substr(newline + 1, end - newline - 1));
    }
    return is_header(rows, i, ruled) ? std::optional<size_t>(i) : std::nullopt;
  }
  return std::nullopt;
}

// ---- what is no table

// Lines of programs, markup and JSON.
bool looks_like_code(const Rows& rows, std::string_view text) {
  size_t code = 0;
  for (const Row& row : rows.rows) {
    const size_t at = text.find_first_not_of(" \t", row.begin);
    const char first = at < text.size() ? text[at] : '\n';
    const size_t end = std::min(text.find('\n', row.begin), text.size());
    const std::string_view line = trimmed(text.substr(row.begin, end - row.begin));
    const bool closes = line.ends_with("{") || line.ends_with("}") || line.ends_with(");") ||
                        line.ends_with("},") || line.ends_with("],") || line.ends_with("),");
    code += "{[<(}])*"sv.find(first) != std::string_view::npos || line.starts_with("//") ||
                    line.starts_with("#include") || closes
                ? size_t{1}
                : 0;
  }
  return code * 5 > rows.rows.size();
}

bool is_wordy(std::string_view cell) {
  return cell.size() > kLongCell || std::count(cell.begin(), cell.end(), ' ') >= 4;
}

// Commas of prose and of lists in programs: behind them comes a blank, before them words.
bool looks_like_prose(const Rows& rows) {
  size_t cells = 0;
  size_t wordy = 0;
  size_t last_empty = 0;
  for (const Row& row : rows.rows) {
    for (const std::string& cell : row.cells) {
      ++cells;
      wordy += is_wordy(cell) ? size_t{1} : 0;
    }
    last_empty += row.cells.size() <= 1 || row.cells.back().empty() ? size_t{1} : 0;
  }
  const bool pairs = rows.columns == 2;
  // A log's line has a comma in its time.
  return wordy * 2 + (pairs ? 1 : 0) > cells || (last_empty == rows.rows.size() && pairs);
}

bool indented(const Rows& rows) {
  return std::all_of(rows.rows.begin(), rows.rows.end(),
                     [](const Row& r) { return r.cells.empty() || r.cells.front().empty(); });
}

// A list of C: each line is indented and ends with the comma.
bool is_code_list(const Rows& rows, std::string_view text) {
  return std::all_of(rows.rows.begin(), rows.rows.end(), [&](const Row& r) {
    return r.cells.back().empty() && r.begin < text.size() && is_space(text[r.begin]);
  });
}

// Whether most of the first rows (titles aside) have equally many cells: counted only, which spares
// taking apart what is no table.
bool roughly_even(const DelimitedDialect& dialect, std::string_view text, uint64_t from,
                  bool bare) {
  constexpr size_t kRows = 24;
  const TextView view{reinterpret_cast<const unsigned char*>(text.data()), 0, text.size()};
  RowCursor cursor(from);
  std::array<size_t, kRows> widths{};
  size_t rows = 0;
  size_t cells = 0;
  size_t all = 0;
  size_t wordy = 0;
  while (rows < kRows) {
    const RowCursor::Step step = cursor.walk(dialect, view, text.size());
    ++cells;
    ++all;
    const std::string_view cell =
        text.substr(cursor.cell().begin, cursor.cell().end - cursor.cell().begin);
    wordy += is_wordy(cell) ? size_t{1} : 0;
    if (step == RowCursor::Step::cell) continue;
    if (step == RowCursor::Step::stopped) break;
    if (cells > 1) widths[rows++] = cells;  // neither blank nor a title
    cells = 0;
  }
  if (rows < 4) return true;
  if (bare && wordy * 2 > all) return false;
  auto* const first = widths.begin() + static_cast<std::ptrdiff_t>(std::min(kTitleRows, rows / 2));
  auto* const last = widths.begin() + static_cast<std::ptrdiff_t>(rows);
  std::sort(first, last);
  std::ptrdiff_t most = 0;
  for (auto* at = first; at != last;) {
    auto* const next = std::upper_bound(at, last, *at);
    most = std::max(most, next - at);
    at = next;
  }
  return most * 3 >= (last - first) * 2;
}

struct Judged {
  DelimitedLayout layout;
  size_t weight = 0;  // consistent cells
};

std::optional<Judged> judge(const DelimitedDialect& dialect, std::string_view text, uint64_t from,
                            bool whole, bool stated) {
  DelimitedDialect guessed = dialect;
  guessed.columns = guess_columns(dialect.delimiter, text, from);
  const bool bare = !is_control_delimiter(dialect.delimiter) && !stated && !dialect.bordered;
  if (!stated && !roughly_even(guessed, text, from, bare)) return std::nullopt;
  const Rows rows = split(guessed, text, from, whole);
  if (rows.rows.empty() || rows.columns < 2) return std::nullopt;
  const std::optional<size_t> header = find_header(rows, text);
  const size_t data = rows.rows.size() - (header ? *header : 0);
  if (rows.same * 10 < data * 9 && !(stated && rows.same * 2 >= data)) return std::nullopt;
  if (bare) {
    if (rows.rows.size() < 2 || looks_like_prose(rows)) return std::nullopt;
    if (dialect.delimiter == '\t') {
      if (indented(rows) && !header) return std::nullopt;
    } else {
      if (looks_like_code(rows, text) || is_code_list(rows, text)) return std::nullopt;
      const std::vector<bool> typed = typed_columns(rows, header ? *header + 1 : 0);
      const auto n = std::count(typed.begin(), typed.end(), true);
      const bool wide = rows.columns >= 3 && rows.rows.size() >= 3 && (n > 0 || header);
      const bool narrow = rows.columns == 2 && rows.rows.size() >= 4 && n > 0;
      if (!wide && !narrow && !header) return std::nullopt;
    }
  }
  Judged out;
  out.layout.dialect = dialect;
  out.layout.dialect.columns = rows.columns + (dialect.bordered ? 2 : 0);
  out.layout.header = header.has_value();
  out.layout.begin = header ? rows.rows[*header].begin : from;
  out.weight = rows.same * rows.columns;
  return out;
}

// Backslashes in sight are all of those that LOAD DATA writes.
bool escapes_only(std::string_view text) {
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\') continue;
    if (i + 1 < text.size() &&
        "\\Ntnrb0Zv'\"\t\n\r,|;\x01"sv.find(text[i + 1]) == std::string_view::npos)
      return false;
    ++i;
  }
  return true;
}

// A cell that begins with a quote and ends with one.
bool quotes_cells(std::string_view text, char delimiter) {
  const std::string open = std::string(1, delimiter) + '"';
  const std::string shut = std::string(1, '"') + delimiter;
  return (text.starts_with('"') || text.find(open) != std::string_view::npos ||
          text.find("\n\"") != std::string_view::npos) &&
         (text.find(shut) != std::string_view::npos ||
          text.find("\"\n") != std::string_view::npos ||
          text.find("\"\r") != std::string_view::npos || text.ends_with('"'));
}

std::vector<DelimitedDialect> dialects(char delimiter, std::string_view text) {
  DelimitedDialect plain;
  plain.delimiter = static_cast<unsigned char>(delimiter);
  if (delimiter == '|') {
    const size_t at = text.find_first_not_of(" \t\r\n");
    const size_t end = std::min(text.find('\n', at), text.size());
    const std::string_view first = at < text.size() ? text.substr(at, end - at) : ""sv;
    const std::string_view second =
        end < text.size() ? text.substr(end + 1, text.find('\n', end + 1) - end - 1) : ""sv;
    if (first.starts_with("+-") || (first.starts_with('|') && is_ruler(second))) {
      plain.bordered = true;
      plain.quote = 0;
      return {plain};
    }
    if (is_ruler(second)) plain.quote = 0;  // psql
  }
  const bool quoted = quotes_cells(text, delimiter);
  const bool nulls = text.find("\\N") != std::string_view::npos;
  if (is_control_delimiter(plain.delimiter) || (delimiter == '\t' && !quoted)) {
    plain.quote = 0;
    plain.backslash = escapes_only(text);
    return {plain};
  }
  std::vector<DelimitedDialect> out{plain};
  if (text.find('\\') != std::string_view::npos) {
    plain.backslash = true;
    out.push_back(plain);
    if (nulls) std::swap(out[0], out[1]);
  }
  return out;
}

// ---- one value a line

bool is_value_token(std::string_view line) {
  if (line.size() > 64 || line.find_first_of(" \t,;|=:<>{}()") != std::string_view::npos)
    return false;
  return cell_look(line) == CellLook::finding;
}

std::optional<DelimitedLayout> one_column(std::string_view text, uint64_t from, bool whole) {
  size_t lines = 0;
  size_t values = 0;
  bool header = false;
  for (size_t at = from; at < text.size() && lines < kRowsSeen;) {
    const size_t end = text.find('\n', at);
    if (end == std::string_view::npos && !whole) break;
    const std::string_view raw = trimmed(text.substr(at, end - at));
    // No value is longer, with what may stand around it.
    const std::string line = raw.size() > kNameBytes ? std::string("?") : cell_text(raw);
    if (!line.empty()) {
      const bool value = is_value_token(line);
      if (!value && lines == 0) {
        header = cell_look(line) == CellLook::name && line.find(' ') == std::string::npos;
      }
      ++lines;
      values += value ? size_t{1} : 0;
      if (lines > 8 && values * 2 < lines) return std::nullopt;
    }
    if (end == std::string_view::npos) break;
    at = end + 1;
  }
  if (values < 2 || values * 20 < (lines - (header ? 1 : 0)) * 19) return std::nullopt;
  DelimitedLayout out;
  out.dialect.delimiter = 0;  // none
  out.dialect.quote = 0;
  out.dialect.columns = 1;
  out.header = header;
  out.begin = from;
  return out;
}

// `sep=;` of Excel: the separator, and where the rows begin.
std::optional<std::pair<char, uint64_t>> stated_separator(std::string_view text, uint64_t from) {
  const std::string_view rest = text.substr(from);
  if (rest.size() < 6 || lower(rest.substr(0, 4)) != "sep=") return std::nullopt;
  const size_t newline = rest.find('\n');
  const std::string_view line = rest.substr(0, newline);
  if (newline == std::string_view::npos || trimmed(line.substr(5)) != "" || rest[4] == '\n' ||
      rest[4] == '\r')
    return std::nullopt;
  return std::pair{rest[4], from + newline + 1};
}

// ---- a first look, without taking cells apart: most texts are no tables

constexpr size_t kLinesSeen = 16;

std::vector<std::string_view> first_lines(std::string_view text) {
  std::vector<std::string_view> out;
  for (size_t at = 0; at < text.size() && out.size() < kLinesSeen;) {
    const size_t end = std::min(text.find('\n', at), text.size());
    if (end > at && text.substr(at, end - at) != "\r"sv) out.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return out;
}

// Lines that begin as those of programs, markup and JSON do.
bool mostly_code(const std::vector<std::string_view>& lines) {
  const auto code = std::count_if(lines.begin(), lines.end(), [](std::string_view line) {
    const size_t at = line.find_first_not_of(" \t");
    return at != std::string_view::npos && "{[<(}])*"sv.find(line[at]) != std::string_view::npos;
  });
  return static_cast<size_t>(code) * 2 > lines.size();
}

constexpr uint8_t kQuoteClass = 255;
constexpr std::array<uint8_t, 256> make_classes() {
  std::array<uint8_t, 256> out{};
  for (size_t i = 0; i < kDelimiters.size(); ++i)
    out[static_cast<unsigned char>(kDelimiters[i])] = static_cast<uint8_t>(i + 1);
  out['"'] = kQuoteClass;
  return out;
}
constexpr std::array<uint8_t, 256> kClasses = make_classes();

// How often each delimiter stands in each line, outside of quotes where those pair up.
class Separators {
 public:
  explicit Separators(const std::vector<std::string_view>& lines) : lines_(lines.size()) {
    for (size_t i = 0; i < lines_; ++i) {
      Counts within{};
      bool quoted = false;
      for (size_t at = 0; at < lines[i].size(); ++at) {
        const uint8_t kind = kClasses[static_cast<unsigned char>(lines[i][at])];
        if (kind == 0) continue;
        if (kind == kQuoteClass) {
          quoted = !quoted;
          take_quote(lines[i], at);
        } else {
          ++(quoted ? within : counts_[i])[kind - 1u];
        }
      }
      // A quote in the midst of a cell: as if there were none.
      for (size_t d = 0; quoted && d < kDelimiters.size(); ++d) counts_[i][d] += within[d];
    }
  }

  // Whether the delimiter may part cells: it stands equally often in half of the lines (titles, and
  // cells that go over lines, are the others).
  bool may_be(size_t delimiter) const {
    std::array<size_t, kLinesSeen> counts{};
    size_t some = 0;
    for (size_t i = 0; i < lines_; ++i) {
      counts[i] = counts_[i][delimiter];
      some += counts[i] > 0 ? size_t{1} : 0;
    }
    if (some * 8 < lines_ || some == 0) return false;
    std::sort(counts.begin(), counts.begin() + static_cast<std::ptrdiff_t>(lines_));
    size_t same = 0;
    size_t most = 0;
    for (size_t i = 0; i < lines_; ++i) {
      same = i > 0 && counts[i] == counts[i - 1] ? same + 1 : 1;
      if (counts[i] > 0) most = std::max(most, same);
    }
    // Cells in quotes may go over lines; but then quotes stand where cells begin and end.
    const bool quotes = quotes_ > 0 && (bordering_ + beside_[delimiter]) * 5 >= quotes_ * 4;
    return quotes || most * 2 >= lines_;
  }

 private:
  using Counts = std::array<size_t, kDelimiters.size()>;

  void take_quote(std::string_view line, size_t at) {
    const auto kind_at = [&](size_t i) { return kClasses[static_cast<unsigned char>(line[i])]; };
    const bool last = at + 1 == line.size() || line[at + 1] == '\r';
    const uint8_t before = at > 0 ? kind_at(at - 1) : kQuoteClass;
    const uint8_t behind = last ? kQuoteClass : kind_at(at + 1);
    ++quotes_;
    if (before == kQuoteClass || behind == kQuoteClass) {
      ++bordering_;
    } else {
      if (before != 0) ++beside_[before - 1u];
      if (behind != 0 && behind != before) ++beside_[behind - 1u];
    }
  }

  size_t lines_;
  std::array<Counts, kLinesSeen> counts_{};
  size_t quotes_ = 0;
  size_t bordering_ = 0;  // quotes beside another, or at a line's begin or end
  Counts beside_{};       // quotes beside each delimiter
};

}  // namespace

CellLook cell_look(std::string_view cell) {
  if (is_nothing(cell)) return CellLook::empty;
  const size_t digits = count_digits(cell);
  if (digits >= kFindingDigits || has_address(cell)) return CellLook::finding;
  if (digits >= 4 && cell.find("**") != std::string_view::npos) return CellLook::finding;
  bool letters = false;
  for (const char c : cell)
    letters |= is_letter_byte(static_cast<unsigned char>(c)) || (c & 0x80) != 0;
  if (!letters) return CellLook::number;
  const bool dated = digits >= 4 && digits * 2 >= cell.size();
  if (dated) return CellLook::number;
  return cell.size() <= kNameBytes ? CellLook::name : CellLook::other;
}

bool is_column_word(std::string_view cell) {
  constexpr std::array kWords{
      "id"sv,       "name"sv,     "no"sv,       "code"sv,     "type"sv,    "status"sv,    "date"sv,
      "time"sv,     "user"sv,     "username"sv, "phone"sv,    "mobile"sv,  "tel"sv,       "email"sv,
      "mail"sv,     "sex"sv,      "gender"sv,   "age"sv,      "address"sv, "addr"sv,      "city"sv,
      "province"sv, "country"sv,  "remark"sv,   "note"sv,     "comment"sv, "value"sv,     "key"sv,
      "title"sv,    "xm"sv,       "sfzh"sv,     "sjh"sv,      "dh"sv,      "bz"sv,        "uid"sv,
      "userid"sv,   "password"sv, "nickname"sv, "birthday"sv, "company"sv, "department"sv};
  constexpr std::array kHan{"姓名"sv,
                            "名称"sv,
                            "编号"sv,
                            "序号"sv,
                            "号码"sv,
                            "手机"sv,
                            "电话"sv,
                            "地址"sv,
                            "日期"sv,
                            "时间"sv,
                            "性别"sv,
                            "年龄"sv,
                            "备注"sv,
                            "状态"sv,
                            "类型"sv,
                            "身份证"sv,
                            "证件"sv,
                            "邮箱"sv,
                            "单位"sv,
                            "部门"sv,
                            "金额"sv,
                            "省份"sv,
                            "城市"sv,
                            "民族"sv,
                            "学号"sv,
                            "班级"sv,
                            "\xD0\xD5\xC3\xFB"sv,
                            "\xCA\xD6\xBB\xFA"sv,
                            "\xB5\xE7\xBB\xB0"sv,
                            "\xB1\xE0\xBA\xC5"sv,
                            "\xD0\xF2\xBA\xC5"sv,
                            "\xB5\xD8\xD6\xB7"sv,
                            "\xC9\xED\xB7\xDD\xD6\xA4"sv,
                            "\xC8\xD5\xC6\xDA"sv,
                            "\xD0\xD4\xB1\xF0"sv,
                            "\xB1\xB8\xD7\xA2"sv};
  const std::string word = lower(cell);
  if (std::find(kWords.begin(), kWords.end(), word) != kWords.end()) return true;
  for (const std::string_view part :
       {"_id"sv, "_no"sv, "_name"sv, "_code"sv, "_time"sv, "_date"sv}) {
    if (word.ends_with(part)) return true;
  }
  return word.size() <= 36 && std::any_of(kHan.begin(), kHan.end(), [&](std::string_view han) {
           return word.find(han) != std::string::npos;
         });
}

std::string cell_text(std::string_view raw) {
  std::string_view text = trimmed(raw);
  if (text.size() >= 3 && text.starts_with("=\"") && text.ends_with('"')) {
    text = text.substr(2, text.size() - 3);
  } else if (text.size() >= 2 && text.front() == '"' && text.back() == '"') {
    text = text.substr(1, text.size() - 2);
  } else if (text.size() > 1 && text.front() == '\'') {
    text.remove_prefix(1);
  }
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    out.push_back(text[i]);
    if (text[i] == '"' && i + 1 < text.size() && text[i + 1] == '"') ++i;
  }
  if (out.starts_with("=\"") && out.ends_with('"') && out.size() >= 3)
    out = out.substr(2, out.size() - 3);
  return out;
}

std::optional<DelimitedLayout> delimited_layout(std::string_view text, bool whole) {
  const uint64_t from = text.starts_with("\xEF\xBB\xBF") ? 3 : 0;
  if (const auto stated = stated_separator(text, from)) {
    DelimitedDialect dialect;
    dialect.delimiter = static_cast<unsigned char>(stated->first);
    const auto judged = judge(dialect, text, stated->second, whole, true);
    if (judged) return judged->layout;
  }
  std::optional<Judged> best;
  const std::vector<std::string_view> lines = first_lines(text);
  const bool code = mostly_code(lines);
  const Separators separators(lines);
  for (size_t i = 0; i < kDelimiters.size(); ++i) {
    const char delimiter = kDelimiters[i];
    const bool told = is_control_delimiter(static_cast<unsigned char>(delimiter)) ||
                      delimiter == '\t' || delimiter == '|';
    if ((code && !told) || !separators.may_be(i)) continue;
    for (const DelimitedDialect& dialect : dialects(delimiter, text)) {
      const auto judged = judge(dialect, text, from, whole, false);
      if (judged && (!best || judged->weight > best->weight)) best = judged;
    }
    // No other text holds such bytes in each line.
    if (best && is_control_delimiter(static_cast<unsigned char>(delimiter))) break;
  }
  if (best) return best->layout;
  return one_column(text, from, whole);
}

}  // namespace qingce
