#include "reporters/sarif_place.h"

#include <algorithm>

#include "reporters/escape.h"
#include "scanner/core/location.h"

namespace qingce {
namespace {

ParsedLocation parsed(std::string_view location) {
  Result<ParsedLocation> result = parse_location(location);
  if (result.ok()) return std::move(*result);
  ParsedLocation whole;
  whole.path = location;
  return whole;
}

// The length of `target` in front of `location`, if the location is it or lies in it.
bool lies_in(std::string_view location, std::string_view target) {
  if (!location.starts_with(target)) return false;
  if (location.size() == target.size() || target.ends_with('/')) return true;
  const char next = location[target.size()];
  return next == '/' || next == '!' || next == '#' || next == '@';
}

// "" or with a slash at the end.
std::string_view directory_of(std::string_view path) { return path.substr(0, path.rfind('/') + 1); }

bool has_dot_segment(std::string_view path) {
  while (!path.empty()) {
    const std::string_view segment = path.substr(0, path.find('/'));
    if (segment == "." || segment == "..") return true;
    path.remove_prefix(std::min(segment.size() + 1, path.size()));
  }
  return false;
}

// A slash of the name itself at its beginning would make of it an authority ("//host").
std::string member_uri(const ParsedLocation::Member& member) {
  std::string_view name = member.raw;
  std::string out = "/";
  if (member.pseudo) {
    out += '~';
  } else if (name.starts_with('~') || name.starts_with('/')) {
    out += name[0] == '~' ? "%7E" : "%2F";
    name.remove_prefix(1);
  }
  out += uri_encode(name);
  if (member.repeat > 1) out += ";" + std::to_string(member.repeat);
  return out;
}

std::string with_slash(std::string_view path) {
  return std::string(path) + (path.ends_with('/') ? "" : "/");
}

}  // namespace

SarifPlaces::SarifPlaces(const std::vector<std::string>& targets) {
  for (size_t i = 0; i < targets.size(); ++i) {
    if (!targets[i].empty()) targets_.push_back({targets[i], parsed(targets[i]).path, i});
  }
  std::stable_sort(targets_.begin(), targets_.end(), [](const Target& a, const Target& b) {
    return a.printed.size() > b.printed.size();
  });
}

const SarifPlaces::Target* SarifPlaces::target_of(std::string_view location) const {
  const auto found = std::find_if(targets_.begin(), targets_.end(),
                                  [&](const Target& t) { return lies_in(location, t.printed); });
  return found == targets_.end() ? nullptr : &*found;
}

SarifPlace SarifPlaces::of(std::string_view location) {
  const ParsedLocation parts = parsed(location);
  SarifPlace place;
  for (const ParsedLocation::Member& member : parts.members) {
    place.members.push_back(member_uri(member));
  }
  place.shown = location;
  std::string_view path = parts.path;
  const Target* target = target_of(location);
  const bool absolute = path.starts_with('/');
  if (target != nullptr && (absolute || has_dot_segment(target->path)) && target->path != ".") {
    // The target itself is named relative to its directory, what is below it relative to it.
    const bool itself = path == target->path;
    const std::string base = itself ? std::string(directory_of(path)) : with_slash(target->path);
    place.base = "TARGET" + std::to_string(target->index) + (itself ? "_DIRECTORY" : "");
    bases_[place.base] = absolute ? "file://" + uri_encode(base) : std::string();
    path.remove_prefix(std::min(base.size(), path.size()));
    const std::string_view printed = target->printed;
    const size_t drop =
        itself ? directory_of(printed).size() : printed.size() + (printed.ends_with('/') ? 0 : 1);
    place.shown.erase(0, drop);
  } else if (absolute) {
    // No target of the run: an inventory that was tampered with.
    place.base = "ROOT";
    bases_[place.base] = "file:///";
    path.remove_prefix(1);
  }
  place.shown = visible(place.shown);
  while (path.starts_with("./")) path.remove_prefix(2);
  while (path.starts_with('/')) path.remove_prefix(1);
  place.uri = path.empty() || path == "." ? "./" : uri_encode(path);
  return place;
}

}  // namespace qingce
