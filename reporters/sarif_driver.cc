#include "reporters/sarif_driver.h"

#include <algorithm>
#include <array>

#include "reporters/escape.h"
#include "reporters/rule_facts.h"
#include "reporters/text.h"

namespace qingce {
namespace {

// Where the package puts the manual: the project has no address of its own.
constexpr std::string_view kInformation = "file:///usr/share/doc/qingce/README.md";

struct Taxon {
  std::string_view id, name, text;
};

// Personal Information Protection Law of the PRC, in force since 2021-11-01: article 4 defines
// personal information, article 28 the sensitive kind.
constexpr std::array<Taxon, 3> kPipl = {
    {{"4", "个人信息", "Personal information (PIPL article 4)"},
     {"28", "敏感个人信息", "Sensitive personal information (PIPL article 28)"},
     {"28.financial-account", "金融账户",
      "Financial accounts, a kind of sensitive personal information (PIPL article 28)"}}};
// GB/T 35273-2020: the kinds of annex A and the sensitive ones of annex B that the rules speak of.
constexpr std::array<Taxon, 5> kGbt35273 = {
    {{"A.basic", "个人基本资料", "Basic personal data (annex A)"},
     {"A.identity", "个人身份信息", "Personal identity information (annex A)"},
     {"A.property", "个人财产信息", "Personal property information (annex A)"},
     {"B.identity", "个人身份信息（敏感）", "Personal identity information, sensitive (annex B)"},
     {"B.property", "个人财产信息（敏感）", "Personal property information, sensitive (annex B)"}}};

constexpr std::string_view kPiplName = "PIPL";
constexpr std::string_view kGbt35273Name = "GB/T 35273-2020";

template <size_t n>
JsonValue taxonomy(std::string_view name, std::string_view version, std::string_view organisation,
                   std::string_view text, const std::array<Taxon, n>& taxa) {
  JsonValue list = JsonValue::array();
  for (const Taxon& taxon : taxa) {
    list.push_back(
        {{"id", taxon.id}, {"name", taxon.name}, {"shortDescription", sarif_text(taxon.text)}});
  }
  return {{"name", name},
          {"version", version},
          {"organization", organisation},
          {"shortDescription", sarif_text(text)},
          {"isComprehensive", false},
          {"taxa", list}};
}

template <size_t n>
void relate(const std::array<Taxon, n>& taxa, std::string_view id, std::string_view taxonomy_name,
            size_t taxonomy_index, JsonValue& out) {
  const auto found =
      std::find_if(taxa.begin(), taxa.end(), [id](const Taxon& t) { return t.id == id; });
  if (found == taxa.end()) return;
  out.push_back({{"target",
                  {{"id", id},
                   {"index", found - taxa.begin()},
                   {"toolComponent", {{"name", taxonomy_name}, {"index", taxonomy_index}}}}},
                 {"kinds", JsonValue::array({"superset"})}});
}

JsonValue relationships(const Rule& rule) {
  JsonValue out = JsonValue::array();
  if (!is_personal(rule)) return out;
  const bool sensitive = sensitivity_of(rule) == Sensitivity::yes;
  const bool financial = rule.category == "financial";
  relate(kPipl, "4", kPiplName, 0, out);
  if (sensitive) relate(kPipl, financial ? "28.financial-account" : "28", kPiplName, 0, out);
  if (rule.category == "contact") relate(kGbt35273, "A.basic", kGbt35273Name, 1, out);
  if (rule.category == "identity") {
    relate(kGbt35273, "A.identity", kGbt35273Name, 1, out);
    if (sensitive) relate(kGbt35273, "B.identity", kGbt35273Name, 1, out);
  }
  if (financial) {
    relate(kGbt35273, "A.property", kGbt35273Name, 1, out);
    if (sensitive) relate(kGbt35273, "B.property", kGbt35273Name, 1, out);
  }
  return out;
}

// GitHub wants a number as text: over 9.0 is critical, over 7.0 high, over 4.0 medium.
std::string_view security_severity(const Rule& rule) {
  if (!is_personal(rule)) return "1.0";
  switch (sensitivity_of(rule)) {
    case Sensitivity::yes:
      return "8.0";
    case Sensitivity::conditional:
      return "6.0";
    case Sensitivity::no:
      return "4.0";
  }
  return "4.0";
}

std::string_view precision(const Rule& rule) {
  if (rule.conclusive) return "very-high";
  if (rule.has_check) return "high";
  return rule.has_table || rule.self_evident ? "medium" : "low";
}

JsonValue tags(const Rule& rule) {
  JsonValue out = JsonValue::array({"privacy"});
  if (is_personal(rule)) out.push_back("personal-information");
  if (is_personal(rule) && sensitivity_of(rule) == Sensitivity::yes) out.push_back("sensitive");
  if (!rule.category.empty()) out.push_back(visible(rule.category));
  return out;
}

// "cn.resident-id" -> "CnResidentId", "email" -> "EmailRule": a name is an identifier, and more
// than another spelling of the id.
std::string identifier(std::string_view id) {
  std::string out;
  bool upper = true;
  for (const char c : id) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (letter || (c >= '0' && c <= '9')) {
      out += upper && c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
      upper = false;
    } else {
      upper = true;
    }
  }
  return out.size() == id.size() ? out + "Rule" : out;
}

JsonValue rule_json(const Rule& rule, Language language) {
  const std::string name = visible(name_of(rule, language));
  const std::string sensitive(sensitivity_text(sensitivity_of(rule)).in(language));
  const std::string level = std::to_string(rule.level);
  const std::string full = fill(text::kSarifRule.in(language), {name, level, sensitive});
  const std::string help =
      fill(text::kSarifHelp.in(language), {name, level, sensitive, visible(rule.source)});
  JsonValue out = {
      {"id", visible(rule.id)},
      {"name", identifier(rule.id)},
      {"shortDescription", sarif_text(name + std::string(text::kStop.in(language)))},
      {"fullDescription", sarif_text(full)},
      {"help", {{"text", help}, {"markdown", markdown_text(help)}}},
      {"defaultConfiguration", {{"level", sarif_level(rule, Confidence::confirmed)}}},
  };
  JsonValue relations = relationships(rule);
  if (!relations.empty()) out["relationships"] = std::move(relations);
  out["properties"] = {{"security-severity", security_severity(rule)},
                       {"precision", precision(rule)},
                       {"tags", tags(rule)}};
  return out;
}

// "1.2.3", with or without what follows a hyphen or a plus sign.
bool is_semantic(std::string_view version) {
  const std::string_view core = version.substr(0, version.find_first_of("+-"));
  int dots = 0;
  char last = '.';
  for (const char c : core) {
    if (c == '.' ? last == '.' : c < '0' || c > '9') return false;
    dots += c == '.' ? 1 : 0;
    last = c;
  }
  return dots == 2 && last != '.';
}

JsonValue notification_kind(std::string_view id, std::string_view text, std::string_view help,
                            std::string_view level) {
  return {{"id", id},
          {"shortDescription", sarif_text(text)},
          {"fullDescription", sarif_text(text)},
          {"help", sarif_text(help)},
          {"defaultConfiguration", {{"level", level}}}};
}

JsonValue notification_kinds(Language language) {
  JsonValue out = JsonValue::array();
  const auto add = [&](std::string_view id, const Text& text, const Text& help,
                       std::string_view level) {
    const std::string stop(
        text.in(language).ends_with(text::kStop.in(language)) ? "" : text::kStop.in(language));
    out.push_back(
        notification_kind(id, std::string(text.in(language)) + stop, help.in(language), level));
  };
  add(kSarifIncomplete, text::kIncomplete, text::kResume, "error");
  add(kSarifCut, text::kSarifCutKind, text::kSarifCutHelp, "warning");
  add(kSarifUnread, text::kSarifUnreadKind, text::kSarifUnreadHelp, "warning");
  add(kSarifNoRegions, text::kSarifNoRegions, text::kSarifNoRegions, "note");
  for (int i = 0; i < kGapReasons; ++i) {
    const auto reason = static_cast<GapReason>(i);
    add(sarif_gap_id(reason), gap_text(reason), gap_advice(reason), "warning");
  }
  return out;
}

}  // namespace

