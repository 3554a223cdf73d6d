// The terminal summary: verdict, gaps, findings, next step, in this order: a reader who stops after
// the first line knows what was found and how much was not looked at. No line is wider than a
// terminal of 80 columns, in either language.
#include <algorithm>
#include <charconv>
#include <cmath>

#include "reporters/comparison.h"
#include "reporters/escape.h"
#include "reporters/layout.h"
#include "reporters/people.h"
#include "reporters/rule_facts.h"
#include "reporters/text.h"
#include "reporters/totals.h"

namespace qingce {
namespace {

constexpr size_t kTopPlaces = 10;
constexpr std::string_view kIndent = "  ";

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
          const PeopleFigures& people, const std::map<GapReason, uint64_t>& gaps)
      : context_(context),
        color_(color),
        out_(out),
        totals_(totals),
        people_(people),
        gaps_(gaps_by_count(gaps)),
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
  void line(std::string_view text, std::string_view sgr = {}) {
    out_.write(paint(sgr, wrapped(text, kIndent, kIndent)) + "\n");
  }
  void item(std::string_view text) { out_.write(wrapped(text, "  - ", "    ") + "\n"); }
  void heading(const Text& text) { out_.write("\n" + paint("1", say(text)) + "\n"); }
  std::string paint(std::string_view sgr, std::string_view text) const {
    if (!color_ || sgr.empty()) return std::string(text);
    return "\033[" + std::string(sgr) + "m" + std::string(text) + "\033[0m";
  }
  std::string rule_name(const Rule& rule) const {
    return visible(name_of(rule, context_.language));
  }
  uint64_t unread() const { return coverage_.partial + coverage_.gap; }

