// Comparison: two inventories row by row. One table of the older one's rows (40 bytes each) and one
// of the objects and gaps of each (24 bytes each) are in memory; both inventories are streamed.
//
// Rows are the same if their fingerprints are (fingerprint.h). A row that is gone from the newer
// inventory is `gone` (复查未发现) only if its object was looked at again as well as before, and
// `unread` otherwise, with the reason why.
//
// Both contexts outlive it. Const use from one thread.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "reporters/joined_rows.h"
#include "reporters/reporter.h"

namespace qingce {

enum class RowChange : uint8_t {
  fresh,      // not in the older inventory ("new")
  grown,      // more matches
  shrunk,     // fewer matches
  changed,    // as many matches, but other values or another confidence
  unchanged,  //
  gone,       // not in the newer one, though its object was read as well as before
  unread,     // not in the newer one, which did not look at it as well as the older one
};
inline constexpr int kRowChanges = static_cast<int>(RowChange::unread) + 1;
std::string_view to_string(RowChange change);  // "new", "grown", … as in the JSON

// Why a row cannot be called gone. The words are a closed set.
enum class NotLooked : uint8_t {
  none,
  gap,        // the object, or what holds it, has a gap that it had not; `reason` says which
  target,     // no target of the newer scan covers it
  rule,       // the newer scan did not use its rule
  run_ended,  // the newer scan did not end
};
std::string_view to_string(NotLooked why);

struct GoneRow {
  RowChange change = RowChange::gone;  // gone or unread
  NotLooked why = NotLooked::none;
  std::optional<GapReason> reason;  // for NotLooked::gap
};

// An object (or a place with a gap) that was looked at less well than before.
struct ShrunkObject {
  std::string location;
  std::optional<ObjectState> before;  // nullopt: not an object there (a directory with a gap)
  std::optional<ObjectState> now;
  std::optional<GapReason> reason;  // a gap that it had not
};

struct OlderRow {
  uint64_t matches = 0;
  Confidence confidence = Confidence::possible;
};

class Comparison {
 public:
  // Usage error if an inventory is damaged. Different keys are no error here: then values cannot be
  // told apart, and `changed` means another confidence only.
  static Result<std::unique_ptr<Comparison>> of(const ReportContext& older,
                                                const ReportContext& newer);
  virtual ~Comparison() = default;
  virtual bool same_key() const = 0;
  // What a row of the newer inventory is. `was`: what it was before, if it was there.
  virtual RowChange change(const JoinedRow& row, OlderRow* was = nullptr) const = 0;
  // The older inventory's rows that the newer one does not hold, in the older one's order.
  virtual Status gone(
      const std::function<bool(const JoinedRow&, const Rule&, const GoneRow&)>& visit) const = 0;
  // Objects and places looked at less well than before, in the older inventory's order, objects
  // first. Objects that are not there any more are not among them.
  virtual Status shrunk_coverage(const std::function<bool(const ShrunkObject&)>& visit) const = 0;
  // Rows of each kind, by RowChange.
  virtual const std::vector<uint64_t>& counts() const = 0;
};

}  // namespace qingce
