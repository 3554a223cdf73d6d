// JSON: which path and which record a value has, for any window size; escapes; damage. Expected
// values are written by hand beside each text.
#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "scanner/read/field_paths.h"
#include "scanner/read/json_escapes.h"
#include "scanner/read/json_fields.h"
#include "scanner/read/json_marks.h"
#include "tests/unit/read/field_answers.h"
#include "tests/unit/read/harness.h"

namespace qingce {
namespace {

using testing_read::answers_of;
using testing_read::read_bytes;
using Fields = std::vector<std::string>;

Fields fields(const std::string& text) { return testing_read::fields_of<JsonFields>(text); }

TEST(JsonFields, PathsOfObjectsAndArrays) {
  EXPECT_EQ(
      fields(R"({"a": "139", "b": {"c": 139, "d": ["139", 139]}, "e": [{"f": "x139"}, [139]]})"),
      (Fields{"a", "b.c", "b.d[*]", "b.d[*]", "e[*].f", "e[*][*]"}));
  EXPECT_EQ(fields(R"([{"a":"139"},{"b":["139"]}])"), (Fields{"[*].a", "[*].b[*]"}));
  EXPECT_EQ(fields("[\"139\", 139]"), (Fields{"[*]", "[*]"}));
}

TEST(JsonFields, LinesAndDocumentsBehindEachOther) {
  EXPECT_EQ(fields("{\"a\":\"139\"}\n{\"b\":{\"a\":139}}\r\n{\"c\":\"139\"}{\"d\":139}"),
            (Fields{"a", "b.a", "c", "d"}));
}

TEST(JsonFields, RecordIsTheInnermostElementOrDocument) {
  const std::string text =
      R"({"list":[{"name":"139","guardian":{"tel":"139"},"courses":[{"tel":139}],"x":139}],"n":"139"})"
      "\n"
      R"([["139",139],["139"]])";
  const auto a = answers_of<JsonFields>(text);
  ASSERT_EQ(a.size(), 8u);
  const uint64_t student = text.find("{\"name");
  EXPECT_EQ(a[0].record, student);
  EXPECT_EQ(a[1].field, "list[*].guardian.tel");
  EXPECT_EQ(a[1].record, student);
  EXPECT_EQ(a[2].record, text.find("{\"tel\":139}"));
  EXPECT_EQ(a[3].record, student);
  EXPECT_EQ(a[4].record, 0u);
  EXPECT_EQ(a[5].record, text.find("[\"139\",139"));
  EXPECT_EQ(a[6].record, a[5].record);
  EXPECT_EQ(a[7].record, text.find("[\"139\"]]"));
}

TEST(JsonFields, ValuesInTheOutermostArrayAreRecordsByThemselves) {
  const auto a = answers_of<JsonFields>("[\"139\",\"139\"]");
  ASSERT_EQ(a.size(), 2u);
  EXPECT_NE(a[0].record, a[1].record);
}

TEST(JsonFields, KeysThatAreValues) {
  const std::string text =
      R"({"u":{"13900000000":{"a":"139"},"x139@example.com":"139","5":{"a":"139"}},"tel139":1})";
  const auto a = answers_of<JsonFields>(text);
  ASSERT_EQ(a.size(), 6u);
  EXPECT_EQ(a[0].field, "u{*}");
  EXPECT_EQ(a[1].field, "u{*}.a");
  EXPECT_EQ(a[1].record, a[0].record);
  EXPECT_EQ(a[2].field, "u{*}");
  EXPECT_EQ(a[3].field, "u{*}");
  EXPECT_EQ(a[3].record, a[2].record);
  EXPECT_EQ(a[4].field, "u{*}.a");
  EXPECT_EQ(a[5].field, "");
}

TEST(JsonFields, ExtendedJsonIsItsParent) {
  EXPECT_EQ(
      fields(
          R"({"_id":{"$oid":"139"},"tel":{"$numberLong":"139"},"at":{"$date":{"$numberLong":"139"}}})"),
      (Fields{"_id", "tel", "at"}));
}

TEST(JsonFields, QuotesEscapesAndStructureInStrings) {
  EXPECT_EQ(
      fields(R"({"a":"x\"}],{\"b\":1, \\","c":"139","d\"e":"139 \\\\","\u624b\u673a":"139"})"),
      (Fields{"c", "d\"e", "手机"}));
  const auto a = answers_of<JsonFields>(R"({"a": "x 139\" y" , "b": -139.5 })");
  ASSERT_EQ(a.size(), 2u);
  EXPECT_EQ(a[0].value, "x 139\\\" y");
  EXPECT_EQ(a[1].value, "-139.5");
}

