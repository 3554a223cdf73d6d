// Reads an inventory back in report order without ever holding more than one row of it.
//
// Nothing in the file is trusted. Every walk is over a key that must strictly ascend, so that pages
// linked in a circle end the walk instead of prolonging it; enumerations, lengths and references
// are checked as they are read; and a finished file must give as many entries as it says it has.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <tuple>
#include <unordered_set>

#include "scanner/core/message.h"
#include "scanner/inventory/database.h"
#include "scanner/inventory/inventory.h"
#include "scanner/inventory/schema.h"

namespace qingce {
namespace {

constexpr size_t kHeaderBytes = 100;  // of a SQLite file

using Step = Statement::Step;

uint32_t big_endian(const std::array<char, kHeaderBytes>& header, size_t at) {
  uint32_t value = 0;
  for (size_t i = at; i < at + 4; ++i) value = value << 8 | static_cast<uint8_t>(header[i]);
  return value;
}

// Looked at before SQLite sees the file: another program's database is refused by its name, not by
// its contents.
Status check_header(const std::string& path) {
  const auto refuse = [&](std::string_view what) {
    return make_error(ErrorCode::usage, "err.inventory", {path, Phrase::of(what)});
  };
  const int file = ::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  if (file < 0) {
    const int sys = errno;
    if (sys == ENOENT || sys == ENOTDIR) return refuse("err.inventory.missing");
    return make_error(ErrorCode::io, "err.inventory", {path, Phrase::of("err.inventory.read")},
                      sys);
  }
  struct stat facts {};
  std::array<char, kHeaderBytes> header{};
  const bool regular = ::fstat(file, &facts) == 0 && S_ISREG(facts.st_mode);
  const bool whole =
      regular && ::pread(file, header.data(), header.size(), 0) == ssize_t{kHeaderBytes};
  ::close(file);
  if (!regular) return refuse("err.inventory.regular");
  if (!whole || std::memcmp(header.data(), "SQLite format 3", 16) != 0 ||
      big_endian(header, 68) != kApplicationId) {
    return refuse("err.inventory.foreign");
  }
  if (big_endian(header, 60) != static_cast<uint32_t>(kInventoryFormat)) {
    return refuse("err.inventory.version");
  }
  return {};
}

std::optional<std::string> optional_text(const Statement& s, int column) {
  if (s.is_null(column)) return std::nullopt;
  return std::string(s.text(column));
}

std::optional<uint64_t> optional_position(const Statement& s, int column) {
  if (s.is_null(column) || s.integer(column) < 0) return std::nullopt;
  return static_cast<uint64_t>(s.integer(column));
}

uint64_t item_of(uint64_t object) { return object >> kItemShift; }

class Reader final : public InventoryReader {
 public:
  explicit Reader(std::unique_ptr<Database> database) : database_(std::move(database)) {}
  Status load();
  const RunFacts& run() const override { return run_; }
  Coverage coverage() const override { return coverage_; }
  Status objects(const std::function<bool(const StoredObject&)>& visit) const override;
  Status rows(const std::function<bool(const StoredRow&)>& visit) const override;
  Status tables(const std::function<bool(const StoredTable&)>& visit) const override;
  Status gaps(const std::function<bool(const GapRow&)>& visit) const override;
  Status findings(const std::function<bool(const StoredFinding&)>& visit) const override;
  Result<std::map<GapReason, uint64_t>> gap_counts() const override { return gap_counts_; }
  Result<std::unique_ptr<ObjectLookup>> lookup() const override;

 private:
  friend class RowScan;
  friend class FindingScan;
  friend class Lookup;
  // What a visitor of one object's entries asks for: go on, stop (visitor), or an error.
  enum class Next : uint8_t { go_on, stop, failed };
  using PerObject = std::function<Next(uint64_t id, ObjectKind kind, std::string_view location)>;

