// HtmlTables: which column of a table a byte of an HTML text belongs to. The field is the header
// cell's text: that of the first row that is one (only <th>, or names alone, among the first rows),
// or of the <th> before the cell in its row. Form controls are called by their name. All else has
// no field. Private to scanner/read.
//
// Record: the row; of controls the form.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/read/field_paths.h"
#include "scanner/read/markup.h"

namespace qingce {

class HtmlTables final : public MarkupMap {
 public:
  HtmlTables() { on_reset(); }
  bool folded() const override { return paths_.folded(); }

 private:
  static constexpr FieldPaths::Id kNone = FieldPaths::kRoot;  // no field
  struct Place {
    FieldPaths::Id node = kNone;
    uint64_t record = 0;
    std::optional<uint64_t> form{};
  };
  struct Table {
    std::vector<FieldPaths::Id> header;
    int rows = 0;
    bool header_done = false;
    // The row that is open.
    bool in_row = false;
    uint64_t row = 0;
    size_t column = 0;
    std::vector<std::string> cells;  // texts, as long as it may be the header
    size_t heads = 0;                // <th> among them
    std::string label;               // the last <th>
    // The cell that is open.
    bool in_cell = false;
    bool is_head = false;
    size_t span = 1;
    std::string text;
  };

  State on_tag(uint64_t begin, uint64_t end) override;
  void on_text(uint64_t from, uint64_t to) override;
  bool wants_text() const override;
  std::string_view raw_end() const override { return raw_end_; }
  bool allows_less_in_quotes() const override { return true; }
  std::optional<Answer> text_at(State state, bool owned) override;
  std::optional<Answer> attribute_at(State state, uint64_t tag, std::string_view name,
                                     bool owned) override;
  void on_reset() override;
  void on_trim(uint64_t least, std::vector<State*> states) override;

  State on_open(std::string_view name, std::string_view tag, uint64_t begin);
  State on_close(std::string_view name);
  State begin_cell(std::string_view tag, bool head);
  void end_cell();
  void end_row();
  void judge_header(Table& table);
  State here(FieldPaths::Id node, uint64_t record);
  void set_form(std::optional<uint64_t> form);

  FieldPaths paths_;
  std::vector<Place> places_;  // State; the first is none
  std::vector<Table> tables_;  // inside of each other
  State state_ = 0;
  State none_ = 0;            // no field, in the form that is open
  std::string_view raw_end_;  // static
  std::optional<uint64_t> form_;
};

}  // namespace qingce