TEST(JsonFields, JsonInsideOfAString) {
  const auto a =
      answers_of<JsonFields>(R"({"p":"{\"tel\":\"139\",\"n\": 139,\"l\":[139]}","q":"139"})");
  ASSERT_EQ(a.size(), 4u);
  EXPECT_EQ(a[0].field, "p.tel");
  EXPECT_EQ(a[0].value, "139");
  EXPECT_EQ(a[1].field, "p.n");
  EXPECT_EQ(a[1].value, "139");
  EXPECT_EQ(a[2].field, "p.l");
  EXPECT_EQ(a[3].field, "q");
}

TEST(JsonFields, Comments) {
  EXPECT_EQ(fields("{\n  // it's \"a\": \"139\n  \"b\": \"139\", /* \"c\": { 139 */\n  \"u\": "
                   "\"http://139\", // 139\n \"d\": 139 // 139\n}"),
            (Fields{"", "b", "", "u", "", "d", ""}));
}

TEST(JsonFields, BackslashAsSecondByteOfACharacter) {
  // GBK: 0xD5 0x5C and 0x81 0x5C end with what is a backslash in ASCII.
  EXPECT_EQ(fields("{\"a\":\"\xD5\\\",\"b\":\"139\",\"c\":\"\xC4\xE3\x81\\\",\"d\":\"139\"}"),
            (Fields{"b", "d"}));
  // UTF-8: a true one behind a character.
  EXPECT_EQ(fields("{\"a\":\"张\\\"139\",\"b\":\"139\"}"), (Fields{"a", "b"}));
}

TEST(JsonFields, GoesOnBehindDamage) {
  // A line that was cut in a string, behind a key, behind a comma, behind a number.
  EXPECT_EQ(fields("{\"a\":\"x\"}\n{\"a\":{\"b\":\"cut\n{\"c\":\"139\"}\n"), (Fields{"c"}));
  EXPECT_EQ(fields("{\"a\":1}\n{\"a\":{\"b\":1,\n{\"c\":\"139\"}\n"), (Fields{"c"}));
  EXPECT_EQ(fields("{\"a\":1}\n{\"a\":{\"b\":12\n{\"c\":\"139\"}\n"), (Fields{"c"}));
  EXPECT_EQ(fields("[\n{\"a\":1},\n{\"a\":{\"b\":12\n{\"c\":\"139\"},\n{\"d\":139}]"),
            (Fields{"[*].c", "[*].d"}));
  // Quotes inside of a string turn nothing inside out.
  EXPECT_EQ(fields(R"([{"a":"say "hi" x","b":"139"},{"a":"one"two","b":"139"},{"c":"139"}])"),
            (Fields{"[*].b", "[*].b", "[*].c"}));
  // Brackets that nothing opened.
  EXPECT_EQ(fields("]}{\"a\":[1}}\n{\"b\":\"139\"}"), Fields{"b"});
}

TEST(JsonFields, BracesAtTheBeginningOfLinesAreNoDamage) {
  EXPECT_EQ(fields("{\n\"a\":\n{\n\"b\":\n[\n{\n\"c\": \"139\"\n},\n{\n\"d\":139}]}}"),
            (Fields{"a.b[*].c", "a.b[*].d"}));
}

