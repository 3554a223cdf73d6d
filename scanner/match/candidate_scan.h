// CandidateScan: one window (or one column of a batch) from anchors to accepted candidates. Each
// anchor's surroundings are read once; nothing farther than kReach from the run decides, so the
// outcome does not hang on where the window begins or ends. One per worker; its buffers are kept
// between windows.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "scanner/match/anchors.h"
#include "scanner/match/coded.h"
#include "scanner/match/competition.h"
#include "scanner/match/dates.h"
#include "scanner/match/dispatch.h"
#include "scanner/match/hs_database.h"
#include "scanner/match/labels.h"
#include "scanner/match/matcher.h"
#include "scanner/match/patterns.h"
#include "scanner/match/text.h"
#include "scanner/match/words.h"

namespace qingce {

// The compiled parts, as MatchEngine holds them.
struct EngineParts {
  std::shared_ptr<const RuleSet> rules;
  std::unique_ptr<const Dispatch> dispatch;
  std::unique_ptr<const AnchorFinder> anchors;
  std::unique_ptr<const WordIndex> words;
  std::unique_ptr<const LabelIndex> labels;
  std::unique_ptr<const PatternSet> patterns;
  HsScratch prototype;
  std::vector<std::vector<std::string>> steps;  // per rule "validator:NAME", for --explain
};

// A field's name and the rules that it asks for.
struct FieldNote {
  std::optional<std::string> name;  // nullopt: no field
  std::string comment;              // what the table's definition says about it
  std::vector<bool> named;
  bool asked = false;                 // one of these asks for a word or a field
  std::vector<uint32_t> turned_away;  // per rule, counted until the window's end
  DateField dates = DateField::unknown;
  bool counts = false;        // some of these are not 0
  FieldNote* next = nullptr;  // the one that was asked for after it last time
};

// What is scanned.
struct ScanJob {
  const unsigned char* data = nullptr;
  size_t size = 0;
  size_t own_begin = 0;
  size_t own_end = 0;
  uint64_t base = 0;
  bool at_end = false;
  FieldMap* fields = nullptr;
  // A column: values are data[offsets[r] - shift, offsets[r + 1] - 1 - shift).
  const Column* column = nullptr;
  uint64_t first_record = 0;
  bool wide = true;  // look for UTF-16 and UTF-32
};

// A stretch of hexadecimal digits around a run of decimal ones.
struct HexStretch {
  size_t length = 0;
  bool letter_before = false;
  bool letter_after = false;
  bool mixed = false;  // further decimal digits beyond the letters
  bool whole = false;  // no other letters or digits beside it
};
// A hash, a trace id or the like: letters on both sides of the run, or letters and digits mixed on
// one side and as long as such things are. Letters alone on one side are a word ("face", "abc") up
// to the length of an MD5.
constexpr bool is_hash_like(const HexStretch& hex) {
  if (!hex.whole || !hex.mixed) {
    return hex.length >= 32 || (hex.whole && hex.letter_before && hex.letter_after);
  }
  return (hex.letter_before && hex.letter_after) || hex.length >= 20 || hex.length == 16;
}

class CandidateScan {
 public:
  explicit CandidateScan(const EngineParts& parts);
  void scan(const ScanJob& job, MatchSink& sink);
  // false once Hyperscan has failed (out of memory): results are then incomplete.
  bool ok() const { return ok_; }
  // The reference for the fast path: with false every run takes the general way. Tests only.
  void use_fast_path(bool use) { fast_path_ = use; }

 private:
  // Where a candidate stands: field, record, and the bounds of the value.
  struct Place {
    size_t lo = 0;
    size_t hi = 0;
    FieldNote* field = nullptr;
    uint64_t record = 0;
    bool has_record = false;
    bool cut = false;  // see Column::cut
  };
  struct Rejection {
    size_t begin;
    size_t end;
    uint16_t rule;
    FieldNote* field;
  };
  // A run [begin, end) in a token [from, to) of letters and digits.
  struct TokenBounds {
    size_t from;
    size_t begin;
    size_t end;
    size_t to;
  };
  // A reading of the text as one rule's value.
  struct Reading {
    uint16_t rule = 0;
    size_t begin = 0;
    size_t end = 0;
    std::string_view candidate;
    bool glued = false;
    bool decimal = false;    // an integer part or a fraction is attached
    bool listed = false;     // further groups of the same size beside it: a row of a table
    bool formatted = false;  // with separators, brackets or a prefix of the rule
    bool shaped = false;     // length and characters are known to fit the rule
    Unit unit = Unit::bytes;
    std::string_view shape;
  };
  struct Group {
    int begin = 0;
    int end = 0;
  };
  enum class Joint : uint8_t { none, dash, space, close, open };
  // The groups around the run, the seed among them.
  struct Groups {
    static constexpr int kSide = 9;
    std::array<Group, 2 * kSide + 1> group;
    std::array<Joint, 2 * kSide + 2> before;  // before[i]: between group i - 1 and group i
    int first = 0;
    int last = 0;
    int seed = 0;
  };

