// Small builders for inventory tests: chunks, digests, an inventory's contents as text.
#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "scanner/inventory/inventory.h"

namespace qingce::test {

// Sanitizers keep freed memory: what a process holds says nothing then.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool kSanitized = true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
inline constexpr bool kSanitized = true;
#else
inline constexpr bool kSanitized = false;
#endif
#else
inline constexpr bool kSanitized = false;
#endif

class TempDir {
 public:
  TempDir() {
    std::string name = (std::filesystem::temp_directory_path() / "qingce-test-XXXXXX").string();
    path_ = mkdtemp(name.data());
  }
  ~TempDir() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;
  std::string operator/(const std::string& name) const { return path_ + "/" + name; }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

inline Digest128 random_digest(std::mt19937_64& random) {
  Digest128 digest;
  for (size_t i = 0; i < 16; i += 8) {
    const uint64_t word = random();
    for (size_t j = 0; j < 8; ++j) digest.bytes[i + j] = static_cast<uint8_t>(word >> (8 * j));
  }
  return digest;
}

inline Digest128 digest_of(uint8_t first, uint8_t last = 0) {
  Digest128 digest;
  digest.bytes[0] = first;
  digest.bytes[15] = last;
  return digest;
}

inline RunFacts some_facts(size_t rules = 4) {
  RunFacts facts;
  facts.result = {
      "0.1.0", {{"limit.depth", "16"}, {"window", "262144"}}, "00ff", "abcd", "2026-01-31"};
  facts.targets = {"/data", "stdin"};
  for (size_t i = 0; i < rules; ++i)
    facts.rules_toml.push_back("id = \"rule-" + std::to_string(i) + "\"");
  facts.started = "2026-01-31T00:00:00Z";
  facts.host = "host";
  facts.operator_name = "operator";
  return facts;
}

inline ObjectRow object_row(uint64_t number, const std::string& key,
                            ObjectKind kind = ObjectKind::file) {
  ObjectRow row;
  row.number = number;
  row.kind = kind;
  row.order_key = key;
  row.raw = "raw " + key;
  row.location = "/" + key;
  row.display = key;
  row.bytes = 10;
  row.content_bytes = 20;
  row.format = "text";
  row.reader = "text";
  return row;
}

// People of the table `table` of object `number`, whoever they are.
inline void add_people(ItemChunk& chunk, uint64_t number, const std::string& table, uint8_t value) {
  const TableKey key{number, table};
  chunk.tables[key].merge({3, 1, 0, 2});
  chunk.people[{key, PeoplePart::subject, {}}].add(digest_of(value));
  chunk.people[{key, PeoplePart::under_18, {}}].add(digest_of(value, 1));
  const std::vector<ColumnVote> votes = {{"f", 1, EvidenceSet(2)}, {"g", 2, EvidenceSet(3)}};
  chunk.people[{key, PeoplePart::subject, votes}].add(digest_of(value, 2));
  chunk.years[{number, table + ".at", 2000 + value % 7}] += 4;
}

// A work item with one file.
inline ItemChunk item(const std::string& key, bool last = true) {
  ItemChunk chunk;
  chunk.item_key = key;
  chunk.objects.push_back(object_row(0, key));
  chunk.bytes_read = 10;
  chunk.last = last;
  return chunk;
}

inline std::string slurp(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

inline void spill(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

inline std::string number(const std::optional<uint64_t>& value) {
  return value ? std::to_string(*value) : "-";
}

// Everything a reader gives, as text; "error: …" at the end if it fails on the way.
inline std::string contents(const InventoryReader& reader) {
  std::ostringstream out;
  const Coverage c = reader.coverage();
  out << "coverage " << c.seen << ' ' << c.files << ' ' << c.members << ' ' << c.scanned << ' '
      << c.partial << ' ' << c.gap << ' ' << c.bytes_read << ' ' << c.bytes_content << ' '
      << c.other_gaps << ' ' << c.complete << '\n';
  Status status = reader.objects([&](const StoredObject& o) {
    out << "object " << o.row.location << ' ' << static_cast<int>(o.row.kind) << ' '
        << static_cast<int>(o.row.state) << ' ' << o.row.raw << ' ' << o.copy_of.value_or("-")
        << ' ' << o.referenced << '\n';
    return true;
  });
  if (!status) return out.str() + "error: " + status.error().message;
  status = reader.rows([&](const StoredRow& r) {
    out << "row " << r.location << ' ' << r.key.field.value_or("-") << ' ' << r.key.rule << ' '
        << r.key.evidence.bits() << ' ' << r.value.count << ' ' << r.value.sketch.distinct() << ' '
        << r.statistic.candidates << '/' << r.statistic.passed;
    for (const Sample& sample : r.value.samples) out << ' ' << sample.masked;
    out << '\n';
    return true;
  });
  if (!status) return out.str() + "error: " + status.error().message;
  auto lookup = reader.lookup();
  if (!lookup) return out.str() + "error: " + lookup.error().message;
  status = reader.tables([&](const StoredTable& t) {
    out << "table " << t.location << ' ' << t.table.value_or("-") << ' ' << t.counts.records << ' '
        << t.counts.linked << ' ' << t.counts.names_only << ' ' << t.counts.maybe_minor;
    for (const StoredTable::People& p : t.people) {
      out << " [" << static_cast<int>(p.part);
      for (const ColumnVote& v : p.votes)
        out << ' ' << v.field << '/' << v.rule << '/' << v.evidence.bits();
      for (const Digest128& digest : p.digests.digests()) out << ' ' << digest.hex();
      out << ']';
    }
    FieldYears years;
    if (!(*lookup)->years(t.object_id, years)) out << " error";
    for (const auto& [field, rows] : years) {
      for (const auto& [year, records] : rows) out << ' ' << field << year << 'x' << records;
    }
    out << '\n';
    return true;
  });
  if (!status) return out.str() + "error: " + status.error().message;
  status = reader.gaps([&](const GapRow& g) {
    out << "gap " << g.location << ' ' << static_cast<int>(g.reason) << ' ' << number(g.offset)
        << ' ' << g.detail << '\n';
    return true;
  });
  if (!status) return out.str() + "error: " + status.error().message;
  status = reader.findings([&](const StoredFinding& f) {
    out << "finding " << f.location << ' ' << f.finding.field.value_or("-") << ' ' << f.finding.rule
        << ' ' << number(f.finding.offset) << ' ' << number(f.finding.length) << ' '
        << number(f.finding.record) << ' ' << f.finding.masked << ' ' << f.finding.also.size()
        << '\n';
    return true;
  });
  if (!status) return out.str() + "error: " + status.error().message;
  return out.str();
}

}  // namespace qingce::test
