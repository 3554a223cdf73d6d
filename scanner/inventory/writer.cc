// The one writer of an inventory. Work items are committed in batches, because a commit costs as
// much as some hundred small items; an item counts only once the transaction that closes it is
// committed.
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <unordered_map>
#include <unordered_set>

#include "scanner/core/message.h"
#include "scanner/inventory/database.h"
#include "scanner/inventory/inventory.h"
#include "scanner/inventory/place.h"
#include "scanner/inventory/resume.h"
#include "scanner/inventory/schema.h"

namespace qingce {
namespace {

constexpr uint64_t kBatchEntries = 8192;             // entries per transaction
constexpr uint64_t kBatchBytes = uint64_t{4} << 20;  // sketch bytes per transaction
constexpr size_t kCopyBatch = size_t{1}
                              << 20;  // digests held at once while copies are found: 24 MiB

int64_t stored(uint64_t value) { return static_cast<int64_t>(value); }
int64_t stored(const std::optional<uint64_t>& value) {
  return value ? static_cast<int64_t>(*value) : -1;
}

template <class T>
void bind_optional_int(Statement& statement, int index, const std::optional<T>& value) {
  value ? statement.bind_int(index, static_cast<int64_t>(*value)) : statement.bind_null(index);
}

void bind_optional_text(Statement& statement, int index, const std::optional<std::string>& value) {
  value ? statement.bind_text(index, *value) : statement.bind_null(index);
}

struct Item {
  int64_t id = 0;
  StoredCounts counts;
};

class Writer final : public InventoryWriter {
 public:
  Writer(std::string shown, std::string path) : shown_(std::move(shown)), path_(std::move(path)) {}
  ~Writer() override;
  Status start(const RunFacts& facts);
  // Takes back a file that could not be started: nothing half-made is left.
  void abandon();
  // Opens what another run left.
  Status go_on();
  Status add(const ItemChunk& chunk) override;
  Status commit() override;
  Status complete(const RunFacts& facts) override;
  Status leave() override;
  Status finish(const RunFacts& facts) override;

 private:
  struct Statements {
    Statement insert_item, update_item, insert_object, insert_row, find_row, update_row,
        insert_statistic, insert_table, find_people, insert_people, insert_year, insert_gap,
        insert_finding;
  };
  struct CopyCandidate {
    Digest128 content;
    int64_t id = 0;
    auto operator<=>(const CopyCandidate&) const = default;
  };

  Status prepare();
  Status write_facts(const RunFacts& facts);
  Status write_chunk(const ItemChunk& chunk);
  Status write_item(const ItemChunk& chunk, Item& item, bool first);
  Status write_object(const ObjectRow& object, int64_t item);
  Status write_row(int64_t object, const RowKey& key, const RowValue& value, bool first,
                   Item& item);
  Status load_row(RowValue& value);
  Status write_statistic(int64_t object, const StatisticKey& key, const Statistic& value);
  Status write_tables(const ItemChunk& chunk, int64_t base, bool first);
  Status write_people(int64_t object, const PeopleKey& key, const Sketch& digests, bool first);
  Status write_gap(const GapRow& gap, int64_t item);
  Status write_finding(int64_t object, const Finding& finding);
  Status commit_if_full();
  Status find_copies();
  Status find_copies_in(uint64_t part, uint64_t parts);
  Status mark_copies(const std::vector<CopyCandidate>& group, Statement& facts, Statement& update);
  Status fold();
  Status fail(Error error);
  Status run(Statement& statement) {
    ++pending_;
    return statement.run() ? Status() : Status(database_->error());
  }

