// Labels: words that name the value behind them ("姓名：", "护照号="), found where a ':' or '='
// stands behind them. Each is kept as the bytes it has in UTF-8, GB18030 and Big5. Immutable; any
// thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "detectors/ruleset.h"
#include "scanner/match/text.h"

namespace qingce {

// How the bytes of a value that is looked at whole are to be read.
enum class Spelling : uint8_t { utf8, gb18030, big5 };

struct Label {
  std::string bytes;
  Spelling spelling = Spelling::utf8;
  std::vector<uint16_t> rules;  // ascending
};

class LabelIndex {
 public:
  // Null if ICU fails (a defect).
  static std::unique_ptr<const LabelIndex> compile(const RuleSet& rules);
  bool empty() const { return labels_.empty(); }
  // The longest label that ends at `end`; null: none. Characters in double-byte encodings must be
  // in step.
  const Label* ending_at(const Text& text, size_t end) const;

 private:
  std::vector<Label> labels_;
  // By their last two bytes: indexes into labels_, longest first.
  std::unordered_map<uint16_t, std::vector<uint16_t>> by_end_;
  size_t longest_ = 0;
};

// A stretch of text as UTF-8, and where each of its characters ends in the source.
struct WholeText {
  std::string text;
  std::vector<uint32_t> at;    // where each character ends in `text`
  std::vector<uint32_t> ends;  // and in the window
};
inline constexpr size_t kLongestWhole = 400;  // bytes of a value that is looked at whole

// Reads from `begin` on until `stop`, a line's end, or kLongestWhole bytes. false: it is no text in
// that spelling.
bool read_whole(const Text& text, Spelling spelling, size_t begin, size_t stop, WholeText* out);

}  // namespace qingce
