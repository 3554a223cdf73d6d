// XML and HTML: which element, attribute or column and which record a value has, for any window
// size; damage. Expected values are written by hand beside each text.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "scanner/read/html_tables.h"
#include "scanner/read/xml_fields.h"
#include "tests/unit/read/field_answers.h"
#include "tests/unit/read/harness.h"

namespace qingce {
namespace {

using testing_read::answers_of;
using testing_read::read_bytes;
using Fields = std::vector<std::string>;

Fields xml(const std::string& text) { return testing_read::fields_of<XmlFields>(text); }
Fields html(const std::string& text) { return testing_read::fields_of<HtmlTables>(text); }

TEST(XmlFields, PathsAndAttributes) {
  EXPECT_EQ(
      xml("<?xml version=\"1.0\" encoding=\"GB2312\"?>\n<!DOCTYPE r [<!ENTITY a \"139\">]>"
          "<r><u id='139' b = \"139\"><c>139</c><d e=\"139\"/></u> 139 <u><c>x139</c></u></r>"),
      (Fields{"", "r.u@id", "r.u@b", "r.u.c", "r.u.d@e", "r", "r.u.c"}));
}

TEST(XmlFields, PrefixesAreDropped) {
  EXPECT_EQ(xml("<a:r xmlns:a='urn:x'><a:u a:id='139'>139</a:u></a:r>"), (Fields{"r.u@id", "r.u"}));
}

TEST(XmlFields, CommentsCdataAndInstructions) {
  EXPECT_EQ(xml("<r><!-- <a>139 --><?p <b>139?><c><![CDATA[ <d>139]] > 139]]></c>139</r>"),
            (Fields{"", "", "r.c", "r.c", "r"}));
}

TEST(XmlFields, ElementsCalledByAnAttribute) {
  EXPECT_EQ(xml("<mysqldump><database name=\"crm\"><table_data name=\"users\"><row>\n"
                "<field name=\"id_card\">139</field></row></table_data></database></mysqldump>"),
            Fields{"mysqldump.crm.users.row.id_card"});
  EXPECT_EQ(xml("<c><add key=\"tel\" value=\"139\"/><entry key='13900000000'>139</entry>"
                "<string name=\"phone\">139</string><person name=\"张三\">139</person></c>"),
            (Fields{"c.tel", "c.entry@key", "c.entry", "c.phone", "c.person"}));
}

TEST(XmlFields, RecordIsTheElementAround) {
  const std::string text =
      "<r><u a=\"139\"><c>139</c><d>139</d></u><u><c>139</c></u><row><field "
      "name=\"p\">139</field><column name='q' value='139'/></row></r>";
  const auto a = answers_of<XmlFields>(text);
  ASSERT_EQ(a.size(), 6u);
  const uint64_t first = text.find("<u a");
  EXPECT_EQ(a[0].record, first);
  EXPECT_EQ(a[1].record, first);
  EXPECT_EQ(a[2].record, first);
  EXPECT_EQ(a[3].record, text.find("<u><c>"));
  EXPECT_EQ(a[4].record, text.find("<row>"));
  EXPECT_EQ(a[5].record, text.find("<row>"));
  EXPECT_EQ(a[5].field, "r.row.q");
}

TEST(XmlFields, ValuesAreTheirBytes) {
  const auto a =
      answers_of<XmlFields>("<r><a b=\"x 139 y\"> 139 z</a><c><![CDATA[1 139]]></c></r>");
  ASSERT_EQ(a.size(), 3u);
  EXPECT_EQ(a[0].value, "x 139 y");
  EXPECT_EQ(a[1].value, " 139 z");
  EXPECT_EQ(a[2].value, "1 139");
}

TEST(XmlFields, GoesOnBehindDamage) {
  // Closed by none, closed twice, cut off inside of a tag, '<' as text.
  EXPECT_EQ(xml("<r><u><a>139<b>139</u><u><a>139</a></c></a></u></r>"),
            (Fields{"r.u.a", "r.u.a.b", "r.u.a"}));
  EXPECT_EQ(xml("<r><u a=\"cut<u><a>139</a></u><v>1 < 139</v></r>"), (Fields{"r.u.a", "r.v"}));
}

TEST(XmlFields, DepthAndLongTexts) {
  std::string deep = "<r>";
  for (int i = 0; i < 20'000; ++i) deep += "<x>";
  deep += "139";
  for (int i = 0; i < 20'000; ++i) deep += "</x>";
  EXPECT_EQ(xml(deep + "<y>139</y></r>"), (Fields{"…", "r.y"}));
  const std::string pad(30'000, 'x');
  EXPECT_EQ(
      xml("<r><a>" + pad + "139" + pad + "</a><b c='" + pad.substr(0, 9'000) + "139'>139</b></r>"),
      (Fields{"r.a", "r.b@c", "r.b"}));
}

TEST(HtmlTables, FirstRowIsTheHeader) {
  const std::string text =
      "<html><body><p>139</p><table><tr><th>姓名</th><th><b>手机 &amp; 号</b></th></tr>\n"
      "<tr><td>a</td><td>139</td></tr><tr><td>139<td><span>x</span>139</table>139</body>";
  const auto a = answers_of<HtmlTables>(text);
  ASSERT_EQ(a.size(), 5u);
  EXPECT_EQ(a[0].field, "");
  EXPECT_EQ(a[1].field, "手机 & 号");
  EXPECT_EQ(a[1].record, text.find("<tr><td>a"));
  EXPECT_EQ(a[2].field, "姓名");
  EXPECT_EQ(a[3].field, "手机 & 号");
  EXPECT_EQ(a[3].record, a[2].record);
  EXPECT_EQ(a[4].field, "");
}

TEST(HtmlTables, TitlesSpansAndHeadlessTables) {
  EXPECT_EQ(html("<table><tr><td colspan=2>客户名单</td></tr><tr><td>姓名</td><td "
                 "colspan=\"2\">电话</td><td>证</td></tr><tr><td>a<td>139<td>139<td>139"),
            (Fields{"电话", "电话", "证"}));
  // Data from the first row on: no field.
  EXPECT_EQ(html("<table><tr><td>a</td><td>13900000000</td></tr><tr><td>b</td><td>139</td>"),
            (Fields{"", ""}));
}

TEST(HtmlTables, HeadsInFrontOfCells) {
  EXPECT_EQ(html("<table><tr><th>姓名</th><td>张三</td><th>电话</th><td>139</td></tr>"
                 "<tr><th>证</th><td>139</td></tr></table>"),
            (Fields{"电话", "证"}));
}

TEST(HtmlTables, TablesInsideOfTables) {
  EXPECT_EQ(html("<table><tr><th>a</th><th>b</th></tr><tr><td><table><tr><th>c</th></tr>"
                 "<tr><td>139</td></tr></table></td><td>139</td></tr></table>"),
            (Fields{"c", "b"}));
}

TEST(HtmlTables, ControlsAndScripts) {
  EXPECT_EQ(html("<form><input name=\"tel\" value=\"139\"><input value='139' name=tel2>"
                 "<textarea name=t>139</textarea></form><script>if (a<b) '<table><tr><th>x</th>"
                 "</tr><tr><td>139';</script><a href=\"tel:139\">139</a>"),
            (Fields{"tel", "tel2", "t", "", "", ""}));
}

TEST(HtmlTables, LessInsideOfAttributes) {
  EXPECT_EQ(html("<table><tr><th>a<th>b<tr><td onclick=\"x='<td>'\">1<td>139</table>"),
            Fields{"b"});
}

std::string format_of(const std::string& text) { return read_bytes(text).objects[0].format; }

TEST(MarkupReader, TellsMarkupFromOtherText) {
  EXPECT_EQ(format_of("<?xml version='1.0'?><r/>"), "xml");
  EXPECT_EQ(format_of("\xEF\xBB\xBF<!-- x --><r><a>1</a></r>"), "xml");
  EXPECT_EQ(format_of("<users>\n<user id='1'/>\n</users>"), "xml");
  EXPECT_EQ(format_of("\n<!DOCTYPE html>\n<title>x</title>"), "html");
  EXPECT_EQ(format_of("<HTML><BODY>"), "html");
  EXPECT_EQ(format_of("<table><tr><td>1</td></tr></table>"), "html");
  EXPECT_EQ(format_of("<?xml version='1.0'?>\n<html xmlns='x'><body/></html>"), "html");
  EXPECT_EQ(format_of("<someone@example.com> wrote:\nhello"), "text");
  EXPECT_EQ(format_of("< 5 and > 3\n"), "text");
  EXPECT_EQ(format_of("<13>Oct 11 22:14:15 host su: failed\n"), "text");
}

}  // namespace
}  // namespace qingce
