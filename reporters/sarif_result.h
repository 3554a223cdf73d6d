// One SARIF result: a rule at an object and field. Says what was found and where, masked.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "reporters/joined_rows.h"
#include "reporters/json_writer.h"
#include "reporters/sarif_driver.h"
#include "reporters/sarif_place.h"

namespace qingce {

inline constexpr size_t kSarifRegions = 3;  // exact places given for a result

// What names a result for good: row_fingerprint(), but of names without what depends on a key. A
// masked name is printed with six hex of its keyed digest; without them two names that differ only
// in what is masked are one, and are numbered.
std::string sarif_identity(std::string_view rule, std::string_view location,
                           const std::optional<std::string>& field);

// Fingerprints of one file, in the order the results come.
class SarifFingerprints {
 public:
  struct Fingerprint {
    std::string line_hash;  // primaryLocationLineHash: "0123456789abcdef:1"
    std::string digest;     // qingce/v1: 32 hex digits
    std::string guid;       // correlationGuid
  };
  Fingerprint next(const std::string& identity);

 private:
  // The first 64 bits of an identity. Two that agree only there get different numbers: both
  // fingerprints still tell them apart.
  std::unordered_map<uint64_t, uint32_t> met_;
};

// Where some of the matches of a row are, by (field, rule).
struct SarifRegion {
  std::optional<uint64_t> offset, length, record;
  std::string masked;
};
using SarifRegions =
    std::map<std::pair<std::optional<std::string>, uint16_t>, std::vector<SarifRegion>>;

// The object that the results at hand belong to.
struct SarifObject {
  SarifPlace place;
  std::string display;  // sarif_display()
  uint32_t root = 0;    // index of the outermost file in the run's artifacts
  uint32_t leaf = 0;    // of the object itself; equal to root if it is no member
  SarifRegions regions;
};

// A location's physicalLocation, as a member of the object that is open.
void sarif_location(const SarifPlace& place, std::optional<uint32_t> index, bool with_line,
                    JsonWriter& out);
void sarif_result(const ReportContext& context, const JoinedRow& row, const SarifObject& object,
                  const SarifFingerprints::Fingerprint& fingerprint, JsonWriter& out);
// A row of the older inventory that is not there any more: baselineState "absent".
void sarif_absent(const ReportContext& context, const JoinedRow& row, const Rule& rule,
                  const SarifPlace& place, const SarifFingerprints::Fingerprint& fingerprint,
                  JsonWriter& out);

// The printed location with the last name decoded; empty if it is the same. `shown`:
// SarifPlace::shown.
std::string sarif_display(const StoredObject& object, std::string_view shown);

}  // namespace qingce
