// Rule files are written by users: any bytes give rules or one usage error, and rules that load can
// be evaluated, hashed and written back.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "detectors/rules_test.h"
#include "detectors/ruleset.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto rules = qingce::RuleSet::parse(text, "fuzz");
  if (!rules) {
    if (rules.error().code != qingce::ErrorCode::usage || rules.error().message.empty())
      std::abort();
    return 0;
  }
  (void)qingce::test_examples(**rules);
  std::string all;
  for (const qingce::Rule& rule : (*rules)->rules()) all += rule.toml;
  const auto again = qingce::RuleSet::parse(all, "again");
  if (!again || (*again)->hash() != (*rules)->hash()) std::abort();
  return 0;
}