  Status check_schema() const;
  Status load_facts();
  Status load_items();
  Status count_objects();
  Status count_gaps();
  Status visible_objects(const PerObject& visit, Error& error) const;
  bool load_object(const Statement& s, ObjectRow& row) const;
  bool load_row(const Statement& s, StoredRow& row) const;
  bool load_table(const Statement& s, StoredTable& table) const;
  bool load_people(const Statement& s, StoredTable::People& people) const;
  bool load_finding(const Statement& s, Finding& finding) const;
  bool is_rule(int64_t rule) const {
    return rule >= 0 && rule < static_cast<int64_t>(run_.rules_toml.size());
  }
  bool is_open(uint64_t item) const { return open_items_.contains(item); }
  Error damaged() const { return database_->damaged(); }
  Error step_error() const { return database_->error(); }

  std::unique_ptr<Database> database_;
  RunFacts run_;
  Coverage coverage_;
  StoredCounts counts_;
  std::map<GapReason, uint64_t> gap_counts_;
  std::unordered_set<uint64_t> open_items_;  // few: those that were at work when the run stopped
};

// The statistic of one (object, field, rule), looked up once for all its rows.
class StatisticLookup {
 public:
  static Result<StatisticLookup> make(const Database& database) {
    auto statement = database.prepare(
        "SELECT candidates, passed FROM statistics WHERE object = ? AND field = ? AND rule = ?");
    if (!statement) return statement.error();
    return StatisticLookup(std::move(*statement));
  }
  bool find(uint64_t object, const std::optional<std::string>& field, uint16_t rule,
            Statistic& out) {
    const StatisticKey key{object, field, rule};
    if (!last_ || *last_ != key) {
      const std::string stored = stored_field(field);
      statement_.bind_int(0, static_cast<int64_t>(object));
      statement_.bind_text(1, stored);
      statement_.bind_int(2, rule);
      const Step step = statement_.step();
      if (step == Step::failed) return false;
      value_ = {};
      if (step == Step::row) {
        value_.candidates = static_cast<uint64_t>(statement_.integer(0));
        value_.passed = static_cast<uint64_t>(statement_.integer(1));
      }
      statement_.reset();
      last_ = key;
    }
    out = value_;
    return true;
  }

