#include "scanner/read/volumes.h"

#include <algorithm>
#include <cstdio>

#include "scanner/read/readers.h"

namespace qingce {
namespace {

using namespace std::string_view_literals;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

std::string lowered(std::string_view s) {
  std::string out(s);
  std::transform(out.begin(), out.end(), out.begin(), lower);
  return out;
}

uint32_t number(std::string_view digits) {
  uint32_t v = 0;
  for (const char c : digits) v = v * 10 + static_cast<uint32_t>(c - '0');
  return v;
}

std::string padded(uint32_t value, size_t digits) {
  std::string s = std::to_string(value);
  if (s.size() < digits) s.insert(0, digits - s.size(), '0');
  return s;
}

// Does a reader of archives or streams claim this beginning outright?
bool starts_container(Bytes begin) {
  Head head;
  head.head = begin;
  head.seekable = true;
  return std::any_of(readers().begin(), readers().end(), [&](const Reader* r) {
    const bool nested = r->kind() == ReaderKind::filter || r->kind() == ReaderKind::container;
    return nested && r->bid(head) >= kHeadBid;
  });
}

}  // namespace

std::optional<VolumeName> parse_volume_name(std::string_view name) {
  const size_t dot = name.rfind('.');
  if (dot == std::string_view::npos || dot == 0) return std::nullopt;
  const std::string_view raw = name.substr(dot + 1);
  const std::string extension = lowered(raw);
  VolumeName v;
  v.upper = !raw.empty() && raw[0] >= 'A' && raw[0] <= 'Z';
  v.stem = name.substr(0, dot + 1);
  if (extension == "rar") {
    size_t begin = dot;
    while (begin > 0 && is_digit(name[begin - 1])) --begin;
    const size_t digits = dot - begin;
    const bool part =
        digits > 0 && digits < 6 && begin >= 5 && lowered(name.substr(begin - 5, 5)) == ".part";
    v.scheme = part ? VolumeScheme::part_rar : VolumeScheme::old_rar;
    v.suffix = part ? name.substr(dot) : raw;
    if (!part) return v;
    v.stem = name.substr(0, begin);
    v.digits = digits;
    const uint32_t n = number(name.substr(begin, digits));
    if (n == 0) return std::nullopt;
    v.index = n - 1;
    return v;
  }
  if (extension == "zip") {
    v.scheme = VolumeScheme::split_zip;
    v.suffix = raw;
    v.index = kLastVolume;
    return v;
  }
  const auto all_digits = [&](size_t from) {
    return std::all_of(extension.begin() + static_cast<std::ptrdiff_t>(from), extension.end(),
                       is_digit);
  };
  if (extension.size() == 3 && all_digits(1) && extension[0] >= 'r' && extension[0] <= 'y') {
    v.scheme = VolumeScheme::old_rar;
    v.suffix = v.upper ? "RAR" : "rar";
    v.index = static_cast<uint32_t>(extension[0] - 'r') * 100 + number(extension.substr(1)) + 1;
    return v;
  }
  if (extension.size() >= 3 && extension.size() <= 5 && extension[0] == 'z' && all_digits(1)) {
    const uint32_t n = number(extension.substr(1));
    if (n == 0) return std::nullopt;
    v.scheme = VolumeScheme::split_zip;
    v.suffix = v.upper ? "ZIP" : "zip";
    v.digits = extension.size() - 1;
    v.index = n - 1;
    return v;
  }
  if (extension.size() >= 3 && extension.size() <= 5 && all_digits(0)) {
    const uint32_t n = number(extension);
    if (n == 0) return std::nullopt;
    v.digits = extension.size();
    v.index = n - 1;
    return v;
  }
  return std::nullopt;
}

std::string volume_name(const VolumeName& any, uint32_t index) {
  switch (any.scheme) {
    case VolumeScheme::part_rar:
      return any.stem + padded(index + 1, any.digits) + any.suffix;
    case VolumeScheme::old_rar: {
      if (index == 0) return any.stem + any.suffix;
      const char letter = static_cast<char>((any.upper ? 'R' : 'r') + (index - 1) / 100);
      return any.stem + letter + padded((index - 1) % 100, 2);
    }
    case VolumeScheme::split_zip:
      if (index == kLastVolume) return any.stem + any.suffix;
      return any.stem + (any.upper ? 'Z' : 'z') +
             padded(index + 1, std::max<size_t>(any.digits, 2));
    case VolumeScheme::numbered:
      break;
  }
  return any.stem + padded(index + 1, any.digits);
}

bool joins(VolumeScheme scheme, Bytes first, Bytes second) {
  const auto begins = as_text(first);
  switch (scheme) {
    case VolumeScheme::part_rar:
    case VolumeScheme::old_rar:
      return begins.starts_with("Rar!\x1A\7"sv) &&
             (second.empty() || as_text(second).starts_with("Rar!\x1A\7"sv));
    case VolumeScheme::split_zip:
      return begins.starts_with("PK\7\x08"sv) || begins.starts_with("PK\3\4"sv);
    case VolumeScheme::numbered:
      break;
  }
  // Files that only share their naming each begin like something; the pieces of one thing do not.
  return starts_container(first) && !starts_container(second);
}

}  // namespace qingce
