// Location: where something is, as an immutable parent chain of typed steps. Printed late, ordered
// by ordinals.
//
//   target{/name}{!member}[#field][@offset]
//
// Owner: shared, reference-counted nodes; copying is cheap; const use from any thread.
// A location holds RAW names. It must be printed through a NameMasker (run/) before it leaves the
// process; print() alone is for tests and for locations known to hold no match.
#pragma once

#include <compare>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/core/result.h"

namespace qingce {

enum class StepKind : uint8_t {
  target,  // the target as given, leading "./" dropped
  name,    // a component of a path below the target
  member,  // an entry of a container; raw name as stored, may hold '/'
  pseudo,  // ~tail ~raw ~deleted: bytes that no member covers; own offset space
};

struct Step {
  StepKind kind = StepKind::target;
  std::string
      raw;  // any bytes; for pseudo the word without '~'; a name's holds neither '/' nor is empty
  uint64_t ordinal = 0;  // target: index in argv; member/pseudo: position in the container; name: 0
  uint32_t repeat =
      1;  // n-th member of this raw name in its container, from 1; printed as ";n" from 2 on
};

class Location {
 public:
  // REQUIRES: not empty. A leading "./" is dropped here; "./" alone becomes ".".
  static Location target(std::string as_given, uint64_t index);
  // REQUIRES: no member above.
  Location name(std::string component) const;
  Location member(std::string raw, uint64_t ordinal, uint32_t repeat = 1) const;
  // `word` without '~': "tail", "raw", "deleted".
  Location pseudo(std::string_view word, uint64_t ordinal, uint32_t repeat = 1) const;

  const Step& step() const { return node_->step; }
  // The location one step up; nullopt for a target.
  std::optional<Location> parent() const;
  // From the target to this step.
  std::vector<const Step*> steps() const;
  uint32_t depth() const { return node_->depth; }  // 1 for a target
  // Identity of the node, for caches; equal pointers mean equal locations.
  const void* id() const { return node_.get(); }

  // Injective and safe to print (design, Central types): %XX of the raw byte for invalid UTF-8,
  // C0/C1, DEL, bidi and zero-width characters, U+2028/9, `% ! # ;`, a real leading '~' of a
  // member, and an '@' followed only by digits to the component's end. Two locations print alike
  // only if they are the same place: equal
  // '/'-joined path ("dir" + "x" is "dir/x"), equal members. parse_location() inverts it.
  std::string print() const;

  // Bytes whose memcmp order is the order of reports, and of operator<=>: target index, path
  // component-wise by bytes, members by ordinal, then repeat. A parent's key is a prefix of its
  // children's.
  std::string order_key() const;
  // The raw chain, for the inventory file only; from_raw inverts it and refuses damaged input.
  std::string raw() const;
  static Result<Location> from_raw(std::string_view raw);

  friend bool operator==(const Location& a, const Location& b);
  friend std::strong_ordering operator<=>(const Location& a, const Location& b);

 private:
  struct Node {
    std::shared_ptr<const Node> parent;
    Step step;
    uint32_t depth = 1;
    Node(std::shared_ptr<const Node> up, Step own, uint32_t level)
        : parent(std::move(up)), step(std::move(own)), depth(level) {}
    ~Node();  // without recursion: a tree can be as deep as its maker likes
    Node(const Node&) = delete;
    Node& operator=(const Node&) = delete;
  };
  explicit Location(std::shared_ptr<const Node> node) : node_(std::move(node)) {}
  static Location append(const Location& parent, Step step);
  std::shared_ptr<const Node> node_;
};

// A span of a step's raw name to be shown as `shown` instead (a masked value plus six hex of its
// digest). `shown` is escaped like the name around it.
struct NameSpan {
  size_t begin = 0;
  size_t end = 0;
  std::string shown;
};

// One step as it is printed, without its leading separator, with '~' and ";n". Spans are sorted and
// do not overlap; those that lie outside the name are ignored.
std::string print_step(const Step& step, const std::vector<NameSpan>& spans = {});
// The separator in front of a step: "", "/" or "!". A name below a target that ends in '/' gets
// none.
std::string_view separator(const Step& step, const Step* before);
// The escaped field path as it stands in a location, with its leading '#'.
std::string print_field(std::string_view field);

// A printed location taken apart again. Pure text: a masked span is returned as it stands.
// print_location() inverts parse_location() up to spelling: what it prints parses to the same
// parts.
struct ParsedLocation {
  std::string path;  // target and names, raw bytes, '/'-joined
  struct Member {
    std::string raw;
    uint32_t repeat = 1;
    bool pseudo = false;
    bool operator==(const Member&) const = default;
  };
  std::vector<Member> members;
  std::optional<std::string> field;
  std::optional<uint64_t> offset;
  bool operator==(const ParsedLocation&) const = default;
};
std::string print_location(const ParsedLocation& parsed);
// Errors: usage, naming the position. Never throws on hostile text.
Result<ParsedLocation> parse_location(std::string_view text);

}  // namespace qingce
