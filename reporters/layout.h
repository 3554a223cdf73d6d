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

// The narrowest terminal that text is laid out for.
inline constexpr size_t kColumns = 80;

// Text in lines of at most `columns`, the first behind `first`, the others behind `rest`, without a
// newline at the end. Breaks at spaces and between wide characters, where punctuation allows; a
// word that does not fit is broken anywhere.
std::string wrapped(std::string_view text, std::string_view first, std::string_view rest,
                    size_t columns = kColumns);
// The same for text in which every character counts, such as a location: broken only where a line
// is full, and nothing is left out.
std::string broken(std::string_view text, std::string_view first, std::string_view rest,
                   size_t columns = kColumns);
// With spaces behind, up to `width` columns.
std::string padded(std::string_view text, size_t width);
std::vector<std::string> lines_of(std::string_view text);

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
