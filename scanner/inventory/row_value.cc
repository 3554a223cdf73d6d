#include <algorithm>
#include <iterator>
#include <string_view>
#include <tuple>

#include "scanner/inventory/inventory.h"

namespace qingce {
namespace {

// Samples are ordered by digest, then mask; of one digest the smaller mask stays, so that the order
// of calls does not show.
void keep_smallest(std::vector<Sample>& samples) {
  const auto same = [](const Sample& a, const Sample& b) { return a.digest == b.digest; };
  samples.erase(std::unique(samples.begin(), samples.end(), same), samples.end());
  if (samples.size() > kSamples) samples.resize(kSamples);
}

}  // namespace

void RowValue::add(const Digest128& digest, const std::string& masked) {
  ++count;
  sketch.add(digest);
  if (samples.size() == kSamples && digest > samples.back().digest) return;
  const auto place =
      std::lower_bound(samples.begin(), samples.end(), digest,
                       [](const Sample& s, const Digest128& d) { return s.digest < d; });
  if (place != samples.end() && place->digest == digest) {
    if (masked < place->masked) place->masked = masked;
    return;
  }
  samples.insert(place, Sample{digest, masked});
  keep_smallest(samples);
}

void RowValue::merge(const RowValue& other) {
  count += other.count;
  sketch.merge(other.sketch);
  std::vector<Sample> both;
  both.reserve(samples.size() + other.samples.size());
  std::merge(samples.begin(), samples.end(), other.samples.begin(), other.samples.end(),
             std::back_inserter(both));
  keep_smallest(both);
  samples = std::move(both);
}

void TableCounts::merge(const TableCounts& other) {
  records += other.records;
  linked += other.linked;
  names_only += other.names_only;
  maybe_minor += other.maybe_minor;
}

bool operator<(const PeopleKey& a, const PeopleKey& b) {
  if (a.table != b.table) return a.table < b.table;
  if (a.part != b.part) return a.part < b.part;
  const auto key = [](const ColumnVote& vote) {
    return std::make_tuple(std::string_view(vote.field), vote.rule, vote.evidence.bits());
  };
  return std::lexicographical_compare(
      a.votes.begin(), a.votes.end(), b.votes.begin(), b.votes.end(),
      [&](const ColumnVote& x, const ColumnVote& y) { return key(x) < key(y); });
}

}  // namespace qingce
