#include "scanner/core/object.h"

namespace qingce {

std::string_view to_string(ObjectKind kind) {
  switch (kind) {
    case ObjectKind::file:
      return "file";
    case ObjectKind::member:
      return "member";
    case ObjectKind::pseudo:
      return "pseudo";
    case ObjectKind::place:
      return "place";
  }
  return "";
}

std::string_view to_string(ObjectState state) {
  switch (state) {
    case ObjectState::scanned:
      return "scanned";
    case ObjectState::partial:
      return "partial";
    case ObjectState::gap:
      return "gap";
  }
  return "";
}

}  // namespace qingce
