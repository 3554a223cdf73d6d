// SARIF 2.1.0 (OASIS), written as a stream. One result for each (object, field, rule); every
// object that was not examined, or only partly, is a notification of the tool, because a consumer
// that shows only results must not make a gap look like an absence.
//
// Two passes. The first ranks the rows and keeps where the ones to be shown are (sarif_plan.h). The
// second goes over the runs; in each, artifacts are written before results, since results point to
// them by index, so each object of a run is looked up twice and only its numbers are held.
#include <algorithm>
#include <unordered_map>

#include "reporters/comparison.h"
#include "reporters/escape.h"
#include "reporters/layout.h"
#include "reporters/registry.h"
#include "reporters/rule_facts.h"
#include "reporters/sarif_plan.h"
#include "reporters/sarif_result.h"
#include "reporters/text.h"

namespace qingce {
namespace {

constexpr std::string_view kSchema = "https://json.schemastore.org/sarif-2.1.0.json";

// The name of an encoding in the registry of character sets, or empty.
std::string_view charset(const std::string& encoding) {
  static constexpr std::pair<std::string_view, std::string_view> kNames[] = {
      {"ascii", "US-ASCII"},    {"utf-8", "UTF-8"},       {"utf-8-bom", "UTF-8"},
      {"gb18030", "GB18030"},   {"gbk", "GBK"},           {"big5", "Big5"},
      {"utf-16le", "UTF-16LE"}, {"utf-16be", "UTF-16BE"}, {"utf-32le", "UTF-32LE"},
      {"utf-32be", "UTF-32BE"}};
  for (const auto& [ours, name] : kNames) {
    if (encoding == ours) return name;
  }
  return {};
}

// The artifacts of one run: numbered as they come, found again by what they are. A run has no more
// objects than results (25,000).
class Artifacts {
 public:
  Artifacts(Output& out, SarifProfile profile) : lines_(out), profile_(profile) {}

  struct Chain {
    uint32_t root = 0, leaf = 0;  // the outermost file, the object itself
  };
  // Writes what is not there yet of the chain that ends in `object`.
  Chain add(const StoredObject& object, const SarifPlace& place) {
    Chain chain;
    std::optional<uint32_t> parent;
    for (size_t i = 0; i <= place.members.size(); ++i) {
      const auto [index, fresh] = number(place, i, parent);
      if (fresh) write(place, i, parent, object);
      if (i == 0) chain.root = index;
      parent = chain.leaf = index;
    }
    return chain;
  }

 private:
  static const std::string& uri_of(const SarifPlace& place, size_t step) {
    return step == 0 ? place.uri : place.members[step - 1];
  }

  std::pair<uint32_t, bool> number(const SarifPlace& place, size_t step,
                                   std::optional<uint32_t> parent) {
    std::string name = parent ? std::to_string(*parent) : "-" + place.base;
    name += ' ';  // in no number, base id or URI
    name += uri_of(place, step);
    const auto next = static_cast<uint32_t>(numbers_.size());
    const auto [at, fresh] = numbers_.try_emplace(std::move(name), next);
    return {at->second, fresh};
  }

  void write(const SarifPlace& place, size_t step, std::optional<uint32_t> parent,
             const StoredObject& object) {
    JsonWriter& out = writer_;
    out.begin_object().key("location").begin_object().field("uri", uri_of(place, step));
    if (step == 0 && !place.base.empty()) out.field("uriBaseId", place.base);
    out.end_object();
    if (parent) out.field("parentIndex", *parent);
    // A container met through its member alone is more than a location (the SDK's rule SARIF2004).
    if (step == 0) out.key("roles").begin_array().value("analysisTarget").end_array();
    // The object at the end of the chain is the only one at hand.
    if (step == place.members.size() && object.row.kind != ObjectKind::place) {
      describe(object, place);
    }
    out.end_object();
    lines_.add_text(out.text());
    out.clear();
  }

  void describe(const StoredObject& object, const SarifPlace& place) {
    const ObjectRow& row = object.row;
    if (row.bytes <= INT64_MAX) writer_.field("length", row.bytes);
    const std::string_view name = row.encodings.size() == 1 ? charset(row.encodings[0]) : "";
    if (!name.empty()) writer_.field("encoding", name);
    if (profile_ == SarifProfile::minimal) return;
    writer_.key("properties").begin_object().field("state", to_string(row.state));
    if (!row.format.empty()) writer_.field("format", visible(row.format));
    const std::string display = sarif_display(object, place.shown);
    if (!display.empty()) writer_.field("displayPath", display);
    writer_.end_object();
  }

