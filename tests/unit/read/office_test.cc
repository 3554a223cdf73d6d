#include <gtest/gtest.h>

#include <algorithm>

#include "scanner/read/sheet_number.h"
#include "scanner/read/table_header.h"
#include "tests/unit/read/harness.h"

namespace qingce::testing_read {
namespace {

using Names = std::vector<std::string>;

// The values of one field as "record=value" in their order, "!=" where Column::cut says so.
Names of(const Recorder& r, const std::string& field, const std::string& object = "f") {
  Names out;
  const SeenObject* o = r.find(object);
  if (o == nullptr) return out;
  for (const SeenCell& cell : o->cells) {
    if (cell.field != field || cell.value.empty()) continue;
    out.push_back(std::to_string(cell.record) + (cell.cut ? "!=" : "=") + cell.value);
  }
  return out;
}

bool holds(const Names& values, std::string_view part) {
  return std::any_of(values.begin(), values.end(),
                     [&](const std::string& v) { return v.find(part) != std::string::npos; });
}

TEST(Xlsx, CellsHaveSheetHeaderAndRow) {
  for (const char* name : {"xlsx", "xlsx-inline"}) {
    const Recorder r = read_bytes(fixture(name));
    EXPECT_EQ(of(r, "客户.身份证号"),
              (Names{"2=110105194912310011", "3=110105199003070025", "4=110105198506060035"}))
        << name;
    EXPECT_EQ(of(r, "客户.手机号"), (Names{"2=13800131234", "3=13800132345", "4=138 0013 3456"}));
    EXPECT_EQ(of(r, "客户!B"), Names{"1=身份证号"});
    EXPECT_EQ(r.find("f")->format, "xlsx");
    EXPECT_EQ(r.find("f")->reader, "ooxml");
  }
}

TEST(Xlsx, HiddenSheetsAndEverythingBesideCells) {
  const Recorder r = read_bytes(fixture("xlsx"));
  EXPECT_EQ(of(r, "隐藏!A"), (Names{"1=110105194912310011", "2=110105199003070025"}));
  EXPECT_TRUE(holds(of(r, "~comments"), "备用 13912345678"));
  EXPECT_TRUE(holds(of(r, "~external!B"), "13911112222"));
  EXPECT_TRUE(holds(of(r, "~pivot.手机"), "13922223333"));
  EXPECT_TRUE(holds(of(r, "~pivot.电话"), "13933334444"));
  EXPECT_TRUE(holds(of(r, "~header"), "13700001111"));
  EXPECT_TRUE(holds(of(r, "~properties.creator"), "13600002222"));
  EXPECT_TRUE(holds(of(r, "~properties.联系电话"), "13600003333"));
  EXPECT_TRUE(holds(of(r, "~shared"), "13944445555"));
  EXPECT_EQ(of(r, "~shared").size(), 1u);
  EXPECT_TRUE(holds(of(r, "~name"), "隐藏"));
}

TEST(Xlsx, WhatIsNoXmlIsAMember) {
  const Recorder r = read_bytes(fixture("xlsx"));
  EXPECT_EQ(r.members(), (Names{"f!xl/vbaProject.bin", "f!xl/embeddings/inner.xlsx"}));
  EXPECT_EQ(r.find("f!xl/vbaProject.bin")->state, ObjectState::partial);
  EXPECT_EQ(of(r, "内.身份证号", "f!xl/embeddings/inner.xlsx").size(), 3u);
  EXPECT_EQ(r.find("f")->state, ObjectState::scanned) << r.dump();
  EXPECT_TRUE(r.find("f")->gaps.empty());
}

TEST(Xlsx, NumbersThatLostDigitsAreMarked) {
  const Recorder r = read_bytes(fixture("xlsx-cut"));
  EXPECT_EQ(of(r, "表.身份证号"),
            (Names{"2!=110105194912310000", "3!=110105199003070000", "4!=110105198506060030",
                   "5!=110105200101010000", "6=110105200101010048"}));
}

TEST(Xlsx, AHeaderHoldsNoFinding) {
  const Recorder r = read_bytes(fixture("xlsx-names"));
  EXPECT_EQ(of(r, "表!A"), (Names{"1=13800131234", "2=13800132345"}));
  // A title is no header, and two columns of one name are told apart.
  EXPECT_EQ(of(r, "双.电话"), Names{"3=13800131234"});
  EXPECT_EQ(of(r, "双.电话;2"), Names{"3=13800132345"});
}

TEST(Xlsx, Encodings) {
  for (const char* name : {"xlsx-gbk", "xlsx-utf16"}) {
    const Recorder r = read_bytes(fixture(name));
    EXPECT_EQ(of(r, "sheet1!A"), Names{"1=客户 13800131234"}) << name << r.dump();
  }
}

TEST(Xlsx, OneByteEncodings) {
  EXPECT_EQ(of(read_bytes(fixture("xlsx-1252")), "sheet1!A"), Names{"1=Kunde 13800131234"});
}

// Whatever stops the parser: what is behind the place is searched as it stands, and told.
TEST(Xlsx, DamageAndHostileXml) {
  const struct {
    const char* name;
    const char* gap;
    const char* value;
  } table[] = {
      {"xlsx-broken", "corrupt(xml)", "13700002222"},
      {"xlsx-deep", "limit-depth(xml)", "13700001111"},
      {"xlsx-tag", "limit-memory(xml)", "13700001111"},
      {"xlsx-names-many", "limit-memory(xml)", "13700001111"},
      {"xlsx-entities", "unsupported-method(xml-entities)", "13700002222"},
  };
  for (const auto& row : table) {
    const Recorder r = read_bytes(fixture(row.name));
    EXPECT_EQ(r.find("f")->gaps, Names{row.gap}) << row.name;
    EXPECT_TRUE(r.found(row.value)) << row.name;
    EXPECT_EQ(r.find("f")->state, ObjectState::partial);
    ASSERT_NE(r.find("f!xl/worksheets/sheet1.xml"), nullptr) << r.dump();
  }
  EXPECT_EQ(of(read_bytes(fixture("xlsx-broken")), "sheet1!A"), Names{"1=13700001111"});
}

TEST(Xlsx, SharedStringsWithoutRoom) {
  const std::string bytes = fixture("xlsx-strings");
  EXPECT_EQ(of(read_bytes(bytes), "客户!A").size(), 3000u);
  ReadOptions o = test_options();
  o.limits.decoder_memory = 64 << 10;
  const Recorder r = read_bytes(bytes, o);
  EXPECT_EQ(r.find("f")->gaps, Names{"limit-memory(shared-strings)"});
  const size_t named = of(r, "客户!A").size();
  EXPECT_GT(named, 100u);
  EXPECT_LT(named, 3000u);
  EXPECT_EQ(named + of(r, "~shared").size(), 3000u);
}

TEST(Docx, ParagraphsTablesAndTheRest) {
  const Recorder r = read_bytes(fixture("docx"));
  EXPECT_EQ(r.find("f")->format, "docx");
  EXPECT_TRUE(holds(of(r, ""), "电话 13800139999。"));
  const Names ids = of(r, "身份证号");
  ASSERT_EQ(ids.size(), 3u);
  EXPECT_TRUE(holds(ids, "110105199003070025"));
  EXPECT_EQ(of(r, "手机号").size(), 3u);
  EXPECT_TRUE(holds(of(r, "~header"), "13700001111"));
  EXPECT_TRUE(holds(of(r, "~footer"), "13700002222"));
  EXPECT_TRUE(holds(of(r, "~comments"), "13700003333"));
  EXPECT_TRUE(holds(of(r, "~notes"), "13700004444"));
  EXPECT_TRUE(holds(of(r, "~deleted"), "旧 13988889999"));
  EXPECT_TRUE(holds(of(r, ""), "新 13977778888"));
  EXPECT_TRUE(holds(of(r, "~xml"), "mailto:a@example.cn"));
  // Two versions of one text box: once, and what only the second one says.
  const Names text = of(r, "");
  EXPECT_EQ(std::count_if(text.begin(), text.end(),
                          [](const auto& v) { return v.find("13955556666") != v.npos; }),
            1);
  EXPECT_TRUE(holds(text, "13966667777"));
  EXPECT_EQ(r.objects.size(), 1u) << r.dump();
  EXPECT_EQ(r.find("f")->state, ObjectState::scanned);
}

TEST(Docx, ValuesOfOneRowAreOneRecord) {
  const Recorder r = read_bytes(fixture("docx"));
  const Names ids = of(r, "身份证号");
  const Names phones = of(r, "手机号");
  ASSERT_EQ(ids.size(), phones.size());
  for (size_t i = 0; i < ids.size(); ++i)
    EXPECT_EQ(ids[i].substr(0, ids[i].find('=')), phones[i].substr(0, phones[i].find('=')));
}

TEST(Pptx, SlidesTablesAndNotes) {
  const Recorder r = read_bytes(fixture("pptx"));
  EXPECT_EQ(r.find("f")->format, "pptx");
  EXPECT_TRUE(holds(of(r, ""), "电话 13800139999"));
  EXPECT_EQ(of(r, "身份证号").size(), 3u);
  EXPECT_TRUE(holds(of(r, "~notes"), "13700005555"));
}

TEST(Ods, CellsRepetitionAndNumbers) {
  const Recorder r = read_bytes(fixture("ods"));
  EXPECT_EQ(r.find("f")->format, "ods");
  EXPECT_EQ(r.find("f")->reader, "odf");
  EXPECT_EQ(of(r, "客户.身份证号"),
            (Names{"2=110105194912310011", "3=110105199003070025", "4=110105198506060035"}));
  EXPECT_EQ(of(r, "客户.手机号"), (Names{"2=13800131234", "3=13800132345", "4=138 0013 3456"}));
  EXPECT_EQ(of(r, "重复!A"), (Names{"1=13700006666", "2=13700006666", "3=13700006666"}));
  EXPECT_EQ(of(r, "重复!B"), (Names{"1=13700006666", "2=13700006666", "3=13700006666",
                                    "1048004!=110105194912310000"}));
  EXPECT_TRUE(holds(of(r, "~properties.联系电话"), "13600003333"));
  EXPECT_EQ(r.objects.size(), 1u) << r.dump();
}

TEST(Odt, ParagraphsTablesAndTheRest) {
  const Recorder r = read_bytes(fixture("odt"));
  EXPECT_EQ(r.find("f")->format, "odt");
  EXPECT_TRUE(holds(of(r, ""), "电话 13800139999"));
  EXPECT_EQ(of(r, "身份证号").size(), 3u);
  EXPECT_TRUE(holds(of(r, "~comments"), "13700003333"));
  EXPECT_TRUE(holds(of(r, "~header"), "13700001111"));
  EXPECT_TRUE(holds(of(r, "~deleted"), "13988889999"));
}

TEST(Odf, RepetitionIsExpansion) {
  ReadOptions o = test_options();
  o.limits.ratio_floor = 4 << 20;
  Recorder r;
  const std::string bytes = fixture("ods-bomb");
  r = read_bytes(bytes, o);
  EXPECT_EQ(r.find("f")->gaps, (Names{"limit-members(fields)", "limit-ratio"}));
}

TEST(Odf, EncryptedPartsAreGaps) {
  const Recorder r = read_bytes(fixture("odt-encrypted"));
  ASSERT_NE(r.find("f!content.xml"), nullptr);
  EXPECT_EQ(r.find("f!content.xml")->gaps, Names{"encrypted(odf)"});
}

TEST(Office, AZipOfDocumentsIsAZip) {
  const Recorder zip = read_bytes(fixture("zip-of-docx"));
  EXPECT_EQ(zip.find("f")->format, "zip");
  EXPECT_EQ(zip.find("f!a.docx")->format, "docx");
  const Recorder word = read_bytes(fixture("zip-word"));
  EXPECT_EQ(word.find("f")->format, "zip");
  EXPECT_EQ(word.find("f")->state, ObjectState::scanned) << word.dump();
}

TEST(Office, DocumentsInDocumentsHaveADepth) {
  const Recorder r = read_bytes(fixture("docx-nested"));
  EXPECT_EQ(r.objects.size(), test_options().limits.depth + 1);
  EXPECT_EQ(r.objects.back().gaps, Names{"limit-depth"});
  EXPECT_EQ(r.objects.back().format, "ooxml");
  EXPECT_EQ(r.objects.front().state, ObjectState::scanned);
}

TEST(Office, WithoutFields) {
  ReadOptions o = test_options();
  o.fields = false;
  const Recorder r = read_bytes(fixture("xlsx"), o);
  EXPECT_TRUE(of(r, "客户.身份证号").empty());
  EXPECT_TRUE(holds(of(r, ""), "110105199003070025"));
}

TEST(Office, DamageAnywhere) {
  for (const char* name : {"xlsx", "docx", "ods"}) {
    const std::string bytes = fixture(name);
    for (size_t cut = 0; cut < bytes.size(); cut += 1 + bytes.size() / 40) {
      EXPECT_FALSE(read_bytes(bytes.substr(0, cut)).objects.empty());
      std::string flipped = bytes;
      flipped[cut] = static_cast<char>(flipped[cut] ^ 0x55);
      EXPECT_FALSE(read_bytes(flipped).objects.empty());
    }
  }
}

TEST(SheetNumber, WhatProgramsPrint) {
  const struct {
    const char* raw;
    const char* text;
    bool cut;
  } table[] = {
      {"13800138000", "13800138000", false},
      {"1.3800138E10", "13800138000", false},
      {"13800138000.0", "13800138000", false},
      {"1.10105199001011E+17", "110105199001011000", true},
      {"1.10105199001011E+017", "110105199001011000", true},
      {"110105199001011000", "110105199001011000", true},
      {"110105199001011234", "110105199001011234", false},
      {"6.22202112345678E+18", "6222021123456780000", true},
      {"6222021234567890", "6222021234567890", false},
      {"12.5", "12.5", false},
      {"1.25E1", "1.25E1", false},
      {"-3", "-3", false},
      {"1E400", "1E400", false},
      {"1E-5", "1E-5", false},
      {"0.0", "0", false},
      {"", "", false},
      {"abc", "abc", false},
  };
  for (const auto& row : table) {
    EXPECT_EQ(sheet_number(row.raw).text, row.text) << row.raw;
    EXPECT_EQ(sheet_number(row.raw).cut, row.cut) << row.raw;
  }
}

TEST(TableHeader, TitlesHeadersAndNone) {
  using Rows = std::vector<std::vector<std::string>>;
  EXPECT_EQ(header_row(Rows{{"姓名", "手机"}, {"张伟", "13800131234"}}), 0u);
  EXPECT_EQ(header_row(Rows{{"客户名单"}, {"姓名", "手机"}, {"张伟", "13800131234"}}), 1u);
  EXPECT_EQ(header_row(Rows{{"张伟", "13800131234"}, {"王芳", "13800132345"}}), std::nullopt);
  EXPECT_EQ(header_row(Rows{}), std::nullopt);
}

}  // namespace
}  // namespace qingce::testing_read