  void take_anchors(const ScanJob& job);
  void on_run(const DigitRun& run);
  bool on_plain_token(const Text& text, size_t begin, size_t end);
  void plain_token(const TokenBounds& token);
  bool may_be_asked(size_t begin, size_t end);
  void plain_run(const TokenBounds& token);
  void plain_letter(const TokenBounds& token);
  void plain_alnum(const TokenBounds& token);
  unsigned lead_at(size_t pos) const;
  bool ends_token(int near, int far, size_t digits, size_t characters) const;
  void on_digit(size_t pos, Unit unit);
  void on_wide(const Anchor& anchor);
  void on_at(size_t pos, Unit unit);
  void on_patterns();
  // whole.cc
  void on_label(size_t pos);
  void take_labelled(uint16_t rule, size_t begin, size_t first, size_t last);

  // coded_values.cc: digests and ciphertexts.
  void start_coded();
  void take_coded(size_t before);
  void find_more_coded();
  void on_coded(const CodedSpan& span);
  std::optional<uint16_t> coded_rule(const FieldNote& note) const;

  // field_dates.cc
  bool take_date(size_t pos);
  void gather_dates(size_t begin, size_t end, uint64_t record);
  void report_dates(const Candidate& candidate, MatchSink& sink);

  Text text_at(size_t pos);
  const Place& place_at(size_t pos);
  FieldNote* note_of(std::string_view field, std::string_view comment);

  // digits.cc: candidates of the run in view_.
  int read_view(const Text& text, size_t pos, Unit unit);
  void ungrouped(Unit unit);
  void tokens(Unit unit);
  void bracketed_token(int begin, int end, Unit unit);
  void grouped(Unit unit);
  void any_grouped(const Groups& groups, Unit unit);
  void masked(Unit unit);
  void take_grouping(const Grouping& grouping, const Groups& groups, int start, Unit unit);
  void take_token_grouping(const Grouping& grouping, const Groups& groups, int start, Unit unit);
  Groups groups_around(int begin, int end, bool letters) const;
  Joint joint(int from, int to) const;
  bool prefix_before(const Groups& groups, int start, uint16_t rule) const;
  bool foreign(const Groups& groups, int start, uint16_t rule, std::string_view stripped) const;
  bool plus_before(int i) const;
  bool group_beside(int begin, int end, int size) const;
  bool continues(const Groups& groups, int start, int end, uint16_t rule) const;
  bool in_row(const Groups& groups, int start, int end, const Grouping& grouping) const;
  bool decimal(int begin, int end) const;
  bool in_hex(int begin, int end) const;
  bool in_uuid(int begin, int end) const;
  bool extension_at(int i) const;
  std::string_view letters_of(int begin, int end);

  enum class Outcome : uint8_t { accepted, rejected, not_asked };
  // A rejection is counted unless `quiet`.
  Outcome consider(const Reading& reading, bool quiet = false);
  void try_plain(const Reading& reading);
  void turn_away(const Reading& reading);
  void settle_plain(const TokenBounds& token);
  void count_rejection(const Rejection& rejection);
  void keep_order(size_t tail);
  void consider_masked(uint16_t rule, const Reading& reading);
  bool wanted(uint16_t rule, const Reading& reading, const Place& place,
              std::optional<Context>* context);
  Context context_of(const Reading& reading, const Place& place, bool positive_only);
  void accept(const Reading& reading, const Place& place, EvidenceSet evidence,
              std::optional<Context> context, std::string_view normal);
  void reject(const Reading& reading, const Place& place);
  bool owns(size_t begin) const { return begin >= job_->own_begin && begin < job_->own_end; }
  void explain(const Reading& reading, std::string_view step, std::string_view outcome);
  void explain_validators(const Reading& reading);
  void report(MatchSink& sink);
  void report_rejections(MatchSink& sink);

  const EngineParts& parts_;
  const RuleSet& rules_;
  HsScratch scratch_;
  WordFinder words_;
  bool ok_ = true;
  bool fast_path_ = true;

  const ScanJob* job_ = nullptr;
  MatchSink* sink_ = nullptr;
  bool explains_ = false;
  AnchorLists anchors_;
  std::vector<PatternSpan> spans_;
  std::vector<CodedSpan> coded_;
  size_t next_coded_ = 0;
  struct FieldDate {
    size_t pos = 0;
    uint64_t record = 0;
    const FieldNote* field = nullptr;
    int year = 0;
  };
  std::vector<FieldDate> dates_;  // ascending
  size_t dates_to_ = 0;           // looked for up to here
  size_t next_date_ = 0;
  size_t coded_at_ = SIZE_MAX;  // searched up to here
  std::vector<Candidate> candidates_;
  std::vector<Rejection> rejections_;
  std::string pool_;    // normal forms of candidates_
  std::string normal_;  // scratch
  std::string scratch_text_;
  View view_;
  WholeText whole_;
  Place place_;
  bool place_known_ = false;
  size_t row_ = 0;
  std::array<size_t, 3> done_{};  // per unit width: bytes up to which runs were read
  std::unordered_map<std::string, std::unique_ptr<FieldNote>> notes_;
  FieldNote* last_note_ = nullptr;
  FieldNote no_field_;
  std::string note_key_;             // scratch
  std::vector<FieldNote*> counted_;  // with counts
  std::vector<Rejection> away_;      // of one plain token
  std::vector<uint16_t> taken_;      // rules that accepted something of it
};

}  // namespace qingce
