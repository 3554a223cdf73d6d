// Accepted rows: what somebody has looked at and answered for, with reason, name and an end. They
// stay in every report, marked and counted; what they are taken out of are thresholds (--fail-on,
// --fail-on-new). The list comes from the operator's file (cli/accepted_file.h), never from a
// target.
//
// Immutable after construction; const use from any thread.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/core/digest.h"
#include "scanner/inventory/inventory.h"

namespace qingce {

struct JoinedRow;

// Who answers for it. Text of the operator, without control bytes.
struct Acceptance {
  std::string reason;
  std::string by;
  std::string until;  // YYYY-MM-DD, the last day it holds; empty: no end
};

// One row by its fingerprint. It covers up to `matches` matches: a row that has grown beyond what
// was looked at is open again.
struct AcceptedRow {
  std::string fingerprint;  // row_fingerprint()
  uint64_t matches = 0;
  Acceptance acceptance;
};

// An allow-list entry: rows that fulfil every condition given (at least one of path, field,
// digests).
struct AllowedRows {
  std::string rule;  // empty: any
  // Over the row's printed location; empty: any.
  std::function<bool(std::string_view location)> path;
  std::optional<std::string> field;
  // Every value of the row is among these. Only under the key `key_id`, and only where the row's
  // sketch is exact: one unknown value keeps the whole row open.
  std::vector<Digest128> digests;
  std::string key_id;
  Acceptance acceptance;
};

class AcceptanceList {
 public:
  AcceptanceList() = default;
  AcceptanceList(std::vector<AcceptedRow> rows, std::vector<AllowedRows> allowed);

  struct Answer {
    const Acceptance* acceptance = nullptr;  // null: open
    bool expired = false;                    // open, and would be accepted but for its end or count
  };
  // `facts`: of the row's inventory. Expiry is judged at its reference date and by nothing else: a
  // report of the same inventory is the same tomorrow.
  Answer find(std::string_view rule, const JoinedRow& row, const ResultFacts& facts) const;
  // Entries whose end lies before the date.
  uint64_t expired(std::string_view reference_date) const;
  uint64_t size() const { return rows_.size() + allowed_.size(); }

 private:
  std::map<std::string, AcceptedRow, std::less<>> rows_;  // by fingerprint
  std::vector<AllowedRows> allowed_;
};

// What the list took out of the thresholds, for one line of every report.
struct AcceptanceCounts {
  uint64_t rows = 0;
  uint64_t matches = 0;
  uint64_t lapsed = 0;  // rows that an expired or outgrown entry no longer covers
  void add(const JoinedRow& row);
};

}  // namespace qingce