TEST(JsonFields, LongStringsAndFarKeys) {
  const std::string pad(40'000, 'x');
  EXPECT_EQ(fields("{\"a\":\"" + pad + " 139 " + pad + "139\",\"b\":\"139\"}"),
            (Fields{"a", "a", "b"}));
  EXPECT_EQ(fields("{\"a\":{\"p\":\"" + pad + "\",\"q\":[\"" + pad + "\",\"139\"]}}"),
            Fields{"a.q[*]"});
  // A key's name is looked for within bounds.
  EXPECT_EQ(fields("{\"a\":" + std::string(3000, ' ') + "\"139\"}"), Fields{""});
}

TEST(JsonFields, DepthIsBounded) {
  const std::string deep(100'000, '[');
  const std::string up(100'000, ']');
  EXPECT_EQ(fields("{\"x\":" + deep + "\"139\"" + up + ",\"a\":\"139\"}"), (Fields{"…", "a"}));
}

TEST(JsonFields, TooManyFieldsFold) {
  std::string text = "{";
  for (int i = 0; i < 10'001; ++i) text += "\"k" + std::to_string(i) + "x\":\"=139\",";
  text += "\"k0x\":\"=139\"}";
  JsonFields map;
  const auto a = answers_of(map, text, "=139", text.size());
  ASSERT_EQ(a.size(), 10'002u);
  EXPECT_EQ(a[9'999].field, "k9999x");
  EXPECT_EQ(a[10'000].field, "…");
  EXPECT_EQ(a[10'001].field, "k0x");
  EXPECT_TRUE(map.folded());
}

TEST(JsonFields, Utf16) {
  const std::string text = R"({"手机":["139"],"b":"139"})";
  for (const bool little : {true, false}) {
    std::u16string wide;
    for (size_t i = 0; i < text.size();) {
      // The text holds three-byte characters at most.
      const auto b = static_cast<unsigned char>(text[i]);
      if (b < 0x80) {
        wide.push_back(b);
        ++i;
      } else {
        wide.push_back(static_cast<char16_t>((b & 0x0F) << 12 | (text[i + 1] & 0x3F) << 6 |
                                             (text[i + 2] & 0x3F)));
        i += 3;
      }
    }
    std::string bytes;
    for (const char16_t c : wide) {
      const char low = static_cast<char>(c & 0xFF);
      const char high = static_cast<char>(c >> 8);
      bytes += little ? std::string{low, high} : std::string{high, low};
    }
    for (const size_t own : {size_t{5}, size_t{4096}}) {
      const auto map = make_utf16_map(std::make_unique<JsonFields>(), little);
      const auto a = answers_of(*map, bytes, "9", own);
      ASSERT_EQ(a.size(), 2u);
      EXPECT_EQ(a[0].field, "手机[*]");
      EXPECT_EQ(a[1].field, "b");
    }
  }
}

// ---- marks

TEST(JsonMarks, VectorsAndBytesSayTheSame) {
  std::mt19937 random(7);
  const std::string alphabet = "{}[],:\"\"\"\\\\/*\n\t a1\x81\\\xE5\xBC\xA0";
  for (int round = 0; round < 3000; ++round) {
    std::string text(64 * (1 + random() % 5) + random() % 64, ' ');
    const bool sparse = random() % 2 == 0;
    for (char& c : text) {
      c = sparse && random() % 8 != 0 ? 'x' : alphabet[random() % alphabet.size()];
    }
    JsonState fast, slow;
    for (size_t at = 0; at < text.size(); at += kJsonBlock) {
      const JsonWords a = mark_json(text, at, &fast);
      const JsonWords b = mark_json_slowly(text, at, &slow);
      ASSERT_EQ(a.opens, b.opens);
      ASSERT_EQ(a.closes, b.closes);
      ASSERT_EQ(a.brackets, b.brackets);
      ASSERT_EQ(a.separators, b.separators);
      ASSERT_EQ(fast.in_string, slow.in_string);
      ASSERT_EQ(fast.escaped, slow.escaped);
    }
  }
}

// ---- escapes

TEST(JsonEscapes, KeysAreDecoded) {
  EXPECT_EQ(unescape_json(R"(\u624b\u673a a\/b \"q\" \ud83d\ude00 \n\\u0031)"),
            "手机 a/b \"q\" 😀 \n\\u0031");
  EXPECT_EQ(unescape_json(R"(\ud83d x \u12)"), "\xEF\xBF\xBD x u12");
}

TEST(JsonEscapes, TextKeepsItsLength) {
  const auto shown = [](const std::string& text) {
    std::string out = text;
    show_escapes(text, 0, &out);
    EXPECT_EQ(out.size(), text.size());
    return out;
  };
  EXPECT_EQ(shown(R"("\u7535\u8bdd13900000000")"), "\"      电话13900000000\"");
  EXPECT_EQ(shown(R"("x\n139\t139\\n139\"")"), "\"x \n139 \t139\\\\n139\\\"\"");
  EXPECT_EQ(shown(R"("\u0031\u0033900000000")"), "\"          13900000000\"");
  // Inside of a number nothing is seen between.
  EXPECT_EQ(shown(R"("1\u0033900000000")"),
            "\"1\xC2\xAD\xE2\x80\x8B"
            "3900000000\"");
  EXPECT_EQ(shown("plain \\u12"), "plain \\u12");
}

// ---- the reader

std::string format_of(const std::string& text) { return read_bytes(text).objects[0].format; }

TEST(JsonReader, TellsJsonFromOtherText) {
  for (const char* text :
       {"{\"a\":1}", "  [ {\"a\": null} ]", "{\"a\":1}\n{\"a\":2}\n", "\xEF\xBB\xBF{\"a\":1}",
        "// settings\n{\"a\": 1, /* b */ \"b\": 2,}", "[1,2,3,4,5,6,7,8,9]",
        "{\"index\":{\"_id\":\"1\"}}\n{\"a\":\"b\"}\n", "[[\"a\",{\"b\":1"}) {
    EXPECT_EQ(format_of(text), "json") << text;
  }
  for (const char* text :
       {"[section]\nkey=value\n", "[2024-01-02 10:00:00] INFO {\"a\":1}\n", "{ echo \"a\"; }\n",
        "[1] a footnote\n[2] another\n", "{a: 1}", "{}", "[]", "{{template}}", "[INFO] started\n",
        "{\"a\" \"b\"}", "say {\"a\":1}"}) {
    EXPECT_NE(format_of(text), "json") << text;
  }
}

}  // namespace
}  // namespace qingce
