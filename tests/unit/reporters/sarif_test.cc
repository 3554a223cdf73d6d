// SARIF reports against the published schema, hand-written expectations, and what each consumer is
// known to trip over. What is expected of the golden cases is read off their input by hand.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <regex>
#include <set>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include "golden_case.h"
#include "reporters/sarif_result.h"

namespace qingce::test {
namespace {

using Json = nlohmann::json;

constexpr SarifProfile kProfiles[] = {SarifProfile::github, SarifProfile::strict,
                                      SarifProfile::minimal};

std::string sarif_of(const GoldenCase& golden, SarifProfile profile = SarifProfile::github,
                     Language language = Language::zh) {
  ReportContext context = golden.context(language);
  context.sarif_profile = profile;
  TextOutput out;
  const Status status = find_reporter("sarif")->report(context, out);
  return status ? out.text : "error";
}

// Each string value of a document, whatever its depth, with its key.
void each_text(const Json& json, const std::string& key,
               const std::function<void(const std::string&, const std::string&)>& visit) {
  if (json.is_string()) visit(key, json.get<std::string>());
  if (json.is_array()) {
    for (const Json& item : json) each_text(item, key, visit);
  }
  if (json.is_object()) {
    for (const auto& [name, value] : json.items()) each_text(value, name, visit);
  }
}

class Sarif : public testing::Test {
 protected:
  static const valijson::Schema& schema() {
    static const auto* const parsed = [] {
      auto* out = new valijson::Schema;
      const Json document = Json::parse(slurp(QINGCE_SARIF_SCHEMA));
      valijson::SchemaParser(valijson::SchemaParser::kDraft7)
          .populateSchema(valijson::adapters::NlohmannJsonAdapter(document), *out);
      return out;
    }();
    return *parsed;
  }
  static bool valid(const Json& report, std::string* why = nullptr) {
    valijson::ValidationResults results;
    valijson::Validator validator;
    const bool ok =
        validator.validate(schema(), valijson::adapters::NlohmannJsonAdapter(report), &results);
    valijson::ValidationResults::Error error;
    while (why != nullptr && results.popError(error)) *why += error.description + "; ";
    return ok;
  }
};

// The formats that the schema names and valijson does not look at.
void expect_formats(const Json& report) {
  const std::regex reference("(\\./|[A-Za-z0-9._~/;-]|%[0-9A-F]{2})+");
  const std::regex absolute("(file:///|https://)([A-Za-z0-9._~/-]|%[0-9A-F]{2})*");
  const std::regex guid("[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
  const std::regex time("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z");
  for (const Json& run : report["runs"]) {
    if (run.contains("originalUriBaseIds")) {
      for (const auto& [id, base] : run["originalUriBaseIds"].items()) {
        if (!base.contains("uri")) continue;
        const std::string uri = base["uri"];
        EXPECT_TRUE(std::regex_match(uri, absolute)) << uri;
        EXPECT_TRUE(uri.ends_with('/')) << uri;  // SARIF 2.1.0, 3.14.14
      }
    }
    for (const char* part : {"artifacts", "results", "invocations"}) {
      each_text(run[part], "", [&](const std::string& key, const std::string& text) {
        if (key == "uri") {
          EXPECT_TRUE(std::regex_match(text, reference)) << text;
        }
        if (key == "correlationGuid") {
          EXPECT_TRUE(std::regex_match(text, guid)) << text;
        }
        if (key.ends_with("TimeUtc")) {
          EXPECT_TRUE(std::regex_match(text, time)) << text;
        }
      });
    }
  }
}

// Indexes that the schema cannot check, and the two ways to name an artifact say the same.
void expect_references(const Json& run) {
  const Json& artifacts = run["artifacts"];
  const auto check = [&](const Json& location) {
    if (!location.contains("index")) return;
    ASSERT_LT(location["index"].get<size_t>(), artifacts.size());
    const Json& artifact = artifacts[location["index"].get<size_t>()]["location"];
    EXPECT_EQ(artifact["uri"], location["uri"]);
    EXPECT_EQ(artifact.value("uriBaseId", ""), location.value("uriBaseId", ""));
  };
  std::set<std::pair<std::string, int64_t>> met;
  for (const Json& artifact : artifacts) {
    const int64_t parent = artifact.value("parentIndex", int64_t{-1});
    const std::string uri = artifact["location"]["uri"];
    EXPECT_EQ(parent >= 0, uri.starts_with('/')) << uri;
    EXPECT_GT(artifact.size(), 1u) << "the SDK warns of what is only a location";
    EXPECT_LT(parent, static_cast<int64_t>(artifacts.size()));
    EXPECT_TRUE(met.emplace(artifact["location"].value("uriBaseId", "") + uri, parent).second);
  }
  const Json& rules = run["tool"]["driver"]["rules"];
  std::set<std::string> notifications;
  for (const Json& kind : run["tool"]["driver"]["notifications"]) notifications.insert(kind["id"]);
  for (const Json& result : run["results"]) {
    EXPECT_EQ(rules.at(result["ruleIndex"].get<size_t>())["id"], result["ruleId"]);
    check(result["locations"][0]["physicalLocation"]["artifactLocation"]);
    for (const Json& related : result["relatedLocations"]) {
      check(related["physicalLocation"]["artifactLocation"]);
    }
    for (const Json& location : result["locations"]) {
      const Json base = location["physicalLocation"]["artifactLocation"].value("uriBaseId", Json());
      if (base.is_string()) {
        EXPECT_TRUE(run["originalUriBaseIds"].contains(base));
      }
    }
  }
  for (const Json& note : run["invocations"][0]["toolExecutionNotifications"]) {
    EXPECT_TRUE(notifications.contains(note["descriptor"]["id"])) << note["descriptor"]["id"];
  }
}

// docs.github.com, "SARIF support for code scanning".
void expect_github(const Json& run) {
  EXPECT_LE(run["results"].size(), 25000u);
  for (const Json& rule : run["tool"]["driver"]["rules"]) {
    for (const char* text : {"shortDescription", "fullDescription", "help"}) {
      EXPECT_FALSE(rule[text]["text"].get<std::string>().empty());
    }
    const Json& properties = rule["properties"];
    ASSERT_TRUE(properties["security-severity"].is_string());
    const double severity = std::stod(properties["security-severity"].get<std::string>());
    EXPECT_TRUE(severity > 0 && severity <= 10);
    EXPECT_LE(properties["tags"].size(), 20u);
    EXPECT_TRUE(std::set<std::string>({"very-high", "high", "medium", "low"})
                    .contains(properties["precision"].get<std::string>()));
  }
  std::set<std::string> hashes;
  for (const Json& result : run["results"]) {
    EXPECT_FALSE(result["message"]["text"].get<std::string>().empty());
    ASSERT_EQ(result["locations"].size(), 1u);  // only the first is used
    const Json& place = result["locations"][0]["physicalLocation"];
    EXPECT_FALSE(place["artifactLocation"]["uri"].get<std::string>().empty());
    EXPECT_EQ(place["region"], Json({{"startLine", 1}}));  // DefectDojo: KeyError without a line
    EXPECT_TRUE(
        hashes.insert(result["partialFingerprints"]["primaryLocationLineHash"].get<std::string>())
            .second);
  }
}

// DefectDojo drops other kinds and reads what follows a slash in a fingerprint's name as "v<int>";
// Jenkins takes two results with equal rule, message, file and line for one unless correlationGuid
// differs; GitLab refuses reports of results without rule or place.
void expect_importers(const Json& run) {
  std::set<std::string> guids;
  const std::regex version("[^/]+(/v[0-9]+)?");
  for (const Json& result : run["results"]) {
    EXPECT_EQ(result["kind"], "fail");
    EXPECT_FALSE(result.contains("fingerprints"));
    for (const auto& [name, value] : result["partialFingerprints"].items()) {
      EXPECT_TRUE(std::regex_match(name, version)) << name;
    }
    EXPECT_TRUE(guids.insert(result["correlationGuid"].get<std::string>()).second);
    EXPECT_TRUE(result["ruleId"].is_string());
    EXPECT_TRUE(result["locations"][0].contains("physicalLocation"));
  }
  // A notification becomes an issue with a file.
  for (const Json& note : run["invocations"][0]["toolExecutionNotifications"]) {
    if (!note.contains("locations")) continue;
    EXPECT_TRUE(note["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].is_string());
  }
}

TEST_F(Sarif, EveryReportIsValidAndFitsItsConsumers) {
  for (const std::string& name : GoldenCase::names()) {
    const GoldenCase golden(name);
    for (const SarifProfile profile : kProfiles) {
      for (const Language language : {Language::zh, Language::en}) {
        SCOPED_TRACE(name);
        const std::string text = sarif_of(golden, profile, language);
        ASSERT_TRUE(Json::accept(text));
        const Json report = Json::parse(text);
        std::string why;
        EXPECT_TRUE(valid(report, &why)) << why;
        expect_formats(report);
        std::set<std::string> categories;
        for (const Json& run : report["runs"]) {
          expect_references(run);
          expect_importers(run);
          if (profile != SarifProfile::strict) expect_github(run);
          const std::string id = run["automationDetails"]["id"];
          EXPECT_TRUE(categories.insert(id.substr(0, id.rfind('/'))).second);
        }
      }
    }
  }
}

TEST_F(Sarif, AlteredReportsAreInvalid) {
  const Json good = Json::parse(sarif_of(GoldenCase("company")));
  const std::function<void(Json&)> changes[] = {
      [](Json& j) { j["version"] = "2.0.0"; },
      [](Json& j) { j.erase("runs"); },
      [](Json& j) { j["generated"] = true; },
      [](Json& j) { j["runs"][0].erase("tool"); },
      [](Json& j) { j["runs"][0]["tool"]["driver"].erase("name"); },
      [](Json& j) { j["runs"][0]["tool"]["driver"]["language"] = "Chinese"; },
      [](Json& j) { j["runs"][0]["results"][0]["level"] = "high"; },
      [](Json& j) { j["runs"][0]["results"][0]["rank"] = 101; },
      [](Json& j) { j["runs"][0]["results"][0]["occurrenceCount"] = 0; },
      [](Json& j) { j["runs"][0]["results"][0].erase("message"); },
      [](Json& j) { j["runs"][0]["results"][0]["count"] = 3; },
      [](Json& j) { j["runs"][0]["artifacts"][0]["parentIndex"] = -2; },
      [](Json& j) { j["runs"][0]["columnKind"] = "bytes"; },
      [](Json& j) { j["runs"][0]["invocations"][0].erase("executionSuccessful"); },
  };
  int index = 0;
  for (const auto& change : changes) {
    Json bad = good;
    change(bad);
    EXPECT_FALSE(valid(bad)) << index;
    ++index;
  }
}

struct Expected {
  std::string rule, base, uri, field;
  uint64_t count;
  std::string level;
  unsigned rank;
};

// Levels and ranks: error, warning, note are sensitive, general, low confidence.
TEST_F(Sarif, ResultsOfTheCompany) {
  const Json run = Json::parse(sarif_of(GoldenCase("company")))["runs"][0];
  const std::vector<Expected> expected = {
      {"t.mobile", "TARGET0", "139%2A%2A%2A%2A5670~3fa9c1", "~name", 1, "warning", 50},
      {"t.mobile", "TARGET0", "dump.sql", "log.no", 30, "note", 20},
      {"t.resident", "TARGET0", "dump.sql", "users.id_card", 5, "error", 95},
      {"t.mobile", "TARGET0", "dump.sql", "users.phone", 10008, "warning", 70},
      {"t.resident", "TARGET0", "old%0A.csv", "", 2, "note", 30},
      {"t.resident", "TARGET0", "backup.zip", "", 9, "error", 95},
      {"t.company", "TARGET0", "backup.zip", "", 1, "note", 15},
  };
  ASSERT_EQ(run["results"].size(), expected.size());
  for (size_t i = 0; i < expected.size(); ++i) {
    const Json& result = run["results"][i];
    const Json& place = result["locations"][0]["physicalLocation"]["artifactLocation"];
    EXPECT_EQ(result["ruleId"], expected[i].rule) << i;
    EXPECT_EQ(place["uriBaseId"], expected[i].base) << i;
    EXPECT_EQ(place["uri"], expected[i].uri) << i;
    EXPECT_EQ(result["properties"].value("field", ""), expected[i].field) << i;
    EXPECT_EQ(result["occurrenceCount"], expected[i].count) << i;
    EXPECT_EQ(result["level"], expected[i].level) << i;
    EXPECT_EQ(result["rank"], expected[i].rank) << i;
  }
  EXPECT_EQ(run["originalUriBaseIds"]["TARGET0"]["uri"], "file:///srv/%E6%95%B0%E6%8D%AE/");
  EXPECT_EQ(run["invocations"][0]["executionSuccessful"], true);
}

TEST_F(Sarif, AMemberIsAnArtifactInItsContainerWithExactBytes) {
  const Json run = Json::parse(sarif_of(GoldenCase("company")))["runs"][0];
  const Json& result = run["results"][5];
  const Json& related = result["relatedLocations"];
  ASSERT_EQ(related.size(), 2u);
  const Json& member = related[0]["physicalLocation"];
  EXPECT_EQ(member["artifactLocation"]["uri"], "/%E5%AE%A2%E6%88%B7.csv");
  EXPECT_EQ(member["region"], Json({{"byteOffset", 9}, {"byteLength", 18}}));
  EXPECT_EQ(related[1]["physicalLocation"]["region"],
            Json({{"byteOffset", 70}, {"byteLength", 18}}));
  const Json& artifact = run["artifacts"].at(member["artifactLocation"]["index"].get<size_t>());
  EXPECT_EQ(artifact["encoding"], "GB18030");
  EXPECT_EQ(artifact["length"], 900);
  const Json& container = run["artifacts"].at(artifact["parentIndex"].get<size_t>());
  EXPECT_EQ(container["location"], Json({{"uri", "backup.zip"}, {"uriBaseId", "TARGET0"}}));
  EXPECT_FALSE(container.contains("encoding"));
  EXPECT_FALSE(container.contains("parentIndex"));
  EXPECT_EQ(result["locations"][0]["logicalLocations"][0],
            Json({{"fullyQualifiedName", "backup.zip!客户.csv"}, {"kind", "member"}}));
  EXPECT_EQ(result["message"]["text"],
            "居民身份证号码：11***************2，共 9 处（已确认），位于 backup.zip!客户.csv。");
}

TEST_F(Sarif, EveryGapIsANotificationWithItsFile) {
  const Json run = Json::parse(sarif_of(GoldenCase("company")))["runs"][0];
  std::vector<std::string> gaps;
  for (const Json& note : run["invocations"][0]["toolExecutionNotifications"]) {
    EXPECT_EQ(note["level"], "warning");
    gaps.push_back(
        note["descriptor"]["id"].get<std::string>() + " " +
        note["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].get<std::string>() +
        " " + note["properties"]["location"].get<std::string>());
  }
  EXPECT_EQ(gaps,
            (std::vector<std::string>{"qingce/gap/corrupt backup.zip backup.zip",
                                      "qingce/gap/encrypted backup.zip backup.zip!secret.xlsx",
                                      "qingce/gap/permission %E7%A7%81%E6%9C%89 私有"}));
}

TEST_F(Sarif, AnInterruptedRunIsNoSuccess) {
  const Json run = Json::parse(sarif_of(GoldenCase("interrupted")))["runs"][0];
  EXPECT_EQ(run["invocations"][0]["executionSuccessful"], false);
  EXPECT_EQ(run["invocations"][0]["toolExecutionNotifications"][0]["descriptor"]["id"],
            "qingce/incomplete");
}

TEST_F(Sarif, MinimalHoldsNoSampleHostOrOperator) {
  const GoldenCase golden("company");
  const Json run = Json::parse(sarif_of(golden, SarifProfile::minimal))["runs"][0];
  EXPECT_FALSE(run["invocations"][0].contains("machine"));
  EXPECT_FALSE(run["invocations"][0].contains("account"));
  each_text(run["results"], "", [](const std::string&, const std::string& text) {
    EXPECT_EQ(text.find("11***"), std::string::npos) << text;
    EXPECT_EQ(text.find("33***"), std::string::npos) << text;
  });
  const std::string full = sarif_of(golden);
  EXPECT_NE(full.find("11***"), std::string::npos);
  EXPECT_NE(full.find("\"machine\":\"db-1\""), std::string::npos);
}

TEST_F(Sarif, StrictNamesNoLineThatIsNotKnown) {
  const Json run = Json::parse(sarif_of(GoldenCase("company"), SarifProfile::strict))["runs"][0];
  for (const Json& result : run["results"]) {
    EXPECT_FALSE(result["locations"][0]["physicalLocation"].contains("region"));
  }
}

// Expected: Python's hashlib and uuid over rule, 0x00, location, 0x00, '#' and field.
TEST_F(Sarif, FingerprintsAreOfRulePlaceAndFieldAlone) {
  const Json run = Json::parse(sarif_of(GoldenCase("company")))["runs"][0];
  const Json& phone = run["results"][3];
  EXPECT_EQ(phone["partialFingerprints"]["primaryLocationLineHash"], "955cbebdfea64f1e:1");
  EXPECT_EQ(phone["partialFingerprints"]["qingce/v1"], "955cbebdfea64f1e6e715f092b7f2e58");
  EXPECT_EQ(phone["correlationGuid"], "1911cff7-43f5-5ea3-8f1e-c704e6577361");
  // Without the six hex of a masked name, which depend on the key.
  EXPECT_EQ(run["results"][0]["partialFingerprints"]["qingce/v1"],
            "60913b19a16699c41825c511db9c78dc");
  EXPECT_EQ(run["results"][5]["partialFingerprints"]["qingce/v1"],
            "db63eb863209a82376662d11b7ea3e48");
}

TEST_F(Sarif, FingerprintsOutliveCountsKeysAndMachines) {
  const auto prints = [](const GoldenCase& golden) {
    std::vector<std::string> out;
    const Json run = Json::parse(sarif_of(golden))["runs"][0];
    for (const Json& result : run["results"]) out.push_back(result["partialFingerprints"].dump());
    return out;
  };
  const GoldenCase other("company", [](RunFacts& facts, std::vector<ItemChunk>& chunks) {
    facts.host = "elsewhere";
    facts.result.key_id = "ffffffffffffffff";
    for (ItemChunk& chunk : chunks) {
      for (auto& [key, value] : chunk.rows)
        value.add(Digest128::from_hex(std::string(32, 'e')).value(), "y");
      for (ObjectRow& object : chunk.objects) {
        const size_t at = object.location.find("~3fa9c1");
        if (at != std::string::npos) object.location.replace(at, 7, "~000000");
      }
    }
  });
  EXPECT_EQ(prints(GoldenCase("company")), prints(other));
}

TEST_F(Sarif, NamesThatDifferOnlyInWhatIsMaskedAreNumbered) {
  const std::string one = sarif_identity("r", "139****5670~3fa9c1.csv", std::nullopt);
  EXPECT_EQ(one, sarif_identity("r", "139****5670~000000.csv", std::nullopt));
  EXPECT_NE(one, sarif_identity("r", "139****5670~3fa9c.csv", std::nullopt));   // five digits
  EXPECT_NE(one, sarif_identity("r", "139****5670~3FA9C1.csv", std::nullopt));  // not ours
  EXPECT_NE(one, sarif_identity("r", "139****5670~3fa9c1.csv", std::string()));
  SarifFingerprints fingerprints;
  const auto first = fingerprints.next(one), second = fingerprints.next(one);
  EXPECT_EQ(first.line_hash, one.substr(0, 16) + ":1");
  EXPECT_EQ(second.line_hash, one.substr(0, 16) + ":2");
  EXPECT_EQ(first.digest, one.substr(0, 32));
  EXPECT_NE(first.digest, second.digest);
  EXPECT_NE(first.guid, second.guid);
}

// A message's "{0}" is a place for an argument and "[x](y)" a link (SARIF 2.1.0, 3.11.5, 3.11.6).
TEST_F(Sarif, NamesDoNotSteerMessages) {
  const GoldenCase golden("company", [](RunFacts&, std::vector<ItemChunk>& chunks) {
    for (ItemChunk& chunk : chunks) {
      for (ObjectRow& object : chunk.objects) {
        const size_t at = object.location.find("dump.sql");
        if (at != std::string::npos) object.location.replace(at, 8, "{0}[x](http:y)<b>@all");
      }
    }
  });
  const Json report = Json::parse(sarif_of(golden));
  std::string why;
  EXPECT_TRUE(valid(report, &why)) << why;
  bool met = false;
  for (const Json& result : report["runs"][0]["results"]) {
    const std::string text = result["message"]["text"];
    EXPECT_EQ(text.find_first_of("{}"), std::string::npos) << text;
    EXPECT_EQ(text.find("[x]("), std::string::npos) << text;
    met = met || text.find("%7B0%7D\\[x\\](http:y)") != std::string::npos;
  }
  EXPECT_TRUE(met);
}

// Bytes that a tampered inventory may hold in any text.
TEST_F(Sarif, AnyBytesGiveAValidReport) {
  const std::string bytes = "\x1b[31m\xff\xe2\x80\xae\"\\</script>\n";
  const GoldenCase golden("company", [&](RunFacts& facts, std::vector<ItemChunk>& chunks) {
    facts.targets.push_back(bytes);
    facts.host = facts.operator_name = bytes;
    facts.result.options.emplace_back("z", bytes);
    for (ItemChunk& chunk : chunks) {
      for (ObjectRow& object : chunk.objects) {
        object.location += bytes;
        object.display = object.format = bytes;
        object.encodings = {bytes};
      }
      for (GapRow& gap : chunk.gaps) gap.location = gap.detail = bytes;
      for (FindingRow& finding : chunk.findings) finding.finding.masked = bytes;
    }
  });
  for (const SarifProfile profile : kProfiles) {
    const std::string text = sarif_of(golden, profile);
    ASSERT_TRUE(Json::accept(text));
    for (const char c : text) EXPECT_TRUE(c == '\n' || static_cast<unsigned char>(c) >= 0x20);
    EXPECT_EQ(text.find("\xe2\x80\xae"), std::string::npos);
    const Json report = Json::parse(text);
    std::string why;
    EXPECT_TRUE(valid(report, &why)) << why;
    expect_formats(report);
    for (const Json& run : report["runs"]) expect_references(run);
  }
}

// One more row than a run takes. The last one comes last and matters most.
TEST_F(Sarif, MoreThanARunTakesGoesToTheNext) {
  const GoldenCase golden("nothing", [](RunFacts&, std::vector<ItemChunk>& chunks) {
    for (ItemChunk& chunk : chunks) {
      if (chunk.objects.empty()) continue;
      const uint64_t object = chunk.objects[0].number;
      for (int i = 0; i < 25000; ++i) {
        chunk.rows[{object, "f" + std::to_string(i), 1, {}}].add({}, "m");
      }
      EvidenceSet strong;
      strong.add(Evidence::check_passed);
      strong.add(Evidence::table_hit);
      strong.add(Evidence::context_near);
      chunk.rows[{object, "z", 0, strong}].add({}, "m");
      break;
    }
  });
  const Json report = Json::parse(sarif_of(golden, SarifProfile::github, Language::en));
  ASSERT_EQ(report["runs"].size(), 2u);
  EXPECT_EQ(report["runs"][0]["results"].size(), 25000u);
  EXPECT_EQ(report["runs"][0]["results"].back()["ruleId"], "t.resident");
  EXPECT_EQ(report["runs"][1]["results"].size(), 1u);
  EXPECT_EQ(report["runs"][0]["automationDetails"]["id"], "qingce/");
  EXPECT_EQ(report["runs"][1]["automationDetails"]["id"], "qingce-2/");
  std::string why;
  EXPECT_TRUE(valid(report, &why)) << why;
  for (const Json& run : report["runs"]) expect_references(run);
}

}  // namespace
}  // namespace qingce::test
