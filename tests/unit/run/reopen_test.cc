// Every location that a report prints leads back to the place it names, whatever the names are; and
// what is shown of the place holds no value.
#include "scanner/run/reopen.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <random>
#include <set>

#include "scanner/inventory/inventory.h"
#include "scanner/run/scan.h"

namespace qingce {
namespace {

namespace fs = std::filesystem;

constexpr const char* kId = "11010519491231002X";  // GB 11643-1999's example
constexpr const char* kMobile = "13987651234";

struct TempDir {
  TempDir() {
    std::string pattern = (fs::temp_directory_path() / "qingce-reopen-XXXXXX").string();
    path = mkdtemp(pattern.data());
  }
  ~TempDir() { fs::remove_all(path); }
  fs::path path;
};

// ustar (POSIX 1003.1): a name of up to 100 bytes stands as it is.
std::string tar_member(const std::string& name, const std::string& content) {
  std::string h(512, '\0');
  const auto put = [&](size_t at, const std::string& text) { h.replace(at, text.size(), text); };
  const auto octal = [](uint64_t value, int digits) {
    char text[32];
    std::snprintf(text, sizeof text, "%0*llo", digits, static_cast<unsigned long long>(value));
    return std::string(text);
  };
  put(0, name);
  put(100, "0000644");
  put(108, "0000000");
  put(116, "0000000");
  put(124, octal(content.size(), 11));
  put(136, octal(1700000000, 11));
  put(148, "        ");
  put(156, "0");
  put(257, std::string("ustar\0"
                       "00",
                       8));
  unsigned sum = 0;
  for (const char c : h) sum += static_cast<unsigned char>(c);
  put(148, octal(sum, 6) + std::string("\0 ", 2));
  std::string out = h + content;
  out.resize((out.size() + 511) / 512 * 512);
  return out;
}
std::string tar_end() { return std::string(1024, '\0'); }

// Pieces that have a meaning in a location, on a terminal, in a spreadsheet or in a page.
const std::vector<std::string>& hostile() {
  static const std::vector<std::string> pieces = {"a",
                                                  "\x1b[31m",
                                                  "\xE2\x80\xAE",
                                                  "=cmd|' /C calc'!A0",
                                                  "</script>",
                                                  "\n",
                                                  "\r",
                                                  "!",
                                                  "#",
                                                  "@",
                                                  ";",
                                                  "%",
                                                  "\xBF\xCD\xBB\xA7",
                                                  "~",
                                                  "@123",
                                                  ";2",
                                                  "%41",
                                                  "\x7f",
                                                  "\xC2\x85",
                                                  "\xE2\x80\xA8",
                                                  "\xF0\x9F\x98\x80",
                                                  "\xFF",
                                                  "*",
                                                  "~tail",
                                                  "'",
                                                  "\"",
                                                  " ",
                                                  "客户",
                                                  "\xEF\xBC\x9D",
                                                  "\\",
                                                  ".."};
  return pieces;
}

std::string random_name(std::mt19937& random, size_t most) {
  std::string out;
  const size_t n = 1 + random() % 4;
  for (size_t i = 0; i < n; ++i) out += hostile()[random() % hostile().size()];
  if (out.size() > most) out.resize(most);
  return out == ".." || out == "." ? "x" : out;
}

// A name of a file holds no '/'.
std::string file_name(std::mt19937& random, size_t most) {
  std::string out = random_name(random, most);
  std::replace(out.begin(), out.end(), '/', '|');
  return out;
}

struct ReopenTest : ::testing::Test {
  ReopenTest() : key(Key::from_bytes(std::array<uint8_t, 32>{7})) {
    rules = *RuleSet::load({});
    engine = *MatchEngine::compile(rules);
    fs::create_directories(dir.path / "in");
  }
  void put(const fs::path& name, const std::string& content) {
    std::ofstream out(dir.path / "in" / name, std::ios::binary);
    out << content;
    ASSERT_TRUE(out.good()) << name;
  }
  std::unique_ptr<InventoryReader> scan_all() {
    ScanOptions o;
    o.targets = {(dir.path / "in").string()};
    o.inventory = (dir.path / "inventory").string();
    o.force = true;
    o.keep_findings = true;
    o.reference_date = "2026-11-21";
    EXPECT_TRUE(scan(o, rules, key, {}).ok());
    return std::move(*InventoryReader::open(o.inventory));
  }
  Result<Reopened> open(const std::string& text, const ReadOptions& read = {}) {
    const auto parsed = parse_location(text);
    EXPECT_TRUE(parsed.ok()) << text;
    ReopenRequest request;
    request.place = *parsed;
    request.read = read;
    return reopen(request, {engine}, key);
  }
  static std::string shown(const Reopened& r) {
    std::string out = r.location + "\n" + r.display + "\n";
    for (const std::string& m : r.members) out += m + "\n";
    for (const ShownPlace& p : r.places) {
      for (const ShownMatch& m : p.found) out += m.rule + " " + m.masked + "\n";
      for (const ShownLine& l : p.lines) out += l.text + "\n";
      for (const ShownField& f : p.fields) out += f.name + " " + f.text + "\n";
    }
    return out;
  }

