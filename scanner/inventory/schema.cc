#include "scanner/inventory/schema.h"

#include <charconv>
#include <cstring>

namespace qingce {
namespace {

constexpr char kImplied = 0;   // the sample's digest is the sketch's at the same position
constexpr char kExplicit = 1;  // the digest follows

template <class T>
bool parse_number(std::string_view text, T& value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size();
}

void append_length(std::string& out, size_t length) {
  for (int shift = 24; shift >= 0; shift -= 8)
    out.push_back(static_cast<char>(length >> shift & 0xff));
}

bool take_length(std::string_view& bytes, size_t& length) {
  if (bytes.size() < 4) return false;
  length = 0;
  for (int i = 0; i < 4; ++i)
    length = length << 8 | static_cast<uint8_t>(bytes[static_cast<size_t>(i)]);
  bytes.remove_prefix(4);
  return length <= bytes.size();
}

}  // namespace

// Indexes are few and kept while writing: objects come nearly in report order, so objects_order is
// appended to, and sorting at the end would need memory for every name. Rows, statistics, gaps and
// findings are stored in the order they are read (WITHOUT ROWID), which also finds the row that a
// later chunk adds to.
const std::vector<SchemaEntry>& schema_entries() {
  static const std::vector<SchemaEntry> entries = {
      {"table", "run", "run",
       "CREATE TABLE run(name TEXT NOT NULL, ordinal INTEGER NOT NULL, key TEXT NOT NULL, value "
       "TEXT NOT NULL, "
       "PRIMARY KEY(name, ordinal)) STRICT, WITHOUT ROWID"},
      {"table", "rules", "rules",
       "CREATE TABLE rules(ordinal INTEGER PRIMARY KEY, toml TEXT NOT NULL) STRICT"},
      {"table", "items", "items",
       "CREATE TABLE items(id INTEGER PRIMARY KEY, done INTEGER NOT NULL, links INTEGER NOT NULL, "
       "bytes_read INTEGER NOT NULL, key BLOB NOT NULL) STRICT"},
      {"table", "objects", "objects",
       "CREATE TABLE objects(id INTEGER PRIMARY KEY, kind INTEGER NOT NULL, state INTEGER NOT "
       "NULL, "
       "bytes INTEGER NOT NULL, content_bytes INTEGER NOT NULL, content BLOB, copy_of INTEGER, "
       "mtime INTEGER, "
       "mode INTEGER, owner TEXT, same_as TEXT, password_line INTEGER, format TEXT NOT NULL, "
       "reader TEXT NOT NULL, "
       "encodings TEXT NOT NULL, display TEXT NOT NULL, location TEXT NOT NULL, raw BLOB NOT NULL, "
       "order_key BLOB NOT NULL) STRICT"},
      {"index", "objects_order", "objects",
       "CREATE UNIQUE INDEX objects_order ON objects(order_key)"},
      {"table", "rows", "rows",
       "CREATE TABLE rows(object INTEGER NOT NULL, field TEXT NOT NULL, rule INTEGER NOT NULL, "
       "evidence INTEGER NOT NULL, count INTEGER NOT NULL, samples BLOB NOT NULL, sketch BLOB NOT "
       "NULL, "
       "PRIMARY KEY(object, field, rule, evidence)) STRICT, WITHOUT ROWID"},
      {"table", "statistics", "statistics",
       "CREATE TABLE statistics(object INTEGER NOT NULL, field TEXT NOT NULL, rule INTEGER NOT "
       "NULL, "
       "candidates INTEGER NOT NULL, passed INTEGER NOT NULL, PRIMARY KEY(object, field, rule)) "
       "STRICT, WITHOUT ROWID"},
      {"table", "tables", "tables",
       "CREATE TABLE tables(object INTEGER NOT NULL, name TEXT NOT NULL, records INTEGER NOT NULL, "
       "linked INTEGER NOT NULL, names_only INTEGER NOT NULL, maybe_minor INTEGER NOT NULL, "
       "PRIMARY KEY(object, name)) STRICT, WITHOUT ROWID"},
      {"table", "people", "people",
       "CREATE TABLE people(object INTEGER NOT NULL, name TEXT NOT NULL, part INTEGER NOT NULL, "
       "votes BLOB NOT NULL, sketch BLOB NOT NULL, PRIMARY KEY(object, name, part, votes)) STRICT, "
       "WITHOUT ROWID"},
      {"table", "years", "years",
       "CREATE TABLE years(object INTEGER NOT NULL, field TEXT NOT NULL, year INTEGER NOT NULL, "
       "rows INTEGER NOT NULL, PRIMARY KEY(object, field, year)) STRICT, WITHOUT ROWID"},
      {"table", "gaps", "gaps",
       "CREATE TABLE gaps(order_key BLOB NOT NULL, offset INTEGER NOT NULL, reason INTEGER NOT "
       "NULL, "
       "detail TEXT NOT NULL, number INTEGER NOT NULL, item INTEGER NOT NULL, location TEXT NOT "
       "NULL, "
       "PRIMARY KEY(order_key, offset, reason, detail, number)) STRICT, WITHOUT ROWID"},
      {"table", "findings", "findings",
       "CREATE TABLE findings(object INTEGER NOT NULL, offset INTEGER NOT NULL, record INTEGER NOT "
       "NULL, "
       "rule INTEGER NOT NULL, field TEXT NOT NULL, digest BLOB NOT NULL, evidence INTEGER NOT "
       "NULL, "
       "number INTEGER NOT NULL, length INTEGER, also BLOB NOT NULL, masked TEXT NOT NULL, "
       "PRIMARY KEY(object, offset, record, rule, field, digest, evidence, number)) STRICT, "
       "WITHOUT ROWID"},
      {"table", "ledger", "ledger",
       "CREATE TABLE ledger(number INTEGER PRIMARY KEY, time TEXT NOT NULL, kind TEXT NOT NULL, "
       "body TEXT NOT NULL, previous BLOB NOT NULL, hash BLOB NOT NULL) STRICT"},
  };
  return entries;
}

std::vector<StoredFact> encode_facts(const RunFacts& facts) {
  std::vector<StoredFact> out = {
      {"version", 0, "", facts.result.version},
      {"rules_hash", 0, "", facts.result.rules_hash},
      {"key_id", 0, "", facts.result.key_id},
      {"reference_date", 0, "", facts.result.reference_date},
      {"started", 0, "", facts.started},
      {"finished", 0, "", facts.finished},
      {"host", 0, "", facts.host},
      {"operator", 0, "", facts.operator_name},
      {"findings_kept", 0, "", facts.findings_kept ? "1" : "0"},
      {"links", 0, "", std::to_string(facts.links)},
      {"directories", 0, "", std::to_string(facts.directories)},
  };
  int64_t ordinal = 0;
  for (const auto& [key, value] : facts.result.options)
    out.push_back({"option", ordinal++, key, value});
  ordinal = 0;
  for (const std::string& target : facts.targets) out.push_back({"target", ordinal++, "", target});
  ordinal = 0;
  for (const std::string& mount : facts.mount_points)
    out.push_back({"mount_point", ordinal++, "", mount});
  ordinal = 0;
  for (const std::string& guard : facts.guards) out.push_back({"guard", ordinal++, "", guard});
  return out;
}

bool decode_fact(const StoredFact& stored, RunFacts& facts) {
  const std::pair<std::string_view, std::string*> texts[] = {
      {"version", &facts.result.version},
      {"rules_hash", &facts.result.rules_hash},
      {"key_id", &facts.result.key_id},
      {"reference_date", &facts.result.reference_date},
      {"started", &facts.started},
      {"finished", &facts.finished},
      {"host", &facts.host},
      {"operator", &facts.operator_name}};
  for (const auto& [name, text] : texts) {
    if (stored.name == name) return *text = stored.value, true;
  }
  if (stored.name == "option")
    return facts.result.options.emplace_back(stored.key, stored.value), true;
  if (stored.name == "target") return facts.targets.push_back(stored.value), true;
  if (stored.name == "mount_point") return facts.mount_points.push_back(stored.value), true;
  if (stored.name == "guard") return facts.guards.push_back(stored.value), true;
  if (stored.name == "links") return parse_number(stored.value, facts.links);
  if (stored.name == "directories") return parse_number(stored.value, facts.directories);
  if (stored.name == "findings_kept") {
    facts.findings_kept = stored.value == "1";
    return facts.findings_kept || stored.value == "0";
  }
  return false;
}

std::vector<StoredFact> encode_counts(const StoredCounts& counts) {
  return {{"count", 0, "objects", std::to_string(counts.objects)},
          {"count", 1, "rows", std::to_string(counts.rows)},
          {"count", 2, "gaps", std::to_string(counts.gaps)},
          {"count", 3, "findings", std::to_string(counts.findings)}};
}

bool decode_count(const StoredFact& stored, StoredCounts& counts) {
  const std::pair<std::string_view, uint64_t*> names[] = {{"objects", &counts.objects},
                                                          {"rows", &counts.rows},
                                                          {"gaps", &counts.gaps},
                                                          {"findings", &counts.findings}};
  for (const auto& [name, count] : names) {
    if (stored.key == name) return parse_number(stored.value, *count);
  }
  return false;
}

std::string stored_field(const std::optional<std::string>& field) {
  return field ? "#" + *field : std::string();
}

std::optional<std::string> loaded_field(std::string_view stored) {
  if (stored.empty()) return std::nullopt;
  return std::string(stored.substr(1));
}

std::string encode_samples(const RowValue& value) {
  const std::vector<Digest128>& digests = value.sketch.digests();
  std::string out;
  for (size_t i = 0; i < value.samples.size(); ++i) {
    const Sample& sample = value.samples[i];
    const bool implied = i < digests.size() && digests[i] == sample.digest;
    out.push_back(implied ? kImplied : kExplicit);
    if (!implied) out.append(digest_bytes(sample.digest));
    append_length(out, sample.masked.size());
    out.append(sample.masked);
  }
  return out;
}

bool decode_samples(std::string_view bytes, RowValue& value) {
  const std::vector<Digest128>& digests = value.sketch.digests();
  for (size_t i = 0; !bytes.empty(); ++i) {
    const char form = bytes[0];
    bytes.remove_prefix(1);
    Sample sample;
    if (i >= kSamples || (form != kImplied && form != kExplicit)) return false;
    if (form == kImplied) {
      if (i >= digests.size()) return false;
      sample.digest = digests[i];
    } else {
      if (!load_digest(bytes.substr(0, sizeof(Digest128::bytes)), sample.digest)) return false;
      bytes.remove_prefix(sizeof(Digest128::bytes));
    }
    size_t length = 0;
    if (!take_length(bytes, length)) return false;
    sample.masked = bytes.substr(0, length);
    bytes.remove_prefix(length);
    if (!value.samples.empty() && value.samples.back().digest >= sample.digest) return false;
    value.samples.push_back(std::move(sample));
  }
  return true;
}

std::string encode_votes(const std::vector<ColumnVote>& votes) {
  std::string out;
  for (const ColumnVote& vote : votes) {
    append_length(out, vote.field.size());
    out += vote.field;
    out += encode_also({vote.rule, vote.evidence.bits()});
  }
  return out;
}

bool decode_votes(std::string_view bytes, std::vector<ColumnVote>& votes) {
  while (!bytes.empty()) {
    ColumnVote vote;
    size_t length = 0;
    if (!take_length(bytes, length)) return false;
    vote.field = bytes.substr(0, length);
    bytes.remove_prefix(length);
    std::vector<uint16_t> numbers;
    if (bytes.size() < 4 || !decode_also(bytes.substr(0, 4), numbers)) return false;
    bytes.remove_prefix(4);
    if (numbers[1] > kKnownEvidence) return false;
    vote.rule = numbers[0];
    vote.evidence = EvidenceSet(numbers[1]);
    votes.push_back(std::move(vote));
  }
  return true;
}

std::string join_words(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words) {
    if (!out.empty()) out.push_back(',');
    out += word;
  }
  return out;
}

