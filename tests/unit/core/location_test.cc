#include "scanner/core/location.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <tuple>

namespace qingce {
namespace {

using namespace std::string_literals;

std::string member_text(const std::string& raw) {
  return Location::target("t", 0).member(raw, 0).print().substr(2);
}

// ---- examples, written by hand from the design

TEST(LocationPrint, TheWayOfOneDatum) {
  const auto at = Location::target("backup.tar.zst", 0).member("db/users.sql", 3);
  EXPECT_EQ(at.print(), "backup.tar.zst!db/users.sql");
  EXPECT_EQ(at.print() + print_field("users.id_card") + "@120",
            "backup.tar.zst!db/users.sql#users.id_card@120");
  EXPECT_EQ(
      Location::target("/srv", 0).name("备份 1").name("a\\b.zip").member("客户.csv", 0).print(),
      "/srv/备份 1/a\\b.zip!客户.csv");
}

TEST(LocationPrint, TargetAsGiven) {
  EXPECT_EQ(Location::target("./a/b", 0).print(), "a/b");
  EXPECT_EQ(Location::target("././/a", 0).print(), "a");
  EXPECT_EQ(Location::target(".", 0).print(), ".");
  EXPECT_EQ(Location::target("./", 0).print(), ".");
  EXPECT_EQ(Location::target(".", 0).name("a").print(), "./a");
  EXPECT_EQ(Location::target("../a", 0).print(), "../a");
  EXPECT_EQ(Location::target(".a", 0).print(), ".a");
  EXPECT_EQ(Location::target("dir/", 0).name("x").print(), "dir/x");
  EXPECT_EQ(Location::target("/", 0).name("etc").name("passwd").print(), "/etc/passwd");
}

TEST(LocationPrint, SyntaxIsEscaped) {
  EXPECT_EQ(member_text("a%b!c#d;e"), "a%25b%21c%23d%3Be");
  EXPECT_EQ(member_text("~x"), "%7Ex");
  EXPECT_EQ(member_text("a~x"), "a~x");
  EXPECT_EQ(member_text("a@12"), "a%4012");
  EXPECT_EQ(member_text("a@12b"), "a@12b");
  EXPECT_EQ(member_text("a@"), "a@");
  EXPECT_EQ(member_text("a@1@2"), "a@1%402");
  EXPECT_EQ(member_text(""), "");
  EXPECT_EQ(member_text("/etc//x/"), "/etc//x/");
  EXPECT_EQ(Location::target("~home@1/x@2", 0).name("~n@3").print(), "~home%401/x%402/~n%403");
}

TEST(LocationPrint, UnsafeBytesAreEscaped) {
  EXPECT_EQ(member_text("a\0b\x1B\x7F\n"s), "a%00b%1B%7F%0A");
  EXPECT_EQ(member_text("\xB1\xB8\xB7\xDD.txt"), "%B1%B8%B7%DD.txt");  // GBK
  EXPECT_EQ(member_text("\xC2\x85\xC2\x9B"), "%C2%85%C2%9B");          // C1
  EXPECT_EQ(member_text("\xC0\xAF\xED\xA0\x80"), "%C0%AF%ED%A0%80");   // overlong, surrogate
  EXPECT_EQ(member_text("\xF0\x9F\x98\x80"), "\xF0\x9F\x98\x80");
  for (const char32_t c :
       {0xADu,   0x61Cu,  0x200Bu, 0x200Cu, 0x200Du, 0x200Eu, 0x200Fu, 0x2028u, 0x2029u, 0x202Au,
        0x202Bu, 0x202Cu, 0x202Du, 0x202Eu, 0x2060u, 0x2066u, 0x2067u, 0x2068u, 0x2069u, 0xFEFFu}) {
    std::string text;
    if (c < 0x800) {
      text = {static_cast<char>(0xC0 | c >> 6), static_cast<char>(0x80 | (c & 63))};
    } else {
      text = {static_cast<char>(0xE0 | c >> 12), static_cast<char>(0x80 | (c >> 6 & 63)),
              static_cast<char>(0x80 | (c & 63))};
    }
    const std::string printed = member_text(text);
    EXPECT_EQ(printed.size(), 3 * text.size()) << std::hex << static_cast<unsigned>(c);
    EXPECT_EQ(printed[0], '%');
  }
}

TEST(LocationPrint, RepeatsAndPseudoMembers) {
  const auto zip = Location::target("a.zip", 0);
  EXPECT_EQ(zip.member("x", 0, 1).print(), "a.zip!x");
  EXPECT_EQ(zip.member("x", 1, 2).print(), "a.zip!x;2");
  EXPECT_EQ(zip.member("x;2", 2).print(), "a.zip!x%3B2");
  EXPECT_EQ(zip.pseudo("tail", 3).print(), "a.zip!~tail");
  EXPECT_EQ(zip.pseudo("tail", 4, 2).print(), "a.zip!~tail;2");
  EXPECT_EQ(zip.member("~tail", 5).print(), "a.zip!%7Etail");
}

TEST(LocationPrint, MaskedSpans) {
  const Step step{StepKind::member, "110105194912310021-\xFF.txt", 0, 2};
  EXPECT_EQ(print_step(step, {{0, 18, "11***************1~3fa9c1"}}),
            "11***************1~3fa9c1-%FF.txt;2");
  EXPECT_EQ(print_step(step, {{0, 2, "A"}, {2, 18, "B"}}), "AB-%FF.txt;2");
  EXPECT_EQ(print_step(step, {{0, 18, "!~"}}), "%21~-%FF.txt;2");
  EXPECT_EQ(print_step(step, {{5, 90, "out of the name"}}), "110105194912310021-%FF.txt;2");
  EXPECT_EQ(print_step({StepKind::name, "u@13800001234", 0, 1}, {{2, 13, "138****1234~0a1b2c"}}),
            "u@138****1234~0a1b2c");
}

TEST(LocationParse, Parts) {
  const auto got = parse_location("d/a%21.zip!x;2!~tail!%7Ey#t.c%40id@77");
  ASSERT_TRUE(got.ok());
  EXPECT_EQ(got->path, "d/a!.zip");
  ASSERT_EQ(got->members.size(), 3u);
  EXPECT_EQ(got->members[0], (ParsedLocation::Member{"x", 2, false}));
  EXPECT_EQ(got->members[1], (ParsedLocation::Member{"tail", 1, true}));
  EXPECT_EQ(got->members[2], (ParsedLocation::Member{"~y", 1, false}));
  EXPECT_EQ(got->field, "t.c@id");
  EXPECT_EQ(got->offset, 77u);
}

TEST(LocationParse, RefusalsNameThePosition) {
  const std::pair<const char*, const char*> cases[] = {
      {"", "byte 1"},        {"!x", "byte 1"},
      {"a%", "byte 2"},      {"a%4", "byte 2"},
      {"a%4g", "byte 2"},    {"a!x;", "byte 4"},
      {"a!x;y", "byte 4"},   {"a!x;0", "byte 4"},
      {"a!x;2;3", "byte 4"}, {"a!x;99999999999", "byte 4"},
      {"a#b#c", "byte 4"},   {"#f", "byte 1"},
      {"@5", "byte 1"},      {"a@18446744073709551616", "byte 3"}};
  for (const auto& [text, where] : cases) {
    const auto got = parse_location(text);
    ASSERT_FALSE(got.ok()) << text;
    EXPECT_EQ(got.error().code, ErrorCode::usage);
    EXPECT_NE(got.error().message.find(where), std::string::npos)
        << text << ": " << got.error().message;
  }
  EXPECT_EQ(parse_location("a@18446744073709551615")->offset, UINT64_MAX);
}

// ---- properties

// What a location means, apart from ordinals, which are not printed.
using Meaning = std::tuple<std::string, std::vector<std::tuple<bool, std::string, uint32_t>>,
                           std::optional<std::string>, std::optional<uint64_t>>;

Meaning meaning_of(const Location& at, std::optional<std::string> field,
                   std::optional<uint64_t> offset) {
  Meaning out;
  std::string& path = std::get<0>(out);
  for (const Step* step : at.steps()) {
    if (step->kind == StepKind::name && path.back() != '/') path += '/';
    if (step->kind == StepKind::target || step->kind == StepKind::name) {
      path += step->raw;
    } else {
      std::get<1>(out).emplace_back(step->kind == StepKind::pseudo, step->raw, step->repeat);
    }
  }
  std::get<2>(out) = std::move(field);
  std::get<3>(out) = offset;
  return out;
}

Meaning meaning_of(const ParsedLocation& parsed) {
  Meaning out{parsed.path, {}, parsed.field, parsed.offset};
  for (const auto& m : parsed.members) std::get<1>(out).emplace_back(m.pseudo, m.raw, m.repeat);
  return out;
}

bool is_safe(const std::string& text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    const auto b = static_cast<unsigned char>(c);
    return b >= 0x20 && b != 0x7F;
  });
}

