// Whether a field's name asks for a rule. Names are taken apart at everything that is neither
// letter nor digit, at camelCase humps and between ASCII and Han; a rule's word must be whole
// parts, so "id" is not in "paid".
#pragma once

#include <string_view>
#include <vector>

#include "detectors/ruleset.h"

namespace qingce {

// Which rules' field words stand in `field` ("users.id_card", "客户.手机号", "data.user.idCard").
// The last name decides; where it says nothing of its own ("value", "0"), the one before it.
std::vector<bool> rules_named_by(const RuleSet& rules, std::string_view field);

// One word against one name. Han words may stand behind other Han (联系人手机) but only number
// words (号 号码 …) may follow them: 手机型号 is no 手机.
bool name_holds(std::string_view name, std::string_view word);

}  // namespace qingce