 private:
  explicit StatisticLookup(Statement statement) : statement_(std::move(statement)) {}
  Statement statement_;
  std::optional<StatisticKey> last_;
  Statistic value_;
};

Status Reader::load() {
  // One transaction for the reader's whole life: a run that is still writing does not move what is
  // read.
  if (Status status = database_->exec("BEGIN"); !status) return status;
  if (Status status = check_schema(); !status) return status;
  if (Status status = load_facts(); !status) return status;
  if (Status status = load_items(); !status) return status;
  if (Status status = count_objects(); !status) return status;
  return count_gaps();
}

Status Reader::check_schema() const {
  auto scan =
      database_->prepare("SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY rowid");
  if (!scan) return scan.error();
  Step step{};
  size_t met = 0;
  const std::vector<SchemaEntry>& entries = schema_entries();
  while ((step = scan->step()) == Step::row) {
    if (met == entries.size()) return damaged();
    const SchemaEntry& e = entries[met++];
    if (scan->text(0) != e.type || scan->text(1) != e.name || scan->text(2) != e.table ||
        scan->text(3) != e.sql) {
      return damaged();
    }
  }
  if (step == Step::failed) return step_error();
  return met == entries.size() ? Status() : Status(damaged());
}

Status Reader::load_facts() {
  auto scan =
      database_->prepare("SELECT name, ordinal, key, value FROM run ORDER BY name, ordinal");
  if (!scan) return scan.error();
  Step step{};
  std::string last;
  int64_t next = 0;
  while ((step = scan->step()) == Step::row) {
    const StoredFact fact{std::string(scan->text(0)), scan->integer(1), std::string(scan->text(2)),
                          std::string(scan->text(3))};
    next = fact.name == last ? next + 1 : 0;
    if (fact.ordinal != next || fact.name < last) return damaged();
    last = fact.name;
    const bool count = fact.name == "count";
    if (count) coverage_.complete = true;
    if (!(count ? decode_count(fact, counts_) : decode_fact(fact, run_))) return damaged();
  }
  if (step == Step::failed) return step_error();

  auto rules = database_->prepare("SELECT ordinal, toml FROM rules ORDER BY ordinal");
  if (!rules) return rules.error();
  while ((step = rules->step()) == Step::row) {
    if (rules->integer(0) != static_cast<int64_t>(run_.rules_toml.size())) return damaged();
    run_.rules_toml.emplace_back(rules->text(1));
  }
  return step == Step::failed ? Status(step_error()) : Status();
}

Status Reader::load_items() {
  auto scan = database_->prepare("SELECT id, done, links, bytes_read FROM items ORDER BY id");
  if (!scan) return scan.error();
  Step step{};
  int64_t last = 0;
  while ((step = scan->step()) == Step::row) {
    if (scan->integer(0) <= last || scan->integer(1) < 0 || scan->integer(1) > 1) return damaged();
    last = scan->integer(0);
    if (scan->integer(1) == 0) {
      open_items_.insert(static_cast<uint64_t>(last));
      continue;
    }
    run_.links += static_cast<uint64_t>(scan->integer(2));
    coverage_.bytes_read += static_cast<uint64_t>(scan->integer(3));
  }
  return step == Step::failed ? Status(step_error()) : Status();
}

Status Reader::count_objects() {
  auto scan = database_->prepare("SELECT id, kind, state, content_bytes FROM objects ORDER BY id");
  auto items = database_->prepare("SELECT id FROM items ORDER BY id");
  if (!scan) return scan.error();
  if (!items) return items.error();
  Step step{};
  int64_t last = -1;
  int64_t item = 0;
  uint64_t met = 0;
  while ((step = scan->step()) == Step::row) {
    const int64_t id = scan->integer(0);
    if (id <= last) return damaged();
    last = id;
    while (item < id >> kItemShift) {  // every object belongs to an item
      if (items->step() != Step::row || items->integer(0) <= item) return damaged();
      item = items->integer(0);
    }
    if (item != id >> kItemShift) return damaged();
    if (is_open(static_cast<uint64_t>(item))) continue;
    ++met;
    const int64_t kind = scan->integer(1);
    const int64_t state = scan->integer(2);
    if (kind < 0 || kind > static_cast<int64_t>(ObjectKind::place)) return damaged();
    if (state < 0 || state > static_cast<int64_t>(ObjectState::gap)) return damaged();
    if (kind != static_cast<int64_t>(ObjectKind::file) &&
        kind != static_cast<int64_t>(ObjectKind::member))
      continue;
    ++coverage_.seen;
    ++(kind == static_cast<int64_t>(ObjectKind::file) ? coverage_.files : coverage_.members);
    uint64_t* const states[] = {&coverage_.scanned, &coverage_.partial, &coverage_.gap};
    ++*states[state];
    coverage_.bytes_content += static_cast<uint64_t>(scan->integer(3));
  }
  if (step == Step::failed) return step_error();
  return coverage_.complete && met != counts_.objects ? Status(damaged()) : Status();
}

Status Reader::count_gaps() {
  auto object = database_->prepare("SELECT id, kind FROM objects WHERE order_key = ?");
  if (!object) return object.error();
  Status looked_up;
  std::string last;
  bool first = true;
  const Status status = gaps([&](const GapRow& gap) {
    ++gap_counts_[gap.reason];
    if (!first && gap.order_key == last) return true;
    first = false;
    last = gap.order_key;
    object->bind_blob(0, gap.order_key);
    const Step step = object->step();
    if (step == Step::failed) looked_up = step_error();
    const bool is_object = step == Step::row &&
                           !is_open(item_of(static_cast<uint64_t>(object->integer(0)))) &&
                           object->integer(1) != static_cast<int64_t>(ObjectKind::place);
    object->reset();
    if (!is_object) ++coverage_.other_gaps;
    return looked_up.ok();
  });
  return looked_up ? status : looked_up;
}

bool Reader::load_object(const Statement& s, ObjectRow& row) const {
  const int64_t kind = s.integer(1);
  const int64_t state = s.integer(2);
  if (kind < 0 || kind > static_cast<int64_t>(ObjectKind::place)) return false;
  if (state < 0 || state > static_cast<int64_t>(ObjectState::gap)) return false;
  row.number = static_cast<uint64_t>(s.integer(0)) & ((uint64_t{1} << kItemShift) - 1);
  row.kind = static_cast<ObjectKind>(kind);
  row.state = static_cast<ObjectState>(state);
  row.bytes = static_cast<uint64_t>(s.integer(3));
  row.content_bytes = static_cast<uint64_t>(s.integer(4));
  if (!s.is_null(5) && !load_digest(s.text(5), row.content.emplace())) return false;
  if (!s.is_null(7)) row.mtime = s.integer(7);
  if (!s.is_null(8)) row.mode = static_cast<uint32_t>(s.integer(8));
  row.owner = optional_text(s, 9);
  row.same_as = optional_text(s, 10);
  if (!s.is_null(11)) row.password_line = static_cast<uint32_t>(s.integer(11));
  row.format = s.text(12);
  row.reader = s.text(13);
  row.encodings = split_words(s.text(14));
  row.display = s.text(15);
  row.location = s.text(16);
  row.raw = s.text(17);
  row.order_key = s.text(18);
  return true;
}

Status Reader::objects(const std::function<bool(const StoredObject&)>& visit) const {
  auto scan = database_->prepare(
      "SELECT id, kind, state, bytes, content_bytes, content, copy_of, mtime, mode, owner, "
      "same_as, password_line, format, reader, "
      "encodings, display, location, raw, order_key FROM objects INDEXED BY objects_order ORDER BY "
      "order_key");
  auto original = database_->prepare("SELECT location FROM objects WHERE id = ?");
  auto referenced = database_->prepare(
      "SELECT EXISTS(SELECT 1 FROM rows WHERE object = ?1) OR EXISTS(SELECT 1 FROM gaps WHERE "
      "order_key = ?2)");
  if (!scan) return scan.error();
  if (!original) return original.error();
  if (!referenced) return referenced.error();
  Step step{};
  std::string last;
  bool first = true;
  uint64_t met = 0;
  while ((step = scan->step()) == Step::row) {
    StoredObject object;
    object.id = static_cast<uint64_t>(scan->integer(0));
    if (!load_object(*scan, object.row)) return damaged();
    if (!first && object.row.order_key <= last) return damaged();
    first = false;
    last = object.row.order_key;
    if (is_open(item_of(object.id))) continue;
    ++met;
    if (!scan->is_null(6)) {
      original->bind_int(0, scan->integer(6));
      if (original->step() != Step::row) return damaged();
      object.copy_of = std::string(original->text(0));
      original->reset();
    }
    referenced->bind_int(0, scan->integer(0));
    referenced->bind_blob(1, object.row.order_key);
    if (referenced->step() != Step::row) return step_error();
    object.referenced = referenced->integer(0) != 0;
    referenced->reset();
    if (!visit(object)) return {};
  }
  if (step == Step::failed) return step_error();
  return coverage_.complete && met != counts_.objects ? Status(damaged()) : Status();
}

// All objects of finished items in report order. `error` belongs to Next::failed.
Status Reader::visible_objects(const PerObject& visit, Error& error) const {
  auto scan = database_->prepare(
      "SELECT id, location, order_key, kind FROM objects INDEXED BY objects_order ORDER BY "
      "order_key");
  if (!scan) return scan.error();
  Step step{};
  std::string last;
  bool first = true;
  while ((step = scan->step()) == Step::row) {
    const std::string_view order_key = scan->text(2);
    if (!first && order_key <= last) return damaged();
    first = false;
    last = order_key;
    const uint64_t id = static_cast<uint64_t>(scan->integer(0));
    if (is_open(item_of(id))) continue;
    // The range was checked when the file was opened.
    switch (visit(id, static_cast<ObjectKind>(scan->integer(3)), scan->text(1))) {
      case Next::go_on:
        break;
      case Next::stop:
        return {};
      case Next::failed:
        return error;
    }
  }
  return step == Step::failed ? Status(step_error()) : Status();
}

bool Reader::load_row(const Statement& s, StoredRow& row) const {
  const int64_t evidence = s.integer(2);
  if (!is_rule(s.integer(1)) || evidence < 0 || evidence > kKnownEvidence || s.integer(3) < 1)
    return false;
  auto sketch = Sketch::deserialize(s.text(5));
  if (!sketch) return false;
  row.key.field = loaded_field(s.text(0));
  row.key.rule = static_cast<uint16_t>(s.integer(1));
  row.key.evidence = EvidenceSet(static_cast<uint16_t>(evidence));
  row.value.count = static_cast<uint64_t>(s.integer(3));
  row.value.sketch = std::move(*sketch);
  row.value.samples.clear();
  return decode_samples(s.text(4), row.value);
}

// The rows of one object after another, by one prepared statement.
class RowScan {
 public:
  static Result<RowScan> make(const Reader& reader);
  // Calls `met` for each row before `visit`. False in `go_on`: the visitor has stopped.
  Status object(uint64_t id, ObjectKind kind, std::string_view location,
                const std::function<bool(const StoredRow&)>& visit, uint64_t& met, bool& go_on);

