// Matcher: bytes -> matches. Bit masks of byte classes (or Hyperscan expressions, the reference)
// find anchors, Hyperscan finds context words, code expands and validates the run once; nothing
// else of the program sees hs.h.
//
// MatchEngine: the compiled databases and rule dispatch tables; immutable, shared by all threads.
// Matcher: one per worker (scratch, buffers). Not thread-safe.
// Definition of a match: all longest matches per start, those inside another match of the same rule
// removed; one finding per span, local evidence picks the rule, ties by the rules' order, the
// others go to `also`.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "detectors/ruleset.h"
#include "scanner/core/finding.h"
#include "scanner/core/record_batch.h"
#include "scanner/core/result.h"
#include "scanner/core/window.h"

namespace qingce {

// Lives only during MatchSink::match, in the worker: `normal` is the raw value in its normal form.
struct Match {
  uint16_t rule = 0;
  EvidenceSet evidence;
  uint64_t offset = 0;         // first byte in the object's content; in a batch: within the value
  uint64_t length = 0;         // source bytes
  std::string_view normal;     // what is digested and masked (masked spelling for state masked)
  std::vector<uint16_t> also;  // ascending
  std::optional<std::string_view> field;
  std::string_view comment;        // of the field, in its table's definition; may be empty
  std::optional<uint64_t> record;  // row of a batch or of a FieldMap
  bool in_batch = false;
};

// One step of --explain: which candidate, which rule, what was decided. Holds no raw value: the
// candidate is given by place, length and shape ("digits 18").
struct ExplainStep {
  uint64_t offset = 0;
  uint64_t length = 0;
  std::string_view shape;    // static
  std::string_view rule;     // rule id, empty before dispatch
  std::string_view step;     // static: "anchor", "boundary", "validator:mod11-2", "context", …
  std::string_view outcome;  // static: "accepted", "rejected", "kept"
};

class MatchSink {
 public:
  virtual ~MatchSink() = default;
  virtual void match(const Match& match) = 0;
  // A candidate that a validator turned away, or whose check failed and no field's name vouches for
  // it (for rows' `rejected`): the rule's length behind a prefix of its own, clean boundaries (no
  // further digit, no fraction, hash or UUID around it), its field where the rule requires a field
  // or a word; for rules told apart by their first character (mobile, landline) one that an
  // example begins with. Once per rule and place; not where the rule accepts another reading of the
  // place. The window that owns the first byte reports it; those of one rule and field together, as
  // `count`, when the window ends.
  virtual void rejected(uint16_t rule, const std::optional<std::string_view>& field,
                        uint64_t count) = 0;
  // A date/time field of the record of the match before, near it; the same field may come again.
  virtual void date(std::string_view /*field*/, std::string_view /*comment*/, uint64_t /*record*/,
                    int /*year*/) {}
  virtual bool wants_explain() const { return false; }
  virtual void explain(const ExplainStep&) {}
};

// What finds anchors. Both give the same matches.
enum class AnchorEngine : uint8_t { masks, hyperscan };

// What compile() refuses about users' patterns, without compiling the rest.
Status check_patterns(const RuleSet& rules);

class MatchEngine {
 public:
  // Compiles. Errors: usage, naming rule and position of a bad pattern; internal if Hyperscan
  // fails.
  static Result<std::shared_ptr<const MatchEngine>> compile(
      std::shared_ptr<const RuleSet> rules, AnchorEngine anchors = AnchorEngine::masks);
  virtual ~MatchEngine() = default;
  virtual const RuleSet& rules() const = 0;
};

class Matcher {
 public:
  explicit Matcher(std::shared_ptr<const MatchEngine> engine);
  ~Matcher();
  Matcher(const Matcher&) = delete;
  Matcher& operator=(const Matcher&) = delete;
  // Matches come in ascending (offset, rule) order within one call.
  void scan(const Window& window, MatchSink& sink);
  void scan(const RecordBatch& batch, MatchSink& sink);
  // false once the search engine has failed (out of memory): results are then incomplete.
  bool ok() const;
  // With false, every run of digits takes the general way instead of the short one: the same
  // matches, slower. Tests.
  void use_fast_path(bool use);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace qingce
