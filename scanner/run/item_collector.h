// ItemCollector: everything one work item yields, gathered into chunks for the inventory. Here a
// raw value turns into a mask and a keyed digest and is forgotten. One per worker; not thread-safe.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "scanner/crawl/crawler.h"
#include "scanner/inventory/inventory.h"
#include "scanner/match/matcher.h"
#include "scanner/read/registry.h"
#include "scanner/run/name_masker.h"
#include "scanner/run/progress_board.h"
#include "scanner/run/record_book.h"
#include "scanner/run/trace.h"

namespace qingce {

// A worker's bytes of sketches and rows before it hands a chunk on (the design's number).
inline constexpr size_t kFlushBytes = size_t{16} << 20;

using ChunkSink = std::function<void(ItemChunk)>;
using ExplainSink =
    std::function<void(const std::string& printed_location, const ExplainStep& step)>;

class ItemCollector : public ObjectSink, private MatchSink {
 public:
  // All references outlive the collector. `reference_date`: YYYY-MM-DD, what ages are counted at.
  ItemCollector(std::shared_ptr<const MatchEngine> engine, const ValueDigester& digester,
                std::string_view reference_date, bool keep_findings, ChunkSink chunks,
                ExplainSink explain, Trace trace, Meter meter);
  ~ItemCollector() override;

  // One work item: begin, then ObjectSink calls or the three below, then end.
  void begin(const Location& item);
  // The key of the item begun (ItemChunk::item_key).
  const std::string& item_key() const { return item_key_; }
  Trace& trace() { return trace_; }
  Meter& meter() { return meter_; }
  // False once a search engine has failed: what the item holds is then incomplete.
  bool ok() const { return matcher_.ok() && names_.ok(); }
  void end(uint64_t bytes_read);
  // A file that could not be read at all, or was taken away by an option.
  // A volume that was read with the file `reader` of its set.
  void volume(const Location& location, const std::string& reader, const OuterFacts& facts);
  void unread_object(const Location& location, GapReason reason, const OuterFacts& facts);
  // A place that is no object: a directory, link or special file. Kept only if its name holds a
  // value.
  void place(const Location& location);
  void gap(const Location& location, const GapNote& note) override;
  void link() { ++chunk_.links; }

  void open(const Location& location, ObjectKind kind) override;
  void window(const Location& location, const Window& window) override;
  void batch(const Location& location, const RecordBatch& batch) override;
  void non_object(const Location& location, bool special) override;
  void close(const ObjectFacts& facts) override;
  bool refuses() const override { return trace_.refuses(); }
  bool ends_list() const override { return trace_.ends_list(); }

  std::string print(const Location& location) { return names_.print(location); }
  // Matches since construction, for progress.
  uint64_t matches() const { return matches_; }

 private:
  struct RowId {
    uint32_t field;
    uint16_t rule;
    uint16_t evidence;
    bool operator==(const RowId&) const = default;
  };
  struct RowIdHash {
    size_t operator()(const RowId& id) const {
      return (static_cast<size_t>(id.field) << 32) ^ (static_cast<size_t>(id.rule) << 16) ^
             id.evidence;
    }
  };
  struct TextHash {
    using is_transparent = void;
    size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  // Of one field: what each rule passed and rejected, and the row that last took a match of the
  // rule. Matches of one rule in one field mostly have equal evidence, so the hash table is rarely
  // asked.
  struct FieldRule {
    uint64_t passed = 0;
    uint64_t rejected = 0;
    uint16_t evidence = 0;
    RowValue* row = nullptr;
  };
  // An object that is open. Field 0 is "no field".
  struct Frame {
    explicit Frame(Location where) : location(std::move(where)) {}
    Location location;
    uint64_t number = 0;
    std::unordered_map<RowId, RowValue, RowIdHash> rows;
    std::vector<std::vector<FieldRule>>
        fields_rules;                 // by field, then by rule; empty until asked for
    std::vector<std::string> fields;  // raw, index 1…
    std::unordered_map<std::string, uint32_t, TextHash, std::equal_to<>> field_index;
    std::vector<Finding> findings;
    RecordBook records;
  };

  void match(const Match& m) override;
  void rejected(uint16_t rule, const std::optional<std::string_view>& field,
                uint64_t count) override;
  void date(std::string_view field, std::string_view comment, uint64_t record, int year) override;
  bool wants_explain() const override { return static_cast<bool>(explain_); }
  void explain(const ExplainStep& step) override;

  Frame& frame_of(const Location& location);
  uint32_t field_of(Frame& frame, const std::optional<std::string_view>& field);
  std::optional<std::string> printed_field(const Frame& frame, uint32_t field);
  FieldRule& field_rule(Frame& frame, uint32_t field, uint16_t rule);
  // Counts one match; `masked` is asked for only if the value becomes a sample.
  template <class Masked>
  void add(Frame& frame, uint32_t field, uint16_t rule, EvidenceSet evidence,
           const Digest128& digest, const Masked& masked);
  void add_name_findings(Frame& frame);
  uint32_t record_field(std::string_view field, std::string_view comment);
  void batch_dates(const RecordBatch& batch);
  void note_record(const Match& m, uint32_t field, const Digest128& digest);
  void move_rows(Frame& frame);
  void move_statistics(const Frame& frame);
  void flush(bool last);

  std::shared_ptr<const MatchEngine> engine_;
  const RuleSet& rules_;
  const ValueDigester& digester_;
  bool keep_findings_;
  ChunkSink chunks_;
  ExplainSink explain_;
  PersonRules persons_;
  NameMasker names_;
  Matcher matcher_;
  Trace trace_;
  Meter meter_;
  ItemChunk chunk_;
  std::string item_key_;
  std::vector<Frame> stack_;
  Frame* current_ = nullptr;
  uint64_t next_number_ = 0;
  uint64_t matches_ = 0;
  size_t held_bytes_ = 0;
};

}  // namespace qingce
