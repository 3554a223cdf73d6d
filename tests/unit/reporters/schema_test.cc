// The published schema accepts what the reporter writes and refuses what it never writes.
#include <gtest/gtest.h>

#include <functional>
#include <nlohmann/json.hpp>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include "golden_case.h"

namespace qingce::test {
namespace {

using Json = nlohmann::json;

class SchemaTest : public testing::Test {
 protected:
  SchemaTest() {
    const Json document = Json::parse(slurp(QINGCE_SCHEMA));
    valijson::SchemaParser(valijson::SchemaParser::kDraft7)
        .populateSchema(valijson::adapters::NlohmannJsonAdapter(document), schema_);
  }
  bool valid(const Json& report, std::string* why = nullptr) {
    valijson::ValidationResults results;
    valijson::Validator validator;
    const bool ok =
        validator.validate(schema_, valijson::adapters::NlohmannJsonAdapter(report), &results);
    valijson::ValidationResults::Error error;
    while (why != nullptr && results.popError(error)) *why += error.description + "; ";
    return ok;
  }
  valijson::Schema schema_;
};

TEST_F(SchemaTest, EveryGoldenReportIsValid) {
  for (const std::string& name : GoldenCase::names()) {
    std::string why;
    EXPECT_TRUE(valid(Json::parse(GoldenCase(name).report("json")), &why)) << name << ": " << why;
  }
}

TEST_F(SchemaTest, AlteredReportsAreInvalid) {
  const Json good = Json::parse(GoldenCase("company").report("json"));
  const std::function<void(Json&)> changes[] = {
      [](Json& j) { j["schema"] = "qingce/inventory/2"; },
      [](Json& j) { j.erase("coverage"); },
      [](Json& j) { j["started"] = "2026-01-31T08:00:00Z"; },
      [](Json& j) { j["run"]["host"] = "db-1"; },
      [](Json& j) { j["run"]["options"]["limit.depth"] = 16; },
      [](Json& j) { j["coverage"]["objects"]["seen"] = "6"; },
      [](Json& j) { j["coverage"]["bytes"].erase("read"); },
      [](Json& j) { j["objects"][0]["state"] = "ok"; },
      [](Json& j) { j["objects"][0]["kind"] = "directory"; },
      [](Json& j) { j["objects"][0].erase("copy_of"); },
      [](Json& j) { j["objects"][0]["mode"] = "rw-r"; },
      [](Json& j) { j["objects"][0]["bytes"] = -1; },
      [](Json& j) { j["rows"][0]["confidence"] = "certain"; },
      [](Json& j) { j["rows"][0]["matches"] = 0; },
      [](Json& j) { j["rows"][0]["value"] = "x"; },
      [](Json& j) {
        j["rows"][0]["samples"] = {"a", "b", "c", "d"};
      },
      [](Json& j) { j["rows"][0]["by_state"]["unknown"] = 1; },
      [](Json& j) { j["rows"][0]["field"] = 7; },
      [](Json& j) { j["gaps"][0]["reason"] = "unknown"; },
      [](Json& j) { j["gaps"][0]["offset"] = -1; },
      [](Json& j) { j.erase("people"); },
      [](Json& j) { j["people"]["at_most"] = -1; },
      [](Json& j) { j["people"]["names"] = 1; },
      [](Json& j) { j.erase("tables"); },
  };
  int index = 0;
  for (const auto& change : changes) {
    Json bad = good;
    change(bad);
    EXPECT_FALSE(valid(bad)) << "change " << index;
    ++index;
  }
}

TEST_F(SchemaTest, KnowsEveryGapReason) {
  Json report = Json::parse(GoldenCase("company").report("json"));
  for (int i = 0; i < kGapReasons; ++i) {
    report["gaps"][0]["reason"] = to_string(static_cast<GapReason>(i));
    EXPECT_TRUE(valid(report)) << to_string(static_cast<GapReason>(i));
  }
}

}  // namespace
}  // namespace qingce::test