  JsonLines lines_;
  JsonWriter writer_;
  SarifProfile profile_;
  std::unordered_map<std::string, uint32_t> numbers_;
};

// Visits the rows of the objects that `entries` name, object by object.
using Group = std::vector<SarifEntry>::const_iterator;
Status for_each_object(const std::vector<SarifEntry>& entries,
                       const std::function<Status(Group begin, Group end)>& visit) {
  for (Group begin = entries.begin(); begin != entries.end();) {
    const Group end = std::find_if(begin, entries.end(),
                                   [&](const SarifEntry& e) { return e.object != begin->object; });
    if (Status status = visit(begin, end); !status) return status;
    begin = end;
  }
  return {};
}

class Document {
 public:
  Document(const ReportContext& context, Output& out)
      : context_(context), language_(context.language), out_(out) {}

  Status write() {
    auto lookup = context_.inventory.lookup();
    if (!lookup) return lookup.error();
    lookup_ = std::move(*lookup);
    if (Status status = plan(); !status) return status;
    out_.write("{\"$schema\":" + dump(kSchema) + ",\"version\":\"2.1.0\",\"runs\":[\n");
    for (size_t i = 0; i < runs_.size(); ++i) {
      if (Status status = run(i); !status) return status;
    }
    out_.write("]}\n");
    return {};
  }

 private:
  Status plan() {
    SarifPlan plan;
    SarifEntry entry;
    uint64_t object = UINT64_MAX;
    const Status status = visit_joined_rows(context_, [&](const JoinedRow& row) {
      if (row.object_id != object) entry.row = 0;
      object = entry.object = row.object_id;
      plan.add(sarif_rank(context_.rules.at(row.rule), row.confidence), entry);
      accepted_.add(row);
      ++entry.sequence;
      ++entry.row;
      return true;
    });
    if (!status) return status;
    runs_ = plan.take();
    dropped_ = plan.dropped();
    highest_dropped_ = plan.highest_dropped();
    const auto counts = context_.inventory.gap_counts();
    if (!counts) return counts.error();
    for (const auto& [reason, places] : *counts) gaps_ += places;
    const uint64_t needed = (gaps_ + kSarifPerRun - 1) / kSarifPerRun;
    if (needed > runs_.size()) runs_.resize(std::min<uint64_t>(needed, kSarifRuns));
    return {};
  }

  Status run(size_t index) {
    places_ = std::make_unique<SarifPlaces>(context_.inventory.run().targets);
    out_.write(index == 0 ? "{" : ",\n{");
    out_.write("\"tool\":" + dump(sarif_tool(context_)));
    // GitHub wants another category for each run: all before the last slash.
    const std::string category = "qingce" + (index == 0 ? "" : "-" + std::to_string(index + 1));
    out_.write(",\n\"automationDetails\":" + dump({{"id", category + "/"}}));
    if (Status status = invocation(index); !status) return status;
    out_.write(",\n\"columnKind\":\"unicodeCodePoints\",\"redactionTokens\":[\"***\"]");
    out_.write(",\n\"taxonomies\":" + dump(sarif_taxonomies()));
    out_.write(",\n\"artifacts\":[");
    std::vector<Artifacts::Chain> chains;
    if (Status status = write_artifacts(runs_[index], chains); !status) return status;
    out_.write("\n]");
    out_.write(",\n\"results\":[");
    lines_ = std::make_unique<JsonLines>(out_);
    if (Status status = write_results(runs_[index], chains); !status) return status;
    if (index + 1 == runs_.size()) {
      if (Status status = write_absent(runs_[index].size()); !status) return status;
    }
    out_.write("\n]");
    base_ids();
    out_.write(",\n\"properties\":" + dump(run_properties()) + "}\n");
    return {};
  }

  // The same facts as in every report: what changes results.
  JsonValue run_properties() const {
    const ResultFacts& facts = context_.inventory.run().result;
    JsonValue options = JsonValue::object();
    for (const auto& [key, value] : facts.options) options[key] = visible(value);
    JsonValue out = {{"options", options},
                     {"rulesHash", visible(facts.rules_hash)},
                     {"keyId", visible(facts.key_id)},
                     {"referenceDate", visible(facts.reference_date)}};
    // Of the whole report, in each of its runs.
    if (context_.accepted != nullptr) {
      out["accepted"] = {
          {"rows", accepted_.rows}, {"matches", accepted_.matches}, {"lapsed", accepted_.lapsed}};
    }
    return out;
  }

