#include "scanner/run/owner_names.h"

#include <pwd.h>

#include <vector>

namespace qingce {

const std::string& OwnerNames::name(uint32_t uid) {
  const auto known = names_.find(uid);
  if (known != names_.end()) return known->second;
  std::vector<char> buffer(16384);  // bytes; glibc's _SC_GETPW_R_SIZE_MAX hint is 1,024
  passwd entry{};
  passwd* found = nullptr;
  const int rc = getpwuid_r(uid, &entry, buffer.data(), buffer.size(), &found);
  std::string name = rc == 0 && found != nullptr ? found->pw_name : std::to_string(uid);
  return names_.emplace(uid, std::move(name)).first->second;
}

}  // namespace qingce
