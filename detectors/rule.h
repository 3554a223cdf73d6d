// Rule: one declarative detector, read from TOML (detectors/rules/*.toml, embedded at build time;
// users' files have the same form). Immutable after loading; any thread.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/core/finding.h"
#include "scanner/core/mask.h"

namespace qingce {

enum class Scope : uint8_t { anywhere, field };
// What the anchor finder looks for; dispatch is by (shape, length, first characters).
enum class Shape : uint8_t {
  digits,   // a run of digits, possibly grouped, possibly with one final letter (X)
  alnum,    // digits and letters mixed or digits alone (USCC, foreign PR card); either case
  email,    // around '@'
  pattern,  // a user's regular expression: Hyperscan finds, RE2 gives the exact span
  text,     // any text, whole: the value of a field, or what stands behind a label. No anchor.
};
enum class BusinessClass : uint8_t { basic, transaction, behaviour, none };  // 基本 交易 行为 —
enum class Sensitivity : uint8_t { no, conditional, yes };
enum class ContextNeed : uint8_t { optional, required };

// A candidate is a value in plain ASCII without separators, prefixes and brackets, case as typed.
// A validator looks at the candidate (and nothing else: any text is safe), adds evidence or turns
// it away. `reject`: not this rule's value. `fail_check`: shape and table right, check wrong
// (counted as rejected unless a field's name vouches for it). Pure; any thread.
enum class Verdict : uint8_t { accept, reject, fail_check };
using Validator = Verdict (*)(std::string_view candidate, EvidenceSet& evidence);
// Rewrites an accepted candidate into its normal form (15-digit ID -> 18 digits; e-mail domain
// lower-case).
using NormalForm = void (*)(std::string_view candidate, std::string& out);

struct Rule {
  std::string id;    // "cn.resident-id"
  std::string kind;  // digests of one kind are comparable: 15- and 18-digit IDs share one
  std::string name_zh;
  std::string name_en;
  Scope scope = Scope::anywhere;
  Shape shape = Shape::digits;
  ContextNeed context_need = ContextNeed::optional;
  std::vector<uint8_t> lengths;  // characters of the candidate; ascending; empty: any
  // Further lengths, which count only for the whole value of a field that asks for the rule, or
  // behind a label.
  std::vector<uint8_t> field_lengths;
  // "3-4-4": where separators may stand, one at each place (reduce() in ruleset.h); "any": one
  // between any two characters. Without separators is always right.
  std::vector<std::string> groupings;
  std::vector<std::string>
      prefixes;       // "+86", "0086", "86", "0": stripped, not part of value or span
  std::string trunk;  // "0": put before the value after a prefix unless it begins so (+86 10 …)
  bool extension = false;  // "-801", "转801", "#801", "x801" may follow; not part of value or span
  std::string letters_last;       // letters that may end a digits shape: "X"
  bool last_in_brackets = false;  // the last character may stand in brackets: A123456(3)
  // Words at either end of a whole value that do not belong to it: "No.".
  std::vector<std::string> affixes;
  std::string pattern;  // shape pattern only
  std::vector<std::string> validator_names;
  std::vector<Validator> validators;  // same order, resolved
  std::string normal_form_name;
  NormalForm normal_form = nullptr;  // null: as it is
  // For confidence. The first two follow from the validators.
  bool has_check = false;     // some validator computes a check digit
  bool has_table = false;     // some validator asks a table of assigned values
  bool self_evident = false;  // accepted alone is likely without a check (mobile, landline, e-mail)
  // Found without separators, brackets or prefix of its own, a value does not get table_hit: too
  // many plain runs are in the table. Then it is `possible` alone and `likely` with context or a
  // field's name.
  bool plain_is_weak = false;
  bool conclusive = false;  // so unlikely by chance that no column outvotes it (18-digit IDs: 3e-7)
  std::vector<std::string>
      placeholders;  // candidates known as fillers: accepted with Evidence::placeholder
  uint64_t placeholder_filter =
      0;  // a bit for each filler's hash: most candidates need no comparison
  std::vector<std::string> context;  // UTF-8; compared caseless in ASCII
  std::vector<std::string> negative_context;
  // Words that name the value behind them, with ':' or '=' between: what follows is looked at
  // whole, as if it stood in a field of that name.
  std::vector<std::string> labels;
  std::vector<std::string> field_words;  // anchored to parts of a field name, never bare substrings
  std::string category;                  // "identity", "contact", "financial", "organisation"
  BusinessClass business_class = BusinessClass::basic;
  std::map<std::string, Sensitivity> sensitivity;  // profile ("gbt35273", "gbt45574") -> …
  uint8_t level = 2;                               // L1..L4
  MaskSpec mask;
  std::string source;
  std::string source_date;  // YYYY-MM-DD
  std::vector<std::string> examples;
  std::vector<std::string> counter_examples;
  std::string place;  // "file:line:column" of the pattern, else of the rule; for errors only
  std::string
      toml;  // the rule's own text: kept in the inventory, so that a report needs no rule files
  int order = 0;  // ties: lower first; position in the RuleSet
};

}  // namespace qingce