  Status invocation(size_t index) {
    const RunFacts& facts = context_.inventory.run();
    JsonValue head = {{"executionSuccessful", context_.inventory.coverage().complete}};
    if (!facts.started.empty()) head["startTimeUtc"] = visible(facts.started);
    if (!facts.finished.empty()) head["endTimeUtc"] = visible(facts.finished);
    if (context_.sarif_profile != SarifProfile::minimal) {
      if (!facts.host.empty()) head["machine"] = visible(facts.host);
      if (!facts.operator_name.empty()) head["account"] = visible(facts.operator_name);
    }
    std::string text = dump(head);
    text.pop_back();
    out_.write(",\n\"invocations\":[" + text + ",\"toolExecutionNotifications\":[");
    JsonLines lines(out_);
    if (index == 0) about_the_file(lines);
    const Status status = gaps(index, lines);
    out_.write("\n]}]");
    return status;
  }

  void notify(JsonLines& lines, std::string_view id, std::string_view level,
              const std::string& text) {
    lines.add({{"descriptor", {{"id", id}}}, {"level", level}, {"message", sarif_text(text)}});
  }

  void about_the_file(JsonLines& lines) {
    const std::string runs = std::to_string(kSarifRuns), per_run = grouped(kSarifPerRun);
    if (!context_.inventory.coverage().complete) {
      notify(lines, kSarifIncomplete, "error", std::string(text::kIncomplete.in(language_)));
    }
    if (dropped_ > 0) {
      notify(lines, kSarifCut, "warning",
             fill(text::kSarifCutResults.in(language_),
                  {grouped(dropped_), std::to_string(highest_dropped_), runs, per_run}));
    }
    if (gaps_ > kSarifRuns * kSarifPerRun) {
      notify(lines, kSarifCut, "warning",
             fill(text::kSarifCutGaps.in(language_),
                  {grouped(gaps_ - kSarifRuns * kSarifPerRun), runs, per_run}));
    }
    if (unread() > 0) {
      notify(lines, kSarifUnread, "warning",
             fill(text::kSarifUnread.in(language_), {grouped(unread())}));
    }
    if (!context_.inventory.run().findings_kept && !runs_[0].empty()) {
      notify(lines, kSarifNoRegions, "note", std::string(text::kSarifNoRegions.in(language_)));
    }
  }

  // Rows of the older inventory of which this one cannot say anything.
  uint64_t unread() const {
    if (context_.baseline == nullptr) return 0;
    return context_.baseline->counts()[static_cast<size_t>(RowChange::unread)];
  }

  // The part of the gaps that belongs to this run.
  Status gaps(size_t index, JsonLines& lines) {
    const uint64_t begin = index * kSarifPerRun, end = begin + kSarifPerRun;
    if (begin >= gaps_) return {};
    uint64_t at = 0;
    return context_.inventory.gaps([&](const GapRow& gap) {
      if (at >= begin) gap_json(gap, lines);
      return ++at < end;
    });
  }

  void gap_json(const GapRow& gap, JsonLines& lines) {
    const SarifPlace place = places_->of(gap.location);
    const std::string& shown = place.shown;
    const std::string message =
        fill(text::kSarifGap.in(language_),
             {gap_text(gap.reason).in(language_), shown, gap_advice(gap.reason).in(language_)});
    JsonWriter& out = writer_;
    out.begin_object().key("descriptor").begin_object();
    out.field("id", sarif_gap_id(gap.reason)).end_object().field("level", "warning");
    out.key("message").begin_object().field("text", message).end_object();
    // A consumer that shows notifications wants the file, by URI.
    out.key("locations").begin_array().begin_object();
    sarif_location(place, std::nullopt, false, out);
    out.key("logicalLocations").begin_array().begin_object();
    out.field("fullyQualifiedName", shown)
        .field("kind", place.members.empty() ? "resource" : "member");
    out.end_object().end_array().end_object().end_array();
    out.key("properties").begin_object().field("location", shown);
    out.field("reason", to_string(gap.reason));
    if (gap.offset) out.field("offset", *gap.offset);
    if (!gap.detail.empty()) out.field("detail", visible(gap.detail));
    out.end_object().end_object();
    flush(lines);
  }

