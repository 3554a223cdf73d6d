// Lines of keys and values: under which key a value stands, for any window size.
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "scanner/read/keyed_fields.h"
#include "tests/unit/read/harness.h"
#include "tests/unit/read/table_questions.h"

namespace qingce {
namespace {

using testing_read::ask_in_windows;
using testing_read::read_bytes;
using testing_read::TableAnswer;
using Fields = std::vector<std::string>;

std::vector<TableAnswer> ask(KeyedKind kind, const std::string& text) {
  return ask_in_windows([&] { return std::make_unique<KeyedFields>(kind); }, text, "139");
}

Fields fields(KeyedKind kind, const std::string& text) {
  Fields out;
  for (const TableAnswer& a : ask(kind, text)) out.push_back(a.field);
  return out;
}

TEST(Keyed, KeysInLogs) {
  EXPECT_EQ(fields(KeyedKind::log,
                   "t=1 mobile=139 x=2\nlevel=info msg=\"call 139 now\" tel='139'\n"
                   "GET /a?id=1&phone=139&x=139 HTTP/1.1\nuser%5Bphone%5D=139&u[0][tel]=+86139\n"
                   "{\"tel\": \"139\", \"n\":139}\nphone: 139\nphone = 139\n"),
            (Fields{"mobile", "msg", "tel", "phone", "x", "user[phone]", "u[*][tel]", "tel", "n",
                    "phone", "phone"}));
}

TEST(Keyed, FreeTextHasNoField) {
  EXPECT_EQ(
      fields(KeyedKind::log, "12:30:139 started\nid=5 called 139 twice\nit was 139\n\"x\" 139\n"),
      (Fields{"", "", "", ""}));
}

TEST(Keyed, KeysThatAreValues) {
  EXPECT_EQ(fields(KeyedKind::log, "13912345678=x a=139\nk=1 13812345678=139\n"),
            (Fields{"", "a", "{*}"}));
}

TEST(Keyed, AValueOfGroupsIsOneValue) {
  const auto answers = ask(KeyedKind::log, "card=139 0000 1111 next=5\n");
  ASSERT_EQ(answers.size(), 1u);
  EXPECT_EQ(answers[0].value, "139 0000 1111");
}

TEST(Keyed, RecordIsTheLine) {
  std::string text = "a=1\n" + std::string(9000, 'x') + " a=139 b=139\nc=139\n";
  const auto answers = ask(KeyedKind::log, text);
  ASSERT_EQ(answers.size(), 3u);
  EXPECT_EQ(answers[0].record, 4u);
  EXPECT_EQ(answers[1].record, 4u);
  EXPECT_EQ(answers[2].record, text.find("c=139"));
}

TEST(Keyed, PathsOfYaml) {
  EXPECT_EQ(fields(KeyedKind::outline,
                   "owner:\n  name: x\n  phone: 139\nusers:\n- name: a\n  phone: \"139\"\n"
                   "- name: b\n  home:\n    tel: 139\n  phone: 139\ntels:\n  - 139\n  - 139\n"
                   "note: |\n  call: 139\nlast: 139\n"),
            (Fields{"owner.phone", "users[*].phone", "users[*].home.tel", "users[*].phone",
                    "tels[*]", "tels[*]", "note", "last"}));
}

TEST(Keyed, SectionsAndProperties) {
  EXPECT_EQ(fields(KeyedKind::outline,
                   "; 139\n# 139\ntop=139\n[db]\nhost = x\nphone = 139\n[web]\nphone=139\n"),
            (Fields{"", "", "top", "db.phone", "web.phone"}));
  EXPECT_EQ(fields(KeyedKind::outline, "export TEL=139\na.b.c=139\n"), (Fields{"TEL", "a.b.c"}));
}

TEST(Keyed, ALongLineKeepsItsKey) {
  const std::string text = "a: 1\nb: " + std::string(20000, 'x') + " 139\nc: 139\n";
  EXPECT_EQ(fields(KeyedKind::outline, text), (Fields{"b", "c"}));
}

TEST(Keyed, WhatIsKeyed) {
  EXPECT_EQ(read_bytes("a: 1\nb:\n  c: 2\n").objects[0].format, "keyed");
  EXPECT_EQ(read_bytes("[a]\nb=1\nc=2\n").objects[0].format, "keyed");
  EXPECT_EQ(read_bytes("t=1 u=2 started\nt=2 u=3 ended\n").objects[0].format, "keyed");
  for (const char* text :
       {"Dear all: hello\nWe met.\nBye\n", "int a = 1;\nint b = 2;\nfoo(a=b);\n",
        "2024-01-01 10:00:00 INFO: start\n2024-01-01 10:00:01 WARN: end\n", "a\nb\n"}) {
    EXPECT_EQ(read_bytes(text).objects[0].format, "text") << text;
  }
}

}  // namespace
}  // namespace qingce
