#include "scanner/read/encoding.h"

#include <gtest/gtest.h>
#include <unicode/ucnv.h>

#include <random>

namespace qingce {
namespace {

// Expected bytes come from ICU, not from the code under test.
std::string encode(std::string_view utf8, const char* charset) {
  UErrorCode error = U_ZERO_ERROR;
  std::string out(utf8.size() * 4 + 16, '\0');
  const int32_t n = ucnv_convert(charset, "UTF-8", out.data(), static_cast<int32_t>(out.size()),
                                 utf8.data(), static_cast<int32_t>(utf8.size()), &error);
  EXPECT_TRUE(U_SUCCESS(error)) << charset;
  out.resize(static_cast<size_t>(n));
  return out;
}

constexpr std::string_view kChinese =
    "姓名：张伟，性别：男，联系电话：13800138000，家庭住址：北京市海淀区中关村大街一号。\n"
    "姓名：王芳，性别：女，联系电话：13900139000，家庭住址：上海市浦东新区世纪大道八号。\n";
constexpr std::string_view kTraditional =
    "姓名：張偉，性別：男，聯絡電話：13800138000，住址：臺北市信義區市府路一號。這是一份客戶資料。"
    "\n"
    "姓名：陳淑芬，性別：女，聯絡電話：13900139000，住址：臺中市西屯區臺灣大道三段。請妥善保管。\n";

Encoding classify(const std::string& s) {
  return classify_block(as_bytes(s), byte_order_mark(as_bytes(s)));
}

TEST(ClassifyBlock, NamesEachEncodingOfChineseText) {
  EXPECT_EQ(classify("plain text, 13800138000\r\n\tmore"), Encoding::ascii);
  EXPECT_EQ(classify(std::string(kChinese)), Encoding::utf8);
  EXPECT_EQ(classify("\xEF\xBB\xBF" + std::string(kChinese)), Encoding::utf8);
  EXPECT_EQ(classify(encode(kChinese, "gb18030")), Encoding::gb18030);
  EXPECT_EQ(classify(encode(kChinese, "GBK")), Encoding::gb18030);
  EXPECT_EQ(classify(encode(kTraditional, "Big5")), Encoding::big5);
  for (const auto& [charset, expected] : {std::pair{"UTF-16LE", Encoding::utf16le},
                                          {"UTF-16BE", Encoding::utf16be},
                                          {"UTF-32LE", Encoding::utf32le},
                                          {"UTF-32BE", Encoding::utf32be}}) {
    const std::string plain = encode(kChinese, charset);
    EXPECT_EQ(classify(plain), expected) << charset;
    EXPECT_EQ(classify(encode("\xEF\xBB\xBF" + std::string(kChinese), charset)), expected)
        << charset << " BOM";
    EXPECT_EQ(classify_block(as_bytes(plain).subspan(charset[4] == '1' ? 1 : 3)), expected)
        << charset << " odd";
    EXPECT_EQ(classify(encode("id,name\r\n1,zhang\r\n2,li\r\n", charset)), expected)
        << charset << " ASCII";
  }
}

TEST(ClassifyBlock, RecognisesUtf16OfHanAlone) {
  std::string han;
  for (int i = 0; i < 200; ++i) han += "我们的客户名单必须妥善保管不得外传";
  EXPECT_EQ(classify(encode(han, "UTF-16LE")), Encoding::utf16le);
  EXPECT_EQ(classify(encode(han, "UTF-16BE")), Encoding::utf16be);
}

TEST(ClassifyBlock, TakesPairsOfAsciiForAsciiAndNotForHan) {
  std::string s;
  for (int i = 0; i < 100; ++i) s += "Bush hid the facts. ";
  EXPECT_EQ(classify(s), Encoding::ascii);
  s += "caf\xE9 cr\xE8me";  // Latin-1
  EXPECT_EQ(classify(s), Encoding::unknown8);
}

TEST(ClassifyBlock, HoldsEveryEncodingOfAMixedBlock) {
  const std::string mixed = std::string(kChinese) + encode(kChinese, "gb18030") + "plain\n";
  const BlockVerdict v = judge_block(as_bytes(mixed));
  EXPECT_FALSE(v.binary);
  EXPECT_TRUE(v.has(Encoding::utf8));
  EXPECT_TRUE(v.has(Encoding::gb18030));
  const std::string three = mixed + encode("编号,姓名\r\n1,张三\r\n2,李四\r\n", "UTF-16LE") + mixed;
  const BlockVerdict w = judge_block(as_bytes(three));
  EXPECT_FALSE(w.binary);
  EXPECT_TRUE(w.has(Encoding::utf16le));
  EXPECT_TRUE(w.has(Encoding::gb18030));
}

TEST(ClassifyBlock, ToleratesCutCharactersAtBothEdges) {
  const std::string utf8(kChinese);
  const std::string gb = encode(kChinese, "gb18030");
  for (size_t cut = 0; cut < 6; ++cut) {
    EXPECT_EQ(classify_block(as_bytes(utf8).subspan(cut, 150)), Encoding::utf8) << cut;
    EXPECT_EQ(classify_block(as_bytes(gb).subspan(cut, 101)), Encoding::gb18030) << cut;
  }
}

TEST(ClassifyBlock, ToleratesFewBadBytesAndPadding) {
  std::string s;
  for (int i = 0; i < 40; ++i) s += kChinese;
  s[100] = '\xFF';
  s[3000] = '\x05';
  EXPECT_NE(classify(s), Encoding::binary);
  EXPECT_EQ(classify("a log line\nanother\n" + std::string(5000, '\0')), Encoding::ascii);
  EXPECT_NE(classify("before the crash\n" + std::string(300, '\0') + "after it\n" +
                     std::string(200, 'x')),
            Encoding::binary);
  EXPECT_EQ(judge_block(as_bytes(std::string(65536, '\0'))).encodings, 0);
  EXPECT_FALSE(judge_block(as_bytes(std::string(65536, '\0'))).binary);
}

TEST(ClassifyBlock, HiveSeparatorsAreText) {
  std::string s;
  for (int i = 0; i < 50; ++i)
    s += "1001\x01zhang wei\x01"
         "13800138000\x02"
         "note\n";
  EXPECT_EQ(classify(s), Encoding::ascii);
}

TEST(ClassifyBlock, BinaryIsBinary) {
  std::mt19937 random(5);
  for (const size_t n : {size_t{64}, size_t{300}, size_t{4096}, size_t{65536}}) {
    std::string s(n, '\0');
    for (char& c : s) c = static_cast<char>(random());
    EXPECT_EQ(classify(s), Encoding::binary) << n;
  }
  std::string ints;
  for (uint32_t i = 0; i < 4000; ++i) ints.append(reinterpret_cast<const char*>(&i), 4);
  EXPECT_EQ(classify(ints), Encoding::binary);
  std::string names;
  for (int i = 0; i < 500; ++i) names += "some_symbol" + std::to_string(i) + std::string(1, '\0');
  EXPECT_EQ(classify(names), Encoding::binary);
}

TEST(DecodeName, TellsGbkBig5AndUtf8Apart) {
  constexpr std::string_view kNames[] = {"客户名单.csv", "北京市人员信息.xls",
                                         "财务/工资表2023.txt", "张伟.doc", "数据"};
  for (const auto name : kNames) {
    EXPECT_EQ(decode_name(name), name);
    EXPECT_EQ(decode_name(encode(name, "GBK")), name);
    EXPECT_EQ(decode_name(encode(name, "gb18030")), name);
  }
  for (const std::string_view name :
       {"客戶資料.csv", "臺灣員工名冊.xls", "電話簿.txt", "中文資料.txt"}) {
    EXPECT_EQ(decode_name(encode(name, "Big5")), name);
  }
  EXPECT_EQ(decode_name(encode("𠀀𠮷.txt", "gb18030")), "𠀀𠮷.txt");
}

TEST(DecodeName, NeverInventsBytes) {
  EXPECT_EQ(decode_name("plain.txt"), "plain.txt");
  EXPECT_EQ(decode_name("a\xFF"
                        "b",
                        true),
            "a\xEF\xBF\xBD"
            "b");
  EXPECT_EQ(decode_name("\x80"), "\xEF\xBF\xBD");
  EXPECT_EQ(decode_name(""), "");
}

TEST(EncodeGb18030, IsWhatWindowsWrote) {
  EXPECT_EQ(encode_gb18030("密码"), "\xC3\xDC\xC2\xEB");
  EXPECT_EQ(encode_gb18030("\xFF"), "");
}

TEST(ByteOrderMark, IsReadFromTheStart) {
  using namespace std::string_view_literals;
  EXPECT_EQ(byte_order_mark(as_bytes("\xFF\xFE\0\0"sv)), Encoding::utf32le);
  EXPECT_EQ(byte_order_mark(as_bytes("\xFF\xFE"
                                     "a\0"sv)),
            Encoding::utf16le);
  EXPECT_EQ(byte_order_mark(as_bytes("\0\0\xFE\xFF"sv)), Encoding::utf32be);
  EXPECT_EQ(byte_order_mark(as_bytes("\xFE\xFF\0a"sv)), Encoding::utf16be);
  EXPECT_EQ(byte_order_mark(as_bytes("abc"sv)), Encoding::binary);
  EXPECT_EQ(byte_order_mark({}), Encoding::binary);
}

}  // namespace
}  // namespace qingce
