// The JSON view of a comparison (schema/diff-1.schema.json): fixed key order, one row a line, no
// clock and no host. Rows of the newer inventory in its order, then those that only the older one
// holds in theirs. Unchanged rows are counted, not listed.
#include "reporters/diff.h"
#include "reporters/fingerprint.h"
#include "reporters/json_value.h"

namespace qingce {
namespace {

using Json = JsonValue;

template <class T>
Json optional(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

Json side_json(const ReportContext& context) {
  const ResultFacts& facts = context.inventory.run().result;
  const Coverage c = context.inventory.coverage();
  return {{"version", facts.version},
          {"rules_hash", facts.rules_hash},
          {"key_id", facts.key_id},
          {"reference_date", facts.reference_date},
          {"complete", c.complete},
          {"objects",
           {{"seen", c.seen},
            {"files", c.files},
            {"members", c.members},
            {"scanned", c.scanned},
            {"partial", c.partial},
            {"gap", c.gap}}}};
}

Json row_json(RowChange change, const JoinedRow& row, const Rule& rule) {
  return {{"change", to_string(change)},
          {"location", row.location},
          {"field", optional(row.field)},
          {"rule", rule.id},
          {"fingerprint", row_fingerprint(rule.id, row.location, row.field)}};
}

Json accepted_json(const JoinedRow& row) {
  if (row.accepted == nullptr) return nullptr;
  return {{"reason", row.accepted->reason},
          {"by", row.accepted->by},
          {"until", row.accepted->until.empty() ? Json(nullptr) : Json(row.accepted->until)}};
}

Json counts_json(const Comparison& comparison) {
  Json out = Json::object();
  for (int i = 0; i < kRowChanges; ++i) {
    out[std::string(to_string(static_cast<RowChange>(i)))] =
        comparison.counts()[static_cast<size_t>(i)];
  }
  return out;
}

Json state_json(const std::optional<ObjectState>& state) {
  return state ? Json(to_string(*state)) : Json(nullptr);
}

Status write_newer_rows(const ReportContext& newer, const Comparison& comparison, JsonLines& rows) {
  return visit_joined_rows(newer, [&](const JoinedRow& row) {
    OlderRow was;
    const RowChange change = comparison.change(row, &was);
    if (change == RowChange::unchanged) return true;
    const bool fresh = change == RowChange::fresh;
    Json json = row_json(change, row, newer.rules.at(row.rule));
    json["before"] =
        fresh ? Json(nullptr)
              : Json{{"matches", was.matches}, {"confidence", to_string(was.confidence)}};
    json["now"] = {{"matches", row.value.count}, {"confidence", to_string(row.confidence)}};
    json["why"] = nullptr;
    json["accepted"] = accepted_json(row);
    rows.add(json);
    return true;
  });
}

Status write_gone_rows(const Comparison& comparison, JsonLines& rows) {
  return comparison.gone([&](const JoinedRow& row, const Rule& rule, const GoneRow& gone) {
    Json json = row_json(gone.change, row, rule);
    json["before"] = {{"matches", row.value.count}, {"confidence", to_string(row.confidence)}};
    json["now"] = nullptr;
    json["why"] = nullptr;
    if (gone.why != NotLooked::none) {
      json["why"] = {{"kind", to_string(gone.why)},
                     {"reason", gone.reason ? Json(to_string(*gone.reason)) : Json(nullptr)}};
    }
    json["accepted"] = nullptr;
    rows.add(json);
    return true;
  });
}

}  // namespace

Status write_diff_json(const ReportContext& older, const ReportContext& newer,
                       const Comparison& comparison, Output& out) {
  out.write("{\"schema\":\"qingce/diff/1\",\n\"older\":" + dump(side_json(older)));
  out.write(",\n\"newer\":" + dump(side_json(newer)));
  out.write(",\n\"rows_by_change\":" + dump(counts_json(comparison)) + ",\n\"coverage_shrunk\":[");
  JsonLines objects(out);
  Status status = comparison.shrunk_coverage([&](const ShrunkObject& object) {
    objects.add({{"location", object.location},
                 {"before", state_json(object.before)},
                 {"now", state_json(object.now)},
                 {"reason", object.reason ? Json(to_string(*object.reason)) : Json(nullptr)}});
    return true;
  });
  if (!status) return status;
  out.write("\n],\n\"rows\":[");
  JsonLines rows(out);
  if (status = write_newer_rows(newer, comparison, rows); !status) return status;
  if (status = write_gone_rows(comparison, rows); !status) return status;
  out.write("\n]}\n");
  return {};
}

}  // namespace qingce
