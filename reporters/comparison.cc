#include "reporters/comparison.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <map>
#include <set>
#include <utility>

#include "reporters/fingerprint.h"
#include "scanner/core/sha256.h"

namespace qingce {
namespace {

// Half of a SHA-256: no two rows of any real inventory meet in 128 bits.
using Id = std::array<uint8_t, 16>;

Id id_of(std::string_view text) {
  const std::array<uint8_t, 32> whole = sha256(text);
  Id id;
  std::copy_n(whole.begin(), id.size(), id.begin());
  return id;
}

Id id_of(std::string_view rule, const JoinedRow& row) {
  return id_of(row_fingerprint(rule, row.location, row.field));
}

// Which values a row holds, as far as its sketch tells.
uint64_t values_of(const JoinedRow& row) {
  const auto whole = sha256(row.value.sketch.serialize());
  uint64_t out = 0;
  std::memcpy(&out, whole.data(), sizeof out);
  return out;
}

struct Entry {
  Id id;
  uint64_t matches = 0;
  uint64_t values = 0;
  Confidence confidence = Confidence::possible;
  bool met = false;  // the newer inventory holds it, too
};

uint32_t bit(GapReason reason) { return uint32_t{1} << static_cast<int>(reason); }
static_assert(kGapReasons <= 32);

// How an object, or a place with a gap, was looked at.
struct Look {
  Id id;
  uint32_t gaps = 0;  // bits of GapReason
  ObjectState state = ObjectState::scanned;
  bool object = false;
};

// Sorted by id, one entry each.
class Looks {
 public:
  static Result<Looks> of(const InventoryReader& inventory) {
    Looks looks;
    Status status = inventory.objects([&](const StoredObject& object) {
      looks.all_.push_back({id_of(object.row.location), 0, object.row.state, true});
      return true;
    });
    if (!status) return status.error();
    status = inventory.gaps([&](const GapRow& gap) {
      looks.all_.push_back({id_of(gap.location), bit(gap.reason), ObjectState::scanned, false});
      return true;
    });
    if (!status) return status.error();
    looks.join();
    return looks;
  }

  const Look* find(const Id& id) const {
    const auto at = std::lower_bound(all_.begin(), all_.end(), id,
                                     [](const Look& a, const Id& b) { return a.id < b; });
    return at != all_.end() && at->id == id ? &*at : nullptr;
  }

 private:
  void join() {
    std::sort(all_.begin(), all_.end(), [](const Look& a, const Look& b) { return a.id < b.id; });
    size_t kept = 0;
    for (const Look& look : all_) {
      if (kept > 0 && all_[kept - 1].id == look.id) {
        Look& into = all_[kept - 1];
        into.gaps |= look.gaps;
        into.state = std::max(into.state, look.state);
        into.object = into.object || look.object;
      } else {
        all_[kept++] = look;
      }
    }
    all_.resize(kept);
    all_.shrink_to_fit();
  }

  std::vector<Look> all_;
};

std::optional<GapReason> first_of(uint32_t bits) {
  for (int i = 0; i < kGapReasons; ++i) {
    if ((bits >> i & 1) != 0) return static_cast<GapReason>(i);
  }
  return std::nullopt;
}

// What holds this place: the container of a member, the directory of a file. '!' stands in a
// printed location only before a member, '/' after the last one also inside a member's name. Empty:
// none.
std::string_view above(std::string_view location) {
  const size_t bang = location.rfind('!');
  if (bang != std::string_view::npos) return location.substr(0, bang);
  const size_t slash = location.rfind('/');
  if (slash == std::string_view::npos) return {};
  return slash == 0 && location.size() > 1 ? location.substr(0, 1) : location.substr(0, slash);
}

bool lies_below(std::string_view location, std::string_view target) {
  if (location.substr(0, target.size()) != target) return false;
  if (location.size() == target.size() || target.empty()) return location.size() == target.size();
  const char next = location[target.size()];
  return next == '/' || next == '!' || target.back() == '/';
}

class TwoInventories final : public Comparison {
 public:
  TwoInventories(const ReportContext& older, const ReportContext& newer)
      : older_(older),
        newer_(newer),
        same_key_(older.inventory.run().result.key_id == newer.inventory.run().result.key_id),
        complete_(newer.inventory.coverage().complete),
        counts_(kRowChanges) {
    for (const Rule& rule : newer.rules.rules()) rules_.insert(rule.id);
  }

  Status load() {
    for (auto [looks, context] : {std::pair{&before_, &older_}, std::pair{&now_, &newer_}}) {
      Result<Looks> loaded = Looks::of(context->inventory);
      if (!loaded) return loaded.error();
      *looks = std::move(*loaded);
    }
    Status status = visit_joined_rows(older_, [&](const JoinedRow& row) {
      entries_.push_back({id_of(older_.rules.at(row.rule).id, row), row.value.count, values_of(row),
                          row.confidence, false});
      return true;
    });
    if (!status) return status;
    entries_.shrink_to_fit();
    std::sort(entries_.begin(), entries_.end(),
              [](const Entry& a, const Entry& b) { return a.id < b.id; });
    status = visit_joined_rows(newer_, [&](const JoinedRow& row) {
      ++counts_[static_cast<size_t>(change(row, nullptr))];
      if (Entry* entry = find(id_of(newer_.rules.at(row.rule).id, row))) entry->met = true;
      return true;
    });
    if (!status) return status;
    return gone([&](const JoinedRow&, const Rule&, const GoneRow& row) {
      ++counts_[static_cast<size_t>(row.change)];
      return true;
    });
  }

  bool same_key() const override { return same_key_; }
  const std::vector<uint64_t>& counts() const override { return counts_; }

