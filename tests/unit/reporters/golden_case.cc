#include "golden_case.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace qingce::test {
namespace {

using Json = nlohmann::json;
namespace fs = std::filesystem;

template <class T>
std::optional<T> optional(const Json& json, const char* key) {
  if (!json.contains(key) || json[key].is_null()) return std::nullopt;
  return json[key].get<T>();
}

Digest128 digest(std::string hex) {
  hex.resize(32, '0');
  return Digest128::from_hex(hex).value();
}

// Digest i of n that are spread evenly: i * floor(2^64 / n) in the upper half.
Digest128 spread(uint64_t i, uint64_t n) {
  const uint64_t step = UINT64_MAX / n + (UINT64_MAX % n == n - 1 ? 1 : 0);
  uint64_t high = i * step;
  Digest128 out;
  for (size_t byte = 8; byte-- > 0; high >>= 8) out.bytes[byte] = static_cast<uint8_t>(high & 0xff);
  return out;
}

EvidenceSet evidence(const Json& words) {
  EvidenceSet set;
  for (const Json& word : words) {
    for (int bit = 0; bit < 13; ++bit) {
      const EvidenceSet one(static_cast<uint16_t>(1 << bit));
      if (names(one).front() == word.get<std::string>()) set.add(static_cast<Evidence>(one.bits()));
    }
  }
  return set;
}

template <class Enum>
Enum parse(const std::string& word, Enum last) {
  for (int i = 0; i <= static_cast<int>(last); ++i) {
    if (to_string(static_cast<Enum>(i)) == word) return static_cast<Enum>(i);
  }
  ADD_FAILURE() << "unknown word in a golden case";
  return last;
}

RunFacts read_facts(const Json& in, const RuleSet& rules) {
  RunFacts facts;
  facts.result.version = in["version"];
  for (const auto& [key, value] : in["options"].items())
    facts.result.options.emplace_back(key, value);
  facts.result.rules_hash = in["rules_hash"];
  facts.result.key_id = in["key_id"];
  facts.result.reference_date = in["reference_date"];
  facts.targets = in["targets"].get<std::vector<std::string>>();
  facts.started = in.value("started", "");
  facts.finished = in.value("finished", "");
  facts.host = in.value("host", "");
  facts.operator_name = in.value("operator", "");
  facts.findings_kept = in.value("findings_kept", false);
  facts.links = in.value("links", 0u);
  facts.directories = in.value("directories", 0u);
  for (const Rule& rule : rules.rules()) facts.rules_toml.push_back(rule.toml);
  return facts;
}

ObjectRow read_object(const Json& in) {
  ObjectRow row;
  row.number = in.value("number", 0u);
  row.kind = parse(in["kind"], ObjectKind::place);
  row.order_key = in["key"];
  row.raw = "raw " + row.order_key;
  row.location = in["location"];
  row.display = in["display"];
  row.state = parse(in["state"], ObjectState::gap);
  row.bytes = in["bytes"];
  row.content_bytes = in["content_bytes"];
  row.format = in["format"];
  row.reader = in["reader"];
  row.encodings = in["encodings"].get<std::vector<std::string>>();
  row.mtime = optional<int64_t>(in, "mtime");
  row.owner = optional<std::string>(in, "owner");
  if (const auto mode = optional<std::string>(in, "mode")) {
    row.mode = static_cast<uint32_t>(std::stoul(*mode, nullptr, 8));
  }
  row.same_as = optional<std::string>(in, "same_as");
  row.password_line = optional<uint32_t>(in, "password_line");
  if (const auto content = optional<std::string>(in, "content")) row.content = digest(*content);
  return row;
}

RowValue read_values(const Json& in) {
  RowValue value;
  for (const Json& v : in.value("values", Json::array())) {
    for (uint64_t n = v[2]; n > 0; --n) value.add(digest(v[0]), v[1]);
  }
  const uint64_t sequence = in.value("sequence", 0u);
  for (uint64_t i = 0; i < sequence; ++i) value.add(spread(i, sequence), "s" + std::to_string(i));
  return value;
}

PeoplePart parse_part(const std::string& word) {
  if (word == "under_14") return PeoplePart::under_14;
  return word == "under_18" ? PeoplePart::under_18 : PeoplePart::subject;
}

FindingRow read_finding(const Json& in, const RuleSet& rules) {
  FindingRow row;
  row.object = in.value("object", 0u);
  row.finding.rule = rules.find(in["rule"].get<std::string>()).value();
  row.finding.evidence = evidence(in["evidence"]);
  row.finding.field = optional<std::string>(in, "field");
  for (const Json& other : in.value("also", Json::array())) {
    row.finding.also.push_back(rules.find(other.get<std::string>()).value());
  }
  row.finding.offset = optional<uint64_t>(in, "offset");
  row.finding.length = optional<uint64_t>(in, "length");
  row.finding.record = optional<uint64_t>(in, "record");
  row.finding.masked = in["masked"];
  row.finding.digest = digest(in["digest"]);
  return row;
}

ItemChunk read_chunk(const Json& in, const RuleSet& rules) {
  ItemChunk chunk;
  chunk.item_key = in["item"];
  chunk.last = in.value("last", false);
  chunk.links = in.value("links", 0u);
  chunk.bytes_read = in.value("bytes_read", 0u);
  for (const Json& object : in.value("objects", Json::array()))
    chunk.objects.push_back(read_object(object));
  for (const Json& row : in.value("rows", Json::array())) {
    const RowKey key{row.value("object", 0u), optional<std::string>(row, "field"),
                     rules.find(row["rule"].get<std::string>()).value(), evidence(row["evidence"])};
    chunk.rows[key].merge(read_values(row));
  }
  for (const Json& s : in.value("statistics", Json::array())) {
    chunk.statistics[{s.value("object", 0u), optional<std::string>(s, "field"),
                      rules.find(s["rule"].get<std::string>()).value()}] = {s["candidates"],
                                                                            s["passed"]};
  }
  for (const Json& t : in.value("tables", Json::array())) {
    const TableKey table{t.value("object", 0u), optional<std::string>(t, "table")};
    chunk.tables[table].merge({t.value("records", 0u), t.value("linked", 0u),
                               t.value("names_only", 0u), t.value("maybe_minor", 0u)});
    for (const Json& p : t.value("people", Json::array())) {
      PeopleKey key{table, parse_part(p["part"]), {}};
      for (const Json& vote : p.value("votes", Json::array())) {
        key.votes.push_back(
            {vote[0], rules.find(vote[1].get<std::string>()).value(), evidence(vote[2])});
      }
      for (const Json& d : p["digests"]) chunk.people[key].add(digest(d));
    }
  }
  for (const Json& y : in.value("years", Json::array())) {
    for (const auto& [year, records] : y["records"].items()) {
      chunk.years[{y.value("object", 0u), y["field"], std::stoi(year)}] += records.get<uint64_t>();
    }
  }
  for (const Json& gap : in.value("gaps", Json::array())) {
    chunk.gaps.push_back({gap["key"], gap["location"],
                          parse_gap_reason(gap["reason"].get<std::string>()).value(),
                          optional<uint64_t>(gap, "offset"), gap.value("detail", "")});
  }
  for (const Json& finding : in.value("findings", Json::array())) {
    chunk.findings.push_back(read_finding(finding, rules));
  }
  return chunk;
}

void write_inventory(const Json& in, const RuleSet& rules, const std::string& path,
                     const GoldenCase::Change& change) {
  RunFacts facts = read_facts(in["facts"], rules);
  std::vector<ItemChunk> chunks;
  for (const Json& chunk : in["chunks"]) chunks.push_back(read_chunk(chunk, rules));
  if (change) change(facts, chunks);
  auto writer = InventoryWriter::create(path, facts, false);
  ASSERT_TRUE(writer.ok());
  for (const ItemChunk& chunk : chunks) ASSERT_TRUE((*writer)->add(chunk).ok());
  if (in["finish"].get<bool>()) {
    ASSERT_TRUE((*writer)->finish(facts).ok());
  }
}

}  // namespace

