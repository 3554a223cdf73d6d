// The comparison for people. Its order is the summary's: verdict, what was not looked at, rows,
// next step. "Gone" (复查未发现) is said only of what was looked at again.
#include <algorithm>
#include <array>
#include <map>

#include "reporters/diff.h"
#include "reporters/layout.h"
#include "reporters/text.h"

namespace qingce {
namespace {

constexpr size_t kListed = 50;  // rows of one kind, and objects; the rest is counted
constexpr std::string_view kIndent = "  ";

namespace words {
constexpr Text kTitle{"清册比较", "Inventories compared"};
constexpr Text kOlder{"之前", "Before"};
constexpr Text kNewer{"现在", "Now"};
constexpr Text kSide{"参考日期 {0}，对象 {1}：已读取 {2}，部分检查 {3}，未检查 {4}",
                     "reference date {0}, objects {1}: read {2}, partly examined {3}, not examined "
                     "{4}"};
constexpr Text kOtherRules{"两次扫描的规则集不同：差异可能来自规则。",
                           "The rules of the two scans differ: so may what they find."};
constexpr Text kOtherOptions{"两次扫描的选项不同：{0}", "The options of the two scans differ: {0}"};
constexpr Text kOtherVersion{"两次扫描的程序版本不同：{0}、{1}",
                             "The program's versions differ: {0}, {1}"};
constexpr Text kNotEnded{"新的扫描没有结束。", "The newer scan did not end."};
constexpr Text kVerdict{"结论", "Verdict"};
constexpr Text kCounts{
    "新增 {0}，增加 {1}，变化 {2}，减少 {3}，复查未发现 {4}，未能复查 {5}，"
    "未变 {6}（行）。",
    "Rows: new {0}, grown {1}, changed {2}, shrunk {3}, gone {4}, not looked at "
    "again {5}, unchanged {6}."};
constexpr Text kAccepted{"其中已接受：{0} 行。", "Of these accepted: {0} rows."};
constexpr Text kCoverage{"检查范围缩小", "Looked at less than before"};
constexpr Text kNoneShrunk{"没有对象比之前检查得少。", "No object was looked at less than before."};
constexpr Text kFresh{"新增", "New"};
constexpr Text kGrown{"增加", "Grown"};
constexpr Text kChanged{"变化", "Changed"};
constexpr Text kShrunk{"减少", "Shrunk"};
constexpr Text kGone{"复查未发现", "Gone"};
constexpr Text kUnread{"未能复查", "Not looked at again"};
constexpr Text kMore{"另有 {0} 行，见 -o json=文件。", "{0} more: -o json=FILE."};
constexpr Text kAcceptedMark{"已接受", "accepted"};
constexpr Text kTarget{"不在新扫描的目标内", "no target of the newer scan"};
constexpr Text kRule{"新扫描未用此规则", "its rule was not used"};
constexpr Text kRunEnded{"新扫描没有结束", "the newer scan did not end"};
constexpr Text kNotThere{"不是对象", "no object"};
constexpr Text kScanned{"已读取", "read"};
constexpr Text kPartial{"部分检查", "partly examined"};
constexpr Text kGap{"未检查", "not examined"};
constexpr Text kNext{"下一步", "Next step"};
constexpr Text kReadAgain{"先处理检查范围缩小之处并重新扫描：未能复查的行不能视为已经没有。",
                          "See to what was looked at less and scan again: rows not looked at again "
                          "cannot be taken as gone."};
constexpr Text kFullReport{"完整清单：qingce diff 之前 现在 -o json=文件",
                           "Full list: qingce diff OLD NEW -o json=FILE"};
}  // namespace words

std::string printable(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    const auto byte = static_cast<uint8_t>(c);
    if (byte < 0x20 || byte == 0x7f) c = '?';
  }
  for (size_t i = 0; i + 1 < out.size(); ++i) {
    if (out[i] == '\xc2' && static_cast<uint8_t>(out[i + 1]) < 0xa0) out[i] = out[i + 1] = '?';
  }
  return out;
}

// The order in which kinds are told.
constexpr RowChange kOrder[] = {RowChange::fresh,  RowChange::grown, RowChange::changed,
                                RowChange::shrunk, RowChange::gone,  RowChange::unread};

const Text& heading_of(RowChange change) {
  switch (change) {
    case RowChange::fresh:
      return words::kFresh;
    case RowChange::grown:
      return words::kGrown;
    case RowChange::changed:
      return words::kChanged;
    case RowChange::shrunk:
      return words::kShrunk;
    case RowChange::gone:
      return words::kGone;
    case RowChange::unread:
    case RowChange::unchanged:
      break;
  }
  return words::kUnread;
}

class DiffText {
 public:
  DiffText(const ReportContext& older, const ReportContext& newer, const Comparison& comparison,
           bool color, Output& out)
      : older_(older), newer_(newer), comparison_(comparison), color_(color), out_(out) {}