JsonValue sarif_text(std::string_view text) { return {{"text", text}}; }

JsonValue sarif_tool(const ReportContext& context) {
  const Language language = context.language;
  JsonValue rules = JsonValue::array();
  for (const Rule& rule : context.rules.rules()) rules.push_back(rule_json(rule, language));
  const ResultFacts& facts = context.inventory.run().result;
  const std::string version = visible(facts.version);
  JsonValue driver = {{"name", "qingce"}, {"version", version}};
  if (is_semantic(version)) driver["semanticVersion"] = version;
  driver["informationUri"] = kInformation;
  driver["language"] = language == Language::zh ? "zh-CN" : "en-US";
  driver["supportedTaxonomies"] = {{{"name", kPiplName}, {"index", 0}},
                                   {{"name", kGbt35273Name}, {"index", 1}}};
  driver["notifications"] = notification_kinds(language);
  driver["rules"] = std::move(rules);
  return {{"driver", std::move(driver)}};
}

JsonValue sarif_taxonomies() {
  return {
      taxonomy(kPiplName, "2021-11-01", "Standing Committee of the National People's Congress",
               "Personal Information Protection Law of the PRC (个人信息保护法).", kPipl),
      taxonomy(kGbt35273Name, "2020", "SAC/TC260",
               "Kinds of personal information of GB/T 35273-2020, annexes A and B.", kGbt35273)};
}

std::string_view sarif_level(const Rule& rule, Confidence confidence) {
  if (confidence == Confidence::possible || !is_personal(rule)) return "note";
  return sensitivity_of(rule) == Sensitivity::yes ? "error" : "warning";
}

unsigned sarif_rank(const Rule& rule, Confidence confidence) {
  if (!is_personal(rule)) return confidence == Confidence::possible ? 5 : 15;
  static constexpr unsigned kRanks[3][3] = {                // possible, likely, confirmed
                                            {20, 50, 70},   // not sensitive
                                            {25, 60, 80},   // conditionally
                                            {30, 75, 95}};  // sensitive
  return kRanks[static_cast<size_t>(sensitivity_of(rule))][static_cast<size_t>(confidence)];
}

std::string sarif_gap_id(GapReason reason) {
  return "qingce/gap/" + std::string(to_string(reason));
}

}  // namespace qingce
