#include "reporters/registry.h"

#include <algorithm>

#include "scanner/core/message.h"

namespace qingce {

const std::vector<const Reporter*>& reporters() {
  static const std::vector<const Reporter*> all = {&csv_reporter(), &findings_reporter(),
                                                   &json_reporter(), &markdown_reporter(),
                                                   &sarif_reporter()};
  return all;
}

const Reporter* find_reporter(std::string_view format) {
  const auto& all = reporters();
  const auto found = std::find_if(all.begin(), all.end(),
                                  [&](const Reporter* r) { return r->format() == format; });
  return found == all.end() ? nullptr : *found;
}

std::optional<SarifProfile> parse_sarif_profile(std::string_view text) {
  if (text == "github") return SarifProfile::github;
  if (text == "strict") return SarifProfile::strict;
  if (text == "minimal") return SarifProfile::minimal;
  return std::nullopt;
}

Result<std::shared_ptr<const RuleSet>> rules_of(const InventoryReader& inventory) {
  std::string all;
  for (const std::string& rule : inventory.run().rules_toml) all += rule + "\n";
  auto rules = RuleSet::parse(all, "inventory");
  if (!rules) return rules.error();
  if ((*rules)->rules().size() != inventory.run().rules_toml.size()) {
    return make_error(ErrorCode::usage, "err.inventory.rules");
  }
  return rules;
}

}  // namespace qingce
