#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <random>

#include "tests/unit/read/harness.h"

namespace qingce::testing_read {
namespace {

std::string sample(size_t n) {
  std::mt19937 random(11);
  std::string s;
  while (s.size() < n) s += "line " + std::to_string(random()) + "\n";
  s.resize(n);
  return s;
}

// The recorder checks the margins of each window; here: the owned ranges are the content, for any
// window size.
TEST(Pump, OwnedRangesAreTheContent) {
  for (const size_t n : {size_t{1}, size_t{5}, size_t{767}, size_t{768}, size_t{769}, size_t{4096},
                         size_t{65536}, size_t{65537}, size_t{200001}}) {
    const std::string s = sample(n);
    for (const size_t window :
         {size_t{1}, size_t{7}, size_t{4096}, size_t{65535}, size_t{1} << 20}) {
      if (window < 100 && n > 70000) continue;
      ReadOptions o = test_options();
      o.window_bytes = window;
      for (const Recorder& r : {read_bytes(s, o), read_piped(s, o)}) {
        ASSERT_EQ(r.objects.size(), 1u);
        EXPECT_EQ(r.objects[0].content, s) << n << " by " << window;
        EXPECT_EQ(r.objects[0].state, ObjectState::scanned);
        EXPECT_EQ(r.objects[0].content_bytes, n);
      }
    }
  }
}

TEST(Pump, VerdictAndDigestDoNotDependOnTheWindow) {
  std::mt19937 random(3);
  std::string s = sample(150000);
  for (size_t i = 70000; i < 140000; ++i) s[i] = static_cast<char>(random());
  std::optional<std::string> digest;
  for (const size_t window :
       {size_t{100}, size_t{4096}, size_t{65535}, size_t{65536}, size_t{1} << 20}) {
    ReadOptions o = test_options();
    o.window_bytes = window;
    const Recorder r = read_bytes(s, o);
    const SeenObject& f = r.objects[0];
    EXPECT_EQ(f.format, "unknown");
    EXPECT_EQ(f.reader, "raw");
    EXPECT_EQ(f.state, ObjectState::partial);
    EXPECT_EQ(f.encodings, std::vector<std::string>{"US-ASCII"});
    EXPECT_EQ(f.gaps.size(), 1u);
    if (digest) {
      EXPECT_EQ(f.digest, digest);
    }
    digest = f.digest;
    EXPECT_TRUE(digest);
  }
}

TEST(Pump, RandomIsOpaqueAndStructuredBinaryIsUnknown) {
  std::mt19937 random(3);
  std::string s(100000, '\0');
  for (char& c : s) c = static_cast<char>(random());
  s[0] = '\x07';
  EXPECT_EQ(read_bytes(s).objects[0].gaps, std::vector<std::string>{"opaque"});
  std::string ints;
  for (uint32_t i = 1; i < 20000; ++i) ints.append(reinterpret_cast<const char*>(&i), 4);
  EXPECT_EQ(read_bytes(ints).objects[0].gaps, std::vector<std::string>{"no-reader(unknown)"});
}

TEST(Pump, EmptyFileIsScanned) {
  for (const Recorder& r : {read_bytes(""), read_piped("")}) {
    ASSERT_EQ(r.objects.size(), 1u);
    EXPECT_EQ(r.objects[0].state, ObjectState::scanned);
    EXPECT_EQ(r.objects[0].format, "empty");
    EXPECT_TRUE(r.objects[0].digest);
  }
}

TEST(Pump, HolesAreNotReadAndChangeNothing) {
  char path[] = "/tmp/qingce-test-XXXXXX";
  const int fd = ::mkstemp(path);
  const std::string a = sample(70000);
  const std::string b = sample(300);
  const off_t far = off_t{40} << 20;
  ASSERT_EQ(::pwrite(fd, a.data(), a.size(), 0), static_cast<ssize_t>(a.size()));
  ASSERT_EQ(::pwrite(fd, b.data(), b.size(), far), static_cast<ssize_t>(b.size()));
  ASSERT_EQ(::ftruncate(fd, far + (3 << 20)), 0);
  ::close(fd);
  std::string dense = a;
  dense.resize(static_cast<size_t>(far), '\0');
  dense += b;
  dense.resize(static_cast<size_t>(far) + (3 << 20), '\0');
  const Recorder sparse = read_path(path);
  const Recorder whole = read_bytes(dense);
  ::unlink(path);
  EXPECT_EQ(sparse.objects[0].state, ObjectState::scanned);
  EXPECT_EQ(sparse.objects[0].format, whole.objects[0].format);
  EXPECT_EQ(sparse.objects[0].encodings, whole.objects[0].encodings);
  EXPECT_EQ(sparse.objects[0].digest, whole.objects[0].digest);
  EXPECT_TRUE(sparse.objects[0].digest);
  EXPECT_EQ(sparse.objects[0].content.substr(0, a.size()), a);
  EXPECT_EQ(sparse.objects[0].content.substr(static_cast<size_t>(far), b.size()), b);
  EXPECT_LT(sparse.objects[0].content_bytes, uint64_t{4} << 20);
}

TEST(Pump, AnErrorIsAGapAndWhatCameBeforeIsSearched) {
  const auto first = make_failing("");
  const Recorder none = read_source(*first);
  ASSERT_EQ(none.objects.size(), 1u);
  EXPECT_EQ(none.objects[0].state, ObjectState::gap);
  EXPECT_EQ(none.objects[0].gaps, std::vector<std::string>{"io-error"});
  const auto later = make_failing("some text\n");
  const Recorder some = read_source(*later);
  EXPECT_EQ(some.objects[0].state, ObjectState::partial);
  EXPECT_EQ(some.objects[0].content, "some text\n");
  EXPECT_EQ(some.objects[0].gaps, std::vector<std::string>{"io-error"});
  EXPECT_EQ(some.objects[0].gap_offsets[0], 10u);
  EXPECT_FALSE(some.objects[0].digest);
}

}  // namespace
}  // namespace qingce::testing_read