  std::string shown_;  // as the operator named it
  std::string path_;   // no component is a link
  std::unique_ptr<Database> database_;
  Statements sql_;
  std::unordered_map<std::string, Item> open_;  // by item key
  int64_t next_item_ = 1;
  int64_t next_number_ = 1;  // of gaps and findings: keeps equal ones apart
  uint64_t pending_ = 0;     // entries since the last commit
  uint64_t pending_bytes_ = 0;
  StoredCounts closed_;
  bool finished_ = false;
  std::optional<Error> failed_;
};

Writer::~Writer() {
  if (database_ == nullptr || finished_ || failed_) return;
  // The run ended early. What was closed is worth keeping; if this fails, recovery drops the last
  // batch.
  if (database_->exec("COMMIT")) {
    sql_ = {};
    static_cast<void>(fold());
  }
}

// What every connection of ours that writes asks for.
constexpr const char* kSettings = "PRAGMA secure_delete=ON; PRAGMA cache_size=-16384";
constexpr const char* kLog =
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA wal_autocheckpoint=8192; BEGIN";

// Identity and schema are committed before WAL starts, so that they stand in the main file whatever
// happens later.
Status Writer::start(const RunFacts& facts) {
  auto database = Database::open(path_, shown_, Database::Mode::write);
  if (!database) return database.error();
  database_ = std::move(*database);
  // Not synced: there is nothing yet that a power failure could take, and sixteen syncs are longer
  // than a small scan. The log sets its own rule.
  const std::string identity =
      std::string(kSettings) +
      "; PRAGMA synchronous=OFF; BEGIN; PRAGMA application_id=" + std::to_string(kApplicationId) +
      "; PRAGMA user_version=" + std::to_string(kInventoryFormat);
  if (Status status = database_->exec(identity.c_str()); !status) return status;
  for (const SchemaEntry& entry : schema_entries()) {
    if (Status status = database_->exec(std::string(entry.sql).c_str()); !status) return status;
  }
  if (Status status = write_facts(facts); !status) return status;
  if (Status status = database_->exec("COMMIT"); !status) return status;
  if (Status status = database_->exec(kLog); !status) return status;
  return prepare();
}

Status Writer::go_on() {
  auto database = Database::open(path_, shown_, Database::Mode::write);
  if (!database) return database.error();
  database_ = std::move(*database);
  if (Status status = database_->exec(kSettings); !status) return status;
  if (Status status = database_->exec(kLog); !status) return status;
  auto left = drop_unfinished(*database_);
  if (!left) return left.error();
  closed_ = left->counts;
  next_item_ = left->next_item;
  next_number_ = left->next_number;
  if (Status status = database_->exec("COMMIT; BEGIN"); !status) return status;
  return prepare();
}

void Writer::abandon() {
  static_cast<void>(fail(make_error(ErrorCode::io, "err.inventory",
                                    {shown_, Phrase::of("err.inventory.not-started")})));
  ::unlink(path_.c_str());
  for (const std::string& side : side_files(path_)) ::unlink(side.c_str());
}

Status Writer::prepare() {
  const std::pair<Statement*, std::string_view> texts[] = {
      {&sql_.insert_item, "INSERT INTO items(id, done, links, bytes_read, key) VALUES(?,?,?,?,?)"},
      {&sql_.update_item,
       "UPDATE items SET done = ?, links = links + ?, bytes_read = bytes_read + ? WHERE id = ?"},
      {&sql_.insert_object, "INSERT INTO objects VALUES(?,?,?,?,?,?,NULL,?,?,?,?,?,?,?,?,?,?,?,?)"},
      {&sql_.insert_row, "INSERT INTO rows VALUES(?,?,?,?,?,?,?)"},
      {&sql_.find_row,
       "SELECT count, samples, sketch FROM rows WHERE object = ? AND field = ? AND rule = ? AND "
       "evidence = ?"},
      {&sql_.update_row,
       "UPDATE rows SET count = ?5, samples = ?6, sketch = ?7 "
       "WHERE object = ?1 AND field = ?2 AND rule = ?3 AND evidence = ?4"},
      {&sql_.insert_statistic,
       "INSERT INTO statistics VALUES(?,?,?,?,?) ON CONFLICT DO UPDATE SET "
       "candidates = candidates + excluded.candidates, passed = passed + excluded.passed"},
      {&sql_.insert_table,
       "INSERT INTO tables VALUES(?,?,?,?,?,?) ON CONFLICT DO UPDATE SET "
       "records = records + excluded.records, linked = linked + excluded.linked, "
       "names_only = names_only + excluded.names_only, "
       "maybe_minor = maybe_minor + excluded.maybe_minor"},
      {&sql_.find_people,
       "SELECT sketch FROM people WHERE object = ? AND name = ? AND part = ? AND votes = ?"},
      {&sql_.insert_people, "INSERT OR REPLACE INTO people VALUES(?,?,?,?,?)"},
      {&sql_.insert_year,
       "INSERT INTO years VALUES(?,?,?,?) ON CONFLICT DO UPDATE SET rows = rows + excluded.rows"},
      {&sql_.insert_gap, "INSERT INTO gaps VALUES(?,?,?,?,?,?,?)"},
      {&sql_.insert_finding, "INSERT INTO findings VALUES(?,?,?,?,?,?,?,?,?,?,?)"},
  };
  for (const auto& [statement, text] : texts) {
    auto prepared = database_->prepare(text);
    if (!prepared) return prepared.error();
    *statement = std::move(*prepared);
  }
  return {};
}

Status Writer::write_facts(const RunFacts& facts) {
  if (Status status = database_->exec("DELETE FROM run; DELETE FROM rules"); !status) return status;
  auto insert_fact = database_->prepare("INSERT INTO run VALUES(?,?,?,?)");
  if (!insert_fact) return insert_fact.error();
  std::vector<StoredFact> stored_facts = encode_facts(facts);
  if (finished_) {
    for (StoredFact& count : encode_counts(closed_)) stored_facts.push_back(std::move(count));
  }
  for (const StoredFact& fact : stored_facts) {
    insert_fact->bind_text(0, fact.name);
    insert_fact->bind_int(1, fact.ordinal);
    insert_fact->bind_text(2, fact.key);
    insert_fact->bind_text(3, fact.value);
    if (Status status = run(*insert_fact); !status) return status;
  }
  auto insert_rule = database_->prepare("INSERT INTO rules VALUES(?,?)");
  if (!insert_rule) return insert_rule.error();
  for (size_t i = 0; i < facts.rules_toml.size(); ++i) {
    insert_rule->bind_int(0, static_cast<int64_t>(i));
    insert_rule->bind_text(1, facts.rules_toml[i]);
    if (Status status = run(*insert_rule); !status) return status;
  }
  return {};
}

Status Writer::fail(Error error) {
  failed_ = error;
  sql_ = {};
  // Rolls back. The log stays as it is: where the disk is full there is no room to fold it, and a
  // confined process that removed it could not make it again.
  if (database_ != nullptr) static_cast<void>(database_->close(false));
  database_.reset();
  return error;
}

Status Writer::add(const ItemChunk& chunk) {
  if (failed_) return *failed_;
  Status status = write_chunk(chunk);
  if (status) status = commit_if_full();
  return status ? status : fail(status.error());
}

Status Writer::write_chunk(const ItemChunk& chunk) {
  auto [place, first] = open_.try_emplace(chunk.item_key);
  Item& item = place->second;
  if (first) item.id = next_item_++;
  if (Status status = write_item(chunk, item, first); !status) return status;
  const int64_t base = item.id << kItemShift;
  for (const ObjectRow& object : chunk.objects) {
    if (Status status = write_object(object, base); !status) return status;
  }
  for (const auto& [key, value] : chunk.rows) {
    if (Status status = write_row(base | stored(key.object), key, value, first, item); !status)
      return status;
  }
  for (const auto& [key, value] : chunk.statistics) {
    if (Status status = write_statistic(base | stored(key.object), key, value); !status)
      return status;
  }
  if (Status status = write_tables(chunk, base, first); !status) return status;
  for (const GapRow& gap : chunk.gaps) {
    if (Status status = write_gap(gap, item.id); !status) return status;
  }
  for (const FindingRow& finding : chunk.findings) {
    if (Status status = write_finding(base | stored(finding.object), finding.finding); !status)
      return status;
  }
  item.counts.objects += chunk.objects.size();
  item.counts.gaps += chunk.gaps.size();
  item.counts.findings += chunk.findings.size();
  if (!chunk.last) return {};
  closed_.objects += item.counts.objects;
  closed_.rows += item.counts.rows;
  closed_.gaps += item.counts.gaps;
  closed_.findings += item.counts.findings;
  open_.erase(place);
  return {};
}

Status Writer::write_item(const ItemChunk& chunk, Item& item, bool first) {
  if (first) {
    sql_.insert_item.bind_int(0, item.id);
    sql_.insert_item.bind_int(1, chunk.last ? 1 : 0);
    sql_.insert_item.bind_int(2, stored(chunk.links));
    sql_.insert_item.bind_int(3, stored(chunk.bytes_read));
    sql_.insert_item.bind_blob(4, chunk.item_key);
    return run(sql_.insert_item);
  }
  if (!chunk.last && chunk.links == 0 && chunk.bytes_read == 0) return {};
  sql_.update_item.bind_int(0, chunk.last ? 1 : 0);
  sql_.update_item.bind_int(1, stored(chunk.links));
  sql_.update_item.bind_int(2, stored(chunk.bytes_read));
  sql_.update_item.bind_int(3, item.id);
  return run(sql_.update_item);
}

Status Writer::write_object(const ObjectRow& object, int64_t item) {
  const std::string encodings = join_words(object.encodings);
  Statement& s = sql_.insert_object;
  s.bind_int(0, item | stored(object.number));
  s.bind_int(1, static_cast<int64_t>(object.kind));
  s.bind_int(2, static_cast<int64_t>(object.state));
  s.bind_int(3, stored(object.bytes));
  s.bind_int(4, stored(object.content_bytes));
  object.content ? s.bind_blob(5, digest_bytes(*object.content)) : s.bind_null(5);
  bind_optional_int(s, 6, object.mtime);
  bind_optional_int(s, 7, object.mode);
  bind_optional_text(s, 8, object.owner);
  bind_optional_text(s, 9, object.same_as);
  bind_optional_int(s, 10, object.password_line);
  s.bind_text(11, object.format);
  s.bind_text(12, object.reader);
  s.bind_text(13, encodings);
  s.bind_text(14, object.display);
  s.bind_text(15, object.location);
  s.bind_blob(16, object.raw);
  s.bind_blob(17, object.order_key);
  return run(s);
}

// The rows of an item's first chunk are distinct by construction; those of a later one may have to
// be merged.
Status Writer::write_row(int64_t object, const RowKey& key, const RowValue& value, bool first,
                         Item& item) {
  const std::string field = stored_field(key.field);
  const auto bind_key = [&](Statement& s) {
    s.bind_int(0, object);
    s.bind_text(1, field);
    s.bind_int(2, key.rule);
    s.bind_int(3, key.evidence.bits());
  };
  RowValue merged;
  bool exists = false;
  if (!first) {
    bind_key(sql_.find_row);
    const Statement::Step step = sql_.find_row.step();
    exists = step == Statement::Step::row;
    if (step == Statement::Step::failed) return database_->error();
    if (exists) {
      if (Status status = load_row(merged); !status) return status;
      merged.merge(value);
    }
    sql_.find_row.reset();
  }
  const RowValue& result = exists ? merged : value;
  const std::string samples = encode_samples(result);
  const std::string sketch = result.sketch.serialize();
  Statement& s = exists ? sql_.update_row : sql_.insert_row;
  bind_key(s);
  s.bind_int(4, stored(result.count));
  s.bind_blob(5, samples);
  s.bind_blob(6, sketch);
  pending_bytes_ += sketch.size();
  if (!exists) ++item.counts.rows;
  return run(s);
}

Status Writer::load_row(RowValue& value) {
  auto sketch = Sketch::deserialize(sql_.find_row.text(2));
  if (sketch) {
    value.count = static_cast<uint64_t>(sql_.find_row.integer(0));
    value.sketch = std::move(*sketch);
    if (decode_samples(sql_.find_row.text(1), value)) return {};
  }
  return make_error(ErrorCode::io, "err.inventory", {shown_, Phrase::of("err.inventory.row")});
}

Status Writer::write_statistic(int64_t object, const StatisticKey& key, const Statistic& value) {
  const std::string field = stored_field(key.field);
  Statement& s = sql_.insert_statistic;
  s.bind_int(0, object);
  s.bind_text(1, field);
  s.bind_int(2, key.rule);
  s.bind_int(3, stored(value.candidates));
  s.bind_int(4, stored(value.passed));
  return run(s);
}

Status Writer::write_tables(const ItemChunk& chunk, int64_t base, bool first) {
  for (const auto& [key, counts] : chunk.tables) {
    const std::string name = stored_field(key.table);
    Statement& s = sql_.insert_table;
    s.bind_int(0, base | stored(key.object));
    s.bind_text(1, name);
    s.bind_int(2, stored(counts.records));
    s.bind_int(3, stored(counts.linked));
    s.bind_int(4, stored(counts.names_only));
    s.bind_int(5, stored(counts.maybe_minor));
    if (Status status = run(s); !status) return status;
  }
  for (const auto& [key, digests] : chunk.people) {
    const int64_t object = base | stored(key.table.object);
    if (Status status = write_people(object, key, digests, first); !status) return status;
  }
  for (const auto& [key, rows] : chunk.years) {
    Statement& s = sql_.insert_year;
    s.bind_int(0, base | stored(key.object));
    s.bind_text(1, key.field);
    s.bind_int(2, key.year);
    s.bind_int(3, stored(rows));
    if (Status status = run(s); !status) return status;
  }
  return {};
}

// As for rows: what an item's later chunks bring is merged with what stands there.
Status Writer::write_people(int64_t object, const PeopleKey& key, const Sketch& digests,
                            bool first) {
  const std::string name = stored_field(key.table.table);
  const std::string votes = encode_votes(key.votes);
  const auto bind_key = [&](Statement& s) {
    s.bind_int(0, object);
    s.bind_text(1, name);
    s.bind_int(2, static_cast<int64_t>(key.part));
    s.bind_blob(3, votes);
  };
  std::string sketch;
  if (!first) {
    bind_key(sql_.find_people);
    const Statement::Step step = sql_.find_people.step();
    if (step == Statement::Step::failed) return database_->error();
    if (step == Statement::Step::row) {
      auto merged = Sketch::deserialize(sql_.find_people.text(0));
      if (!merged) {
        return make_error(ErrorCode::io, "err.inventory",
                          {shown_, Phrase::of("err.inventory.row")});
      }
      merged->merge(digests);
      sketch = merged->serialize();
    }
    sql_.find_people.reset();
  }
  if (sketch.empty()) sketch = digests.serialize();
  bind_key(sql_.insert_people);
  sql_.insert_people.bind_blob(4, sketch);
  pending_bytes_ += sketch.size();
  return run(sql_.insert_people);
}

Status Writer::write_gap(const GapRow& gap, int64_t item) {
  Statement& s = sql_.insert_gap;
  s.bind_blob(0, gap.order_key);
  s.bind_int(1, stored(gap.offset));
  s.bind_int(2, static_cast<int64_t>(gap.reason));
  s.bind_text(3, gap.detail);
  s.bind_int(4, next_number_++);
  s.bind_int(5, item);
  s.bind_text(6, gap.location);
  return run(s);
}

Status Writer::write_finding(int64_t object, const Finding& finding) {
  const std::string field = stored_field(finding.field);
  const std::string also = encode_also(finding.also);
  Statement& s = sql_.insert_finding;
  s.bind_int(0, object);
  s.bind_int(1, stored(finding.offset));
  s.bind_int(2, stored(finding.record));
  s.bind_int(3, finding.rule);
  s.bind_text(4, field);
  s.bind_blob(5, digest_bytes(finding.digest));
  s.bind_int(6, finding.evidence.bits());
  s.bind_int(7, next_number_++);
  bind_optional_int(s, 8, finding.length);
  s.bind_blob(9, also);
  s.bind_text(10, finding.masked);
  return run(s);
}

Status Writer::commit_if_full() {
  if (pending_ < kBatchEntries && pending_bytes_ < kBatchBytes) return {};
  pending_ = 0;
  pending_bytes_ = 0;
  return database_->exec("COMMIT; BEGIN");
}

Status Writer::commit() {
  if (failed_) return *failed_;
  if (pending_ == 0) return {};
  pending_ = 0;
  pending_bytes_ = 0;
  const Status status = database_->exec("COMMIT; BEGIN");
  return status ? status : fail(status.error());
}

Status Writer::complete(const RunFacts& facts) {
  if (failed_) return *failed_;
  Status status = find_copies();
  finished_ = true;
  if (status) status = write_facts(facts);
  if (status) status = database_->exec("COMMIT");
  return status ? status : fail(status.error());
}

Status Writer::leave() {
  if (failed_) return *failed_;
  Status status;
  if (!finished_) status = database_->exec("COMMIT");
  finished_ = true;
  sql_ = {};
  // An empty write transaction: both side files are there, also where nothing was logged yet.
  if (status) status = database_->exec("BEGIN IMMEDIATE; COMMIT");
  if (status) status = database_->close(false);
  database_.reset();
  return status ? status : fail(status.error());
}

Status Writer::finish(const RunFacts& facts) {
  Status status = complete(facts);
  if (!status) return status;
  sql_ = {};
  status = fold();
  if (status) status = sync_file(shown_, path_);
  return status ? status : fail(status.error());
}

Status Writer::fold() {
  Status status = fold_log(*database_);
  if (status) status = database_->close();
  database_.reset();
  return status;
}

// Digests are taken in parts, so that ten million objects need no more memory than one million.
Status Writer::find_copies() {
  uint64_t objects = closed_.objects;
  for (const auto& [key, item] : open_) objects += item.counts.objects;
  const uint64_t parts = objects / kCopyBatch + 1;
  for (uint64_t part = 0; part < parts; ++part) {
    if (Status status = find_copies_in(part, parts); !status) return status;
  }
  return {};
}

Status Writer::find_copies_in(uint64_t part, uint64_t parts) {
  std::unordered_set<int64_t> open_items;
  for (const auto& [key, item] : open_) open_items.insert(item.id);
  auto scan = database_->prepare(
      "SELECT id, content FROM objects WHERE content IS NOT NULL AND content_bytes > 0 AND kind <= "
      "1 "
      "AND same_as IS NULL");
  if (!scan) return scan.error();
  std::vector<CopyCandidate> found;
  Statement::Step step{};
  while ((step = scan->step()) == Statement::Step::row) {
    CopyCandidate candidate{{}, scan->integer(0)};
    if (!load_digest(scan->text(1), candidate.content) ||
        open_items.contains(candidate.id >> kItemShift))
      continue;
    uint64_t share = 0;
    std::memcpy(&share, candidate.content.bytes.data(), sizeof share);
    if (share % parts == part) found.push_back(candidate);
  }
  if (step == Statement::Step::failed) return database_->error();
  scan->reset();
  std::sort(found.begin(), found.end());

  auto object = database_->prepare("SELECT order_key, content_bytes FROM objects WHERE id = ?");
  auto update = database_->prepare("UPDATE objects SET copy_of = ? WHERE id = ?");
  if (!object) return object.error();
  if (!update) return update.error();
  std::vector<CopyCandidate> group;
  for (size_t i = 0; i < found.size(); ++i) {
    group.push_back(found[i]);
    if (i + 1 < found.size() && found[i + 1].content == found[i].content) continue;
    if (Status status = mark_copies(group, *object, *update); !status) return status;
    group.clear();
  }
  return {};
}

// One group of equal digests: the first in report order is the original of those with its length.
Status Writer::mark_copies(const std::vector<CopyCandidate>& group, Statement& facts,
                           Statement& update) {
  if (group.size() < 2) return {};
  struct First {
    std::string order_key;
    int64_t id = 0;
  };
  std::unordered_map<int64_t, First> first_of_length;
  std::vector<int64_t> lengths;
  for (const CopyCandidate& candidate : group) {
    facts.bind_int(0, candidate.id);
    if (facts.step() != Statement::Step::row) return database_->error();
    lengths.push_back(facts.integer(1));
    auto [place, added] = first_of_length.try_emplace(lengths.back());
    if (added || facts.text(0) < place->second.order_key)
      place->second = {std::string(facts.text(0)), candidate.id};
    facts.reset();
  }
  for (size_t i = 0; i < group.size(); ++i) {
    const int64_t first = first_of_length[lengths[i]].id;
    if (first == group[i].id) continue;
    update.bind_int(0, first);
    update.bind_int(1, group[i].id);
    if (Status status = run(update); !status) return status;
  }
  return {};
}

}  // namespace

Status InventoryWriter::check(const std::string& path, bool force) {
  auto resolved = resolve(path);
  if (!resolved) return resolved.error();
  return check_room(path, *resolved, force);
}

Result<std::unique_ptr<InventoryWriter>> InventoryWriter::create(const std::string& path,
                                                                 const RunFacts& facts,
                                                                 bool force) {
  auto resolved = resolve(path);
  if (!resolved) return resolved.error();
  if (Status status = make_room(path, *resolved, force); !status) return status.error();
  if (Status status = create_file(path, *resolved); !status) return status.error();
  auto writer = std::make_unique<Writer>(path, *resolved);
  if (Status status = writer->start(facts); !status) {
    const Error error = status.error();
    writer->abandon();
    return error;
  }
  return std::unique_ptr<InventoryWriter>(std::move(writer));
}

Result<std::unique_ptr<InventoryWriter>> InventoryWriter::resume(const std::string& path) {
  auto resolved = resolve(path);
  if (!resolved) return resolved.error();
  {  // The reader checks everything that the writer then relies on.
    auto reader = InventoryReader::open(path);
    if (!reader) return reader.error();
    if ((*reader)->coverage().complete) return usage(path, "is complete");
  }
  auto writer = std::make_unique<Writer>(path, *resolved);
  if (Status status = writer->go_on(); !status) return status.error();
  return std::unique_ptr<InventoryWriter>(std::move(writer));
}

Status InventoryWriter::fold(const std::string& path) {
  auto resolved = resolve(path);
  if (!resolved) return resolved.error();
  auto database = Database::open(*resolved, path, Database::Mode::write);
  if (!database) return database.error();
  Status status = (*database)->exec("PRAGMA synchronous=NORMAL");
  if (status) status = fold_log(**database);
  if (status) status = (*database)->close();
  database->reset();
  return status ? sync_file(path, *resolved) : status;
}

std::vector<std::string> InventoryWriter::files(const std::string& path) {
  std::vector<std::string> all = side_files(path);
  all.insert(all.begin(), path);
  return all;
}

}  // namespace qingce
