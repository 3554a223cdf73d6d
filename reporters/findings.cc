// Every match on a line of JSON, in report order; only if the scan kept them.
#include <nlohmann/json.hpp>

#include "reporters/joined_rows.h"
#include "reporters/registry.h"
#include "scanner/core/message.h"

namespace qingce {
namespace {

using Json = nlohmann::ordered_json;

template <class T>
Json optional(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

Json finding_json(const StoredFinding& stored, const RuleSet& rules) {
  const Finding& finding = stored.finding;
  const Rule& rule = rules.at(finding.rule);
  Json also = Json::array();
  for (const uint16_t other : finding.also) also.push_back(rules.at(other).id);
  return {{"location", stored.location},
          {"field", optional(finding.field)},
          {"rule", rule.id},
          {"also", also},
          {"offset", optional(finding.offset)},
          {"length", optional(finding.length)},
          {"record", optional(finding.record)},
          {"confidence",
           to_string(confidence_of(rule, finding.evidence, finding.field, stored.statistic))},
          {"state", to_string(state_of(finding.evidence))},
          {"masked", finding.masked},
          {"digest", finding.digest.hex()}};
}

bool known(const Finding& finding, size_t rules) {
  if (finding.rule >= rules) return false;
  for (const uint16_t other : finding.also) {
    if (other >= rules) return false;
  }
  return true;
}

class FindingsReporter final : public Reporter {
 public:
  std::string_view format() const override { return "findings"; }
  bool needs_findings() const override { return true; }
  Status report(const ReportContext& context, Output& out) const override {
    if (!context.inventory.run().findings_kept) {
      return make_error(ErrorCode::usage, "err.inventory.no-findings");
    }
    bool unknown_rule = false;
    const Status status = context.inventory.findings([&](const StoredFinding& stored) {
      unknown_rule = !known(stored.finding, context.rules.rules().size());
      if (unknown_rule) return false;
      out.write(
          finding_json(stored, context.rules).dump(-1, ' ', false, Json::error_handler_t::replace));
      out.write("\n");
      return true;
    });
    return unknown_rule ? Status(rules_differ()) : status;
  }
};

}  // namespace

const Reporter& findings_reporter() {
  static const FindingsReporter reporter;
  return reporter;
}

}  // namespace qingce
