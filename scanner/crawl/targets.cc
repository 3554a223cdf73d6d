// Targets are checked before anything is written: each mistake here is the operator's and names
// what was typed.

#include <boost/filesystem.hpp>
#include <cerrno>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "scanner/core/message.h"
#include "scanner/crawl/crawler.h"
#include "scanner/crawl/paths.h"

namespace qingce {
namespace {

namespace fs = boost::filesystem;

struct Target {
  std::string given;
  std::string canonical;  // "-" for stdin
};

// As typed, made safe to print.
std::string quoted(const std::string& path) {
  return "'" + Location::target(path, 0).print() + "'";
}

Error usage(std::string_view id, std::vector<Phrase> args = {}) {
  return make_error(ErrorCode::usage, id, std::move(args));
}

Result<Target> resolve(const std::string& given) {
  if (given == "-") return Target{given, given};
  if (given.empty()) return usage("err.target.empty");
  boost::system::error_code error;
  const fs::path path = fs::canonical(fs::path(given), error);
  switch (error.value()) {
    case 0:
      return Target{given, path.native()};
    case ENOENT:
    case ENOTDIR:
      return usage("err.target.missing", {quoted(given)});
    case EACCES:
    case EPERM:
      return usage("err.target.denied", {quoted(given)});
    case ENAMETOOLONG:
      return usage("err.target.too-long", {quoted(given)});
    case ELOOP:
      return usage("err.target.loop", {quoted(given)});
    default:
      return usage("err.target.unresolved", {quoted(given)});
  }
}

std::optional<Error> conflict(const Target& a, const Target& b) {
  if (a.canonical == b.canonical) {
    if (a.given == b.given) return usage("err.target.twice", {quoted(b.given)});
    return usage("err.target.twice-as", {quoted(b.given), quoted(a.given)});
  }
  if (a.canonical == "-" || b.canonical == "-") return std::nullopt;
  if (lies_within(b.canonical, a.canonical)) {
    return usage("err.target.nested", {quoted(b.given), quoted(a.given)});
  }
  if (lies_within(a.canonical, b.canonical)) {
    return usage("err.target.nested", {quoted(a.given), quoted(b.given)});
  }
  return std::nullopt;
}

// Where `path` is or would be created. A link stands for three places: itself, for it may be
// replaced; what it names; and, if that does not exist yet, the place where opening the link would
// create it.
std::vector<std::string> places_of(const std::string& path) {
  boost::system::error_code error;
  const fs::path here = fs::current_path(error);
  if (error) return {path};
  const fs::path absolute = fs::absolute(fs::path(path), here);
  std::vector<std::string> places;
  const auto add = [&](const fs::path& place) {
    const fs::path canonical = fs::weakly_canonical(place, error);
    places.push_back((error ? place.lexically_normal() : canonical).native());
  };
  add(absolute);
  const fs::path parent = fs::weakly_canonical(absolute.parent_path(), error);
  if (!error) places.push_back((parent / absolute.filename()).native());
  const fs::path named = fs::read_symlink(absolute, error);
  if (!error) add(absolute.parent_path() / named);
  return places;
}

Status check(const std::vector<std::string>& targets, const std::vector<std::string>& ours,
             const Phrase& what) {
  std::vector<Target> resolved;
  for (const std::string& given : targets) {
    Result<Target> target = resolve(given);
    if (!target) return target.error();
    for (const Target& earlier : resolved) {
      if (std::optional<Error> error = conflict(earlier, *target)) return *error;
    }
    resolved.push_back(std::move(*target));
  }
  for (const std::string& own : ours) {
    if (own.empty() || own == "-") continue;
    for (const std::string& place : places_of(own)) {
      for (const Target& target : resolved) {
        if (target.canonical != "-" && lies_within(place, target.canonical)) {
          return usage("err.target.ours-inside", {what, quoted(own), quoted(target.given)});
        }
      }
    }
  }
  return {};
}

}  // namespace

Status check_targets(const std::vector<std::string>& targets, const std::vector<std::string>& ours,
                     const Phrase& what) {
  try {
    return check(targets, ours, what);
  } catch (
      const fs::filesystem_error& failure) {  // Boost throws past its error_code in a few places
    return make_error(ErrorCode::io, "err.target.paths", {}, failure.code().value());
  }
}

}  // namespace qingce
