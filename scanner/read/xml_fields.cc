#include "scanner/read/xml_fields.h"

#include <algorithm>
#include <iterator>
#include <string>

#include "scanner/read/encoding.h"

namespace qingce {
namespace {

constexpr uint32_t kMostDepth = 512;  // elements inside of each other; below it is `…`
constexpr int kMismatch = 64;         // elements that a closing tag may end with its own
constexpr size_t kHashed = 64;        // bytes of a name
constexpr FieldPaths::Id kUnknown = UINT32_MAX;

uint32_t hash_of(std::string_view name) {
  uint32_t hash = 2166136261;  // FNV-1a
  for (const char c : name.substr(0, kHashed))
    hash = (hash ^ static_cast<unsigned char>(c)) * 16777619;
  return hash;
}

// Elements that are called by an attribute: mysqldump --xml, Android, Java and .NET settings,
// Hibernate, JDBC row sets.
bool is_keyed(std::string_view name) {
  constexpr std::string_view kKeyed[] = {
      "field", "column",    "col",   "string",     "property", "entry",    "param",
      "table", "parameter", "attr",  "attribute",  "pair",     "database", "table_data",
      "add",   "setting",   "var",   "variable",   "int",      "long",     "boolean",
      "float", "set",       "value", "simpledata", "datum",    "metadata", "string-array"};
  std::string lower(name);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c | 0x20);
  }
  return std::find(std::begin(kKeyed), std::end(kKeyed), lower) != std::end(kKeyed);
}

bool is_naming(std::string_view attribute) {
  return attribute == "name" || attribute == "key" || attribute == "column" ||
         attribute == "Name" || attribute == "Key";
}

bool is_content(std::string_view attribute) {
  return attribute == "value" || attribute == "val" || attribute == "content" ||
         attribute == "Value";
}

}  // namespace

void XmlFields::on_reset() {
  elements_.clear();
  current_ = 0;
  excess_ = 0;
}

XmlFields::State XmlFields::on_tag(uint64_t begin, uint64_t end) {
  const std::string_view tag = text(begin, end);
  const uint32_t name = hash_of(markup_name(tag));
  if (tag[1] == '/') return close(name);
  if (tag.size() > 2 && tag[tag.size() - 2] == '/') return current_;
  if (excess_ > 0) {
    ++excess_;
    return current_;
  }
  Element here;
  here.offset = begin;
  here.parent = current_;
  here.depth = current_ == 0 ? 0 : element(current_).depth + 1;
  here.name = name;
  if (here.depth >= kMostDepth) {
    here.node = FieldPaths::kFoldedId;
    excess_ = 1;
  }
  elements_.push_back(here);
  return current_ = static_cast<State>(elements_.size());
}

XmlFields::State XmlFields::close(uint32_t name) {
  if (excess_ > 1) {
    --excess_;
    return current_;
  }
  State state = current_;
  for (int i = 0; i < kMismatch && state != 0; ++i) {
    if (element(state).name == name || excess_ == 1) {
      excess_ = 0;
      return current_ = element(state).parent;
    }
    state = element(state).parent;
  }
  return current_;
}

// ---- names

FieldPaths::Id XmlFields::node_of_tag(FieldPaths::Id parent, std::string_view tag, bool* keyed) {
  const std::string_view name = markup_name(tag);
  *keyed = false;
  if (is_keyed(name)) {
    size_t pos = 0;
    MarkupAttribute attribute;
    while (next_attribute(tag, &pos, &attribute)) {
      if (!is_naming(attribute.name) || attribute.value.empty()) continue;
      const std::string value = markup_text(attribute.value);
      if (is_value_key(value)) continue;
      *keyed = true;
      return paths_.child(parent, value);
    }
  }
  return paths_.child(parent, decode_name(name));
}

FieldPaths::Id XmlFields::node_of(State state) {
  std::vector<State> unknown;
  while (state != 0 && element(state).node == kUnknown) {
    unknown.push_back(state);
    state = element(state).parent;
  }
  FieldPaths::Id node = state == 0 ? FieldPaths::kRoot : element(state).node;
  for (; !unknown.empty(); unknown.pop_back()) {
    bool keyed = false;
    Element& here = element(unknown.back());
    node = here.node = node_of_tag(node, tag_text(here.offset), &keyed);
  }
  return node;
}

std::optional<MarkupMap::Answer> XmlFields::text_at(State state, bool owned) {
  if (state == 0) return std::nullopt;
  const State parent = element(state).parent;
  const uint64_t record = element(parent == 0 ? state : parent).offset;
  return Answer{paths_.use(node_of(state), owned), record};
}

std::optional<MarkupMap::Answer> XmlFields::attribute_at(State state, uint64_t tag,
                                                         std::string_view name, bool owned) {
  bool keyed = false;
  FieldPaths::Id node = node_of_tag(node_of(state), tag_text(tag), &keyed);
  if (!keyed || !is_content(name)) node = paths_.attribute(node, decode_name(name));
  const uint64_t record = keyed && state != 0 ? element(state).offset : tag;
  return Answer{paths_.use(node, owned), record};
}

// ---- from window to window

void XmlFields::on_trim(uint64_t least, std::vector<State*> states) {
  std::vector<bool> used(elements_.size(), false);
  const auto mark = [&](State state) {
    for (; state != 0 && !used[state - 1]; state = element(state).parent) used[state - 1] = true;
  };
  mark(current_);
  for (const State* state : states) mark(*state);
  std::vector<State> renamed(elements_.size() + 1, 0);
  std::vector<Element> kept;
  for (State state = 1; state <= elements_.size(); ++state) {
    if (!used[state - 1]) continue;
    if (element(state).offset < least) node_of(state);
    kept.push_back(element(state));
    kept.back().parent = renamed[kept.back().parent];
    renamed[state] = static_cast<State>(kept.size());
  }
  elements_ = std::move(kept);
  current_ = renamed[current_];
  for (State* state : states) *state = renamed[*state];
}

}  // namespace qingce