  void flush(JsonLines& lines) {
    lines.add_text(writer_.text());
    writer_.clear();
  }

  // `chains`: of each object, in order.
  Status write_artifacts(const std::vector<SarifEntry>& entries,
                         std::vector<Artifacts::Chain>& chains) {
    Artifacts artifacts(out_, context_.sarif_profile);
    return for_each_object(entries, [&](Group begin, Group) -> Status {
      StoredObject object;
      if (Status status = lookup_->object(begin->object, object); !status) return status;
      chains.push_back(artifacts.add(object, places_->of(object.row.location)));
      return {};
    });
  }

  void base_ids() {
    if (places_->bases().empty()) return;
    JsonValue bases = JsonValue::object();
    for (const auto& [id, uri] : places_->bases()) {
      bases[id] =
          uri.empty() ? JsonValue({{"description", sarif_text(id)}}) : JsonValue({{"uri", uri}});
    }
    out_.write(",\n\"originalUriBaseIds\":" + dump(bases));
  }

  Status write_results(const std::vector<SarifEntry>& entries,
                       const std::vector<Artifacts::Chain>& chains) {
    size_t at = 0;
    return for_each_object(entries, [&](Group begin, Group end) -> Status {
      StoredObject stored;
      if (Status status = lookup_->object(begin->object, stored); !status) return status;
      SarifObject object;
      object.place = places_->of(stored.row.location);
      object.display = sarif_display(stored, object.place.shown);
      object.root = chains[at].root;
      object.leaf = chains[at].leaf;
      ++at;
      if (Status status = regions(begin->object, object.regions); !status) return status;
      uint32_t number = 0;
      Group wanted = begin;
      RowJoiner joiner(context_, [&](const JoinedRow& row) {
        if (wanted != end && wanted->row == number) {
          result(row, object);
          ++wanted;
        }
        ++number;
        return wanted != end;
      });
      return joiner.finish(
          lookup_->rows(begin->object, [&](const StoredRow& row) { return joiner.add(row); }));
    });
  }

  void result(const JoinedRow& row, const SarifObject& object) {
    const std::string& rule = context_.rules.at(row.rule).id;
    sarif_result(context_, row, object,
                 fingerprints_.next(sarif_identity(rule, row.location, row.field)), writer_);
    flush(*lines_);
  }

  // What an older inventory held and this one, having looked again, does not; as far as the last
  // run takes more.
  Status write_absent(size_t results) {
    if (context_.baseline == nullptr) return {};
    return context_.baseline->gone([&](const JoinedRow& row, const Rule& rule,
                                       const GoneRow& gone) {
      if (gone.change != RowChange::gone) return true;
      if (results++ >= kSarifPerRun) return false;
      sarif_absent(context_, row, rule, places_->of(row.location),
                   fingerprints_.next(sarif_identity(rule.id, row.location, row.field)), writer_);
      flush(*lines_);
      return true;
    });
  }

  // The first places of each row, in the order of the bytes.
  Status regions(uint64_t object, SarifRegions& out) {
    if (!context_.inventory.run().findings_kept) return {};
    return lookup_->findings(object, [&](const StoredFinding& stored) {
      const Finding& finding = stored.finding;
      std::vector<SarifRegion>& list = out[{finding.field, finding.rule}];
      if (list.size() < kSarifRegions) {
        list.push_back({finding.offset, finding.length, finding.record, finding.masked});
      }
      return true;
    });
  }

  const ReportContext& context_;
  Language language_;
  Output& out_;
  std::unique_ptr<ObjectLookup> lookup_;
  std::unique_ptr<SarifPlaces> places_;
  JsonWriter writer_;
  std::unique_ptr<JsonLines> lines_;  // of the results at hand
  SarifFingerprints fingerprints_;
  AcceptanceCounts accepted_;
  std::vector<std::vector<SarifEntry>> runs_;
  uint64_t dropped_ = 0;
  unsigned highest_dropped_ = 0;
  uint64_t gaps_ = 0;
};

class SarifReporter final : public Reporter {
 public:
  std::string_view format() const override { return "sarif"; }
  bool uses_findings() const override { return true; }
  Status report(const ReportContext& context, Output& out) const override {
    return Document(context, out).write();
  }
};

}  // namespace

const Reporter& sarif_reporter() {
  static const SarifReporter reporter;
  return reporter;
}

}  // namespace qingce