  TempDir dir;
  Key key;
  std::shared_ptr<const RuleSet> rules;
  std::shared_ptr<const MatchEngine> engine;
};

// Letters only, so that no rule touches it: which content was opened.
std::string token(uint32_t n) {
  std::string out = "token";
  for (int i = 0; i < 6; ++i, n /= 26) out += static_cast<char>('a' + n % 26);
  return out;
}

TEST_F(ReopenTest, EveryPrintedLocationInverts) {
  std::mt19937 random(20261122);
  uint32_t tokens = 0;
  const auto content = [&] { return token(tokens++) + ", 手机 " + kMobile + "\n"; };
  for (int d = 0; d < 12; ++d) {
    const std::string folder = file_name(random, 60);
    std::error_code error;
    fs::create_directory(dir.path / "in" / folder, error);
    for (int i = 0; i < 6; ++i) {
      const fs::path name = fs::path(folder) / file_name(random, 60);
      if (!fs::exists(dir.path / "in" / name, error)) put(name, content());
    }
    std::string inner, outer;
    for (int i = 0; i < 5; ++i) inner += tar_member(random_name(random, 90), content());
    inner += tar_end() + "behind the end: " + content();
    for (int i = 0; i < 8; ++i) {
      const std::string name = random_name(random, 80) + (i % 3 == 0 ? "/" : "");
      if (name.back() == '/') {
        outer += tar_member(name + random_name(random, 10), content());
      } else {
        outer += tar_member(name, content());
        outer += tar_member(name, content());  // once more: ";2"
      }
    }
    outer += tar_member(random_name(random, 60) + ".tar", inner) + tar_end();
    put(fs::path(folder) / ("archive" + std::to_string(d)), outer);
  }

  const auto inventory = scan_all();
  std::set<std::string> locations, met;
  uint64_t objects = 0;
  ASSERT_TRUE(inventory
                  ->objects([&](const StoredObject& object) {
                    ++objects;
                    locations.insert(object.row.location);
                    const auto r = open(object.row.location);
                    EXPECT_TRUE(r.ok()) << object.row.location;
                    if (!r.ok()) return true;
                    EXPECT_EQ(r->location, object.row.location);
                    if (r->facts) {
                      EXPECT_EQ(r->facts->kind, object.row.kind);
                    }
                    return true;
                  })
                  .ok());
  EXPECT_EQ(locations.size(), objects);  // no two print alike
  EXPECT_GT(objects, 200u);
  uint64_t findings = 0;
  ASSERT_TRUE(inventory
                  ->findings([&](const StoredFinding& f) {
                    ++findings;
                    if (!f.finding.offset) return true;
                    const auto r = open(f.location + "@" + std::to_string(*f.finding.offset));
                    EXPECT_TRUE(r.ok() && r->places.size() == 1) << f.location;
                    if (!r.ok() || r->places.size() != 1) return true;
                    const ShownPlace& place = r->places[0];
                    EXPECT_TRUE(place.found.size() == 1 &&
                                place.found[0].masked == f.finding.masked &&
                                place.found[0].offset == *f.finding.offset);
                    const std::string text = shown(*r);
                    EXPECT_EQ(text.find(kMobile), std::string::npos);
                    const size_t at = text.find("token");
                    EXPECT_NE(at, std::string::npos) << f.location;
                    if (at != std::string::npos) {
                      // Each place has its own content: nothing else was opened.
                      EXPECT_TRUE(met.insert(text.substr(at, 11)).second) << f.location;
                    }
                    return true;
                  })
                  .ok());
  EXPECT_EQ(met.size(), findings);
  EXPECT_EQ(met.size(), tokens);
}

TEST_F(ReopenTest, SurroundingsAreMaskedInEveryEncoding) {
  // "客户 <id>，手机 <mobile>" in GB18030 and UTF-16LE, spelt out (GB 18030-2005, Unicode).
  const std::string gbk = std::string("\xBF\xCD\xBB\xA7 ") + kId + " \xCA\xD6\xBB\xFA " + kMobile;
  std::string wide = "\xFF\xFE";
  for (const char c : std::string("id ") + kId + "\nx " + kMobile + "\n") {
    wide += c;
    wide += '\0';
  }
  put("gbk.txt", "\xD0\xD5\xC3\xFB\n" + gbk + "\n\xB5\xD8\xD6\xB7\n");
  put("wide.txt", wide);
  const auto gbk_shown = open((dir.path / "in/gbk.txt").string() + "@10");
  ASSERT_TRUE(gbk_shown.ok());
  const std::string text = shown(*gbk_shown);
  EXPECT_NE(text.find("客户 11***************X 手机 139****1234"), std::string::npos) << text;
  EXPECT_NE(text.find("姓名"), std::string::npos);
  EXPECT_NE(text.find("地址"), std::string::npos);
  const auto wide_shown = open((dir.path / "in/wide.txt").string() + "@8");
  ASSERT_TRUE(wide_shown.ok());
  EXPECT_NE(shown(*wide_shown).find("id 11***************X\nx 139****1234"), std::string::npos)
      << shown(*wide_shown);
}

TEST_F(ReopenTest, WhatNoRuleAcceptsIsNotPrintedAsARunOfDigits) {
  put("a.txt", "bad check 110105194912310021, short 123456, spaced 6222 0200 1111 2222 333 end\n");
  const auto r = open((dir.path / "in/a.txt").string() + "@0");
  ASSERT_TRUE(r.ok());
  const std::string text = shown(*r);
  EXPECT_NE(text.find("bad check 11****************"), std::string::npos) << text;
  EXPECT_NE(text.find("short 123456,"), std::string::npos);
  EXPECT_EQ(text.find("0200"), std::string::npos);
}

TEST_F(ReopenTest, ControlBytesNeverComeThrough) {
  put("a.txt",
      "a\x1b[2Jb\x7f\xC2\x85\xE2\x80\xAE"
      "c\x01\n");
  const auto r = open((dir.path / "in/a.txt").string() + "@0");
  ASSERT_TRUE(r.ok());
  ASSERT_EQ(r->places.size(), 1u);
  ASSERT_GE(r->places[0].lines.size(), 1u);
  EXPECT_EQ(r->places[0].lines[0].text, "a<U+001B>[2Jb<U+007F><U+0085><U+202E>c<U+0001>");
}

// A value that begins before the part that is shown, or goes on behind it, is masked as well: the
// line is longer than what is gathered.
TEST_F(ReopenTest, LongLinesShowNoPartOfAValue) {
  std::string line;
  while (line.size() < 3 * kGathered) line += std::string("id ") + kId + " tel " + kMobile + ", ";
  put("long.txt", line);
  for (uint64_t at = kGathered; at < kGathered + 120; ++at) {
    const auto r = open((dir.path / "in/long.txt").string() + "@" + std::to_string(at));
    ASSERT_TRUE(r.ok());
    const std::string text = shown(*r);
    int digits = 0;
    for (size_t i = text.find(".txt") + 4; i < text.size(); ++i) {
      digits = text[i] >= '0' && text[i] <= '9' ? digits + 1 : 0;
      ASSERT_LE(digits, 4) << at << ": " << text;  // the mobile's mask shows three and four
    }
  }
}

TEST_F(ReopenTest, ErrorsTellWhatIsMissing) {
  put("a.tar", tar_member("one", "x") + tar_end());
  const auto absent = open((dir.path / "in/none").string());
  ASSERT_FALSE(absent.ok());
  EXPECT_EQ(absent.error().code, ErrorCode::usage);
  const auto member = open((dir.path / "in/a.tar").string() + "!two");
  ASSERT_TRUE(member.ok());
  EXPECT_EQ(member->members_found, 0u);
  EXPECT_FALSE(member->facts);
  const auto deep = open((dir.path / "in/a.tar").string() + "!one!x");
  ASSERT_TRUE(deep.ok());
  EXPECT_EQ(deep->members_found, 1u);
}

TEST_F(ReopenTest, PathsLongerThanTheSystemTakesAreOpened) {
  std::string name(200, 'd');
  fs::path where = dir.path / "in";
  const fs::path before = fs::current_path();
  fs::current_path(where);
  std::string printed = where.string();
  for (int i = 0; i < 25; ++i) {
    fs::create_directory(name);
    fs::current_path(name);
    printed += "/" + name;
  }
  std::ofstream("f") << "tel " << kMobile << "\n";
  fs::current_path(before);
  const auto r = open(printed + "/f");
  ASSERT_TRUE(r.ok());
  EXPECT_EQ(r->places.size(), 1u);
  // remove_all cannot: by hand, from above.
  fs::current_path(where);
  for (int i = 0; i < 25; ++i) fs::current_path(name);
  fs::remove("f");
  for (int i = 0; i < 25; ++i) {
    fs::current_path("..");
    fs::remove(name);
  }
  fs::current_path(before);
}

}  // namespace
}  // namespace qingce
