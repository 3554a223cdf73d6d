// Reader: one format. Content decides, never a name's extension.
//
// bid(head): 0 = not mine, else the number of bits matched (libarchive's habit). The highest bid
// wins, ties by registry order; a reader that fails before its first output yields to the next; raw
// is last. read(source, sink): pushes everything it finds into the sink and returns. A reader keeps
// no state between calls and is shared by all threads; what it needs lives on its stack.
//
// Adding a format = one file with one Reader and a line in registry.cc.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/core/gap.h"
#include "scanner/core/limits.h"
#include "scanner/core/location.h"
#include "scanner/core/record_batch.h"
#include "scanner/core/result.h"
#include "scanner/core/window.h"
#include "scanner/io/byte_source.h"

namespace qingce {

// What a bidder sees. `head`: the first bytes (up to kHead). `tail`: the last bytes (up to kTail)
// if the source is seekable, else empty; a reader that needs it (zip with prefix junk) bids 0
// without.
struct Head {
  Bytes head;
  Bytes tail;
  std::optional<uint64_t> size;
  bool seekable = false;
};
inline constexpr size_t kHead = 64 << 10;  // bytes; also the text grid
inline constexpr size_t kTail =
    66 << 10;  // bytes; a zip's end record with the longest comment (65,557)

enum class ReaderKind : uint8_t {
  filter,     // one compressed stream: the decoded bytes are the same object's content
  container,  // members
  document,   // one object of parts
  text,
  raw,
};

// A member as its container announces it.
struct ChildInfo {
  std::string raw_name;                         // as stored, any bytes
  std::optional<std::string> declared_charset;  // "UTF-8" when the container says so
  std::optional<uint64_t> size;                 // announced; a hint
  std::optional<int64_t> mtime;                 // seconds since the epoch
  std::optional<uint32_t> mode;
  std::optional<std::string> owner;    // as stored: a value (masked on output)
  std::optional<std::string> same_as;  // a hard link's target name, raw
  uint64_t ordinal = 0;           // set by the registry: position among all that the container gave
  std::optional<GapNote> unread;  // set: the content cannot be had (encrypted, unsupported-method)
};

// The sink of one object. All calls come from the reader's thread, in the order of the content.
class Sink {
 public:
  virtual ~Sink() = default;
  // Text or raw bytes to be searched.
  virtual void window(const Window& window) = 0;
  virtual void batch(const RecordBatch& batch) = 0;
  // A member. `content` (null if info.unread) is borrowed and need not be read to its end. The
  // registry reads it recursively before the call returns. false: a limit says stop enumerating
  // this container.
  virtual bool child(ChildInfo info, ByteSource* content) = 0;
  // An entry that is no object (symbolic link, device): counted; special files and outside links as
  // gaps. Directories are not announced.
  virtual void non_object(ChildInfo info, bool special) = 0;
  // The decoded stream of a filter: the same object goes on with it.
  virtual void decoded(ByteSource& content) = 0;
  // Bytes no member covers: before, between, after. The registry reads them as pseudo-member
  // `~tail`, unless they are all zero. `at`: their offset in the container's content.
  virtual void uncovered(ByteSource& content, uint64_t at) = 0;
  virtual void gap(GapNote note) = 0;
  // Encoding seen in text, e.g. "UTF-8", "GB18030": kept as a set per object.
  virtual void encoding(std::string_view name) = 0;
  // What the bytes turned out to be ("unknown", "pdf"): replaces the reader's own name in the
  // object's format.
  virtual void format(std::string_view id) = 0;
  // Counts output against Limits (ratio, expanded bytes). false: cut here; the gap is already
  // recorded. bytes_in: stored bytes consumed for it; bytes_out: bytes that expansion made of them
  // (0 for plain storage).
  virtual bool account(uint64_t bytes_in, uint64_t bytes_out) = 0;
  // Decoder memory along the chain of one object: what is left of Limits::decoder_memory, and what
  // the running reader holds in all from now until it returns.
  virtual uint64_t memory_left() const = 0;
  virtual void hold_memory(uint64_t bytes) = 0;
  virtual const Limits& limits() const = 0;
  virtual size_t window_bytes() const = 0;            // owned bytes per window
  virtual bool wants_fields() const { return true; }  // false: --no-fields
  // The lines of --password-file; an empty one is no password.
  virtual const std::vector<std::string>& passwords() const = 0;
  // Called while a member is read: the password of this line (from 1) opened it.
  virtual void opened_by_password(uint32_t /*line*/) {}
};

struct ReadOutcome {
  enum class Code : uint8_t {
    done,      // to the end
    not_mine,  // nothing was output: let the next bidder try
    damaged,   // stopped early; a gap says where
  } code = Code::done;
};

class Reader {
 public:
  virtual ~Reader() = default;
  virtual std::string_view name() const = 0;  // "zip"
  virtual ReaderKind kind() const = 0;
  virtual bool needs_seek() const { return false; }
  // What findings are told beside their place: the field of a table (for the manuals' table of
  // formats), and whether deleted rows that are still present are searched.
  virtual bool tells_fields() const { return false; }
  virtual bool finds_deleted() const { return false; }
  virtual int bid(const Head& head) const = 0;
  virtual ReadOutcome read(ByteSource& source, Sink& sink) const = 0;
};

// The gap that an error of a source means. `at`: offset in the content of the object that was
// reading.
GapNote note_of(const Error& error, uint64_t at);

// All readers of this build in registry order. Static lifetime.
const std::vector<const Reader*>& readers();

}  // namespace qingce