class Injective {
 public:
  void add(const Location& at, const std::optional<std::string>& field = {},
           std::optional<uint64_t> offset = {}) {
    std::string text = at.print();
    if (field) text += print_field(*field);
    if (offset) text += "@" + std::to_string(*offset);
    const Meaning meaning = meaning_of(at, field, offset);
    const auto [it, fresh] = seen_.emplace(text, meaning);
    ASSERT_TRUE(it->second == meaning) << "two meanings: " << text;
    const auto parsed = parse_location(text);
    ASSERT_TRUE(parsed.ok()) << text << ": " << parsed.error().message;
    ASSERT_TRUE(meaning_of(*parsed) == meaning) << text;
    ASSERT_EQ(print_location(*parsed), text);
    ASSERT_TRUE(is_safe(text));
    ++tried_;
  }
  size_t tried() const { return tried_; }

 private:
  std::map<std::string, Meaning> seen_;
  size_t tried_ = 0;
};

std::vector<std::string> all_texts(const std::string& alphabet, size_t longest) {
  std::vector<std::string> out = {""};
  for (size_t begin = 0, length = 0; length < longest; ++length) {
    const size_t end = out.size();
    for (; begin < end; ++begin) {
      for (const char c : alphabet) out.push_back(out[begin] + c);
    }
  }
  return out;
}

