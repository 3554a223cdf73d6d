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

}  // namespace
}  // namespace qingce::test
