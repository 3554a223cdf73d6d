// KeyedFields: the key that a value of a log line or of a configuration file stands under. Private
// to scanner/read.
//
// In a log the key is looked for where a candidate asks, in the bytes before it; of what passes
// nothing is kept but where the last line began. An outline (YAML, INI) is read line by line, for a
// line's path hangs on those above it.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "scanner/read/field_paths.h"
#include "scanner/read/keyed_lines.h"
#include "scanner/read/table_map.h"

namespace qingce {

class KeyedFields final : public TableMap {
 public:
  explicit KeyedFields(KeyedKind kind) : kind_(kind) {}
  void feed(const Window& window) override;
  void release() override;
  std::optional<FieldRef> at(uint64_t offset) override;
  bool folded() const override { return paths_.folded(); }

 private:
  struct Known {
    std::string key;
    FieldPaths::Id id;
  };
  struct Level {
    size_t indent = 0;
    FieldPaths::Id id = FieldPaths::kRoot;
    bool item = false;
    bool block = false;
    uint64_t record = 0;
  };
  struct Line {
    uint64_t begin = 0;  // of the value
    uint64_t end = 0;
    uint64_t record = 0;
    FieldPaths::Id id = FieldPaths::kRoot;
  };

  void read_lines();
  void read_line(uint64_t begin, uint64_t end);
  void push(const Level& level);
  FieldPaths::Id log_key(std::string_view key);
  FieldPaths::Id child(FieldPaths::Id parent, std::string_view key);
  uint64_t line_begin(uint64_t offset) const;
  std::optional<FieldRef> in_log(uint64_t offset);
  std::optional<FieldRef> in_outline(uint64_t offset);

  KeyedKind kind_;
  std::vector<Known> known_;
  FieldPaths paths_;
  TextView view_;
  uint64_t own_begin_ = 0;
  uint64_t own_end_ = 0;
  bool last_ = false;
  uint64_t line_ = 0;  // where the line began that the view begins in
  // Outlines.
  uint64_t next_ = 0;            // the first byte of the next line to be read
  bool open_ = false;            // that line was read, but not to its end
  bool open_has_value_ = false;  // and is the last of lines_
  std::vector<Level> levels_;
  std::deque<Line> lines_;
};

}  // namespace qingce