  RowChange change(const JoinedRow& row, OlderRow* was) const override {
    const Entry* entry = find(id_of(newer_.rules.at(row.rule).id, row));
    if (entry == nullptr) return RowChange::fresh;
    if (was != nullptr) *was = {entry->matches, entry->confidence};
    if (row.value.count > entry->matches) return RowChange::grown;
    if (row.value.count < entry->matches) return RowChange::shrunk;
    const bool other_values = same_key_ && values_of(row) != entry->values;
    return other_values || row.confidence != entry->confidence ? RowChange::changed
                                                               : RowChange::unchanged;
  }

  Status gone(const std::function<bool(const JoinedRow&, const Rule&, const GoneRow&)>& visit)
      const override {
    return visit_joined_rows(older_, [&](const JoinedRow& row) {
      const Rule& rule = older_.rules.at(row.rule);
      const Entry* entry = find(id_of(rule.id, row));
      if (entry == nullptr || entry->met) return true;
      return visit(row, rule, why_gone(row, rule));
    });
  }

  Status shrunk_coverage(const std::function<bool(const ShrunkObject&)>& visit) const override {
    std::map<std::string, GapReason> places;
    bool stopped = false;
    const Status status = older_.inventory.objects([&](const StoredObject& object) {
      const std::string& location = object.row.location;
      const Look* before = before_.find(id_of(location));
      const Look* now = now_.find(id_of(location));
      if (now != nullptr && now->object) {
        if (!looked_at_less(before, *now)) return true;
        stopped = !visit({location, object.row.state, now->state, new_gap(before, *now)});
        return !stopped;
      }
      if (const auto [place, reason] = gap_above(location); reason) {
        places.emplace(std::string(place), *reason);
      }
      return true;
    });
    if (!status || stopped) return status;
    for (const auto& [place, reason] : places) {
      const Look* now = now_.find(id_of(place));
      const Look* before = before_.find(id_of(place));
      if (now != nullptr && now->object && before != nullptr && before->object) continue;
      std::optional<ObjectState> state;
      if (now != nullptr && now->object) state = now->state;
      if (!visit({place, std::nullopt, state, reason})) break;
    }
    return {};
  }

 private:
  Entry* find(const Id& id) { return const_cast<Entry*>(std::as_const(*this).find(id)); }
  const Entry* find(const Id& id) const {
    const auto at = std::lower_bound(entries_.begin(), entries_.end(), id,
                                     [](const Entry& a, const Id& b) { return a.id < b; });
    return at != entries_.end() && at->id == id ? &*at : nullptr;
  }

  static std::optional<GapReason> new_gap(const Look* before, const Look& now) {
    return first_of(now.gaps & ~(before == nullptr ? 0 : before->gaps));
  }

  static bool looked_at_less(const Look* before, const Look& now) {
    return (before != nullptr && now.state > before->state) || new_gap(before, now).has_value();
  }

  // The nearest place above that has a gap it had not.
  std::pair<std::string_view, std::optional<GapReason>> gap_above(std::string_view location) const {
    for (std::string_view up = above(location); !up.empty(); up = above(up)) {
      const Id id = id_of(up);
      const Look* now = now_.find(id);
      if (now != nullptr) {
        if (const auto reason = new_gap(before_.find(id), *now)) return {up, reason};
      }
      if (up == "/") break;
    }
    return {{}, std::nullopt};
  }

  bool is_covered(std::string_view location) const {
    const auto& targets = newer_.inventory.run().targets;
    return std::any_of(targets.begin(), targets.end(),
                       [&](const std::string& t) { return lies_below(location, t); });
  }

  GoneRow why_gone(const JoinedRow& row, const Rule& rule) const {
    const auto unread = [](NotLooked why, std::optional<GapReason> reason = std::nullopt) {
      return GoneRow{RowChange::unread, why, reason};
    };
    if (rules_.count(rule.id) == 0) return unread(NotLooked::rule);
    if (!is_covered(row.location)) return unread(NotLooked::target);
    const Look* before = before_.find(id_of(row.location));
    const Look* now = now_.find(id_of(row.location));
    if (now != nullptr && looked_at_less(before, *now)) {
      const auto reason = new_gap(before, *now);
      return unread(NotLooked::gap, reason ? reason : first_of(now->gaps));
    }
    if (now != nullptr && now->object) return {};
    if (const auto reason = gap_above(row.location).second) return unread(NotLooked::gap, reason);
    if (!complete_) return unread(NotLooked::run_ended);
    return {};
  }

  const ReportContext older_;
  const ReportContext newer_;
  const bool same_key_;
  const bool complete_;
  std::set<std::string> rules_;
  Looks before_;
  Looks now_;
  std::vector<Entry> entries_;  // of the older inventory, by id
  std::vector<uint64_t> counts_;
};

}  // namespace

std::string_view to_string(RowChange change) {
  static constexpr std::string_view kWords[] = {"new",       "grown", "shrunk", "changed",
                                                "unchanged", "gone",  "unread"};
  return kWords[static_cast<size_t>(change)];
}

std::string_view to_string(NotLooked why) {
  static constexpr std::string_view kWords[] = {"", "gap", "target-not-scanned", "rule-not-used",
                                                "scan-not-ended"};
  return kWords[static_cast<size_t>(why)];
}

Result<std::unique_ptr<Comparison>> Comparison::of(const ReportContext& older,
                                                   const ReportContext& newer) {
  auto comparison = std::make_unique<TwoInventories>(older, newer);
  if (Status status = comparison->load(); !status) return status.error();
  return std::unique_ptr<Comparison>(std::move(comparison));
}

}  // namespace qingce