 private:
  RowScan(const Reader& reader, Statement scan, StatisticLookup statistics)
      : reader_(&reader), scan_(std::move(scan)), statistics_(std::move(statistics)) {}
  const Reader* reader_;
  Statement scan_;
  StatisticLookup statistics_;
};

Result<RowScan> RowScan::make(const Reader& reader) {
  auto scan = reader.database_->prepare(
      "SELECT field, rule, evidence, count, samples, sketch FROM rows WHERE object = ? "
      "ORDER BY field, rule, evidence");
  auto statistics = StatisticLookup::make(*reader.database_);
  if (!scan) return scan.error();
  if (!statistics) return statistics.error();
  return RowScan(reader, std::move(*scan), std::move(*statistics));
}

Status RowScan::object(uint64_t id, ObjectKind kind, std::string_view location,
                       const std::function<bool(const StoredRow&)>& visit, uint64_t& met,
                       bool& go_on) {
  StoredRow row;
  row.object_id = id;
  row.kind = kind;
  row.location = location;
  std::optional<RowKey> last;
  scan_.bind_int(0, static_cast<int64_t>(id));
  Step step{};
  while (go_on && (step = scan_.step()) == Step::row) {
    row.key.object = id;
    if (!reader_->load_row(scan_, row) || (last && !(*last < row.key))) return reader_->damaged();
    last = row.key;
    if (!statistics_.find(id, row.key.field, row.key.rule, row.statistic)) {
      return reader_->step_error();
    }
    ++met;
    go_on = visit(row);
  }
  if (step == Step::failed) return reader_->step_error();
  scan_.reset();
  return {};
}

Status Reader::rows(const std::function<bool(const StoredRow&)>& visit) const {
  auto scan = RowScan::make(*this);
  if (!scan) return scan.error();
  Error error;
  uint64_t met = 0;
  bool go_on = true;
  const auto per_object = [&](uint64_t id, ObjectKind kind, std::string_view location) {
    const Status status = scan->object(id, kind, location, visit, met, go_on);
    if (!status) return error = status.error(), Next::failed;
    return go_on ? Next::go_on : Next::stop;
  };
  if (Status status = visible_objects(per_object, error); !status) return status;
  return go_on && coverage_.complete && met != counts_.rows ? Status(damaged()) : Status();
}

bool Reader::load_table(const Statement& s, StoredTable& table) const {
  table.table = loaded_field(s.text(0));
  uint64_t* const counts[] = {&table.counts.records, &table.counts.linked, &table.counts.names_only,
                              &table.counts.maybe_minor};
  for (int i = 0; i < 4; ++i) {
    if (s.integer(i + 1) < 0) return false;
    *counts[i] = static_cast<uint64_t>(s.integer(i + 1));
  }
  return true;
}

bool Reader::load_people(const Statement& s, StoredTable::People& people) const {
  const int64_t part = s.integer(0);
  auto digests = Sketch::deserialize(s.text(2));
  if (part < 0 || part > static_cast<int64_t>(PeoplePart::under_18) || !digests) return false;
  if (!decode_votes(s.text(1), people.votes)) return false;
  for (const ColumnVote& vote : people.votes) {
    if (!is_rule(vote.rule)) return false;
  }
  people.part = static_cast<PeoplePart>(part);
  people.digests = std::move(*digests);
  return true;
}

Status Reader::tables(const std::function<bool(const StoredTable&)>& visit) const {
  auto scan = database_->prepare(
      "SELECT name, records, linked, names_only, maybe_minor FROM tables WHERE object = ? ORDER BY "
      "name");
  auto people = database_->prepare(
      "SELECT part, votes, sketch FROM people WHERE object = ? AND name = ? ORDER BY part, votes");
  if (!scan) return scan.error();
  if (!people) return people.error();
  Error error;
  const auto people_of = [&](StoredTable& table) {
    const std::string name = stored_field(table.table);
    people->bind_int(0, static_cast<int64_t>(table.object_id));
    people->bind_text(1, name);
    Step step{};
    std::pair<int64_t, std::string> last{-1, ""};
    while ((step = people->step()) == Step::row) {
      std::pair<int64_t, std::string> key{people->integer(0), std::string(people->text(1))};
      if (key <= last || !load_people(*people, table.people.emplace_back())) return false;
      last = std::move(key);
    }
    people->reset();
    return step != Step::failed;
  };
  const auto per_object = [&](uint64_t id, ObjectKind kind, std::string_view location) {
    scan->bind_int(0, static_cast<int64_t>(id));
    Step step{};
    std::optional<std::optional<std::string>> last;
    while ((step = scan->step()) == Step::row) {
      StoredTable table;
      table.object_id = id;
      table.kind = kind;
      table.location = location;
      const bool sound = load_table(*scan, table) && (!last || *last < table.table);
      if (!sound || !people_of(table)) return error = damaged(), Next::failed;
      last = table.table;
      if (!visit(table)) return Next::stop;
    }
    if (step == Step::failed) return error = step_error(), Next::failed;
    scan->reset();
    return Next::go_on;
  };
  return visible_objects(per_object, error);
}

Status Reader::gaps(const std::function<bool(const GapRow&)>& visit) const {
  auto scan = database_->prepare(
      "SELECT order_key, offset, reason, detail, number, item, location FROM gaps "
      "ORDER BY order_key, offset, reason, detail, number");
  if (!scan) return scan.error();
  using Key = std::tuple<std::string, int64_t, int64_t, std::string, int64_t>;
  std::optional<Key> last;
  Step step{};
  uint64_t met = 0;
  while ((step = scan->step()) == Step::row) {
    GapRow gap{std::string(scan->text(0)), std::string(scan->text(6)), GapReason::io_error,
               optional_position(*scan, 1), std::string(scan->text(3))};
    const int64_t reason = scan->integer(2);
    Key key{gap.order_key, scan->integer(1), reason, gap.detail, scan->integer(4)};
    if (reason < 0 || reason >= kGapReasons || (last && key <= *last)) return damaged();
    last = std::move(key);
    if (is_open(static_cast<uint64_t>(scan->integer(5)))) continue;
    ++met;
    gap.reason = static_cast<GapReason>(reason);
    if (!visit(gap)) return {};
  }
  if (step == Step::failed) return step_error();
  return coverage_.complete && met != counts_.gaps ? Status(damaged()) : Status();
}

bool Reader::load_finding(const Statement& s, Finding& finding) const {
  const int64_t evidence = s.integer(5);
  if (!is_rule(s.integer(2)) || evidence < 0 || evidence > kKnownEvidence) return false;
  finding = {};
  finding.offset = optional_position(s, 0);
  finding.record = optional_position(s, 1);
  finding.rule = static_cast<uint16_t>(s.integer(2));
  finding.field = loaded_field(s.text(3));
  finding.evidence = EvidenceSet(static_cast<uint16_t>(evidence));
  finding.length = optional_position(s, 7);
  finding.masked = s.text(9);
  if (!load_digest(s.text(4), finding.digest) || !decode_also(s.text(8), finding.also))
    return false;
  for (const uint16_t rule : finding.also) {
    if (!is_rule(rule)) return false;
  }
  return true;
}

// The findings of one object after another.
class FindingScan {
 public:
  static Result<FindingScan> make(const Reader& reader);
  Status object(uint64_t id, std::string_view location,
                const std::function<bool(const StoredFinding&)>& visit, uint64_t& met, bool& go_on);

