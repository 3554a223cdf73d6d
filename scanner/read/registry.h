// The one recursion: an object's bytes go to the reader that bids highest; its members, decoded
// streams and uncovered bytes come back here. The registry owns depth, limits, member numbering and
// the account of every byte; readers own nothing but their format.
//
// One ObjectReader per worker; read() runs a whole work item with everything inside, on the calling
// thread.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/core/digest.h"
#include "scanner/core/gap.h"
#include "scanner/core/limits.h"
#include "scanner/core/location.h"
#include "scanner/core/object.h"
#include "scanner/core/record_batch.h"
#include "scanner/core/window.h"
#include "scanner/io/byte_source.h"
#include "scanner/io/spool.h"

namespace qingce {

// What is known of an object once it is closed. Raw names inside `location`.
struct ObjectFacts {
  Location location;
  ObjectKind kind = ObjectKind::file;
  ObjectState state = ObjectState::scanned;
  std::string display_raw{};             // decoded name of the last step, UTF-8, unmasked
  uint64_t bytes = 0;                    // stored size: file size, or bytes a container gave for it
  uint64_t content_bytes = 0;            // decoded bytes that were searched or handed to members
  std::string format{};                  // chain "gzip+tar", "text", "pdf", "unknown"
  std::string reader{};                  // the innermost reader's name
  std::vector<std::string> encodings{};  // sorted
  std::optional<int64_t> mtime{};
  std::optional<std::string> owner_raw{};
  std::optional<uint32_t> mode{};
  std::optional<std::string> same_as_raw{};
  std::optional<uint32_t> password_line{};  // of --password-file, from 1: what opened it
  std::optional<Digest128>
      content{};  // equal content, equal digest; null where not read in sequence
};

// What comes out of a work item, in the order of the content. One object's calls nest: open(child)
// comes between open(parent) and close(parent). Implemented by run/. One thread.
class ObjectSink {
 public:
  virtual ~ObjectSink() = default;
  // Whether a member, already numbered, is to be opened and read: for a caller that looks for one
  // place. pass: not this one; stop: no further one of this container either.
  enum class Interest : uint8_t { read, pass, stop };
  virtual Interest interest(const Location& /*member*/) { return Interest::read; }
  virtual void open(const Location& location, ObjectKind kind) = 0;
  virtual void window(const Location& location, const Window& window) = 0;
  virtual void batch(const Location& location, const RecordBatch& batch) = 0;
  virtual void gap(const Location& location, const GapNote& note) = 0;
  virtual void non_object(const Location& location, bool special) = 0;
  virtual void close(const ObjectFacts& facts) = 0;
  // Asked right after open(): the object just opened has ended the process before, and its content
  // is left alone: a gap `reader-failed`.
  virtual bool refuses() const { return false; }
  // Asked right after a member's close(): its container ended the process when it looked for the
  // next one. The list ends here, with a gap `reader-failed` of the container.
  virtual bool ends_list() const { return false; }
};

uint64_t steady_nanoseconds();

struct ReadOptions {
  Limits limits;
  SpoolOptions spool;
  std::vector<std::string> passwords;  // line by line; an empty one is none
  size_t window_bytes = kDefaultWindow;
  // Asked only where Limits::object_seconds is set.
  std::function<uint64_t()> clock = steady_nanoseconds;
  bool fields = true;  // false: text tables are searched as text
};

// Facts of the outermost object that only its opener knows.
struct OuterFacts {
  std::optional<uint64_t> stored_size;
  std::optional<int64_t> mtime{};
  std::optional<std::string> owner;
  std::optional<uint32_t> mode{};
};

class ObjectReader {
 public:
  // `key` outlives the reader. Options are copied.
  ObjectReader(ReadOptions options, const Key& key);
  ~ObjectReader();
  ObjectReader(const ObjectReader&) = delete;
  ObjectReader& operator=(const ObjectReader&) = delete;

  // Reads one file with everything inside. `extra` gaps (changed) may be asked for by the caller
  // before the object is closed: `before_close` is called once, after the last byte.
  void read(const Location& location, ByteSource& source, const OuterFacts& outer, ObjectSink& sink,
            const std::function<std::optional<GapNote>()>& before_close = {});

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace qingce
