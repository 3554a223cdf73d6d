#include <gtest/gtest.h>

#include "tests/unit/read/harness.h"

namespace qingce::testing_read {
namespace {

using Gaps = std::vector<std::string>;
using Names = std::vector<std::string>;
const std::string kText = "name phone\nzhang 13800138000\n";
const std::string kStored = "name,phone\nzhang,13800138000\n";  // in data/

std::string alpha() {
  std::string s;
  for (int i = 0; i < 200; ++i) s += "alpha ";
  return s;
}

TEST(Zip, MembersNamesAndFacts) {
  const Recorder r = read_bytes(fixture("zip"));
  EXPECT_EQ(r.members(), (Names{"f!a.txt", "f!dir/b.csv", "f!empty"}));
  EXPECT_EQ(r.find("f!a.txt")->content, alpha());
  EXPECT_EQ(r.find("f!dir/b.csv")->content, kText);
  EXPECT_EQ(r.find("f!empty")->state, ObjectState::scanned);
  EXPECT_EQ(r.find("f!a.txt")->mtime, 1714979290);  // 2024-05-06 07:08:10 UTC
  EXPECT_EQ(r.find("f!a.txt")->mode, 0644u);
  EXPECT_EQ(r.find("f")->state, ObjectState::scanned);
  EXPECT_EQ(r.find("f")->format, "zip");
  EXPECT_FALSE(r.find("f")->digest);
  EXPECT_EQ(r.objects.size(), 4u) << r.dump();
}

TEST(Zip, MethodsAndWriters) {
  for (const char* name :
       {"zip-stored", "zip-bzip2", "zip-lzma", "zip-streamed", "zip-streamed-stored", "zip64"}) {
    const Recorder r = read_bytes(fixture(name));
    EXPECT_EQ(r.find("f")->state, ObjectState::scanned) << name << r.dump();
    EXPECT_EQ(r.find("f!a.txt")->state, ObjectState::scanned) << name;
    EXPECT_FALSE(r.find("f!a.txt")->content.empty()) << name;
    for (const auto& o : r.objects) EXPECT_NE(o.kind, ObjectKind::pseudo) << name << r.dump();
  }
  const Recorder streamed = read_bytes(data_file("streamed.zip"));
  EXPECT_EQ(streamed.members(), (Names{"f!a.csv", "f!b.txt"}));
  EXPECT_EQ(streamed.objects.size(), 3u) << streamed.dump();
  const Recorder ppmd = read_bytes(data_file("ppmd.zip"));
  EXPECT_EQ(ppmd.find("f!b.txt")->content.size(), 1500u);
}

TEST(Zip, UnsupportedMethodIsOneMembersGap) {
  const Recorder r = read_bytes(fixture("zip-deflate64"));
  EXPECT_EQ(r.find("f!a.txt")->gaps, Gaps{"unsupported-method(deflate64)"});
  EXPECT_EQ(r.find("f!a.txt")->state, ObjectState::gap);
  EXPECT_EQ(r.find("f!b.txt")->content, "beta");
  EXPECT_EQ(read_bytes(data_file("d64.zip")).find("f!b.txt")->gaps,
            Gaps{"unsupported-method(deflate64)"});
}

TEST(Zip, NamesInAnyEncoding) {
  const Recorder r = read_bytes(fixture("zip-gbk"));
  ASSERT_EQ(r.objects.size(), 4u);
  EXPECT_EQ(r.objects[1].display, "客户名单.csv");
  EXPECT_EQ(r.objects[2].display, "資料.txt");
  EXPECT_EQ(r.objects[3].display, "数据.txt");
  EXPECT_EQ(r.objects[1].content, kText);
  EXPECT_EQ(read_bytes(fixture("zip-utf8")).objects[1].display, "客户名单.csv");
  EXPECT_EQ(read_bytes(fixture("zip-same-name")).members(),
            (Names{"f!a.txt", "f!a.txt;2", "f!a.txt;3"}));
}

TEST(Zip, EveryByteIsCoveredOnce) {
  const Recorder comment = read_bytes(fixture("zip-comment"));
  EXPECT_EQ(comment.find("f!~tail")->content, "备注：联系人张三");
  const Recorder prefix = read_bytes(fixture("zip-prefix"));
  EXPECT_EQ(prefix.members(), Names{"f!in.txt"});
  EXPECT_EQ(prefix.find("f!in.txt")->content, kText);
  EXPECT_EQ(prefix.find("f!~tail")->gaps, Gaps{"no-reader(pe)"});
  EXPECT_EQ(prefix.find("f")->state, ObjectState::partial);
  const Recorder known = read_bytes(fixture("zip-prefix-known"));
  EXPECT_EQ(known.find("f!~tail")->content, "#!/bin/sh\nexec unzip $0\n");
  const Recorder missing = read_bytes(fixture("zip-missing"));
  EXPECT_EQ(missing.members(), (Names{"f!a.txt", "f!~tail!lost.txt", "f!c.txt"})) << missing.dump();
  EXPECT_EQ(missing.find("f!~tail!lost.txt")->content, kText);
  const Recorder junk = read_bytes(fixture("zip-junk-between"));
  EXPECT_TRUE(junk.find("f!~tail")->content.starts_with("hidden note 13800138000"));
  const Recorder after = read_bytes(fixture("zip") + "text behind the archive\n");
  EXPECT_EQ(after.find("f!~tail")->content, "text behind the archive\n");
  const Recorder zeros =
      read_bytes(std::string(512, '\0') + fixture("zip") + std::string(700, '\0'));
  EXPECT_EQ(zeros.objects.size(), 4u) << zeros.dump();
}

TEST(Zip, ConcatenatedZips) {
  const Recorder two = read_bytes(fixture("zip+zip"));
  EXPECT_EQ(two.members(), (Names{"f!~tail!one.txt", "f!two.txt"})) << two.dump();
  const Recorder many = read_bytes(fixture("zip-30"));
  EXPECT_EQ(many.members().size(), 30u) << many.dump();
  EXPECT_EQ(many.find("f")->state, ObjectState::scanned);
}

TEST(Zip, WithoutItsDirectory) {
  for (const char* name : {"zip-cut", "zip-streamed-cut"}) {
    const Recorder r = read_bytes(fixture(name));
    EXPECT_EQ(r.members(), (Names{"f!a.txt", "f!b.txt"})) << name << r.dump();
    EXPECT_EQ(r.find("f!a.txt")->content, alpha()) << name;
    EXPECT_EQ(r.find("f!a.txt")->state, ObjectState::scanned) << name;
    EXPECT_EQ(r.find("f!b.txt")->content, kText) << name;
    EXPECT_EQ(r.find("f")->gaps, Gaps{"truncated(zip)"}) << name;
  }
  const std::string whole = fixture("zip-cut");
  const Recorder half = read_bytes(whole.substr(0, 40));
  EXPECT_EQ(half.find("f!a.txt")->state == ObjectState::scanned, false);
  EXPECT_EQ(half.find("f")->state, ObjectState::partial);
}

TEST(Zip, DamageStaysWithItsMember) {
  const Recorder crc = read_bytes(fixture("zip-bad-crc"));
  EXPECT_EQ(crc.find("f!a.txt")->gaps, Gaps{"corrupt"});
  EXPECT_EQ(crc.find("f!a.txt")->content, "alphx");
  EXPECT_EQ(crc.find("f!a.txt")->state, ObjectState::partial);
  EXPECT_EQ(crc.find("f!b.txt")->state, ObjectState::scanned);
  const Recorder header = read_bytes(fixture("zip-bad-header"));
  EXPECT_EQ(header.find("f!a.txt")->gaps, Gaps{"corrupt(zip)"});
  EXPECT_EQ(header.find("f!b.txt")->content, "beta");
  EXPECT_TRUE(header.found("alpha")) << "its bytes are still searched";
}

TEST(Zip, OverlapIsCountedAndRead) {
  const Recorder r = read_bytes(fixture("zip-overlap"));
  // Both listed, and the local header that nobody points to any more.
  EXPECT_EQ(r.members(), (Names{"f!a.txt", "f!b.txt", "f!~tail!b.txt"})) << r.dump();
  EXPECT_EQ(r.find("f!b.txt")->content, kText);
}

TEST(Zip, LinksAreNoObjects) {
  const Recorder r = read_bytes(fixture("zip-symlink"));
  EXPECT_EQ(r.members(), Names{"f!a.txt"});
  EXPECT_EQ(r.non_objects, Names{"f!link"});
}

ReadOptions with(std::vector<std::string> passwords) {
  ReadOptions o = test_options();
  o.passwords = std::move(passwords);
  return o;
}

TEST(ZipPassword, WithoutOneOnlyTheEncryptedMembersAreGaps) {
  const Recorder r = read_bytes(data_file("crypto.zip"));
  EXPECT_EQ(r.members(), (Names{"f!a.csv", "f!b.txt", "f!plain.txt"}));
  EXPECT_EQ(r.find("f!a.csv")->gaps, Gaps{"encrypted(zip)"});
  EXPECT_EQ(r.find("f!a.csv")->state, ObjectState::gap);
  EXPECT_EQ(r.find("f!plain.txt")->content, kStored);
  EXPECT_EQ(r.find("f")->state, ObjectState::scanned);
  EXPECT_EQ(read_bytes(data_file("crypto.zip"), with({"wrong", "other"})).find("f!a.csv")->gaps,
            Gaps{"encrypted"});
}

TEST(ZipPassword, TheRightOneAmongMany) {
  std::vector<std::string> passwords;
  for (int i = 0; i < 300; ++i)
    passwords.push_back("wrong" + std::to_string(i));  // one or two pass the check byte
  passwords.push_back("sesame");
  for (const char* name : {"crypto.zip", "aes.zip", "aes7z.zip"}) {
    const auto few = std::string_view(name) == "crypto.zip"
                         ? passwords
                         : std::vector<std::string>{"no", "sesame"};
    const Recorder r = read_bytes(data_file(name), with(few));
    EXPECT_EQ(r.find("f!a.csv")->content, kStored) << name;
    EXPECT_EQ(r.find("f!a.csv")->state, ObjectState::scanned) << name;
    EXPECT_EQ(r.find("f!b.txt")->content.size(), 1500u) << name;
    EXPECT_EQ(r.find("f!b.txt")->state, ObjectState::scanned) << name;
  }
}

// The line in the operator's file, counted with empty ones; that of the member, not of the zip.
TEST(ZipPassword, TheLineThatOpenedIsTold) {
  for (const char* name : {"crypto.zip", "aes.zip"}) {
    const Recorder r = read_bytes(data_file(name), with({"no", "", "sesame", "", "more"}));
    EXPECT_EQ(r.find("f!a.csv")->password_line, 3u) << name;
    EXPECT_EQ(r.find("f!b.txt")->password_line, 3u) << name;
    EXPECT_EQ(r.find("f")->password_line, std::nullopt) << name;
  }
  const Recorder mixed = read_bytes(data_file("crypto.zip"), with({"sesame"}));
  EXPECT_EQ(mixed.find("f!plain.txt")->password_line, std::nullopt);
  EXPECT_EQ(mixed.find("f!a.csv")->password_line, 1u);
  const Recorder wrong = read_bytes(data_file("aes.zip"), with({"no", "wrong"}));
  EXPECT_EQ(wrong.find("f!a.csv")->password_line, std::nullopt);
  // As GB18030 it has the same line.
  const Recorder gbk = read_bytes(data_file("gbkpw.zip"), with({"no", "密码"}));
  EXPECT_EQ(gbk.find("f!a.csv")->password_line, 2u);
}

TEST(ZipPassword, ChinesePasswordsAsWindowsStoredThem) {
  EXPECT_EQ(read_bytes(data_file("gbkpw.zip"), with({"密码"})).find("f!a.csv")->content, kStored);
}

}  // namespace
}  // namespace qingce::testing_read
