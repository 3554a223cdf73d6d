// The pipeline as a whole: same bytes for any number of workers and any window, nothing raw in what
// comes out.
#include "scanner/run/scan.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "reporters/reporter.h"

namespace qingce {
namespace {

namespace fs = std::filesystem;

constexpr const char* kId = "11010519491231002X";    // GB 11643-1999's example
constexpr const char* kUscc = "91350100M000100Y43";  // GB 32100-2015's example

struct TempDir {
  TempDir() {
    std::string pattern = (fs::temp_directory_path() / "qingce-run-XXXXXX").string();
    path = mkdtemp(pattern.data());
  }
  ~TempDir() { fs::remove_all(path); }
  fs::path path;
};

class StringOutput : public Output {
 public:
  void write(std::string_view bytes) override { text.append(bytes); }
  Status finish() override { return {}; }
  std::string text;
};

std::string slurp(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream all;
  all << in.rdbuf();
  return all.str();
}

struct ScanTest : ::testing::Test {
  ScanTest() {
    std::array<uint8_t, 32> bytes{};
    bytes.fill(9);
    key = std::make_unique<Key>(Key::from_bytes(bytes));
    rules = *RuleSet::load({});
    fs::create_directories(dir.path / "in/sub");
  }
  void put(const std::string& name, const std::string& content) {
    std::ofstream(dir.path / "in" / name, std::ios::binary) << content;
  }
  ScanOptions options() {
    ScanOptions o;
    o.targets = {(dir.path / "in").string()};
    o.inventory = (dir.path / "inv").string();
    o.force = true;
    o.keep_findings = true;
    o.reference_date = "2026-11-21";
    return o;
  }
  std::string report(const std::string& inventory, const char* format) {
    auto reader = InventoryReader::open(inventory);
    EXPECT_TRUE(reader.ok());
    StringOutput out;
    const ReportContext context{**reader, *rules, Language::zh};
    EXPECT_TRUE(find_reporter(format)->report(context, out).ok());
    return out.text;
  }

  TempDir dir;
  std::unique_ptr<Key> key;
  std::shared_ptr<const RuleSet> rules;
};

TEST_F(ScanTest, SameBytesForAnyWorkersAndWindows) {
  std::string text;
  for (int i = 0; i < 4000; ++i) {
    text += "row " + std::to_string(i * 7919) + ", 身份证号 " + kId + ", 信用代码 " + kUscc + "\n";
  }
  for (int i = 0; i < 40; ++i)
    put("f" + std::to_string(i), text.substr(0, static_cast<size_t>(i * 977)));
  put("sub/all.txt", text);
  std::string json, findings;
  for (const unsigned jobs : {1u, 2u, 7u}) {
    for (const size_t window : {size_t{4096}, size_t{65535}, size_t{1} << 20}) {
      ScanOptions o = options();
      o.jobs = jobs;
      o.window_bytes = window;
      ASSERT_TRUE(scan(o, rules, *key, {}).ok());
      const std::string j = report(o.inventory, "json");
      const std::string f = report(o.inventory, "findings");
      if (json.empty()) {
        json = j;
        findings = f;
        EXPECT_NE(f.find("cn.resident-id"), std::string::npos);
        EXPECT_NE(f.find("cn.uscc"), std::string::npos);
      }
      EXPECT_EQ(j, json);
      EXPECT_EQ(f, findings);
    }
  }
}

// Not among the rules' own published examples, which the inventory holds with the rules' texts.
constexpr const char* kMobile = "13987651234";

std::string made_up_id() {
  const std::string body = "11010119850307123";
  constexpr int kWeights[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};  // GB 11643
  int sum = 0;
  for (size_t i = 0; i < body.size(); ++i) sum += (body[i] - '0') * kWeights[i];
  return body + "10X98765432"[sum % 11];
}

TEST_F(ScanTest, NoRawValueInInventoryOrReports) {
  const std::string id = made_up_id();
  put("a.txt", "客户 " + id + "\n");
  put("sub/b.txt", std::string("手机 ") + kMobile + "\n");
  const ScanOptions o = options();
  const auto result = scan(o, rules, *key, {});
  ASSERT_TRUE(result.ok());
  const std::string findings = report(o.inventory, "findings");
  EXPECT_EQ(std::count(findings.begin(), findings.end(), '\n'), 2);
  for (const std::string& text :
       {slurp(o.inventory), report(o.inventory, "json"), report(o.inventory, "findings")}) {
    EXPECT_EQ(text.find(id), std::string::npos);
    EXPECT_EQ(text.find(kMobile), std::string::npos);
  }
}

TEST_F(ScanTest, EveryFileIsAnObjectAndCountsAddUp) {
  put("a.txt", "nothing here\n");
  put("empty", "");
  put("sub/c.bin", std::string("\x7f"
                               "ELF\0\0\0\0",
                               8));
  const auto result = scan(options(), rules, *key, {});
  ASSERT_TRUE(result.ok());
  const Coverage& c = result->coverage;
  EXPECT_EQ(c.files, 3u);
  EXPECT_EQ(c.seen, c.files + c.members);
  EXPECT_EQ(c.seen, c.scanned + c.partial + c.gap);
}

TEST_F(ScanTest, AnInventoryInsideATargetIsAUsageError) {
  ScanOptions o = options();
  o.inventory = (dir.path / "in/inv").string();
  const auto result = scan(o, rules, *key, {});
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().code, ErrorCode::usage);
  EXPECT_FALSE(fs::exists(o.inventory));
}

TEST_F(ScanTest, ANameWithAValueIsFoundAndMaskedEverywhere) {
  fs::create_directories(dir.path / "in" / (std::string("dir-") + kId));
  put(std::string(kId) + ".txt", "x");
  const ScanOptions o = options();
  ASSERT_TRUE(scan(o, rules, *key, {}).ok());
  const std::string json = report(o.inventory, "json");
  EXPECT_EQ(json.find(kId), std::string::npos);
  EXPECT_NE(json.find("~name"), std::string::npos);
  const std::string findings = report(o.inventory, "findings");
  EXPECT_EQ(std::count(findings.begin(), findings.end(), '\n'), 2);
}

}  // namespace
}  // namespace qingce
