// Markdown for the comment on a merge request: verdict, gaps, findings, main places, in the order
// of the summary. Short whatever the inventory holds (code hosts cut at 65,536 characters); the
// full list is in the other formats. Names stand in code spans: no markup, no HTML, no mention of a
// user works in them.
#include "reporters/escape.h"
#include "reporters/layout.h"
#include "reporters/people.h"
#include "reporters/registry.h"
#include "reporters/rule_facts.h"
#include "reporters/text.h"
#include "reporters/totals.h"

namespace qingce {
namespace {

constexpr size_t kPlaces = 20;
constexpr size_t kTargets = 10;
constexpr size_t kLongest = 1000;  // bytes of a name; 20 places of it stay far below the limit

// A name too long for a comment loses its middle, between whole characters.
std::string shortened(const std::string& text) {
  if (text.size() <= kLongest) return text;
  const auto inside = [&](size_t at) { return (static_cast<uint8_t>(text[at]) & 0xc0) == 0x80; };
  size_t head = kLongest / 2;
  size_t tail = text.size() - kLongest / 2;
  while (head > 0 && inside(head)) --head;
  while (tail < text.size() && inside(tail)) ++tail;
  return text.substr(0, head) + " … " + text.substr(tail);
}

std::string code(const std::string& text) { return markdown_code(shortened(visible(text))); }

class Markdown {
 public:
  Markdown(const ReportContext& context, Output& out, const Totals& totals,
           const PeopleFigures& people, const std::map<GapReason, uint64_t>& gaps)
      : context_(context),
        out_(out),
        totals_(totals),
        people_(people),
        gaps_(gaps_by_count(gaps)),
        coverage_(context.inventory.coverage()) {}

  void write() {
    const RunFacts& run = context_.inventory.run();
    out_.write("## " + markdown_text(say(text::kTitle, {run.result.version})) + "\n");
    verdict();
    gaps();
    findings();
    facts(run);
  }

 private:
  std::string say(const Text& text, std::initializer_list<std::string_view> arguments = {}) const {
    return fill(text.in(context_.language), arguments);
  }
  void heading(const Text& text) { out_.write("\n### " + say(text) + "\n\n"); }
  void item(const std::string& text) { out_.write("- " + markdown_text(text) + "\n"); }
  uint64_t unread() const { return coverage_.partial + coverage_.gap; }

  void row(const std::vector<std::string>& cells) {
    std::string line = "|";
    for (const std::string& cell : cells) line += " " + cell + " |";
    out_.write(line + "\n");
  }
  void head(const std::vector<const Text*>& names, std::string_view alignment) {
    std::vector<std::string> cells, lines;
    for (size_t i = 0; i < names.size(); ++i) {
      cells.push_back(say(*names[i]));
      lines.emplace_back(alignment[i] == 'r' ? "---:" : "---");
    }
    row(cells);
    row(lines);
  }

  void verdict() {
    heading(text::kVerdict);
    if (!coverage_.complete) item(say(text::kIncomplete));
    if (totals_.nothing_personal()) {
      item(say(text::kNothingFound, {std::to_string(coverage_.scanned), std::to_string(unread())}));
    } else {
      item(say(text::kFound, {grouped(coverage_.seen), grouped(totals_.personal_objects()),
                              grouped(totals_.objects(Confidence::confirmed)),
                              grouped(totals_.objects(Confidence::likely)),
                              grouped(totals_.objects(Confidence::possible))}));
      if (unread() > 0) item(say(text::kRestUnread, {grouped(unread())}));
    }
    for (const std::string& line : people_lines(people_, context_.language)) item(line);
    if (totals_.organisation_objects() > 0)
      item(say(text::kOrganisationOnly, {grouped(totals_.organisation_objects())}));
    if (totals_.other_places() > 0)
      item(say(text::kOtherPlaces, {grouped(totals_.other_places())}));
    if (coverage_.other_gaps > 0) item(say(text::kOtherGaps, {grouped(coverage_.other_gaps)}));
    if (totals_.accepted().rows > 0)
      item(say(text::kMdAccepted, {grouped(totals_.accepted().rows)}));
  }

