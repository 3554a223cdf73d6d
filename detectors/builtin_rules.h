// The built-in rule files, embedded at build time by embed_rules.cmake, in their fixed order.
#pragma once

#include <span>
#include <string_view>

namespace qingce {

struct BuiltinRuleFile {
  std::string_view name;  // "cn.mobile.toml"
  std::string_view text;
};
std::span<const BuiltinRuleFile> builtin_rule_files();

}  // namespace qingce
