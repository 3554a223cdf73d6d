// RecordBatch: columns x rows of values that have no bytes of their own in the object (typed
// stores, names). Each column is one block of bytes plus an offset table, so that a column is
// scanned as one block. Values are separated in the block by one 0x00 byte, which no candidate
// crosses. Borrowed; valid during the call.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "scanner/core/bytes.h"

namespace qingce {

struct Column {
  std::string_view field;  // "users.id_card"; see is_own_field(); empty: none (a document's text)
  Bytes block;             // value 0, 0x00, value 1, 0x00, …
  std::vector<uint64_t>
      offsets;  // rows + 1 entries: value r is block[offsets[r], offsets[r+1] - 1)
  // Empty, or one per row: the value is a number that lost its last digits where it was stored as a
  // double. What it still matches has evidence `damaged`, whatever its check digit says.
  std::vector<bool> cut{};
};

// The fields that no store has a name for; some have a part of their own behind them
// ("~properties.creator", "~external!B").
constexpr bool is_own_field(std::string_view field) {
  const std::string_view first = field.substr(0, field.find_first_of(".!"));
  for (const std::string_view own :
       {"~name", "~deleted", "~raw", "~xml", "~comments", "~header", "~footer", "~notes", "~shared",
        "~properties", "~external", "~pivot"}) {
    if (first == own) return true;
  }
  return false;
}

struct RecordBatch {
  uint64_t first_record = 0;  // ordinal of row 0 within the object
  uint64_t rows = 0;
  std::vector<Column> columns;
};

}  // namespace qingce
