// Name-based UUIDs, for formats that want one for a thing that has a name. Pure; any thread.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace qingce {

// RFC 4122, section 4.3, version 5 (SHA-1), in lower-case text form. Never of a value, as with any
// unkeyed hash.
using Uuid = std::array<uint8_t, 16>;
std::string uuid5(const Uuid& name_space, std::string_view name);

}  // namespace qingce
