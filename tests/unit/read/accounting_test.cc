// Every byte is accounted for: whatever is damaged, cut off, put in front or behind, either all
// that was stored comes out, or a gap says where it does not.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "tests/unit/read/harness.h"

namespace qingce::testing_read {
namespace {

const char* const kAll[] = {"tar-gnu",    "tar-pax",      "tar-v7",     "zip",
                            "zip-stored", "zip-streamed", "gzip-multi", "xz",
                            "xz-multi",   "tar-gz",       "zip-of-zip", "zst-5000"};

std::multiset<std::string> contents(const Recorder& r) {
  std::multiset<std::string> out;
  for (const SeenObject& o : r.objects) {
    if (!o.content.empty()) out.insert(o.content);
  }
  return out;
}

bool told(const Recorder& r) {
  return std::any_of(r.objects.begin(), r.objects.end(),
                     [](const SeenObject& o) { return o.state != ObjectState::scanned; });
}

TEST(Accounting, WhatStandsBehindIsRead) {
  const std::string behind = "phone of the one behind: 13900139000\n";
  for (const char* name : kAll) {
    for (const size_t zeros : {size_t{0}, size_t{4}, size_t{512}, size_t{5000}, size_t{100000}}) {
      const std::string bytes = fixture(name) + std::string(zeros, '\0') + behind;
      for (const Recorder& r : {read_bytes(bytes), read_piped(bytes)}) {
        EXPECT_TRUE(r.found("13900139000")) << name << ' ' << zeros << '\n' << r.dump();
        for (const std::string& c : contents(read_bytes(fixture(name))))
          EXPECT_EQ(contents(r).count(c), contents(read_bytes(fixture(name))).count(c)) << name;
      }
    }
  }
}

TEST(Accounting, WhatStandsBetweenIsRead) {
  const std::string between = "between two archives: 13900139000\n";
  for (const char* first : kAll) {
    for (const char* second : {"tar-gnu", "zip", "gzip-multi", "xz", "zst-5000"}) {
      const Recorder r = read_bytes(fixture(first) + between + fixture(second));
      EXPECT_TRUE(r.found("13900139000")) << first << ' ' << second << '\n' << r.dump();
    }
  }
}

// Every cut is told, and nothing that came before it is lost: what is searched is a beginning of
// what the whole holds.
TEST(Accounting, EachCutIsTold) {
  for (const char* name : {"tar-gnu", "tar-pax", "tar-v7", "zip", "zip-stored", "zip-streamed",
                           "xz", "tar-gz", "zip-of-zip", "zst-5000", "gzip-cut"}) {
    const std::string whole = fixture(name);
    const Recorder all = read_bytes(whole);
    const size_t step = std::max<size_t>(whole.size() / 97, 1);
    for (size_t cut = 1; cut < whole.size(); cut += step) {
      const Recorder r = read_bytes(whole.substr(0, cut));
      if (contents(r) == contents(all)) continue;  // the end held nothing but structure
      // Too short to be told from text, and every byte was read as that.
      if (r.find("f")->content == whole.substr(0, cut)) continue;
      EXPECT_TRUE(told(r)) << name << " cut at " << cut << '\n' << r.dump();
    }
  }
}

// Formats with check values: no damage passes as the original's content.
TEST(Accounting, EachFlippedBitIsToldOrHarmless) {
  for (const char* name :
       {"gzip-multi", "tar-gz", "xz", "xz-multi", "zip", "zip-stored", "zip-streamed"}) {
    const std::string whole = fixture(name);
    const Recorder all = read_bytes(whole);
    const size_t step = std::max<size_t>(whole.size() / 211, 1);
    for (size_t at = 0; at < whole.size(); at += step) {
      std::string bad = whole;
      bad[at] = static_cast<char>(bad[at] ^ 1 << at % 8);
      const Recorder r = read_bytes(bad);
      if (told(r) || !r.non_objects.empty()) continue;  // or it has become a link, and is counted
      // Names, times and what no member covers may differ; each content must be there.
      const auto have = contents(r);
      for (const std::string& c : contents(all))
        EXPECT_EQ(have.count(c), contents(all).count(c)) << name << " at " << at << '\n'
                                                         << r.dump();
    }
  }
}

// A place is told with each damage: at or before the first wrong byte of the content.
TEST(Accounting, DamageHasAPlace) {
  for (const char* name : {"gzip-cut", "xz-cut"}) {
    const Recorder r = read_bytes(fixture(name));
    ASSERT_EQ(r.find("f")->gaps.size(), 1u) << name;
    ASSERT_TRUE(r.find("f")->gap_offsets[0]) << name;
    EXPECT_EQ(*r.find("f")->gap_offsets[0], r.find("f")->content.size()) << name;
    EXPECT_GT(r.find("f")->content.size(), 0u) << "what came before is kept";
    EXPECT_EQ(r.find("f")->state, ObjectState::partial) << name;
  }
}

}  // namespace
}  // namespace qingce::testing_read
