// Spool: a stream made seekable. In memory up to Limits::spool_memory, then in an unnamed temporary
// file (O_TMPFILE, else created and unlinked) encrypted with a key that lives and dies with the
// process, so that no member's bytes ever stand on disk in clear.
//
// One spool belongs to one worker; never shared between threads.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "scanner/core/limits.h"
#include "scanner/core/result.h"
#include "scanner/io/byte_source.h"

namespace qingce {

// Where spool files go. Empty: $TMPDIR, else /var/tmp. Must lie outside every target (checked by
// run/).
struct SpoolOptions {
  std::string directory;
  uint64_t memory_bytes = Limits{}.spool_memory;
  uint64_t max_bytes = Limits{}.spool_bytes;
};

// The directory that `options` mean.
std::string spool_directory(const SpoolOptions& options);
// Spool files there have no name at any time. Makes one to see.
bool spool_is_unnamed(const std::string& directory);

// Reads `source` to its end and returns the same bytes, seekable, from offset 0.
// Errors: limit when max_bytes is passed; io for the spool file; the source's own error otherwise.
// On an error of the source the bytes before it are in *partial, if the caller gave one: data
// before damage is kept.
struct SpoolResult {
  std::unique_ptr<ByteSource> source;  // what was read, also when `status` is an error
  Status status;                       // why it ends early
  uint64_t bytes = 0;
};
SpoolResult spool(ByteSource& source, const SpoolOptions& options);

// As spool(), but stops without error after `max` bytes; `complete` says whether the source ended
// before.
struct MemorySpool {
  std::vector<std::byte> bytes;
  bool complete = false;
  Status status;
};
MemorySpool spool_memory(ByteSource& source, size_t max);

}  // namespace qingce
