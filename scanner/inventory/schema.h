// The tables of an inventory file, and how values stand in them. Internal to inventory/.
//
// Object id = item id * 2^32 + the object's number in its item, so that rows can be written before
// their object. A field is stored as "#" + name, and as "" where there is none: it is part of
// primary keys. Optional numbers that are part of primary keys (offset, record) are -1 where there
// is none. Everything else optional is NULL.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scanner/core/result.h"
#include "scanner/inventory/inventory.h"

namespace qingce {

inline constexpr uint32_t kApplicationId = 0x51494e47;  // "QING", PRAGMA application_id
inline constexpr int kItemShift = 32;

// Name and text of each table and index, in the order of creation. A reader refuses a file whose
// schema differs.
struct SchemaEntry {
  std::string_view type;
  std::string_view name;
  std::string_view table;
  std::string_view sql;
};
const std::vector<SchemaEntry>& schema_entries();

// Rows of table `run`.
struct StoredFact {
  std::string name;
  int64_t ordinal = 0;
  std::string key;
  std::string value;
};
std::vector<StoredFact> encode_facts(const RunFacts& facts);
// False if a fact is unknown or unreadable. Facts of `counts` are left to the reader.
bool decode_fact(const StoredFact& stored, RunFacts& facts);

// How many entries finished items have, written by finish(): what a reader must meet again.
struct StoredCounts {
  uint64_t objects = 0, rows = 0, gaps = 0, findings = 0;
};
std::vector<StoredFact> encode_counts(const StoredCounts& counts);
bool decode_count(const StoredFact& stored, StoredCounts& counts);

std::string stored_field(const std::optional<std::string>& field);
std::optional<std::string> loaded_field(std::string_view stored);

// Samples are the first digests of the row's sketch, so that only their masks are stored; the rare
// others carry their own digest.
std::string encode_samples(const RowValue& value);
bool decode_samples(std::string_view bytes, RowValue& value);

std::string encode_votes(const std::vector<ColumnVote>& votes);
bool decode_votes(std::string_view bytes, std::vector<ColumnVote>& votes);

std::string join_words(const std::vector<std::string>& words);
std::vector<std::string> split_words(std::string_view text);

std::string encode_also(const std::vector<uint16_t>& rules);
bool decode_also(std::string_view bytes, std::vector<uint16_t>& rules);

std::string_view digest_bytes(const Digest128& digest);
bool load_digest(std::string_view bytes, Digest128& digest);

}  // namespace qingce
