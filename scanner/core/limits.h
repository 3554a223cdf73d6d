// Limits: every bound of a scan, as one value that is passed down (never a global). Limits count
// work, not time, so that a report does not depend on the machine; each is printed in every report.
// Defaults: the design's "Trust" section.
#pragma once

#include <cstdint>

namespace qingce {

struct Limits {
  uint32_t depth = 16;                          // nested containers and filters
  uint64_t members = 10'000'000;                // per work item
  uint64_t expanded_bytes = uint64_t{4} << 40;  // per work item
  uint64_t ratio = 1000;                        // expanded / stored, once ratio_floor came out
  uint64_t ratio_floor = uint64_t{1} << 30;     // bytes
  uint64_t decoder_memory = uint64_t{256}
                            << 20;  // bytes per decoder chain; windows are read from headers
  uint64_t spool_memory = uint64_t{16} << 20;  // bytes in memory before a spool goes to a file
  uint64_t spool_bytes = uint64_t{64} << 30;   // bytes of all spools of a work item
  uint64_t file_size = 0;                      // --max-file-size; 0 = none
  uint64_t object_seconds = 0;  // --timeout-per-object; 0 = none: else no two runs need agree
  uint32_t name_bytes = 65536;  // a longer member name is cut there and made a gap
  bool operator==(const Limits&) const = default;
};

}  // namespace qingce
