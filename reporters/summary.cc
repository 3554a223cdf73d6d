// The terminal summary: verdict, gaps, findings, next step, in this order: a reader who stops after
// the first line knows what was found and how much was not looked at.
#include <algorithm>
#include <charconv>
#include <cmath>
#include <numeric>

#include "reporters/comparison.h"
#include "reporters/joined_rows.h"
#include "reporters/layout.h"
#include "reporters/text.h"

namespace qingce {
namespace {

constexpr size_t kTopPlaces = 10;
constexpr std::string_view kIndent = "  ";

struct RuleTotals {
  uint64_t matches = 0;
  uint64_t places = 0;  // objects of any kind
  uint64_t last_object = UINT64_MAX;
  std::array<uint64_t, 3> by_confidence{};
  Sketch distinct{kGlobalSketchSize};
};

struct Place {
  Sensitivity sensitivity = Sensitivity::no;
  Confidence confidence = Confidence::possible;
  uint64_t matches = 0;
  uint64_t position = 0;  // in report order
  uint16_t rule = 0;
  std::string where;
  std::string sample;
};

// More telling first; equal ones in report order.
bool before(const Place& a, const Place& b) {
  if (a.sensitivity != b.sensitivity) return a.sensitivity > b.sensitivity;
  if (a.confidence != b.confidence) return a.confidence > b.confidence;
  if (a.matches != b.matches) return a.matches > b.matches;
  return a.position < b.position;
}

// The stricter of the profiles counts.
Sensitivity sensitivity_of(const Rule& rule) {
  Sensitivity strictest = Sensitivity::no;
  for (const auto& [profile, sensitivity] : rule.sensitivity)
    strictest = std::max(strictest, sensitivity);
  return strictest;
}

const Text& sensitivity_text(Sensitivity sensitivity) {
  switch (sensitivity) {
    case Sensitivity::yes:
      return text::kSensitiveYes;
    case Sensitivity::conditional:
      return text::kSensitiveConditional;
    case Sensitivity::no:
      return text::kSensitiveNo;
  }
  return text::kSensitiveNo;
}

// An identifier of an organisation is shown, but it is not personal information by itself.
bool is_personal(const Rule& rule) { return rule.category != "organisation"; }

// What one pass over the rows gives.
class Totals {
 public:
  explicit Totals(const RuleSet& rules) : rules_(rules), by_rule_(rules.rules().size()) {}

  void add(const JoinedRow& row) {
    if (row.object_id != object_) close_object();
    object_ = row.object_id;
    counted_ = row.kind == ObjectKind::file || row.kind == ObjectKind::member;
    const Rule& rule = rules_.at(row.rule);
    if (is_personal(rule)) {
      personal_ = std::max(personal_.value_or(Confidence::possible), row.confidence);
    } else {
      organisation_ = true;
    }
    RuleTotals& totals = by_rule_[row.rule];
    totals.matches += row.value.count;
    totals.places += totals.last_object != row.object_id ? 1 : 0;
    totals.last_object = row.object_id;
    for (size_t i = 0; i < totals.by_confidence.size(); ++i)
      totals.by_confidence[i] += row.by_confidence[i];
    totals.distinct.merge(row.value.sketch);
    keep_place(row, rule);
    accepted_.add(row);
    ++position_;
  }

  void finish() {
    close_object();
    std::sort(places_.begin(), places_.end(), before);
  }

  uint64_t objects(Confidence confidence) const {
    return objects_[static_cast<size_t>(confidence)];
  }
  uint64_t personal_objects() const {
    return std::accumulate(objects_.begin(), objects_.end(), uint64_t{0});
  }
  uint64_t organisation_objects() const { return organisation_objects_; }
  uint64_t other_places() const { return other_places_; }
  bool nothing() const { return position_ == 0; }
  bool nothing_personal() const { return personal_objects() == 0 && !personal_elsewhere_; }
  const std::vector<RuleTotals>& by_rule() const { return by_rule_; }
  const std::vector<Place>& places() const { return places_; }
  const AcceptanceCounts& accepted() const { return accepted_; }

