#include "scanner/read/sniff.h"

#include <gtest/gtest.h>

#include <set>

#include "tests/unit/read/harness.h"

namespace qingce {
namespace {

using namespace std::string_literals;

std::string id_of(const std::string& s) {
  const Magic* m = sniff(as_bytes(s));
  return m == nullptr ? "" : std::string(m->id);
}

TEST(Sniff, TableIsWellFormed) {
  std::set<std::string> ids;
  for (const Magic& m : magics()) {
    ids.insert(std::string(m.id));
    EXPECT_FALSE(m.bytes.empty()) << m.id;
    EXPECT_TRUE(m.mask.empty() || m.mask.size() == m.bytes.size()) << m.id;
    EXPECT_LE(m.offset + m.bytes.size(), size_t{64} << 10) << m.id;
    EXPECT_EQ(m.reason == GapReason::image_text, m.kind == FormatKind::image) << m.id;
    const bool closed = m.reason == GapReason::encrypted;
    EXPECT_TRUE(closed || m.reason == GapReason::image_text || m.reason == GapReason::no_reader);
    EXPECT_TRUE(!closed || m.kind == FormatKind::crypto) << m.id;
  }
  EXPECT_GE(ids.size(), 160u);
  for (const Magic& m : end_magics()) EXPECT_LE(m.bytes.size(), m.offset) << m.id;
}

// The offset of a program's header is the file's own word: the largest number must not wrap.
TEST(Sniff, OffsetsOutsideOfTheFile) {
  const auto program = [](const std::string& offset, const std::string& behind) {
    return "MZ" + std::string(58, 'x') + offset + behind;
  };
  EXPECT_EQ(id_of(program("\x40\0\0\0"s, "PE\0\0"s)), "pe");
  EXPECT_EQ(id_of(program("\x40\0\0\0"s, "P")), "");
  EXPECT_EQ(id_of(program("\x41\0\0\0"s, "P")), "");
  EXPECT_EQ(id_of(program("\xFC\xFF\xFF\xFF"s, "PE")), "");
  EXPECT_EQ(id_of(program("\xFF\xFF\xFF\xFF"s, "PE")), "");
}

TEST(Sniff, KnowsFormatsByTheirFirstBytes) {
  EXPECT_EQ(id_of("%PDF-1.7\n"), "pdf");
  EXPECT_EQ(id_of("{\\rtf1\\ansi"), "rtf");
  EXPECT_EQ(id_of("\x89PNG\r\n\x1A\n\0\0"s), "png");
  EXPECT_EQ(id_of("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1more"s), "ole2");
  EXPECT_EQ(id_of("7z\xBC\xAF\x27\x1C\0\4"s), "7z");
  EXPECT_EQ(id_of("SQLite format 3\0more"s), "sqlite");
  EXPECT_EQ(id_of("BZh91AY&SY"), "bzip2");
  EXPECT_EQ(id_of("RIFF\x10\0\0\0WAVEfmt "s), "wav");
  EXPECT_EQ(id_of("RIFF\x10\0\0\0WEBPVP8 "s), "webp");
  EXPECT_EQ(id_of(std::string(32769, 'x') + "CD001"), "iso9660");
}

TEST(Sniff, ShortMagicsNeedTheirNeighbours) {
  EXPECT_EQ(id_of("MZ is a word here, and this is plain text that goes on for quite a while, more "
                  "than 64."),
            "");
  EXPECT_EQ(id_of(std::string(510, 'a') + "\x55\xAA"), "");
  EXPECT_EQ(id_of("070701 is a number in a text file, not an archive; it needs many more digits "
                  "than this line."),
            "");
  EXPECT_EQ(id_of("BM and then text, which must be long enough to pass"), "");
  EXPECT_EQ(id_of(""), "");
}

// What other programs wrote (arj, arc, rzip, lrzip, zpaq, wimlib, lzop): their first bytes.
TEST(Sniff, ArchivesThatNobodyReadsHere) {
  EXPECT_EQ(id_of("\x60\xEA\x2B\0\x22\x0B\1\2\x10\0\2\xA3\x92\x6F\2\x6B"s), "arj");
  const std::string arc =
      "\x1A\2a.txt\0\0\0\0\0\0\0\0\x1D\0\0\0\x76\x5D\xA3\x23\x98\x17\x1D\0\0\0name,phone\n"s;
  EXPECT_EQ(id_of(arc), "arc");
  EXPECT_EQ(id_of("RZIP\2\1\0\0\0\x1D\0\0\0\0"s), "rzip");
  EXPECT_EQ(id_of("LRZI\0\6\x1D\0\0\0\0"s), "lrzip");
  EXPECT_EQ(id_of("7kSt\xA0\x31\x83\xD3\x8C\xB2\x28\xB0\xD3zPQ\2\1"s), "zpaq");
  EXPECT_EQ(id_of("zPQ\2\1\7\2\1\0"s), "zpaq");
  EXPECT_EQ(id_of("MSWIM\0\0\0\xD0\0\0\0"s), "wim");
  EXPECT_EQ(id_of("WLPWM\0\0\0\xD0\0\0\0"s), "wim");
  EXPECT_EQ(id_of("\x89LZO\0\r\n\x1A\n\x10\x40"s), "lzop");
}

// By their published layouts: nothing packaged writes these.
TEST(Sniff, ArchivesByTheirLayout) {
  EXPECT_EQ(id_of("ALZ\1\x0A\0\0\0BLZ\1"s), "alz");
  EXPECT_EQ(id_of("EGGA\0\1\x85\x91\xA3\x08\0\0\0\0\x22\x82\xE2\x08"s), "egg");
  EXPECT_EQ(id_of("\x12\x34\x31\0\0\0\x90**ACE**\x14\x14"s), "ace");
  EXPECT_EQ(id_of("ZOO 2.10 Archive.\x1A\0\0\xDC\xA7\xC4\xFD\x2A\0"s), "zoo");
  EXPECT_EQ(id_of("SIT!\0\3\0\0\2\x1ArLau\2"s), "stuffit");
  EXPECT_EQ(id_of("StuffIt (c)1997-2002 Aladdin Systems, Inc.\r\n\0"s), "stuffit");
  EXPECT_EQ(id_of("StuffIt!\0\1\2\3\x80\x90"s), "stuffit-x");
  EXPECT_EQ(id_of("ArC\1\0\7\6"s), "freearc");
  EXPECT_EQ(id_of("\1\2-lz5-\x10\0\0\0"s), "lha");
  EXPECT_EQ(id_of("\1\2-pm2-\x10\0\0\0"s), "pmarc");
  EXPECT_EQ(id_of("begin 644 customers.xls\nMT,\\1X*&Q&N$\n"), "uuencode");
  EXPECT_EQ(id_of(std::string(32769, '\0') + "BEA01\1"), "udf");
  EXPECT_EQ(id_of("ANDROID BACKUP\n5\n1\nnone\nx\xDA"s), "android-backup");
}

TEST(Sniff, WordsThatBeginATextAreNoMagics) {
  for (const std::string begin : {"EGGA", "RZIP", "LRZI", "HPAK", "yz01", "paq8", "COWD", "XFSB",
                                  "StuffIt!", "DMS!", "qpress10"}) {
    EXPECT_EQ(id_of(begin + ",phone\nzhang,13800138000\n"), "") << begin;
    EXPECT_EQ(id_of(begin), "") << begin;
    EXPECT_NE(id_of(begin + std::string("\0\1\xFE\x80\0\3"s)), "") << begin;
  }
  // No name, no date, no method: no ARC.
  EXPECT_EQ(id_of("\x1A\2"s + std::string(40, '\0')), "");
  EXPECT_EQ(id_of("\x1A\x0F" + "a.txt\0\0\0\0\0\0\0\0\x1D\0\0\0\x76\x5D"s + std::string(20, 'x')),
            "");
  EXPECT_EQ(id_of("begin 12 is the number of a paragraph\n"), "");
}

TEST(Sniff, WhatStandsAtTheEnd) {
  using testing_read::read_bytes;
  const std::string koly = "koly\0\0\0\4\0\0\2\0"s + std::string(500, '\0');
  const auto image = read_bytes("x\x9C\x01\x80" + std::string(3000, '\xC1') + koly);
  EXPECT_EQ(image.objects[0].format, "dmg");
  EXPECT_EQ(image.objects[0].gaps, std::vector<std::string>{"no-reader(dmg)"});
  EXPECT_EQ(image.objects[0].content.size(), 4 + 3000 + koly.size());
  EXPECT_EQ(sniff_end(as_bytes(koly)), &end_magics()[0]);
  EXPECT_EQ(sniff_end(as_bytes(koly.substr(1))), nullptr);
  EXPECT_EQ(sniff_end(as_bytes(koly + "x")), nullptr);
  EXPECT_EQ(sniff_end({}), nullptr);
}

TEST(Sniff, EncryptedStreamsAreCalledThat) {
  using testing_read::read_bytes;
  for (const auto& [bytes, format] :
       {std::pair{"Salted__\1\x80\xFE\3\0\x91\xC2\7"s, "openssl-enc"s},
        {"LUKS\xBA\xBE\0\1aes"s, "luks"s},
        {"$ANSIBLE_VAULT;1.1;AES256\n6162\n"s, "ansible-vault"s},
        {"age-encryption.org/v1\n-> X25519 x\n"s, "age"s}}) {
    const auto r = read_bytes(bytes);
    EXPECT_EQ(r.objects[0].format, format);
    EXPECT_EQ(r.objects[0].gaps, std::vector<std::string>{"encrypted(" + format + ")"});
  }
}

TEST(Sniff, MailByItsHeaders) {
  EXPECT_EQ(
      id_of("Received: from a by b;\r\n Mon\r\nFrom: li@example.com\r\nSubject: x\r\n\r\nbody"),
      "mail");
  EXPECT_EQ(id_of("MIME-Version: 1.0\nContent-Type: text/plain\n\nbody"), "mail");
  EXPECT_EQ(id_of("From: a@example.com\nSubject: hello\n\nbody\n"), "mail");
  EXPECT_EQ(
      id_of("From li@example.com Mon Jan  1 00:00:00 2024\nFrom: a@example.com\nSubject: x\n\n"),
      "mbox");
  EXPECT_EQ(id_of("Name: zhang\nPhone: 13800138000\n\n"), "");
  EXPECT_EQ(id_of("From here on it is text\nmore text\n"), "");
}

TEST(Sniff, AKnownFormatIsPartialEvenWhereItsBytesAreText) {
  using testing_read::read_bytes;
  for (const auto& [bytes, format] :
       {std::pair{"%PDF-1.4\n1 0 obj 13800138000\n"s, "pdf"s},
        {"{\\rtf1 zhang 13800138000}"s, "rtf"s},
        {"MIME-Version: 1.0\nFrom: a@example.com\n\n13800138000\n"s, "mail"s}}) {
    const auto r = read_bytes(bytes);
    EXPECT_EQ(r.objects[0].format, format);
    EXPECT_EQ(r.objects[0].reader, "raw");
    EXPECT_EQ(r.objects[0].state, ObjectState::partial);
    EXPECT_EQ(r.objects[0].gaps, std::vector<std::string>{"no-reader(" + format + ")"});
    EXPECT_TRUE(r.found("13800138000"));
    EXPECT_TRUE(r.objects[0].digest);
  }
  const auto png = read_bytes("\x89PNG\r\n\x1A\n" + std::string(100, '\1'));
  EXPECT_EQ(png.objects[0].gaps, std::vector<std::string>{"image-text(png)"});
}

}  // namespace
}  // namespace qingce
