// MarkupMap: what the maps of XML and HTML share. Tags, comments, CDATA sections and the like are
// found as windows stream through, one forward automaton without going back; a derived class is
// told of each tag, and answers for texts between them and for attributes. Entities are never
// expanded, and nothing is fetched. Private to scanner/read.
//
// '<' cannot be a part of a GBK or Big5 character, so the bytes need no decoding.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/read/table_map.h"

namespace qingce {

enum class MarkupKind : uint8_t { tag, comment, cdata, instruction, declaration };

// Bytes of one tag at most; what is longer ends there.
inline constexpr uint64_t kMostTag = 16384;

class MarkupMap : public TableMap {
 public:
  void feed(const Window& window) final;
  void release() final;
  std::optional<FieldRef> at(uint64_t offset) final;

 protected:
  // Where a value stands: the state of the derived class behind the last tag before it.
  using State = uint32_t;
  struct Answer {
    std::string_view field;
    uint64_t record = 0;
  };

  // A whole tag, '<' to '>'. The state from its end on.
  virtual State on_tag(uint64_t begin, uint64_t end) = 0;
  // A stretch of text between tags; each byte once, in order.
  virtual void on_text(uint64_t, uint64_t) {}
  virtual bool wants_text() const { return false; }
  // The raw text elements of HTML: what ends them ("</script"), or empty.
  virtual std::string_view raw_end() const { return {}; }
  virtual bool allows_less_in_quotes() const { return false; }
  virtual std::optional<Answer> text_at(State state, bool owned) = 0;
  // The place is in the value of an attribute of the tag at `tag`; `state`: that before the tag.
  virtual std::optional<Answer> attribute_at(State state, uint64_t tag, std::string_view name,
                                             bool owned) = 0;
  virtual void on_reset() = 0;
  // Bytes before `least` go: `state` and those behind it stay in use. May renumber them.
  virtual void on_trim(uint64_t least, std::vector<State*> states) = 0;

  // Bytes at hand; a tag that ends now is at hand from its beginning.
  std::string_view text(uint64_t from, uint64_t to) const;
  uint64_t text_end() const { return text_begin_ + text_.size(); }
  // The tag that begins at `begin`, and what is behind it.
  std::string_view tag_text(uint64_t begin) const {
    return text(begin, std::min(text_end(), begin + kMostTag));
  }

 private:
  struct Span {
    uint64_t begin = 0;
    uint64_t end = UINT64_MAX;  // open
    State state = 0;            // from its end on
    MarkupKind kind = MarkupKind::tag;
  };

  void append(const Window& window);
  void walk(uint64_t to);
  void in_text();
  void in_raw_text();
  void in_tag();
  void in_block();
  bool begin_markup(uint64_t at);
  void end_markup(uint64_t end);
  unsigned char byte(uint64_t offset) const {
    return static_cast<unsigned char>(text_[static_cast<size_t>(offset - text_begin_)]);
  }
  const Span* span_at(uint64_t offset) const;
  void trim();

  std::string text_;
  uint64_t text_begin_ = 0;
  uint64_t own_begin_ = 0;
  uint64_t own_end_ = 0;
  bool started_ = false;
  bool last_ = false;

  uint64_t known_from_ = 0;
  uint64_t walked_ = 0;
  uint64_t text_told_ = 0;   // on_text was called up to here
  std::vector<Span> spans_;  // the last one before known_from_, and those since
  State state_ = 0;
  State base_ = 0;     // before the first span
  bool open_ = false;  // the last span goes on
  char quote_ = 0;     // inside of a tag
  int brackets_ = 0;   // of a declaration's internal subset
};

// One attribute's name, and the bytes of its value without quotes.
struct MarkupAttribute {
  std::string_view name;
  std::string_view value;
};

// The name of a tag ("<ns:user a=..." and "</user>": "user"), without its prefix.
std::string_view markup_name(std::string_view tag);
// The next attribute from `*pos` on, which is moved behind it; false: none.
bool next_attribute(std::string_view tag, size_t* pos, MarkupAttribute* out);
// Text as people read it: entities decoded, blanks folded, UTF-8.
std::string markup_text(std::string_view raw);

}  // namespace qingce
