// XmlFields: which path (users.user.id_card, users.user@tel) and which record a byte of an XML text
// belongs to. Names are without their prefix; siblings of one name are one field. Elements that say
// their field's name in an attribute (<field name="id_card">, <entry key=...>) are called so.
// Private to scanner/read.
//
// Record: the element around the one whose text it is; for an attribute its own element, unless
// that is one of those named by an attribute.
//
// Damage: a closing tag ends the nearest open element of its name and all inside of it; one that
// fits nothing is ignored.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "scanner/read/field_paths.h"
#include "scanner/read/markup.h"

namespace qingce {

class XmlFields final : public MarkupMap {
 public:
  bool folded() const override { return paths_.folded(); }

 private:
  struct Element {
    uint64_t offset = 0;
    State parent = 0;
    uint32_t depth = 0;
    uint32_t name = 0;  // hash
    FieldPaths::Id node = UINT32_MAX;
  };

  State on_tag(uint64_t begin, uint64_t end) override;
  std::optional<Answer> text_at(State state, bool owned) override;
  std::optional<Answer> attribute_at(State state, uint64_t tag, std::string_view name,
                                     bool owned) override;
  void on_reset() override;
  void on_trim(uint64_t least, std::vector<State*> states) override;

  State close(uint32_t name);
  Element& element(State state) { return elements_[state - 1]; }
  FieldPaths::Id node_of(State state);
  FieldPaths::Id node_of_tag(FieldPaths::Id parent, std::string_view tag, bool* keyed);

  FieldPaths paths_;
  std::vector<Element> elements_;  // State - 1
  State current_ = 0;
  uint64_t excess_ = 0;  // elements below the deepest one that has a name
};

}  // namespace qingce
