// SQL text: which table.column and which record a value has, for any window size. Expected values
// are written by hand beside each statement.
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "scanner/core/field_map.h"
#include "scanner/read/sql_fields.h"
#include "tests/unit/read/harness.h"

namespace qingce {
namespace {

using testing_read::read_bytes;

struct Answer {
  std::string field;
  std::string value;  // the bytes that the map calls the value
  uint64_t record = 0;
  std::string comment;
  bool operator==(const Answer&) const = default;
};

// Feeds `text` in windows of `own` bytes and asks for every place where `needle` begins.
std::vector<Answer> ask(TableMap& map, const std::string& text, const std::string& needle,
                        size_t own = SIZE_MAX / 2) {
  std::vector<Answer> out;
  own = std::min(own, text.size() + 1);
  for (size_t at = 0; at < text.size(); at += own) {
    const size_t end = std::min(text.size(), at + own);
    const size_t from = at > kMargin ? at - kMargin : 0;
    const size_t to = std::min(text.size(), end + kMargin);
    const std::string copy = text.substr(from, to - from);
    Window w;
    w.bytes = as_bytes(copy);
    w.own_begin = at - from;
    w.own_end = end - from;
    w.base = from;
    w.at_start = from == 0;
    w.at_end = to == text.size();
    map.feed(w);
    for (size_t p = copy.find(needle); p != std::string::npos; p = copy.find(needle, p + 1)) {
      const uint64_t offset = from + p;
      if (offset + 1024 < at || offset >= end + 1024) continue;  // as the matcher asks
      const auto ref = map.at(offset);
      if (offset < at || offset >= end) continue;
      Answer answer;
      if (ref) {
        EXPECT_LE(ref->value_begin, offset);
        EXPECT_GE(ref->value_end, offset + needle.size());
        answer = {std::string(ref->field), "", ref->record, std::string(ref->comment)};
        if (own > text.size())
          answer.value = text.substr(ref->value_begin, ref->value_end - ref->value_begin);
      }
      out.push_back(answer);
    }
    map.release();
  }
  return out;
}

std::vector<Answer> ask(const std::string& text, const std::string& needle = "139") {
  SqlFields whole;
  std::vector<Answer> answers = ask(whole, text, needle);
  SqlFields by_token;
  by_token.use_short_way(false);
  EXPECT_EQ(ask(by_token, text, needle), answers);
  for (const size_t own : {size_t{1}, size_t{7}, size_t{33}, size_t{600}, size_t{4096}}) {
    SqlFields split;
    std::vector<Answer> again = ask(split, text, needle, own);
    EXPECT_EQ(again.size(), answers.size());
    for (size_t i = 0; i < std::min(again.size(), answers.size()); ++i) {
      EXPECT_EQ(again[i].field, answers[i].field) << "window " << own << " place " << i;
      EXPECT_EQ(again[i].record, answers[i].record) << "window " << own << " place " << i;
      EXPECT_EQ(again[i].comment, answers[i].comment) << "window " << own << " place " << i;
    }
  }
  return answers;
}

std::vector<std::string> fields(const std::string& text, const std::string& needle = "139") {
  std::vector<std::string> out;
  for (const Answer& a : ask(text, needle)) out.push_back(a.field);
  return out;
}

using Fields = std::vector<std::string>;

TEST(SqlFields, ColumnsComeFromTheDefinition) {
  EXPECT_EQ(fields("-- MySQL dump\nCREATE TABLE `u` (\n  `id` int NOT NULL,\n  `tel` varchar(20) "
                   "DEFAULT 'a,b' COMMENT '手机',\n  PRIMARY KEY (`id`),\n  KEY `k` (`tel`)\n);\n"
                   "INSERT INTO `u` VALUES (1,'139'),(139,'x');\n"),
            (Fields{"u.tel", "u.id"}));
  EXPECT_EQ(fields("CREATE TABLE u (key varchar(9), index int, unique_no text, a decimal(10,2));\n"
                   "INSERT INTO u VALUES ('139a', 1391, '139c', 139.5);\n"),
            (Fields{"u.key", "u.index", "u.unique_no", "u.a"}));
}

TEST(SqlFields, ColumnsOfTheStatementWin) {
  EXPECT_EQ(
      fields("CREATE TABLE u (a text, b text);\nINSERT INTO u (b, a) VALUES ('139', '139');\n"),
      (Fields{"u.b", "u.a"}));
}

TEST(SqlFields, WithoutDefinitionColumnsAreNumbered) {
  EXPECT_EQ(fields("INSERT INTO u VALUES ('x', '139');\n"), Fields{"u.c2"});
}

TEST(SqlFields, WhatIsNoSimpleLiteralStandsAmongThoseThatAre) {
  // Each value on both sides of something that only the lexer reads.
  for (const char* const between : {"NULL",
                                    "-1",
                                    "- 1",
                                    "-1.5e+3",
                                    ".5",
                                    "N'x'",
                                    "_utf8'x'",
                                    "q'[a',b]'",
                                    "E'\\\\'",
                                    "0x1F",
                                    "b'1'",
                                    "X'4142'",
                                    "f(1,(2),'3')",
                                    "/* ',( */ 1",
                                    "'it''s'",
                                    "\"a\"\"b\"",
                                    "`x`",
                                    "'a),(b'",
                                    "''",
                                    "1e5",
                                    "\xB1\xED",
                                    "'\xB1\x5C'",
                                    "CAST('1' AS int)",
                                    "2.",
                                    "a.b",
                                    "'x' 'y'",
                                    "+1",
                                    "$$a$$",
                                    "1::int"}) {
    const std::string list = std::string("('139a',") + between + ",'139b',139)";
    const std::string text =
        "INSERT INTO u (a,b,c,d) VALUES " + list + ",\n" + list + " , " + list + ";\n";
    const auto answers = ask(text);
    ASSERT_EQ(answers.size(), 9u) << between;
    for (size_t i = 0; i < 9; ++i) {
      const std::string want = i % 3 == 0 ? "u.a" : i % 3 == 1 ? "u.c" : "u.d";
      EXPECT_EQ(answers[i].field, want) << between << " place " << i;
      EXPECT_EQ(answers[i].record, answers[i - i % 3].record) << between << " place " << i;
    }
  }
}

TEST(SqlFields, WhoAsksMayLookAheadAndBack) {
  // Dates are looked for on both sides of what was found: a statement that was passed over on the
  // way is asked for next, and what the next window owns is asked for again.
  std::string text;
  for (int i = 0; i < 60; ++i) {
    text += "INSERT INTO u (a, b, c) VALUES ('139" + std::to_string(i) + "', 'x', '2024-05-06');\n";
  }
  for (const size_t own : {size_t{300}, size_t{700}, size_t{5000}}) {
    SqlFields map;
    size_t answered = 0;
    for (size_t at = 0; at < text.size(); at += own) {
      const size_t end = std::min(text.size(), at + own);
      const size_t from = at > kMargin ? at - kMargin : 0;
      const size_t to = std::min(text.size(), end + kMargin);
      const std::string copy = text.substr(from, to - from);
      Window w;
      w.bytes = as_bytes(copy);
      w.own_begin = at - from;
      w.own_end = end - from;
      w.base = from;
      w.at_start = from == 0;
      w.at_end = to == text.size();
      map.feed(w);
      for (size_t p = text.find("139", at); p < end; p = text.find("139", p + 1)) {
        const auto ref = map.at(p);
        ASSERT_TRUE(ref) << "window " << own << " place " << p;
        EXPECT_EQ(ref->field, "u.a");
        (void)map.at(p > 1000 ? p - 1000 : 0);
        (void)map.at(std::min(p + 1000, to - 1));
        ++answered;
      }
      map.release();
    }
    EXPECT_EQ(answered, 60u);
  }
}

TEST(SqlFields, RecordIsWhereItBegins) {
  const std::string text = "INSERT INTO u (a,b) VALUES ('139','139'),('139',NULL);\n";
  const auto answers = ask(text);
  ASSERT_EQ(answers.size(), 3u);
  EXPECT_EQ(answers[0].record, text.find("('139','"));
  EXPECT_EQ(answers[1].record, answers[0].record);
  EXPECT_EQ(answers[2].record, text.find("('139',N"));
}

TEST(SqlFields, QuotesEscapesAndNoise) {
  // What looks like the end of a row or a head stands in literals and comments.
  const auto answers = ask(
      "CREATE TABLE `u` (`a` text, `b` text, `c` text);\n"
      "INSERT INTO `u` VALUES ('it\\'s ),(','139','x''),(''y'), /* ),( ' */ (\"q\\\"139\", '\\\\', "
      "'139 INSERT INTO z VALUES (');\n");
  ASSERT_EQ(answers.size(), 3u);
  EXPECT_EQ(answers[0].field, "u.b");
  EXPECT_EQ(answers[1].field, "u.a");
  EXPECT_EQ(answers[1].value, "q\\\"139");
  EXPECT_EQ(answers[2].field, "u.c");
  EXPECT_EQ(answers[2].value, "139 INSERT INTO z VALUES (");
}

TEST(SqlFields, StandardStringsDoNotEscape) {
  EXPECT_EQ(fields("SET standard_conforming_strings = on;\n"
                   "INSERT INTO public.u (a,b) VALUES ('C:\\', '139');\n"
                   "INSERT INTO public.u (a,b) VALUES (E'C:\\' ', '139');\n"
                   "SET standard_conforming_strings = off;\n"
                   "INSERT INTO public.u (a,b) VALUES ('it\\' s', '139');\n"
                   "INSERT INTO public.u (a,b) VALUES ($x$don't ;$$ $x$, $$139$$);\n"),
            (Fields{"u.b", "u.b", "u.b", "u.b"}));
  EXPECT_EQ(fields("/*!40101 SET SQL_MODE='NO_BACKSLASH_ESCAPES' */;\n"
                   "INSERT INTO `u` (a,b) VALUES ('C:\\', '139');\n"),
            Fields{"u.b"});
}

TEST(SqlFields, ANewlineAndAHeadInsideOfALiteralAreText) {
  EXPECT_EQ(fields("INSERT INTO u (a,b) VALUES ('x;\nINSERT INTO z (p) VALUES (1);\n', '139');\n"
                   "INSERT INTO u (b,a) VALUES ('139', 'don''t');\n"),
            (Fields{"u.b", "u.b"}));
}

TEST(SqlFields, FindsBackBehindADumpThatWasCutOff) {
  std::string text = "INSERT INTO u (a,b) VALUES ('cut off here\n";
  for (int i = 0; i < 8; ++i) text += "INSERT INTO w (a,b) VALUES ('x', '139');\n";
  const Fields got = fields(text);
  ASSERT_EQ(got.size(), 8u);
  for (size_t i = 4; i < 8; ++i) EXPECT_EQ(got[i], "w.b") << i;
}

TEST(SqlFields, CopyHasColumnsAndLines) {
  const std::string text =
      "--\n-- PostgreSQL database dump\n--\nCOPY public.\"U s\" (id, \"Tel\") FROM stdin;\n"
      "1\t139\n2\t\\N\n139\tINSERT INTO z\\n\n\\.\n\nINSERT INTO public.v (a) VALUES ('139');\n";
  const auto answers = ask(text);
  ASSERT_EQ(answers.size(), 3u);
  EXPECT_EQ(answers[0].field, "U s.Tel");
  EXPECT_EQ(answers[0].record, text.find("1\t139"));
  EXPECT_EQ(answers[1].field, "U s.id");
  EXPECT_EQ(answers[2].field, "v.a");
  EXPECT_EQ(fields("CREATE TABLE t (a text, b text);\nCOPY t FROM stdin WITH (FORMAT csv);\n"
                   "x,139\n\"p,q\",139\n\\.\n"),
            (Fields{"t.b", "t.b"}));
}

TEST(SqlFields, CommentsOfColumns) {
  const auto answers =
      ask("CREATE TABLE s.u (a varchar(9), b text);\nCOMMENT ON COLUMN s.u.a IS '联系''方式';\n"
          "INSERT INTO s.u VALUES ('139', '139');\n");
  ASSERT_EQ(answers.size(), 2u);
  EXPECT_EQ(answers[0].comment, "联系'方式");
  EXPECT_EQ(answers[1].comment, "");
  const auto server = ask(
      "CREATE TABLE [dbo].[u]([a] [nvarchar](20) NULL)\nGO\n"
      "EXEC sys.sp_addextendedproperty @name=N'MS_Description', @value=N'手机', "
      "@level0type=N'SCHEMA',@level0name=N'dbo', @level1type=N'TABLE',@level1name=N'u', "
      "@level2type=N'COLUMN',@level2name=N'a'\nGO\nINSERT [dbo].[u] ([a]) VALUES (N'139')\nGO\n");
  ASSERT_EQ(server.size(), 1u);
  EXPECT_EQ(server[0].field, "u.a");
  EXPECT_EQ(server[0].comment, "手机");
}

TEST(SqlFields, OracleForms) {
  EXPECT_EQ(fields("INSERT ALL\n  INTO U (A, B) VALUES (1, '139')\n  INTO V (C) VALUES "
                   "(q'[it's 139]')\nSELECT 1 FROM dual;\n"
                   "Insert into S.U (A,B) values (to_date('139','x'),nq'{139'}');\n"
                   "INSERT INTO u (a, b) SELECT 1, '139' UNION ALL SELECT 139, 'x' FROM dual;\n"),
            (Fields{"U.B", "V.C", "U.A", "U.B", "U.B", "U.A"}));
}

TEST(SqlFields, Assignments) {
  EXPECT_EQ(fields("INSERT INTO u SET a='139', b=139;\nUPDATE s.u SET c = CONCAT('139', x) WHERE d "
                   "IN ('139') AND e LIKE '139%';\nINSERT INTO u (a) VALUES ('x') ON DUPLICATE KEY "
                   "UPDATE a = '139';\n"),
            (Fields{"u.a", "u.b", "u.c", "u.d", "u.e", "u.a"}));
}

TEST(SqlFields, TablesOfOneNameInTwoSchemas) {
  EXPECT_EQ(fields("INSERT INTO crm.u (a) VALUES ('139');\nINSERT INTO old.u (a) VALUES ('139');\n"
                   "INSERT INTO crm.u (a) VALUES ('139');\nINSERT INTO u (a) VALUES ('139');\n"),
            (Fields{"u.a", "old.u.a", "u.a", "u.a"}));
}

TEST(SqlFields, PartitionsAndInheritance) {
  EXPECT_EQ(fields("CREATE TABLE p (a text, b text) PARTITION BY RANGE (a);\n"
                   "CREATE TABLE p1 PARTITION OF p FOR VALUES FROM ('a') TO ('b');\n"
                   "INSERT INTO p1 VALUES ('x', '139');\nCREATE TABLE q (LIKE p, z text);\n"
                   "INSERT INTO q VALUES ('x','y','139');\n"
                   "INSERT INTO p PARTITION (p0) (b) VALUES ('139');\n"),
            (Fields{"p1.b", "q.z", "p.b"}));
}

// GBK: the second byte of a character may be a backslash or a backtick.
TEST(SqlFields, DoubleByteCharactersDoNotEscape) {
  const std::string gbk = "\xD5\x5C";  // U+8A98
  EXPECT_EQ(fields("-- MySQL dump\nINSERT INTO `u` (`a`,`b`) VALUES ('" + gbk + "','139'),('" +
                   gbk + "\\'','139');\n"),
            (Fields{"u.b", "u.b"}));
  // In UTF-8 the backslash behind a character is one.
  EXPECT_EQ(fields("-- MySQL dump\nINSERT INTO `u` (`a`,`b`) VALUES ('\xE4\xB8\xAD\\'','139');\n"),
            Fields{"u.b"});
}

TEST(SqlFields, OutsideOfValuesThereIsNoField) {
  EXPECT_EQ(
      fields("-- 139\nCREATE TABLE u (a text DEFAULT '139');\n/* 139 */\nINSERT INTO u VALUES "
             "('x' /* 139 */);\nwhat is 139?\n"),
      (Fields{"", "", "", "", ""}));
}

TEST(SqlFields, ALongStatementAndALongLiteral) {
  std::string text = "INSERT INTO u (a,b) VALUES ";
  for (int i = 0; i < 120'000; ++i) text += "('it''s row','x'),";
  text += "('" + std::string(3'000'000, 'y') + "139','139');\n";
  const auto whole = [&](size_t own) {
    SqlFields map;
    return ask(map, text, "139", own);
  };
  for (const size_t own : {size_t{65535}, size_t{262144}, size_t{1048576}}) {
    const auto answers = whole(own);
    ASSERT_EQ(answers.size(), 2u);
    EXPECT_EQ(answers[0].field, "u.a");
    EXPECT_EQ(answers[1].field, "u.b");
    EXPECT_EQ(answers[1].record, text.rfind("('yyy"));
  }
}

TEST(SqlFields, MoreFieldsThanAreKeptBecomeOne) {
  std::string text;
  for (size_t i = 0; i <= kMostFields; ++i)
    text += "INSERT INTO u (a" + std::to_string(i) + ") VALUES ('777777');\n";
  SqlFields again;
  const auto inside = ask(again, text, "777777");
  ASSERT_EQ(inside.size(), kMostFields + 1);
  EXPECT_EQ(inside[0].field, "u.a0");
  EXPECT_EQ(inside[kMostFields - 1].field, "u.a" + std::to_string(kMostFields - 1));
  EXPECT_EQ(inside[kMostFields].field, "…");
  EXPECT_TRUE(again.folded());
}

// One place in ten statements, so that most heads near an edge belong to nobody's question.
TEST(SqlFields, HeadsBehindTheEdgeOfAWindow) {
  std::string text = "-- MySQL dump\n";
  for (int i = 0; i < 4000; ++i) {
    text += "INSERT INTO `u" + std::to_string(i % 7) + "` (`a`,`b`) VALUES ('" +
            (i % 10 == 0 ? "139" : "none") + "','it\\'s');\n";
  }
  const auto answers = ask(text);
  ASSERT_EQ(answers.size(), 400u);
  for (size_t i = 0; i < answers.size(); ++i)
    EXPECT_EQ(answers[i].field, "u" + std::to_string(i * 10 % 7) + ".a") << i;
}

// The last window but one sees the end of the object in its margin.
TEST(SqlFields, ALongStatementThatEndsJustBehindAnEdge) {
  for (const size_t rest : {size_t{100}, size_t{1394}, size_t{2047}}) {
    std::string text = "INSERT INTO u (a,b) VALUES ";
    while (text.size() < (size_t{3} << 20) + rest - 40) text += "('none','x'),";
    text += "('x','139');\n";
    SqlFields map;
    const auto answers = ask(map, text, "139", text.size() - rest);
    ASSERT_EQ(answers.size(), 1u);
    EXPECT_EQ(answers[0].field, "u.b") << rest;
    EXPECT_EQ(answers[0].record, text.rfind("('x','139"));
  }
}

// Users' patterns are asked about after all else, from the window's beginning again.
TEST(SqlFields, AskedAgainFromTheBeginning) {
  std::string text = "INSERT INTO u (a,b) VALUES ('A7','139');\n";
  for (int i = 0; i < 2000; ++i) text += "INSERT INTO v (b) VALUES ('some row of text');\n";
  text += "INSERT INTO w (c) VALUES ('139');\n";
  SqlFields map;
  Window w;
  w.bytes = as_bytes(text);
  w.own_end = text.size();
  w.at_start = w.at_end = true;
  map.feed(w);
  ASSERT_TRUE(map.at(text.rfind("139")));
  const auto first = map.at(text.find("A7"));
  ASSERT_TRUE(first);
  EXPECT_EQ(first->field, "u.a");
}

TEST(SqlFields, Utf16IsTheSameText) {
  const std::string narrow =
      "\xEF\xBB\xBF"
      "INSERT [dbo].[u] ([\xE6\x89\x8B]) VALUES (N'139')\nGO\n";
  std::string wide = "\xFF\xFE";
  for (const char16_t c : std::u16string(u"INSERT [dbo].[u] ([手]) VALUES (N'139')\nGO\n")) {
    wide.push_back(static_cast<char>(c & 0xFF));
    wide.push_back(static_cast<char>(c >> 8));
  }
  const std::string needle("1\0003\0009\0", 6);
  for (const size_t own : {size_t{1}, size_t{7}, size_t{4096}}) {
    const auto map = make_utf16_map(std::make_unique<SqlFields>(), true);
    const auto answers = ask(*map, wide, needle, own);
    ASSERT_EQ(answers.size(), 1u);
    EXPECT_EQ(answers[0].field, "u.手");
  }
  EXPECT_EQ(fields(narrow), Fields{"u.手"});
}

TEST(SqlReader, BidsOnStatements) {
  for (const char* text :
       {"-- MySQL dump 10.13\n\n", "INSERT INTO u VALUES (1);\n",
        "mysqldump: [Warning] Using a password\n-- MySQL dump 10.13\n",
        "/*\n Navicat Premium Data Transfer\n*/\n\nSET NAMES utf8mb4;\nDROP TABLE IF EXISTS `u`;\n"
        "CREATE TABLE `u` (a int);\n",
        "PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\nCREATE TABLE u(a);\n",
        "USE [crm]\r\nGO\r\nINSERT [u] ([a]) VALUES (1)\r\n"}) {
    EXPECT_EQ(read_bytes(text).objects[0].format, "sql") << text;
  }
  for (const char* text : {"Insert coins to continue\n", "the text\nINSERT INTO u VALUES (1);\n",
                           "a, b\n", "create peace\n", "copy that\n", "Update: all is well.\n"}) {
    EXPECT_EQ(read_bytes(text).objects[0].format, "text") << text;
  }
}

TEST(SqlReader, EveryByteIsSearchedAndDamageIsNoGap) {
  const std::string text = "-- MySQL dump\nINSERT INTO `u` VALUES ('139";
  const auto seen = read_bytes(text);
  EXPECT_EQ(seen.objects[0].content, text);
  EXPECT_EQ(seen.objects[0].state, ObjectState::scanned);
  EXPECT_EQ(seen.objects[0].reader, "sql");
}

}  // namespace
}  // namespace qingce
