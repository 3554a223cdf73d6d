// OwnerNames: uid -> account name, asked once per uid. One per worker.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>

namespace qingce {

class OwnerNames {
 public:
  // The account's name, or the number where there is none.
  const std::string& name(uint32_t uid);

 private:
  std::unordered_map<uint32_t, std::string> names_;
};

}  // namespace qingce