  Status write() {
    header();
    if (Status status = collect(); !status) return status;
    verdict();
    if (Status status = coverage(); !status) return status;
    for (const RowChange change : kOrder) rows(change);
    next_step();
    return {};
  }

 private:
  struct Listed {
    uint64_t rows = 0;
    std::vector<std::vector<std::string>> first;
  };

  std::string say(const Text& text, std::initializer_list<std::string_view> arguments = {}) const {
    return fill(text.in(newer_.language), arguments);
  }
  void line(std::string_view text) { out_.write(std::string(kIndent) + std::string(text) + "\n"); }
  std::string paint(std::string_view sgr, std::string_view text) const {
    if (!color_) return std::string(text);
    return "\033[" + std::string(sgr) + "m" + std::string(text) + "\033[0m";
  }
  void heading(const std::string& text) { out_.write("\n" + paint("1", text) + "\n"); }
  std::string count(RowChange change) const {
    return grouped(comparison_.counts()[static_cast<size_t>(change)]);
  }

  std::string side(const ReportContext& context) const {
    const Coverage c = context.inventory.coverage();
    return say(words::kSide,
               {printable(context.inventory.run().result.reference_date), grouped(c.seen),
                grouped(c.scanned), grouped(c.partial), grouped(c.gap)});
  }

  void header() {
    out_.write(paint("1", say(words::kTitle)) + "\n");
    Table table("ll");
    table.row({say(words::kOlder), side(older_)});
    table.row({say(words::kNewer), side(newer_)});
    out_.write(table.render(kIndent));
    const ResultFacts& a = older_.inventory.run().result;
    const ResultFacts& b = newer_.inventory.run().result;
    if (a.version != b.version) {
      line(paint("33", say(words::kOtherVersion, {printable(a.version), printable(b.version)})));
    }
    if (a.rules_hash != b.rules_hash) line(paint("33", say(words::kOtherRules)));
    if (const std::string names = other_options(a, b); !names.empty()) {
      line(paint("33", say(words::kOtherOptions, {names})));
    }
    if (!newer_.inventory.coverage().complete) line(paint("33", say(words::kNotEnded)));
  }

  static std::string other_options(const ResultFacts& a, const ResultFacts& b) {
    std::map<std::string, std::string> values(a.options.begin(), a.options.end());
    std::string names;
    const auto add = [&](const std::string& name) {
      names += (names.empty() ? "" : ", ") + printable(name);
    };
    for (const auto& [name, value] : b.options) {
      const auto found = values.find(name);
      if (found == values.end() || found->second != value) add(name);
      if (found != values.end()) values.erase(found);
    }
    for (const auto& [name, value] : values) add(name);
    return names;
  }

  Status collect() {
    Status status = visit_joined_rows(newer_, [&](const JoinedRow& row) {
      OlderRow was;
      const RowChange change = comparison_.change(row, &was);
      if (change == RowChange::unchanged) return true;
      const bool fresh = change == RowChange::fresh;
      if (row.accepted != nullptr) ++accepted_;
      Listed& listed = listed_[static_cast<size_t>(change)];
      if (listed.rows++ >= kListed) return true;
      std::string matches = grouped(row.value.count);
      if (!fresh) matches = grouped(was.matches) + " → " + matches;
      std::string note = confidence_word(row.confidence);
      if (!fresh && was.confidence != row.confidence)
        note = confidence_word(was.confidence) + " → " + note;
      if (row.accepted != nullptr) note += ", " + say(words::kAcceptedMark);
      listed.first.push_back({matches, note, rule_name(newer_.rules.at(row.rule)), where(row)});
      return true;
    });
    if (!status) return status;
    return comparison_.gone([&](const JoinedRow& row, const Rule& rule, const GoneRow& gone) {
      Listed& listed = listed_[static_cast<size_t>(gone.change)];
      if (listed.rows++ >= kListed) return true;
      const std::string note =
          gone.why == NotLooked::none ? confidence_word(row.confidence) : why(gone);
      listed.first.push_back({grouped(row.value.count), note, rule_name(rule), where(row)});
      return true;
    });
  }

