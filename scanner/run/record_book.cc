#include "scanner/run/record_book.h"

#include <algorithm>
#include <bit>
#include <utility>

#include "detectors/confidence.h"
#include "scanner/core/field_name.h"
#include "scanner/match/field_words.h"

namespace qingce {
namespace {

// A record of more values is settled in parts: a column of long texts must not fill the memory.
constexpr size_t kMostValues = 4096;
// Dates of a record; the fields of one that repeats a date (an array) are asked no further.
constexpr size_t kMostDates = 64;
// Ways in which doubtful identifiers stand beside one another in one table. Beyond, each person is
// counted by themselves, which can only raise the upper bound.
constexpr size_t kMostVotes = 256;
constexpr FieldStatistics kAllPass{100, 100};
constexpr FieldStatistics kAllFail{100, 0};

uint64_t vote_of(const RecordValue& value) {
  return uint64_t{value.field} << 32 | uint64_t{value.rule} << 16 | value.evidence.bits();
}

bool is_identity_or_contact(const Rule& rule) {
  return rule.category == "identity" || rule.category == "contact" ||
         identifier_of(rule) == Identifier::name;
}

}  // namespace

// ---- PersonRules

PersonRules::PersonRules(const RuleSet& rules, std::string_view reference_date)
    : rules_(rules), reference_(parse_iso_date(reference_date)) {
  std::vector<std::string_view> kinds;
  for (const Rule& rule : rules.rules()) {
    const bool permit = rule.id == "cn.hmt-residence-permit" || is_foreign(rule);
    dated_.push_back(rule.kind == "cn.resident-id" || permit);
    uint32_t bit = 0;
    if (is_identity_or_contact(rule)) {
      const auto known = std::find(kinds.begin(), kinds.end(), rule.kind);
      bit = uint32_t{1} << std::min<size_t>(31, static_cast<size_t>(known - kinds.begin()));
      if (known == kinds.end()) kinds.push_back(rule.kind);
    }
    kind_bits_.push_back(bit);
  }
}

// Confidence is decided when reading; here only what no column can change is known already.
const PersonRules::Worth& PersonRules::worth(uint16_t rule, EvidenceSet evidence) {
  const auto [place, fresh] =
      worths_.try_emplace(static_cast<uint32_t>(rule) << 16 | evidence.bits());
  Worth& worth = place->second;
  if (!fresh) return worth;
  const Rule& r = rules_.at(rule);
  const auto counts = [&](const FieldStatistics& field) {
    return confidence(r, evidence, field) >= Confidence::likely;
  };
  worth.identifier = identifier_of(r, evidence);
  worth.counts_alone = counts({});
  const bool any = counts(kAllPass) || counts(kAllFail) || worth.counts_alone;
  const bool all = counts(kAllPass) && counts(kAllFail) && worth.counts_alone;
  worth.standing = all ? Standing::always : any ? Standing::column : Standing::never;
  return worth;
}

PersonRules::Age PersonRules::age(uint16_t rule, std::string_view normal) const {
  if (!dated_[rule] || !reference_) return Age::unknown;
  const std::optional<Date> birth = birth_date(rules_.at(rule), normal, *reference_);
  if (!birth) return Age::unknown;
  if (is_under(*birth, 14, *reference_)) return Age::under_14;
  return is_under(*birth, 18, *reference_) ? Age::under_18 : Age::adult;
}

// ---- RecordBook

void RecordBook::name(uint32_t field, std::string printed, std::string_view raw,
                      std::string_view comment) {
  if (fields_.size() <= field) fields_.resize(field + 1);
  Field& f = fields_[field];
  f.known = true;
  f.printed = std::move(printed);
  f.table = table_index(std::string(table_of(f.printed)));
  const std::string person = person_of(raw, comment);
  const auto known = std::find(persons_.begin(), persons_.end(), person);
  f.person = static_cast<uint32_t>(known - persons_.begin());
  if (known == persons_.end()) persons_.push_back(person);
  f.guardian = is_guardian(person);
  f.school = is_of_school(raw, comment);
}

uint32_t RecordBook::table_index(const std::string& name) {
  const auto [place, fresh] =
      table_numbers_.try_emplace(name, static_cast<uint32_t>(tables_.size()));
  if (fresh) tables_.emplace_back().name = name;
  return place->second;
}

void RecordBook::open(uint64_t record) {
  is_open_ = true;
  continued_ = false;
  record_ = record;
}

void RecordBook::add(const RecordValue& value, PersonRules& rules) {
  if (in_batch_) {
    batch_.push_back(value);
    return;
  }
  if (!is_open_ || value.record != record_) {
    settle(rules);
    open(value.record);
  }
  values_.push_back(value);
  if (values_.size() < kMostValues) return;
  settle(rules);
  open(value.record);
  continued_ = true;
}

void RecordBook::begin_batch(PersonRules& rules) {
  settle(rules);
  in_batch_ = true;
}

void RecordBook::end_batch(PersonRules& rules) {
  in_batch_ = false;
  std::stable_sort(batch_.begin(), batch_.end(),
                   [](const RecordValue& a, const RecordValue& b) { return a.record < b.record; });
  std::stable_sort(batch_dates_.begin(), batch_dates_.end(),
                   [](const BatchDate& a, const BatchDate& b) { return a.record < b.record; });
  auto next = batch_dates_.begin();
  for (const RecordValue& value : batch_) {
    add(value, rules);
    while (next != batch_dates_.end() && next->record < value.record) ++next;
    for (; next != batch_dates_.end() && next->record == value.record; ++next) {
      date(next->record, next->field, next->year);
    }
  }
  batch_.clear();
  batch_dates_.clear();
  settle(rules);
}

void RecordBook::outside(PersonRules::Age age, const Digest128& digest) {
  outside_.touched |= age >= PersonRules::Age::under_18;
  note_age(outside_, age, digest);
}

void RecordBook::date(uint64_t record, uint32_t field, int year) {
  if (in_batch_) {
    batch_dates_.push_back({record, field, year});
    return;
  }
  if (!is_open_ || record != record_ || dates_.size() >= kMostDates) return;
  const bool met = std::any_of(dates_.begin(), dates_.end(),
                               [&](const auto& known) { return known.first == field; });
  if (!met) dates_.emplace_back(field, year);
}

void RecordBook::finish(PersonRules& rules) { settle(rules); }

void RecordBook::note_age(Table& table, PersonRules::Age age, const Digest128& digest) {
  if (age < PersonRules::Age::under_18) return;
  table.under_18.add(digest);
  if (age == PersonRules::Age::under_14) table.under_14.add(digest);
}

// A record of a path may have fields at several depths: it belongs to the outermost of them.
uint32_t RecordBook::table_of_record() const {
  uint32_t best = fields_[values_.front().field].table;
  for (const RecordValue& value : values_) {
    const uint32_t table = fields_[value.field].table;
    if (tables_[table].name.size() < tables_[best].name.size()) best = table;
  }
  return best;
}

void RecordBook::settle(PersonRules& rules) {
  if (!std::exchange(is_open_, false) || values_.empty()) {
    dates_.clear();
    return;
  }
  Table& table = tables_[table_of_record()];
  table.touched = true;
  uint32_t kinds = 0;
  bool young = false;
  bool dated = false;
  for (const RecordValue& value : values_) {
    const Field& field = fields_[value.field];
    young |= field.school || field.guardian;
    dated |= !field.guardian && value.age != PersonRules::Age::unknown;
    const PersonRules::Worth& worth = rules.worth(value.rule, value.evidence);
    if (!worth.counts_alone) continue;
    kinds |= rules.kind_bit(value.rule);
    if (worth.identifier >= Identifier::document) note_age(table, value.age, value.digest);
  }
  if (!continued_) {
    ++table.counts.records;
    if (std::popcount(kinds) >= 3) ++table.counts.linked;
    if (young && !dated) ++table.counts.maybe_minor;
    for (const auto& date : dates_) ++years_[date];
  }
  dates_.clear();
  // Nearly always one person; the others in the order of their fields.
  for (size_t i = 0; i < values_.size(); ++i) {
    const uint32_t person = fields_[values_[i].field].person;
    const auto met = [&](const RecordValue& v) { return fields_[v.field].person == person; };
    const auto here = values_.begin() + static_cast<std::ptrdiff_t>(i);
    if (std::none_of(values_.begin(), here, met)) settle_person(table, person, rules);
  }
  values_.clear();
}

// The strongest identifier that counts in any case, all of its field where that holds several, and
// every resident ID; else what the columns will say; else a name by itself.
void RecordBook::settle_person(Table& table, uint32_t person, PersonRules& rules) {
  const RecordValue* best = nullptr;
  Identifier strongest = Identifier::name;
  bool named = false;
  std::vector<const RecordValue*> doubtful;
  for (const RecordValue& value : values_) {
    if (fields_[value.field].person != person) continue;
    const PersonRules::Worth& worth = rules.worth(value.rule, value.evidence);
    if (worth.identifier == Identifier::none) continue;
    named |= worth.identifier == Identifier::name;
    if (worth.identifier <= Identifier::name) continue;
    if (worth.standing == PersonRules::Standing::column) doubtful.push_back(&value);
    if (worth.standing != PersonRules::Standing::always || worth.identifier <= strongest) continue;
    strongest = worth.identifier;
    best = &value;
  }
  if (best == nullptr) {
    if (!doubtful.empty()) {
      vote(table, doubtful, rules);
    } else if (named) {
      ++table.counts.names_only;
    }
    return;
  }
  for (const RecordValue& value : values_) {
    const Field& field = fields_[value.field];
    if (field.person != person) continue;
    const PersonRules::Worth& worth = rules.worth(value.rule, value.evidence);
    if (worth.identifier != strongest || worth.standing != PersonRules::Standing::always) continue;
    if (value.field == best->field || strongest == Identifier::resident_id) {
      table.subjects.add(value.digest);
    }
  }
}

void RecordBook::vote(Table& table, std::vector<const RecordValue*>& doubtful, PersonRules& rules) {
  std::stable_sort(doubtful.begin(), doubtful.end(), [&](const auto* a, const auto* b) {
    return rules.worth(a->rule, a->evidence).identifier >
           rules.worth(b->rule, b->evidence).identifier;
  });
  Votes votes{};
  size_t used = 0;
  for (const RecordValue* value : doubtful) {
    const Vote vote = vote_of(*value);
    const auto known = std::find(votes.begin(), votes.begin() + used, vote);
    if (known == votes.begin() + used) {
      if (used == kVotes) return;
      votes[used++] = vote;
    } else if (known + 1 != votes.begin() + used) {
      continue;  // further values of a field that another has come behind
    }
    if (table.votes.size() >= kMostVotes && !table.votes.contains(votes)) {
      ++table.counts.names_only;
      return;
    }
    table.votes[votes].add(value->digest);
  }
}

void RecordBook::move_to(uint64_t number, ItemChunk& chunk) {
  const auto move_sketch = [&](const TableKey& key, PeoplePart part, std::vector<ColumnVote> votes,
                               Sketch& sketch) {
    if (sketch.digests().empty()) return;
    const auto [place, fresh] =
        chunk.people.try_emplace(PeopleKey{key, part, std::move(votes)}, std::move(sketch));
    if (!fresh) place->second.merge(sketch);
    sketch = Sketch();
  };
  const auto move_table = [&](Table& table, std::optional<std::string> name) {
    if (!std::exchange(table.touched, false)) return;
    const TableKey key{number, std::move(name)};
    chunk.tables[key].merge(std::exchange(table.counts, {}));
    move_sketch(key, PeoplePart::subject, {}, table.subjects);
    move_sketch(key, PeoplePart::under_14, {}, table.under_14);
    move_sketch(key, PeoplePart::under_18, {}, table.under_18);
    for (auto& [votes, sketch] : table.votes) {
      std::vector<ColumnVote> named;
      for (const Vote vote : votes) {
        if (vote == 0) break;
        named.push_back({fields_[vote >> 32].printed, static_cast<uint16_t>(vote >> 16),
                         EvidenceSet(static_cast<uint16_t>(vote))});
      }
      move_sketch(key, PeoplePart::subject, std::move(named), sketch);
    }
  };
  for (Table& table : tables_) move_table(table, table.name);
  move_table(outside_, std::nullopt);
  for (const auto& [key, rows] : std::exchange(years_, {})) {
    chunk.years[{number, fields_[key.first].printed, key.second}] += rows;
  }
}

}  // namespace qingce
