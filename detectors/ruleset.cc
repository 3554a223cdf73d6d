#include "detectors/ruleset.h"

#include <openssl/sha.h>

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include "detectors/builtin_rules.h"
#include "detectors/rule_loader.h"
#include "detectors/tables/tables.h"
#include "detectors/validators.h"
#include "scanner/core/message.h"

namespace qingce {
namespace {

// Raise it when validators, normal forms or confidence change their results: the hash is of data,
// not of code.
constexpr std::string_view kVersion = "qingce/rules/1";
constexpr size_t kHashDigits = 32;

// Length before content, so that no two lists of texts look alike.
void add(std::string& all, std::string_view text) {
  all.append(std::to_string(text.size())).append(":").append(text);
}

std::string sha256_hex(std::string_view text, size_t digits) {
  static constexpr char kHex[] = "0123456789abcdef";
  std::array<unsigned char, SHA256_DIGEST_LENGTH> sum{};
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), sum.data());
  std::string out;
  for (const unsigned char byte : sum) {
    out.push_back(kHex[byte >> 4]);
    out.push_back(kHex[byte & 15]);
  }
  return out.substr(0, digits);
}

std::string hash_of(const std::vector<Rule>& rules) {
  std::string all;
  add(all, kVersion);
  for (const Rule& rule : rules) add(all, rule.toml);
  for (const ValidatorEntry& entry : validator_table()) add(all, entry.name);
  for (const NormalFormEntry& entry : normal_form_table()) add(all, entry.name);
  for (const std::string_view name : tables::table_names()) {
    const tables::TableFacts facts = tables::facts(name);
    add(all, facts.name);
    add(all, std::to_string(facts.rows));
    add(all, sha256_hex(facts.content, 64));
  }
  return sha256_hex(all, kHashDigits);
}

bool contains(const std::vector<std::string>& ids, const std::string& id) {
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

const Rule* find_rule(const std::vector<Rule>& rules, std::string_view id) {
  const auto at =
      std::find_if(rules.begin(), rules.end(), [&](const Rule& rule) { return rule.id == id; });
  return at == rules.end() ? nullptr : &*at;
}

Error usage(std::string_view id, std::vector<Phrase> args = {}) {
  return make_error(ErrorCode::usage, id, std::move(args));
}

Result<std::vector<Rule>> builtin_rules() {
  std::vector<Rule> rules;
  for (const BuiltinRuleFile& file : builtin_rule_files()) {
    Result<std::vector<Rule>> loaded = load_rules(file.text, file.name);
    if (!loaded) {
      Error defect = loaded.error();
      defect.code = ErrorCode::internal;
      return defect;
    }
    std::move(loaded->begin(), loaded->end(), std::back_inserter(rules));
  }
  return rules;
}

Status add_user_file(const std::string& path, std::vector<Rule>& rules) {
  Result<std::vector<Rule>> loaded = load_rule_file(path);
  if (!loaded) return loaded.error();
  for (Rule& rule : *loaded) {
    if (find_rule(rules, rule.id) != nullptr) {
      return usage("err.rule.at-rule", {rule.place, rule.id, Phrase::of("err.rule.id-in-use")});
    }
    rules.push_back(std::move(rule));
  }
  return {};
}

Status check_known(const std::vector<Rule>& rules, const std::vector<std::string>& ids,
                   std::string_view flag) {
  for (const std::string& id : ids) {
    if (find_rule(rules, id) == nullptr) return usage("err.rule.unknown", {flag, id});
  }
  return {};
}

}  // namespace

std::optional<uint16_t> RuleSet::find(std::string_view id) const {
  const Rule* const rule = find_rule(rules_, id);
  if (rule == nullptr) return std::nullopt;
  return static_cast<uint16_t>(rule - rules_.data());
}

static Result<std::shared_ptr<const RuleSet>> finish(std::shared_ptr<RuleSet> set,
                                                     std::vector<Rule>& into,
                                                     std::vector<Rule> rules, std::string& hash) {
  if (rules.empty()) return usage("err.rule.none-enabled");
  if (rules.size() > std::numeric_limits<uint16_t>::max()) return usage("err.rule.too-many");
  for (size_t i = 0; i < rules.size(); ++i) rules[i].order = static_cast<int>(i);
  hash = hash_of(rules);
  into = std::move(rules);
  return std::shared_ptr<const RuleSet>(std::move(set));
}

Result<std::shared_ptr<const RuleSet>> RuleSet::load(const RuleOptions& options) {
  Result<std::vector<Rule>> rules = builtin_rules();
  if (!rules) return rules.error();
  for (const std::string& path : options.files) {
    if (Status status = add_user_file(path, *rules); !status) return status.error();
  }
  if (Status status = check_known(*rules, options.enable, "--enable"); !status)
    return status.error();
  if (Status status = check_known(*rules, options.disable, "--disable"); !status)
    return status.error();
  std::erase_if(*rules, [&](const Rule& rule) {
    return (!options.enable.empty() && !contains(options.enable, rule.id)) ||
           contains(options.disable, rule.id);
  });
  auto set = std::make_shared<RuleSet>();
  return finish(set, set->rules_, *std::move(rules), set->hash_);
}

Result<std::shared_ptr<const RuleSet>> RuleSet::parse(std::string_view toml,
                                                      std::string_view name) {
  Result<std::vector<Rule>> rules = load_rules(toml, name);
  if (!rules) return rules.error();
  auto set = std::make_shared<RuleSet>();
  return finish(set, set->rules_, *std::move(rules), set->hash_);
}

}  // namespace qingce
