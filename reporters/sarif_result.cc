#include "reporters/sarif_result.h"

#include <charconv>

#include "reporters/comparison.h"
#include "reporters/escape.h"
#include "reporters/fingerprint.h"
#include "reporters/layout.h"
#include "reporters/rule_facts.h"
#include "reporters/text.h"
#include "scanner/core/location.h"
#include "scanner/core/sha256.h"
#include "scanner/core/uuid.h"

namespace qingce {
namespace {

// A random UUID of ours: results of this program share it.
constexpr Uuid kNamespace = {0x3d, 0x1f, 0x5c, 0x0a, 0x8e, 0x47, 0x4b, 0x92,
                             0xa6, 0x31, 0x7c, 0xe5, 0x09, 0xb4, 0xd8, 0x6f};

constexpr size_t kDigestDigits = 6;  // of a masked span in a printed name: "~3fa9c1"

bool is_hex(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); }

// "139****5670~3fa9c1.csv" -> "139****5670~.csv".
std::string without_digests(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    out += text[i];
    if (text[i] != '~') continue;
    size_t n = 0;
    while (n < kDigestDigits && i + 1 + n < text.size() && is_hex(text[i + 1 + n])) ++n;
    if (n == kDigestDigits) i += n;
  }
  return out;
}

bool shows_samples(const ReportContext& context) {
  return context.sarif_profile != SarifProfile::minimal;
}

// A link in a message is written [text](target); a name may look like one.
std::string message_text(std::string_view text) {
  std::string out;
  for (const char c : visible(text)) {
    if (c == '[' || c == ']' || c == '\\') out += '\\';
    out += c;
  }
  return text.find("](") == std::string_view::npos ? visible(text) : out;
}

std::string shown_with_field(const JoinedRow& row, const SarifPlace& place) {
  return place.shown + (row.field ? "#" + *row.field : "");
}

std::string message(const ReportContext& context, const JoinedRow& row, const Rule& rule,
                    const SarifPlace& place) {
  const Language language = context.language;
  std::string samples;
  if (shows_samples(context) && !row.value.samples.empty()) {
    samples = fill(text::kSarifSamples.in(language), {row.value.samples.front().masked});
  }
  return message_text(
      fill(text::kSarifMessage.in(language),
           {name_of(rule, language), samples, grouped(row.value.count),
            confidence_text(row.confidence).in(language), shown_with_field(row, place)}));
}

JsonValue logical_locations(const JoinedRow& row, const SarifPlace& place) {
  JsonValue out = JsonValue::array();
  out.push_back({{"fullyQualifiedName", visible(place.shown)},
                 {"kind", place.members.empty() ? "resource" : "member"}});
  if (row.field) {
    out.push_back({{"name", visible(*row.field)},
                   {"fullyQualifiedName", visible(shown_with_field(row, place))},
                   {"kind", "field"}});
  }
  return out;
}

std::string region_text(const ReportContext& context, const SarifRegion& region) {
  std::string text = shows_samples(context) ? region.masked : "***";
  if (region.record) text += " (record " + std::to_string(*region.record) + ")";
  return message_text(fill(text::kSarifRegion.in(context.language), {text}));
}

// The exact object, as often as there are exact places in it; once without one if there is none.
JsonValue related_locations(const ReportContext& context, const JoinedRow& row,
                            const SarifObject& object) {
  const std::string& uri =
      object.place.members.empty() ? object.place.uri : object.place.members.back();
  JsonValue artifact = {{"uri", uri}};
  if (object.place.members.empty() && !object.place.base.empty())
    artifact["uriBaseId"] = object.place.base;
  artifact["index"] = object.leaf;
  JsonValue out = JsonValue::array();
  const auto add = [&](JsonValue physical, const std::string& text) {
    out.push_back({{"id", out.size() + 1},
                   {"physicalLocation", std::move(physical)},
                   {"message", sarif_text(text)}});
  };
  const auto found = object.regions.find({row.field, row.rule});
  if (found != object.regions.end()) {
    for (const SarifRegion& region : found->second) {
      JsonValue physical = {{"artifactLocation", artifact}};
      if (region.offset && region.length) {
        physical["region"] = {{"byteOffset", *region.offset}, {"byteLength", *region.length}};
      }
      add(std::move(physical), region_text(context, region));
    }
  }
  if (out.empty()) {
    add({{"artifactLocation", artifact}},
        message_text(fill(text::kSarifExact.in(context.language), {object.place.shown})));
  }
  return out;
}

JsonValue properties(const ReportContext& context, const JoinedRow& row, const Rule& rule,
                     const SarifObject& object) {
  const auto of = [&](Confidence c) { return row.by_confidence[static_cast<size_t>(c)]; };
  JsonValue out = {{"location", visible(object.place.shown)}};
  if (row.field) out["field"] = visible(*row.field);
  const std::string display = sarif_display(*object.object, object.place.shown);
  if (!display.empty()) out["displayPath"] = display;
  out["confidence"] = to_string(row.confidence);
  out["byConfidence"] = {{"confirmed", of(Confidence::confirmed)},
                         {"likely", of(Confidence::likely)},
                         {"possible", of(Confidence::possible)}};
  out["distinct"] = row.value.sketch.distinct();
  out["distinctExact"] = row.value.sketch.exact();
  out["sensitive"] = sensitivity_text(sensitivity_of(rule)).in(Language::en);
  if (!shows_samples(context)) return out;
  JsonValue samples = JsonValue::array();
  for (const Sample& sample : row.value.samples) samples.push_back(visible(sample.masked));
  out["samples"] = std::move(samples);
  return out;
}

