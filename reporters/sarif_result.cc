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
  if (text.find('~') == std::string_view::npos) return std::string(text);
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

// A link in a message is written [text](target), and {0} is the place of an argument; a name may
// look like either. Not every consumer knows the doubled brace that stands for one: %7B is read
// back as the same location everywhere.
std::string message_text(std::string_view text) {
  std::string shown = visible(text);
  const bool link = shown.find("](") != std::string::npos;
  const bool brace = shown.find('{') != std::string::npos || shown.find('}') != std::string::npos;
  if (!link && !brace) return shown;
  std::string out;
  for (const char c : shown) {
    if (c == '{' || c == '}') {
      out += c == '{' ? "%7B" : "%7D";
      continue;
    }
    if (link && (c == '[' || c == ']' || c == '\\')) out += '\\';
    out += c;
  }
  return out;
}

std::string shown_with_field(const JoinedRow& row, const SarifPlace& place) {
  return place.shown + (row.field ? "#" + visible(*row.field) : "");
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

void logical_locations(const JoinedRow& row, const SarifPlace& place, JsonWriter& out) {
  out.key("logicalLocations").begin_array().begin_object();
  out.field("fullyQualifiedName", place.shown)
      .field("kind", place.members.empty() ? "resource" : "member")
      .end_object();
  if (row.field) {
    out.begin_object()
        .field("name", visible(*row.field))
        .field("fullyQualifiedName", shown_with_field(row, place))
        .field("kind", "field")
        .end_object();
  }
  out.end_array();
}

std::string region_text(const ReportContext& context, const SarifRegion& region) {
  std::string text = shows_samples(context) ? region.masked : "***";
  if (region.record) text += " (record " + std::to_string(*region.record) + ")";
  return message_text(fill(text::kSarifRegion.in(context.language), {text}));
}

// The exact object, as often as there are exact places in it; once without one if there is none.
void related_locations(const ReportContext& context, const JoinedRow& row,
                       const SarifObject& object, JsonWriter& out) {
  const SarifPlace& place = object.place;
  uint64_t id = 0;
  const auto add = [&](const SarifRegion* region, const std::string& text) {
    out.begin_object().field("id", ++id);
    out.key("physicalLocation").begin_object().key("artifactLocation").begin_object();
    out.field("uri", place.members.empty() ? place.uri : place.members.back());
    if (place.members.empty() && !place.base.empty()) out.field("uriBaseId", place.base);
    out.field("index", object.leaf).end_object();
    if (region != nullptr && region->offset && region->length) {
      out.key("region").begin_object().field("byteOffset", *region->offset);
      out.field("byteLength", *region->length).end_object();
    }
    out.end_object().key("message").begin_object().field("text", text).end_object().end_object();
  };
  out.key("relatedLocations").begin_array();
  const auto found = object.regions.find({row.field, row.rule});
  if (found != object.regions.end()) {
    for (const SarifRegion& region : found->second) add(&region, region_text(context, region));
  } else {
    add(nullptr, message_text(fill(text::kSarifExact.in(context.language), {place.shown})));
  }
  out.end_array();
}

void properties(const ReportContext& context, const JoinedRow& row, const Rule& rule,
                const SarifObject& object, JsonWriter& out) {
  const auto of = [&](Confidence c) { return row.by_confidence[static_cast<size_t>(c)]; };
  out.key("properties").begin_object().field("location", object.place.shown);
  if (row.field) out.field("field", visible(*row.field));
  if (!object.display.empty()) out.field("displayPath", object.display);
  out.field("confidence", to_string(row.confidence)).key("byConfidence").begin_object();
  out.field("confirmed", of(Confidence::confirmed))
      .field("likely", of(Confidence::likely))
      .field("possible", of(Confidence::possible))
      .end_object();
  out.field("distinct", row.value.sketch.distinct())
      .field("distinctExact", row.value.sketch.exact())
      .field("sensitive", sensitivity_text(sensitivity_of(rule)).in(Language::en));
  if (shows_samples(context)) {
    out.key("samples").begin_array();
    for (const Sample& sample : row.value.samples) out.value(visible(sample.masked));
    out.end_array();
  }
  out.end_object();
}

void result_body(const ReportContext& context, const JoinedRow& row, const Rule& rule,
                 const SarifPlace& place, std::optional<uint32_t> artifact,
                 const SarifFingerprints::Fingerprint& fingerprint, JsonWriter& out) {
  out.field("kind", "fail")
      .field("level", sarif_level(rule, row.confidence))
      .field("rank", sarif_rank(rule, row.confidence));
  out.key("message").begin_object().field("text", message(context, row, rule, place)).end_object();
  out.key("locations").begin_array().begin_object();
  sarif_location(place, artifact, context.sarif_profile != SarifProfile::strict, out);
  logical_locations(row, place, out);
  out.end_object().end_array();
  out.field("occurrenceCount", row.value.count).field("correlationGuid", fingerprint.guid);
  out.key("partialFingerprints").begin_object();
  out.field("primaryLocationLineHash", fingerprint.line_hash)
      .field("qingce/v1", fingerprint.digest)
      .end_object();
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

void sarif_location(const SarifPlace& place, std::optional<uint32_t> index, bool with_line,
                    JsonWriter& out) {
  out.key("physicalLocation").begin_object().key("artifactLocation").begin_object();
  out.field("uri", place.uri);
  if (!place.base.empty()) out.field("uriBaseId", place.base);
  if (index) out.field("index", *index);
  out.end_object();
  if (with_line) out.key("region").begin_object().field("startLine", 1).end_object();
  out.end_object();
}

std::string sarif_display(const StoredObject& object, std::string_view shown) {
  const auto location = Location::from_raw(object.row.raw);
  const bool member = location.ok() && location->step().kind >= StepKind::member;
  const size_t cut = shown.rfind(member ? '!' : '/');
  std::string out(shown.substr(0, cut == std::string_view::npos ? 0 : cut + 1));
  if (!location.ok() || location->step().kind == StepKind::target) out.clear();
  out = visible(out + object.row.display);
  return out == shown ? std::string() : out;
}

void sarif_result(const ReportContext& context, const JoinedRow& row, const SarifObject& object,
                  const SarifFingerprints::Fingerprint& fingerprint, JsonWriter& out) {
  const Rule& rule = context.rules.at(row.rule);
  out.begin_object().field("ruleId", visible(rule.id)).field("ruleIndex", row.rule);
  result_body(context, row, rule, object.place, object.root, fingerprint, out);
  related_locations(context, row, object, out);
  if (context.baseline != nullptr) {
    out.field("baselineState", baseline_state(context.baseline->change(row)));
  }
  if (row.accepted != nullptr) {
    out.key("suppressions").begin_array().begin_object();
    out.field("kind", "external")
        .field("status", "accepted")
        .field("justification", justification(*row.accepted))
        .end_object()
        .end_array();
  }
  properties(context, row, rule, object, out);
  out.end_object();
}

void sarif_absent(const ReportContext& context, const JoinedRow& row, const Rule& rule,
                  const SarifPlace& place, const SarifFingerprints::Fingerprint& fingerprint,
                  JsonWriter& out) {
  out.begin_object().field("ruleId", visible(rule.id));
  if (const auto index = context.rules.find(rule.id)) out.field("ruleIndex", *index);
  result_body(context, row, rule, place, std::nullopt, fingerprint, out);
  out.field("baselineState", "absent").end_object();
}

}  // namespace qingce
