#include "detectors/rules_test.h"

namespace qingce {
namespace {

bool holds(const Rule& rule, ExampleKind kind, const std::string& text) {
  const std::optional<Accepted> accepted = evaluate(rule, text);
  switch (kind) {
    case ExampleKind::example:
      return accepted.has_value();
    case ExampleKind::counter_example:
      return !accepted.has_value();
    case ExampleKind::placeholder:
      return accepted && accepted->evidence.has(Evidence::placeholder);
  }
  return false;
}

void test_list(const Rule& rule, ExampleKind kind, const std::vector<std::string>& texts,
               std::vector<ExampleFailure>& out) {
  for (size_t i = 0; i < texts.size(); ++i) {
    if (!holds(rule, kind, texts[i])) out.push_back({rule.id, kind, i});
  }
}

}  // namespace

std::vector<ExampleFailure> test_examples(const RuleSet& rules) {
  std::vector<ExampleFailure> out;
  for (const Rule& rule : rules.rules()) {
    test_list(rule, ExampleKind::example, rule.examples, out);
    test_list(rule, ExampleKind::counter_example, rule.counter_examples, out);
    test_list(rule, ExampleKind::placeholder, rule.placeholders, out);
  }
  return out;
}

}  // namespace qingce
