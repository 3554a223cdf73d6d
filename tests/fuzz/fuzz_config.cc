// Configuration files are written by people: any bytes give arguments of known flags, one word
// each, or one usage error.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/cli/inputs.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::vector<qingce::KnownFlag> known = {
      {"--max-depth", true}, {"--exclude", true}, {"--force", false}, {"--window", true}};
  const auto arguments = qingce::parse_config(text, "fuzz.toml", "scan", known);
  if (!arguments.ok()) {
    if (arguments.error().code != qingce::ErrorCode::usage || arguments.error().message.empty())
      std::abort();
    return 0;
  }
  for (const qingce::PlacedArgument& argument : *arguments) {
    const std::string& one = argument.text;
    const std::string flag = one.substr(0, one.find('='));
    const bool fits = std::any_of(known.begin(), known.end(), [&](const qingce::KnownFlag& k) {
      return k.flag == flag && k.takes_value == (flag.size() < one.size());
    });
    if (!fits) std::abort();
  }
  return 0;
}
