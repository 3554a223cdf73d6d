#include <gtest/gtest.h>

#include "tests/unit/read/harness.h"

namespace qingce::testing_read {
namespace {

const std::string kText = "name phone\nzhang 13800138000\n";

TEST(ObjectReader, TellsWhatTheOpenerKnows) {
  const auto source = make_memory_source(as_bytes(kText));
  Recorder recorder;
  ObjectReader reader(test_options(), test_key());
  OuterFacts outer;
  outer.mtime = 5;
  outer.mode = 0600;
  outer.owner = "li";
  outer.stored_size = kText.size();
  reader.read(Location::target("dir", 0).name("\xC3\xFB\xB5\xA5.csv"), *source, outer, recorder);
  const SeenObject& o = recorder.objects[0];
  EXPECT_EQ(o.display, "名单.csv");
  EXPECT_EQ(o.mtime, 5);
  EXPECT_EQ(o.mode, 0600u);
  EXPECT_EQ(o.owner, "li");
  EXPECT_EQ(o.bytes, kText.size());
  EXPECT_EQ(o.encodings, std::vector<std::string>{"US-ASCII"});
}

TEST(ObjectReader, AsksOnceBeforeItCloses) {
  const auto source = make_memory_source(as_bytes(kText));
  Recorder recorder;
  ObjectReader reader(test_options(), test_key());
  int asked = 0;
  reader.read(Location::target("f", 0), *source, {}, recorder, [&]() -> std::optional<GapNote> {
    ++asked;
    return GapNote{GapReason::changed, std::nullopt, {}};
  });
  EXPECT_EQ(asked, 1);
  EXPECT_EQ(recorder.objects[0].gaps, std::vector<std::string>{"changed"});
  EXPECT_EQ(recorder.objects[0].state, ObjectState::partial);
  EXPECT_FALSE(recorder.objects[0].digest);
}

TEST(ObjectReader, IsReusable) {
  ObjectReader reader(test_options(), test_key());
  std::optional<std::string> digest;
  for (int i = 0; i < 3; ++i) {
    Recorder recorder;
    const auto source = make_memory_source(as_bytes(kText));
    reader.read(Location::target("f", 0), *source, {}, recorder);
    if (digest) {
      EXPECT_EQ(recorder.objects[0].digest, digest);
    }
    digest = recorder.objects[0].digest;
  }
}

// Every fixture, read seekable and as a pipe, with any window: the same objects, states and bytes.
TEST(ObjectReader, TheSameFromAPipeAndWithAnyWindow) {
  for (const char* name :
       {"tar-gnu", "tar+tar", "zip", "zip-prefix", "zip-missing", "gzip+text", "xz-multi",
        "zip-cut", "tar-damaged", "gzip-cut", "docx", "xlsx", "ods"}) {
    const std::string bytes = fixture(name);
    const std::string expected = read_bytes(bytes).dump();
    EXPECT_EQ(read_piped(bytes).dump(), expected) << name;
    for (const size_t window : {size_t{50}, size_t{4096}, size_t{1} << 20}) {
      ReadOptions o = test_options();
      o.window_bytes = window;
      EXPECT_EQ(read_bytes(bytes, o).dump(), expected) << name << " by " << window;
    }
  }
}

// Cut anywhere, flipped anywhere: one open and close each (the recorder checks), nothing worse.
TEST(ObjectReader, SurvivesDamage) {
  for (const char* name :
       {"tar-pax", "zip", "zip-streamed", "gzip-multi", "xz-multi", "zip-of-zip", "zip64"}) {
    const std::string bytes = fixture(name);
    for (size_t cut = 0; cut < bytes.size(); cut += 1 + bytes.size() / 60) {
      const Recorder r = read_bytes(bytes.substr(0, cut));
      EXPECT_FALSE(r.objects.empty());
    }
    for (size_t at = 0; at < bytes.size(); at += 1 + bytes.size() / 150) {
      std::string flipped = bytes;
      flipped[at] = static_cast<char>(flipped[at] ^ 0x41);
      const Recorder r = read_bytes(flipped);
      EXPECT_FALSE(r.objects.empty());
    }
  }
}

TEST(ObjectReader, ErrorsInTheMiddleOfAnArchive) {
  const std::string tar = fixture("tar-gnu");
  const auto source = make_failing(tar.substr(0, 3000));
  const Recorder r = read_source(*source);
  EXPECT_EQ(r.find("f")->state, ObjectState::partial);
  EXPECT_EQ(r.find("f")->gaps.front(), "io-error");
  EXPECT_EQ(r.find("f!a.txt")->state, ObjectState::scanned);
}

}  // namespace
}  // namespace qingce::testing_read
