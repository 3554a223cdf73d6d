// Whether a field's name asks for a rule. Names are taken apart at everything that is neither
// letter nor digit, at camelCase humps and between ASCII and Han; a rule's word must be whole
// parts, so "id" is not in "paid".
#pragma once

#include <string>
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

// The same, and also where a longer part begins with the word ("parentmobile").
bool name_begins(std::string_view name, std::string_view word);

// Which person of its record a field speaks of: "" for the one the record is about, else a role
// ("guardian", "contact2"). `comment`: what the table's definition says about the field.
std::string person_of(std::string_view field, std::string_view comment);

// A person beside whom the record's own is probably a minor ("guardian", "parent2" …).
bool is_guardian(std::string_view person);

// Names of pupils and schools: 学生, 班级, student, grade …
bool is_of_school(std::string_view field, std::string_view comment);

}  // namespace qingce
