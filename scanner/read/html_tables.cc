#include "scanner/read/html_tables.h"

#include <algorithm>

namespace qingce {
namespace {

constexpr size_t kMostTables = 16;     // inside of each other
constexpr size_t kMostColumns = 4096;  // of a header
constexpr size_t kMostText = 512;      // bytes of a header cell
constexpr size_t kMostName = 96;       // bytes of a column's name
constexpr int kHeaderRows = 5;         // the header is among the first ones

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c | 0x20);
  }
  return out;
}

std::string attribute_of(std::string_view tag, std::string_view name) {
  size_t pos = 0;
  MarkupAttribute attribute;
  while (next_attribute(tag, &pos, &attribute)) {
    if (lower(attribute.name) == name) return std::string(attribute.value);
  }
  return {};
}

bool may_be_name(const std::string& text) {
  return !text.empty() && text.size() <= kMostName && !is_value_key(text);
}

bool is_control(std::string_view name) {
  return name == "input" || name == "textarea" || name == "button" || name == "option";
}

}  // namespace

void HtmlTables::on_reset() {
  places_.assign(1, {});
  tables_.clear();
  state_ = none_ = 0;
  raw_end_ = {};
  form_.reset();
}

HtmlTables::State HtmlTables::here(FieldPaths::Id node, uint64_t record) {
  if (node == kNone) return none_;
  places_.push_back({node, record, form_});
  return static_cast<State>(places_.size() - 1);
}

void HtmlTables::set_form(std::optional<uint64_t> form) {
  form_ = form;
  places_.push_back({kNone, 0, form});
  none_ = static_cast<State>(places_.size() - 1);
}

HtmlTables::State HtmlTables::on_tag(uint64_t begin, uint64_t end) {
  const std::string_view tag = text(begin, end);
  const std::string name = lower(markup_name(tag));
  raw_end_ = {};
  state_ = tag[1] == '/' ? on_close(name) : on_open(name, tag, begin);
  return state_;
}

HtmlTables::State HtmlTables::on_open(std::string_view name, std::string_view tag, uint64_t begin) {
  const bool whole = tag.size() > 2 && tag[tag.size() - 2] == '/';
  if (name == "script" && !whole) raw_end_ = "</script";
  if (name == "style" && !whole) raw_end_ = "</style";
  if (name == "form") set_form(begin);
  if (name == "textarea" && !whole) {
    const std::string field = markup_text(attribute_of(tag, "name"));
    return may_be_name(field) ? here(paths_.child(FieldPaths::kRoot, field), form_.value_or(begin))
                              : none_;
  }
  if (name == "table" && tables_.size() < kMostTables) {
    tables_.emplace_back();
    return none_;
  }
  if (tables_.empty()) return none_;
  if (name == "tr") {
    end_row();
    Table& table = tables_.back();
    table.in_row = true;
    table.row = begin;
    return none_;
  }
  if (name == "td" || name == "th") return begin_cell(tag, name == "th");
  return state_;  // <b>, <span>, <br>
}

HtmlTables::State HtmlTables::on_close(std::string_view name) {
  if (name == "form") set_form(std::nullopt);
  if (name == "textarea") return none_;
  if (tables_.empty()) return none_;
  if (name == "table") {
    end_row();
    tables_.pop_back();
    return none_;
  }
  if (name == "td" || name == "th") {
    end_cell();
    return none_;
  }
  if (name == "tr" || name == "thead" || name == "tbody") {
    end_row();
    return none_;
  }
  return state_;
}

HtmlTables::State HtmlTables::begin_cell(std::string_view tag, bool head) {
  end_cell();
  Table& table = tables_.back();
  if (!table.in_row) return none_;
  table.in_cell = true;
  table.is_head = head;
  table.text.clear();
  table.span = 1;
  const std::string span = attribute_of(tag, "colspan");
  if (!span.empty() && span.size() < 4 &&
      std::all_of(span.begin(), span.end(), [](char c) { return c >= '0' && c <= '9'; })) {
    table.span = std::max<size_t>(1, std::stoul(span));
  }
  if (head) return none_;
  if (table.column < table.header.size()) return here(table.header[table.column], table.row);
  if (may_be_name(table.label))
    return here(paths_.child(FieldPaths::kRoot, table.label), table.row);
  return none_;
}

