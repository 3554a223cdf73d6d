// Context words, field names, batches, explain, counted rejections.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>

#include "scanner/core/field_map.h"
#include "scanner/match/field_words.h"
#include "tests/unit/match/support.h"

namespace qingce {
namespace {

using namespace testing_match;

constexpr char kMobile[] = "13912345670";
constexpr char kHan[] = "\xE6\x89\x8B\xE6\x9C\xBA";                // mobile phone, UTF-8
constexpr char kHanGbk[] = "\xCA\xD6\xBB\xFA";                     // the same, GBK
constexpr char kOrder[] = "\xE8\xAE\xA2\xE5\x8D\x95\xE5\x8F\xB7";  // order number, UTF-8

bool near(const std::string& text) { return only(scan_text(text)).has(Evidence::context_near); }
bool negative(const std::string& text) {
  return only(scan_text(text)).has(Evidence::negative_context);
}

TEST(Context, SameLineWithinReach) {
  EXPECT_TRUE(near(std::string(kHan) + ": " + kMobile));
  EXPECT_TRUE(near(std::string(kHanGbk) + ":" + kMobile));
  EXPECT_TRUE(near(std::string("phone=") + kMobile));
  EXPECT_TRUE(near(std::string("{\"userMobile\":\"") + kMobile + "\"}"));
  EXPECT_TRUE(near(std::string("PHONE ") + kMobile));
  EXPECT_TRUE(near(std::string(kMobile) + " (" + kHan + ")"));
  EXPECT_FALSE(near(kMobile));
  EXPECT_FALSE(near(std::string(kHan) + "\n" + kMobile));
  EXPECT_FALSE(near(std::string("hotel ") + kMobile));
  EXPECT_FALSE(near(std::string("telnet ") + kMobile));
  // 32 characters before, 16 after, the word included.
  EXPECT_TRUE(near(std::string(kHan) + std::string(30, ',') + kMobile));
  EXPECT_FALSE(near(std::string(kHan) + std::string(31, ',') + kMobile));
  EXPECT_TRUE(near(std::string(kMobile) + std::string(14, ',') + kHan));
  EXPECT_FALSE(near(std::string(kMobile) + std::string(15, ',') + kHan));
}

TEST(Context, WideText) {
  for (const bool little : {true, false}) {
    EXPECT_TRUE(near(utf16(u"\u624B\u673A: " + wide(kMobile), little)));
    EXPECT_TRUE(near(utf16(u"Phone: " + wide(kMobile), little)));
    EXPECT_TRUE(near(utf32(u"\u624B\u673A: " + wide(kMobile), little)));
    EXPECT_FALSE(near(utf16(u"\u624B\u673A\n" + wide(kMobile), little)));
  }
}

TEST(Context, BytesOfAWordAcrossTwoCharactersAreNone) {
  // D0 CA D6 BB FA A1 in GBK: three other characters that hold CA D6 BB FA out of step.
  EXPECT_FALSE(near(std::string("\xD0\xCA\xD6\xBB\xFA\xA1 ") + kMobile));
}

TEST(Context, TheNearestWordDecides) {
  EXPECT_TRUE(negative(std::string(kOrder) + kMobile));
  EXPECT_FALSE(near(std::string(kHan) + " " + kOrder + kMobile));
  EXPECT_TRUE(near(std::string(kOrder) + " " + kHan + kMobile));
  EXPECT_TRUE(near(std::string(kHan) + ":" + kMobile + " " + kOrder + ":1"));
}

TEST(Context, AKeyBehindAValueNamesTheNextValue) {
  for (const char* next : {"traceId=", "trace_id: ", "\"order\":\"", "uuid ="}) {
    EXPECT_FALSE(negative(std::string("to ") + kMobile + " ok, " + next + "1")) << next;
  }
  EXPECT_FALSE(near(std::string("x ") + kMobile + ", tel: 1"));
  EXPECT_TRUE(negative(std::string(kMobile) + " order"));
}

TEST(Context, AWordOfLettersAndDigitsIsNoPieceOfANumber) {
  EXPECT_TRUE(negative(std::string("md5 ") + kMobile));
  EXPECT_FALSE(negative(std::string("LGBE33589MD583889,") + kMobile));
}

TEST(Context, RequiredContext) {
  const std::string account = "110060774018800";
  EXPECT_TRUE(scan_text("x " + account).matches.empty());
  EXPECT_TRUE(scan_text("x " + account).rejections.empty() ||
              scan_text("x " + account).rejections[0] != "cn.bank-account#");
  EXPECT_EQ(only(scan_text("\xE8\xB4\xA6\xE5\x8F\xB7\xEF\xBC\x9A" + account)).rule,
            "cn.bank-account");
}

class OneField final : public FieldMap {
 public:
  OneField(std::string name, uint64_t begin, uint64_t end, std::string comment = {})
      : name_(std::move(name)), comment_(std::move(comment)), begin_(begin), end_(end) {}
  std::optional<FieldRef> at(uint64_t offset) override {
    if (offset < begin_ || offset >= end_) return std::nullopt;
    return FieldRef{name_, 7, begin_, end_, comment_};
  }

