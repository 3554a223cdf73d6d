// FieldPaths: the fields of one document (JSON, XML) as a tree of names, so that a path is spelt
// once however often it is asked for. `users[*].id_card`: indexes are `[*]`, and keys that are
// values themselves (numbers, e-mail addresses, ids) are `{*}`. One per object; private to
// scanner/read.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>

namespace qingce {

class FieldPaths {
 public:
  using Id = uint32_t;
  static constexpr Id kRoot = 0;
  static constexpr Id kFoldedId = 1;  // `…`: what is beyond the bounds

  FieldPaths();
  FieldPaths(const FieldPaths&) = delete;
  FieldPaths& operator=(const FieldPaths&) = delete;

  // The field `name` (UTF-8) below `parent`; `parent.name`.
  Id child(Id parent, std::string_view name);
  Id element(Id parent) { return below(parent, "[*]"); }  // `parent[*]`
  Id any_key(Id parent) { return below(parent, "{*}"); }  // `parent{*}`
  // `parent@name`, of XML.
  Id attribute(Id parent, std::string_view name);
  std::string_view field(Id id) const { return nodes_[id].field; }
  // The field itself, or `…` if it is one too many among those asked for. `counts`: it is asked for
  // by the window that owns it.
  std::string_view use(Id id, bool counts);
  bool folded() const { return folded_; }

 private:
  struct Node {
    std::string field;
    bool counted = false;
  };
  struct Key {
    Id parent;
    std::string name;
  };
  struct KeyView {
    Id parent;
    std::string_view name;
  };
  struct Hash {
    using is_transparent = void;
    size_t operator()(const KeyView& key) const {
      return std::hash<std::string_view>{}(key.name) * 31 + key.parent;
    }
    size_t operator()(const Key& key) const { return (*this)(KeyView{key.parent, key.name}); }
  };
  struct Equal {
    using is_transparent = void;
    template <class A, class B>
    bool operator()(const A& a, const B& b) const {
      return a.parent == b.parent && std::string_view(a.name) == std::string_view(b.name);
    }
  };

  // `mark` is put behind the parent's field as it stands.
  Id below(Id parent, std::string_view mark);
  Id make(Id parent, std::string_view name, std::string_view between);

  std::deque<Node> nodes_;  // never erased
  std::unordered_map<Key, Id, Hash, Equal> ids_;
  size_t bytes_ = 0;
  size_t used_ = 0;
  bool folded_ = false;
};

// Whether a key is a value: a run of digits, something with six digits in a row, an address with
// '@', a hex or base64 id, or more than a name's length.
bool is_value_key(std::string_view key);

}  // namespace qingce
