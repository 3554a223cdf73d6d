// Delimited text: what is a table, which column and record a value has, for any window size.
// Expected values are written by hand or come from Python's csv module (fixtures.py).
#include <gtest/gtest.h>

#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "scanner/read/delimited_fields.h"
#include "scanner/read/delimited_layout.h"
#include "tests/unit/read/harness.h"
#include "tests/unit/read/table_questions.h"

namespace qingce {
namespace {

using testing_read::ask_in_windows;
using testing_read::ask_table;
using testing_read::fixture;
using testing_read::read_bytes;
using testing_read::TableAnswer;

std::vector<TableAnswer> ask(const std::string& text, const std::string& needle = "139") {
  const auto layout = delimited_layout(text, true);
  EXPECT_TRUE(layout) << text.substr(0, 200);
  if (!layout) return {};
  const Encoding encoding = classify_block(as_bytes(text));
  return ask_in_windows([&] { return std::make_unique<DelimitedFields>(*layout, encoding); }, text,
                        needle);
}

using Fields = std::vector<std::string>;

Fields fields(const std::string& text, const std::string& needle = "139") {
  Fields out;
  for (const TableAnswer& a : ask(text, needle)) out.push_back(a.field);
  return out;
}

bool is_table(const std::string& text) { return delimited_layout(text, true).has_value(); }

// ---- rows and cells

TEST(Delimited, AgreesWithPythonsCsvModule) {
  std::istringstream in(fixture("delimited-tables"));
  std::string word;
  size_t tables = 0, cells = 0;
  while (in >> word) {
    ASSERT_EQ(word, "TABLE");
    size_t bytes = 0, count = 0;
    in >> bytes >> count;
    in.get();
    std::string text(bytes, '\0');
    in.read(text.data(), static_cast<std::streamsize>(bytes));
    const std::vector<TableAnswer> got = ask(text, "#139");
    ASSERT_EQ(got.size(), count) << text;
    uint64_t record = 0;
    size_t row_before = 0;
    for (size_t i = 0; i < count; ++i) {
      size_t column = 0, row = 0;
      in >> column >> row;
      ASSERT_EQ(got[i].field, "c" + std::to_string(column + 1)) << "cell " << i << " of\n" << text;
      if (i > 0) {
        ASSERT_EQ(got[i].record == record, row == row_before) << "cell " << i << " of\n" << text;
      }
      record = got[i].record;
      row_before = row;
    }
    ++tables;
    cells += count;
  }
  EXPECT_EQ(tables, 120u);
  EXPECT_GT(cells, 5000u);
}

TEST(Delimited, RecordIsWhereTheRowBegins) {
  const std::string text = "id,tel,note\n1,1391,\"a\n1392,x\n\"\n2,1393,y\n3,,\n";
  const auto answers = ask(text);
  ASSERT_EQ(answers.size(), 3u);
  EXPECT_EQ(answers[0].record, text.find("1,1391"));
  EXPECT_EQ(answers[1].record, answers[0].record);
  EXPECT_EQ(answers[1].field, "note");
  EXPECT_EQ(answers[1].value, "a\n1392,x\n");
  EXPECT_EQ(answers[2].record, text.find("2,1393"));
  EXPECT_EQ(answers[2].field, "tel");
}

TEST(Delimited, GuardsAndQuotesAreNotTheValue) {
  const auto answers =
      ask("id,tel,card\r\n1,\"139,1\",\"=\"\"1392\"\"\"\r\n2,=\"1393\",'1394\r\n3,1,1395\r\n");
  ASSERT_EQ(answers.size(), 5u);
  EXPECT_EQ(answers[0].value, "139,1");
  const Fields expected{"tel", "card", "tel", "card", "card"};
  for (size_t i = 0; i < 5; ++i) EXPECT_EQ(answers[i].field, expected[i]);
  EXPECT_EQ(answers[4].value, "1395");
}

TEST(Delimited, AStrayQuoteEndsWithItsLine) {
  EXPECT_EQ(fields("id,size,tel\n1,5\" pipe,139\n2,7,139\n3,4\",139\n4,\"a\"\"b\",139\n"),
            (Fields{"tel", "tel", "tel", "tel"}));
}

TEST(Delimited, AQuoteThatIsNeverClosedEnds) {
  std::string text = "id,name,tel\n1,\"open,#139\n";
  for (int i = 2; i < 400; ++i) text += std::to_string(i) + ",n,#139\n";
  const auto answers = ask(text, "#139");
  ASSERT_EQ(answers.size(), 399u);
  EXPECT_EQ(answers[0].field, "name");
  for (size_t i = 12; i < answers.size(); ++i) {
    EXPECT_EQ(answers[i].field, "tel") << i;
    EXPECT_NE(answers[i].record, answers[i - 1].record) << i;
  }
}

TEST(Delimited, AQuoteThatIsNeverClosedEndsBehindAMebibyte) {
  std::string text = "id,name,tel\n1,a,139\n2,b,139\n3,\"open\n";
  while (text.size() < (3 << 20)) text += "no separator in this line\n";
  text += "4,c,139\n5,d,139\n";
  DelimitedDialect dialect;
  dialect.columns = 3;
  DelimitedFields map({dialect, true, 0}, Encoding::ascii);
  const auto answers = ask_table(map, text, "139", 65536);
  ASSERT_EQ(answers.size(), 4u);
  EXPECT_EQ(answers[2].field, "tel");
  EXPECT_EQ(answers[3].field, "tel");
}

TEST(Delimited, BackslashesOfLoadData) {
  // MariaDB's SELECT ... INTO OUTFILE: \ before tab, newline and itself; \N.
  const auto answers =
      ask("1\ta\\\t139\\\nb\t139\n2\t\\N\t139\n3\tC:\\\\\t139\n4\t\\\\\\\n139\t139\n5\tx\ty\n");
  const Fields expected{"c2", "c3", "c3", "c3", "c2", "c3"};
  ASSERT_EQ(answers.size(), expected.size());
  for (size_t i = 0; i < expected.size(); ++i) EXPECT_EQ(answers[i].field, expected[i]) << i;
  EXPECT_EQ(answers[0].record, answers[1].record);
  EXPECT_NE(answers[1].record, answers[2].record);
}

TEST(Delimited, SecondBytesOfGbkAreNoSeparators) {
  // 0x84 0x7C and 0x92 0x7C are characters of GBK; 0xD0 0xD5 0xC3 0xFB is 姓名.
  const auto answers = ask(
      "id|\xD0\xD5\xC3\xFB|tel\n1|\x84\x7C\x92\x7C|139\n2|\xC0\xEE\xCB\xC4|139\n3|\xCD\xF5|139\n");
  ASSERT_EQ(answers.size(), 3u);
  for (const TableAnswer& a : answers) EXPECT_EQ(a.field, "tel");
}

TEST(Delimited, RaggedRows) {
  std::string text = "id,name,tel\n";
  for (int i = 0; i < 40; ++i) text += "1,n,139\n";
  text += "2,n\n\n139\n3,n,x,139,139\n4,n,139\n";
  const auto answers = ask(text);
  ASSERT_EQ(answers.size(), 44u);
  EXPECT_EQ(answers[40].field, "id");
  EXPECT_EQ(answers[41].field, "c4");
  EXPECT_EQ(answers[42].field, "c5");
  EXPECT_EQ(answers[43].field, "tel");
}

// ---- names

TEST(Delimited, ARowWithAFindingIsNoHeader) {
  EXPECT_EQ(fields("name,13912345678,x\nn,13900000000,y\nm,13911111111,z\n"),
            (Fields{"c2", "c2", "c2"}));
  EXPECT_EQ(fields("a@example.com,139,k\nb@example.com,139,l\nc@example.com,139,m\n", "139"),
            (Fields{"c2", "c2", "c2"}));
  EXPECT_EQ(fields("name,tel,x\nn,13900000000,y\nm,13911111111,z\n"), (Fields{"tel", "tel"}));
  // A masked value is one, too.
  EXPECT_EQ(fields("n,1381****234,k\nn,1391****234,k\nm,1392****234,l\n"), (Fields{"c2", "c2"}));
}

TEST(Delimited, NothingInTheFirstRowIsNoName) {
  EXPECT_EQ(fields("n,无,3\nm,13900000000,4\no,13911111111,5\n"), (Fields{"c2", "c2"}));
}

TEST(Delimited, NamesAreDecodedAndUnique) {
  EXPECT_EQ(fields("姓名,手机,手机,,手机\nn,1391,1392,1393,1394\nm,1,2,3,4\n"),
            (Fields{"手机", "手机;2", "c4", "手机;3"}));
  EXPECT_EQ(fields("\xEF\xBB\xBF\"tel \"\"x\"\"\",id\n1391,2\n13911111111,3\n"),
            (Fields{"tel \"x\"", "tel \"x\""}));
  EXPECT_EQ(
      fields("\xD0\xD5\xC3\xFB,\xCA\xD6\xBB\xFA\n\xCD\xF5,13911111111\n\xC0\xEE,13911111112\n"),
      (Fields{"手机", "手机"}));
}

TEST(Delimited, TitlesAboveTheHeader) {
  const std::string text =
      "客户 13912345678 的表,,\n导出：2024-01-01,,\n\nid,name,tel\n1,n,139\n2,m,139\n3,o,139\n";
  const auto answers = ask(text);
  ASSERT_EQ(answers.size(), 4u);
  EXPECT_EQ(answers[0].field, "");
  EXPECT_EQ(answers[1].field, "tel");
  EXPECT_EQ(answers[1].record, text.find("1,n"));
}

TEST(Delimited, StatedSeparator) {
  EXPECT_EQ(fields("sep=;\r\nid;tel\r\n1,5;139\r\n"), Fields{"tel"});
  EXPECT_EQ(fields("sep=~\nid~tel\n1~139\n"), Fields{"tel"});
}

TEST(Delimited, DrawnTables) {
  EXPECT_EQ(fields("+----+-----+\n| id | tel |\n+----+-----+\n|  1 | 139 |\n|  2 | x   |\n"
                   "+----+-----+\n"),
            Fields{"tel"});
  EXPECT_EQ(fields("| id | tel |\n|----|:---:|\n| 1 | 139 |\n"), Fields{"tel"});
  EXPECT_EQ(fields(" id | tel \n----+-----\n  1 | 139\n  2 | x\n(2 rows)\n"), Fields{"tel"});
}

TEST(Delimited, OneValuePerLineIsOneField) {
  EXPECT_EQ(fields("13912345678\n13812345678\n13912345679\n"), (Fields{"c1", "c1"}));
  EXPECT_EQ(fields("mobile\r\n13912345678\r\n13812345678\r\n"), Fields{"mobile"});
}

TEST(Delimited, FieldsBeyondTenThousandAreFolded) {
  std::string text;
  for (int i = 1; i <= 10010; ++i) text += "n" + std::to_string(i % 7) + "x,";
  text += "last\n";
  for (int row = 0; row < 3; ++row) {
    for (int i = 1; i <= 10010; ++i) text += i == 5 || i == 10005 ? "139," : "1,";
    text += "139\n";
  }
  const Fields got = fields(text);
  ASSERT_EQ(got.size(), 9u);
  EXPECT_EQ(got[1], "…");
  EXPECT_EQ(got[2], "…");
  const auto seen = read_bytes(text);
  EXPECT_EQ(seen.objects.at(0).format, "delimited");
  EXPECT_EQ(seen.objects.at(0).state, ObjectState::scanned);
}

// ---- what is a table

TEST(Delimited, ProseSourceAndLogsAreNone) {
  EXPECT_FALSE(
      is_table("Dear all, we met on Monday.\nThe plan, as you know, is good.\n"
               "Yours, the team, here.\nNo more, no less.\nBye, now.\n"));
  EXPECT_FALSE(is_table("int f(int a, int b) {\n  return g(a, b);\n}\nint h(int c, int d);\n"));
  EXPECT_FALSE(
      is_table("static const int kTable[] = {\n    0x00, 0x01, 0x02, 0x03,\n    0x04, "
               "0x05, 0x06, 0x07,\n    0x08, 0x09, 0x0a, 0x0b,\n};\n"));
  EXPECT_FALSE(
      is_table("{\"a\": 1, \"b\": 13912345678}\n{\"a\": 2, \"b\": 3}\n{\"a\": 3, \"b\": 4}\n"));
  EXPECT_FALSE(
      is_table("2024-01-01 10:00:00,123 INFO start of the program that we run\n"
               "2024-01-01 10:00:01,124 INFO tel 13912345678 was called by them\n"
               "2024-01-01 10:00:01,125 INFO done with the other thing\n"
               "2024-01-01 10:00:01,126 WARN there is something wrong here\n"));
  EXPECT_FALSE(is_table("a = 1;\nb = 2;\nc = 13912345678;\nd = 4;\n"));
  EXPECT_FALSE(is_table("all:\n\tgcc -c a.c\n\tgcc -c b.c\n\tld a.o b.o\n"));
  EXPECT_FALSE(is_table("今天，我们去，吃饭。\n明天，他们来，喝茶。\n后天，再说，吧。\n"));
  EXPECT_FALSE(is_table("13912345678\nhello there\nworld\n"));
  EXPECT_FALSE(is_table(""));
}

TEST(Delimited, WholeObjects) {
  EXPECT_EQ(read_bytes("id,tel,x\n1,139,2\n2,138,3\n").objects.at(0).format, "delimited");
  EXPECT_EQ(read_bytes("Just a line, or two.\nNo table, here.\n").objects.at(0).format, "text");
  EXPECT_EQ(read_bytes("INSERT INTO t VALUES (1,2,3);\nINSERT INTO t VALUES (1,2,3);\n"
                       "INSERT INTO t VALUES (1,2,3);\n")
                .objects.at(0)
                .format,
            "sql");
}

}  // namespace
}  // namespace qingce
