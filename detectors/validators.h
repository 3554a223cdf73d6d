// The closed table of validators and normal forms that rules name. Each is pure and safe on any
// text; any thread. Order in a rule: tables first, checksums last, because a table turns a random
// digit run away sooner.
#pragma once

#include <span>
#include <string_view>

#include "detectors/rule.h"

namespace qingce {

struct ValidatorEntry {
  std::string_view name;  // as in a rule file
  Validator function;
  bool check;  // can set Evidence::check_passed
  bool table;  // can set Evidence::table_hit
  // Whether a candidate of `length` digits that begins with these two may be accepted; null: any.
  bool (*lead)(size_t length, unsigned two) = nullptr;
};
struct NormalFormEntry {
  std::string_view name;
  NormalForm function;
};

// Sorted by name.
std::span<const ValidatorEntry> validator_table();
std::span<const NormalFormEntry> normal_form_table();

// nullptr if there is none of that name.
const ValidatorEntry* find_validator(std::string_view name);
const NormalFormEntry* find_normal_form(std::string_view name);

}  // namespace qingce
