// reopen(): a printed location back to the bytes it names, through every container, and what may be
// shown of their surroundings. The target is only read, by the same readers as in a scan; members
// that do not lie on the way are passed over unread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "scanner/core/digest.h"
#include "scanner/core/location.h"
#include "scanner/core/result.h"
#include "scanner/crawl/crawler.h"
#include "scanner/match/matcher.h"
#include "scanner/read/registry.h"
#include "scanner/run/excerpt.h"

namespace qingce {

struct ReopenRequest {
  ParsedLocation place;  // raw names
  // The same as a chain, for printing: its names are masked one by one. Without: as the path says.
  std::optional<Location> location;
  bool from_stdin = false;  // the content of the outermost file comes from stdin
  bool follow = true;       // a path that is a symbolic link is followed
  ReadOptions read;
  size_t context = 2;  // lines on either side
  size_t places = 3;   // shown where no offset is given
};

enum class PlaceKind : uint8_t { content, directory, link, special };

struct ShownPlace {
  std::optional<uint64_t> offset;  // in the object's own content
  std::optional<uint64_t> record;  // of a typed store
  std::vector<ShownMatch> found;   // what the rules find at the place itself
  std::vector<ShownLine> lines;
  std::vector<ShownField> fields;
};

struct Reopened {
  PlaceKind kind = PlaceKind::content;
  std::string location;  // printed and masked, as far as the way was found
  // How many of the members asked for were found: all of them, or the place does not exist.
  size_t members_found = 0;
  bool is_entry = false;  // the last member is an entry without content: a link, a device
  std::optional<ObjectFacts> facts;  // raw names inside `location`: not to be printed
  bool whole = false;         // it was read to its end: gaps, state and counts are of all of it
  std::string display;        // decoded name, masked
  std::vector<GapNote> gaps;  // of the object
  std::vector<ShownPlace> places;
  std::vector<std::string> members;  // of a container: the first ones, masked
  uint64_t member_count = 0;
  std::optional<FileFacts> file;  // the outermost file as it is now
};
// Members of a container that are listed.
inline constexpr size_t kListedMembers = 10;

// `engines`: every rule set whose values are to be masked, one at least; the first one's matches
// are shown. Errors: usage if the path does not exist; io (sys holds errno) if it cannot be opened.
// Neither names anything of the target.
Result<Reopened> reopen(const ReopenRequest& request,
                        const std::vector<std::shared_ptr<const MatchEngine>>& engines,
                        const Key& key);

}  // namespace qingce