std::string slurp(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

GoldenCase::GoldenCase(const std::string& name, const Change& change) {
  std::string directory = (fs::temp_directory_path() / "qingce-golden-XXXXXX").string();
  directory_ = mkdtemp(directory.data());
  const std::string golden = QINGCE_GOLDEN;
  auto rules = RuleSet::parse(slurp(golden + "/rules.toml"), "rules.toml");
  if (!rules) throw std::runtime_error(rules.error().message);
  write_inventory(Json::parse(slurp(golden + "/" + name + ".in.json")), **rules,
                  directory_ + "/inventory", change);
  auto reader = InventoryReader::open(directory_ + "/inventory");
  if (!reader) throw std::runtime_error(reader.error().message);
  inventory_ = std::move(*reader);
  auto stored = rules_of(*inventory_);  // as a report does: from the inventory alone
  if (!stored) throw std::runtime_error(stored.error().message);
  rules_ = *stored;
}

GoldenCase::~GoldenCase() {
  inventory_.reset();
  std::error_code ignored;
  fs::remove_all(directory_, ignored);
}

std::string GoldenCase::report(std::string_view format) const {
  TextOutput out;
  const Status status = find_reporter(format)->report(context(), out);
  return status ? out.text : "error: " + status.error().message;
}

std::string GoldenCase::summary(Language language, bool color) const {
  TextOutput out;
  const Status status = write_summary(context(language), color, out);
  return status ? out.text : "error: " + status.error().message;
}

std::vector<std::string> GoldenCase::names() {
  std::vector<std::string> names;
  constexpr std::string_view kSuffix = ".in.json";
  for (const auto& entry : fs::directory_iterator(QINGCE_GOLDEN)) {
    const std::string name = entry.path().filename();
    if (name.ends_with(kSuffix)) names.push_back(name.substr(0, name.size() - kSuffix.size()));
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace qingce::test
