// The walk over a file-system zoo. Expected sequences are written out by hand.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <optional>

#include "scanner/crawl/dir_handle.h"
#include "scanner/crawl/listing.h"
#include "tests/unit/crawl/zoo.h"

namespace qingce {
namespace {

using testing::ElementsAre;
using zoo::Tree;

std::vector<std::string> walk(const Tree& tree, const CrawlOptions& options = {}) {
  return zoo::walk(make_linux_crawler, {tree.root()}, tree.root(), options);
}

size_t open_descriptors() {
  const std::filesystem::directory_iterator all("/proc/self/fd");
  return static_cast<size_t>(std::distance(begin(all), end(all)));
}

TEST(Walk, OrderIsComponentWiseByBytes) {
  const Tree tree;
  tree.dir("a");
  tree.file("a/x");
  tree.file("a-b");  // '-' and '.' sort before '/', yet a's content comes first
  tree.file("a.txt");
  tree.dir("B");
  tree.file("B/\xC4\xE3");  // GBK
  tree.file("B/z");
  EXPECT_THAT(walk(tree), ElementsAre("dir T", "dir T/B", "file T/B/z", "file T/B/%C4%E3",
                                      "dir T/a", "file T/a/x", "file T/a-b", "file T/a.txt"));
}

TEST(Walk, OrderIsThatOfTheOrderKeys) {
  const Tree tree;
  for (const char* name : {"a", "a!", "a.b", "b", "\xFF", "\x01", "A"}) {
    tree.dir(name);
    tree.file(std::string(name) + "/f");
    tree.file(std::string(name) + "0");
  }
  tree.chain("chain", 300, "d", "z");
  std::vector<std::string> keys;
  const Status status =
      make_linux_crawler({}, "stdin")->crawl({tree.root()}, [&](const WorkItem& i) {
        keys.push_back(i.location.order_key());
        return true;
      });
  ASSERT_TRUE(status.ok());
  EXPECT_EQ(keys.size(), 1u + 7 * 3 + 1 + 600);
  EXPECT_TRUE(std::is_sorted(keys.begin(), keys.end()));
}

TEST(Walk, NamesOfAnyBytes) {
  const Tree tree;
  tree.file("-rf");
  tree.file("new\nline");
  tree.file("\xCD\xF5\xD3\xF1.xls");  // GBK
  tree.file("\xE7\x8E\x8B.xls");      // UTF-8
  tree.file(std::string(255, 'n'));
  EXPECT_THAT(walk(tree), ElementsAre("dir T", "file T/-rf", "file T/new%0Aline",
                                      "file T/" + std::string(255, 'n'), "file T/%CD%F5%D3%F1.xls",
                                      "file T/\xE7\x8E\x8B.xls"));
}

TEST(Walk, LinksAreRecordedAndNeverFollowed) {
  const Tree tree;
  const Tree elsewhere;
  elsewhere.file("f");
  elsewhere.link("back", tree.root() + "/d");
  tree.dir("d");
  tree.file("d/f");
  tree.link("in-dir", "d");
  tree.link("in-file", "d/f");
  tree.link("in-by-outside", elsewhere.path("back"));
  tree.link("in-dots", "d/../d/.");
  tree.link("self", ".");
  tree.link("dangling", "d/none");
  tree.link("loop1", "loop2");
  tree.link("loop2", "loop1");
  tree.link("not-a-dir", "d/f/x");
  tree.link("out-dir", elsewhere.root());
  tree.link("out-file", elsewhere.path("f"));
  tree.link("out-up", "..");
  tree.link("root", "/");
  tree.link("too-long", std::string(300, 'x'));
  tree.link("via", "in-file");
  EXPECT_THAT(
      walk(tree),
      ElementsAre("dir T", "dir T/d", "file T/d/f", "link T/dangling", "link T/in-by-outside",
                  "link T/in-dir", "link T/in-dots", "link T/in-file", "link T/loop1",
                  "link T/loop2", "link T/not-a-dir", "gap T/out-dir symlink-outside",
                  "gap T/out-file symlink-outside", "gap T/out-up symlink-outside",
                  "gap T/root symlink-outside", "link T/self", "link T/too-long", "link T/via"));
}

TEST(Walk, LinkIntoAnotherTargetIsInside) {
  const Tree tree;
  tree.dir("one");
  tree.dir("two");
  tree.file("two/f");
  tree.file("single");
  tree.file("other");
  tree.link("one/a", "../two/f");
  tree.link("one/b", "../single");
  tree.link("one/c", "../other");
  EXPECT_THAT(
      zoo::walk(make_linux_crawler, {tree.path("one"), tree.path("two"), tree.path("single")},
                tree.root()),
      ElementsAre("dir T/one", "link T/one/a", "link T/one/b", "gap T/one/c symlink-outside",
                  "dir T/two", "file T/two/f", "file T/single"));
}

TEST(Walk, SpecialFilesAreGapsAndNoObjects) {
  const Tree tree;
  tree.fifo("fifo");
  tree.socket("socket");
  tree.file("z");
  std::vector<std::string> expected = {"dir T", "gap T/fifo special-file",
                                       "gap T/socket special-file", "file T/z"};
  if (::mknod(tree.path("null").c_str(), S_IFCHR | 0644, makedev(1, 3)) == 0) {
    expected.insert(expected.begin() + 2, "gap T/null special-file");
  }
  EXPECT_EQ(walk(tree), expected);
}

TEST(Walk, Targets) {
  const Tree tree;
  tree.dir("d");
  tree.file("d/f");
  tree.file("f");
  tree.link("to-dir", "d");
  tree.link("to-file", "f");
  tree.fifo("fifo");
  const std::vector<std::string> targets = {tree.path("f"),      "-",
                                            tree.path("to-dir"), tree.path("to-file"),
                                            tree.path("fifo"),   tree.path("gone")};
  EXPECT_THAT(zoo::walk(make_linux_crawler, targets, tree.root()),
              ElementsAre("file T/f", "stream stdin", "dir T/to-dir", "file T/to-dir/f",
                          "file T/to-file", "gap T/fifo special-file", "gap T/gone vanished"));
}

TEST(Walk, TheLocationBeginsWithTheTargetAsGiven) {
  const Tree tree;
  tree.dir("d");
  tree.file("d/f");
  const int before = ::open(".", O_DIRECTORY | O_CLOEXEC);
  ASSERT_EQ(::chdir(tree.root().c_str()), 0);
  const auto plain = zoo::walk(make_linux_crawler, {"./d"}, "/nowhere");
  const auto slash = zoo::walk(make_linux_crawler, {"d/"}, "/nowhere");
  ASSERT_EQ(::fchdir(before), 0);
  ::close(before);
  EXPECT_THAT(plain, ElementsAre("dir d", "file d/f"));
  EXPECT_THAT(slash, ElementsAre("dir d/", "file d/f"));
}

TEST(Walk, UnreadableDirectoryIsAGap) {
  const Tree tree;
  tree.dir("closed");
  tree.file("closed/f");
  tree.dir("listable");  // its entries can be listed but not looked up
  tree.file("listable/f");
  tree.link("listable/link", "f");
  tree.dir("listable/sub");
  tree.link("to-closed", "closed/f");
  tree.file("z");
  ::chmod(tree.path("closed").c_str(), 0);
  ::chmod(tree.path("listable").c_str(), ::geteuid() == 0 ? 0744 : 0400);
  const auto said = zoo::unprivileged([&] { return zoo::join(walk(tree)); });
  if (!said) GTEST_SKIP() << "cannot change the user";
  EXPECT_EQ(*said,
            "dir T\ngap T/closed permission\ndir T/listable\nfile T/listable/f\n"
            "gap T/listable/link permission\ngap T/listable/sub permission\n"
            "gap T/to-closed permission\nfile T/z\n");
}

TEST(Walk, DirectoriesOfOthersAreReadWithoutNoatime) {
  const Tree tree;
  tree.dir("d");
  tree.file("d/f", "content");
  const auto said = zoo::unprivileged([&] {
    std::string out;
    (void)make_linux_crawler({}, "stdin")->crawl({tree.root()}, [&](const WorkItem& item) {
      if (item.kind == ItemKind::file) out = zoo::read_all(*open_item(item)->source);
      return true;
    });
    return out;
  });
  if (!said) GTEST_SKIP() << "cannot change the user";
  EXPECT_EQ(*said, "content");
}

TEST(Walk, ExcludedThingsAreWalkedAndCounted) {
  const Tree tree;
  tree.dir("cache");
  tree.dir("cache/deep");
  tree.file("cache/deep/f");
  tree.link("cache/l", "/");
  tree.file("a.log");
  tree.file("b.txt");
  CrawlOptions options;
  options.exclude = {"cache/", "*.log"};
  EXPECT_THAT(walk(tree, options),
              ElementsAre("dir T", "gap T/a.log excluded object", "file T/b.txt",
                          "gap T/cache excluded", "gap T/cache/deep excluded",
                          "gap T/cache/deep/f excluded object", "gap T/cache/l excluded"));
}

TEST(Walk, IncludeHidesNoDirectory) {
  const Tree tree;
  tree.dir("d");
  tree.file("d/a.sql");
  tree.file("d/b.txt");
  tree.dir("keep");
  tree.file("keep/b.txt");
  tree.file("keep/secret.txt");
  CrawlOptions options;
  options.include = {"*.sql", "/keep/"};
  options.exclude = {"secret.*"};
  EXPECT_THAT(
      walk(tree, options),
      ElementsAre("dir T", "dir T/d", "file T/d/a.sql", "gap T/d/b.txt excluded object",
                  "dir T/keep", "file T/keep/b.txt", "gap T/keep/secret.txt excluded object"));
}

TEST(Walk, ATargetIsNeverTakenAway) {
  const Tree tree;
  tree.file("a.log");
  CrawlOptions options;
  options.exclude = {"*"};
  EXPECT_THAT(zoo::walk(make_linux_crawler, {tree.path("a.log")}, tree.root(), options),
              ElementsAre("file T/a.log"));
}

TEST(Walk, BadGlobIsAUsageErrorBeforeTheFirstItem) {
  CrawlOptions options;
  options.exclude = {"[a"};
  size_t items = 0;
  const Status status = make_linux_crawler(options, "stdin")->crawl({"-"}, [&](const WorkItem&) {
    ++items;
    return true;
  });
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().code, ErrorCode::usage);
  EXPECT_EQ(items, 0u);
}

TEST(Walk, OwnFilesAreNoObjects) {
  const Tree tree;
  tree.dir("d");
  tree.file("d/out.json");
  tree.file("d/z");
  ASSERT_EQ(::link(tree.path("d/out.json").c_str(), tree.path("twin").c_str()), 0);
  struct stat st {};
  ASSERT_EQ(::stat(tree.path("d/out.json").c_str(), &st), 0);
  CrawlOptions options;
  options.own_files = {{st.st_dev, st.st_ino}};
  EXPECT_THAT(walk(tree, options), ElementsAre("dir T", "dir T/d", "file T/d/z"));
  options.own_files = {{st.st_dev + 1, st.st_ino}};  // the number alone is not enough
  EXPECT_EQ(walk(tree, options).size(), 5u);
}

TEST(Walk, StopsWhenTheSinkSaysSo) {
  const Tree tree;
  tree.chain("c", 20, "d", "z");
  for (size_t n = 1; n < 30; n += 7) {
    EXPECT_EQ(zoo::walk(make_linux_crawler, {tree.root()}, tree.root(), {}, n).size(), n);
  }
}

TEST(Walk, PathsOverPathMax) {
  const Tree tree;
  tree.chain("c", 120, std::string(200, 'n'), "z");
  size_t longest = 0;
  int level = 119;  // the deepest file comes first
  const Status status =
      make_linux_crawler({}, "stdin")->crawl({tree.root()}, [&](const WorkItem& item) {
        if (item.kind != ItemKind::file) return true;
        longest = std::max(longest, item.location.print().size());
        Result<OpenFile> file = open_item(item);
        EXPECT_TRUE(file.ok());
        if (file.ok()) {
          EXPECT_EQ(zoo::read_all(*file->source), std::to_string(level));
        }
        --level;
        return true;
      });
  EXPECT_TRUE(status.ok());
  EXPECT_EQ(level, -1);
  EXPECT_GT(longest, 24'000u);
}

// Each level holds a file that sorts behind the directory below: on the way back every closed level
// is needed again.
TEST(Walk, DeepTreesNeedFewDescriptors) {
  const Tree tree;
  constexpr int kLevels = 10'000;
  tree.chain("c", kLevels, "d", "z");
  const size_t before = open_descriptors();
  size_t most = 0;
  size_t files = 0;
  int wrong = 0;
  const Status status =
      make_linux_crawler({}, "stdin")->crawl({tree.root()}, [&](const WorkItem& item) {
        if (item.location.depth() % 500 == 0) most = std::max(most, open_descriptors());
        if (item.kind == ItemKind::gap) ++wrong;
        if (item.kind != ItemKind::file) return true;
        ++files;
        if (files % 100 == 0) {
          Result<OpenFile> file = open_item(item);
          const std::string expected = std::to_string(kLevels - static_cast<int>(files));
          if (!file.ok() || zoo::read_all(*file->source) != expected) ++wrong;
        }
        return true;
      });
  EXPECT_TRUE(status.ok());
  EXPECT_EQ(files, static_cast<size_t>(kLevels));
  EXPECT_EQ(wrong, 0);
  EXPECT_LE(most, before + 67);
  EXPECT_EQ(open_descriptors(), before);
}

TEST(Walk, AFewFreeDescriptorsAreEnough) {
  const Tree tree;
  tree.chain("c", 3'000, "d", "z");
  const auto said = zoo::in_child([&] {
    const struct rlimit few { 32, 32 };
    if (::setrlimit(RLIMIT_NOFILE, &few) != 0) return std::string("<cannot>");
    const auto lines = zoo::walk(make_linux_crawler, {tree.root()}, tree.root());
    const auto gaps = std::count_if(lines.begin(), lines.end(),
                                    [](const std::string& s) { return s.starts_with("gap"); });
    return std::to_string(lines.size()) + " items, " + std::to_string(gaps) + " gaps";
  });
  ASSERT_TRUE(said);
  EXPECT_EQ(*said, "6002 items, 0 gaps");
}

// A tree that is moved away while the walk is deep inside it: what cannot be reached any more is a
// gap, and what stands in its place now is never taken for it.
TEST(Walk, AReplacedAncestorIsNotEntered) {
  const Tree tree;
  constexpr int kLevels = 200;
  tree.chain("c", kLevels, "d", "z");
  size_t directories = 0;
  size_t files = 0;
  size_t vanished = 0;
  const Status status =
      make_linux_crawler({}, "stdin")->crawl({tree.root()}, [&](const WorkItem& item) {
        if (item.kind == ItemKind::directory && ++directories == kLevels + 2) {
          EXPECT_EQ(::rename(tree.path("c/d/d").c_str(), tree.path("moved").c_str()), 0);
          tree.chain("new", kLevels, "d", "z");
          EXPECT_EQ(::rename(tree.path("new").c_str(), tree.path("c/d/d").c_str()), 0);
        }
        if (item.kind == ItemKind::gap) {
          EXPECT_EQ(item.reason, GapReason::vanished);
          EXPECT_TRUE(item.is_object);
          ++vanished;
        }
        if (item.kind == ItemKind::file) {
          const int level = kLevels - 1 - static_cast<int>(files + vanished);
          EXPECT_EQ(zoo::read_all(*open_item(item)->source), std::to_string(level));
          ++files;
        }
        return true;
      });
  EXPECT_TRUE(status.ok());
  EXPECT_EQ(files + vanished, static_cast<size_t>(kLevels));
  EXPECT_GE(files, 64u);
  EXPECT_GE(vanished, 100u);
}

TEST(Walk, MountPoints) {
  const Tree tree;
  tree.dir("m");
  tree.dir("m/hidden");
  tree.file("z");
  CrawlOptions one;
  one.one_file_system = true;
  const auto said = zoo::in_child([&] {
    if (::unshare(CLONE_NEWNS) != 0 ||
        ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
        ::mount("none", tree.path("m").c_str(), "tmpfs", 0, nullptr) != 0) {
      return std::string("<cannot>");
    }
    tree.file("m/f");
    return zoo::join(walk(tree)) + zoo::join(walk(tree, one)) +
           zoo::join(zoo::walk(make_boost_crawler, {tree.root()}, tree.root(), one));
  });
  if (!said) GTEST_SKIP() << "cannot mount";
  EXPECT_EQ(*said,
            "dir T\ndir T/m mount\nfile T/m/f\nfile T/z\n"
            "dir T\ngap T/m excluded mount\nfile T/z\n"
            "dir T\ngap T/m excluded mount\nfile T/z\n");
}

TEST(Walk, ATreeIsLeftAsItWas) {
  const Tree tree;
  tree.dir("d");
  tree.file("d/f", "content");
  // Older than the modification: even a `relatime` mount would note the access.
  const struct timespec long_ago[2] = {{1'000'000'000, 0}, {0, UTIME_OMIT}};
  for (const char* name : {"d/f", "d", "."}) {
    ASSERT_EQ(::utimensat(AT_FDCWD, tree.path(name).c_str(), long_ago, 0), 0);
  }
  (void)make_linux_crawler({}, "stdin")->crawl({tree.root()}, [&](const WorkItem& item) {
    if (item.kind == ItemKind::file) zoo::read_all(*open_item(item)->source);
    return true;
  });
  for (const char* name : {"d/f", "d", "."}) {
    struct stat st {};
    ASSERT_EQ(::stat(tree.path(name).c_str(), &st), 0);
    EXPECT_EQ(st.st_atim.tv_sec, 1'000'000'000) << name;
  }
}

TEST(Listing, ErrorsAreReported) {
  const Tree tree;
  tree.dir("d");
  tree.file("f");
  int sys = 0;
  const auto dir = open_directory(AT_FDCWD, tree.path("d").c_str(), false, &sys);
  ASSERT_NE(dir, nullptr);
  ASSERT_EQ(::rmdir(tree.path("d").c_str()), 0);
  Listing removed;
  const int failure = removed.read(dir->fd(), {});
  EXPECT_TRUE(failure == ENOENT || failure == 0) << failure;  // tmpfs lists nothing instead
  EXPECT_EQ(removed.size(), 0u);
  const int fd = ::open(tree.path("f").c_str(), O_RDONLY | O_CLOEXEC);
  Listing none;
  EXPECT_EQ(none.read(fd, {}), ENOTDIR);
  ::close(fd);
  EXPECT_EQ(open_directory(AT_FDCWD, tree.path("f").c_str(), false, &sys), nullptr);
  EXPECT_EQ(sys, ENOTDIR);
}

TEST(Listing, ManyEntriesAreSorted) {
  const Tree tree;
  for (int i = 0; i < 5'000; ++i) tree.file("n" + std::to_string(i * 7919 % 5'000), "");
  int sys = 0;
  const auto dir = open_directory(AT_FDCWD, tree.root().c_str(), false, &sys);
  Listing listing;
  ASSERT_EQ(listing.read(dir->fd(), {}), 0);
  ASSERT_EQ(listing.size(), 5'000u);
  for (size_t i = 1; i < listing.size(); ++i) {
    ASSERT_LT(std::string(listing.name(i - 1)), std::string(listing.name(i)));
  }
}

}  // namespace
}  // namespace qingce
