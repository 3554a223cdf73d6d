// Every example of every built-in rule, put into surroundings, is found by that rule.
#include <gtest/gtest.h>

#include "tests/unit/match/support.h"

namespace qingce {
namespace {

using namespace testing_match;

TEST(Examples, AreFoundInText) {
  const auto engine = builtin_engine();
  ASSERT_TRUE(engine);
  for (const Rule& rule : engine->rules().rules()) {
    for (const std::string& example : rule.examples) {
      const auto expected = evaluate(rule, example);
      ASSERT_TRUE(expected) << rule.id;
      const std::string word = rule.context.empty() ? "" : rule.context.front() + "\xEF\xBC\x9A";
      const std::string text = "\xE3\x80\x8A" + word + example + "\xE3\x80\x8B\n";
      const Collector got = scan_text(text);
      bool found = false;
      for (const Got& match : got.matches) {
        found |= (match.rule == rule.id && match.normal == expected->normal) ||
                 std::find(match.also.begin(), match.also.end(), rule.id) != match.also.end();
      }
      EXPECT_TRUE(found) << rule.id << " example " << (&example - rule.examples.data()) << ": "
                         << example
                         << (got.matches.empty()
                                 ? ""
                                 : " got " + got.matches[0].rule + " " + got.matches[0].normal);
    }
    for (const std::string& example : rule.counter_examples) {
      const Collector got = scan_text("(" + example + ")\n");
      for (const Got& match : got.matches) {
        EXPECT_FALSE(match.rule == rule.id && match.length == example.size())
            << rule.id << ": " << example;
      }
    }
  }
}

}  // namespace
}  // namespace qingce
