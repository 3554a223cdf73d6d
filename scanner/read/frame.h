// Frame: one open object (file, member, pseudo-member) while it is read. Private to the registry.
#pragma once

#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "scanner/read/registry.h"

namespace qingce {

struct Frame {
  Frame(Location where, ObjectKind what, Frame* above)
      : parent(above), facts{.location = std::move(where), .kind = what} {}

  Frame* parent;  // the object whose reader is running above this one; null: a file
  ObjectFacts facts;
  std::vector<std::string_view> chain;  // formats from the outside in; static words
  std::set<std::string_view> encodings;

  // What decides the state.
  bool refused = false;          // not to be read (ObjectSink::refuses)
  bool touched = false;          // some byte was searched, or some member announced
  bool incomplete = false;       // a gap was recorded
  bool part_incomplete = false;  // a pseudo-member of it is not scanned

  // Members.
  uint64_t next_ordinal = 0;
  std::unordered_map<uint64_t, uint32_t> names;  // hash of a raw name -> times seen
  uint32_t tails = 0;
  bool tails_full = false;
  bool list_stopped = false;  // a limit ended the list: what follows is no `~tail`

  // The account.
  uint64_t in = 0;   // stored bytes of it
  uint64_t out = 0;  // what was expanded from them, members included
  bool cut = false;
  uint64_t started = 0;       // nanoseconds; only where objects have a time limit
  uint64_t members_time = 0;  // of it, for its members

  // Content digest over what was searched or streamed, in sequence.
  std::unique_ptr<ContentHasher> hasher;
  uint64_t hashed = 0;
  uint64_t hashed_zeros = 0;
  bool hash_broken = false;

  bool is_pseudo() const { return facts.kind == ObjectKind::pseudo; }
  bool cut_above() const {
    for (const Frame* f = this; f != nullptr; f = f->parent) {
      if (f->cut) return true;
    }
    return false;
  }
};

}  // namespace qingce