void fill_result(const ReportContext& context, const JoinedRow& row, const Rule& rule,
                 const SarifPlace& place, std::optional<uint32_t> artifact,
                 const SarifFingerprints::Fingerprint& fingerprint, JsonValue& out) {
  const bool line = context.sarif_profile != SarifProfile::strict;
  JsonValue location = sarif_location(place, artifact, line);
  location["logicalLocations"] = logical_locations(row, place);
  out["kind"] = "fail";
  out["level"] = sarif_level(rule, row.confidence);
  out["rank"] = sarif_rank(rule, row.confidence);
  out["message"] = sarif_text(message(context, row, rule, place));
  out["locations"] = JsonValue::array({std::move(location)});
  out["occurrenceCount"] = row.value.count;
  out["correlationGuid"] = fingerprint.guid;
  out["partialFingerprints"] = {{"primaryLocationLineHash", fingerprint.line_hash},
                                {"qingce/v1", fingerprint.digest}};
}

std::string_view baseline_state(RowChange change) {
  switch (change) {
    case RowChange::fresh:
      return "new";
    case RowChange::unchanged:
      return "unchanged";
    case RowChange::gone:
      return "absent";
    case RowChange::grown:
    case RowChange::shrunk:
    case RowChange::changed:
    case RowChange::unread:
      break;
  }
  return "updated";
}

std::string justification(const Acceptance& acceptance) {
  std::string out = visible(acceptance.reason) + " (" + visible(acceptance.by) + ")";
  return acceptance.until.empty() ? out : out + " -" + visible(acceptance.until);
}

}  // namespace

std::string sarif_identity(std::string_view rule, std::string_view location,
                           const std::optional<std::string>& field) {
  std::optional<std::string> plain;
  if (field) plain = without_digests(*field);
  return row_fingerprint(rule, without_digests(location), plain);
}

SarifFingerprints::Fingerprint SarifFingerprints::next(const std::string& identity) {
  uint64_t key = 0;
  std::from_chars(identity.data(), identity.data() + 16, key, 16);
  const uint32_t number = ++met_[key];
  const std::string suffix = ":" + std::to_string(number);
  const std::string digest = (number == 1 ? identity : sha256_hex(identity + suffix)).substr(0, 32);
  return {identity.substr(0, 16) + suffix, digest, uuid5(kNamespace, digest)};
}

JsonValue sarif_location(const SarifPlace& place, std::optional<uint32_t> index, bool with_line) {
  JsonValue artifact = {{"uri", place.uri}};
  if (!place.base.empty()) artifact["uriBaseId"] = place.base;
  if (index) artifact["index"] = *index;
  JsonValue physical = {{"artifactLocation", std::move(artifact)}};
  if (with_line) physical["region"] = {{"startLine", 1}};
  return {{"physicalLocation", std::move(physical)}};
}

std::string sarif_display(const StoredObject& object, std::string_view shown) {
  const auto location = Location::from_raw(object.row.raw);
  const bool member = location.ok() && location->step().kind >= StepKind::member;
  const size_t cut = shown.rfind(member ? '!' : '/');
  std::string out(shown.substr(0, cut == std::string_view::npos ? 0 : cut + 1));
  if (!location.ok() || location->step().kind == StepKind::target) out.clear();
  out = visible(out + object.row.display);
  return out == visible(shown) ? std::string() : out;
}

JsonValue sarif_result(const ReportContext& context, const JoinedRow& row,
                       const SarifObject& object,
                       const SarifFingerprints::Fingerprint& fingerprint) {
  const Rule& rule = context.rules.at(row.rule);
  JsonValue out = {{"ruleId", visible(rule.id)}, {"ruleIndex", row.rule}};
  fill_result(context, row, rule, object.place, object.root, fingerprint, out);
  out["relatedLocations"] = related_locations(context, row, object);
  out["properties"] = properties(context, row, rule, object);
  if (context.baseline != nullptr) {
    out["baselineState"] = baseline_state(context.baseline->change(row));
  }
  if (row.accepted != nullptr) {
    out["suppressions"] = JsonValue::array({{{"kind", "external"},
                                             {"status", "accepted"},
                                             {"justification", justification(*row.accepted)}}});
  }
  return out;
}

JsonValue sarif_absent(const ReportContext& context, const JoinedRow& row, const Rule& rule,
                       const SarifPlace& place, const SarifFingerprints::Fingerprint& fingerprint) {
  JsonValue out = {{"ruleId", visible(rule.id)}};
  if (const auto index = context.rules.find(rule.id)) out["ruleIndex"] = *index;
  fill_result(context, row, rule, place, std::nullopt, fingerprint, out);
  out["baselineState"] = "absent";
  return out;
}

}  // namespace qingce
