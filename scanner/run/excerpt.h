// ExcerptMasker: a stretch of an object's bytes as lines that may be shown. Every value that a rule
// finds is replaced by its mask; runs of seven digits and more that no rule accepts keep their
// first two (a wrong check digit is no reason to print a number); control bytes and characters that
// nobody sees are spelt out. Names and addresses have no fixed form and stay as they are.
//
// Holds one Matcher for each rule set; one thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/core/record_batch.h"
#include "scanner/match/matcher.h"
#include "scanner/read/encoding.h"

namespace qingce {

// Bytes of one object in their order, wider than what is shown of them: a value is masked only if
// all of it is here.
struct Stretch {
  std::string bytes;
  uint64_t base = 0;      // offset of the first in the object's content
  bool at_start = false;  // it is the object's first
  bool at_end = false;
  Encoding mark = Encoding::binary;  // of the object's byte-order mark, if it has one
};

// Bytes shown on either side of the place at most, and bytes a stretch should have there.
inline constexpr uint64_t kShown = 3072;
inline constexpr uint64_t kGathered = kShown + kMargin;

struct ShownLine {
  uint64_t offset = 0;  // of its first byte shown
  std::string text;     // UTF-8, masked
  bool focus = false;   // it holds the place asked for
};
struct ShownMatch {
  uint64_t offset = 0;
  std::string rule;  // id
  std::string masked;
};
struct ShownField {
  std::string name;  // UTF-8, masked
  std::string text;
};

class ExcerptMasker {
 public:
  explicit ExcerptMasker(const std::vector<std::shared_ptr<const MatchEngine>>& engines);
  ~ExcerptMasker();
  // The line that holds `at` and up to `context` lines on either side. `found`: what the rules find
  // at `at` itself.
  std::vector<ShownLine> lines(const Stretch& stretch, uint64_t at, size_t context,
                               std::vector<ShownMatch>& found);
  // One record of a batch, column by column.
  std::vector<ShownField> record(const RecordBatch& batch, uint64_t row);
  // Any other text (UTF-8): a field's name.
  std::string text(std::string_view utf8);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace qingce