  void header() {
    const RunFacts& run = context_.inventory.run();
    out_.write(paint("1", say(text::kTitle, {visible(run.result.version)})) + "\n");
    std::vector<std::pair<std::string, std::string>> facts;
    const auto fact = [&](const Text& name, const std::string& value) {
      if (!value.empty()) facts.emplace_back(say(name), visible(value));
    };
    for (size_t i = 0; i < run.targets.size(); ++i) {
      facts.emplace_back(i == 0 ? say(text::kTargets) : "", visible(run.targets[i]));
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
    size_t width = 0;
    for (const auto& [name, value] : facts) width = std::max(width, display_width(name));
    const std::string rest(kIndent.size() + width + 2, ' ');
    for (size_t i = 0; i < facts.size(); ++i) {
      const auto& [name, value] = facts[i];
      const std::string first = std::string(kIndent) + padded(name, width) + "  ";
      const bool target = i < run.targets.size();  // a location: every character counts
      out_.write((target ? broken(value, first, rest) : wrapped(value, first, rest)) + "\n");
    }
    for (const auto& [key, value] : run.result.options) {
      if (key == "reproducible" && value == "false") line(say(text::kNotReproducible), "33");
    }
  }

  void verdict() {
    heading(text::kVerdict);
    if (!coverage_.complete) line(say(text::kIncomplete), "33");
    if (totals_.nothing_personal()) {
      line(say(text::kNothingFound, {std::to_string(coverage_.scanned), std::to_string(unread())}));
    } else {
      line(say(text::kFound, {grouped(coverage_.seen), grouped(totals_.personal_objects()),
                              grouped(totals_.objects(Confidence::confirmed)),
                              grouped(totals_.objects(Confidence::likely)),
                              grouped(totals_.objects(Confidence::possible))}),
           "1;31");
    }
    people();
    if (totals_.organisation_objects() > 0) {
      line(say(text::kOrganisationOnly, {grouped(totals_.organisation_objects())}));
    }
    if (totals_.other_places() > 0)
      line(say(text::kOtherPlaces, {grouped(totals_.other_places())}));
    if (unread() > 0 && !totals_.nothing_personal()) {
      line(say(text::kRestUnread, {grouped(unread())}), "33");
    }
    if (coverage_.other_gaps > 0)
      line(say(text::kOtherGaps, {grouped(coverage_.other_gaps)}), "33");
    reviewed();
  }

  void people() {
    for (const std::string& text : people_lines(people_, context_.language)) line(text);
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

  void gaps() {
    heading(text::kGaps);
    line(say(text::kStates, {grouped(coverage_.seen), grouped(coverage_.scanned),
                             grouped(coverage_.partial), grouped(coverage_.gap)}));
    const uint64_t links = context_.inventory.run().links;
    if (links > 0) line(say(text::kLinks, {grouped(links)}));
    if (gaps_.empty()) return line(say(text::kNoGaps));
    Table table("lr");
    table.row({say(text::kReason), say(text::kPlaces)});
    for (const auto& [reason, places] : gaps_) {
      table.row(
          {say(gap_text(reason)) + " (" + std::string(to_string(reason)) + ")", grouped(places)});
    }
    out_.write(table.render(kIndent));
  }

  // Names of rules have lines of their own: seven columns of figures leave no room for them.
  void findings() {
    heading(text::kFindings);
    if (totals_.nothing()) return line(say(text::kNone));
    const std::vector<uint16_t> rules = totals_.rules_found();
    std::vector<std::string> lines = figures(rules, grouped);
    const bool fits = std::all_of(lines.begin(), lines.end(),
                                  [](const auto& l) { return display_width(l) <= kColumns; });
    if (!fits) lines = figures(rules, [](uint64_t n) { return std::to_string(n); });
    double worst = 0;
    out_.write(lines[0] + "\n");
    for (size_t i = 0; i < rules.size(); ++i) {
      const Rule& rule = context_.rules.at(rules[i]);
      line(rule_name(rule) + " (" + visible(rule.id) + ")");
      out_.write(lines[i + 1] + "\n");
      worst = std::max(worst, totals_.by_rule()[rules[i]].distinct.relative_error());
    }
    if (worst > 0) line(say(text::kEstimate, {tenths(worst * 100)}));
    places();
  }

  // The heads of the columns, then one line for each rule.
  std::vector<std::string> figures(const std::vector<uint16_t>& rules,
                                   const std::function<std::string(uint64_t)>& number) const {
    Table table("rrrrrrl");
    table.row({say(text::kMatches), say(text::kDistinct), say(text::kPlacesFound),
               say(confidence_text(Confidence::confirmed)),
               say(confidence_text(Confidence::likely)), say(confidence_text(Confidence::possible)),
               say(text::kSensitive)});
    for (const uint16_t index : rules) {
      const RuleTotals& totals = totals_.by_rule()[index];
      const std::string distinct = number(totals.distinct.distinct());
      const auto of = [&](Confidence c) {
        return number(totals.by_confidence[static_cast<size_t>(c)]);
      };
      table.row({number(totals.matches),
                 totals.distinct.exact() ? distinct : say(text::kAbout, {distinct}),
                 number(totals.places), of(Confidence::confirmed), of(Confidence::likely),
                 of(Confidence::possible),
                 say(sensitivity_text(sensitivity_of(context_.rules.at(index))))});
    }
    return lines_of(table.render("    "));
  }

  static std::string tenths(double percent) {
    const uint64_t value = static_cast<uint64_t>(std::ceil(percent * 10));
    return std::to_string(value / 10) + "." + std::to_string(value % 10);
  }

  // A location is never cut: it is what `qingce show` takes.
  void places() {
    out_.write("\n");
    line(say(text::kTop, {std::to_string(totals_.places().size())}));
    size_t matches = display_width(say(text::kMatches));
    size_t confidence = display_width(say(text::kConfidence));
    for (const Place& place : totals_.places()) {
      matches = std::max(matches, grouped(place.matches).size());
      confidence = std::max(confidence, display_width(say(confidence_text(place.confidence))));
    }
    const std::string rest(kIndent.size() + matches + 2, ' ');
    const auto entry = [&](const std::string& number, const std::string& sure,
                           const std::string& what) {
      const std::string room(matches - std::min(matches, display_width(number)), ' ');
      const std::string first = std::string(kIndent) + room + number + "  ";
      out_.write(wrapped(padded(sure, confidence) + "  " + what, first, rest) + "\n");
    };
    entry(say(text::kMatches), say(text::kConfidence),
          say(text::kRule) + "  " + say(text::kSample) + "  " + say(text::kLocation));
    for (const Place& place : totals_.places()) {
      entry(grouped(place.matches), say(confidence_text(place.confidence)),
            rule_name(context_.rules.at(place.rule)) + "  " + visible(place.sample));
      out_.write(broken(visible(place.where), rest, rest) + "\n");
    }
  }

  void next_step() {
    heading(text::kNext);
    if (!coverage_.complete) item(say(text::kResume));
    for (const auto& [reason, places] : gaps_) {
      item(say(text::kAdvice, {say(gap_text(reason)), grouped(places), say(gap_advice(reason))}));
    }
    item(say(text::kFullReport));
  }

  const ReportContext& context_;
  bool color_;
  Output& out_;
  const Totals& totals_;
  const PeopleFigures& people_;
  std::vector<std::pair<GapReason, uint64_t>> gaps_;
  Coverage coverage_;
};

}  // namespace

Status write_summary(const ReportContext& context, bool color, Output& out) {
  const auto totals = Totals::of(context, kTopPlaces);
  if (!totals) return totals.error();
  const auto gaps = context.inventory.gap_counts();
  if (!gaps) return gaps.error();
  const auto people = people_of(context);
  if (!people) return people.error();
  Summary(context, color, out, *totals, *people, *gaps).write();
  return {};
}

}  // namespace qingce
