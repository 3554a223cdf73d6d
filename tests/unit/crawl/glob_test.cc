#include "scanner/crawl/glob.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <random>

namespace qingce {
namespace {

using testing::HasSubstr;

bool matches(const std::string& pattern, std::string_view path, bool directory = false) {
  const Result<GlobSet> set = GlobSet::compile({pattern});
  EXPECT_TRUE(set.ok()) << pattern << ": " << set.error().message;
  return set.ok() && set->matches(path, directory);
}

struct Case {
  std::string pattern;
  std::string path;
  bool matches;
};

TEST(Glob, Table) {
  const std::vector<Case> cases = {
      // Without '/': the last component.
      {"*.log", "a.log", true},
      {"*.log", "d/e/a.log", true},
      {"*.log", "a.log.1", false},
      {"*.log", ".log", true},
      {"a", "a", true},
      {"a", "d/a", true},
      {"a", "a/d", false},
      {"a", "ab", false},
      {"A", "a", false},
      {"**", "d/a", true},
      // With '/': the path below the target.
      {"d/*.log", "d/a.log", true},
      {"d/*.log", "d/e/a.log", false},
      {"d/*.log", "x/d/a.log", false},
      {"/a", "a", true},
      {"/a", "d/a", false},
      {"./a", "a", true},
      {"./a", "d/a", false},
      {"/d/a", "d/a", true},
      {"d/**", "d/a", true},
      {"d/**", "d/e/a", true},
      {"d/**", "d", false},
      {"**/a", "a", true},
      {"**/a", "d/e/a", true},
      {"**/a", "d/ea", false},
      {"a/**/b", "a/b", true},
      {"a/**/b", "a/x/y/b", true},
      {"a/**/b", "axb", false},
      {"a/**b", "a/x/yb", true},
      {"*/a", "d/a", true},
      {"*/a", "a", false},
      {"d?a/x", "d/a/x", false},
      {"d[!x]a/x", "d/a/x", false},
      {"d[+-9]a/x", "d/a/x", false},
      // Sets.
      {"[a-c]", "b", true},
      {"[a-c]", "d", false},
      {"[!a-c]", "d", true},
      {"[^a-c]", "b", false},
      {"[]]", "]", true},
      {"[!]]", "]", false},
      {"[a-]", "-", true},
      {"[-a]", "-", true},
      {"[\\]a]", "]", true},
      {"[a\\-c]", "b", false},
      {"[*?]", "*", true},
      {"[*?]", "x", false},
      {"[[]", "[", true},
      // Escapes and characters that mean something in regular expressions.
      {"\\*", "*", true},
      {"\\*", "a", false},
      {"\\[a]", "[a]", true},
      {"a.b", "axb", false},
      {"a+(b|c){2}^$", "a+(b|c){2}^$", true},
      {"]", "]", true},
      {"\\a", "a", true},
      // Any bytes.
      {"new*line", "new\nline", true},
      {"*", "\n", true},
      {"\xCD\xF5*", "\xCD\xF5\xD3\xF1.xls", true},                                          // GBK
      {"\xE5\xAE\xA2\xE6\x88\xB7?.xls", "\xE5\xAE\xA2\xE6\x88\xB7\xE8\xA1\xA8.xls", true},  // UTF-8
      {"?", "\xE5\xAE\xA2", true},
      {"?", "\xF0\xA0\x80\x80", true},
      {"?", "\xFF", true},
      {"?", "\xE5\xAE\xA2x", false},
      {"[!a]", "\xE5\xAE\xA2", true},
      {"?", "", false},
      {"*", "", true},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(matches(c.pattern, c.path), c.matches) << c.pattern << " on " << c.path;
  }
}

TEST(Glob, TrailingSlashMeansDirectories) {
  EXPECT_TRUE(matches("cache/", "d/cache", true));
  EXPECT_FALSE(matches("cache/", "d/cache", false));
  EXPECT_TRUE(matches("/cache/", "cache", true));
  EXPECT_FALSE(matches("/cache/", "d/cache", true));
  EXPECT_TRUE(matches("cache", "cache", true));
  EXPECT_TRUE(matches("d/*/", "d/e", true));
}

TEST(Glob, Sets) {
  const Result<GlobSet> none = GlobSet::compile({});
  EXPECT_TRUE(none->empty());
  EXPECT_FALSE(none->matches("a", false));
  const Result<GlobSet> some = GlobSet::compile({"*.log", "d/", "x/y", "*.tmp"});
  EXPECT_FALSE(some->empty());
  EXPECT_TRUE(some->matches("q/a.tmp", false));
  EXPECT_TRUE(some->matches("x/y", false));
  EXPECT_TRUE(some->matches("d", true));
  EXPECT_FALSE(some->matches("d", false));
}

TEST(Glob, ErrorsNamePatternAndPosition) {
  struct Bad {
    std::string pattern;
    std::string position;
    std::string what;
  };
  const std::vector<Bad> cases = {
      {"", "position 1", "empty"},
      {"/", "position 1", "empty"},
      {"./", "position 1", "empty"},
      {"ab[c", "position 3", "not closed"},
      {"[]", "position 1", "not closed"},
      {"[!]", "position 1", "not closed"},
      {"[a\\", "position 1", "not closed"},
      {"[z-a]", "position 3", "downward"},
      {"a\\", "position 2", "follows"},
      {"x[a/b]", "position 4", "'/'"},
      {"[\xE5\xAE\xA2]", "position 2", "ASCII"},
      {"[[:alpha:]]", "position 2", "classes"},
      {"a//b", "position 2", "two '/'"},
      {std::string(5000, 'a'), "position 4097", "too long"},
  };
  for (const Bad& bad : cases) {
    const Result<GlobSet> set = GlobSet::compile({"good", bad.pattern});
    ASSERT_FALSE(set.ok()) << bad.pattern;
    EXPECT_EQ(set.error().code, ErrorCode::usage);
    EXPECT_THAT(set.error().message, HasSubstr(bad.pattern.substr(0, 40)));
    EXPECT_THAT(set.error().message, HasSubstr(bad.position));
    EXPECT_THAT(set.error().message, HasSubstr(bad.what));
  }
}

TEST(Glob, ManyAndLargePatterns) {
  std::vector<std::string> many;
  for (int i = 0; i < 5'000; ++i) many.push_back("/data/" + std::to_string(i) + "/*.tmp");
  const Result<GlobSet> set = GlobSet::compile(many);
  ASSERT_TRUE(set.ok());
  EXPECT_TRUE(set->matches("data/4999/x.tmp", false));
  EXPECT_FALSE(set->matches("data/5000/x.tmp", false));
  EXPECT_TRUE(matches(std::string(4'096, '?'), std::string(4'096, 'a')));
  const Result<GlobSet> large =
      GlobSet::compile(std::vector<std::string>(20, std::string(4'000, '?')));
  ASSERT_FALSE(large.ok());
  EXPECT_THAT(large.error().message, HasSubstr("too large"));
}

// A plain backtracking matcher over ASCII, written from glob.h; shares nothing with the
// translation.
class Reference {
 public:
  Reference(std::string pattern, std::string text)
      : pattern_(std::move(pattern)), text_(std::move(text)) {}
  bool run() const { return match(0, 0); }

 private:
  bool match(size_t p, size_t t) const {
    if (p == pattern_.size()) return t == text_.size();
    if (pattern_[p] == '*') return match_stars(p, t);
    if (t == text_.size()) return false;
    if (pattern_[p] == '?') return text_[t] != '/' && match(p + 1, t + 1);
    if (pattern_[p] == '[') return match_set(p, t);
    if (pattern_[p] == '\\') ++p;
    return pattern_[p] == text_[t] && match(p + 1, t + 1);
  }

  bool match_stars(size_t p, size_t t) const {
    size_t end = p;
    while (end < pattern_.size() && pattern_[end] == '*') ++end;
    const bool many = end - p >= 2;
    const bool start = p == 0 || pattern_[p - 1] == '/';
    if (end - p == 2 && start && end < pattern_.size() && pattern_[end] == '/') {
      if (match(end + 1, t)) return true;
      for (size_t i = t; i < text_.size(); ++i) {
        if (text_[i] == '/' && match(end + 1, i + 1)) return true;
      }
      return false;
    }
    for (size_t i = t;; ++i) {
      if (match(end, i)) return true;
      if (i == text_.size() || (text_[i] == '/' && !many)) return false;
    }
  }

  bool match_set(size_t p, size_t t) const {
    ++p;
    const bool negated = pattern_[p] == '!' || pattern_[p] == '^';
    if (negated) ++p;
    bool in = false;
    for (bool first = true; pattern_[p] != ']' || first; first = false) {
      if (pattern_[p] == '\\') ++p;
      const char low = pattern_[p++];
      char high = low;
      if (pattern_[p] == '-' && pattern_[p + 1] != ']') {
        ++p;
        if (pattern_[p] == '\\') ++p;
        high = pattern_[p++];
      }
      if (low <= text_[t] && text_[t] <= high) in = true;
    }
    return text_[t] != '/' && in != negated && match(p + 1, t + 1);
  }

  std::string pattern_;
  std::string text_;
};

TEST(Glob, AgreesWithAPlainMatcher) {
  std::mt19937 random(20240607);
  const auto text = [&](std::string_view alphabet, size_t longest) {
    std::string out;
    for (size_t n = random() % (longest + 1); n > 0; --n)
      out += alphabet[random() % alphabet.size()];
    return out;
  };
  int compared = 0;
  int matched = 0;
  for (int i = 0; i < 20'000; ++i) {
    // "a/" in front ties the pattern to the whole path, so that the reference needs no rules for
    // components.
    const std::string pattern = "a/" + text("ab/**?[]!-^\\c", 9);
    const Result<GlobSet> set = GlobSet::compile({pattern});
    if (!set.ok() || pattern.ends_with('/')) continue;
    for (int k = 0; k < 10; ++k) {
      const std::string path = "a/" + text("abc/-]", 7);
      const bool expected = Reference(pattern, path).run();
      ASSERT_EQ(set->matches(path, false), expected) << pattern << " on " << path;
      ++compared;
      matched += expected ? 1 : 0;
    }
  }
  EXPECT_GT(compared, 50'000);
  EXPECT_GT(matched, 1'000);
}

}  // namespace
}  // namespace qingce
