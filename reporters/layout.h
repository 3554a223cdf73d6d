// Tables for a terminal whose characters are one or two columns wide.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace qingce {

// Columns that a terminal uses for UTF-8 text: two for East Asian wide and full-width characters,
// none for combining and zero-width ones. A byte that is no UTF-8 counts as one.
size_t display_width(std::string_view utf8);

// "1234567" -> "1,234,567".
std::string grouped(uint64_t number);

class Table {
 public:
  // 'l' or 'r' for each column. The last column is never padded.
  explicit Table(std::string_view alignment) : alignment_(alignment) {}
  void row(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
  // Each row on its own line behind `indent`; two spaces between columns.
  std::string render(std::string_view indent) const;

 private:
  std::string alignment_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace qingce
