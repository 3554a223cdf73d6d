#include "scanner/read/field_paths.h"

#include <algorithm>

#include "scanner/read/table_map.h"

namespace qingce {
namespace {

// Of one object; what is beyond is folded.
constexpr size_t kMostNodes = 65'536;
constexpr size_t kMostBytes = size_t{4} << 20;
constexpr size_t kMostField = 1024;  // bytes of one path
constexpr size_t kLongestKey = 64;   // bytes; what is longer is a text
constexpr size_t kDigitsOfValue = 6;
constexpr size_t kShortestId = 16;  // hex digits; half an MD5

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_hex(char c) { return is_digit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f'); }

}  // namespace

bool is_value_key(std::string_view key) {
  if (key.size() > kLongestKey) return true;
  size_t digits = 0;
  size_t run = 0;
  size_t hex = 0;
  for (size_t i = 0; i < key.size(); ++i) {
    const char c = key[i];
    digits += is_digit(c) ? 1u : 0u;
    run = is_digit(c) ? run + 1 : 0;
    hex += is_hex(c) || c == '-' ? 1u : 0u;
    if (run >= kDigitsOfValue) return true;
    if (c == '@' && i > 0 && i + 1 < key.size()) return true;
  }
  if (key.empty()) return false;
  return digits == key.size() || (hex == key.size() && hex >= kShortestId && digits > 0);
}

FieldPaths::FieldPaths() {
  nodes_.resize(2);
  nodes_[kFoldedId].field = kFolded;
  nodes_[kFoldedId].counted = true;
}

FieldPaths::Id FieldPaths::make(Id parent, std::string_view name, std::string_view between) {
  const std::string& above = nodes_[parent].field;
  const size_t size = above.size() + between.size() + name.size();
  if (size > kMostField || nodes_.size() >= kMostNodes || bytes_ + 2 * size > kMostBytes)
    return kFoldedId;
  std::string field;
  field.reserve(size);
  field.append(above).append(between).append(name);
  bytes_ += 2 * size;
  nodes_.push_back({std::move(field), false});
  const Id id = static_cast<Id>(nodes_.size() - 1);
  return id;
}

FieldPaths::Id FieldPaths::child(Id parent, std::string_view name) {
  if (parent == kFoldedId) return kFoldedId;
  const auto known = ids_.find(KeyView{parent, name});
  if (known != ids_.end()) return known->second;
  const Id id = make(parent, name, nodes_[parent].field.empty() ? "" : ".");
  if (id != kFoldedId) ids_.emplace(Key{parent, std::string(name)}, id);
  return id;
}

FieldPaths::Id FieldPaths::attribute(Id parent, std::string_view name) {
  return below(parent, "@" + std::string(name));
}

FieldPaths::Id FieldPaths::below(Id parent, std::string_view mark) {
  if (parent == kFoldedId) return kFoldedId;
  // No name begins with 0x00 and a mark: both kinds share the table.
  std::string name("\0", 1);
  name += mark;
  const auto known = ids_.find(KeyView{parent, name});
  if (known != ids_.end()) return known->second;
  const Id id = make(parent, mark, "");
  if (id != kFoldedId) ids_.emplace(Key{parent, name}, id);
  return id;
}

std::string_view FieldPaths::use(Id id, bool counts) {
  Node& node = nodes_[id];
  if (id == kFoldedId || (!node.counted && used_ >= kMostFields)) {
    folded_ = folded_ || counts;
    return kFolded;
  }
  if (!node.counted && counts) {
    node.counted = true;
    ++used_;
  }
  return node.field;
}

}  // namespace qingce
