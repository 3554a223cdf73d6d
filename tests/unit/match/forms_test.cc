// Spellings of one value, and things that only look like one. Values are the standards' vectors or
// made up.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/unit/match/support.h"

namespace qingce {
namespace {

using namespace testing_match;

constexpr char kId[] = "11010519491231002X";
constexpr char kMobile[] = "13912345670";

struct Form {
  std::string before;
  std::string value;  // the span
  std::string after;
  std::string rule;
  std::string normal;
};

TEST(Forms, OneSpanWithItsExactPlace) {
  const std::vector<Form> forms{
      {"'", kId, "'", "cn.resident-id", kId},
      {"", "11010519491231002x", "\n", "cn.resident-id", kId},
      {" ", "110105 19491231 002X", ",", "cn.resident-id", kId},
      {" ", "110105-19491231-002X", ",", "cn.resident-id", kId},
      {"",
       "110105194912310\xE2\x80\x8B"
       "02X",
       "", "cn.resident-id", kId},
      {"",
       "110105\xC2\xAD"
       "19491231\xC2\xAD"
       "002X",
       "", "cn.resident-id", kId},
      {"", "110105&nbsp;19491231&nbsp;002X", "<", "cn.resident-id", kId},
      {"", "110105&#160;19491231&#xA0;002X", "<", "cn.resident-id", kId},
      {"",
       "110105\xC2\xA0"
       "19491231\xC2\xA0"
       "002X",
       "", "cn.resident-id", kId},
      {"",
       "110105\xE3\x80\x80"
       "19491231\xE3\x80\x80"
       "002X",
       "", "cn.resident-id", kId},
      {"",
       "110105\xA1\xA1"
       "19491231\xA1\xA1"
       "002X",
       "", "cn.resident-id", kId},
      {"", "11010519491231002\xEF\xBC\xB8", "", "cn.resident-id", kId},
      {"", "11010519491231002\xC3\x97", ".", "cn.resident-id", kId},
      {"", "11010519491231002\xE2\x85\xA9", ".", "cn.resident-id", kId},
      {"", "11010519491231002\xA3\xD8", "", "cn.resident-id", kId},
      {"+86", kMobile, "", "cn.mobile", kMobile},
      {"+86 ", kMobile, "", "cn.mobile", kMobile},
      {"+86-", kMobile, "", "cn.mobile", kMobile},
      {"0086", kMobile, ";", "cn.mobile", kMobile},
      {"86", kMobile, ";", "cn.mobile", kMobile},
      {"(86)", kMobile, ";", "cn.mobile", kMobile},
      {"(+86)", kMobile, ";", "cn.mobile", kMobile},
      {"0", kMobile, ";", "cn.mobile", kMobile},
      {"17951", kMobile, ";", "cn.mobile", kMobile},
      {"12593", kMobile, ";", "cn.mobile", kMobile},
      {"\"", "139 1234 5670", "\"", "cn.mobile", kMobile},
      {"\"", "139-1234-5670", "\"", "cn.mobile", kMobile},
      {"+86 ", "139 1234 5670", "\"", "cn.mobile", kMobile},
      {"86-", "139-1234-5670", "\"", "cn.mobile", kMobile},
      {"",
       "139\xE2\x80\x93"
       "1234\xE2\x80\x93"
       "5670",
       "", "cn.mobile", kMobile},
      {"",
       "139\xE2\x80\x8B"
       "1234\xE2\x80\x8B"
       "5670",
       "", "cn.mobile", kMobile},
      {"", "&#49;&#51;&#57;&#49;&#50;&#51;&#52;&#53;&#54;&#55;&#48;", "", "cn.mobile", kMobile},
      {"", "&#x31;&#x33;&#x39;&#x31;&#x32;&#x33;&#x34;&#x35;&#x36;&#x37;&#x30;", "", "cn.mobile",
       kMobile},
      {"\xEF\xBC\x9A",
       "\xEF\xBC\x91\xEF\xBC\x93\xEF\xBC\x99\xEF\xBC\x91\xEF\xBC\x92\xEF\xBC\x93\xEF\xBC\x94\xEF"
       "\xBC\x95\xEF\xBC\x96\xEF\xBC\x97\xEF\xBC\x90",
       "\xE3\x80\x82", "cn.mobile", kMobile},
      {"\xA3\xBA",
       "\xA3\xB1\xA3\xB3\xA3\xB9\xA3\xB1\xA3\xB2\xA3\xB3\xA3\xB4\xA3\xB5\xA3\xB6\xA3\xB7\xA3\xB0",
       "\xA1\xA3", "cn.mobile", kMobile},
      {"",
       "\xA2\xB0\xA2\xB2\xA2\xB8\xA2\xB0\xA2\xB1\xA2\xB2\xA2\xB3\xA2\xB4\xA2\xB5\xA2\xB6\xA2\xAF",
       "", "cn.mobile", kMobile},
      {"",
       "139\xEF\xBC\x91\xEF\xBC\x92\xEF\xBC\x93\xEF\xBC\x94"
       "5670",
       "", "cn.mobile", kMobile},
      {"\xD5\xF2\xE9\x46", kMobile, "", "cn.mobile", kMobile},  // GBK, second byte 'F' before it
      {"\x81\x39\xEF\x31", kMobile, "", "cn.mobile", kMobile},  // GB18030, last byte '1' before it
      {"\xE7\x94\xB5", kMobile, "\xE5\x8F\xB7", "cn.mobile", kMobile},  // Han on both sides, UTF-8
      {"(", "010)62345678", "", "cn.landline", "01062345678"},
      {"(", "010) 62345678", "", "cn.landline", "01062345678"},
      {"", "010-62345678", "-8001", "cn.landline", "01062345678"},
      {"", "010-62345678",
       "\xE8\xBD\xAC"
       "8001",
       "cn.landline", "01062345678"},
      {"", "0471-4912345", "", "cn.landline", "04714912345"},
      {"+86 ", "10 62345678", "", "cn.landline", "01062345678"},
      {"+86-", "755-26543210", "", "cn.landline", "075526543210"},
      {"", "6222 0200 0000 0000 000", "", "cn.bank-card", "6222020000000000000"},
      {"", "6227-0000-0000-0000-003", "", "cn.bank-card", "6227000000000000003"},
      {"", "91350100M000100Y43", "", "cn.uscc", "91350100M000100Y43"},
      {"\xE9\x46", "91350100M000100Y43", "", "cn.uscc", "91350100M000100Y43"},
      {"_", "91110000600037341L", "_", "cn.uscc", "91110000600037341L"},
      {"<", "zhang.san@mail.qq.com", ">", "email", "zhang.san@mail.qq.com"},
      {"mailto:", "li_si%a@corp.com.cn", "?x", "email", "li_si%a@corp.com.cn"},
      {"\xE9\x46", "zhangsan@qq.com", ".", "email",
       "zhangsan@qq.com"},  // 'F' belongs to the Han character
      {"\xE4\xB8\xAD", "azhang@qq.com", "\xE3\x80\x82", "email", "azhang@qq.com"},
      {"N'", "zhang@qq.com", "'", "email", "zhang@qq.com"},
      {"\xEF\xBC\x9A",
       "\xEF\xBD\x81\xEF\xBC\x8D\xEF\xBD\x82\xEF\xBC\xA0\xEF\xBD\x91\xEF\xBC\x8D\xEF\xBD\x91\xEF"
       "\xBC\x8E\xEF\xBD\x83\xEF\xBD\x8E",
       "", "email", "a-b@q-q.cn"},
      {"\xE2\x80\x93", "zhang@qq.com", "", "email", "zhang@qq.com"},
  };
  for (size_t i = 0; i < forms.size(); ++i) {
    const Form& form = forms[i];
    for (const std::string& around : {std::string(), std::string("\n")}) {
      const std::string text = around + form.before + form.value + form.after + around;
      const Got got = only(scan_text(text));
      EXPECT_EQ(got.rule, form.rule)
          << "form " << i << ": " << form.before << form.value << form.after;
      EXPECT_EQ(got.normal, form.normal) << "form " << i;
      EXPECT_EQ(got.offset, around.size() + form.before.size()) << "form " << i;
      EXPECT_EQ(got.length, form.value.size()) << "form " << i;
      EXPECT_FALSE(got.has(Evidence::glued)) << "form " << i;
    }
  }
}

TEST(Forms, WideEncodings) {
  const std::u16string han = u"\u624B\u673A\uFF1A";
  for (const std::string& value :
       std::vector<std::string>{kId, kMobile, "110105 19491231 002X", "139-1234-5670",
                                "zhangsan@qq.com", "6227000000000000003"}) {
    for (const std::u16string& around : {std::u16string(), han, std::u16string(u"a: ")}) {
      for (const bool little : {true, false}) {
        const std::u16string text = around + wide(value) + (around.empty() ? u"" : u"\u3002\n");
        const Got narrow = only(scan_text(utf16(text, little)));
        EXPECT_NE(narrow.rule, "none") << value << (little ? " LE" : " BE");
        EXPECT_EQ(narrow.offset, around.size() * 2) << value << (little ? " LE" : " BE");
        EXPECT_EQ(narrow.length, value.size() * 2) << value << (little ? " LE" : " BE");
        const Got four = only(scan_text(utf32(text, little)));
        EXPECT_EQ(four.offset, around.size() * 4) << value << (little ? " LE" : " BE");
        EXPECT_EQ(four.length, value.size() * 4) << value << (little ? " LE" : " BE");
        EXPECT_EQ(four.normal, narrow.normal);
      }
    }
  }
  // Full width in UTF-16, and out of alignment inside a program's data.
  std::u16string full;
  for (const char c : std::string(kMobile))
    full.push_back(static_cast<char16_t>(0xFF10 + (c - '0')));
  EXPECT_EQ(only(scan_text(utf16(full, true))).normal, kMobile);
  EXPECT_EQ(only(scan_text(utf16(full, false))).normal, kMobile);
  EXPECT_EQ(
      only(scan_text("\x7F" + std::string(3, '\0') + "\xFF" + utf16(wide(kId), true) + "\xFE\xFE"))
          .normal,
      kId);
}

// The bytes around say the order, wherever in the object the value begins.
TEST(Forms, WideAtAnyOffsetInTextOrJunk) {
  struct Surroundings {
    std::string before;
    std::string after;
  };
  for (const bool little : {true, false}) {
    const auto coded = [&](std::u16string_view text) { return utf16(text, little); };
    const std::vector<Surroundings> all{
        {coded(u"\u5BA2\u6237\u8D44\u6599\uFF0C"),
         coded(u"\uFF0C\u7B7E\u8BA2\u670D\u52A1\u534F\u8BAE\u3002\n")},
        {coded(u"\u5BA2\u6237\u8D44\u6599"), coded(u"\u7B7E\u8BA2\u670D\u52A1")},
        {coded(u"a: "), coded(u"\u4E00\u4E2A")},
        {coded(u"(3334,'\u987E\u6D77\u742A','"), coded(u"',''),(3335,'\u6C6A\u5F3A\u6770','")},
        {coded(u"\n"), coded(u"\n")},
        {"plain text\n" + coded(u"\n\u7528\u6237,'"), coded(u"','\n") + "plain text\n"},
        {"\xFF\xFF\xFE\xFF" + coded(u" "), coded(u";") + "\xFF\xFF\xFF\xFE"},
        {"\x3B\xFF\xFF\xFE\xFF" + coded({u"\0", 1}), coded({u"\0", 1}) + "\xFF\xFF\xFF\xFE"},
        {"\xD1\x07\xF3\xC9\xFF\xFF\xFE\xFF" + coded(u"\u3000"),
         coded(u"\u3000") + "\xFF\xFF\xFF\xFE\x11"},
        {"\xFF\xFF\xFE\xFF", "\xFF\xFF\xFF\xFE"},
        {"\xC8\x0F\xFF\xFF\xFE\xFF" + coded(u"\u503C"),
         coded(u" ") + "\xFF\xFF\xFF\xFE\x52\x8A\xBC\x87"},
        {"\x91\x02\x83\x05", "\x93\x02\x85\x07"},
        // Longer than the reach before it, and text in single bytes close behind: where the reach
        // ends must not decide.
        {coded(std::u16string(200, u'x') + u"(2450,'\u5B54\u601D','"),
         coded(u"');\n\n") + "\n{\"id\":5467,\"name\":\"\"}"},
        {"{\"id\":5467}\n" + coded(u"\n\n'"),
         coded(u"','\u5B54\u601D'," + std::u16string(200, u'x'))},
    };
    for (size_t i = 0; i < all.size(); ++i) {
      for (const std::string& value : std::vector<std::string>{
               kId, kMobile, "91350100M000100Y43", "6227000000000000003", "zhangsan@qq.com"}) {
        for (size_t shift = 0; shift < 4; ++shift) {
          const std::string front = std::string(shift, '\xFF') + all[i].before;
          const Got got = only(scan_text(front + coded(wide(value)) + all[i].after));
          EXPECT_EQ(got.normal, value)
              << i << (little ? " LE +" : " BE +") << shift << ' ' << value;
          EXPECT_EQ(got.offset, front.size())
              << i << (little ? " LE +" : " BE +") << shift << ' ' << value;
          EXPECT_EQ(got.length, 2 * value.size())
              << i << (little ? " LE +" : " BE +") << shift << ' ' << value;
        }
      }
    }
  }
}

TEST(Forms, LettersBesideGlue) {
  for (const std::string& text :
       {std::string("tel") + kMobile, kMobile + std::string("abc"), "x" + std::string(kId)}) {
    const Got got = only(scan_text(text));
    EXPECT_TRUE(got.has(Evidence::glued)) << text;
  }
  EXPECT_FALSE(only(scan_text("id_" + std::string(kMobile) + "_1")).has(Evidence::glued));
}

TEST(Forms, APieceOfARowOfGroupsIsGlued) {
  const std::string grouped = "139 1234 5670";
  for (const std::string& text : {"603 16 0 0 " + grouped + " )", "9919 5227 " + grouped,
                                  grouped + " 2296 4", "0 0 " + grouped}) {
    EXPECT_TRUE(only(scan_text(text)).has(Evidence::glued)) << text;
  }
  for (const std::string& text : {grouped, "0 " + grouped, "+86 " + grouped, "7 " + grouped,
                                  grouped + " 31", grouped + "-801"}) {
    const Collector result = scan_text(text);
    for (const Got& got : result.matches) EXPECT_FALSE(got.has(Evidence::glued)) << text;
  }
  const Collector two = scan_text(grouped + " 138 0013 8001");
  ASSERT_EQ(two.matches.size(), 2u);
  EXPECT_FALSE(two.matches[0].has(Evidence::glued));
  EXPECT_FALSE(two.matches[1].has(Evidence::glued));
}

TEST(Forms, AWordOfHexadecimalLettersIsNoHash) {
  for (const std::string word :
       {"residence", "face", "code", "abc", "facade", "dead", "e", "Cafe"}) {
    const std::string id = "440524188001010014";
    for (const std::string& text :
         {word + id, id + word, "permanent " + word + id + ",", word + kMobile}) {
      const Got got = only(scan_text(text));
      EXPECT_TRUE(got.normal == id || got.normal == kMobile) << text << ": " << got;
      EXPECT_TRUE(got.has(Evidence::glued)) << text;
    }
  }
  for (const std::string text : {"5f3a1c440524188001010014",  // 24, as document stores make them
                                 "440524188001010014d5f3a1",
                                 "c1fa440524188001010014",  // letters and digits before it
                                 "da39a3ee5e440524188001010014890afd80709a",  // sha1
                                 "d41d8cd98f00b20413912345670842ea",          // md5
                                 "abcdefabcdefab440524188001010014",  // 32, letters only before it
                                 "a13912345670bcde", "0af13912345670bc"}) {
    EXPECT_TRUE(scan_text(text).matches.empty()) << text;
  }
}

TEST(Forms, AtSignsThatAreNoMail) {
  for (const std::string text :
       {"getty@tty1.service", "dbus@user.socket", "multi@user.target", "user@1000.slice",
        "lodash@4.17.21", "@media screen.and", "x@Override", "icon@2x.png"}) {
    EXPECT_TRUE(scan_text(" " + text + "\n").matches.empty()) << text;
  }
  for (const std::string text :
       {"git@git.corp.com.cn", "git@github.com", "ssh-ed25519-cert-v01@openssh.com",
        "aes128-gcm@openssh.com", "curve25519-sha256@libssh.org"}) {
    EXPECT_TRUE(only(scan_text(" " + text + ":\n")).has(Evidence::placeholder)) << text;
  }
  EXPECT_FALSE(only(scan_text("djm@openssh.com")).has(Evidence::placeholder));
}

// '+' begins an international number.
TEST(Forms, NumbersOfOtherCountriesAreNone) {
  for (const std::string number :
       {"+16506661212", "+18558363987", "tel:+16506661212", "+1 650 666 1212", "+44 13912345670",
        "+44-139-1234-5670", "(+1)13912345670", "+1 139 1234 5670", "+139 1234 5670",
        "\"+13912345670\""}) {
    EXPECT_TRUE(scan_text(number).matches.empty()) << number;
  }
  for (const std::string number :
       {"+8613912345670", "tel:+8613912345670", "+86 139 1234 5670", "(+86)13912345670",
        "+86 13912345670", "text=call+13912345670+now", "1+1 13912345670"}) {
    const Got got = only(scan_text(number));
    EXPECT_EQ(got.normal, kMobile) << number;
  }
}

// Digits alone are no word for a landline number: a rule's plain_is_weak.
TEST(Forms, AsNumbersAreWritten) {
  for (const std::string number :
       {"010-62345678", "(010)62345678", "010 6234 5678", "+861062345678", "86-1062345678",
        "+86 10 62345678", "+86 1062345678", "0086-010-62345678"}) {
    const Got got = only(scan_text(number));
    EXPECT_EQ(got.rule, "cn.landline") << number;
    EXPECT_TRUE(got.has(Evidence::table_hit)) << number;
  }
  for (const std::string number : {"01062345678", "x=03358520967;", "077071391996"}) {
    const Got got = only(scan_text(number));
    EXPECT_EQ(got.rule, "cn.landline") << number;
    EXPECT_FALSE(got.has(Evidence::table_hit)) << number;
  }
  EXPECT_TRUE(only(scan_text("13912345670")).has(Evidence::table_hit));
}

TEST(Forms, RowsOfNumbersAreNoCards) {
  for (const std::string text :
       {"3490 3499 3509 3519 3529 3539 3549 3558\n", "\n6251 6252 6253 6254 6255\n",
        "6209 620A 4111 1111 1111 1111 624F\n"}) {
    EXPECT_TRUE(scan_text(text).matches.empty()) << text;
  }
  for (const std::string text : {"4111 1111 1111 1111", "no. 4111 1111 1111 1111 12/29",
                                 "4111 1111 1111 1111,5555", "card no 4111 1111 1111 1111 5555"}) {
    EXPECT_EQ(only(scan_text(text)).rule, "cn.bank-card") << text;
  }
  EXPECT_EQ(scan_text("139 1234 5670 139 1234 5671").matches.size(), 2u);
}

TEST(Forms, FillersNeedAWordOrATable) {
  const std::string card = "\xE5\x8D\xA1\xE5\x8F\xB7: ";
  for (const std::string text : {"333333333333333", "6666666666666666", "0000-0000-0000-0000",
                                 "11111111111", "1234567890123456", "000000000000000000"}) {
    EXPECT_TRUE(scan_text(text).matches.empty()) << text;
    EXPECT_TRUE(scan_text("a=" + text + "\n").matches.empty()) << text;
  }
  EXPECT_TRUE(only(scan_text(card + "6666666666666666")).has(Evidence::placeholder));
  EXPECT_TRUE(only(scan_text("13800138000")).has(Evidence::placeholder));
  EXPECT_TRUE(only(scan_text("110101199003074514")).has(Evidence::placeholder));
  EXPECT_TRUE(only(scan_text("17179869184")).has(Evidence::placeholder));
  EXPECT_TRUE(only(scan_text("17179869183")).has(Evidence::placeholder));
}

TEST(Forms, Masked) {
  const Got mobile = only(scan_text("\xE6\x89\x8B\xE6\x9C\xBA 139****5670,"));
  EXPECT_EQ(mobile.rule, "cn.mobile");
  EXPECT_EQ(mobile.normal, "139****5670");
  EXPECT_TRUE(mobile.has(Evidence::masked));
  EXPECT_FALSE(mobile.has(Evidence::table_hit));
  const Got id = only(scan_text("110105********002X"));
  EXPECT_EQ(id.rule, "cn.resident-id");
  EXPECT_TRUE(id.has(Evidence::masked));
  EXPECT_TRUE(scan_text("****1234 12****34 5*****").matches.empty());
}

TEST(Negatives, AreNoValues) {
  const std::vector<std::string> texts{
      "1731234567890",                                 // epoch, ms
      "1731234567890123",                              // epoch, us
      "2026112100000000001",                           // a number made of a date
      "\"id\":139123456701,",                          // one digit too many
      "550e8400-e29b-41d4-a716-139123456701",          // UUID
      "13912345-6701-4391-8123-456701391234",          // UUID of digits
      "e83c5163316f89bfbde7d9ab23ca2e25604af290",      // git
      "da39a3ee5e6b4b0d13912345670d95601890afd80709",  // hash with a mobile number inside
      "a13912345670bcde",                              // 16 hexadecimal digits
      "1.13912345670",                                 // fraction
      "13912345670.55",                                // integer part
      "0.13912345670",
      "version 2.13912345670.1",
      "192.168.100.200",
      "2024-11-21 13:45:56.123456",
      "11010519491331002X",  // month 13
      "310115201502290014",  // no such day
      "999999190001010015",
      "6222020000000000001",  // Luhn
      "91110000600037342L",   // check character
      "0000000000000000000",
      "010-12345678",
      "95588",
      "10086",
      "4008123456",
      "139-1234-5670-1234",  // a longer code
      "a@b",
      "icon@2x.png",
      "lodash@4.17.21",
      "zhang@@qq.com",
      "a@b@c.com",
      std::string(70, '1') + "3912345670",
  };
  for (const std::string& text : texts) {
    for (const std::string& line : {text, "\n" + text + "\n", " " + text + ","}) {
      const Collector got = scan_text(line);
      for (const Got& match : got.matches) {
        EXPECT_TRUE(match.has(Evidence::placeholder)) << text << ": " << match;
      }
    }
  }
}

TEST(Negatives, AMillionDigitsAreOnePassAndNothing) {
  const std::string digits(1 << 20, '1');
  EXPECT_TRUE(scan_text(digits, 4096).matches.empty());
  EXPECT_TRUE(scan_text(utf16(wide(digits.substr(0, 1 << 18)), true), 4096).matches.empty());
  std::string glued;
  for (int i = 0; i < 40000; ++i) glued += "1\xC2\xA0";
  EXPECT_TRUE(scan_text(glued, 4096).matches.empty());
  const std::string with_value = digits + "," + kId + "," + digits;
  EXPECT_EQ(scan_text(with_value, 4096).matches.size(), 1u);
}

TEST(Competition, OneFindingPerSpan) {
  const Got email = only(scan_text("13912345670@139.com"));
  EXPECT_EQ(email.rule, "email");
  EXPECT_EQ(email.also, std::vector<std::string>{"cn.mobile"});
  // A check-valid 18-digit number beats the card and account readings of the same digits.
  const Got id =
      only(scan_text("\xE8\xB4\xA6\xE5\x8F\xB7\xEF\xBC\x9A"
                     "440524188001010014"));
  EXPECT_EQ(id.rule, "cn.resident-id");
  EXPECT_EQ(id.also, std::vector<std::string>{"cn.bank-account"});
}

}  // namespace
}  // namespace qingce
