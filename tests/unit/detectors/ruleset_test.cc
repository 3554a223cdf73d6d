#include "detectors/ruleset.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <string>

#include "builtin.h"

namespace qingce {
namespace {

constexpr std::string_view kUserRule = R"(# A comment in front is nobody's.

[[rule]]
id = "user.employee"
name_zh = "工号"
name_en = "Employee number"
shape = "pattern"
pattern = "EMP[0-9]{6}"
category = "other"
business_class = "basic"
sensitivity = { gbt35273 = "no", gbt45574 = "no" }
level = 2
mask = { style = "edges", head = 2, tail = 1 }
source = "the company"
source_date = "2026-11-21"
examples = ["EMP123456"]
counter_examples = ["EMP12345", "xEMP123456"]
)";

class UserFile : public ::testing::Test {
 protected:
  void SetUp() override {
    char name[] = "/tmp/qingce-rules-XXXXXX";
    ASSERT_NE(mkdtemp(name), nullptr);
    dir_ = name;
    path_ = dir_ + "/user.toml";
  }
  void TearDown() override {
    unlink(path_.c_str());
    rmdir(dir_.c_str());
  }
  void write(std::string_view text, mode_t mode) {
    std::ofstream(path_, std::ios::binary) << text;
    ASSERT_EQ(chmod(path_.c_str(), mode), 0);
  }
  std::string error(const RuleOptions& options) {
    const auto rules = RuleSet::load(options);
    if (rules.ok()) return "";
    EXPECT_EQ(rules.error().code, ErrorCode::usage);
    return rules.error().message;
  }
  std::string dir_;
  std::string path_;
};

TEST_F(UserFile, IsAddedBehindTheBuiltinRules) {
  write(kUserRule, 0600);
  const auto rules = RuleSet::load({{path_}, {}, {}});
  ASSERT_TRUE(rules.ok()) << rules.error().message;
  const auto last = static_cast<uint16_t>((*rules)->rules().size() - 1);
  EXPECT_EQ((*rules)->find("user.employee"), std::optional<uint16_t>(last));
  EXPECT_TRUE(evaluate((*rules)->at(last), "EMP123456"));
  EXPECT_FALSE(evaluate((*rules)->at(last), "EMP1234567"));
  EXPECT_NE((*rules)->hash(), builtin()->hash());
  EXPECT_EQ((*rules)->at(last).place, path_ + ":8:11");
}

TEST_F(UserFile, RefusedIfOthersCanWriteIt) {
  for (const mode_t mode : {0620u, 0602u, 0666u}) {
    write(kUserRule, mode);
    EXPECT_NE(error({{path_}, {}, {}}).find("group or others can write"), std::string::npos)
        << mode;
  }
  write(kUserRule, 0644);
  EXPECT_EQ(error({{path_}, {}, {}}), "");
}

TEST_F(UserFile, RefusedIfItIsNoRegularFile) {
  EXPECT_NE(error({{dir_}, {}, {}}).find("no regular file"), std::string::npos);
  EXPECT_NE(error({{path_}, {}, {}}).find("cannot be opened"), std::string::npos);
  ASSERT_EQ(mkfifo(path_.c_str(), 0600), 0);
  EXPECT_NE(error({{path_}, {}, {}}).find("no regular file"),
            std::string::npos);  // and does not hang
}

TEST_F(UserFile, RefusedIfLarge) {
  write(std::string((1u << 20) + 1, '#'), 0600);
  EXPECT_NE(error({{path_}, {}, {}}).find("larger than 1 MiB"), std::string::npos);
}

TEST_F(UserFile, CannotReuseAnId) {
  std::string text(kUserRule);
  text.replace(text.find("user.employee"), 13, "cn.mobile");
  write(text, 0600);
  const std::string message = error({{path_}, {}, {}});
  EXPECT_NE(message.find("cn.mobile"), std::string::npos);
  EXPECT_NE(message.find(path_), std::string::npos);
}

TEST(RuleSet, EnableAndDisable) {
  const auto two = RuleSet::load({{}, {"email", "cn.mobile"}, {}});
  ASSERT_TRUE(two.ok());
  ASSERT_EQ((*two)->rules().size(), 2u);
  EXPECT_EQ((*two)->at(0).id, "cn.mobile");  // the fixed order, not the option's
  EXPECT_EQ((*two)->at(1).order, 1);
  const auto all = RuleSet::load({});
  const auto fewer = RuleSet::load({{}, {}, {"email"}});
  ASSERT_TRUE(all.ok() && fewer.ok());
  EXPECT_EQ((*fewer)->rules().size() + 1, (*all)->rules().size());
  EXPECT_FALSE((*fewer)->find("email").has_value());
  for (const RuleOptions& bad :
       {RuleOptions{{}, {"cn.nothing"}, {}}, RuleOptions{{}, {}, {"cn.nothing"}}}) {
    const auto rules = RuleSet::load(bad);
    ASSERT_FALSE(rules.ok());
    EXPECT_EQ(rules.error().code, ErrorCode::usage);
    EXPECT_NE(rules.error().message.find("cn.nothing"), std::string::npos);
  }
  EXPECT_FALSE(RuleSet::load({{}, {"email"}, {"email"}}).ok());
}

TEST(RuleSet, ItsTextsReproduceIt) {
  const auto rules = builtin();
  std::string all;
  for (const Rule& rule : rules->rules()) all += rule.toml;
  const auto again = RuleSet::parse(all, "inventory");
  ASSERT_TRUE(again.ok()) << again.error().message;
  EXPECT_EQ((*again)->hash(), rules->hash());
  ASSERT_EQ((*again)->rules().size(), rules->rules().size());
  for (size_t i = 0; i < rules->rules().size(); ++i) {
    const Rule& a = rules->rules()[i];
    const Rule& b = (*again)->rules()[i];
    EXPECT_EQ(a.id, b.id);
    EXPECT_EQ(a.toml, b.toml);
    EXPECT_EQ(a.kind, b.kind);
    EXPECT_EQ(a.lengths, b.lengths);
    EXPECT_EQ(a.validators, b.validators);
    EXPECT_EQ(a.context, b.context);
    EXPECT_EQ(a.mask, b.mask);
    EXPECT_EQ(a.examples, b.examples);
    EXPECT_EQ(a.placeholder_filter, b.placeholder_filter);
  }
}

TEST(RuleSet, HashIsStableAndFollowsTheText) {
  const auto a = RuleSet::parse(kUserRule, "a");
  const auto b = RuleSet::parse(kUserRule, "b");  // the name of a file changes no result
  ASSERT_TRUE(a.ok() && b.ok());
  EXPECT_EQ((*a)->hash(), (*b)->hash());
  EXPECT_EQ((*a)->hash().size(), 32u);
  EXPECT_EQ((*a)->hash().find_first_not_of("0123456789abcdef"), std::string::npos);
  std::string text(kUserRule);
  text.replace(text.find("level = 2"), 9, "level = 3");
  const auto c = RuleSet::parse(text, "a");
  ASSERT_TRUE(c.ok());
  EXPECT_NE((*a)->hash(), (*c)->hash());
}

}  // namespace
}  // namespace qingce