std::vector<std::string> split_words(std::string_view text) {
  std::vector<std::string> words;
  while (!text.empty()) {
    const size_t comma = std::min(text.find(','), text.size());
    words.emplace_back(text.substr(0, comma));
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return words;
}

std::string encode_also(const std::vector<uint16_t>& rules) {
  std::string out;
  for (const uint16_t rule : rules) {
    out.push_back(static_cast<char>(rule >> 8));
    out.push_back(static_cast<char>(rule & 0xff));
  }
  return out;
}

bool decode_also(std::string_view bytes, std::vector<uint16_t>& rules) {
  if (bytes.size() % 2 != 0) return false;
  for (size_t i = 0; i < bytes.size(); i += 2) {
    rules.push_back(static_cast<uint16_t>(static_cast<uint8_t>(bytes[i]) << 8 |
                                          static_cast<uint8_t>(bytes[i + 1])));
  }
  return true;
}

std::string_view digest_bytes(const Digest128& digest) {
  return {reinterpret_cast<const char*>(digest.bytes.data()), digest.bytes.size()};
}

bool load_digest(std::string_view bytes, Digest128& digest) {
  if (bytes.size() != digest.bytes.size()) return false;
  std::memcpy(digest.bytes.data(), bytes.data(), bytes.size());
  return true;
}

}  // namespace qingce