 private:
  void close_object() {
    if (!counted_) {
      if (personal_ || organisation_) ++other_places_;
      if (personal_) personal_elsewhere_ = true;
    } else if (personal_) {
      ++objects_[static_cast<size_t>(*personal_)];
    } else if (organisation_) {
      ++organisation_objects_;
    }
    personal_.reset();
    organisation_ = false;
  }

  void keep_place(const JoinedRow& row, const Rule& rule) {
    Place place{sensitivity_of(rule),
                row.confidence,
                row.value.count,
                position_,
                row.rule,
                row.location,
                ""};
    const bool full = places_.size() == kTopPlaces;
    if (full && !before(place, places_.front())) return;
    if (row.field) place.where += "#" + *row.field;
    if (!row.value.samples.empty()) place.sample = row.value.samples.front().masked;
    // A heap whose front is the least telling place kept.
    if (full) {
      std::pop_heap(places_.begin(), places_.end(), before);
      places_.pop_back();
    }
    places_.push_back(std::move(place));
    std::push_heap(places_.begin(), places_.end(), before);
  }

  const RuleSet& rules_;
  std::vector<RuleTotals> by_rule_;
  std::vector<Place> places_;
  AcceptanceCounts accepted_;
  std::array<uint64_t, 3> objects_{};
  uint64_t organisation_objects_ = 0;
  uint64_t other_places_ = 0;  // of pseudo-members, directories and targets: they are no objects
  bool personal_elsewhere_ = false;
  uint64_t object_ = UINT64_MAX;
  uint64_t position_ = 0;
  // Of the object at hand.
  bool counted_ = false;
  std::optional<Confidence> personal_;
  bool organisation_ = false;
};

// Stored text is free of control bytes by contract; a file that was tampered with must not drive
// the terminal.
std::string printable(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    const uint8_t byte = static_cast<uint8_t>(c);
    if (byte < 0x20 || byte == 0x7f) c = '?';
  }
  // C1 controls as UTF-8: C2 80 … C2 9F.
  for (size_t i = 0; i + 1 < out.size(); ++i) {
    if (out[i] == '\xc2' && static_cast<uint8_t>(out[i + 1]) < 0xa0) out[i] = out[i + 1] = '?';
  }
  return out;
}

// As the options take them: 16M, 4T.
std::string size_text(const std::string& digits) {
  uint64_t value = 0;
  const auto [end, ec] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (ec != std::errc() || end != digits.data() + digits.size()) return digits;
  size_t unit = 0;
  while (unit < 4 && value > 0 && value % 1024 == 0) {
    value /= 1024;
    ++unit;
  }
  return std::to_string(value) + std::string(unit == 0 ? "" : std::string(1, "KMGT"[unit - 1]));
}

// "max-bytes 4T, max-depth 16, …": the options' names without their dashes; what is off is left
// out.
std::string limits_line(const ResultFacts& facts) {
  std::string out;
  for (const auto& [key, value] : facts.options) {
    const bool limit = key.starts_with("max-") || key == "timeout-per-object";
    if (!limit || value == "0") continue;
    const bool count = key == "max-depth" || key == "max-members" || key == "max-ratio" ||
                       key == "timeout-per-object";
    out += (out.empty() ? "" : ", ") + key + " " + (count ? value : size_text(value));
  }
  return out;
}

class Summary {
 public:
  Summary(const ReportContext& context, bool color, Output& out, const Totals& totals,
          const std::map<GapReason, uint64_t>& gaps)
      : context_(context),
        color_(color),
        out_(out),
        totals_(totals),
        gaps_(gaps),
        coverage_(context.inventory.coverage()) {}

  void write() {
    header();
    verdict();
    gaps();
    findings();
    next_step();
  }

 private:
  std::string say(const Text& text, std::initializer_list<std::string_view> arguments = {}) const {
    return fill(text.in(context_.language), arguments);
  }
  void line(std::string_view text) { out_.write(std::string(kIndent) + std::string(text) + "\n"); }
  void heading(const Text& text) { out_.write("\n" + paint("1", say(text)) + "\n"); }
  std::string paint(std::string_view sgr, std::string_view text) const {
    if (!color_) return std::string(text);
    return "\033[" + std::string(sgr) + "m" + std::string(text) + "\033[0m";
  }
  const std::string& rule_name(const Rule& rule) const {
    return context_.language == Language::zh ? rule.name_zh : rule.name_en;
  }
  uint64_t unread() const { return coverage_.partial + coverage_.gap; }

