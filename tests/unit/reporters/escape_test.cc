#include "reporters/escape.h"

#include <gtest/gtest.h>

#include <utility>

namespace qingce::test {
namespace {

using Pairs = std::pair<std::string, std::string>;

TEST(Escape, VisibleTextDrivesNoTerminalAndTurnsNothingAround) {
  const Pairs cases[] = {
      {"", ""},
      {"客户 a~/%41", "客户 a~/%41"},
      {"a\x1b[31m", "a%1B[31m"},
      {std::string("\0\t\n\r\x7f", 5), "%00%09%0A%0D%7F"},
      {"\xc2\x9b", "%C2%9B"},                   // C1 control
      {"\xe2\x80\xae", "%E2%80%AE"},            // right-to-left override
      {"\xe2\x80\x8b", "%E2%80%8B"},            // zero-width space
      {"\xef\xbb\xbf", "%EF%BB%BF"},            // byte-order mark
      {"\xe2\x80\xa8", "%E2%80%A8"},            // line separator
      {"\xbf\xcd\xbb\xa7", "%BF\xcd\xbb%A7"},   // 客户 in GBK: U+037B in the middle
      {"\xe5\xae", "%E5%AE"},                   // cut short
      {"\xc0\xaf", "%C0%AF"},                   // overlong
      {"\xed\xa0\x80", "%ED%A0%80"},            // surrogate
      {"\xf0\xa0\xae\xb7", "\xf0\xa0\xae\xb7"}  // 𠮷
  };
  for (const auto& [text, shown] : cases) EXPECT_EQ(visible(text), shown);
}

// RFC 4180, section 2: a quote is doubled, the cell stands in quotes. Formula signs: OWASP's list
// for CSV injection and the full-width forms.
TEST(Escape, CsvCell) {
  const Pairs cases[] = {
      {"", "\"\""},
      {"a,b", "\"a,b\""},
      {"say \"hi\"", "\"say \"\"hi\"\"\""},
      {"\"", "\"\"\"\""},
      {"=1+1", "\"'=1+1\""},
      {"+1", "\"'+1\""},
      {"-1", "\"'-1\""},
      {"@SUM(A1)", "\"'@SUM(A1)\""},
      {"  =1", "\"'  =1\""},
      {"\t=1", "\"'%09=1\""},
      {"\rx", "\"'%0Dx\""},
      {"\nx", "\"'%0Ax\""},
      {"＝1", "\"'＝1\""},
      {"＋1", "\"'＋1\""},
      {"－1", "\"'－1\""},
      {"＠x", "\"'＠x\""},
      {"a=1", "\"a=1\""},
      {"a\r\nb", "\"a%0D%0Ab\""},
      {std::string("a\0b", 3), "\"a%00b\""},
      {"=cmd|' /C calc'!A0", "\"'=cmd|' /C calc'!A0\""},
      {"138****5678", "\"138****5678\""},
  };
  for (const auto& [text, cell] : cases) EXPECT_EQ(csv_cell(text), cell) << text;
}

// CommonMark 0.31, section 6.1 (code spans) and GFM 4.10 (a pipe ends a cell even in code).
TEST(Escape, MarkdownCode) {
  const Pairs cases[] = {{"", ""},
                         {"a/b", "`a/b`"},
                         {"a`b|c", "`a%60b%7Cc`"},
                         {"``", "`%60%60`"},
                         {"<b>@all #1 [x](y)", "`<b>@all #1 [x](y)`"},
                         {"a\nb", "`a%0Ab`"}};
  for (const auto& [text, code] : cases) EXPECT_EQ(markdown_code(text), code);
}

TEST(Escape, MarkdownText) {
  const Pairs cases[] = {
      {"", ""},
      {"手机号码", "手机号码"},
      {"<script>&amp;", "&lt;script&gt;&amp;amp;"},
      {"*a* _b_ `c` ~~d~~", "\\*a\\* \\_b\\_ \\`c\\` \\~\\~d\\~\\~"},
      {"[x](y) ![z](w)", "\\[x\\](y) \\!\\[z\\](w)"},
      {"a|b\\", "a\\|b\\\\"},
      {"#1 @all", "\\#1 ＠all"},
      {"a\n# b", "a%0A\\# b"},
  };
  for (const auto& [text, markdown] : cases) EXPECT_EQ(markdown_text(text), markdown);
}

// RFC 3986, sections 2.1 and 2.3. Expected: Python's urllib.parse.quote(safe='/').
TEST(Escape, UriEncode) {
  const Pairs cases[] = {{"", ""},
                         {"AZaz09-._~/", "AZaz09-._~/"},
                         {"客户.csv", "%E5%AE%A2%E6%88%B7.csv"},
                         {"\xbf\xcd\xbb\xa7", "%BF%CD%BB%A7"},
                         {"a b:c?d#e%f", "a%20b%3Ac%3Fd%23e%25f"},
                         {"[x]@!$&'()*+,;=", "%5Bx%5D%40%21%24%26%27%28%29%2A%2B%2C%3B%3D"},
                         {std::string("\0\x7f\xff", 3), "%00%7F%FF"},
                         {"{0}|\\^`\"<>", "%7B0%7D%7C%5C%5E%60%22%3C%3E"}};
  for (const auto& [bytes, uri] : cases) EXPECT_EQ(uri_encode(bytes), uri);
}

}  // namespace
}  // namespace qingce::test
