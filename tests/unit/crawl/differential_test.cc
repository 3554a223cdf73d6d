// Both walkers must hand out the same items in the same order: over random trees, over a real one,
// over options.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <random>

#include "tests/unit/crawl/zoo.h"

namespace qingce {
namespace {

using zoo::Tree;

// The std distributions differ between libraries; a test must not.
class Random {
 public:
  explicit Random(uint32_t seed) : engine_(seed) {}
  size_t below(size_t n) { return static_cast<size_t>(engine_()) % n; }
  template <class T>
  const T& pick(const std::vector<T>& from) {
    return from[below(from.size())];
  }

 private:
  std::mt19937 engine_;
};

const std::vector<std::string> kNames = {"a",        "a.b", "a-",  "A",  "b",
                                         "\xC4\xE3", "z z", "%41", "~x", "\xE6\x98\x8E",
                                         "\n",       "a!b", "-n",  "..."};
const std::vector<std::string> kLinks = {".",           "..",
                                         "../..",       "a",
                                         "a/b",         "./a.b/",
                                         "/",           "/x",
                                         "../one",      "../two",
                                         "../two/a",    "b/../..",
                                         "/etc/passwd", "../../../../../../../../../../.."};
const std::vector<std::string> kGlobs = {"a",    "a*",           "*.b",    "/a",     "a/",
                                         "**/a", "b/**",         "?",      "[!a]",   "*/a",
                                         "~*",   "\xE6\x98\x8E", "*/*/b/", "a/**/b", "[a-b]/*"};

void grow(const Tree& tree, const std::string& at, int depth, Random& random) {
  std::vector<std::string> taken;
  for (size_t i = random.below(7); i > 0; --i) {
    const std::string name = random.pick(kNames);
    if (std::find(taken.begin(), taken.end(), name) != taken.end()) continue;
    taken.push_back(name);
    const std::string path = at + "/" + name;
    switch (random.below(8)) {
      case 0:
        tree.fifo(path);
        break;
      case 1:
      case 2:
        tree.link(path, random.below(4) == 0 ? tree.path("two/a") : random.pick(kLinks));
        break;
      case 3:
      case 4:
      case 5:
        tree.dir(path);
        if (depth > 0) grow(tree, path, depth - 1, random);
        break;
      default:
        tree.file(path);
    }
  }
}

void expect_same(const std::vector<std::string>& targets, const std::string& root,
                 const CrawlOptions& options, size_t at_most = SIZE_MAX) {
  const auto reference = zoo::walk(make_boost_crawler, targets, root, options, at_most);
  const auto ours = zoo::walk(make_linux_crawler, targets, root, options, at_most);
  EXPECT_EQ(ours.size(), reference.size());
  for (size_t i = 0; i < std::min(ours.size(), reference.size()); ++i) {
    ASSERT_EQ(ours[i], reference[i]) << "item " << i;
  }
}

TEST(Differential, RandomTreesAndOptions) {
  for (uint32_t seed = 1; seed <= 150; ++seed) {
    SCOPED_TRACE(seed);
    Random random(seed);
    const Tree tree;
    for (const char* target : {"one", "two"}) {
      tree.dir(target);
      grow(tree, target, 4, random);
    }
    const std::vector<std::string> targets = {tree.path("one"), tree.path("two")};
    expect_same(targets, tree.root(), {});
    for (int i = 0; i < 3; ++i) {
      CrawlOptions options;
      for (size_t n = random.below(3); n > 0; --n) options.include.push_back(random.pick(kGlobs));
      for (size_t n = random.below(3); n > 0; --n) options.exclude.push_back(random.pick(kGlobs));
      expect_same(targets, tree.root(), options);
    }
    if (testing::Test::HasFatalFailure()) return;
  }
}

TEST(Differential, ARealTree) {
  expect_same({"/usr/share"}, "/nowhere", {}, 20'000);
  expect_same({"/etc", "/usr/lib"}, "/nowhere", {}, 20'000);
  CrawlOptions options;
  options.include = {"*.txt", "doc/", "zoneinfo/**"};
  options.exclude = {"*copyright*", "[a-m]*/"};
  expect_same({"/usr/share"}, "/nowhere", options, 20'000);
}

}  // namespace
}  // namespace qingce
