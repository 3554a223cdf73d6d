#include "scanner/match/matcher.h"

#include <algorithm>
#include <string>
#include <utility>

#include "scanner/core/message.h"
#include "scanner/match/candidate_scan.h"
#include "scanner/match/field_words.h"

namespace qingce {
namespace {

class Engine final : public MatchEngine {
 public:
  const RuleSet& rules() const override { return *parts.rules; }
  EngineParts parts;
};

Error defect(std::string_view what) {
  return make_error(ErrorCode::internal, "err.engine", {what});
}

}  // namespace

Status check_patterns(const RuleSet& rules) {
  const Result<std::unique_ptr<const PatternSet>> patterns = PatternSet::compile(rules);
  return patterns ? Status() : Status(patterns.error());
}

Result<std::shared_ptr<const MatchEngine>> MatchEngine::compile(
    std::shared_ptr<const RuleSet> rules, AnchorEngine anchors) {
  auto engine = std::make_shared<Engine>();
  EngineParts& parts = engine->parts;
  parts.rules = std::move(rules);
  Result<std::unique_ptr<const PatternSet>> patterns = PatternSet::compile(*parts.rules);
  if (!patterns) return patterns.error();
  parts.patterns = std::move(*patterns);
  parts.dispatch = std::make_unique<const Dispatch>(*parts.rules);
  parts.anchors = AnchorFinder::compile(*parts.rules, anchors);
  if (!parts.anchors) return defect("anchors");
  parts.words = WordIndex::compile(*parts.rules);
  if (!parts.words) return defect("context words");
  parts.labels = LabelIndex::compile(*parts.rules);
  if (!parts.labels) return defect("labels");
  if (!parts.anchors->grow(parts.prototype) || !parts.words->grow(parts.prototype) ||
      !parts.patterns->grow(parts.prototype)) {
    return defect("scratch");
  }
  for (const Rule& rule : parts.rules->rules()) {
    std::vector<std::string> steps;
    for (const std::string& name : rule.validator_names) steps.push_back("validator:" + name);
    steps.resize(std::max(steps.size(), rule.validators.size()), "validator");
    parts.steps.push_back(std::move(steps));
  }
  return std::shared_ptr<const MatchEngine>(std::move(engine));
}

struct Matcher::Impl {
  // MatchEngine has one implementation; compile() is the only way to one.
  explicit Impl(std::shared_ptr<const MatchEngine> e)
      : engine(std::move(e)), scan(static_cast<const Engine&>(*engine).parts) {}

  void whole_values(const RecordBatch& batch, const Column& column, MatchSink& sink);

  std::shared_ptr<const MatchEngine> engine;
  CandidateScan scan;
};

Matcher::Matcher(std::shared_ptr<const MatchEngine> engine)
    : impl_(std::make_unique<Impl>(std::move(engine))) {}
Matcher::~Matcher() = default;

bool Matcher::ok() const { return impl_->scan.ok(); }
void Matcher::use_fast_path(bool use) { impl_->scan.use_fast_path(use); }

void Matcher::scan(const Window& window, MatchSink& sink) {
  ScanJob job;
  job.data = reinterpret_cast<const unsigned char*>(window.bytes.data());
  job.size = window.bytes.size();
  job.own_begin = window.own_begin;
  job.own_end = window.own_end;
  job.base = window.base;
  job.at_end = window.at_end;
  job.fields = window.fields;
  impl_->scan.scan(job, sink);
}

void Matcher::scan(const RecordBatch& batch, MatchSink& sink) {
  for (const Column& column : batch.columns) {
    if (column.offsets.size() < 2) continue;
    const auto* data = reinterpret_cast<const unsigned char*>(column.block.data());
    const size_t size = column.block.size();
    // 0x00 beyond those that separate values: UTF-16 may be in them. Without, single digits in a
    // row of values would look like it.
    const auto zeros =
        static_cast<size_t>(std::count(data, data + size, static_cast<unsigned char>(0)));
    for (size_t own = 0; own < size; own += kDefaultWindow) {
      const size_t own_end = std::min(size, own + kDefaultWindow);
      const size_t from = own > kMargin ? own - kMargin : 0;
      const size_t to = std::min(size, own_end + kMargin);
      ScanJob job;
      job.data = data + from;
      job.size = to - from;
      job.own_begin = own - from;
      job.own_end = own_end - from;
      job.base = from;
      job.at_end = to == size;
      job.column = &column;
      job.first_record = batch.first_record;
      job.wide = zeros > column.offsets.size() - 1;
      impl_->scan.scan(job, sink);
    }
    impl_->whole_values(batch, column, sink);
  }
}

// Rules that run only where a field asks for them may have no anchor (a postal code, a sex): the
// value as a whole.
void Matcher::Impl::whole_values(const RecordBatch& batch, const Column& column, MatchSink& sink) {
  const RuleSet& rules = engine->rules();
  std::vector<uint16_t> asked;
  const std::vector<bool> named = rules_named_by(rules, column.field);
  for (uint16_t i = 0; i < rules.rules().size(); ++i) {
    if (rules.at(i).scope == Scope::field && rules.at(i).shape != Shape::pattern && named[i])
      asked.push_back(i);
  }
  if (asked.empty()) return;
  const std::string_view block = as_text(column.block);
  Match match;
  match.field = column.field;
  match.in_batch = true;
  for (size_t row = 0; row + 1 < column.offsets.size(); ++row) {
    const uint64_t begin = column.offsets[row];
    const uint64_t end = column.offsets[row + 1] - 1;
    if (begin >= end || end > block.size() || end - begin > kMaxMatch) continue;
    const std::string_view value = block.substr(begin, end - begin);
    for (const uint16_t rule : asked) {
      const std::optional<Accepted> accepted = evaluate(rules.at(rule), value);
      if (!accepted) {
        sink.rejected(rule, column.field, 1);
        continue;
      }
      match.rule = rule;
      match.evidence = accepted->evidence;
      match.evidence.add(Evidence::field_name);
      match.offset = 0;
      match.length = value.size();
      match.normal = accepted->normal;
      match.record = batch.first_record + row;
      sink.match(match);
    }
  }
}

}  // namespace qingce