// Every short text of the characters that mean something.
TEST(LocationProperty, InjectiveOverAllShortTexts) {
  Injective check;
  const std::string alphabet = "a12@;#!%~/";
  const auto zip = Location::target("z", 0);
  for (const std::string& raw : all_texts(alphabet, 3)) {
    for (const uint32_t repeat : {1u, 2u, 12u}) {
      const auto at = zip.member(raw, 0, repeat);
      check.add(at);
      check.add(at, {}, 1);
      check.add(at, "f");
      check.add(at, raw, 2);
    }
    check.add(zip.pseudo(raw, 0));
    if (!raw.empty()) check.add(Location::target(raw, 0));
    if (raw.find('/') == std::string::npos && !raw.empty()) {
      check.add(zip.name(raw));
      check.add(Location::target("z/", 0).name(raw), {}, 7);
      check.add(zip.name("y").name(raw).member("m", 0));
    }
  }
  const auto two = all_texts(alphabet, 2);
  for (const std::string& a : two) {
    for (const std::string& b : two) {
      check.add(zip.member(a, 0).member(b, 1));
      check.add(zip.pseudo(a, 0).member(b, 1), a, 3);
    }
  }
  EXPECT_GT(check.tried(), 25'000u);
}

std::string random_text(std::mt19937_64& random, size_t longest, bool component) {
  static const std::vector<std::string> kPieces = {"a",
                                                   "1",
                                                   "2",
                                                   "0",
                                                   "@",
                                                   ";",
                                                   "#",
                                                   "!",
                                                   "%",
                                                   "~",
                                                   "/",
                                                   ".",
                                                   " ",
                                                   "\\",
                                                   "\"",
                                                   "\n",
                                                   "\0"s,
                                                   "\x1B",
                                                   "\x7F",
                                                   "\xFF",
                                                   "\x80",
                                                   "\xE4",
                                                   "\xB8",
                                                   "\xAD",
                                                   "中",
                                                   "\xC2\x85",
                                                   "\xE2\x80\xAE",
                                                   "\xE2\x80\x8B",
                                                   "\xEF\xBB\xBF",
                                                   "\xF0\x9F\x98\x80",
                                                   "\xF4\x90\x80\x80",
                                                   "\xED\xA0\x80",
                                                   "%41",
                                                   "@12",
                                                   ";2",
                                                   "~tail"};
  std::string out;
  for (size_t n = random() % (longest + 1); n > 0; --n) {
    const std::string& piece = random() % 4 == 0 ? std::string(1, static_cast<char>(random()))
                                                 : kPieces[random() % kPieces.size()];
    out += piece;
  }
  if (component) {
    std::replace(out.begin(), out.end(), '/', '_');
    std::replace(out.begin(), out.end(), '\0', '_');
    if (out.empty()) out = "_";
  }
  return out;
}

Location random_location(std::mt19937_64& random, size_t longest) {
  std::string given = random_text(random, longest, true);
  if (random() % 4 == 0) given += "/";
  Location at = Location::target(given, random() % 3);
  for (size_t n = random() % 4; n > 0; --n) at = at.name(random_text(random, longest, true));
  for (size_t n = random() % 4; n > 0; --n) {
    const uint64_t ordinal = random() % 3 == 0 ? random() : random() % 4;
    const auto repeat = static_cast<uint32_t>(random() % 5 == 0 ? random() % UINT32_MAX + 1 : 1);
    const std::string raw = random_text(random, longest, false);
    at = random() % 4 == 0 ? at.pseudo(raw, ordinal, repeat) : at.member(raw, ordinal, repeat);
  }
  return at;
}

TEST(LocationProperty, InjectiveOverRandomBytes) {
  std::mt19937_64 random(20240601);
  Injective check;
  for (int i = 0; i < 60'000; ++i) {
    const Location at = random_location(random, 6);
    std::optional<std::string> field;
    std::optional<uint64_t> offset;
    if (random() % 3 == 0) field = random_text(random, 5, false);
    if (random() % 3 == 0) offset = random() >> (random() % 64);
    check.add(at, field, offset);
    if (HasFatalFailure()) return;
  }
}

TEST(LocationProperty, RawThereAndBack) {
  std::mt19937_64 random(7);
  for (int i = 0; i < 5'000; ++i) {
    const Location at = random_location(random, 6);
    const std::string raw = at.raw();
    const auto back = Location::from_raw(raw);
    ASSERT_TRUE(back.ok());
    ASSERT_TRUE(*back == at);
    ASSERT_EQ(back->raw(), raw);
    ASSERT_EQ(back->order_key(), at.order_key());
  }
}

TEST(LocationProperty, DamagedRawIsRefusedOrIsAnotherLocation) {
  std::mt19937_64 random(8);
  for (int i = 0; i < 5'000; ++i) {
    std::string raw = random_location(random, 3).raw();
    if (random() % 2 == 0) {
      raw.resize(random() % (raw.size() + 1));
    } else {
      raw[random() % raw.size()] ^= static_cast<char>(1 << random() % 8);
    }
    const auto got = Location::from_raw(raw);
    if (got.ok()) {
      ASSERT_EQ(got->raw(), raw);
    } else {
      ASSERT_EQ(got.error().code, ErrorCode::corrupt);
    }
  }
  EXPECT_FALSE(Location::from_raw("").ok());
  EXPECT_FALSE(Location::from_raw("\x01").ok());
  EXPECT_FALSE(Location::from_raw("\x01\x01\x00\x01\x01x"s).ok());                   // a name first
  EXPECT_FALSE(Location::from_raw("\x01\x00\x00\x01\x01t\x00\x00\x01\x01t"s).ok());  // two targets
  EXPECT_FALSE(
      Location::from_raw("\x01\x00\x00\x01\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01t"s).ok());
  EXPECT_TRUE(Location::from_raw("\x01\x00\x00\x01\x01t"s).ok());
}

// The order again, from its description and by other means: tuples of vectors.
using Order = std::vector<std::tuple<int, uint64_t, uint32_t, int, std::vector<unsigned char>>>;
Order order_of(const Location& at) {
  Order out;
  for (const Step* step : at.steps()) {
    const bool member = step->kind == StepKind::member || step->kind == StepKind::pseudo;
    out.emplace_back(member ? 1 : 0, step->ordinal, member ? step->repeat : 1,
                     step->kind == StepKind::pseudo,
                     std::vector<unsigned char>(step->raw.begin(), step->raw.end()));
  }
  return out;
}

TEST(LocationProperty, OrderKeyIsTheOrder) {
  std::mt19937_64 random(9);
  std::vector<Location> all;
  for (int i = 0; i < 700; ++i) {
    all.push_back(random_location(random, 2));
    if (const auto parent = all.back().parent()) all.push_back(*parent);
  }
  for (const Location& a : all) {
    const Order order_a = order_of(a);
    const std::string key_a = a.order_key();
    for (const Location& b : all) {
      const auto expected = order_a <=> order_of(b);
      ASSERT_EQ(a <=> b, expected);
      ASSERT_EQ(key_a <=> b.order_key(), expected) << a.print() << " | " << b.print();
      ASSERT_EQ(a == b, expected == 0);
    }
    if (const auto parent = a.parent()) {
      ASSERT_TRUE(key_a.starts_with(parent->order_key()));
      ASSERT_LT(*parent, a);
    }
  }
}

TEST(LocationProperty, OrderKeyWithBytesThatEndTexts) {
  std::vector<Location> all;
  for (const std::string& raw : all_texts("\0\1\xFF"s, 3)) {
    for (const Location& at :
         {Location::target("t", 0).name(raw), Location::target("t" + raw, 0).member(raw, 1)}) {
      all.push_back(at);
      all.push_back(at.member("b", 0));
      all.push_back(at.member("", 1).member("\0"s, 1));
    }
    all.push_back(Location::target("t", 0).name(raw).name("b"));
  }
  for (const Location& a : all) {
    const Order order_a = order_of(a);
    const std::string key_a = a.order_key();
    for (const Location& b : all) ASSERT_EQ(key_a <=> b.order_key(), order_a <=> order_of(b));
  }
}

TEST(LocationOrder, ComponentsNotText) {
  const auto t = Location::target("t", 0);
  EXPECT_LT(t.name("a").name("z"), t.name("a!"));
  EXPECT_LT(t.name("a").name("z"), t.name("a.txt"));  // '.' is below '/': text order would differ
  EXPECT_LT(t.name("a"), t.name("\xFF"));
  EXPECT_LT(t.member("z", 2), t.member("a", 10));
  EXPECT_LT(Location::target("z", 1), Location::target("a", 2));
  EXPECT_LT(t.member("z", 255).member("x", 0), t.member("a", 256));
}

TEST(Location, StepsAndParents) {
  const auto t = Location::target("t", 4);
  const auto at = t.name("n").member("m", 2, 3);
  EXPECT_EQ(at.depth(), 3u);
  EXPECT_EQ(at.step().raw, "m");
  EXPECT_EQ(at.parent()->step().raw, "n");
  EXPECT_FALSE(t.parent());
  ASSERT_EQ(at.steps().size(), 3u);
  EXPECT_EQ(at.steps()[0]->ordinal, 4u);
  EXPECT_EQ(at.parent()->parent()->id(), t.id());
  EXPECT_EQ(at, t.name("n").member("m", 2, 3));
}

// A tree can be as deep as its maker likes; neither printing nor destruction may use the stack for
// it.
TEST(Location, DeepChains) {
  auto deep = std::make_optional(Location::target("t", 0));
  constexpr size_t kLevels = 300'000;
  for (size_t i = 0; i < kLevels; ++i) deep = deep->name("d");
  EXPECT_EQ(deep->print().size(), 1 + 2 * kLevels);
  const auto back = Location::from_raw(deep->raw());
  ASSERT_TRUE(back.ok());
  EXPECT_EQ(*back, *deep);
  const auto middle = deep->parent()->parent();
  deep.reset();
  EXPECT_EQ(middle->depth(), kLevels - 1);
}

}  // namespace
}  // namespace qingce
