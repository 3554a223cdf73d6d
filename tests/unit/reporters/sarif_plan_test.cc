#include "reporters/sarif_plan.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace qingce::test {
namespace {

using Ranked = std::pair<unsigned, uint64_t>;  // rank, sequence

// All results sorted by rank, equal ones in report order; cut; each piece in report order.
std::vector<std::vector<uint64_t>> reference(std::vector<Ranked> all, size_t runs, size_t per_run) {
  std::stable_sort(all.begin(), all.end(),
                   [](const Ranked& a, const Ranked& b) { return a.first > b.first; });
  all.resize(std::min(all.size(), runs * per_run));
  std::vector<std::vector<uint64_t>> out(1);
  for (const Ranked& one : all) {
    if (out.back().size() == per_run) out.emplace_back();
    out.back().push_back(one.second);
  }
  for (auto& run : out) std::sort(run.begin(), run.end());
  return out;
}

std::vector<std::vector<uint64_t>> sequences(SarifPlan& plan) {
  std::vector<std::vector<uint64_t>> out;
  for (const auto& run : plan.take()) {
    out.emplace_back();
    for (const SarifEntry& entry : run) {
      EXPECT_EQ(entry.object, entry.sequence * 3);
      EXPECT_EQ(entry.row, static_cast<uint32_t>(entry.sequence % 5));
      out.back().push_back(entry.sequence);
    }
  }
  return out;
}

void add(SarifPlan& plan, unsigned rank, uint64_t sequence) {
  plan.add(rank, {sequence, sequence * 3, static_cast<uint32_t>(sequence % 5)});
}

TEST(SarifPlan, NothingIsOneEmptyRun) {
  SarifPlan plan;
  EXPECT_EQ(sequences(plan), std::vector<std::vector<uint64_t>>(1));
  EXPECT_EQ(plan.dropped(), 0u);
}

TEST(SarifPlan, EqualsSortingEverything) {
  std::mt19937_64 random(20261122);
  for (int round = 0; round < 300; ++round) {
    const size_t runs = 1 + random() % 4, per_run = 1 + random() % 6, count = random() % 40;
    SarifPlan plan(runs, per_run);
    std::vector<Ranked> all;
    for (uint64_t i = 0; i < count; ++i) {
      const unsigned ranks[] = {0, 5, 30, 95, 100};
      all.emplace_back(ranks[random() % 5], i);
      add(plan, all.back().first, i);
    }
    const size_t fits = std::min(count, runs * per_run);
    EXPECT_EQ(plan.dropped(), count - fits);
    if (count > fits) {
      std::stable_sort(all.begin(), all.end(),
                       [](const Ranked& a, const Ranked& b) { return a.first > b.first; });
      EXPECT_EQ(plan.highest_dropped(), all[fits].first);
      std::sort(all.begin(), all.end(),
                [](const Ranked& a, const Ranked& b) { return a.second < b.second; });
    }
    EXPECT_EQ(sequences(plan), reference(all, runs, per_run)) << round;
  }
}

// docs.github.com, "SARIF support for code scanning": 20 runs a file, 25,000 results a run.
TEST(SarifPlan, LimitsOfTheCodeHost) {
  SarifPlan plan;
  for (uint64_t i = 0; i < 500001; ++i) add(plan, i == 500000 ? 95 : 20, i);
  EXPECT_EQ(plan.dropped(), 1u);
  EXPECT_EQ(plan.highest_dropped(), 20u);
  const auto runs = plan.take();
  ASSERT_EQ(runs.size(), 20u);
  for (const auto& run : runs) EXPECT_EQ(run.size(), 25000u);
  EXPECT_EQ(runs[0].back().sequence, 500000u);  // came last, matters most
  EXPECT_EQ(runs[19].back().sequence, 499998u);
}

TEST(SarifPlan, RanksOverTheScaleAreItsTop) {
  SarifPlan plan(1, 1);
  add(plan, 100, 0);
  add(plan, 4000000000u, 1);
  EXPECT_EQ(sequences(plan), (std::vector<std::vector<uint64_t>>{{0}}));
}

}  // namespace
}  // namespace qingce::test
