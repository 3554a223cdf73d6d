// content.xml and styles.xml of OpenDocument (OASIS ODF 1.3 part 3): texts, spreadsheets, slides.
// Spreadsheets repeat cells and rows by attributes; what is repeated is told as often, within the
// limits of expansion.
#include <algorithm>
#include <charconv>
#include <string>
#include <vector>

#include "scanner/read/office_flow.h"

namespace qingce {
namespace {

uint64_t count_of(const XmlAttributes& a, std::string_view name) {
  const std::string_view text = a.get(name);
  uint64_t n = 1;
  std::from_chars(text.data(), text.data() + text.size(), n);
  return std::max<uint64_t>(n, 1);
}

// The field of its own that an element's text goes to.
std::string_view field_of(std::string_view name) {
  if (name == "annotation") return kFieldComments;
  if (name == "tracked-changes") return kFieldDeleted;
  if (name == "note-body" || name == "notes") return kFieldNotes;
  if (name == "header" || name == "header-left" || name == "header-first") return kFieldHeader;
  if (name == "footer" || name == "footer-left" || name == "footer-first") return kFieldFooter;
  return {};
}

class OdfHandler final : public PartHandler {
 public:
  OdfHandler(OfficeDocument& document, bool spreadsheet)
      : PartHandler(document), flow_(document, {}), spreadsheet_(spreadsheet) {}

 protected:
  Element on_start(std::string_view name, const XmlAttributes& a) override {
    if (const std::string_view field = field_of(name); !field.empty()) flow_.push_field(field);
    if (name == "p" || name == "h") {
      flow_.begin_paragraph();
      return {.structure = true, .takes_text = true};
    }
    if (name == "table") {
      flow_.begin_table(spreadsheet_ ? a.get("name") : std::string_view(), spreadsheet_);
      document().note("~name", a.get("name"));
      return {.structure = true};
    }
    if (name == "table-row") {
      flow_.begin_row(count_of(a, "number-rows-repeated"));
      return {.structure = true};
    }
    if (name == "table-cell" || name == "covered-table-cell") return start_cell(a);
    if (flow_.in_paragraph()) return in_paragraph(name, a);
    return {};
  }
  void on_text(std::string_view text) override { flow_.text(text); }
  void on_end(std::string_view name) override {
    if (name == "p" || name == "h") {
      flow_.end_paragraph();
    } else if (name == "table-cell" || name == "covered-table-cell") {
      end_cell();
    } else if (name == "table-row") {
      flow_.end_row();
    } else if (name == "table") {
      flow_.end_table();
    }
    if (!field_of(name).empty()) flow_.pop_field();
  }
  void on_finish() override { flow_.finish(); }

 private:
  struct Cell {
    uint64_t repeat = 1;
    std::string value;  // a number
    std::string text;   // that is shown if there are no paragraphs
  };

  Element in_paragraph(std::string_view name, const XmlAttributes& a) {
    if (name == "s") {
      flow_.text(std::string(static_cast<size_t>(std::min<uint64_t>(count_of(a, "c"), 256)), ' '));
      return {.structure = true};
    }
    if (name == "tab") flow_.text("\t");
    if (name == "line-break") flow_.text("\n");
    // Whose text is the paragraph's own; a link's address is an attribute.
    const bool inline_text = name != "annotation" && name != "note" && name != "frame" &&
                             name != "note-citation" && name != "creator" && name != "date";
    return {.structure = name == "span" || name == "tab", .takes_text = inline_text};
  }

  Element start_cell(const XmlAttributes& a) {
    Cell cell;
    cell.repeat = count_of(a, "number-columns-repeated");
    const std::string_view type = a.get("value-type");
    if (type == "float" || type == "currency" || type == "percentage") cell.value = a.get("value");
    if (type == "string") cell.text = a.get("string-value");
    if (type == "date") cell.text = a.get("date-value");
    document().note(kFieldXml, a.get("formula"));
    cells_.push_back(std::move(cell));
    flow_.begin_cell();
    return {.structure = true};
  }

  void end_cell() {
    if (cells_.empty()) return;
    const Cell cell = std::move(cells_.back());
    cells_.pop_back();
    if (!flow_.has_cell_text()) flow_.text(cell.text);
    flow_.end_cell(cell.repeat, 1, cell.value);
  }

  OfficeFlow flow_;
  bool spreadsheet_;
  std::vector<Cell> cells_;  // around
};

}  // namespace

std::unique_ptr<PartHandler> make_odf_handler(OfficeDocument& document, bool spreadsheet) {
  return std::make_unique<OdfHandler>(document, spreadsheet);
}

}  // namespace qingce
