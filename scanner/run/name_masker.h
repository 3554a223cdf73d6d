// NameMasker: names are data too. Matches the rules over every name of a location and prints it
// with each match masked plus six hex of its digest: "11***************X~3fa9c1". The only way a
// location leaves the process. One per worker; caches directories. Not thread-safe.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/core/digest.h"
#include "scanner/core/finding.h"
#include "scanner/core/location.h"
#include "scanner/match/matcher.h"

namespace qingce {

class NameMasker {
 public:
  NameMasker(std::shared_ptr<const MatchEngine> engine, const ValueDigester& digester);
  ~NameMasker();
  // Printed and masked.
  std::string print(const Location& location);
  // A decoded name or other stored text (owner, hard-link target): escaped, masked.
  std::string text(std::string_view utf8);
  // A field as it stands behind '#' in a location: "users.id_card", "客户!B", "~comments".
  std::string field(std::string_view raw);
  // False once the search engine has failed (out of memory).
  bool ok() const;
  // The findings in the last step's name (field "~name", offsets null, record null).
  std::vector<Finding> findings(const Location& location);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace qingce
