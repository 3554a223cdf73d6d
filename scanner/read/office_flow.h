// OfficeFlow: paragraphs and tables of a text on their way to the records of its document, whatever
// the format that they are written in. Private to scanner/read; on its handler's stack.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include "scanner/read/office_parts.h"
#include "scanner/read/office_table.h"

namespace qingce {

class OfficeFlow {
 public:
  OfficeFlow(OfficeDocument& document, std::string_view field);

  // What is between push and pop goes to a field of its own (comments, notes, what was deleted).
  void push_field(std::string_view field) { fields_.emplace_back(field); }
  void pop_field() { fields_.pop_back(); }

  // Paragraphs nest (text boxes).
  void begin_paragraph() { paragraphs_.emplace_back(); }
  bool in_paragraph() const { return !paragraphs_.empty(); }
  // Without a paragraph the text is one by itself.
  void text(std::string_view text);
  void deleted(std::string_view text);
  void end_paragraph();

  // `name`: of a table that has one. `numbered`: records are its row numbers.
  void begin_table(std::string_view name, bool numbered);
  bool in_table() const { return !tables_.empty(); }
  void begin_row(uint64_t repeat = 1);
  void begin_cell();
  bool has_cell_text() const { return !tables_.empty() && !tables_.back()->text.empty(); }
  void skip_cells(uint64_t count);  // empty ones
  // `value`: what the cell holds beside its paragraphs, a number perhaps.
  void end_cell(uint64_t repeat = 1, uint64_t span = 1, std::string_view value = {});
  void end_row();
  void end_table();

  // Of two versions of one content for programs of different age, the second is told only where it
  // differs.
  void begin_choice() { ++choices_; }
  void end_choice() { --choices_; }
  void begin_fallback() { ++fallbacks_; }
  void end_fallback();

  void finish();

 private:
  struct Paragraph {
    std::string text;
    std::string deleted;
  };
  struct Table {
    explicit Table(OfficeTable to) : rows(std::move(to)) {}
    OfficeTable rows;
    size_t fields = 0;  // as deep as fields_ was where it began
    bool numbered = false;
    uint64_t row = 0;
    uint64_t row_repeat = 0;  // of the row that is open
    size_t column = 0;
    bool in_cell = false;
    std::string text;  // of the cell
    std::vector<OfficeCell> cells;
    size_t bytes = 0;  // of cells
  };
  void put(std::string_view text);
  bool known_choice(std::string_view text);
  void add_cell(Table& table, OfficeCell cell, uint64_t repeat);
  void emit_row(Table& table);

  OfficeDocument& document_;
  std::vector<std::string> fields_;
  std::vector<Paragraph> paragraphs_;
  std::vector<std::unique_ptr<Table>> tables_;
  size_t choices_ = 0;
  size_t fallbacks_ = 0;
  std::unordered_set<size_t> chosen_;  // hashes of paragraphs
};

}  // namespace qingce
