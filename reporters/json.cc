// The canonical JSON view of an inventory (schema/inventory-1.schema.json): fixed key order, one
// object a line, no clock and no host, so that two runs over the same input give the same bytes and
// a diff can be read.
#include <cstdio>

#include "reporters/joined_rows.h"
#include "reporters/json_value.h"
#include "reporters/registry.h"

namespace qingce {
namespace {

using Json = JsonValue;

template <class T>
Json optional(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

std::string octal(uint32_t mode) {
  char text[16];
  std::snprintf(text, sizeof text, "%04o", static_cast<unsigned>(mode));
  return text;
}

Json run_json(const ResultFacts& facts) {
  Json options = Json::object();
  for (const auto& [key, value] : facts.options) options[key] = value;
  return {{"version", facts.version},
          {"options", options},
          {"rules_hash", facts.rules_hash},
          {"key_id", facts.key_id},
          {"reference_date", facts.reference_date}};
}

Json coverage_json(const Coverage& c) {
  return {{"complete", c.complete},
          {"objects",
           {{"seen", c.seen},
            {"files", c.files},
            {"members", c.members},
            {"scanned", c.scanned},
            {"partial", c.partial},
            {"gap", c.gap}}},
          {"bytes", {{"read", c.bytes_read}, {"content", c.bytes_content}}}};
}

Json object_json(const StoredObject& object) {
  const ObjectRow& row = object.row;
  return {{"location", row.location},
          {"display", row.display},
          {"kind", to_string(row.kind)},
          {"bytes", row.bytes},
          {"content_bytes", row.content_bytes},
          {"state", to_string(row.state)},
          {"format", row.format},
          {"reader", row.reader},
          {"encodings", row.encodings},
          {"mtime", optional(row.mtime)},
          {"owner", optional(row.owner)},
          {"mode", row.mode ? Json(octal(*row.mode)) : Json(nullptr)},
          {"same_as", optional(row.same_as)},
          {"copy_of", optional(object.copy_of)}};
}

Json row_json(const JoinedRow& row, const Rule& rule) {
  Json states = Json::object();
  for (const auto& [state, matches] : row.by_state) states[std::string(to_string(state))] = matches;
  Json samples = Json::array();
  for (const Sample& sample : row.value.samples) samples.push_back(sample.masked);
  const auto of = [&](Confidence c) { return row.by_confidence[static_cast<size_t>(c)]; };
  return {{"location", row.location},
          {"field", optional(row.field)},
          {"rule", rule.id},
          {"matches", row.value.count},
          {"distinct", row.value.sketch.distinct()},
          {"distinct_exact", row.value.sketch.exact()},
          {"confidence", to_string(row.confidence)},
          {"by_confidence",
           {{"confirmed", of(Confidence::confirmed)},
            {"likely", of(Confidence::likely)},
            {"possible", of(Confidence::possible)}}},
          {"by_state", states},
          {"rejected", row.rejected},
          {"samples", samples}};
}

Json gap_json(const GapRow& gap) {
  return {{"location", gap.location},
          {"reason", to_string(gap.reason)},
          {"offset", optional(gap.offset)},
          {"detail", gap.detail.empty() ? Json(nullptr) : Json(gap.detail)}};
}

// Only where a list of accepted rows was given: without one the report is the same as ever.
Json accepted_json(const JoinedRow& row) {
  if (row.accepted == nullptr) return nullptr;
  const Acceptance& a = *row.accepted;
  return {{"reason", a.reason},
          {"by", a.by},
          {"until", a.until.empty() ? Json(nullptr) : Json(a.until)}};
}

Json acceptance_json(const ReportContext& context, const AcceptanceCounts& counts) {
  return {{"entries", context.accepted->size()},
          {"expired", context.accepted->expired(context.inventory.run().result.reference_date)},
          {"rows", counts.rows},
          {"matches", counts.matches},
          {"lapsed", counts.lapsed}};
}

bool is_counted(ObjectKind kind) { return kind == ObjectKind::file || kind == ObjectKind::member; }

class JsonReporter final : public Reporter {
 public:
  std::string_view format() const override { return "json"; }
  Status report(const ReportContext& context, Output& out) const override {
    const InventoryReader& inventory = context.inventory;
    out.write("{\"schema\":\"qingce/inventory/1\",\n\"run\":" +
              dump(run_json(inventory.run().result)));
    out.write(",\n\"coverage\":" + dump(coverage_json(inventory.coverage())) + ",\n\"objects\":[");
    JsonLines objects(out);
    Status status = inventory.objects([&](const StoredObject& object) {
      if (is_counted(object.row.kind) || object.referenced) objects.add(object_json(object));
      return true;
    });
    if (!status) return status;
    out.write("\n],\n\"rows\":[");
    JsonLines rows(out);
    AcceptanceCounts accepted;
    status = visit_joined_rows(context, [&](const JoinedRow& row) {
      Json json = row_json(row, context.rules.at(row.rule));
      if (context.accepted != nullptr) json["accepted"] = accepted_json(row);
      accepted.add(row);
      rows.add(json);
      return true;
    });
    if (!status) return status;
    out.write("\n],\n\"gaps\":[");
    JsonLines gaps(out);
    status = inventory.gaps([&](const GapRow& gap) {
      gaps.add(gap_json(gap));
      return true;
    });
    if (!status) return status;
    out.write("\n]");
    if (context.accepted != nullptr) {
      out.write(",\n\"accepted\":" + dump(acceptance_json(context, accepted)));
    }
    out.write("}\n");
    return {};
  }
};

}  // namespace

const Reporter& json_reporter() {
  static const JsonReporter reporter;
  return reporter;
}

}  // namespace qingce