  std::string confidence_word(Confidence confidence) const {
    return say(confidence_text(confidence));
  }
  std::string rule_name(const Rule& rule) const {
    return printable(newer_.language == Language::zh ? rule.name_zh : rule.name_en);
  }
  static std::string where(const JoinedRow& row) {
    return printable(row.location + (row.field ? "#" + *row.field : ""));
  }
  std::string why(const GoneRow& gone) const {
    switch (gone.why) {
      case NotLooked::target:
        return say(words::kTarget);
      case NotLooked::rule:
        return say(words::kRule);
      case NotLooked::run_ended:
        return say(words::kRunEnded);
      case NotLooked::gap:
      case NotLooked::none:
        break;
    }
    return gone.reason ? say(gap_text(*gone.reason)) : say(words::kUnread);
  }

  void verdict() {
    heading(say(words::kVerdict));
    line(say(words::kCounts,
             {count(RowChange::fresh), count(RowChange::grown), count(RowChange::changed),
              count(RowChange::shrunk), count(RowChange::gone), count(RowChange::unread),
              count(RowChange::unchanged)}));
    if (newer_.accepted != nullptr) line(say(words::kAccepted, {grouped(accepted_)}));
  }

  std::string state_word(const std::optional<ObjectState>& state) const {
    if (!state) return say(words::kNotThere);
    switch (*state) {
      case ObjectState::scanned:
        return say(words::kScanned);
      case ObjectState::partial:
        return say(words::kPartial);
      case ObjectState::gap:
        break;
    }
    return say(words::kGap);
  }

  Status coverage() {
    Listed listed;
    const Status status = comparison_.shrunk_coverage([&](const ShrunkObject& object) {
      if (listed.rows++ >= kListed) return true;
      listed.first.push_back({state_word(object.before) + " → " + state_word(object.now),
                              object.reason ? say(gap_text(*object.reason)) : "",
                              printable(object.location)});
      return true;
    });
    if (!status) return status;
    shrunk_ = listed.rows;
    heading(say(words::kCoverage) + (shrunk_ > 0 ? " (" + grouped(shrunk_) + ")" : ""));
    if (shrunk_ == 0) {
      line(say(words::kNoneShrunk));
      return {};
    }
    print(listed, "lll");
    return {};
  }

  void rows(RowChange change) {
    const Listed& listed = listed_[static_cast<size_t>(change)];
    if (listed.rows == 0) return;
    heading(say(heading_of(change)) + " (" + grouped(listed.rows) + ")");
    print(listed, "rlll");
  }

  void print(const Listed& listed, std::string_view alignment) {
    Table table(alignment);
    for (const std::vector<std::string>& row : listed.first) table.row(row);
    out_.write(table.render(kIndent));
    if (listed.rows > listed.first.size()) {
      line(say(words::kMore, {grouped(listed.rows - listed.first.size())}));
    }
  }

  void next_step() {
    heading(say(words::kNext));
    const bool unread = comparison_.counts()[static_cast<size_t>(RowChange::unread)] > 0;
    if (shrunk_ > 0 || unread) line("- " + say(words::kReadAgain));
    line("- " + say(words::kFullReport));
  }

  const ReportContext& older_;
  const ReportContext& newer_;
  const Comparison& comparison_;
  const bool color_;
  Output& out_;
  std::array<Listed, kRowChanges> listed_;
  uint64_t accepted_ = 0;
  uint64_t shrunk_ = 0;
};

}  // namespace

Status write_diff(const ReportContext& older, const ReportContext& newer,
                  const Comparison& comparison, bool color, Output& out) {
  return DiffText(older, newer, comparison, color, out).write();
}

}  // namespace qingce
