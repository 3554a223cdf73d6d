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
    EXPECT_TRUE(m.reason == GapReason::no_reader || m.reason == GapReason::image_text) << m.id;
    EXPECT_EQ(m.reason == GapReason::image_text, m.kind == FormatKind::image) << m.id;
  }
  EXPECT_GE(ids.size(), 70u);
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
