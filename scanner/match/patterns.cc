#include "scanner/match/patterns.h"

#include <re2/re2.h>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "scanner/core/message.h"
#include "scanner/core/window.h"

namespace qingce {
namespace {

constexpr int64_t kPatternMemory = 64 << 20;  // bytes RE2 may use for one pattern's automata

struct Trap {
  size_t position = 0;
  std::string_view what;
};

// Things that Hyperscan or RE2 would take but that a scan by windows of bytes cannot mean.
std::optional<Trap> find_trap(std::string_view pattern) {
  bool in_class = false;
  size_t class_begin = 0;
  for (size_t i = 0; i < pattern.size(); ++i) {
    const char c = pattern[i];
    if (c == '\\') {
      const char next = i + 1 < pattern.size() ? pattern[i + 1] : '\0';
      if (!in_class && std::string_view("bBAzZG").find(next) != std::string_view::npos &&
          next != 0) {
        return Trap{i, "err.pattern.anchor"};
      }
      if (next == 'Q') return Trap{i, "err.pattern.quote"};
      ++i;
    } else if (in_class) {
      if (static_cast<signed char>(c) < 0) return Trap{i, "err.pattern.class-ascii"};
      if (c == '[' && i + 1 < pattern.size() && pattern[i + 1] == ':') {
        const size_t close = pattern.find(":]", i + 2);
        if (close != std::string_view::npos) i = close + 1;
      } else if (c == ']' && i != class_begin + 1 &&
                 !(i == class_begin + 2 && pattern[class_begin + 1] == '^')) {
        in_class = false;
      }
    } else if (c == '[') {
      in_class = true;
      class_begin = i;
    } else if (c == '^' || c == '$') {
      return Trap{i, "err.pattern.anchor"};
    } else if (static_cast<signed char>(c) < 0 && i + 1 < pattern.size() &&
               std::string_view("?*+{").find(pattern[i + 1]) != std::string_view::npos) {
      return Trap{i, "err.pattern.repeat"};
    }
  }
  return std::nullopt;
}

Error refusal(const Rule& rule, std::optional<size_t> position, Phrase what) {
  if (!position)
    return make_error(ErrorCode::usage, "err.pattern", {rule.place, rule.id, std::move(what)});
  return make_error(ErrorCode::usage, "err.pattern.at",
                    {rule.place, rule.id, std::to_string(*position + 1), std::move(what)});
}

RE2::Options exact_options() {
  RE2::Options options;
  options.set_encoding(RE2::Options::EncodingLatin1);
  options.set_longest_match(true);
  options.set_log_errors(false);
  options.set_max_mem(kPatternMemory);
  return options;
}

struct Ends {
  std::vector<std::pair<unsigned, size_t>> all;  // pattern, end
};

}  // namespace

PatternSet::~PatternSet() = default;

Result<std::unique_ptr<const PatternSet>> PatternSet::compile(const RuleSet& rules) {
  std::unique_ptr<PatternSet> out(new PatternSet());
  std::vector<HsPattern> expressions;
  for (size_t i = 0; i < rules.rules().size(); ++i) {
    const Rule& rule = rules.at(static_cast<uint16_t>(i));
    if (rule.shape != Shape::pattern) continue;
    if (const std::optional<Trap> trap = find_trap(rule.pattern)) {
      return refusal(rule, trap->position, Phrase::of(trap->what));
    }
    HsPattern expression{rule.pattern, static_cast<unsigned>(out->patterns_.size()), false};
    HsRefusal refused;
    const std::optional<HsWidth> width = hs_width(expression, &refused);
    if (!width) return refusal(rule, refused.position, Phrase::of("err.pattern.engine"));
    if (!width->max) return refusal(rule, std::nullopt, Phrase::of("err.pattern.unbounded"));
    if (*width->max > kMaxMatch) {
      return refusal(rule, std::nullopt,
                     Phrase::of("err.pattern.wide", {std::to_string(kMaxMatch)}));
    }
    if (width->min == 0) return refusal(rule, std::nullopt, Phrase::of("err.pattern.empty"));
    auto exact = std::make_unique<RE2>(rule.pattern, exact_options());
    if (!exact->ok()) return refusal(rule, std::nullopt, Phrase::of("err.pattern.exact"));
    expressions.push_back(std::move(expression));
    out->patterns_.push_back({static_cast<uint16_t>(i), *width->max, std::move(exact)});
  }
  HsRefusal refused;
  out->database_ = HsDatabase::compile(expressions, &refused);
  if (!out->database_) {
    const size_t at = std::min(refused.pattern, out->patterns_.size() - 1);
    return refusal(rules.at(out->patterns_[at].rule), refused.position,
                   Phrase::of("err.pattern.engine"));
  }
  return std::unique_ptr<const PatternSet>(std::move(out));
}

// Within [begin, end): leftmost-longest from each start in turn; one that ends no later than an
// earlier one is inside it.
void PatternSet::spans(const Pattern& pattern, const unsigned char* data, size_t begin, size_t end,
                       std::vector<PatternSpan>* out) const {
  const re2::StringPiece text(reinterpret_cast<const char*>(data), end);
  size_t covered = 0;
  re2::StringPiece found;
  size_t at = begin;
  while (at < end && pattern.exact->Match(text, at, end, RE2::UNANCHORED, &found, 1)) {
    const auto from = static_cast<size_t>(found.data() - text.data());
    const size_t to = from + found.size();
    if (to > covered && !found.empty()) {
      out->push_back({from, to, pattern.rule});
      covered = to;
    }
    at = from + 1;
  }
}

bool PatternSet::find(const unsigned char* data, size_t size, HsScratch& scratch,
                      std::vector<PatternSpan>* out) const {
  if (patterns_.empty()) return true;
  Ends ends;
  const bool ok = database_->scan(
      data, size, scratch,
      [](void* context, unsigned id, size_t to) {
        static_cast<Ends*>(context)->all.emplace_back(id, to);
      },
      &ends);
  std::sort(ends.all.begin(), ends.all.end());
  for (size_t i = 0; i < ends.all.size();) {
    const Pattern& pattern = patterns_[ends.all[i].first];
    const size_t first = ends.all[i].second;
    size_t last = first;
    size_t k = i + 1;
    while (k < ends.all.size() && ends.all[k].first == ends.all[i].first &&
           ends.all[k].second <= last + pattern.width) {
      last = ends.all[k++].second;
    }
    spans(pattern, data, first > pattern.width ? first - pattern.width : 0, last, out);
    i = k;
  }
  return ok;
}

}  // namespace qingce
