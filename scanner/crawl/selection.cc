#include "scanner/crawl/selection.h"

#include <utility>

namespace qingce {

Selection::Selection(GlobSet include, GlobSet exclude)
    : include_(std::move(include)), exclude_(std::move(exclude)) {}

Result<Selection> Selection::compile(const CrawlOptions& options) {
  Result<GlobSet> include = GlobSet::compile(options.include);
  if (!include) return include.error();
  Result<GlobSet> exclude = GlobSet::compile(options.exclude);
  if (!exclude) return exclude.error();
  return Selection(std::move(*include), std::move(*exclude));
}

Selection::Fate Selection::of_directory(Fate parent, std::string_view path) const {
  return {parent.included || include_.matches(path, true),
          parent.excluded || exclude_.matches(path, true)};
}

bool Selection::takes_away(Fate parent, std::string_view path) const {
  if (parent.excluded || exclude_.matches(path, false)) return true;
  return !parent.included && !include_.matches(path, false);
}

}  // namespace qingce
