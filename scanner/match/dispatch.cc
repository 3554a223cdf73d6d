#include "scanner/match/dispatch.h"

#include <algorithm>

#include "detectors/normalize.h"

namespace qingce {
namespace {

std::string digits_of(const std::string& prefix) {
  std::string out;
  for (const char c : prefix) {
    if (is_digit(c)) out.push_back(c);
  }
  return out;
}

// "3-4-4" -> {3, 4, 4}. The rule loader has checked the form.
std::vector<uint8_t> sizes_of(const std::string& grouping) {
  std::vector<uint8_t> out;
  unsigned value = 0;
  for (const char c : grouping + "-") {
    if (is_digit(c)) {
      value = std::min(value * 10 + static_cast<unsigned>(c - '0'), 255u);
    } else {
      out.push_back(static_cast<uint8_t>(value));
      value = 0;
    }
  }
  return out;
}

bool asks(const Rule& rule) { return rule.context_need == ContextNeed::required; }

std::array<uint64_t, 2> leads_of(const Rule& rule, size_t length) {
  std::array<uint64_t, 2> out{};
  for (unsigned two = 0; two < 100; ++two) {
    if (may_begin(rule, length, two)) out[two >> 6] |= uint64_t{1} << (two & 63);
  }
  return out;
}

std::vector<std::string> examples_of(const Rule& rule) {
  std::vector<std::string> out;
  for (const std::string& example : rule.examples) {
    for (Reduced& reading : reduce(rule, spell(example).value_or(std::string()))) {
      if (!reading.candidate.empty()) out.push_back(std::move(reading.candidate));
    }
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

}  // namespace

Dispatch::Dispatch(const RuleSet& rules) {
  const auto count = static_cast<uint16_t>(rules.rules().size());
  prefixes_.resize(count);
  attached_.resize(count);
  fillers_.resize(count);
  leads_.resize(count);
  for (uint16_t i = 0; i < count; ++i) {
    const Rule& rule = rules.at(i);
    leads_[i].fill(true);
    if (rule.scope == Scope::field) continue;  // fields hand over whole values
    if (rule.shape == Shape::email) email_.push_back(i);
    if (rule.shape == Shape::alnum) {
      for (const uint8_t length : rule.lengths) {
        if (length <= kLongestRun)
          token_[length].push_back({i, asks(rule), leads_of(rule, length)});
      }
      for (const std::string& text : rule.groupings) {
        Grouping grouping{i, sizes_of(text)};
        if (grouping.sizes.size() < 2) continue;
        for (const uint8_t size : grouping.sizes) {
          if (size <= kLongestRun) token_group_size_[size] = true;
        }
        token_groupings_.push_back(std::move(grouping));
      }
    }
    if (rule.shape == Shape::digits) add_digits(rules, i);
  }
  // In the order of where the values begin.
  for (std::vector<RunReading>& list : run_) {
    std::stable_sort(list.begin(), list.end(), [](const RunReading& a, const RunReading& b) {
      return a.prefix.size() < b.prefix.size();
    });
  }
  for (std::vector<TokenReading>& list : token_) {
    std::stable_sort(list.begin(), list.end(),
                     [](const auto& a, const auto& b) { return a.asks < b.asks; });
  }
  for (size_t digits = 0; digits <= kLongestRun; ++digits) {
    for (RunReading& reading : run_[digits]) {
      reading.asks = asks(rules.at(reading.rule));
      if (reading.plus || reading.needs_prefix || reading.letter) continue;
      plain_[digits].push_back(reading);
      if (!reading.trunk.empty()) continue;
      plain_[digits].back().leads =
          leads_of(rules.at(reading.rule), digits - reading.prefix.size());
    }
  }
}

void Dispatch::add_digits(const RuleSet& rules, uint16_t index) {
  const Rule& rule = rules.at(index);
  digit_rules_.push_back(index);
  fillers_[index] = examples_of(rule);
  if (rule.self_evident && !fillers_[index].empty()) {
    leads_[index].fill(false);
    for (const std::string& example : fillers_[index]) {
      leads_[index][static_cast<unsigned char>(example.front()) & 127] = true;
    }
  }
  for (const std::string& prefix : rule.prefixes) {
    const std::string digits = digits_of(prefix);
    auto& known = prefixes_[index];
    if (!digits.empty() && std::find(known.begin(), known.end(), digits) == known.end()) {
      known.push_back(digits);
    }
    const bool plus = prefix.starts_with('+');
    if (!digits.empty() && prefix.size() == digits.size() + (plus ? 1 : 0)) {
      attached_[index].push_back({digits, plus});
    }
  }
  // Longest first; without '+' before with it, so that the second is not looked at where the first
  // does.
  std::stable_sort(attached_[index].begin(), attached_[index].end(),
                   [](const auto& a, const auto& b) {
                     return a.digits.size() != b.digits.size() ? a.digits.size() > b.digits.size()
                                                               : a.plus < b.plus;
                   });
  std::stable_sort(prefixes_[index].begin(), prefixes_[index].end(),
                   [](const auto& a, const auto& b) { return a.size() > b.size(); });
  for (const uint8_t length : rule.lengths) add_run_readings(rule, index, length);
  for (const std::string& text : rule.groupings) {
    if (text == "any") {
      any_.push_back(index);
      continue;
    }
    Grouping grouping{index, sizes_of(text)};
    if (grouping.sizes.size() < 2) continue;
    for (size_t i = 0; i < grouping.sizes.size(); ++i) {
      const size_t size = grouping.sizes[i];
      const auto mark = [&](size_t digits) {
        if (digits > 0 && digits <= kLongestRun) group_size_[digits] = true;
      };
      mark(size);
      if (i + 1 == grouping.sizes.size() && !rule.letters_last.empty()) mark(size - 1);
      if (i != 0) continue;
      const size_t trunk = rule.trunk.size();
      if (trunk != 0 && size > trunk) mark(size - trunk);
      for (const std::string& prefix : prefixes_[index]) {
        mark(prefix.size() + size);
        if (trunk != 0 && size > trunk) mark(prefix.size() + size - trunk);
      }
    }
    groupings_.push_back(std::move(grouping));
  }
}

void Dispatch::add_run_readings(const Rule& rule, uint16_t index, size_t length) {
  const auto add = [&](size_t digits, RunReading reading) {
    if (digits == 0 || digits > kLongestRun) return;
    auto& list = run_[digits];
    for (const RunReading& known : list) {
      if (known.rule == reading.rule && known.letter == reading.letter &&
          known.prefix == reading.prefix && known.trunk == reading.trunk &&
          known.needs_prefix == reading.needs_prefix && (!known.plus || reading.plus)) {
        return;
      }
    }
    list.push_back(std::move(reading));
  };
  for (const bool letter : {false, true}) {
    if (letter && rule.letters_last.empty()) continue;
    const size_t digits = length - (letter ? 1 : 0);
    add(digits, {index, letter, false, false, "", ""});
    for (const auto& [stripped, plus] : attached_[index]) {
      add(stripped.size() + digits, {index, letter, plus, false, stripped, ""});
      if (rule.trunk.empty() || digits <= rule.trunk.size()) continue;
      add(stripped.size() + digits - rule.trunk.size(),
          {index, letter, plus, false, stripped, rule.trunk});
    }
    if (rule.trunk.empty() || prefixes_[index].empty() || digits <= rule.trunk.size()) continue;
    add(digits - rule.trunk.size(), {index, letter, false, true, "", rule.trunk});
  }
}

}  // namespace qingce
