#include "scanner/read/office_flow.h"

#include <algorithm>
#include <utility>

#include "scanner/read/sheet_number.h"

namespace qingce {
namespace {

constexpr size_t kMostColumns = 16384;    // of any spreadsheet program
constexpr uint64_t kMostRows = 1 << 20;   // of any; what repeats one row more often is damage
constexpr size_t kMostChoices = 1 << 16;  // paragraphs remembered of one choice

std::string only_digits(std::string_view text) {
  std::string out;
  std::copy_if(text.begin(), text.end(), std::back_inserter(out),
               [](char c) { return c >= '0' && c <= '9'; });
  return out;
}

}  // namespace

OfficeFlow::OfficeFlow(OfficeDocument& document, std::string_view field) : document_(document) {
  fields_.emplace_back(field);
}

// ---- paragraphs

void OfficeFlow::text(std::string_view text) {
  if (paragraphs_.empty()) return put(text);
  std::string& to = paragraphs_.back().text;
  if (!append_bounded(to, text)) return;
  const size_t cut = cut_place(to);
  put(std::string_view(to).substr(0, cut));
  to.erase(0, cut);
}

void OfficeFlow::deleted(std::string_view text) {
  if (paragraphs_.empty()) return document_.note(kFieldDeleted, text);
  std::string& to = paragraphs_.back().deleted;
  if (!append_bounded(to, text)) return;
  document_.note(kFieldDeleted, to);
  to.clear();
}

void OfficeFlow::end_paragraph() {
  if (paragraphs_.empty()) return;
  const Paragraph paragraph = std::move(paragraphs_.back());
  paragraphs_.pop_back();
  put(paragraph.text);
  document_.note(kFieldDeleted, paragraph.deleted);
}

bool OfficeFlow::known_choice(std::string_view text) {
  const size_t hash = std::hash<std::string_view>()(text);
  if (fallbacks_ > 0) return chosen_.contains(hash);
  if (choices_ > 0 && chosen_.size() < kMostChoices) chosen_.insert(hash);
  return false;
}

void OfficeFlow::end_fallback() {
  --fallbacks_;
  if (fallbacks_ == 0 && choices_ == 0) chosen_.clear();
}

// One paragraph: of a cell, of a field of its own, or of the text.
void OfficeFlow::put(std::string_view text) {
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos || known_choice(text)) return;
  const bool in_cell = !tables_.empty() && tables_.back()->in_cell;
  if (in_cell && tables_.back()->fields == fields_.size()) {
    std::string& cell = tables_.back()->text;
    if (!cell.empty()) cell += '\n';
    if (append_bounded(cell, text)) end_cell(1, 0);
    return;
  }
  if (in_cell) return document_.note(fields_.back(), text);
  RecordWriter& rows = document_.rows;
  rows.add(document_.next_record(), rows.field(fields_.back()), text);
}

// ---- tables

void OfficeFlow::begin_table(std::string_view name, bool numbered) {
  const std::string otherwise =
      name.empty() ? "table" + std::to_string(++document_.tables) : std::string(name);
  auto table = std::make_unique<Table>(
      OfficeTable(document_.rows, numbered ? otherwise : std::string(), otherwise));
  table->fields = fields_.size();
  table->numbered = numbered;
  tables_.push_back(std::move(table));
}

void OfficeFlow::begin_row(uint64_t repeat) {
  if (tables_.empty()) return;
  Table& table = *tables_.back();
  emit_row(table);
  table.row_repeat = std::clamp<uint64_t>(repeat, 1, kMostRows);
  table.column = 0;
}

void OfficeFlow::begin_cell() {
  if (tables_.empty()) return;
  tables_.back()->in_cell = true;
  tables_.back()->text.clear();
}

void OfficeFlow::skip_cells(uint64_t count) {
  if (tables_.empty()) return;
  size_t& column = tables_.back()->column;
  column = static_cast<size_t>(std::min<uint64_t>(column + count, kMostColumns));
}

void OfficeFlow::end_cell(uint64_t repeat, uint64_t span, std::string_view value) {
  if (tables_.empty()) return;
  Table& table = *tables_.back();
  if (span > 0) table.in_cell = false;
  OfficeCell cell{table.column, std::exchange(table.text, {}), false};
  if (!value.empty()) {
    SheetNumber number = sheet_number(value);
    cell.cut = number.cut;
    // What is shown is mostly the same number, in another dress or in fewer digits.
    const SheetNumber shown = sheet_number(cell.text);
    const bool same = cell.text.empty() || shown.cut || shown.text == number.text ||
                      only_digits(cell.text) == only_digits(number.text);
    cell.text = same ? std::move(number.text) : number.text + '\n' + cell.text;
  }
  repeat = std::clamp<uint64_t>(repeat, 1, kMostColumns);
  if (!cell.text.empty()) add_cell(table, std::move(cell), repeat);
  skip_cells(repeat * std::min<uint64_t>(span, kMostColumns));
}

void OfficeFlow::add_cell(Table& table, OfficeCell cell, uint64_t repeat) {
  for (uint64_t i = 0; i < repeat && cell.column < kMostColumns; ++i) {
    const size_t bytes = cell.text.size() + sizeof(OfficeCell);
    // Repetition is expansion: it counts against the limits as a decoder's output does.
    if (i > 0 && !document_.sink.account(0, bytes)) return;
    table.bytes += bytes;
    table.cells.push_back(cell);
    ++cell.column;
    if (table.bytes > kLongestText) {
      // A row longer than any: its parts are as many rows of one number.
      const uint64_t record = table.numbered ? table.row + 1 : document_.next_record();
      table.rows.row(record, std::exchange(table.cells, {}));
      table.bytes = 0;
    }
  }
}

void OfficeFlow::emit_row(Table& table) {
  const uint64_t repeat = std::exchange(table.row_repeat, 0);
  std::vector<OfficeCell> cells = std::exchange(table.cells, {});
  const size_t bytes = std::exchange(table.bytes, 0);
  for (uint64_t i = 0; i < repeat && !cells.empty(); ++i) {
    if (i > 0 && !document_.sink.account(0, bytes)) break;
    const uint64_t record = table.numbered ? table.row + i + 1 : document_.next_record();
    table.rows.row(record, i + 1 == repeat ? std::move(cells) : cells);
  }
  table.row += repeat;
}

void OfficeFlow::end_row() {
  if (!tables_.empty()) emit_row(*tables_.back());
}

void OfficeFlow::end_table() {
  if (tables_.empty()) return;
  end_row();
  tables_.back()->rows.finish();
  tables_.pop_back();
}

void OfficeFlow::finish() {
  while (!paragraphs_.empty()) end_paragraph();
  while (!tables_.empty()) {
    if (tables_.back()->in_cell) end_cell();
    end_table();
  }
}

}  // namespace qingce
