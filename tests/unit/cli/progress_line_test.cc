// The progress line: rate and time left from samples with known answers, the width, the JSON.
#include "scanner/cli/progress_line.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "reporters/layout.h"

namespace qingce {
namespace {

constexpr uint64_t kMiB = uint64_t{1} << 20;

Console english() {
  Console console;
  console.language = Language::en;
  return console;
}

ProgressRate steady(uint64_t per_second, int seconds) {
  ProgressRate rate;
  for (int i = 1; i <= seconds; ++i) rate.add(i, per_second * static_cast<uint64_t>(i));
  return rate;
}

TEST(ProgressRate, IsThatOfTheLastSeconds) {
  ProgressRate rate;
  EXPECT_EQ(rate.bytes_per_second(), 0);
  for (int i = 1; i <= 100; ++i) rate.add(i, 1000 * static_cast<uint64_t>(i));
  EXPECT_DOUBLE_EQ(rate.bytes_per_second(), 1000);
  // Ten times slower from here on: after 15 s nothing of the time before is left.
  for (int i = 1; i <= 15; ++i) rate.add(100 + i, 100000 + 100 * static_cast<uint64_t>(i));
  EXPECT_DOUBLE_EQ(rate.bytes_per_second(), 100);
}

TEST(ProgressRate, TimeLeftIsTheRestAtThatRate) {
  EXPECT_EQ(steady(kMiB, 10).seconds_left(100 * kMiB), 90u);
  EXPECT_EQ(steady(kMiB, 10).seconds_left(10 * kMiB), 0u);
  EXPECT_EQ(steady(kMiB, 10).seconds_left(0), 0u) << "more was read than counted";
}

TEST(ProgressRate, NothingIsSaidTooEarlyOrWhileNothingMoves) {
  EXPECT_EQ(steady(kMiB, 2).seconds_left(100 * kMiB), std::nullopt);
  ProgressRate stopped = steady(kMiB, 10);
  for (int i = 11; i < 40; ++i) stopped.add(i, 10 * kMiB);
  EXPECT_EQ(stopped.seconds_left(100 * kMiB), std::nullopt);
}

Progress half_way() {
  Progress p;
  p.files = 50;
  p.bytes = 10 * kMiB;
  p.matches = 7;
  p.total_files = 100;
  p.total_bytes = 100 * kMiB;
  p.counted = true;
  p.current = "/srv/数据/customers.tar!dump.sql";
  return p;
}

TEST(ProgressText, SaysAllThereIs) {
  EXPECT_EQ(progress_text(half_way(), steady(kMiB, 10), english(), 200),
            "50/100 files  10.0 MiB/100.0 MiB  1.0 MiB/s  90 s left  7 matches  "
            "/srv/数据/customers.tar!dump.sql");
}

TEST(ProgressText, TotalsAreAtLeastUntilCountedAndThereIsNoTimeLeft) {
  Progress p = half_way();
  p.counted = false;
  EXPECT_EQ(progress_text(p, steady(kMiB, 10), english(), 78),
            "50/≥100 files  10.0 MiB/≥100.0 MiB  1.0 MiB/s  7 matches  ...ers.tar!dump.sql");
}

TEST(ProgressText, NeverReachesTheLastColumn) {
  for (const Language language : {Language::zh, Language::en}) {
    Console console;
    console.language = language;
    for (size_t columns = 5; columns < 160; ++columns) {
      const std::string line = progress_text(half_way(), steady(kMiB, 10), console, columns);
      EXPECT_LT(display_width(line), columns) << line;
    }
  }
}

TEST(ProgressText, LongTimesAreRoundedToUnitsThatCanBeRead) {
  Progress p = half_way();
  p.total_bytes = 10 * kMiB + 600 * kMiB;
  EXPECT_NE(progress_text(p, steady(kMiB, 10), english(), 200).find("10 min left"),
            std::string::npos);
  p.total_bytes = 10 * kMiB + 36600 * kMiB;
  EXPECT_NE(progress_text(p, steady(kMiB, 10), english(), 200).find("10 h 10 min left"),
            std::string::npos);
}

TEST(ProgressJson, HoldsTheSame) {
  const nlohmann::json line =
      nlohmann::json::parse(progress_json(half_way(), steady(kMiB, 10), false));
  const nlohmann::json expected = {{"files", 50},
                                   {"bytes", 10 * kMiB},
                                   {"matches", 7},
                                   {"total_files", 100},
                                   {"counted", true},
                                   {"done", false},
                                   {"total_bytes", 100 * kMiB},
                                   {"seconds_left", 90},
                                   {"bytes_per_second", kMiB},
                                   {"current", "/srv/数据/customers.tar!dump.sql"}};
  EXPECT_EQ(line, expected);
}

TEST(ProgressJson, WhatIsNotKnownIsNull) {
  Progress p = half_way();
  p.counted = false;
  p.current.clear();
  const nlohmann::json line = nlohmann::json::parse(progress_json(p, steady(kMiB, 10), true));
  EXPECT_TRUE(line["seconds_left"].is_null());
  EXPECT_TRUE(line["current"].is_null());
  EXPECT_TRUE(line["done"]);
}

TEST(ProgressJson, OneLineWhateverTheLocation) {
  Progress p = half_way();
  p.current = "a\"b\\c";
  const std::string line = progress_json(p, steady(1, 1), false);
  EXPECT_EQ(std::count(line.begin(), line.end(), '\n'), 1);
  EXPECT_EQ(nlohmann::json::parse(line)["current"], p.current);
}

}  // namespace
}  // namespace qingce
