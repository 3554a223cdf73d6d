// Test harness of the readers: runs an ObjectReader over bytes and keeps what comes out.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "scanner/core/digest.h"
#include "scanner/read/registry.h"

namespace qingce::testing_read {

// A value of a record batch.
struct SeenCell {
  std::string field;
  uint64_t record = 0;
  std::string value;
  bool cut = false;  // Column::cut
};

struct SeenObject {
  std::string location;
  ObjectKind kind = ObjectKind::file;
  ObjectState state = ObjectState::scanned;
  std::string display;
  std::string format;
  std::string reader;
  std::vector<std::string> encodings;
  uint64_t bytes = 0;
  uint64_t content_bytes = 0;
  std::optional<std::string> digest;
  std::optional<std::string> same_as;
  std::optional<int64_t> mtime;
  std::optional<uint32_t> mode;
  std::optional<std::string> owner;
  std::optional<uint32_t> password_line;
  std::string content;            // owned bytes, in order
  std::vector<std::string> gaps;  // "reason", "reason(detail)"
  std::vector<std::optional<uint64_t>> gap_offsets;
  std::string names;            // batch values, joined by '|'
  std::vector<SeenCell> cells;  // the same
  // The values of one field, in order.
  std::vector<std::string> values(const std::string& field) const;
};

// Also checks, on every call, what registry.h and window.h promise: nesting, one open and one
// close, margins.
class Recorder final : public ObjectSink {
 public:
  void open(const Location& location, ObjectKind kind) override;
  void window(const Location& location, const Window& window) override;
  void batch(const Location& location, const RecordBatch& batch) override;
  void gap(const Location& location, const GapNote& note) override;
  void non_object(const Location& location, bool special) override;
  void close(const ObjectFacts& facts) override;

  std::vector<SeenObject> objects;  // in the order of their opening
  std::vector<std::string> non_objects;
  bool keep_content = true;

  const SeenObject* find(const std::string& location) const;
  // Member locations in order.
  std::vector<std::string> members() const;
  // Everything searched anywhere holds `needle`?
  bool found(std::string_view needle) const;
  // One line per object, for messages.
  std::string dump() const;

 private:
  SeenObject& at(const Location& location);
  std::vector<size_t> stack_;
  std::map<std::string, size_t> index_;
};

ReadOptions test_options();
const Key& test_key();

// `bytes` as a regular file would give them (seekable), or as a pipe would.
Recorder read_bytes(const std::string& bytes, const ReadOptions& options = test_options());
Recorder read_piped(const std::string& bytes, const ReadOptions& options = test_options());
Recorder read_source(ByteSource& source, const ReadOptions& options = test_options());
Recorder read_path(const std::string& path, const ReadOptions& options = test_options());

// A pipe's view of bytes: no seeking, no size, at most `step` bytes a read.
std::unique_ptr<ByteSource> make_pipe(std::string bytes, size_t step = 4096);
// As make_pipe, but fails with an I/O error after the last byte.
std::unique_ptr<ByteSource> make_failing(std::string bytes);

// Runs fixtures.py NAME and returns its standard output: a fixture made by Python's own modules.
std::string fixture(const std::string& name);
// A checked-in file of data/.
std::string data_file(const std::string& name);
// Runs a shell command in a fresh directory and returns the content of `out` there. Skips the test
// where a program is missing (exit 127).
std::string made_by(const std::string& commands, const std::string& out);

std::string gzip_of(const std::string& text);

}  // namespace qingce::testing_read
