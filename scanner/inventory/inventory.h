// The inventory file (清册): one SQLite database, mode 0600, secure_delete, WAL while writing and
// folded at the end. It alone keeps raw names; everything a report prints stands in it already
// masked.
//
// Writing: InventoryWriter, one thread. A work item (a file with everything inside) is inserted as
// open, may be flushed in several chunks, and becomes valid in the transaction that closes it.
// Readers ignore open items. Reading: InventoryReader, ordered streams; never the whole file in
// memory.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "scanner/core/digest.h"
#include "scanner/core/finding.h"
#include "scanner/core/gap.h"
#include "scanner/core/object.h"
#include "scanner/core/result.h"
#include "scanner/inventory/sketch.h"

namespace qingce {

inline constexpr int kInventoryFormat = 2;  // PRAGMA user_version; another one is refused
inline constexpr size_t kSamples =
    3;  // masked samples kept per row: those with the smallest digests

// What changes results: stands in every report. Two runs can be merged, resumed or compared only if
// equal.
struct ResultFacts {
  std::string version;
  std::vector<std::pair<std::string, std::string>> options;  // sorted by key; limits included
  std::string rules_hash;
  std::string key_id;
  std::string reference_date;  // YYYY-MM-DD
  bool operator==(const ResultFacts&) const = default;
};
// What does not: in the inventory and the header of human reports, never in the canonical JSON.
struct RunFacts {
  ResultFacts result;
  std::vector<std::string> targets;     // printed (masked) locations of the targets, in order
  std::vector<std::string> rules_toml;  // each rule's own text, in order
  std::string started, finished;        // RFC 3339, UTC
  std::string host, operator_name;
  // What held the scanning process: "supervisor", "seccomp", "landlock-3" … in this order.
  std::vector<std::string> guards;
  bool findings_kept = false;  // the findings table is complete
  // Symbolic links recorded, not followed. Written: those that belong to no item. Read back: all of
  // them.
  uint64_t links = 0;
  uint64_t directories = 0;
  std::vector<std::string> mount_points;  // printed locations
};

struct ObjectRow {
  uint64_t number = 0;  // within its work item, from 0, in the order of opening
  ObjectKind kind = ObjectKind::file;
  std::string order_key;  // Location::order_key()
  std::string raw;        // Location::raw(): raw names, never printed
  std::string location;   // printed and masked
  std::string display;    // decoded and masked name of the last step
  ObjectState state = ObjectState::scanned;
  uint64_t bytes = 0;
  uint64_t content_bytes = 0;
  std::string format;
  std::string reader;
  std::vector<std::string> encodings;
  std::optional<int64_t> mtime;      // seconds since the epoch
  std::optional<std::string> owner;  // masked where it holds a match
  std::optional<uint32_t> mode;
  std::optional<std::string> same_as;  // hard link: printed location or name of the first, masked
  std::optional<uint32_t> password_line;  // of --password-file, from 1: what opened it
  std::optional<Digest128> content;       // for copy_of; never exported
};

struct Sample {
  Digest128 digest;
  std::string masked;
  auto operator<=>(const Sample&) const = default;
};

struct RowKey {
  uint64_t object = 0;               // ObjectRow::number
  std::optional<std::string> field;  // printed and masked; "~name" for names
  uint16_t rule = 0;
  EvidenceSet evidence;
  friend bool operator<(const RowKey& a, const RowKey& b) {
    if (a.object != b.object) return a.object < b.object;
    if (a.field != b.field) return a.field < b.field;
    if (a.rule != b.rule) return a.rule < b.rule;
    return a.evidence.bits() < b.evidence.bits();
  }
};
struct RowValue {
  uint64_t count = 0;
  Sketch sketch;
  std::vector<Sample> samples;  // ascending, at most kSamples, distinct digests
  void add(const Digest128& digest, const std::string& masked);
  void merge(const RowValue& other);  // associative and commutative
};
struct StatisticKey {
  uint64_t object = 0;
  std::optional<std::string> field;
  uint16_t rule = 0;
  auto operator<=>(const StatisticKey&) const = default;
};
struct Statistic {
  uint64_t candidates = 0;  // of the rule's shape
  uint64_t passed = 0;
};
// ---- people (design, "People, not hits")

// A table of an object: the fields' common beginning ("users" of "users.phone"); empty for a table
// without a name. nullopt: what belongs to no record.
struct TableKey {
  uint64_t object = 0;
  std::optional<std::string> table;  // printed and masked, as fields are
  auto operator<=>(const TableKey&) const = default;
};
struct TableCounts {
  uint64_t records = 0;      // with at least one finding
  uint64_t linked = 0;       // with three or more kinds of identity and contact data of one person
  uint64_t names_only = 0;   // persons in records of whom only the name is known
  uint64_t maybe_minor = 0;  // records of pupils or of parents' children, without a birth date
  void merge(const TableCounts& other);
  bool operator==(const TableCounts&) const = default;
};
enum class PeoplePart : uint8_t {
  subject,   // the strongest identifier of each person in each record
  under_14,  // documents of people not yet 14 at the reference date
  under_18,  // those among them
};
// An identifier counts only if its column speaks for it: decided when reading, as all confidence.
struct ColumnVote {
  std::string field;  // printed and masked
  uint16_t rule = 0;
  EvidenceSet evidence;
  friend bool operator==(const ColumnVote&, const ColumnVote&) = default;
};
struct PeopleKey {
  TableKey table;
  PeoplePart part = PeoplePart::subject;
  // Empty: the digests count. Else they are values of the last one, and count if its column speaks
  // for it and for none of the stronger ones before it.
  std::vector<ColumnVote> votes;
  friend bool operator<(const PeopleKey& a, const PeopleKey& b);
};
// Records with findings whose date/time field says this year.
struct YearKey {
  uint64_t object = 0;
  std::string field;  // printed and masked
  int32_t year = 0;
  auto operator<=>(const YearKey&) const = default;
};

struct GapRow {
  std::string order_key;
  std::string location;  // printed and masked
  GapReason reason = GapReason::io_error;
  std::optional<uint64_t> offset;
  std::string detail;
};
struct FindingRow {
  uint64_t object = 0;
  Finding finding;
};

// A piece of one work item's result. Rows of the same key may come in several chunks: the store
// merges them.
struct ItemChunk {
  std::string item_key;  // order_key of the item's location: the item's identity
  std::vector<ObjectRow> objects;
  std::map<RowKey, RowValue> rows;
  std::map<StatisticKey, Statistic> statistics;
  std::map<TableKey, TableCounts> tables;  // each table that `people` names is here, too
  std::map<PeopleKey, Sketch> people;
  std::map<YearKey, uint64_t> years;
  std::vector<GapRow> gaps;
  std::vector<FindingRow> findings;
  uint64_t links = 0, bytes_read = 0;
  bool last = false;  // closes the item
};

class InventoryWriter {
 public:
  // Creates `path` (O_EXCL unless `force` replaces an inventory of ours; anything else there is
  // refused as usage). A symbolic link is never followed. io error if it cannot be written.
  static Result<std::unique_ptr<InventoryWriter>> create(const std::string& path,
                                                         const RunFacts& facts, bool force);
  // What create() would refuse about the file's place; touches nothing.
  static Status check(const std::string& path, bool force);
  // Goes on with an inventory whose run did not end. Items that were open are dropped, and so are
  // those without an object (directories, links, gaps of places): a new crawl meets them again.
  // Errors: usage if it is none of ours, damaged, or complete; io if it cannot be written. The
  // caller has compared the run's facts.
  static Result<std::unique_ptr<InventoryWriter>> resume(const std::string& path);
  // Makes one file of what leave() left and syncs it. Harmless where nothing was left.
  static Status fold(const std::string& path);
  // The file and its side files, which SQLite keeps beside it while it is written.
  static std::vector<std::string> files(const std::string& path);
  // Without finish(): what was closed is kept, and the file stays readable as an incomplete
  // inventory.
  virtual ~InventoryWriter() = default;
  // An object's number is used once per item; its rows may come in an earlier or a later chunk. A
  // closed item is durable after some later call (items are committed in batches). io error:
  // nothing more is written, and every later call gives the same error.
  virtual Status add(const ItemChunk& chunk) = 0;
  // Makes what was added visible to others now.
  virtual Status commit() = 0;
  // Writes run facts that are known only at the end and sets copy_of: the inventory is complete.
  // Items not closed stay open and invisible. Only leave() may follow.
  virtual Status complete(const RunFacts& facts) = 0;
  // Commits and closes, and lets the side files stand, empty or not: for a process that may not
  // make or remove files, before it (it finds them) and in it. fold() ends it. No call after it.
  virtual Status leave() = 0;
  // complete(), then one synced file is left. No call after it.
  virtual Status finish(const RunFacts& facts) = 0;
};

// Which files an inventory that is resumed holds already. Asked while a writer of the same process
// adds to it; what is added then may be seen or not. One thread.
class DoneItems {
 public:
  static Result<std::unique_ptr<DoneItems>> open(const std::string& path);
  virtual ~DoneItems() = default;
  // `item_key` as in ItemChunk. Error: io, usage (damaged).
  virtual Result<bool> contains(const std::string& item_key) = 0;
};

struct Coverage {
  uint64_t seen = 0, files = 0, members = 0, scanned = 0, partial = 0,
           gap = 0;                            // objects: files and members
  uint64_t bytes_read = 0, bytes_content = 0;  // of the files as stored; of all objects as decoded
  uint64_t other_gaps =
      0;  // places that are no objects and have a gap (directories, links, special files)
  bool complete = false;  // finish() was reached: the run did not end early
};

// One object as read back; rows of JSON are joined over evidence by the reporter.
struct StoredObject {
  uint64_t id = 0;
  ObjectRow row;
  // Printed location of the first object in report order with equal content: files and members of
  // at least one byte, hard links (same_as) left out.
  std::optional<std::string> copy_of;
  bool referenced = false;  // it has rows, or gaps of its own
};
struct StoredRow {
  uint64_t object_id = 0;
  ObjectKind kind = ObjectKind::file;  // of the object
  std::string location;
  RowKey key;  // key.object = object_id
  RowValue value;
  Statistic statistic;  // of (object, field, rule)
};
struct StoredTable {
  uint64_t object_id = 0;
  ObjectKind kind = ObjectKind::file;  // of the object
  std::string location;
  std::optional<std::string> table;
  TableCounts counts;
  struct People {
    PeoplePart part = PeoplePart::subject;
    std::vector<ColumnVote> votes;
    Sketch digests;
  };
  std::vector<People> people;  // ordered by part, then votes
};
// Records by year, of each date/time field.
using FieldYears = std::map<std::string, std::map<int32_t, uint64_t>>;
struct StoredFinding {
  uint64_t object_id = 0;
  std::string location;
  Finding finding;
  Statistic statistic;
};

// Single objects of an inventory by StoredObject::id, for reports that show only some. Belongs to
// its reader and must not outlive it; one thread. Usage error: damaged, or no such object.
class ObjectLookup {
 public:
  virtual ~ObjectLookup() = default;
  // copy_of and referenced are not looked up.
  virtual Status object(uint64_t id, StoredObject& out) = 0;
  // As InventoryReader::rows() and findings(), of this object alone.
  virtual Status rows(uint64_t id, const std::function<bool(const StoredRow&)>& visit) = 0;
  virtual Status findings(uint64_t id, const std::function<bool(const StoredFinding&)>& visit) = 0;
  // Of one (object, field, rule); zeros where there is none.
  virtual Status statistic(uint64_t id, const std::optional<std::string>& field, uint16_t rule,
                           Statistic& out) = 0;
  virtual Status years(uint64_t id, FieldYears& out) = 0;
};

class InventoryReader {
 public:
  // Opens read-only, one consistent view for its whole life. Errors: usage if it is no inventory,
  // damaged, or of another format version; io if it cannot be read. Hostile files are refused,
  // never trusted: the schema must be ours to the letter.
  static Result<std::unique_ptr<InventoryReader>> open(const std::string& path);
  virtual ~InventoryReader() = default;
  virtual const RunFacts& run() const = 0;
  virtual Coverage coverage() const = 0;
  // Each visits in report order (order_key, then field, rule, evidence; findings by offset, record,
  // rule, field, digest) and stops when the visitor returns false. Memory does not grow with the
  // inventory. Usage error: damaged.
  virtual Status objects(const std::function<bool(const StoredObject&)>& visit) const = 0;
  virtual Status rows(const std::function<bool(const StoredRow&)>& visit) const = 0;
  // By object, then table (none first).
  virtual Status tables(const std::function<bool(const StoredTable&)>& visit) const = 0;
  virtual Status gaps(const std::function<bool(const GapRow&)>& visit) const = 0;
  virtual Status findings(const std::function<bool(const StoredFinding&)>& visit) const = 0;
  // Gap reason -> number of gaps; for summaries.
  virtual Result<std::map<GapReason, uint64_t>> gap_counts() const = 0;
  virtual Result<std::unique_ptr<ObjectLookup>> lookup() const = 0;
};

}  // namespace qingce
