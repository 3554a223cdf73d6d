// Volumes: names of the files that one archive was cut into, and whether their beginnings are those
// of such a set. Pure functions; who opens the files is run/.
//
//   name.part1.rar name.part2.rar ...        RAR, new names
//   name.rar name.r00 name.r01 ... name.s00  RAR, old names
//   name.z01 name.z02 ... name.zip           split zip: the last one holds the directory
//   name.001 name.002 ...                    anything cut by size (7z, zip, tar.gz)
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "scanner/core/bytes.h"

namespace qingce {

enum class VolumeScheme : uint8_t { part_rar, old_rar, split_zip, numbered };

struct VolumeName {
  VolumeScheme scheme = VolumeScheme::numbered;
  std::string stem;    // what all names share, up to the number
  std::string suffix;  // what all names share behind it, or the first's (rar), the last's (zip)
  size_t digits = 0;   // width of the number
  uint32_t index = 0;  // from 0 in reading order; split_zip: the last volume's is kLastVolume
  bool upper = false;  // letters of the extension are capitals
};
inline constexpr uint32_t kLastVolume = UINT32_MAX;
inline constexpr uint32_t kMostVolumes = 10'000;

// Null for a name of none of these forms. "x.rar" and "x.zip" have one: alone they are a set of
// one.
std::optional<VolumeName> parse_volume_name(std::string_view name);
// The name of volume `index` of the set that `any` belongs to.
std::string volume_name(const VolumeName& any, uint32_t index);

// Do files that begin like this make a set? `second` is empty where there is no second one.
bool joins(VolumeScheme scheme, Bytes first, Bytes second);

}  // namespace qingce
