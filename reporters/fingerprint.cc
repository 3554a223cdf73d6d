#include "reporters/fingerprint.h"

#include "scanner/core/sha256.h"

namespace qingce {

std::string row_fingerprint(std::string_view rule, std::string_view location,
                            const std::optional<std::string>& field) {
  std::string text(rule);
  text += '\0';
  text += location;
  text += '\0';
  if (field) text += "#" + *field;
  return sha256_hex(text);
}

}  // namespace qingce
