// What the matcher's tests share: a collecting sink and a window pump.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/match/matcher.h"

namespace qingce::testing_match {

struct Got {
  std::string rule;
  uint64_t offset = 0;
  uint64_t length = 0;
  std::string normal;
  uint16_t evidence = 0;
  std::vector<std::string> also;
  std::string field;
  std::optional<uint64_t> record;
  bool operator==(const Got&) const = default;
  bool has(Evidence e) const { return EvidenceSet(evidence).has(e); }
};

// Generated values only, so a failing test may show them.
inline std::ostream& operator<<(std::ostream& out, const Got& got) {
  out << got.rule << '@' << got.offset << '+' << got.length << " '" << got.normal << "' evidence "
      << got.evidence;
  for (const std::string& also : got.also) out << " also " << also;
  if (!got.field.empty()) out << " field " << got.field;
  if (got.record) out << " record " << *got.record;
  return out;
}

class Collector : public MatchSink {
 public:
  explicit Collector(const RuleSet& rules) : rules_(rules) {}
  void match(const Match& match) override {
    Got got{rules_.at(match.rule).id,
            match.offset,
            match.length,
            std::string(match.normal),
            match.evidence.bits(),
            {},
            std::string(match.field.value_or("")),
            match.record};
    for (const uint16_t also : match.also) got.also.push_back(rules_.at(also).id);
    matches.push_back(std::move(got));
  }
  void rejected(uint16_t rule, const std::optional<std::string_view>& field,
                uint64_t count) override {
    for (uint64_t i = 0; i < count; ++i)
      rejections.push_back(rules_.at(rule).id + "#" + std::string(field.value_or("")));
  }
  bool wants_explain() const override { return want_explain; }
  void explain(const ExplainStep& step) override {
    steps.push_back(std::string(step.rule) + " " + std::string(step.step) + " " +
                    std::string(step.outcome));
  }

  bool want_explain = false;
  std::vector<Got> matches;
  std::vector<std::string> rejections;
  std::vector<std::string> steps;

 private:
  const RuleSet& rules_;
};

inline std::shared_ptr<const MatchEngine> builtin_engine() {
  static const std::shared_ptr<const MatchEngine> engine = [] {
    const auto rules = RuleSet::load({});
    if (!rules) return std::shared_ptr<const MatchEngine>();
    auto compiled = MatchEngine::compile(*rules);
    return compiled ? *compiled : std::shared_ptr<const MatchEngine>();
  }();
  return engine;
}

// Hands `content` to the matcher in windows of `own` bytes, as readers do.
inline void pump(Matcher& matcher, std::string_view content, size_t own, MatchSink& sink,
                 FieldMap* fields = nullptr) {
  for (size_t at = 0; at < content.size(); at += own) {
    const size_t end = std::min(content.size(), at + own);
    const size_t from = at > kMargin ? at - kMargin : 0;
    const size_t to = std::min(content.size(), end + kMargin);
    // An own copy: reading outside of it is an error that the sanitizer sees.
    const std::string copy(content.substr(from, to - from));
    Window window;
    window.bytes = as_bytes(copy);
    window.own_begin = at - from;
    window.own_end = end - from;
    window.base = from;
    window.at_start = from == 0;
    window.at_end = to == content.size();
    window.fields = fields;
    matcher.scan(window, sink);
  }
}

inline Collector scan_text(std::string_view content, size_t own = SIZE_MAX / 2,
                           FieldMap* fields = nullptr,
                           std::shared_ptr<const MatchEngine> engine = builtin_engine(),
                           bool fast = true) {
  Collector collector(engine->rules());
  Matcher matcher(engine);
  matcher.use_fast_path(fast);
  pump(matcher, content, std::min(own, content.size() + 1), collector, fields);
  return collector;
}

// The one match, or a Got with rule "none" / "several".
inline Got only(const Collector& collector) {
  if (collector.matches.size() == 1) return collector.matches[0];
  Got got;
  got.rule = collector.matches.empty() ? "none" : "several";
  return got;
}

// Encodings, written here and not taken from the code under test. ASCII and the BMP only.
inline std::string utf16(std::u16string_view text, bool little) {
  std::string out;
  for (const char16_t c : text) {
    const auto low = static_cast<char>(c & 0xFF);
    const auto high = static_cast<char>(c >> 8);
    out += little ? std::string{low, high} : std::string{high, low};
  }
  return out;
}
inline std::string utf32(std::u16string_view text, bool little) {
  std::string out;
  for (const char16_t c : text) {
    const auto low = static_cast<char>(c & 0xFF);
    const auto high = static_cast<char>(c >> 8);
    out += little ? std::string{low, high, 0, 0} : std::string{0, 0, high, low};
  }
  return out;
}
inline std::u16string wide(std::string_view ascii) { return {ascii.begin(), ascii.end()}; }

}  // namespace qingce::testing_match