void HtmlTables::end_cell() {
  Table& table = tables_.back();
  if (!table.in_cell) return;
  table.in_cell = false;
  std::string text = markup_text(table.text);
  table.column += table.span;
  if (table.is_head) table.label = text;
  if (table.header_done) return;
  table.heads += table.is_head ? table.span : 0;
  if (table.cells.size() + table.span <= kMostColumns)
    table.cells.insert(table.cells.end(), table.span, std::move(text));
}

void HtmlTables::end_row() {
  end_cell();
  Table& table = tables_.back();
  if (table.in_row && !table.header_done) judge_header(table);
  table.in_row = false;
  table.column = 0;
  table.cells.clear();
  table.heads = 0;
  table.label.clear();
}

// Whether the row that ends is the header. A row of <th> and <td> names each of its own cells; one
// cell over all columns is a title.
void HtmlTables::judge_header(Table& table) {
  if (table.cells.empty()) return;
  ++table.rows;
  const std::vector<std::string>& cells = table.cells;
  const bool all_heads = table.heads > 0 && table.heads >= cells.size();
  const bool title = std::all_of(cells.begin(), cells.end(),
                                 [&](const std::string& cell) { return cell == cells.front(); });
  const bool names = std::all_of(cells.begin(), cells.end(), [](const std::string& cell) {
    return cell.empty() || may_be_name(cell);
  });
  if ((table.heads > 0 || title) && !all_heads) {
    table.header_done = table.rows >= kHeaderRows;
    return;
  }
  table.header_done = true;
  if (!names) return;
  for (const std::string& cell : cells)
    table.header.push_back(cell.empty() ? kNone : paths_.child(FieldPaths::kRoot, cell));
}

bool HtmlTables::wants_text() const {
  if (tables_.empty()) return false;
  const Table& table = tables_.back();
  return table.in_cell && (!table.header_done || table.is_head) && table.text.size() < kMostText;
}

void HtmlTables::on_text(uint64_t from, uint64_t to) {
  std::string& text_so_far = tables_.back().text;
  const uint64_t room = kMostText - text_so_far.size();
  text_so_far += text(from, std::min(to, from + room));
}

std::optional<MarkupMap::Answer> HtmlTables::text_at(State state, bool owned) {
  const Place& place = places_[state];
  if (place.node == kNone) return std::nullopt;
  return Answer{paths_.use(place.node, owned), place.record};
}

std::optional<MarkupMap::Answer> HtmlTables::attribute_at(State state, uint64_t tag,
                                                          std::string_view name, bool owned) {
  const std::string_view text = tag_text(tag);
  if (lower(name) == "value" && is_control(lower(markup_name(text)))) {
    const std::string field = markup_text(attribute_of(text, "name"));
    if (may_be_name(field)) {
      const FieldPaths::Id node = paths_.child(FieldPaths::kRoot, field);
      return Answer{paths_.use(node, owned), places_[state].form.value_or(tag)};
    }
  }
  return text_at(state, owned);  // <a href="tel:139..."> in a cell
}

void HtmlTables::on_trim(uint64_t, std::vector<State*> states) {
  states.push_back(&state_);
  states.push_back(&none_);
  std::vector<State> renamed(places_.size(), 0);
  std::vector<Place> kept(places_.begin(), places_.begin() + 1);
  for (State* state : states) {
    if (*state != 0 && renamed[*state] == 0) {
      kept.push_back(places_[*state]);
      renamed[*state] = static_cast<State>(kept.size() - 1);
    }
    *state = renamed[*state];
  }
  places_ = std::move(kept);
}

}  // namespace qingce