 private:
  std::string name_;
  std::string comment_;
  uint64_t begin_;
  uint64_t end_;
};

TEST(Fields, NameAndRecordAreAttached) {
  const std::string text = std::string("phone ('") + kMobile + "', 2)";
  OneField named("users.mobile", 8, 8 + 11);
  const Got got = only(scan_text(text, SIZE_MAX / 2, &named));
  EXPECT_EQ(got.field, "users.mobile");
  EXPECT_EQ(got.record, 7u);
  EXPECT_TRUE(got.has(Evidence::field_name));
  EXPECT_FALSE(got.has(Evidence::context_near)) << "the word stands outside of the value";
  OneField narrow("users.other", 8, 8 + 5);
  EXPECT_TRUE(scan_text(text, SIZE_MAX / 2, &narrow).matches.empty())
      << "a value does not cross its field's end";
}

TEST(Fields, ANameVouchesForAWrongCheckDigit) {
  const std::string text = "110105194912310021";
  EXPECT_TRUE(scan_text(text).matches.empty());
  OneField named("t.id_card", 0, text.size());
  const Got got = only(scan_text(text, SIZE_MAX / 2, &named));
  EXPECT_EQ(got.rule, "cn.resident-id");
  EXPECT_TRUE(got.has(Evidence::check_failed));
}

TEST(Fields, AColumnsCommentSpeaksLikeItsName) {
  const std::string text = "110105194912310021";
  OneField silent("t.c1", 0, text.size());
  EXPECT_TRUE(scan_text(text, SIZE_MAX / 2, &silent).matches.empty());
  OneField told("t.c1", 0, text.size(), "\xE8\xBA\xAB\xE4\xBB\xBD\xE8\xAF\x81\xE5\x8F\xB7");
  const Got got = only(scan_text(text, SIZE_MAX / 2, &told));
  EXPECT_EQ(got.rule, "cn.resident-id");
  EXPECT_EQ(got.field, "t.c1");
  EXPECT_TRUE(got.has(Evidence::field_name));
}

TEST(Fields, WordsAreWholeParts) {
  EXPECT_TRUE(name_holds("id_card", "idcard"));
  EXPECT_TRUE(name_holds("userIdCard", "id_card"));
  EXPECT_TRUE(name_holds("IDCard", "idcard"));
  EXPECT_TRUE(name_holds("phone1", "phone"));
  EXPECT_TRUE(name_holds("\xE8\x81\x94\xE7\xB3\xBB\xE4\xBA\xBA\xE6\x89\x8B\xE6\x9C\xBA\xE5\x8F\xB7",
                         "\xE6\x89\x8B\xE6\x9C\xBA"));
  EXPECT_TRUE(name_holds("usermobile", "mobile"));
  EXPECT_TRUE(name_holds("t_khsjh", "sjh"));
  EXPECT_FALSE(name_holds("classid", "id"));
  EXPECT_FALSE(name_holds("automobile", "mobile"));
  EXPECT_FALSE(name_holds("paid_card", "id_card"));
  EXPECT_FALSE(name_holds("hotel", "tel"));
  EXPECT_FALSE(
      name_holds("\xE6\x89\x8B\xE6\x9C\xBA\xE5\x9E\x8B\xE5\x8F\xB7", "\xE6\x89\x8B\xE6\x9C\xBA"));
}

RecordBatch batch_of(const std::vector<std::string>& values, std::string& block,
                     std::string_view field) {
  Column column;
  column.field = field;
  block.clear();
  for (const std::string& value : values) {
    column.offsets.push_back(block.size());
    block += value;
    block.push_back('\0');
  }
  column.offsets.push_back(block.size());
  block.pop_back();
  column.block = as_bytes(block);
  RecordBatch batch;
  batch.first_record = 100;
  batch.rows = values.size();
  batch.columns.push_back(std::move(column));
  return batch;
}

TEST(Batches, ValuesAreApart) {
  const auto engine = builtin_engine();
  std::string block;
  const std::vector<std::string> values{"a",    kMobile,
                                        "",     "1391234",
                                        "5670", "x " + std::string(kMobile),
                                        "1",    "2",
                                        "3",    "1",
                                        "3",    "9",
                                        "8",    utf16(wide("11010519491231002X"), true)};
  const RecordBatch batch = batch_of(values, block, "users.mobile");
  Matcher matcher(engine);
  Collector got(engine->rules());
  matcher.scan(batch, got);
  ASSERT_EQ(got.matches.size(), 3u);
  EXPECT_EQ(got.matches[0].record, 101u);
  EXPECT_EQ(got.matches[0].offset, 0u);
  EXPECT_EQ(got.matches[1].record, 105u);
  EXPECT_EQ(got.matches[1].offset, 2u);
  EXPECT_EQ(got.matches[2].record, 113u);
  EXPECT_EQ(got.matches[2].length, 36u);
  EXPECT_TRUE(got.matches[0].has(Evidence::field_name));
  EXPECT_EQ(got.matches[0].field, "users.mobile");
}

TEST(Batches, ManyRowsAcrossWindows) {
  const auto engine = builtin_engine();
  std::vector<std::string> values(60000, "name of nobody");
  for (size_t i = 0; i < values.size(); i += 7) values[i] = kMobile;
  std::string block;
  const RecordBatch batch = batch_of(values, block, "t.c");
  Matcher matcher(engine);
  Collector got(engine->rules());
  matcher.scan(batch, got);
  ASSERT_EQ(got.matches.size(), (values.size() + 6) / 7);
  for (size_t i = 0; i < got.matches.size(); ++i) {
    ASSERT_EQ(got.matches[i].record, 100u + i * 7);
    ASSERT_EQ(got.matches[i].offset, 0u);
  }
}

TEST(Rejections, CountTheRulesShapeOnly) {
  const Collector got = scan_text("'12012345678','110105194912310021','02012345678',");
  const auto count = [&](const std::string& what) {
    return std::count(got.rejections.begin(), got.rejections.end(), what);
  };
  EXPECT_EQ(count("cn.mobile#"), 1) << "11 digits that begin with 1, not those that begin with 0";
  EXPECT_EQ(count("cn.resident-id#"), 1);
}

TEST(Explain, NamesTheStepThatDecided) {
  const auto engine = builtin_engine();
  Collector got(engine->rules());
  got.want_explain = true;
  Matcher matcher(engine);
  pump(matcher, "'110105194912310021'", 100, got);
  EXPECT_NE(std::find(got.steps.begin(), got.steps.end(),
                      "cn.resident-id validator:mod11-2 check failed"),
            got.steps.end());
}

}  // namespace
}  // namespace qingce
