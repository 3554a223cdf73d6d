#include "scanner/core/message.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>

namespace qingce {
namespace {

TEST(Message, EveryMessageHasBothLanguagesAndItsOwnId) {
  std::set<std::string_view> ids;
  const std::vector<Message> all = all_messages();
  ASSERT_GT(all.size(), 150u);
  for (const Message& m : all) {
    EXPECT_FALSE(m.zh.empty()) << m.id;
    EXPECT_FALSE(m.en.empty()) << m.id;
    EXPECT_TRUE(ids.insert(m.id).second) << m.id;
  }
}

TEST(Message, ArgumentsAreFilledAndMayBeSentences) {
  const Phrase phrase = Phrase::of("err.key", {"/a{1}b", Phrase::of("err.key.missing")});
  EXPECT_EQ(say(phrase, Language::en), "key file /a{1}b: does not exist");
  EXPECT_EQ(say(phrase, Language::zh), "密钥文件 /a{1}b：不存在");
}

TEST(Message, ErrorSaysEnglishInItsMessageAndBothOnRequest) {
  const Error e = make_error(ErrorCode::usage, "err.target.missing", {"'x'"}, 2);
  EXPECT_EQ(e.message, "target 'x' does not exist");
  EXPECT_EQ(say(e, Language::zh), "扫描目标 'x' 不存在");
  EXPECT_EQ(e.sys, 2);
  EXPECT_EQ(say(Error{ErrorCode::io, "plain", 0}, Language::zh), "plain");
}

TEST(Message, PrintableKeepsLettersAndEscapesWhatATerminalWouldObey) {
  EXPECT_EQ(printable("清册 a\nb"), "清册 a\nb");
  EXPECT_EQ(printable("\x1b[31m"), "%1B[31m");
  EXPECT_EQ(printable("a\xe2\x80\xae"
                      "b"),
            "a%E2%80%AEb");
  EXPECT_EQ(printable("\xc7\xe5"), "%C7%E5");
  EXPECT_EQ(printable("\r\x7f"), "%0D%7F");
}

}  // namespace
}  // namespace qingce
