// Selection: what --include and --exclude take away. Nothing is hidden by it: what is taken away is
// still walked and becomes a gap `excluded`, a regular file an object.
//
// A directory that matches hands its fate to everything below it; --exclude wins over --include. A
// target itself is never taken away: the operator named it. Immutable; any thread.
#pragma once

#include <string_view>

#include "scanner/core/result.h"
#include "scanner/crawl/crawler.h"
#include "scanner/crawl/glob.h"

namespace qingce {

class Selection {
 public:
  // Usage error naming the pattern and the position.
  static Result<Selection> compile(const CrawlOptions& options);

  // What a directory hands down.
  struct Fate {
    bool included = false;
    bool excluded = false;
  };
  Fate of_target() const { return {include_.empty(), false}; }
  Fate of_directory(Fate parent, std::string_view path_below_target) const;
  // For everything that is no directory: true if it is taken away.
  bool takes_away(Fate parent, std::string_view path_below_target) const;

 private:
  Selection(GlobSet include, GlobSet exclude);
  GlobSet include_;
  GlobSet exclude_;
};

}  // namespace qingce
