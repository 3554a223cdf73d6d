// Globs of --include and --exclude, over raw path bytes: `*` and `?` stop at '/', `**` does not,
// `[a-z]`, `[!a]`,
// `\x` escapes. A pattern without '/' is matched against the last component, one with '/' against
// the path below the target; a trailing '/' means directories only. Immutable; any thread.
//
// `**/` at the start or after a '/' is any number of whole directories, none included: `a/**/b`
// takes a/b too. A leading '/' ties a pattern without another one to the target's top: `/a`.
// `?` and `[!a]` take one character of UTF-8 or one byte of anything else. A set lists ASCII
// characters only, never
// '/'; `^` negates like `!`; a `]` that comes first is meant; ranges go upward; `[:alpha:]` is
// refused.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/core/result.h"

namespace qingce {

class GlobSet {
 public:
  // Usage error naming the pattern and the position.
  static Result<GlobSet> compile(const std::vector<std::string>& patterns);
  ~GlobSet();
  GlobSet(GlobSet&&) noexcept;
  GlobSet& operator=(GlobSet&&) noexcept;
  bool empty() const;
  bool matches(std::string_view path_below_target, bool is_directory) const;

 private:
  struct Impl;
  explicit GlobSet(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace qingce