 private:
  FindingScan(const Reader& reader, Statement scan, StatisticLookup statistics)
      : reader_(&reader), scan_(std::move(scan)), statistics_(std::move(statistics)) {}
  const Reader* reader_;
  Statement scan_;
  StatisticLookup statistics_;
};

Result<FindingScan> FindingScan::make(const Reader& reader) {
  auto scan = reader.database_->prepare(
      "SELECT offset, record, rule, field, digest, evidence, number, length, also, masked FROM "
      "findings "
      "WHERE object = ? ORDER BY offset, record, rule, field, digest, evidence, number");
  auto statistics = StatisticLookup::make(*reader.database_);
  if (!scan) return scan.error();
  if (!statistics) return statistics.error();
  return FindingScan(reader, std::move(*scan), std::move(*statistics));
}

Status FindingScan::object(uint64_t id, std::string_view location,
                           const std::function<bool(const StoredFinding&)>& visit, uint64_t& met,
                           bool& go_on) {
  using Key = std::tuple<int64_t, int64_t, int64_t, std::string, std::string, int64_t, int64_t>;
  StoredFinding found;
  found.object_id = id;
  found.location = location;
  std::optional<Key> last;
  scan_.bind_int(0, static_cast<int64_t>(id));
  Step step{};
  while (go_on && (step = scan_.step()) == Step::row) {
    Key key{
        scan_.integer(0),           scan_.integer(1), scan_.integer(2), std::string(scan_.text(3)),
        std::string(scan_.text(4)), scan_.integer(5), scan_.integer(6)};
    if (!reader_->load_finding(scan_, found.finding) || (last && key <= *last)) {
      return reader_->damaged();
    }
    last = std::move(key);
    if (!statistics_.find(id, found.finding.field, found.finding.rule, found.statistic)) {
      return reader_->step_error();
    }
    ++met;
    go_on = visit(found);
  }
  if (step == Step::failed) return reader_->step_error();
  scan_.reset();
  return {};
}

Status Reader::findings(const std::function<bool(const StoredFinding&)>& visit) const {
  auto scan = FindingScan::make(*this);
  if (!scan) return scan.error();
  Error error;
  uint64_t met = 0;
  bool go_on = true;
  const auto per_object = [&](uint64_t id, ObjectKind, std::string_view location) {
    const Status status = scan->object(id, location, visit, met, go_on);
    if (!status) return error = status.error(), Next::failed;
    return go_on ? Next::go_on : Next::stop;
  };
  if (Status status = visible_objects(per_object, error); !status) return status;
  return go_on && coverage_.complete && met != counts_.findings ? Status(damaged()) : Status();
}

class Lookup final : public ObjectLookup {
 public:
  Lookup(const Reader& reader, Statement object, RowScan rows, FindingScan findings,
         StatisticLookup statistics, Statement years)
      : reader_(reader),
        object_(std::move(object)),
        rows_(std::move(rows)),
        findings_(std::move(findings)),
        statistics_(std::move(statistics)),
        years_(std::move(years)) {}
  Status object(uint64_t id, StoredObject& out) override {
    if (Status status = find(id); !status) return status;
    out = found_;
    return {};
  }
  Status rows(uint64_t id, const std::function<bool(const StoredRow&)>& visit) override {
    if (Status status = find(id); !status) return status;
    uint64_t met = 0;
    bool go_on = true;
    return rows_.object(id, found_.row.kind, found_.row.location, visit, met, go_on);
  }
  Status findings(uint64_t id, const std::function<bool(const StoredFinding&)>& visit) override {
    if (Status status = find(id); !status) return status;
    uint64_t met = 0;
    bool go_on = true;
    return findings_.object(id, found_.row.location, visit, met, go_on);
  }
  Status statistic(uint64_t id, const std::optional<std::string>& field, uint16_t rule,
                   Statistic& out) override {
    return statistics_.find(id, field, rule, out) ? Status() : Status(reader_.step_error());
  }
  Status years(uint64_t id, FieldYears& out) override {
    out.clear();
    years_.bind_int(0, static_cast<int64_t>(id));
    Step step{};
    std::pair<std::string, int64_t> last{"", -1};
    while ((step = years_.step()) == Step::row) {
      std::pair<std::string, int64_t> key{std::string(years_.text(0)), years_.integer(1)};
      if (key <= last || key.second < 0 || key.second > 9999 || years_.integer(2) < 1) {
        return reader_.damaged();
      }
      out[key.first][static_cast<int32_t>(key.second)] = static_cast<uint64_t>(years_.integer(2));
      last = std::move(key);
    }
    if (step == Step::failed) return reader_.step_error();
    years_.reset();
    return {};
  }

