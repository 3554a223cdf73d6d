#include <gtest/gtest.h>

#include "tests/unit/read/harness.h"

namespace qingce::testing_read {
namespace {

using Gaps = std::vector<std::string>;
using Names = std::vector<std::string>;
const std::string kText = "name phone\nzhang 13800138000\n";

std::string alpha() {
  std::string s;
  for (int i = 0; i < 200; ++i) s += "alpha ";
  return s;
}

std::string long_name() {
  std::string s;
  for (int i = 0; i < 40; ++i) s += "目录/";
  return s + "客户名单.csv";
}

TEST(Tar, GnuAndPaxWithLongNamesLinksAndDevices) {
  for (const char* name : {"tar-gnu", "tar-pax"}) {
    const std::string bytes = fixture(name);
    for (const Recorder& r : {read_bytes(bytes), read_piped(bytes), read_bytes(gzip_of(bytes))}) {
      SCOPED_TRACE(name);
      EXPECT_EQ(r.members(),
                (Names{"f!a.txt", "f!" + long_name(), "f!dir/empty", "f!hard", "f!z.txt"}));
      EXPECT_EQ(r.non_objects, (Names{"f!link", "f!fifo special"}));
      EXPECT_EQ(r.find("f!a.txt")->content, alpha());
      EXPECT_EQ(r.find("f!a.txt")->owner, "zhang");
      EXPECT_EQ(r.find("f!a.txt")->mtime, 1700000000);
      EXPECT_EQ(r.find("f!a.txt")->bytes, 1200u);
      EXPECT_EQ(r.find("f!" + long_name())->content, "long name");
      EXPECT_EQ(r.find("f!hard")->same_as, "a.txt");
      EXPECT_EQ(r.find("f!hard")->content, "");
      EXPECT_EQ(r.find("f!hard")->state, ObjectState::scanned);
      EXPECT_EQ(r.find("f!dir/empty")->format, "empty");
      EXPECT_EQ(r.find("f!z.txt")->content, "omega");
      EXPECT_EQ(r.find("f")->state, ObjectState::scanned);
      EXPECT_TRUE(r.find("f")->digest);
    }
  }
}

TEST(Tar, UstarV7AndGbkNames) {
  const Recorder ustar = read_bytes(fixture("tar-ustar"));
  EXPECT_EQ(ustar.members().size(), 3u);
  EXPECT_EQ(ustar.find("f!" + std::string(90, 'p') + "/" + std::string(90, 'n'))->content,
            "long name");
  const Recorder v7 = read_bytes(fixture("tar-v7"));
  EXPECT_EQ(v7.find("f!v7.txt")->content, "old style");
  EXPECT_EQ(v7.find("f")->format, "tar");
  const Recorder gbk = read_bytes(fixture("tar-gbk"));
  ASSERT_EQ(gbk.members().size(), 1u);
  EXPECT_EQ(gbk.objects[1].display, "名单.txt");
}

TEST(Tar, SparseFilesAreWhole) {
  const Recorder r = read_bytes(fixture("tar-sparse"));
  const SeenObject* s = r.find("f!sparse");
  ASSERT_EQ(s->content.size(), 1u << 20);
  EXPECT_EQ(s->content.substr(700000, 5), "hello");
  EXPECT_EQ(s->content.find_first_not_of('\0'), 700000u);
}

TEST(Tar, WhatFollowsTheEnd) {
  const Recorder two = read_bytes(fixture("tar+tar"));
  EXPECT_EQ(two.members(), (Names{"f!one.txt", "f!~tail!two.txt"}));
  EXPECT_EQ(two.find("f!~tail!two.txt")->content, "second");
  EXPECT_EQ(two.find("f")->state, ObjectState::scanned);
  const Recorder text = read_piped(fixture("tar-text"));
  EXPECT_EQ(text.find("f!~tail")->content, "text after the archive\n");
  // Thirty in a row: siblings, not thirty levels.
  for (const Recorder& many : {read_bytes(fixture("tar-30")), read_piped(fixture("tar-30"))}) {
    EXPECT_EQ(many.members().size(), 30u);
    EXPECT_EQ(many.find("f!~tail;29!n29.txt")->content, "data 29");
    EXPECT_EQ(many.find("f")->state, ObjectState::scanned);
  }
}

TEST(Tar, DamageIsPassedOver) {
  for (const Recorder& r : {read_bytes(fixture("tar-damaged")), read_piped(fixture("tar-damaged")),
                            read_bytes(gzip_of(fixture("tar-damaged")))}) {
    EXPECT_EQ(r.members(), (Names{"f!a.txt", "f!c.txt"})) << r.dump();
    EXPECT_EQ(r.find("f!c.txt")->content, "charlie");
    EXPECT_EQ(r.find("f")->gaps, Gaps{"corrupt(tar)"});
    EXPECT_EQ(r.find("f")->gap_offsets[0], 1024u);
    EXPECT_TRUE(r.found("bravo"));
    EXPECT_EQ(r.find("f")->state, ObjectState::partial);
  }
}

TEST(Tar, CutShort) {
  const Recorder r = read_bytes(fixture("tar-cut"));
  EXPECT_EQ(r.members(), (Names{"f!a.txt", "f!b.txt"}));
  EXPECT_EQ(r.find("f!b.txt")->gaps, Gaps{"truncated"});
  EXPECT_EQ(r.find("f!b.txt")->content, std::string(2800 - 512 - 1024 - 512, 'b'));
  EXPECT_EQ(r.find("f")->gaps, Gaps{"truncated(tar)"});
  const Recorder unended = read_bytes(fixture("tar-unended"));
  EXPECT_EQ(unended.find("f!a.txt")->state, ObjectState::scanned);
  EXPECT_EQ(unended.find("f")->gaps, Gaps{"truncated(tar)"});
}

TEST(Tar, TarGz) {
  const Recorder r = read_bytes(fixture("tar-gz"));
  EXPECT_EQ(r.members(), (Names{"f!a.txt", "f!b.csv"}));
  EXPECT_EQ(r.find("f")->format, "gzip+tar");
  EXPECT_EQ(r.find("f")->reader, "tar");
  EXPECT_EQ(r.find("f!b.csv")->content, kText);
}

TEST(Tar, SystemTarDialects) {
  const std::string make =
      "mkdir d && printf hello > d/a.txt && printf world > d/b.txt && ln d/a.txt d/c.txt && ";
  for (const char* format : {"v7", "oldgnu", "gnu", "ustar", "posix"}) {
    const std::string bytes =
        made_by(make + "tar --sort=name --format=" + format + " -cf t.tar d", "t.tar");
    if (bytes.empty()) FAIL() << "a tool of the package list is missing";
    const Recorder r = read_bytes(bytes);
    EXPECT_EQ(r.members(), (Names{"f!d/a.txt", "f!d/b.txt", "f!d/c.txt"})) << format;
    EXPECT_EQ(r.find("f!d/c.txt")->same_as, "d/a.txt") << format;
    EXPECT_EQ(r.find("f")->state, ObjectState::scanned) << format;
  }
  const std::string sparse =
      made_by("truncate -s 3M s && printf end >> s && tar -S --format=posix -cf t.tar s", "t.tar");
  if (sparse.empty()) FAIL() << "a tool of the package list is missing";
  const Recorder r = read_bytes(sparse);
  EXPECT_EQ(r.find("f!s")->content, std::string(3 << 20, '\0') + "end");
  const std::string volumes = made_by(
      "head -c 30000 /dev/zero | tr '\\0' x > big && printf small > s && "
      "tar -M -L 20 -cf v1 -f v2 big s </dev/null",
      "v2");
  if (volumes.empty()) FAIL() << "a tool of the package list is missing";
  const Recorder second = read_bytes(volumes);
  EXPECT_TRUE(second.found("small")) << second.dump();
  ASSERT_FALSE(second.find("f")->gaps.empty());
  EXPECT_EQ(second.find("f")->gaps[0], "volume-missing(tar)");
}

TEST(Nested, AZipWithPrefixHasTheSameMembersEverywhere) {
  const Names inner = {"inner.zip", "inner.zip!deep.txt", "c.txt"};
  for (const char* name : {"zip-of-zip", "tar-of-zip"}) {
    const std::string bytes = fixture(name);
    for (const Recorder& r : {read_bytes(bytes), read_piped(bytes), read_bytes(gzip_of(bytes))}) {
      Names expected;
      for (const auto& n : inner) expected.push_back("f!" + n);
      EXPECT_EQ(r.members(), expected) << name << "\n" << r.dump();
      EXPECT_EQ(r.find("f!inner.zip!deep.txt")->content, kText);
      EXPECT_TRUE(r.find("f!inner.zip!~tail")->content.starts_with("junk before"));
    }
  }
}

// With little memory the same members come out of spool files and streams.
TEST(Nested, SpoolAndStreamGiveTheSameMembers) {
  ReadOptions small = test_options();
  small.limits.spool_memory = 300;
  small.spool.memory_bytes = 300;
  for (const char* name : {"zip-of-zip", "tar-of-zip", "tar-gnu", "tar-gz", "zip-prefix",
                           "tar-damaged", "tar-30", "tar+tar"}) {
    const std::string bytes = fixture(name);
    const Recorder normal = read_bytes(bytes);
    for (const Recorder& r : {read_piped(bytes, small), read_bytes(gzip_of(bytes), small)}) {
      EXPECT_EQ(r.members(), normal.members()) << name << "\n" << r.dump();
    }
  }
}

}  // namespace
}  // namespace qingce::testing_read
