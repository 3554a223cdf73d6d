#include "scanner/cli/review.h"

#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "reporters/joined_rows.h"
#include "scanner/cli/accepted_file.h"
#include "scanner/core/location.h"
#include "scanner/core/message.h"
#include "scanner/crawl/crawler.h"

namespace qingce {
namespace {

constexpr std::string_view kLevels[] = {"low", "medium", "high", "critical"};

}  // namespace

Result<Threshold> parse_threshold(std::string_view text) {
  if (text.empty()) return Threshold{};
  for (size_t i = 0; i < std::size(kLevels); ++i) {
    if (text == kLevels[i]) return Threshold{Threshold::Kind::level, i + 1};
  }
  std::string_view number = text;
  if (number.substr(0, 6) == "count:") number.remove_prefix(6);
  uint64_t value = 0;
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), value);
  if (error == std::errc() && end == number.data() + number.size() && value > 0) {
    return Threshold{Threshold::Kind::count, value};
  }
  return make_error(ErrorCode::usage, "err.flag.threshold", {"--fail-on"});
}

uint64_t level_of(const JoinedRow& row, const Rule& rule) {
  if (row.confidence == Confidence::possible) return 1;
  return std::clamp<uint64_t>(rule.level, 1, std::size(kLevels));
}

void ThresholdCounter::add(const JoinedRow& row, const Rule& rule, uint64_t matches) {
  if (row.accepted != nullptr) return;
  highest_ = std::max(highest_, level_of(row, rule));
  matches_ += matches;
}

bool ThresholdCounter::met() const {
  switch (threshold_.kind) {
    case Threshold::Kind::none:
      return false;
    case Threshold::Kind::level:
      return highest_ >= threshold_.value;
    case Threshold::Kind::count:
      return matches_ >= threshold_.value;
  }
  return false;
}

Result<Review> Review::open(const ReviewFlags& flags) {
  Review review;
  Result<Threshold> threshold = parse_threshold(flags.fail_on);
  if (!threshold.ok()) return threshold.error();
  review.threshold_ = *threshold;
  if (!flags.accepted.empty()) {
    Result<AcceptedFile> file = AcceptedFile::load("--accepted", flags.accepted);
    if (!file.ok()) return file.error();
    Result<AcceptanceList> list = file->list("--accepted");
    if (!list.ok()) return list.error();
    review.accepted_ = std::make_unique<AcceptanceList>(std::move(*list));
  }
  if (!flags.baseline.empty()) {
    Result<std::unique_ptr<InventoryReader>> older = InventoryReader::open(flags.baseline);
    if (!older.ok()) {
      Error e = older.error();
      e.message = "--baseline: " + e.message;
      return e;
    }
    review.older_ = std::move(*older);
    Result<std::shared_ptr<const RuleSet>> rules = rules_of(*review.older_);
    if (!rules.ok()) return rules.error();
    review.older_rules_ = *rules;
  }
  return review;
}

Status Review::attach(ReportContext& context) {
  context.accepted = accepted_.get();
  if (!older_) return {};
  const ReportContext older{*older_, *older_rules_, context.language};
  Result<std::unique_ptr<Comparison>> comparison = Comparison::of(older, context);
  if (!comparison.ok()) return comparison.error();
  comparison_ = std::move(*comparison);
  context.baseline = comparison_.get();
  return {};
}

Result<bool> Review::is_met(const ReportContext& context) const {
  if (!has_threshold()) return false;
  ThresholdCounter counter(threshold_);
  const Status status = visit_joined_rows(context, [&](const JoinedRow& row) {
    uint64_t matches = row.value.count;
    if (context.baseline != nullptr) {
      OlderRow was;
      switch (context.baseline->change(row, &was)) {
        case RowChange::fresh:
          break;
        case RowChange::grown:
          matches -= was.matches;
          break;
        case RowChange::changed:
          break;
        default:
          return true;
      }
    }
    counter.add(row, context.rules.at(row.rule), matches);
    return true;
  });
  if (!status.ok()) return status.error();
  return counter.met();
}

Status check_outside_targets(const InventoryReader& inventory, std::string_view flag,
                             const std::string& path) {
  if (path.empty()) return {};
  for (const std::string& printed : inventory.run().targets) {
    const Result<ParsedLocation> target = parse_location(printed);
    if (!target.ok() || ::access(target->path.c_str(), F_OK) != 0) continue;
    if (Status s = check_targets({target->path}, {path}, std::string(flag)); !s.ok()) return s;
  }
  return {};
}

}  // namespace qingce
