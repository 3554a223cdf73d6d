// Parts of an Excel workbook (ECMA-376 part 1, chapter 18; the strict form has the same local
// names): sheets, shared strings, the list of sheets, external caches, pivot caches.
#include <algorithm>
#include <charconv>
#include <utility>

#include "scanner/read/office_parts.h"
#include "scanner/read/office_table.h"
#include "scanner/read/sheet_number.h"

namespace qingce {
namespace {

using namespace std::string_view_literals;

constexpr size_t kMostColumns = 16384;  // of Excel; a reference beyond them is damage
constexpr uint64_t kMostRow = 1 << 30;

std::optional<uint64_t> to_number(std::string_view text) {
  uint64_t n = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), n);
  if (code != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return n;
}

// "BC12" -> 54
std::optional<size_t> column_of(std::string_view reference) {
  size_t n = 0;
  for (const char c : reference) {
    if (c < 'A' || c > 'Z') break;
    n = n * 26 + static_cast<size_t>(c - 'A') + 1;
    if (n > kMostColumns) return std::nullopt;
  }
  return n > 0 ? std::optional<size_t>(n - 1) : std::nullopt;
}

class SheetHandler final : public PartHandler {
 public:
  SheetHandler(OfficeDocument& document, const std::string& name)
      : PartHandler(document), table_(document.rows, name, name) {}

 protected:
  Element on_start(std::string_view name, const XmlAttributes& a) override {
    if (name == "row") return start_row(a);
    if (name == "c" || name == "cell") return start_cell(a);  // `cell`: an external cache's
    if (in_cell_) {
      if (name == "v" || name == "val") return take(Text::value);
      if (name == "is") return {.structure = true};
      if (name == "rPh") skipped_ = true;
      if (name == "t" && !skipped_) return take(Text::value);
      if (name == "f") return take(Text::formula);
    }
    if (name == "t" && !skipped_) return {};
    if (name.ends_with("Header")) return take(Text::header);
    if (name.ends_with("Footer") && name != "headerFooter") return take(Text::footer);
    return {.structure = name == "sheetData" || name == "col" || name == "selection"};
  }
  void on_text(std::string_view text) override {
    std::string& to = what_ == Text::value ? value_ : other_;
    if (!append_bounded(to, text)) return;
    if (what_ == Text::value) {
      finish_cell();
    } else {
      finish_other();
    }
  }
  void on_end(std::string_view name) override {
    if (name == "rPh") skipped_ = false;
    if (what_ != Text::value) finish_other();
    what_ = Text::none;
    if (name == "c" || name == "cell") {
      finish_cell();
      in_cell_ = false;
    } else if (name == "row") {
      finish_row();
    }
  }
  void on_finish() override {
    finish_cell();
    finish_row();
    table_.finish();
  }

 private:
  enum class Text : uint8_t { none, value, formula, header, footer };
  enum class Type : uint8_t { number, shared, text };

  Element take(Text what) {
    what_ = what;
    return {.structure = true, .takes_text = true};
  }

  Element start_row(const XmlAttributes& a) {
    finish_row();
    const auto stated = to_number(a.get("r"));
    row_ = stated && *stated > 0 && *stated < kMostRow ? *stated : row_ + 1;
    column_ = 0;
    return {.structure = true};
  }

  Element start_cell(const XmlAttributes& a) {
    if (const auto stated = column_of(a.get("r"))) column_ = *stated;
    const std::string_view type = a.get("t");
    type_ = type == "s"                                    ? Type::shared
            : type.empty() || type == "n" || type == "num" ? Type::number
                                                           : Type::text;
    in_cell_ = true;
    return {.structure = true};
  }

  void finish_cell() {
    if (!in_cell_) return;
    if (!value_.empty()) {
      OfficeCell cell{column_, {}, false};
      if (type_ == Type::number) {
        SheetNumber number = sheet_number(value_);
        cell.text = std::move(number.text);
        cell.cut = number.cut;
      } else if (type_ == Type::shared) {
        const auto index = to_number(value_);
        cell.text = index ? document().shared.get(*index) : std::string_view(value_);
      } else {
        cell.text = std::move(value_);
      }
      row_bytes_ += cell.text.size() + sizeof(OfficeCell);
      cells_.push_back(std::move(cell));
      value_.clear();
      if (row_bytes_ > kLongestText) finish_row();
    }
    column_ = std::min(column_ + 1, kMostColumns - 1);
  }

  void finish_other() {
    const std::string_view field = what_ == Text::header   ? kFieldHeader
                                   : what_ == Text::footer ? kFieldFooter
                                                           : kFieldXml;
    document().note(field, other_);
    other_.clear();
  }

