#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/unit/crawl/zoo.h"

namespace qingce {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using zoo::Tree;

std::string error_of(const std::vector<std::string>& targets,
                     const std::vector<std::string>& ours = {}) {
  const Status status = check_targets(targets, ours);
  if (status.ok()) return "";
  EXPECT_EQ(status.error().code, ErrorCode::usage);
  return status.error().message;
}

class Targets : public testing::Test {
 protected:
  void SetUp() override {
    tree_.dir("a");
    tree_.dir("a/b");
    tree_.dir("ab");
    tree_.file("a/f");
    tree_.file("f");
    tree_.link("link-a", "a");
    tree_.link("dangling", "none");
    tree_.link("loop", "loop");
    tree_.link("into-a", "a/new.json");
  }
  std::string at(std::string_view name) const { return tree_.path(name); }
  Tree tree_;
};

TEST_F(Targets, Good) {
  EXPECT_EQ(error_of({at("a"), at("ab"), at("f"), "-"}), "");
  EXPECT_EQ(error_of({at("link-a"), at("f")}), "");
  EXPECT_EQ(error_of({at("a/b"), at("a/f")}), "");
}

TEST_F(Targets, Missing) {
  EXPECT_THAT(error_of({at("a"), at("none")}), AllOf(HasSubstr("none"), HasSubstr("not exist")));
  EXPECT_THAT(error_of({at("f/below")}), HasSubstr("not exist"));
  EXPECT_THAT(error_of({at("dangling")}), HasSubstr("not exist"));
  EXPECT_THAT(error_of({at("loop")}), HasSubstr("loop"));
  EXPECT_THAT(error_of({""}), HasSubstr("empty"));
  EXPECT_THAT(error_of({at(std::string(300, 'n'))}), HasSubstr("too long"));
  EXPECT_THAT(error_of({at("no\nne")}), HasSubstr("no%0Ane"));
}

TEST_F(Targets, TwiceOrNested) {
  EXPECT_THAT(error_of({at("a"), at("a")}), HasSubstr("twice"));
  EXPECT_THAT(error_of({at("a"), at("a/b/..")}), HasSubstr("twice"));
  EXPECT_THAT(error_of({at("a"), at("link-a")}), AllOf(HasSubstr("twice"), HasSubstr("link-a")));
  EXPECT_THAT(error_of({"-", "-"}), HasSubstr("twice"));
  EXPECT_THAT(error_of({at("a"), at("a/f")}), HasSubstr("inside"));
  EXPECT_THAT(error_of({at("a/b"), at("link-a")}), HasSubstr("inside"));
  EXPECT_THAT(error_of({"/", at("a")}), HasSubstr("inside"));
}

TEST_F(Targets, OursInside) {
  const std::vector<std::string> target = {at("a")};
  EXPECT_EQ(error_of(target, {at("out.json"), at("ab/out.json"), "-", ""}), "");
  for (const char* inside : {"a/out.json", "a/b/none/out.json", "a/f", "a", "link-a/out.json",
                             "ab/../a/out.json", "into-a", "a/b/"}) {
    EXPECT_THAT(error_of(target, {at(inside)}), HasSubstr("inside target")) << inside;
  }
  EXPECT_THAT(error_of({at("f")}, {at("f")}), HasSubstr("inside target"));
  tree_.link("a/out-link", "../f");  // the link itself would be replaced
  EXPECT_THAT(error_of(target, {at("a/out-link")}), HasSubstr("inside target"));
}

TEST_F(Targets, RelativePaths) {
  const int before = ::open(".", O_DIRECTORY | O_CLOEXEC);
  ASSERT_EQ(::chdir(at("a").c_str()), 0);
  EXPECT_THAT(error_of({"."}, {"out.json"}), HasSubstr("inside target"));
  EXPECT_THAT(error_of({"./b", "b/"}), HasSubstr("twice"));
  EXPECT_EQ(error_of({"."}, {"../out.json"}), "");
  EXPECT_EQ(error_of({"./b", "./f"}, {"out.json"}), "");
  ASSERT_EQ(::fchdir(before), 0);
  ::close(before);
}

TEST_F(Targets, UnreachableIsSaidSo) {
  ASSERT_EQ(::chmod(at("a").c_str(), 0), 0);
  const auto said = zoo::unprivileged([&] { return error_of({at("a/b")}); });
  if (!said) GTEST_SKIP() << "cannot change the user";
  EXPECT_THAT(*said, HasSubstr("permission denied"));
}

}  // namespace
}  // namespace qingce
