// 7z, cab, iso, cpio, ar, rpm, lha, rar, xar, warc: made by independent programs, or by
// libarchive's own suite of fixtures where nothing packaged can write the format.
#include <gtest/gtest.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>

#include "tests/unit/read/harness.h"

namespace qingce::testing_read {
namespace {

using Gaps = std::vector<std::string>;
using Names = std::vector<std::string>;
const std::string kText = "name phone\nzhang 13800138000\n";

const std::string kFiles =
    "mkdir -p d/sub && printf 'alpha' > d/a.txt && printf 'name phone\\nzhang 13800138000\\n' > "
    "d/sub/b.csv && : > d/empty && ln -s a.txt d/link && ";

struct Program {
  const char* format;
  std::string command;  // makes `out` of the directory d
};

const std::vector<Program>& programs() {
  static const std::vector<Program> kPrograms = {
      {"7z", "rm d/link && 7z a -bd out.7z d >/dev/null && mv out.7z out"},
      {"7z", "rm d/link && 7z a -bd -m0=PPMd out.7z d >/dev/null && mv out.7z out"},
      {"7z", "rm d/link && 7z a -bd -m0=BZip2 -ms=off out.7z d >/dev/null && mv out.7z out"},
      {"7z", "rm d/link && 7z a -bd -m0=Copy out.7z d >/dev/null && mv out.7z out"},
      {"cpio", "find d | sort | cpio --quiet -o -H newc > out"},
      {"cpio", "find d | sort | cpio --quiet -o -H crc > out"},
      {"cpio", "find d | sort | cpio --quiet -o -H odc > out"},
      {"cpio", "find d | sort | cpio --quiet -o -H bin > out"},
      {"iso9660", "genisoimage -quiet -R -J -root d -o out d"},
      {"iso9660", "genisoimage -quiet -R -root d -o out d"},
      {"cab", "rm d/link && gcab -c out d/a.txt d/sub/b.csv d/empty"},
      {"cab", "rm d/link && gcab -c -z out d/a.txt d/sub/b.csv d/empty"},
      {"xar", "bsdtar --format=xar -cf out d"},
  };
  return kPrograms;
}

std::string line_of(const Program& p) { return std::string(p.format) + ": " + p.command; }

TEST(Archives, MembersOfEveryWriter) {
  for (const Program& p : programs()) {
    SCOPED_TRACE(line_of(p));
    const std::string bytes = made_by(kFiles + p.command, "out");
    if (bytes.empty()) continue;
    ReadOptions small = test_options();
    small.limits.spool_memory = small.spool.memory_bytes = 40'000;  // an ISO's head is at 32 KiB
    for (const Recorder& r : {read_bytes(bytes), read_piped(bytes), read_piped(bytes, small)}) {
      std::vector<std::string> names = r.members();
      std::sort(names.begin(), names.end());
      EXPECT_EQ(names, (Names{"f!d/a.txt", "f!d/empty", "f!d/sub/b.csv"})) << r.dump();
      if (names.size() != 3) continue;
      EXPECT_EQ(r.find("f!d/a.txt")->content, "alpha");
      EXPECT_EQ(r.find("f!d/sub/b.csv")->content, kText);
      EXPECT_EQ(r.find("f!d/empty")->format, "empty");
      EXPECT_EQ(r.find("f")->state, ObjectState::scanned) << r.dump();
      EXPECT_EQ(r.find("f")->format, p.format);
    }
  }
}

// A second directory over the same image may name files that the first one hides.
TEST(Archives, AnImageWithADirectoryThatNobodyReads) {
  const auto image = [](const std::string& how) {
    return read_bytes(
        made_by(kFiles + "genisoimage -quiet -R " + how + " -root d -o out d", "out"));
  };
  const Recorder plain = image("");
  EXPECT_EQ(plain.find("f")->gaps, Gaps{});
  for (const auto& [how, gap] : {std::pair{"-udf", "no-reader(udf)"}, {"-hfs", "no-reader(hfs)"}}) {
    const Recorder r = image(how);
    ASSERT_NE(r.find("f"), nullptr) << how;
    EXPECT_EQ(r.find("f")->gaps, Gaps{gap}) << r.dump();
    EXPECT_EQ(r.find("f")->state, ObjectState::partial);
    EXPECT_EQ(r.members().size(), 3u) << r.dump();
  }
}

TEST(Archives, ATextBehindThem) {
  for (const Program& p : programs()) {
    SCOPED_TRACE(line_of(p));
    if (p.format == std::string("xar")) continue;  // its table does not say where the heap ends
    std::string bytes = made_by(kFiles + p.command, "out");
    if (bytes.empty()) continue;
    bytes += "a note behind it: 13800138000\n";
    const Recorder r = read_bytes(bytes);
    EXPECT_TRUE(r.found("a note behind it")) << r.dump();
    EXPECT_TRUE(r.found("alpha"));
    EXPECT_EQ(r.find("f")->format, p.format);
  }
}

TEST(Archives, CutShortKeepsWhatCameAndSaysSo) {
  const std::string more = kFiles + "seq 1 200000 > d/zz && ";
  for (const Program& p : programs()) {
    SCOPED_TRACE(line_of(p));
    const std::string bytes = made_by(more + p.command, "out");
    if (bytes.empty()) continue;
    const Recorder r = read_bytes(bytes.substr(0, bytes.size() * 2 / 3));
    EXPECT_EQ(r.find("f")->state, ObjectState::partial) << r.dump();
    EXPECT_FALSE(r.objects.size() == 1 && r.find("f")->gaps.empty()) << r.dump();
  }
}

// Whatever byte is damaged: it ends, and what is not read is said.
TEST(Archives, DamageIsNeverSilent) {
  for (const Program& p : programs()) {
    SCOPED_TRACE(line_of(p));
    const std::string bytes = made_by(kFiles + p.command, "out");
    if (bytes.empty()) continue;
    for (size_t at = 0; at < bytes.size(); at += std::max<size_t>(bytes.size() / 40, 1)) {
      std::string damaged = bytes;
      for (size_t i = at; i < std::min(at + 8, bytes.size()); ++i) damaged[i] ^= 0x5A;
      const Recorder r = read_bytes(damaged);
      ASSERT_FALSE(r.objects.empty());
    }
  }
}

TEST(Archives, EncryptedOnesAreNamed) {
  for (const char* how : {"-p1234", "-p1234 -mhe=on"}) {
    const std::string bytes = made_by(
        kFiles + "rm d/link && 7z a -bd " + how + " out.7z d >/dev/null && mv out.7z out", "out");
    if (bytes.empty()) FAIL() << "a tool of the package list is missing";
    const Recorder r = read_bytes(bytes);
    bool named = false;
    for (const auto& o : r.objects) {
      for (const auto& g : o.gaps) named = named || g == "encrypted(7z)";
    }
    EXPECT_TRUE(named) << how << r.dump();
    EXPECT_FALSE(r.found("alpha"));
  }
}

TEST(Archives, SelfExtractors) {
  const std::string seven =
      made_by(kFiles + "rm d/link && 7z a -bd out.7z d >/dev/null && mv out.7z out", "out");
  if (seven.empty()) FAIL() << "a tool of the package list is missing";
  const std::string stub =
      "MZ" + std::string(62, '\0') + std::string(200'000, '\x90') + "stub text";
  for (const Recorder& r : {read_bytes(stub + seven), read_piped(stub + seven + "behind")}) {
    EXPECT_TRUE(r.find("f!d/a.txt")) << r.dump();
    EXPECT_TRUE(r.found(kText));
    EXPECT_TRUE(r.found("stub text"));
    EXPECT_EQ(r.find("f")->format, "7z");
  }
  // A program that only knows the magic is none.
  const Recorder plain = read_bytes(stub + seven.substr(0, 6) + std::string(500, 'x'));
  EXPECT_EQ(plain.find("f")->format, "pe") << plain.dump();
}

TEST(Archives, NestedOnesHaveTheSameMembers) {
  const std::string seven = made_by(
      kFiles + "rm d/link && 7z a -bd out.7z d >/dev/null && tar -cf - out.7z | gzip > out", "out");
  if (seven.empty()) FAIL() << "a tool of the package list is missing";
  for (const Recorder& r : {read_bytes(seven), read_piped(seven)}) {
    EXPECT_TRUE(r.find("f!out.7z!d/a.txt")) << r.dump();
    EXPECT_EQ(r.find("f!out.7z!d/sub/b.csv")->content, kText);
  }
}

TEST(Archives, DebianPackage) {
  const std::string bytes = made_by(
      kFiles +
          "mkdir -p p/DEBIAN p/usr && cp d/sub/b.csv p/usr/ && printf 'Package: x\\nVersion: "
          "1\\nArchitecture: all\\nMaintainer: zhang <zhang@example.org>\\nDescription: y\\n' > "
          "p/DEBIAN/control && dpkg-deb --root-owner-group -b p out >/dev/null",
      "out");
  if (bytes.empty()) FAIL() << "a tool of the package list is missing";
  const Recorder r = read_bytes(bytes);
  EXPECT_EQ(r.find("f")->format, "ar");
  EXPECT_TRUE(r.found("zhang@example.org"));
  EXPECT_TRUE(r.find("f!data.tar.xz!./usr/b.csv")) << r.dump();
  EXPECT_EQ(r.find("f")->state, ObjectState::scanned) << r.dump();
}

TEST(Archives, LongNamesInAr) {
  const std::string bytes = made_by(
      "printf one > a_name_that_is_longer_than_sixteen && printf two > b && ar rc out "
      "a_name_that_is_longer_than_sixteen b",
      "out");
  if (bytes.empty()) FAIL() << "a tool of the package list is missing";
  const Recorder r = read_bytes(bytes);
  EXPECT_TRUE(r.find("f!a_name_that_is_longer_than_sixteen")) << r.dump();
  EXPECT_EQ(r.find("f!b")->content, "two");
}

TEST(Archives, RpmHeadersAndPayload) {
  const std::string bytes = made_by(
      "mkdir -p r && printf 'Name: x\\nVersion: 1\\nRelease: 1\\nSummary: s\\nLicense: "
      "none\\nPackager: zhang <zhang@example.org>\\nBuildArch: noarch\\n%%description\\ncall "
      "13800138000\\n%%install\\nmkdir -p %%{buildroot}/opt\\necho hello > "
      "%%{buildroot}/opt/h.txt\\n%%files\\n/opt/h.txt\\n' > x.spec && rpmbuild --quiet --define "
      "\"_topdir $PWD/r\" -bb x.spec >/dev/null 2>&1 && cp r/RPMS/noarch/*.rpm out",
      "out");
  if (bytes.empty()) FAIL() << "a tool of the package list is missing";
  const Recorder r = read_bytes(bytes);
  EXPECT_EQ(r.find("f")->format.substr(0, 4), "rpm+") << r.dump();
  ASSERT_TRUE(r.find("f!./opt/h.txt")) << r.dump();
  EXPECT_EQ(r.find("f!./opt/h.txt")->content, "hello\n");
  EXPECT_NE(r.find("f")->names.find("~rpm.packager=zhang <zhang@example.org>"), std::string::npos);
  EXPECT_NE(r.find("f")->names.find("13800138000"), std::string::npos);
  EXPECT_EQ(r.find("f")->state, ObjectState::scanned) << r.dump();
}

TEST(Archives, DamagedCpioHandsOverWhatItPasses) {
  std::string bytes = made_by(kFiles + "find d | sort | cpio --quiet -o -H newc > out", "out");
  if (bytes.empty()) FAIL() << "a tool of the package list is missing";
  const size_t at = bytes.find("070701", bytes.find("alpha") - 200);
  bytes[at] = 'X';
  const Recorder r = read_bytes(bytes);
  EXPECT_TRUE(r.found("alpha")) << r.dump();
  EXPECT_TRUE(r.found(kText));
  EXPECT_EQ(r.find("f")->state, ObjectState::partial);
}

// la-*: of libarchive's own suite; what they hold is known from its tests.
TEST(Archives, RarOfBothFormats) {
  const std::string four = data_file("la-rar.rar");
  for (const Recorder& r : {read_bytes(four), read_piped(four)}) {
    ASSERT_TRUE(r.find("f!test.txt")) << r.dump();
    EXPECT_EQ(r.find("f!test.txt")->content, "test text document\r\n");
    EXPECT_EQ(r.find("f!testdir/test.txt")->content, "test text document\r\n");
    EXPECT_EQ(r.non_objects, Names{"f!testlink"});
    EXPECT_EQ(r.find("f")->state, ObjectState::scanned);
    EXPECT_EQ(r.find("f")->format, "rar");
  }
  const std::string five = data_file("la-rar5_multiple_files.rar");
  const Recorder r = read_bytes(five);
  EXPECT_EQ(r.members(), (Names{"f!test1.bin", "f!test2.bin", "f!test3.bin", "f!test4.bin"}));
  for (const auto& o : r.objects) {
    if (o.kind == ObjectKind::member) {
      EXPECT_EQ(o.content.size(), 4096u);
    }
  }
  EXPECT_TRUE(read_bytes(five + "a note").found("a note"));
  // Cut inside the last member: those before it are whole.
  const Recorder cut = read_bytes(five.substr(0, five.size() - 200));
  EXPECT_EQ(cut.find("f!test3.bin")->content.size(), 4096u) << cut.dump();
  EXPECT_EQ(cut.find("f")->state, ObjectState::partial) << cut.dump();
}

TEST(Archives, EncryptedRarIsNamed) {
  const Recorder data = read_bytes(data_file("la-rar_encryption_data.rar"));
  ASSERT_EQ(data.members().size(), 2u) << data.dump();
  for (const auto& o : data.objects) {
    if (o.kind == ObjectKind::member) {
      EXPECT_EQ(o.gaps, Gaps{"encrypted(rar)"});
    }
  }
  const Recorder header = read_bytes(data_file("la-rar_encryption_header.rar"));
  EXPECT_EQ(header.find("f")->gaps, Gaps{"encrypted(rar)"});
  EXPECT_EQ(header.find("f")->state, ObjectState::partial);
  const Recorder one = read_bytes(data_file("la-rar_encryption_partially.rar"));
  int encrypted = 0;
  int scanned = 0;
  for (const auto& o : one.objects) {
    if (o.kind != ObjectKind::member) continue;
    encrypted += o.gaps == Gaps{"encrypted(rar)"} ? 1 : 0;
    scanned += o.state == ObjectState::scanned ? 1 : 0;
  }
  EXPECT_EQ(encrypted, 1) << one.dump();
  EXPECT_EQ(scanned, 1) << one.dump();
}

TEST(Archives, OneVolumeAloneSaysSo) {
  const Recorder first = read_bytes(data_file("la-single.part1.rar"));
  EXPECT_NE(first.dump().find("volume-missing"), std::string::npos) << first.dump();
  EXPECT_EQ(first.find("f")->state, ObjectState::partial);
  const Recorder second = read_bytes(data_file("la-single.part2.rar"));
  EXPECT_EQ(second.find("f")->gaps, Gaps{"volume-missing(rar)"}) << second.dump();
  // Joined they are one archive: 20,111 bytes that end as a page of HTML does.
  const std::string all = data_file("la-single.part1.rar") + data_file("la-single.part2.rar") +
                          data_file("la-single.part3.rar");
  const Recorder joined = read_bytes(all);
  ASSERT_EQ(joined.members().size(), 1u) << joined.dump();
  EXPECT_EQ(joined.objects[1].content.size(), 20111u) << joined.dump();
  EXPECT_TRUE(joined.found("</P>\n</BODY>\n</HTML>"));
  EXPECT_EQ(joined.find("f")->state, ObjectState::scanned) << joined.dump();
}

TEST(Archives, Lha) {
  for (const char* name : {"la-lha_header1.lzh", "la-lha_lh7.lzh"}) {
    const Recorder r = read_bytes(data_file(name));
    EXPECT_EQ(r.find("f")->format, "lha") << r.dump();
    EXPECT_TRUE(r.find("f!file1")) << r.dump();
    EXPECT_EQ(r.find("f")->state, ObjectState::scanned) << r.dump();
  }
}

TEST(Archives, WarcRecordsAreMembers) {
  const std::string request = "POST /login HTTP/1.1\r\n\r\nphone=13800138000";
  const std::string answer = "HTTP/1.1 200 OK\r\n\r\nhello";
  const auto record = [](const std::string& type, const std::string& body) {
    return "WARC/1.0\r\nWARC-Type: " + type + "\r\nWARC-Target-URI: http://example.org/a\r\n" +
           "WARC-IP-Address: 192.0.2.7\r\nContent-Length: " + std::to_string(body.size()) +
           "\r\n\r\n" + body + "\r\n\r\n";
  };
  const std::string bytes = record("request", request) + record("response", answer);
  for (const Recorder& r : {read_bytes(bytes), read_piped(bytes), read_bytes(gzip_of(bytes))}) {
    EXPECT_EQ(r.members(), (Names{"f!request/http://example.org/a", "f!http://example.org/a"}));
    EXPECT_EQ(r.find("f!request/http://example.org/a")->content, request);
    EXPECT_EQ(r.find("f!http://example.org/a")->content, answer);
    EXPECT_NE(r.find("f")->names.find("192.0.2.7"), std::string::npos);
    EXPECT_EQ(r.find("f")->state, ObjectState::scanned) << r.dump();
  }
  const Recorder cut = read_bytes(bytes.substr(0, bytes.size() - 10));
  EXPECT_EQ(cut.find("f!http://example.org/a")->gaps, Gaps{"truncated"}) << cut.dump();
}

// Tags of one store, each of which claims all of it: what is handed over stays within a few times
// the store, and the payload is read all the same.
TEST(Archives, RpmTagsThatShareTheirTextsEnd) {
  const auto be32 = [](uint32_t v) {
    std::string s;
    for (int shift = 24; shift >= 0; shift -= 8) s += static_cast<char>(v >> shift);
    return s;
  };
  std::string store = "zhang san";
  store += '\0';
  for (int i = 0; i < 3000; ++i) store += std::string("x\0", 2);
  std::string tags;
  for (uint32_t i = 0; i < 2000; ++i) tags += be32(1081) + be32(8) + be32(0) + be32(1u << 31);
  const std::string intro("\x8E\xAD\xE8\1\0\0\0\0", 8);
  const std::string lead = "\xED\xAB\xEE\xDB" + std::string(92, '\0');
  const auto size = static_cast<uint32_t>(store.size());
  const std::string bytes = lead + intro + be32(0) + be32(0) + intro + be32(2000) + be32(size) +
                            tags + store + "call 13800138000\n";
  const Recorder r = read_bytes(bytes);
  const std::string& names = r.find("f")->names;
  EXPECT_NE(names.find("zhang san"), std::string::npos);
  const auto rows = static_cast<size_t>(std::count(names.begin(), names.end(), '|'));
  EXPECT_GE(rows, 3001u);
  EXPECT_LE(rows, 3001u * 8);
  EXPECT_EQ(r.find("f")->gaps, Gaps{"corrupt(rpm)"});
  EXPECT_TRUE(r.found("13800138000"));
}

// Lines that end in either way: a header ends at its own empty line, not at one of a body.
TEST(Archives, WarcHeadersEndAtTheirOwnEmptyLine) {
  const auto record = [](const std::string& end, const std::string& name, const std::string& body) {
    return "WARC/1.0" + end + "WARC-Type: resource" + end + "WARC-Target-URI: " + name + end +
           "Content-Length: " + std::to_string(body.size()) + end + end + body + "\r\n\r\n";
  };
  const Recorder r = read_bytes(record("\n", "a", "one\r\n\r\ntwo") +
                                record("\r\n", "b", "three\n\nfour") + record("\n", "c", "five"));
  ASSERT_EQ(r.members(), (Names{"f!a", "f!b", "f!c"})) << r.dump();
  EXPECT_EQ(r.find("f!a")->content, "one\r\n\r\ntwo");
  EXPECT_EQ(r.find("f!b")->content, "three\n\nfour");
  EXPECT_EQ(r.find("f!c")->content, "five");
}

// A member's name that cannot be converted, behind an allocation that failed long ago, elsewhere:
// libarchive must not take that for its own and end the process.
TEST(Archives, AnOldErrorNumberIsNobodys) {
  const std::string bytes = data_file("la-rar5_window_buf_and_size_desync.rar");
  const Recorder expected = read_bytes(bytes);
  errno = ENOMEM;
  EXPECT_EQ(read_bytes(bytes).dump(), expected.dump());
}

// A header that claims a name of gigabytes: no buffer of that length, and what follows is searched.
TEST(Archives, CpioNamesOfAnyLength) {
  const auto entry = [](const std::string& name_size, const std::string& name,
                        const std::string& body) {
    char size[9];
    std::snprintf(size, sizeof size, "%08zX", body.size());
    std::string s = "070701" + std::string(8, '0') + "000081A4" + std::string(16, '0') +
                    "00000001" + std::string(8, '0') + size + std::string(32, '0') + name_size +
                    std::string(8, '0') + name + '\0';
    s.resize((s.size() + 3) / 4 * 4);
    s += body;
    s.resize((s.size() + 3) / 4 * 4);
    return s;
  };
  const std::string good = entry("00000002", "a", "one");
  const Recorder alone = read_bytes(entry("BE000000", "a", "call 13900139000"));
  EXPECT_TRUE(alone.members().empty()) << alone.dump();
  EXPECT_TRUE(alone.found("13900139000"));
  const Recorder r = read_bytes(good + entry("BE000000", "b", "call 13800138000") +
                                entry("00000002", "c", "three"));
  EXPECT_EQ(r.find("f!a")->content, "one") << r.dump();
  EXPECT_EQ(r.find("f!c")->content, "three") << r.dump();
  EXPECT_TRUE(r.found("13800138000"));
  EXPECT_EQ(r.find("f")->state, ObjectState::partial);
}

}  // namespace
}  // namespace qingce::testing_read
