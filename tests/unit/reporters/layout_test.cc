#include "reporters/layout.h"

#include <gtest/gtest.h>

namespace qingce::test {
namespace {

// Expected widths: what a terminal (wcwidth of glibc) shows.
TEST(Layout, DisplayWidth) {
  EXPECT_EQ(display_width(""), 0u);
  EXPECT_EQ(display_width("abc"), 3u);
  EXPECT_EQ(display_width("清册"), 4u);
  EXPECT_EQ(display_width("（a）"), 5u);
  EXPECT_EQ(display_width("ａ１"), 4u);
  EXPECT_EQ(display_width("한글"), 4u);
  EXPECT_EQ(display_width("é"), 1u);
  EXPECT_EQ(display_width("e\xcc\x81"), 1u);
  EXPECT_EQ(display_width("𠮷"), 2u);
  EXPECT_EQ(display_width("\xff\xfe"), 2u);
  EXPECT_EQ(display_width("\xe6\xb8"), 2u);
}

TEST(Layout, Grouped) {
  EXPECT_EQ(grouped(0), "0");
  EXPECT_EQ(grouped(999), "999");
  EXPECT_EQ(grouped(1000), "1,000");
  EXPECT_EQ(grouped(1234567), "1,234,567");
  EXPECT_EQ(grouped(18446744073709551615u), "18,446,744,073,709,551,615");
}

TEST(Layout, ColumnsLineUpByWidth) {
  Table table("lrl");
  table.row({"规则", "命中", "位置"});
  table.row({"a", "12,345", "/x"});
  EXPECT_EQ(table.render("  "), "  规则    命中  位置\n  a     12,345  /x\n");
}

// Expected: counted by hand.
TEST(Layout, BreaksAtSpaces) {
  EXPECT_EQ(wrapped("", "- ", "  ", 10), "- ");
  EXPECT_EQ(wrapped("one two three", "", "", 20), "one two three");
  EXPECT_EQ(wrapped("one two three", "", "", 7), "one two\nthree");
  EXPECT_EQ(wrapped("one two three", "- ", "  ", 7), "- one\n  two\n  three");
  EXPECT_EQ(wrapped("a  b", "", "", 10), "a  b");
  EXPECT_EQ(wrapped("  a b  ", "", "", 10), "a b");
}

TEST(Layout, BreaksBetweenWideCharactersWherePunctuationAllows) {
  EXPECT_EQ(wrapped("清册清册", "", "", 4), "清册\n清册");
  EXPECT_EQ(wrapped("清册清册", "", "", 5), "清册\n清册");
  EXPECT_EQ(wrapped("清册，清", "", "", 4), "清\n册，\n清");  // no comma begins a line
  EXPECT_EQ(wrapped("清（册）", "", "", 4), "清\n（册\n）");  // too narrow for its brackets
  EXPECT_EQ(wrapped("清清（册", "", "", 6), "清清\n（册");    // no bracket ends a line
  EXPECT_EQ(wrapped("共 12 个", "", "", 5), "共 12\n个");
}

TEST(Layout, AWordThatDoesNotFitIsBrokenAnywhere) {
  EXPECT_EQ(wrapped("abcdefgh", "", "", 3), "abc\ndef\ngh");
  EXPECT_EQ(wrapped("x abcdefgh y", "", " ", 4), "x\n abc\n def\n gh\n y");
  EXPECT_EQ(wrapped("abc", "", "", 0), "a\nb\nc");
}

TEST(Layout, BrokenLeavesNothingOut) {
  EXPECT_EQ(broken("", "> ", "  ", 5), "> ");
  EXPECT_EQ(broken("a  b c", "> ", "  ", 5), "> a  \n  b c");
  EXPECT_EQ(broken("清册abc", "", "", 5), "清册a\nbc");
  EXPECT_EQ(broken("清册", "", "", 3), "清\n册");
  EXPECT_EQ(broken("abcd", "", "", 0), "a\nb\nc\nd");
  EXPECT_EQ(broken("abcdef", "long head: ", " ", 4), "long head: \n abc\n def");
}

TEST(Layout, PaddedByWidth) {
  EXPECT_EQ(padded("清", 4), "清  ");
  EXPECT_EQ(padded("abcd", 2), "abcd");
}

TEST(Layout, LinesOf) {
  using Lines = std::vector<std::string>;
  EXPECT_EQ(lines_of(""), Lines());
  EXPECT_EQ(lines_of("a"), Lines{"a"});
  EXPECT_EQ(lines_of("a\n"), Lines{"a"});
  EXPECT_EQ(lines_of("a\n\nb"), (Lines{"a", "", "b"}));
}

}  // namespace
}  // namespace qingce::test
