// CSV read by a parser written from RFC 4180, and Markdown tables cell by cell. Rows are those of
// the JSON report, whose expectations are computed apart (tests/golden/reporters/expected.py).
#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>

#include "golden_case.h"

namespace qingce::test {
namespace {

using Json = nlohmann::json;
using Record = std::vector<std::string>;

// RFC 4180, section 2. Throws where the text is no CSV.
std::vector<Record> parse_csv(std::string_view text) {
  std::vector<Record> out;
  size_t i = 0;
  while (i < text.size()) {
    Record record;
    for (bool more = true; more;) {
      std::string cell;
      if (i < text.size() && text[i] == '"') {
        for (++i;; ++i) {
          if (i >= text.size()) throw std::runtime_error("open quote");
          if (text[i] == '"' && (i + 1 >= text.size() || text[i + 1] != '"')) break;
          if (text[i] == '"') ++i;
          cell += text[i];
        }
        ++i;
      } else {
        while (i < text.size() && text[i] != ',' && text[i] != '\r') {
          if (text[i] == '"' || text[i] == '\n') throw std::runtime_error("bare quote or newline");
          cell += text[i++];
        }
      }
      record.push_back(cell);
      more = i < text.size() && text[i] == ',';
      if (more) ++i;
    }
    if (text.substr(i, 2) != "\r\n") throw std::runtime_error("no CRLF");
    i += 2;
    out.push_back(std::move(record));
  }
  return out;
}

std::string csv_of(const GoldenCase& golden, Language language) {
  TextOutput out;
  EXPECT_TRUE(find_reporter("csv")->report(golden.context(language), out).ok());
  return out.text;
}

// Records by the words of their head.
std::vector<std::map<std::string, std::string>> english_csv(const GoldenCase& golden) {
  const std::string text = csv_of(golden, Language::en);
  EXPECT_TRUE(text.starts_with("\xef\xbb\xbf"));
  const std::vector<Record> records = parse_csv(std::string_view(text).substr(3));
  std::vector<std::map<std::string, std::string>> out;
  for (size_t i = 1; i < records.size(); ++i) {
    EXPECT_EQ(records[i].size(), records[0].size());
    out.emplace_back();
    for (size_t j = 0; j < records[0].size(); ++j) out.back()[records[0][j]] = records[i][j];
  }
  return out;
}

TEST(Csv, HeadsAreTheContract) {
  const GoldenCase golden("company");
  const auto en = parse_csv(std::string_view(csv_of(golden, Language::en)).substr(3));
  EXPECT_EQ(
      en[0],
      (Record{"Record",    "Location",  "Field",      "Rule",     "Name",     "Category",
              "Level",     "Sensitive", "Confidence", "Matches",  "Distinct", "Distinct exact",
              "confirmed", "likely",    "possible",   "Rejected", "Samples",  "Accepted (reason)",
              "Reason",    "Offset",    "Detail",     "Advice"}));
  const auto zh = parse_csv(std::string_view(csv_of(golden, Language::zh)).substr(3));
  EXPECT_EQ(zh[0], (Record{"记录",   "位置",     "字段",   "规则",       "名称",   "类别",
                           "级别",   "敏感",     "置信度", "命中",       "不同值", "不同值精确",
                           "已确认", "很可能",   "疑似",   "未通过校验", "样本",   "已接受（理由）",
                           "原因",   "字节位置", "说明",   "建议"}));
}

TEST(Csv, RowsAndGapsAreThoseOfTheJsonReport) {
  for (const std::string& name : GoldenCase::names()) {
    SCOPED_TRACE(name);
    const GoldenCase golden(name);
    const Json json = Json::parse(golden.report("json"));
    size_t row = 0, gap = 0, facts = 0;
    for (const auto& record : english_csv(golden)) {
      if (record.at("Record") == "Run") ++facts;
      if (record.at("Record") == "Row") {
        const Json& want = json["rows"].at(row++);
        EXPECT_EQ(record.at("Location"), want["location"]);
        EXPECT_EQ(record.at("Field"), want["field"].is_null() ? "" : want["field"]);
        EXPECT_EQ(record.at("Rule"), want["rule"]);
        EXPECT_EQ(record.at("Confidence"), want["confidence"]);
        EXPECT_EQ(record.at("Matches"), want["matches"].dump());
        EXPECT_EQ(record.at("Distinct"), want["distinct"].dump());
        EXPECT_EQ(record.at("Distinct exact"), want["distinct_exact"] ? "yes" : "no");
        for (const char* c : {"confirmed", "likely", "possible"}) {
          EXPECT_EQ(record.at(c), want["by_confidence"][c].dump());
        }
        EXPECT_EQ(record.at("Rejected"), want["rejected"].dump());
        std::string samples;
        for (const Json& sample : want["samples"]) {
          samples += (samples.empty() ? "" : " ") + sample.get<std::string>();
        }
        EXPECT_EQ(record.at("Samples"), samples);
      }
      if (record.at("Record") == "Gaps") {
        const Json& want = json["gaps"].at(gap++);
        EXPECT_EQ(record.at("Location"), want["location"]);
        EXPECT_EQ(record.at("Reason"), want["reason"]);
        EXPECT_EQ(record.at("Offset"), want["offset"].is_null() ? "" : want["offset"].dump());
        EXPECT_EQ(record.at("Detail"), want["detail"].is_null() ? "" : want["detail"]);
        EXPECT_FALSE(record.at("Advice").empty());
      }
    }
    EXPECT_EQ(row, json["rows"].size());
    EXPECT_EQ(gap, json["gaps"].size());
    EXPECT_GT(facts, 8u);
  }
}

// Two lines by hand, byte for byte.
TEST(Csv, LinesByHand) {
  const std::string text = csv_of(GoldenCase("company"), Language::zh);
  EXPECT_NE(
      text.find("\r\n\"发现\",\"/srv/数据/dump.sql\",\"log.no\",\"t.mobile\",\"手机号码\","
                "\"contact\",3,\"否\",\"疑似\",30,1,\"是\",0,0,30,70,\"139****0001\",,,,,\r\n"),
      std::string::npos)
      << text;
  EXPECT_NE(text.find("\r\n\"未检查项\",\"/srv/数据/backup.zip\",,,\"数据损坏\",,,,,,,,,,,,,,"
                      "\"corrupt\",20100,\"zip\",\"检查文件是否完整，或从原系统重新导出。\"\r\n"),
            std::string::npos);
}

const std::string kHostile = "=cmd|' /C calc'!A0\",\r\n\x1b[31m\xff\xe2\x80\xae`|<b>@all";

GoldenCase hostile() {
  return GoldenCase("company", [](RunFacts& facts, std::vector<ItemChunk>& chunks) {
    facts.targets = {kHostile};
    facts.result.options.emplace_back("z", kHostile);
    for (ItemChunk& chunk : chunks) {
      for (ObjectRow& object : chunk.objects) object.location = kHostile + object.location;
      for (GapRow& gap : chunk.gaps) gap.location = gap.detail = kHostile;
      for (auto& [key, value] : chunk.rows) {
        for (Sample& sample : value.samples) sample.masked = kHostile;
      }
    }
  });
}

TEST(Csv, NoCellIsAFormulaAndNoRecordHasASecondLine) {
  size_t guarded = 0;
  for (const auto& record : english_csv(hostile())) {
    for (const auto& [head, cell] : record) {
      if (cell.empty()) continue;
      for (const char* sign : {"=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n"}) {
        EXPECT_FALSE(cell.starts_with(sign)) << head;
      }
      for (const char c : cell) EXPECT_TRUE(static_cast<unsigned char>(c) >= 0x20);
      EXPECT_EQ(cell.find("\xe2\x80\xae"), std::string::npos);
      guarded += cell.starts_with("'=cmd|") ? 1u : 0u;
    }
  }
  EXPECT_GE(guarded, 7u + 3u + 1u);  // rows, gaps, target
}

std::string markdown_of(const GoldenCase& golden, Language language) {
  TextOutput out;
  EXPECT_TRUE(find_reporter("md")->report(golden.context(language), out).ok());
  return out.text;
}

// GFM 4.10: cells are what stands between pipes that no backslash precedes.
std::vector<Record> tables(const std::string& markdown) {
  std::vector<Record> out;
  size_t begin = 0;
  for (size_t end; (end = markdown.find('\n', begin)) != std::string::npos; begin = end + 1) {
    const std::string line = markdown.substr(begin, end - begin);
    if (!line.starts_with('|')) continue;
    Record cells;
    std::string cell;
    for (size_t i = 1; i < line.size(); ++i) {
      if (line[i] == '|' && line[i - 1] != '\\') {
        cells.push_back(cell);
        cell.clear();
      } else {
        cell += line[i];
      }
    }
    EXPECT_EQ(cell, "") << line;
    out.push_back(cells);
  }
  return out;
}

TEST(Markdown, TablesByHand) {
  const std::string text = markdown_of(GoldenCase("company"), Language::zh);
  for (const char* line :
       {"\n| 居民身份证号码 `t.resident` | 是 | 16 | 7 | 3 | 10 | 4 | 2 |\n",
        "\n| 手机号码 `t.mobile` | 否 | 10,039 | 约 10,002 | 2 | 10,001 | 1 | 37 |\n",
        "\n| 统一社会信用代码 `t.company` | 否 | 1 | 1 | 1 | 0 | 1 | 0 |\n",
        "\n| 9 | 已确认 | `t.resident` | `11***************2` | `/srv/数据/backup.zip!客户.csv` "
        "|\n",
        "\n| 30 | 疑似 | `t.mobile` | `139****0001` | `/srv/数据/dump.sql#log.no` |\n",
        "\n- 扫描目标 `/srv/数据` `stdin`\n"}) {
    EXPECT_NE(text.find(line), std::string::npos) << line << text;
  }
}

TEST(Markdown, EveryTableHasEqualRowsWhateverNamesHold) {
  for (const Language language : {Language::zh, Language::en}) {
    const std::string text = markdown_of(hostile(), language);
    size_t rows = 0;
    size_t width = 0;
    for (const Record& cells : tables(text)) {
      if (cells.size() != width) rows = 0;  // a new table: head, rule, rows
      width = cells.size();
      EXPECT_TRUE(width == 3 || width == 8 || width == 5) << width;
      ++rows;
    }
    EXPECT_GE(rows, 9u);  // head, rule, seven places
    // Outside a code span nothing of a name is left.
    std::string outside;
    bool code = false;
    for (const char c : text) {
      if (c == '`') code = !code;
      if (!code) outside += c;
    }
    EXPECT_FALSE(code) << "a code span is open at the end";
    EXPECT_EQ(outside.find("cmd"), std::string::npos);
    EXPECT_EQ(outside.find("@all"), std::string::npos);
    EXPECT_EQ(text.find('\x1b'), std::string::npos);
    EXPECT_EQ(text.find("\xe2\x80\xae"), std::string::npos);
  }
}

// Code hosts cut a comment at 65,536 characters.
TEST(Markdown, StaysShortWhateverTheInventoryHolds) {
  const GoldenCase golden("company", [](RunFacts& facts, std::vector<ItemChunk>& chunks) {
    facts.targets.assign(1000, std::string(5000, 'x'));
    for (ItemChunk& chunk : chunks) {
      for (ObjectRow& object : chunk.objects) object.location += std::string(60000, 'y');
      for (size_t i = 0; chunk.item_key == "k2" && i < 100; ++i) {
        chunk.rows[{0, std::to_string(i) + std::string(3000, 'z'), 0, {}}].add({}, "m");
      }
    }
  });
  EXPECT_LT(markdown_of(golden, Language::zh).size(), 65536u);
}

}  // namespace
}  // namespace qingce::test
