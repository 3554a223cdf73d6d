// make_inventory FILE ROWS GAPS RULES.toml...: an inventory with that many rows (one in five inside
// an archive) and gaps, written through InventoryWriter as a scan writes it. Same arguments, same
// reports. The shows measure reports with it; nothing in it is of a person.
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <random>
#include <string>

#include "detectors/ruleset.h"
#include "scanner/core/location.h"
#include "scanner/inventory/inventory.h"

namespace qingce {
namespace {

constexpr uint64_t kRowsPerObject = 4;

Digest128 digest(std::mt19937_64& random) {
  Digest128 out;
  for (uint8_t& byte : out.bytes) byte = static_cast<uint8_t>(random());
  return out;
}

ObjectRow object(const Location& location, uint64_t number, ObjectKind kind) {
  ObjectRow row;
  row.number = number;
  row.kind = kind;
  row.order_key = location.order_key();
  row.raw = location.raw();
  row.location = location.print();
  row.display = location.step().raw;
  row.bytes = row.content_bytes = 4096 + number;
  row.format = "csv";
  row.reader = "text";
  row.encodings = {"utf-8"};
  row.mtime = 1700000000;
  row.owner = "root";
  row.mode = 0640;
  return row;
}

RowValue value(std::mt19937_64& random) {
  RowValue out;
  const uint64_t values = 1 + random() % 4;
  for (uint64_t i = 0; i < values; ++i) out.add(digest(random), "11***************X");
  return out;
}

int make(const std::string& path, uint64_t rows, uint64_t gaps, const RuleSet& rules) {
  RunFacts facts;
  facts.result.version = "0.1.0";
  facts.result.rules_hash = rules.hash();
  facts.result.key_id = "00112233aabbccdd";
  facts.result.reference_date = "2026-11-21";
  facts.targets = {"/srv/数据"};
  facts.started = "2026-11-21T08:00:00Z";
  facts.finished = "2026-11-21T09:00:00Z";
  facts.host = "test";
  for (const Rule& rule : rules.rules()) facts.rules_toml.push_back(rule.toml);
  auto writer = InventoryWriter::create(path, facts, true);
  if (!writer.ok()) return std::fprintf(stderr, "%s\n", writer.error().message.c_str()), 1;

  std::mt19937_64 random(1);
  const Location target = Location::target("/srv/数据", 0);
  const char* const fields[] = {"users.id_card", "users.phone", "orders.buyer", "orders.card_no"};
  const uint64_t objects = (rows + kRowsPerObject - 1) / kRowsPerObject;
  uint64_t written = 0, gap = 0;
  for (uint64_t i = 0; i < objects; ++i) {
    char name[64];
    std::snprintf(name, sizeof name, "部门%03d", static_cast<int>(i / 1000));
    const Location directory = target.name(name);
    std::snprintf(name, sizeof name, "客户资料_%08d", static_cast<int>(i));
    const bool nested = i % 5 == 0;
    Location place = directory.name(std::string(name) + (nested ? ".zip" : ".csv"));
    ItemChunk chunk;
    chunk.item_key = place.order_key();
    chunk.last = true;
    chunk.bytes_read = 4096;
    chunk.objects.push_back(object(place, 0, ObjectKind::file));
    if (nested) {
      place = place.member("导出/客户.csv", 0);
      chunk.objects.push_back(object(place, 1, ObjectKind::member));
    }
    const uint64_t number = chunk.objects.size() - 1;
    for (uint64_t r = 0; r < kRowsPerObject && written < rows; ++r, ++written) {
      const uint16_t rule = static_cast<uint16_t>((i + r) % rules.rules().size());
      const EvidenceSet evidence(static_cast<uint16_t>(random() % 32));
      chunk.rows[{number, fields[r], rule, evidence}] = value(random);
      chunk.statistics[{number, fields[r], rule}] = {6, 4};
    }
    if (gap < gaps) {
      const Location missing = directory.name("图纸_" + std::to_string(i) + ".dwg");
      chunk.gaps.push_back({missing.order_key(), missing.print(), GapReason::no_reader, {}, "dwg"});
      ++gap;
    }
    if (const Status status = (*writer)->add(chunk); !status) return 1;
  }
  return (*writer)->finish(facts).ok() ? 0 : 1;
}

}  // namespace
}  // namespace qingce

int main(int argc, char** argv) {
  if (argc < 5) return std::fprintf(stderr, "make_inventory FILE ROWS GAPS RULES.toml...\n"), 2;
  std::string text;
  for (int i = 4; i < argc; ++i) {
    std::ifstream in(argv[i], std::ios::binary);
    text.append(std::istreambuf_iterator<char>(in), {});
    text += '\n';
  }
  const auto rules = qingce::RuleSet::parse(text, "rules");
  if (!rules.ok()) return std::fprintf(stderr, "%s\n", rules.error().message.c_str()), 2;
  return qingce::make(argv[1], std::strtoull(argv[2], nullptr, 10),
                      std::strtoull(argv[3], nullptr, 10), **rules);
}
