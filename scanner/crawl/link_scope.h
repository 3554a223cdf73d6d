// LinkScope: does a symbolic link lead to something inside the targets? Answered by lookups alone:
// nothing that a link names is opened for reading, and no path is ever built, so its length does
// not matter.
//
// "Inside": what the link finally names is a target, or stands in a directory that is a target or
// lies below one. One thread.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "scanner/crawl/dir_handle.h"

namespace qingce {

enum class LinkEnd : uint8_t {
  inside,
  outside,
  nowhere,      // dangling, or a loop: it names nothing
  unreachable,  // a lookup was refused or failed; errno tells why
};

class LinkScope {
 public:
  explicit LinkScope(const std::vector<std::string>& targets);
  // The link `name` in directory `at`. *sys is set for `unreachable` only.
  LinkEnd resolve(int at, const char* name, int* sys);

 private:
  bool stands_inside(int directory);

  struct Hash {
    size_t operator()(const FileId& id) const {
      return static_cast<size_t>((id.inode * 0x9E3779B97F4A7C15u) ^ id.device);
    }
  };
  std::set<FileId> targets_;
  std::unordered_map<FileId, bool, Hash> known_;  // directories already asked for; bounded
};

}  // namespace qingce