  void header() {
    const RunFacts& run = context_.inventory.run();
    out_.write(paint("1", say(text::kTitle, {printable(run.result.version)})) + "\n");
    Table table("ll");
    const auto fact = [&](const Text& name, const std::string& value) {
      if (!value.empty()) table.row({say(name), printable(value)});
    };
    for (size_t i = 0; i < run.targets.size(); ++i) {
      table.row({i == 0 ? say(text::kTargets) : "", printable(run.targets[i])});
    }
    if (!run.started.empty()) {
      fact(text::kTime,
           run.finished.empty() ? run.started : say(text::kTimeSpan, {run.started, run.finished}));
    }
    fact(text::kHost, run.host);
    fact(text::kOperator, run.operator_name);
    fact(text::kReferenceDate, run.result.reference_date);
    fact(text::kRules, run.result.rules_hash);
    fact(text::kKey, run.result.key_id);
    fact(text::kLimits, limits_line(run.result));
    for (const auto& [key, value] : run.result.options) {
      if (key == "reproducible" && value == "false")
        not_reproducible_ = paint("33", say(text::kNotReproducible));
    }
    out_.write(table.render(kIndent));
    if (!not_reproducible_.empty()) line(not_reproducible_);
  }

  void verdict() {
    heading(text::kVerdict);
    if (!coverage_.complete) line(paint("33", say(text::kIncomplete)));
    if (totals_.nothing_personal()) {
      line(say(text::kNothingFound, {std::to_string(coverage_.scanned), std::to_string(unread())}));
    } else {
      line(paint("1;31",
                 say(text::kFound, {grouped(coverage_.seen), grouped(totals_.personal_objects()),
                                    grouped(totals_.objects(Confidence::confirmed)),
                                    grouped(totals_.objects(Confidence::likely)),
                                    grouped(totals_.objects(Confidence::possible))})));
    }
    if (totals_.organisation_objects() > 0) {
      line(say(text::kOrganisationOnly, {grouped(totals_.organisation_objects())}));
    }
    if (totals_.other_places() > 0)
      line(say(text::kOtherPlaces, {grouped(totals_.other_places())}));
    if (unread() > 0 && !totals_.nothing_personal()) {
      line(paint("33", say(text::kRestUnread, {grouped(unread())})));
    }
    if (coverage_.other_gaps > 0)
      line(paint("33", say(text::kOtherGaps, {grouped(coverage_.other_gaps)})));
    reviewed();
  }

  // What was accepted, and what is new: only where the operator gave something to judge it by.
  void reviewed() {
    if (context_.accepted != nullptr) {
      const AcceptanceCounts& a = totals_.accepted();
      line(say(text::kAccepted, {grouped(a.rows), grouped(a.matches), grouped(a.lapsed)}));
    }
    if (context_.baseline == nullptr) return;
    const auto rows = [&](RowChange change) {
      return grouped(context_.baseline->counts()[static_cast<size_t>(change)]);
    };
    line(say(text::kBaseline,
             {rows(RowChange::fresh), rows(RowChange::grown), rows(RowChange::changed),
              rows(RowChange::shrunk), rows(RowChange::gone), rows(RowChange::unread),
              rows(RowChange::unchanged)}));
  }

  // Most frequent first; equal ones in the order of the reasons.
  std::vector<std::pair<GapReason, uint64_t>> gaps_by_count() const {
    std::vector<std::pair<GapReason, uint64_t>> sorted(gaps_.begin(), gaps_.end());
    std::stable_sort(sorted.begin(), sorted.end(),
                     [](const auto& a, const auto& b) { return a.second > b.second; });
    return sorted;
  }

  void gaps() {
    heading(text::kGaps);
    line(say(text::kStates, {grouped(coverage_.seen), grouped(coverage_.scanned),
                             grouped(coverage_.partial), grouped(coverage_.gap)}));
    const uint64_t links = context_.inventory.run().links;
    if (links > 0) line(say(text::kLinks, {grouped(links)}));
    if (gaps_.empty()) return line(say(text::kNoGaps));
    Table table("lr");
    table.row({say(text::kReason), say(text::kPlaces)});
    for (const auto& [reason, places] : gaps_by_count()) {
      table.row(
          {say(gap_text(reason)) + " (" + std::string(to_string(reason)) + ")", grouped(places)});
    }
    out_.write(table.render(kIndent));
  }

