#include "scanner/read/office_table.h"

#include <algorithm>
#include <utility>

#include "scanner/read/table_header.h"

namespace qingce {
namespace {

constexpr size_t kHeldBytes = 256 << 10;  // of the first rows
constexpr size_t kHeaderBytes = 256;      // of a column's name, as in SQL
constexpr size_t kHeaderColumns = 1024;   // of the rows that are looked at for a header

std::string column_name(std::string_view cell) {
  std::string out;
  for (const char c : cell) {
    const bool space = c == '\n' || c == '\r' || c == '\t';
    if (!space) out.push_back(c);
  }
  if (out.size() > kHeaderBytes) {
    size_t n = kHeaderBytes;
    while (n > 0 && (static_cast<unsigned char>(out[n]) & 0xC0) == 0x80) --n;
    out.resize(n);
  }
  return out;
}

}  // namespace

std::string column_letters(size_t column) {
  std::string out;
  for (size_t n = column + 1; n > 0; n = (n - 1) / 26)
    out.insert(out.begin(), static_cast<char>('A' + (n - 1) % 26));
  return out;
}

OfficeTable::OfficeTable(RecordWriter& out, std::string name, std::string otherwise)
    : out_(out), name_(std::move(name)), otherwise_(std::move(otherwise)) {}

void OfficeTable::row(uint64_t record, std::vector<OfficeCell> cells) {
  std::erase_if(cells, [](const OfficeCell& c) { return c.text.empty(); });
  if (cells.empty()) return;
  Row row{record, std::move(cells)};
  if (decided_) return write(row);
  for (const OfficeCell& cell : row.cells) held_bytes_ += cell.text.size() + sizeof(OfficeCell);
  held_.push_back(std::move(row));
  if (held_.size() >= kHeaderRowsSeen || held_bytes_ > kHeldBytes) decide();
}

void OfficeTable::finish() {
  if (!decided_) decide();
}

void OfficeTable::decide() {
  decided_ = true;
  std::vector<std::vector<std::string>> rows;
  // A table may begin in any column.
  size_t left = kHeaderColumns;
  for (const Row& row : held_) left = std::min(left, row.cells.front().column);
  for (const Row& row : held_) {
    std::vector<std::string>& cells = rows.emplace_back();
    for (const OfficeCell& cell : row.cells) {
      if (cell.column < left || cell.column - left >= kHeaderColumns) continue;
      cells.resize(std::max(cells.size(), cell.column - left + 1));
      cells[cell.column - left] = cell.text;
    }
  }
  const std::optional<size_t> header = header_row(rows);
  for (size_t i = 0; i < held_.size(); ++i) {
    write(held_[i]);
    if (header && i == *header) name_columns(held_[i]);
  }
  held_ = {};
}

void OfficeTable::name_columns(const Row& header) {
  fields_.clear();
  std::unordered_map<std::string, size_t> times;
  for (const OfficeCell& cell : header.cells) {
    std::string name = column_name(cell.text);
    if (name.empty()) continue;
    const size_t n = ++times[name];
    if (n > 1) name += ";" + std::to_string(n);
    headers_[cell.column] = std::move(name);
  }
}

RecordWriter::FieldId OfficeTable::field(size_t column) {
  const auto known = fields_.find(column);
  if (known != fields_.end()) return known->second;
  const auto header = headers_.find(column);
  std::string name;
  if (header == headers_.end()) {
    name = otherwise_ + '!' + column_letters(column);
  } else {
    name = name_.empty() ? header->second : name_ + '.' + header->second;
  }
  return fields_[column] = out_.field(name);
}

void OfficeTable::write(const Row& row) {
  for (const OfficeCell& cell : row.cells)
    out_.add(row.record, field(cell.column), cell.text, cell.cut);
}

}  // namespace qingce