  void gaps() {
    heading(text::kGaps);
    item(say(text::kStates, {grouped(coverage_.seen), grouped(coverage_.scanned),
                             grouped(coverage_.partial), grouped(coverage_.gap)}));
    if (gaps_.empty()) return item(say(text::kNoGaps));
    out_.write("\n");
    head({&text::kReason, &text::kPlaces, &text::kCsvAdvice}, "lrl");
    for (const auto& [reason, places] : gaps_) {
      row({markdown_text(say(gap_text(reason))) + " " + code(std::string(to_string(reason))),
           grouped(places), markdown_text(say(gap_advice(reason)))});
    }
  }

  void findings() {
    heading(text::kFindings);
    if (totals_.nothing()) return item(say(text::kNone));
    head({&text::kRule, &text::kSensitive, &text::kMatches, &text::kDistinct, &text::kPlacesFound,
          &confidence_text(Confidence::confirmed), &confidence_text(Confidence::likely),
          &confidence_text(Confidence::possible)},
         "llrrrrrr");
    for (const uint16_t index : totals_.rules_found()) {
      const Rule& rule = context_.rules.at(index);
      const RuleTotals& t = totals_.by_rule()[index];
      const std::string distinct = grouped(t.distinct.distinct());
      const auto of = [&](Confidence c) {
        return grouped(t.by_confidence[static_cast<size_t>(c)]);
      };
      row({markdown_text(shortened(name_of(rule, context_.language))) + " " + code(rule.id),
           say(sensitivity_text(sensitivity_of(rule))), grouped(t.matches),
           t.distinct.exact() ? distinct : markdown_text(say(text::kAbout, {distinct})),
           grouped(t.places), of(Confidence::confirmed), of(Confidence::likely),
           of(Confidence::possible)});
    }
    out_.write("\n" + say(text::kTop, {std::to_string(totals_.places().size())}) + "\n\n");
    head({&text::kMatches, &text::kConfidence, &text::kRule, &text::kSample, &text::kLocation},
         "rllll");
    for (const Place& place : totals_.places()) {
      row({grouped(place.matches), say(confidence_text(place.confidence)),
           code(context_.rules.at(place.rule).id), code(place.sample), code(place.where)});
    }
  }

  void facts(const RunFacts& run) {
    out_.write("\n---\n\n");
    std::string targets;
    for (size_t i = 0; i < run.targets.size() && i < kTargets; ++i) {
      targets += (i == 0 ? "" : " ") + code(run.targets[i]);
    }
    if (run.targets.size() > kTargets) targets += " …";
    out_.write("- " + say(text::kTargets) + " " + targets + "\n");
    const std::pair<const Text*, const std::string*> facts[] = {
        {&text::kReferenceDate, &run.result.reference_date},
        {&text::kRules, &run.result.rules_hash},
        {&text::kKey, &run.result.key_id}};
    for (const auto& [name, value] : facts) {
      if (!value->empty()) out_.write("- " + say(*name) + " " + code(*value) + "\n");
    }
  }

  const ReportContext& context_;
  Output& out_;
  const Totals& totals_;
  const PeopleFigures& people_;
  std::vector<std::pair<GapReason, uint64_t>> gaps_;
  Coverage coverage_;
};

class MarkdownReporter final : public Reporter {
 public:
  std::string_view format() const override { return "md"; }
  Status report(const ReportContext& context, Output& out) const override {
    const auto totals = Totals::of(context, kPlaces);
    if (!totals) return totals.error();
    const auto gaps = context.inventory.gap_counts();
    if (!gaps) return gaps.error();
    const auto people = people_of(context);
    if (!people) return people.error();
    Markdown(context, out, *totals, *people, *gaps).write();
    return {};
  }
};

}  // namespace

const Reporter& markdown_reporter() {
  static const MarkdownReporter reporter;
  return reporter;
}

}  // namespace qingce