  // Sensitive ones first, then the more frequent.
  std::vector<uint16_t> rules_found() const {
    std::vector<uint16_t> found;
    for (size_t i = 0; i < totals_.by_rule().size(); ++i) {
      if (totals_.by_rule()[i].matches > 0) found.push_back(static_cast<uint16_t>(i));
    }
    std::stable_sort(found.begin(), found.end(), [&](uint16_t a, uint16_t b) {
      const Sensitivity sa = sensitivity_of(context_.rules.at(a)),
                        sb = sensitivity_of(context_.rules.at(b));
      if (sa != sb) return sa > sb;
      return totals_.by_rule()[a].matches > totals_.by_rule()[b].matches;
    });
    return found;
  }

  void findings() {
    heading(text::kFindings);
    if (totals_.nothing()) return line(say(text::kNone));
    Table table("llrrrrrr");
    table.row({say(text::kRule), say(text::kSensitive), say(text::kMatches), say(text::kDistinct),
               say(text::kPlacesFound), say(confidence_text(Confidence::confirmed)),
               say(confidence_text(Confidence::likely)),
               say(confidence_text(Confidence::possible))});
    double worst = 0;
    for (const uint16_t index : rules_found()) {
      const Rule& rule = context_.rules.at(index);
      const RuleTotals& totals = totals_.by_rule()[index];
      worst = std::max(worst, totals.distinct.relative_error());
      const std::string distinct = grouped(totals.distinct.distinct());
      table.row({printable(rule_name(rule)) + " (" + printable(rule.id) + ")",
                 say(sensitivity_text(sensitivity_of(rule))), grouped(totals.matches),
                 totals.distinct.exact() ? distinct : say(text::kAbout, {distinct}),
                 grouped(totals.places),
                 grouped(totals.by_confidence[static_cast<size_t>(Confidence::confirmed)]),
                 grouped(totals.by_confidence[static_cast<size_t>(Confidence::likely)]),
                 grouped(totals.by_confidence[static_cast<size_t>(Confidence::possible)])});
    }
    out_.write(table.render(kIndent));
    if (worst > 0) line(say(text::kEstimate, {tenths(worst * 100)}));
    places();
  }

  static std::string tenths(double percent) {
    const uint64_t value = static_cast<uint64_t>(std::ceil(percent * 10));
    return std::to_string(value / 10) + "." + std::to_string(value % 10);
  }

  void places() {
    out_.write("\n");
    line(say(text::kTop, {std::to_string(totals_.places().size())}));
    Table table("rllll");
    table.row({say(text::kMatches), say(text::kConfidence), say(text::kRule), say(text::kSample),
               say(text::kLocation)});
    for (const Place& place : totals_.places()) {
      table.row({grouped(place.matches), say(confidence_text(place.confidence)),
                 printable(rule_name(context_.rules.at(place.rule))), printable(place.sample),
                 printable(place.where)});
    }
    out_.write(table.render(kIndent));
  }

  void next_step() {
    heading(text::kNext);
    if (!coverage_.complete) line("- " + say(text::kResume));
    for (const auto& [reason, places] : gaps_by_count()) {
      line("- " +
           say(text::kAdvice, {say(gap_text(reason)), grouped(places), say(gap_advice(reason))}));
    }
    line("- " + say(text::kFullReport));
  }

  const ReportContext& context_;
  bool color_;
  Output& out_;
  const Totals& totals_;
  const std::map<GapReason, uint64_t>& gaps_;
  Coverage coverage_;
  std::string not_reproducible_;
};

}  // namespace

Status write_summary(const ReportContext& context, bool color, Output& out) {
  Totals totals(context.rules);
  const Status status = visit_joined_rows(context, [&](const JoinedRow& row) {
    totals.add(row);
    return true;
  });
  if (!status) return status;
  totals.finish();
  const auto gaps = context.inventory.gap_counts();
  if (!gaps) return gaps.error();
  Summary(context, color, out, totals, *gaps).write();
  return {};
}

}  // namespace qingce
