// The words for an object of the inventory: what kind of place it is, and how much of it was read.
#pragma once

#include <cstdint>
#include <string_view>

namespace qingce {

// file: a regular file. member: a regular-file entry of a container. Only these two are counted as
// objects. pseudo: bytes no member covers (~tail). place: a directory or target that a `~name`
// finding belongs to.
enum class ObjectKind : uint8_t { file, member, pseudo, place };
std::string_view to_string(ObjectKind kind);

// `scanned`: each byte passed a reader of its format, or is text. `partial`: some did, or bytes
// were only searched raw. `gap`: nothing was read. The worst of two is the greater one.
enum class ObjectState : uint8_t { scanned, partial, gap };
std::string_view to_string(ObjectState state);

}  // namespace qingce
