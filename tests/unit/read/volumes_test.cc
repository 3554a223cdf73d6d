// Names of volumes. How files are joined is tested end to end (tests/e2e/test_volumes.py).
#include "scanner/read/volumes.h"

#include <gtest/gtest.h>

namespace qingce {
namespace {

TEST(Volumes, NamesOfEveryScheme) {
  struct Case {
    const char* name;
    VolumeScheme scheme;
    uint32_t index;
    const char* next;
  };
  for (const Case& c : {Case{"a.part1.rar", VolumeScheme::part_rar, 0, "a.part2.rar"},
                        Case{"a.part09.rar", VolumeScheme::part_rar, 8, "a.part10.rar"},
                        Case{"a.Part9.RAR", VolumeScheme::part_rar, 8, "a.Part10.RAR"},
                        Case{"a.rar", VolumeScheme::old_rar, 0, "a.r00"},
                        Case{"a.r00", VolumeScheme::old_rar, 1, "a.r01"},
                        Case{"a.r99", VolumeScheme::old_rar, 100, "a.s00"},
                        Case{"A.RAR", VolumeScheme::old_rar, 0, "A.R00"},
                        Case{"a.z01", VolumeScheme::split_zip, 0, "a.z02"},
                        Case{"a.z99", VolumeScheme::split_zip, 98, "a.z100"},
                        Case{"a.7z.001", VolumeScheme::numbered, 0, "a.7z.002"},
                        Case{"a.999", VolumeScheme::numbered, 998, "a.1000"}}) {
    const auto v = parse_volume_name(c.name);
    ASSERT_TRUE(v) << c.name;
    EXPECT_EQ(v->scheme, c.scheme) << c.name;
    EXPECT_EQ(v->index, c.index) << c.name;
    EXPECT_EQ(volume_name(*v, v->index), c.name);
    EXPECT_EQ(volume_name(*v, v->index + 1), c.next) << c.name;
  }
  const auto zip = parse_volume_name("a.zip");
  ASSERT_TRUE(zip);
  EXPECT_EQ(zip->index, kLastVolume);
  EXPECT_EQ(volume_name(*zip, 0), "a.z01");
  EXPECT_EQ(volume_name(*parse_volume_name("a.z02"), kLastVolume), "a.zip");
}

TEST(Volumes, NamesThatAreNone) {
  for (const char* name : {"", "a", ".rar", "a.txt", "a.000", "a.12", "a.part0.rar", "a.z00",
                           "a.q01", "a.1234567", "a.r0x"}) {
    const auto v = parse_volume_name(name);
    EXPECT_FALSE(v) << name;
  }
}

TEST(Volumes, WhatJoins) {
  using namespace std::string_literals;
  const std::string seven = "7z\xBC\xAF\x27\x1C\0\4"s + std::string(100, 'x');
  const std::string noise(100, 'n');
  EXPECT_TRUE(joins(VolumeScheme::numbered, as_bytes(seven), as_bytes(noise)));
  EXPECT_FALSE(joins(VolumeScheme::numbered, as_bytes(seven), as_bytes(seven)));
  EXPECT_FALSE(joins(VolumeScheme::numbered, as_bytes(noise), as_bytes(noise)));
  const std::string rar = "Rar!\x1A\7\1\0"s + noise;
  EXPECT_TRUE(joins(VolumeScheme::part_rar, as_bytes(rar), as_bytes(rar)));
  EXPECT_FALSE(joins(VolumeScheme::part_rar, as_bytes(rar), as_bytes(noise)));
}

}  // namespace
}  // namespace qingce
