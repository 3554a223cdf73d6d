// What targets.cc and walk_boost.cc need to know about canonical paths. Pure; any thread.
#pragma once

#include <string_view>

namespace qingce {

// Both canonical (absolute, no links, no "." or ".."). True for the directory itself too.
inline bool lies_within(std::string_view path, std::string_view directory) {
  if (!path.starts_with(directory)) return false;
  return path.size() == directory.size() || directory.ends_with('/') ||
         path[directory.size()] == '/';
}

}  // namespace qingce
