// JsonFields: which path (users[*].id_card) and which record a byte of a JSON text belongs to.
// Private to scanner/read.
//
// A window's structure is found as it comes (json_marks); brackets alone are walked, and keys are
// read only for what a candidate asks about and for what is still open when its bytes go. Any
// number of documents may follow each other: JSON lines, mongoexport, bulk files.
//
// Record: the innermost object that is an element of an array, a document of its own (a line), or
// the value of a key that is a value; likewise an array that is an element of an array. Objects
// below it ({"guardian": {...}}) belong to it. Values that stand directly in an outermost array are
// records by themselves. Records nest, so their offsets do not ascend strictly.
//
// Damage: a `{` at the beginning of a line where no value may begin ends what was left open before
// it; closing brackets that nothing opened are ignored.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/read/field_paths.h"
#include "scanner/read/json_marks.h"
#include "scanner/read/table_map.h"

namespace qingce {

class JsonFields final : public TableMap {
 public:
  void feed(const Window& window) override;
  void release() override;
  std::optional<FieldRef> at(uint64_t offset) override;
  bool folded() const override { return paths_.folded(); }
  Bytes searched(const Window& window) override;

 private:
  using Frame = uint32_t;
  static constexpr Frame kNoFrame = UINT32_MAX;
  static constexpr FieldPaths::Id kUnknown = UINT32_MAX;
  struct Open {
    uint64_t offset = 0;
    uint64_t record = 0;
    Frame parent = kNoFrame;
    uint32_t depth = 0;  // brackets around it
    FieldPaths::Id node = kUnknown;
    char kind = '{';  // '[', '.' for what is too deep
  };
  struct Event {
    uint64_t offset = 0;     // of a bracket
    Frame frame = kNoFrame;  // innermost from there on
  };
  // What a value or a key is called.
  struct Named {
    FieldPaths::Id node = FieldPaths::kRoot;
    uint64_t record = 0;
    bool known = false;
  };
  enum class Mark : uint8_t { none, open, close, bracket, separator };

  // The text at hand.
  void reset(uint64_t base);
  void append(const Window& window);
  void mark_up();
  void trim();
  char byte(uint64_t offset) const { return text_[static_cast<size_t>(offset - text_begin_)]; }
  std::string_view text(uint64_t from, uint64_t to) const;
  Mark mark_at(uint64_t offset) const;
  std::optional<uint64_t> mark_before(uint64_t offset, uint64_t least) const;
  std::optional<uint64_t> mark_from(uint64_t offset) const;
  // Brackets.
  void walk(uint64_t to);
  void pass(uint64_t to);
  template <class Each>
  void for_brackets(uint64_t to, const Each& each);
  void on_bracket(uint64_t offset);
  void push(uint64_t offset, char kind);
  void pop(char kind);
  void resynchronise(uint64_t offset);
  Frame frame_at(uint64_t offset) const;
  // Names.
  void resolve(Frame frame);
  std::optional<std::string_view> key_before(uint64_t offset, uint64_t* key_at) const;
  Named member(Frame frame, uint64_t value);
  Named named(FieldPaths::Id parent, std::string_view raw, uint64_t key_at, uint64_t record);
  Named string_in(Frame frame, uint64_t open);
  bool begins_json(uint64_t begin) const;
  Named key_name(Frame frame, uint64_t open, uint64_t close);
  void look_inside(uint64_t offset, FieldPaths::Id* node, uint64_t* begin, uint64_t* end);

  FieldPaths paths_;

  std::string text_;  // bytes that may still be asked about, or looked back at
  uint64_t text_begin_ = 0;
  std::vector<JsonWords> words_;  // of text_, as far as marked_
  uint64_t marked_ = 0;
  JsonState state_;
  uint64_t own_begin_ = 0;
  uint64_t own_end_ = 0;
  bool started_ = false;
  bool last_ = false;

  uint64_t known_from_ = 0;  // answers are given from here on
  std::vector<Open> frames_;
  std::vector<Event> events_;  // since known_from_
  Frame base_ = kNoFrame;      // innermost at known_from_
  Frame top_ = kNoFrame;
  uint64_t walked_ = 0;
  uint64_t excess_ = 0;                 // brackets below the deepest frame
  std::optional<uint32_t> line_depth_;  // brackets around the objects that begin lines
  // A string that began before known_from_ and goes on there.
  std::optional<uint64_t> string_;
  Named string_name_;
  bool string_is_json_ = false;
  std::string shown_;  // the window with its escapes shown
};

}  // namespace qingce
