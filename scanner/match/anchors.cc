#include "scanner/match/anchors.h"

#include <algorithm>
#include <cstring>
#include <set>
#include <string>
#include <string_view>

#include "detectors/normalize.h"
#include "scanner/match/dispatch.h"
#include "scanner/match/event_finder.h"

namespace qingce {
namespace {

// id -> what the event names: the byte `back` bytes before the match's end.
struct Event {
  AnchorKind kind;
  uint8_t back;
};
enum EventId : unsigned {
  kRun,
  kGrouped,
  kMasked,
  kAt,
  kEntity,
  kEntityDigits,
  kFull8,
  kFullGrouped,
  kFullGbk,
  kFullBig5,
  kGlue,
  kMixed,
  kFull16,
  kFullAt,
  kFullAtGbk,
  kColon,
  kFullColon,
  kFullColonGbk,
  kRun16,
  kGrouped16,
  kMasked16,
  kAt16,
  kGlueLe16,
  kGlueBe16,
  kRun32,
  kGrouped32,
  kAt32,
};
constexpr Event kEvents[] = {
    /* kRun */ {AnchorKind::digit, 2},
    /* kGrouped */ {AnchorKind::digit, 1},
    /* kMasked */ {AnchorKind::digit, 5},
    /* kAt */ {AnchorKind::at, 2},
    /* kEntity */ {AnchorKind::digit, 1},        // moved to the digit before: see locate()
    /* kEntityDigits */ {AnchorKind::digit, 1},  // likewise
    /* kFull8 */ {AnchorKind::digit, 3},
    /* kFullGrouped */ {AnchorKind::digit, 3},
    /* kFullGbk */ {AnchorKind::digit, 2},
    /* kFullBig5 */ {AnchorKind::digit_big5, 2},
    /* kGlue */ {AnchorKind::digit, 1},
    /* kMixed */ {AnchorKind::digit, 1},
    /* kFull16 */ {AnchorKind::digit16, 1},
    /* kFullAt */ {AnchorKind::at, 3},
    /* kFullAtGbk */ {AnchorKind::at, 3},
    /* kColon */ {AnchorKind::label, 1},
    /* kFullColon */ {AnchorKind::label, 3},
    /* kFullColonGbk */ {AnchorKind::label, 2},
    /* kRun16 */ {AnchorKind::digit16, 1},
    /* kGrouped16 */ {AnchorKind::digit16, 1},
    /* kMasked16 */ {AnchorKind::digit16, 9},
    /* kAt16 */ {AnchorKind::at16, 3},
    /* kGlueLe16 */ {AnchorKind::digit16, 2},
    /* kGlueBe16 */ {AnchorKind::digit16, 1},
    /* kRun32 */ {AnchorKind::digit32, 1},
    /* kGrouped32 */ {AnchorKind::digit32, 1},
    /* kAt32 */ {AnchorKind::at32, 5},
};

constexpr size_t kUsualShortestRun = 7;  // a landline's subscriber number without its area code

std::vector<size_t> sizes_of(const std::string& grouping) {
  std::vector<size_t> out(1, 0);
  for (const char c : grouping) {
    if (c == '-') {
      out.push_back(0);
    } else {
      out.back() = out.back() * 10 + static_cast<size_t>(c - '0');
    }
  }
  return out;
}

// Three groups as phone numbers, cards and identity numbers have them. One expression for all: it
// costs 3 GB/s, one per grouping together 1.9.
constexpr char kUsualGroups[] = "[0-9]{3}[- ](?:[0-9]{3,4}|[0-9]{6})[- ][0-9]{3}";

bool is_usual(const std::vector<size_t>& sizes, size_t run) {
  for (size_t i = 0; i < sizes.size(); ++i) {
    if (sizes[i] >= run) return true;
    if (i < 2) continue;
    const size_t middle = sizes[i - 1];
    if (sizes[i - 2] >= 3 && (middle == 3 || middle == 4 || middle == 6) && sizes[i] >= 3)
      return true;
  }
  return false;
}

std::string digits(size_t count) { return "[0-9]{" + std::to_string(count) + "}"; }

// As one expression; groupings share their beginnings.
std::string rare_expression(const std::vector<RareGroups>& rare) {
  std::string out;
  for (const RareGroups& groups : rare) {
    out += (out.empty() ? "(?:" : "|") + digits(groups.first) + "[- ]" + digits(groups.second);
    if (groups.third != 0) out += "[- ]" + digits(groups.third);
  }
  return out.empty() ? out : out + ")";
}

std::vector<HsPattern> ascii_patterns(const RuleSet& rules, size_t run) {
  std::vector<HsPattern> out{
      {kUsualGroups, kGrouped, false},
      {R"([0-9]\*{4})", kMasked, false},
      {"[A-Za-z0-9_%+-]@[A-Za-z0-9]", kAt, false},
      {"[0-9]&(?:#(?:[0-9]{2,5}|x[0-9A-F]{2,4})|nbsp|[en]|thinsp|shy|zw|lrm|rlm|m|hyphen)", kEntity,
       true},
      {"&#(?:4[89]|5[0-7]|x3[0-9]);&#(?:4[89]|5[0-7]|x3[0-9]);", kEntityDigits, true},
  };
  if (std::string expression = rare_expression(rare_groups(rules, run)); !expression.empty()) {
    out.push_back({std::move(expression), kGrouped, false});
  }
  return out;
}

// Spellings of spaces and dashes that may stand between two digits, and of invisible characters in
// front of one. One expression each: apart they are literals to Hyperscan, together a slow
// automaton (1.5 against 2.1-3.1 GB/s).
constexpr std::string_view kBetweenDigits[] = {
    R"(\xC2\xA0)",
    R"(\xE2\x80[\x80-\x8A\x90-\x95\xAF])",
    R"(\xE2\x81\x9F)",
    R"(\xE2\x88\x92)",
    R"(\xE3\x80\x80)",
    R"(\xEF\xBC\x8D)",
    R"(\xEF\xB9[\x98\xA3])",
    R"(\xA1[\xA1\xAA\x40\xD0])",
    R"(\xA3\xAD)",
    R"(\xA8[\x43\x44])",
    R"(\xA9\x5C)",
    R"(\x81\x30\x84\x32)",
    R"(\x81\x36[\xA3\xA4\xA7\xD3][0-9])",
};
constexpr std::string_view kInvisible[] = {
    R"(\xC2\xAD)",
    R"(\xE2\x80[\x8B-\x8F\xAA-\xAE])",
    R"(\xE2\x81[\xA0-\xAF])",
    R"(\xEF\xBB\xBF)",
    R"(\xEF\xB8[\x80-\x8F])",
    R"(\xCD\x8F)",
    R"(\xD8\x9C)",
    R"(\xE1\xA0\x8E)",
    R"(\x81\x30\x85\x32)",
    R"(\x81\x36[\xA4-\xA7\xAB][0-9])",
    R"(\x84\x31\x95\x33)",
};

std::vector<HsPattern> high_patterns() {
  const std::string full = R"(\xEF\xBC[\x90-\x99])";
  std::vector<HsPattern> out{
      {"(?:" + full + "){7}", kFull8, false},
      {"(?:" + full + R"(){3}(?:[- ]|\xEF\xBC\x8D|\xE3\x80\x80)(?:)" + full + "){4}", kFullGrouped,
       false},
      {R"((?:\xA3[\xB0-\xB9]){7})", kFullGbk, false},
      {R"((?:\xA2[\xAF-\xB8]){7})", kFullBig5, false},
      {full + "[0-9]", kMixed, false},
      {R"((?:\xFF[\x10-\x19]){6})", kFull16, false},
      {R"(\xEF\xBC\xA0)", kFullAt, false},
      {R"(\xA3\xC0[A-Za-z0-9])", kFullAtGbk, false},
      {R"([\x80-\xFF][:=])", kColon, false},
      {R"(\xEF\xBC\x9A)", kFullColon, false},
      {R"(\xA3\xBA)", kFullColonGbk, false},
  };
  for (const std::string_view glue : kBetweenDigits) {
    out.push_back({"[0-9]" + std::string(glue) + "[0-9]", kGlue, false});
  }
  for (const std::string_view glue : kInvisible) {
    out.push_back({std::string(glue) + "[0-9]", kGlue, false});
  }
  return out;
}

std::vector<HsPattern> nul_patterns() {
  return {
      {R"([0-9](?:\x00[0-9]){6})", kRun16, false},
      {R"([0-9](?:\x00[0-9]){2}\x00[- ](?:\x00[0-9]){3,4}\x00[- ]\x00[0-9])", kGrouped16, false},
      {R"([0-9](?:\x00\*){4})", kMasked16, false},
      {R"([A-Za-z0-9_%+-]\x00@\x00[A-Za-z0-9])", kAt16, false},
      {R"([0-9](?:\x00{3}[0-9]){6})", kRun32, false},
      {R"([0-9](?:\x00{3}[0-9]){2}\x00{3}[- ](?:\x00{3}[0-9]){4}\x00{3}[- ]\x00{3}[0-9])",
       kGrouped32, false},
      {R"([A-Za-z0-9_%+-]\x00{3}@\x00{3}[A-Za-z0-9])", kAt32, false},
  };
}

// Here the other way round: one automaton per byte order, in a database of its own (1.9 GB/s on
// programs for both databases, 1.1 for all in one).
std::vector<HsPattern> glue16_patterns() {
  return {
      {R"([0-9]\x00(?:[\xA0\xAD]\x00|[\x00-\x15\x2A-\x2F\x5F-\x6F]\x20|\x12\x22|\x00\x30|\x0D\xFF|\xFF\xFE)[0-9]\x00)",
       kGlueLe16, false},
      {R"(\x00[0-9](?:\x00[\xA0\xAD]|\x20[\x00-\x15\x2A-\x2F\x5F-\x6F]|\x22\x12|\x30\x00|\xFF\x0D|\xFE\xFF)\x00[0-9])",
       kGlueBe16, false},
  };
}

struct Collect {
  const unsigned char* data;
  std::vector<Anchor>* out;
};

void on_event(void* context, unsigned id, size_t to) {
  auto* collect = static_cast<Collect*>(context);
  size_t pos = to - kEvents[id].back;
  if (id == kEntity || id == kEntityDigits) {
    // The digit before '&', or the first of two digits written as entities ('&' itself: where the
    // character begins).
    pos = to - 1;
    while (collect->data[pos] != '&') --pos;
    if (id == kEntity) --pos;
  }
  collect->out->push_back({static_cast<uint32_t>(pos), kEvents[id].kind});
}

}  // namespace

// The shortest run of digits that an anywhere-rule of digits needs: built-in rules are found by
// runs of 7 (or by groups); a user's rule may be shorter.
size_t shortest_run(const RuleSet& rules) {
  size_t shortest = kUsualShortestRun;
  for (const Rule& rule : rules.rules()) {
    if (rule.shape != Shape::digits || rule.scope == Scope::field || rule.lengths.empty()) continue;
    const size_t letter = rule.letters_last.empty() ? 0 : 1;
    const size_t least = rule.lengths.front();
    shortest = std::min(shortest, std::max<size_t>(2, least > letter ? least - letter : 1));
  }
  return shortest;
}

std::vector<RareGroups> rare_groups(const RuleSet& rules, size_t shortest_run) {
  std::set<RareGroups> found;
  for (const Rule& rule : rules.rules()) {
    if (rule.shape != Shape::digits || rule.scope == Scope::field) continue;
    for (const std::string& grouping : rule.groupings) {
      if (grouping == "any") continue;
      const std::vector<size_t> sizes = sizes_of(grouping);
      if (sizes.size() < 2 || is_usual(sizes, shortest_run)) continue;
      found.insert({sizes[0], sizes[1], sizes.size() > 2 ? std::min<size_t>(sizes[2], 2) : 0});
    }
  }
  return {found.begin(), found.end()};
}

AnchorFinder::AnchorFinder() = default;
AnchorFinder::~AnchorFinder() = default;

std::unique_ptr<const AnchorFinder> AnchorFinder::compile(const RuleSet& rules,
                                                          AnchorEngine engine) {
  std::unique_ptr<AnchorFinder> out(new AnchorFinder());
  if (engine == AnchorEngine::masks) {
    out->events_ = std::make_unique<const EventFinder>(rules);
    return out;
  }
  out->shortest_run_ = shortest_run(rules);
  HsRefusal refusal;
  out->run_ = HsDatabase::compile(
      {{"[0-9]{" + std::to_string(out->shortest_run_) + "}[^0-9]", kRun, false}}, &refusal);
  out->ascii_ = HsDatabase::compile(ascii_patterns(rules, out->shortest_run_), &refusal);
  out->high_ = HsDatabase::compile(high_patterns(), &refusal);
  out->nul_ = HsDatabase::compile(nul_patterns(), &refusal);
  out->glue16_ = HsDatabase::compile(glue16_patterns(), &refusal);
  if (!out->run_ || !out->ascii_ || !out->high_ || !out->nul_ || !out->glue16_) return nullptr;
  return out;
}

bool AnchorFinder::grow(HsScratch& scratch) const {
  return events_ || (scratch.grow(*run_) && scratch.grow(*ascii_) && scratch.grow(*high_) &&
                     scratch.grow(*nul_) && scratch.grow(*glue16_));
}

bool AnchorFinder::find_by_hyperscan(const unsigned char* data, size_t size,
                                     const AnchorOptions& options, HsScratch& scratch,
                                     AnchorLists* out) const {
  std::vector<Anchor> ends;
  Collect collect{data, &ends};
  bool ok = run_->scan(data, size, scratch, on_event, &collect);
  // "[0-9]{7}[^0-9]" needs a byte behind the run; at the object's end there is none.
  if (options.at_end && size > 0) ends.push_back({static_cast<uint32_t>(size - 1), {}});
  for (const Anchor& last : ends) {
    const size_t end = last.pos + size_t{1};
    size_t begin = end;
    while (begin > 0 && end - begin <= kLongestRun && is_digit(static_cast<char>(data[begin - 1])))
      --begin;
    if (end - begin < shortest_run_) continue;
    out->runs.push_back({static_cast<uint32_t>(begin), static_cast<uint32_t>(end)});
  }
  collect.out = &out->others;
  ok &= ascii_->scan(data, size, scratch, on_event, &collect);
  ok &= high_->scan(data, size, scratch, on_event, &collect);
  if (options.wide && size > 0 && std::memchr(data, 0, size) != nullptr) {
    ok &= nul_->scan(data, size, scratch, on_event, &collect);
    ok &= glue16_->scan(data, size, scratch, on_event, &collect);
  }
  return ok;
}

bool AnchorFinder::find(const unsigned char* data, size_t size, const AnchorOptions& options,
                        HsScratch& scratch, AnchorLists* out) const {
  out->runs.clear();
  out->others.clear();
  bool ok = true;
  if (events_) {
    events_->find(data, size, options, out);
  } else {
    ok = find_by_hyperscan(data, size, options, scratch, out);
  }
  if (!std::is_sorted(out->others.begin(), out->others.end())) {
    std::sort(out->others.begin(), out->others.end());
  }
  const auto same = [](const Anchor& a, const Anchor& b) {
    return a.pos == b.pos && a.kind == b.kind;
  };
  out->others.erase(std::unique(out->others.begin(), out->others.end(), same), out->others.end());
  return ok;
}

}  // namespace qingce