 private:
  // The entries of one object are asked for one after another.
  Status find(uint64_t id) {
    if (loaded_ && found_.id == id) return {};
    object_.bind_int(0, static_cast<int64_t>(id));
    const Step step = object_.step();
    if (step == Step::failed) return reader_.step_error();
    found_ = {};
    found_.id = id;
    loaded_ = step == Step::row && !reader_.is_open(item_of(id)) &&
              reader_.load_object(object_, found_.row);
    object_.reset();
    return loaded_ ? Status() : Status(reader_.damaged());
  }

  const Reader& reader_;
  Statement object_;
  RowScan rows_;
  FindingScan findings_;
  StatisticLookup statistics_;
  Statement years_;
  StoredObject found_;
  bool loaded_ = false;
};

Result<std::unique_ptr<ObjectLookup>> Reader::lookup() const {
  auto object = database_->prepare(
      "SELECT id, kind, state, bytes, content_bytes, content, copy_of, mtime, mode, owner, "
      "same_as, password_line, format, reader, encodings, display, location, raw, order_key FROM "
      "objects "
      "WHERE id = ?");
  auto rows = RowScan::make(*this);
  auto findings = FindingScan::make(*this);
  auto statistics = StatisticLookup::make(*this->database_);
  if (!object) return object.error();
  if (!rows) return rows.error();
  if (!findings) return findings.error();
  if (!statistics) return statistics.error();
  auto years = database_->prepare(
      "SELECT field, year, rows FROM years WHERE object = ? ORDER BY field, year");
  if (!years) return years.error();
  return std::unique_ptr<ObjectLookup>(
      std::make_unique<Lookup>(*this, std::move(*object), std::move(*rows), std::move(*findings),
                               std::move(*statistics), std::move(*years)));
}

}  // namespace

Result<std::unique_ptr<InventoryReader>> InventoryReader::open(const std::string& path) {
  if (Status status = check_header(path); !status) return status.error();
  auto database = Database::open(path, path, Database::Mode::read);
  if (!database) return database.error();
  auto reader = std::make_unique<Reader>(std::move(*database));
  if (Status status = reader->load(); !status) return status.error();
  return std::unique_ptr<InventoryReader>(std::move(reader));
}

}  // namespace qingce
