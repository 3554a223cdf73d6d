#include "scanner/match/competition.h"

#include <algorithm>
#include <tuple>

#include "scanner/core/window.h"

namespace qingce {
namespace {

bool stronger(const Candidate& a, const Candidate& b) {
  if (a.strength != b.strength) return a.strength > b.strength;
  return std::tie(a.begin, a.rule) < std::tie(b.begin, b.rule);
}

bool overlap(const Candidate& a, const Candidate& b) { return a.begin < b.end && b.begin < a.end; }

// Calls visit(k) for each other candidate that overlaps i. Sorted by begin, none wider than
// kMaxMatch.
template <class Visit>
void each_overlap(const std::vector<Candidate>& list, size_t i, Visit visit) {
  for (size_t k = i; k-- > 0 && list[k].begin + kMaxMatch > list[i].begin;) {
    if (overlap(list[k], list[i])) visit(k);
  }
  for (size_t k = i + 1; k < list.size() && list[k].begin < list[i].end; ++k) visit(k);
}

}  // namespace

uint64_t strength_of(const Rule& rule, EvidenceSet evidence, size_t length) {
  const bool check = evidence.has(Evidence::check_passed) && !evidence.has(Evidence::check_failed);
  const bool table = evidence.has(Evidence::table_hit);
  const bool named = evidence.has(Evidence::field_name);
  const bool masked = evidence.has(Evidence::masked);
  const uint64_t strong = check && table && !masked ? 1 : 0;
  const uint64_t any = check || table || named || masked || rule.shape == Shape::pattern ? 1 : 0;
  const uint64_t amount = (check ? 2u : 0u) + (table ? 1u : 0u);
  uint64_t near = 1;
  if (evidence.has(Evidence::negative_context)) near = 0;
  if (evidence.has(Evidence::context_near)) near = 2;
  if (named) near += 3;
  const auto order = static_cast<uint64_t>(65535 - std::clamp(rule.order, 0, 65535));
  return strong << 63 | any << 62 | static_cast<uint64_t>(std::min<size_t>(length, 0xFFFF)) << 40 |
         amount << 32 | near << 24 | order;
}

void compete(std::vector<Candidate>* candidates) {
  auto& list = *candidates;
  const auto in_order = [](const Candidate& a, const Candidate& b) {
    return std::tie(a.begin, a.rule, a.end, b.strength) <
           std::tie(b.begin, b.rule, b.end, a.strength);
  };
  // They come nearly in order.
  if (!std::is_sorted(list.begin(), list.end(), in_order))
    std::sort(list.begin(), list.end(), in_order);
  list.erase(std::unique(list.begin(), list.end(),
                         [](const Candidate& a, const Candidate& b) {
                           return a.begin == b.begin && a.end == b.end && a.rule == b.rule;
                         }),
             list.end());
  size_t reached = 0;  // the end of what is before
  for (size_t i = 0; i < list.size(); ++i) {
    const bool free_behind = i + 1 == list.size() || list[i + 1].begin >= list[i].end;
    list[i].alone = free_behind && list[i].begin >= reached;
    reached = std::max(reached, list[i].end);
  }
  for (size_t i = 0; i < list.size(); ++i) {
    if (list[i].alone) continue;
    each_overlap(list, i, [&](size_t k) { list[i].beaten |= stronger(list[k], list[i]); });
  }
  for (size_t i = 0; i < list.size(); ++i) {
    if (list[i].alone) continue;
    each_overlap(list, i, [&](size_t k) {
      list[i].dropped |= !list[k].beaten && stronger(list[k], list[i]);
    });
  }
}

std::vector<uint16_t> also_of(const std::vector<Candidate>& list, size_t i) {
  std::vector<uint16_t> out;
  if (list[i].alone) return out;
  each_overlap(list, i, [&](size_t k) {
    if (list[k].dropped && list[k].rule != list[i].rule && stronger(list[i], list[k])) {
      out.push_back(list[k].rule);
    }
  });
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

}  // namespace qingce
