// What is written is read back by another library's parser.
#include "reporters/json_writer.h"

#include <gtest/gtest.h>

#include <limits>
#include <nlohmann/json.hpp>

namespace qingce::test {
namespace {

using Json = nlohmann::json;

std::string text_of(std::string_view value) {
  JsonWriter out;
  out.value(value);
  return out.text();
}

TEST(JsonWriter, NestsAndSeparates) {
  JsonWriter out;
  out.begin_object().key("a").begin_array().end_array();
  out.key("b").begin_object().end_object();
  out.key("c").begin_array().value(1).value("x").null().value(true).begin_array().value(-2);
  out.end_array().begin_object().field("d", false).end_object().end_array();
  out.field("e", std::optional<uint64_t>()).field("f", std::optional<std::string>("g"));
  out.field("g", std::numeric_limits<uint64_t>::max()).end_object();
  EXPECT_EQ(out.text(), R"({"a":[],"b":{},"c":[1,"x",null,true,[-2],{"d":false}],"e":null,"f":"g",)"
                        R"("g":18446744073709551615})");
  out.clear();
  out.value(7);
  EXPECT_EQ(out.text(), "7");
}

// RFC 8259, section 7.
TEST(JsonWriter, EveryCharacterComesBack) {
  for (int c = 0; c < 0x80; ++c) {
    const std::string one(1, static_cast<char>(c));
    EXPECT_EQ(Json::parse(text_of("a" + one + "b")).get<std::string>(), "a" + one + "b") << c;
    EXPECT_EQ(Json::parse(text_of(one)).get<std::string>(), one) << c;
  }
  EXPECT_EQ(text_of("\"\\/\b\f\n\r\t\x01\x1f\x7f"),
            "\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\\u001f\x7f\"");
  EXPECT_EQ(text_of("客户𠮷"), "\"客户𠮷\"");
}

TEST(JsonWriter, BytesThatAreNoUtf8BecomeReplacements) {
  EXPECT_EQ(text_of("a\xff"
                    "b"),
            "\"a\xef\xbf\xbd"
            "b\"");
  EXPECT_EQ(text_of("\xc0\xaf"), "\"\xef\xbf\xbd\xef\xbf\xbd\"");
  for (int first = 0x80; first < 0x100; ++first) {
    for (int second = 0; second < 0x100; second += 7) {
      const std::string bytes = {static_cast<char>(first), static_cast<char>(second)};
      EXPECT_TRUE(Json::accept(text_of(bytes))) << first << ' ' << second;
    }
  }
}

}  // namespace
}  // namespace qingce::test
