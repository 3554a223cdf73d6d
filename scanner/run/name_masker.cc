#include "scanner/run/name_masker.h"

#include <algorithm>
#include <array>
#include <unordered_map>
#include <utility>

#include "scanner/core/mask.h"
#include "scanner/core/record_batch.h"

namespace qingce {
namespace {

// Directories printed so far. Bounded: a walk is depth-first, so the parents in use are few.
constexpr size_t kCachedParents = 256;
// The shortest digit run that any built-in anchor needs, less one separator group (3-4-4, 4-4-4-4).
constexpr int kFewestDigits = 7;

struct NameMatch {
  size_t begin = 0;
  size_t end = 0;
  Finding finding;
};

// Names without a value outnumber the others by far. A name that cannot hold an anchor is not
// matched.
bool may_hold_value(std::string_view name) {
  int digits = 0;
  for (const char c : name) {
    const auto u = static_cast<unsigned char>(c);
    if (c == '@' || u >= 0x80) return true;
    digits += (c >= '0' && c <= '9') ? 1 : 0;
  }
  return digits >= kFewestDigits;
}

class NameSink : public MatchSink {
 public:
  NameSink(const RuleSet& rules, const ValueDigester& digester)
      : rules_(rules), digester_(digester) {}

  void match(const Match& m) override {
    const Rule& rule = rules_.at(m.rule);
    NameMatch out;
    out.begin = static_cast<size_t>(m.offset);
    out.end = static_cast<size_t>(m.offset + m.length);
    out.finding.rule = m.rule;
    out.finding.evidence = m.evidence;
    out.finding.field = "~name";
    out.finding.also = m.also;
    out.finding.masked = mask(rule.mask, m.normal);
    out.finding.digest = digester_.digest(rule.kind, m.normal);
    matches.push_back(std::move(out));
  }
  void rejected(uint16_t, const std::optional<std::string_view>&, uint64_t) override {}

  std::vector<NameMatch> matches;

 private:
  const RuleSet& rules_;
  const ValueDigester& digester_;
};

}  // namespace

struct NameMasker::Impl {
  Impl(std::shared_ptr<const MatchEngine> e, const ValueDigester& d)
      : engine(std::move(e)), digester(d), matcher(engine) {
    const auto& rules = engine->rules().rules();
    always = std::any_of(rules.begin(), rules.end(),
                         [](const Rule& r) { return r.shape == Shape::pattern; });
  }

  std::vector<NameMatch> match(std::string_view name) {
    if (name.empty() || (!always && !may_hold_value(name))) return {};
    RecordBatch batch;
    batch.rows = 1;
    Column column;
    column.field = "~name";
    block.assign(name);
    block.push_back('\0');
    column.block = as_bytes(block);
    column.offsets = {0, block.size()};
    batch.columns.push_back(std::move(column));
    NameSink sink(engine->rules(), digester);
    matcher.scan(batch, sink);
    return std::move(sink.matches);
  }

  std::vector<NameSpan> spans(std::string_view name) {
    std::vector<NameSpan> out;
    for (const NameMatch& m : match(name)) {
      if (!out.empty() && m.begin < out.back().end) continue;
      out.push_back({m.begin, m.end, m.finding.masked + "~" + m.finding.digest.hex().substr(0, 6)});
    }
    return out;
  }

  std::string print(const Location& location) {
    const auto hit = printed.find(location.id());
    if (hit != printed.end()) return hit->second.second;
    const std::optional<Location> parent = location.parent();
    std::string out;
    if (parent) {
      out = print_parent(*parent);
      out += separator(location.step(), &parent->step());
    }
    out += print_step(location.step(), spans(location.step().raw));
    return out;
  }

  std::string print_parent(const Location& parent) {
    std::string out = print(parent);
    if (printed.size() >= kCachedParents) printed.clear();
    // The Location is kept so that its identity cannot be reused while the entry stands.
    printed.emplace(parent.id(), std::make_pair(parent, out));
    return out;
  }

  std::shared_ptr<const MatchEngine> engine;
  const ValueDigester& digester;
  Matcher matcher;
  bool always = false;
  std::string block;
  std::unordered_map<const void*, std::pair<Location, std::string>> printed;
};

NameMasker::NameMasker(std::shared_ptr<const MatchEngine> engine, const ValueDigester& digester)
    : impl_(std::make_unique<Impl>(std::move(engine), digester)) {}
NameMasker::~NameMasker() = default;

bool NameMasker::ok() const { return impl_->matcher.ok(); }

std::string NameMasker::print(const Location& location) { return impl_->print(location); }

std::string NameMasker::text(std::string_view utf8) {
  Step step;
  step.kind = StepKind::member;  // a path's '/' stays
  step.raw = std::string(utf8);
  return print_step(step, impl_->spans(utf8));
}

std::string NameMasker::field(std::string_view raw) {
  // Behind '#' a '!' ends no member.
  const bool pseudo = is_own_field(raw);
  const std::string printed = text(pseudo ? raw.substr(1) : raw);
  std::string out = pseudo ? "~" : "";
  for (size_t i = 0; i < printed.size(); ++i) {
    const bool mark = printed.compare(i, 3, "%21") == 0;
    out.push_back(mark ? '!' : printed[i]);
    if (mark) i += 2;
  }
  return out;
}

std::vector<Finding> NameMasker::findings(const Location& location) {
  std::vector<Finding> out;
  if (location.step().kind == StepKind::pseudo) return out;
  for (NameMatch& m : impl_->match(location.step().raw)) out.push_back(std::move(m.finding));
  return out;
}

}  // namespace qingce