  void finish_row() {
    if (cells_.empty()) return;
    table_.row(row_, std::exchange(cells_, {}));
    row_bytes_ = 0;
  }

  OfficeTable table_;
  uint64_t row_ = 0;
  size_t column_ = 0;
  Type type_ = Type::number;
  bool in_cell_ = false;
  bool skipped_ = false;  // phonetic text
  Text what_ = Text::none;
  std::string value_;
  std::string other_;
  std::vector<OfficeCell> cells_;
  size_t row_bytes_ = 0;
};

class SharedHandler final : public PartHandler {
 public:
  using PartHandler::PartHandler;

 protected:
  Element on_start(std::string_view name, const XmlAttributes&) override {
    if (name == "si") text_.clear();
    if (name == "rPh") phonetic_ = true;
    if (name == "t" && !phonetic_) return {.structure = true, .takes_text = true};
    return {.structure = name == "sst" || name == "t" || name == "rFont" || name == "sz"};
  }
  void on_text(std::string_view text) override {
    if (!append_bounded(text_, text)) return;
    const size_t cut = cut_place(text_);
    document().note(kFieldShared, std::string_view(text_).substr(0, cut));
    text_.erase(0, cut);
  }
  void on_end(std::string_view name) override {
    if (name == "rPh") phonetic_ = false;
    if (name != "si") return;
    if (!document().shared.add(text_)) document().note(kFieldShared, text_);
    text_.clear();
  }
  void on_finish() override { document().note(kFieldShared, text_); }

 private:
  bool phonetic_ = false;
  std::string text_;
};

class WorkbookHandler final : public PartHandler {
 public:
  WorkbookHandler(OfficeDocument& document, std::vector<WorkbookSheet>& sheets)
      : PartHandler(document), sheets_(sheets) {}

 protected:
  Element on_start(std::string_view name, const XmlAttributes& a) override {
    if (name != "sheet") return {};
    sheets_.push_back({std::string(a.get("name")), std::string(a.get("id"))});
    document().note("~name", a.get("name"));
    return {.structure = true};
  }
  void on_end(std::string_view) override {}

 private:
  std::vector<WorkbookSheet>& sheets_;
};

// Of a cache's definition and its records: values are attributes. `names` is filled by the one and
// read by the other.
class PivotHandler final : public PartHandler {
 public:
  PivotHandler(OfficeDocument& document, std::vector<std::string>& names)
      : PartHandler(document), names_(names) {}

 protected:
  Element on_start(std::string_view name, const XmlAttributes& a) override {
    if (name == "cacheField") {
      field_ = std::string(a.get("name"));
      names_.push_back(field_);
      document().note("~name", field_);
      return {};
    }
    if (name == "r") {
      record_ = document().next_record();
      column_ = 0;
      in_record_ = true;
      return {.structure = true};
    }
    constexpr std::string_view kTypes = "snxdbem";
    if (name.size() != 1 || kTypes.find(name[0]) == std::string_view::npos) return {};
    value(name[0], a.get("v"));
    return {.structure = true};
  }
  void on_end(std::string_view name) override {
    if (name == "r") in_record_ = false;
    if (name == "cacheField") field_.clear();
  }

 private:
  void value(char type, std::string_view text) {
    const size_t column = column_;
    if (in_record_) ++column_;
    if (type == 'x' || type == 'm' || text.empty()) return;  // shared: it stands in the definition
    const SheetNumber number = type == 'n' ? sheet_number(text) : SheetNumber{std::string(text)};
    if (!in_record_) record_ = document().next_record();
    const std::string field = !in_record_              ? "~pivot." + field_
                              : column < names_.size() ? "~pivot." + names_[column]
                                                       : "~pivot!" + column_letters(column);
    RecordWriter& rows = document().rows;
    rows.add(record_, rows.field(field), number.text, number.cut);
  }

  std::vector<std::string>& names_;
  std::string field_;
  uint64_t record_ = 0;
  size_t column_ = 0;
  bool in_record_ = false;
};

}  // namespace

std::unique_ptr<PartHandler> make_sheet_handler(OfficeDocument& document, const std::string& name) {
  return std::make_unique<SheetHandler>(document, name);
}
std::unique_ptr<PartHandler> make_shared_handler(OfficeDocument& document) {
  return std::make_unique<SharedHandler>(document);
}
std::unique_ptr<PartHandler> make_workbook_handler(OfficeDocument& document,
                                                   std::vector<WorkbookSheet>& sheets) {
  return std::make_unique<WorkbookHandler>(document, sheets);
}
std::unique_ptr<PartHandler> make_pivot_handler(OfficeDocument& document,
                                                std::vector<std::string>& names) {
  return std::make_unique<PivotHandler>(document, names);
}

}  // namespace qingce
