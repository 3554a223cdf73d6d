#include "reporters/people.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <utility>
#include <vector>

#include "detectors/person.h"
#include "reporters/layout.h"
#include "reporters/rule_facts.h"
#include "reporters/text.h"
#include "scanner/core/field_name.h"

namespace qingce {
namespace {

constexpr double kErrors = 2;           // standard errors to either side
constexpr uint64_t kManyPeople = 1000;  // GB/T 43697 6.6
constexpr uint8_t kHighestLevel = 4;

uint64_t lower_end(const Sketch& sketch) {
  const auto distinct = static_cast<double>(sketch.distinct());
  return static_cast<uint64_t>(std::floor(distinct * (1 - kErrors * sketch.relative_error())));
}

uint64_t upper_end(const Sketch& sketch) {
  const auto distinct = static_cast<double>(sketch.distinct());
  return static_cast<uint64_t>(std::ceil(distinct * (1 + kErrors * sketch.relative_error())));
}

// The sketches that an interval comes from: of one table, or of everything.
class Gathered {
 public:
  explicit Gathered(size_t k) : k_(k), subjects_(k), under_14_(k), under_18_(k), foreigners_(k) {}

  void add_document(const Rule& rule, const Sketch& digests) {
    documents_.try_emplace(rule.kind, k_).first->second.merge(digests);
    if (is_foreign(rule)) foreigners_.merge(digests);
  }
  void add_subjects(const Sketch& digests) { subjects_.merge(digests); }
  void add_ages(PeoplePart part, const Sketch& digests) {
    (part == PeoplePart::under_14 ? under_14_ : under_18_).merge(digests);
  }
  void add_counts(const TableCounts& counts) { counts_.merge(counts); }

  PeopleFigures figures() const {
    PeopleFigures out;
    out.records = counts_;
    out.under_14 = under_14_.distinct();
    out.under_18 = under_18_.distinct();
    out.foreigners = foreigners_.distinct();
    PeopleInterval& people = out.people;
    const auto use = [&](const Sketch& sketch) {
      people.exact &= sketch.exact();
      people.error = std::max(people.error, sketch.relative_error());
    };
    for (const auto& [kind, digests] : documents_) {
      people.at_least = std::max(people.at_least, lower_end(digests));
      use(digests);
      out.documents = true;
    }
    use(subjects_);
    people.at_most = std::max(people.at_least, upper_end(subjects_) + counts_.names_only);
    // Without any document's number all of it may be about one person.
    if (people.at_most > 0) people.at_least = std::max<uint64_t>(people.at_least, 1);
    return out;
  }

 private:
  size_t k_;
  Sketch subjects_, under_14_, under_18_, foreigners_;
  std::map<std::string, Sketch> documents_;  // by kind
  TableCounts counts_;
};

bool is_document(const Rule& rule) { return identifier_of(rule) >= Identifier::document; }

// Which doubtful identifiers of a table count.
Status count_votes(const ReportContext& context, ObjectLookup& lookup, const StoredTable& table,
                   const std::vector<ColumnVote>& votes, bool& counts) {
  counts = true;
  for (size_t i = 0; i < votes.size() && counts; ++i) {
    Statistic statistic;
    const ColumnVote& vote = votes[i];
    Status status = lookup.statistic(table.object_id, vote.field, vote.rule, statistic);
    if (!status) return status;
    if (vote.rule >= context.rules.rules().size()) return rules_differ();
    const bool for_it = confidence_of(context.rules.at(vote.rule), vote.evidence, vote.field,
                                      statistic) >= Confidence::likely;
    counts = for_it == (i + 1 == votes.size());
  }
  return {};
}

Status add_table(const ReportContext& context, ObjectLookup& lookup, const StoredTable& table,
                 Gathered& out) {
  out.add_counts(table.counts);
  for (const StoredTable::People& people : table.people) {
    if (people.part != PeoplePart::subject) {
      out.add_ages(people.part, people.digests);
      continue;
    }
    bool counts = true;
    Status status = count_votes(context, lookup, table, people.votes, counts);
    if (!status) return status;
    if (counts) out.add_subjects(people.digests);
  }
  return {};
}

// What a row says of people if its values count. False: they do not.
bool counts_as_people(const Rule& rule, const StoredRow& row) {
  return is_personal(rule) &&
         confidence_of(rule, row.key.evidence, row.key.field, row.statistic) >= Confidence::likely;
}

bool is_valid(const StoredRow& row) { return state_of(row.key.evidence) == ValueState::valid; }

// The tables of one object after another, each with what the object's rows add.
class TableVisit {
 public:
  TableVisit(const ReportContext& context, ObjectLookup& lookup,
             const std::function<bool(const TableFigures&)>& visit)
      : context_(context), lookup_(lookup), visit_(visit) {}

  bool add(const StoredTable& table) {
    if (!table.table) return true;
    if (!tables_.empty() && tables_.back().object_id != table.object_id && !flush()) return false;
    numbers_.emplace(*table.table, tables_.size());
    TableFigures& figures = tables_.emplace_back();
    figures.object_id = table.object_id;
    figures.location = table.location;
    figures.table = *table.table;
    gathered_.emplace_back(kSketchSize);
    status_ = add_table(context_, lookup_, table, gathered_.back());
    return status_.ok();
  }
  bool flush() {
    if (tables_.empty()) return true;
    status_ = lookup_.rows(tables_.front().object_id, [&](const StoredRow& row) {
      add_row(row);
      return true;
    });
    if (!status_) return false;
    FieldYears years;
    status_ = lookup_.years(tables_.front().object_id, years);
    bool go_on = status_.ok();
    for (size_t i = 0; i < tables_.size() && go_on; ++i) {
      for (auto& [field, rows] : years) {
        if (table_of(field) == tables_[i].table) tables_[i].years[field] = std::move(rows);
      }
      finish(tables_[i], gathered_[i]);
      go_on = visit_(tables_[i]);
    }
    tables_.clear();
    gathered_.clear();
    numbers_.clear();
    return go_on;
  }
  const Status& status() const { return status_; }

 private:
  void add_row(const StoredRow& row) {
    if (!row.key.field || *row.key.field == "~name") return;
    if (row.key.rule >= context_.rules.rules().size()) return;
    const auto number = numbers_.find(table_of(*row.key.field));
    if (number == numbers_.end()) return;
    const size_t i = number->second;
    const Rule& rule = context_.rules.at(row.key.rule);
    if (!counts_as_people(rule, row)) return;
    tables_[i].level = std::max(tables_[i].level, rule.level);
    if (is_document(rule) && is_valid(row)) gathered_[i].add_document(rule, row.value.sketch);
  }
  static void finish(TableFigures& table, const Gathered& gathered) {
    table.figures = gathered.figures();
    const bool more =
        table.figures.records.linked > 0 || table.figures.people.at_most > kManyPeople;
    if (table.level > 0 && more) table.level = std::min<uint8_t>(kHighestLevel, table.level + 1);
  }

  const ReportContext& context_;
  ObjectLookup& lookup_;
  const std::function<bool(const TableFigures&)>& visit_;
  std::vector<TableFigures> tables_;  // of the object at hand
  std::vector<Gathered> gathered_;
  std::map<std::string, size_t, std::less<>> numbers_;  // of tables_ by name
  Status status_;
};

}  // namespace

Status visit_tables(const ReportContext& context,
                    const std::function<bool(const TableFigures&)>& visit) {
  auto lookup = context.inventory.lookup();
  if (!lookup) return lookup.error();
  TableVisit tables(context, **lookup, visit);
  Status status =
      context.inventory.tables([&](const StoredTable& table) { return tables.add(table); });
  if (!status) return status;
  if (!tables.status()) return tables.status();
  tables.flush();
  return tables.status();
}

Result<PeopleFigures> people_of(const ReportContext& context) {
  auto lookup = context.inventory.lookup();
  if (!lookup) return lookup.error();
  Gathered all(kGlobalSketchSize);
  Status added;
  Status status = context.inventory.tables([&](const StoredTable& table) {
    added = add_table(context, **lookup, table, all);
    return added.ok();
  });
  if (!status) return status.error();
  if (!added) return added.error();
  bool unknown = false;
  status = context.inventory.rows([&](const StoredRow& row) {
    unknown = row.key.rule >= context.rules.rules().size();
    if (unknown) return false;
    const Rule& rule = context.rules.at(row.key.rule);
    if (!counts_as_people(rule, row)) return true;
    if (is_document(rule) && is_valid(row)) all.add_document(rule, row.value.sketch);
    const bool in_record = row.key.field && *row.key.field != "~name";
    if (!in_record && identifier_of(rule, row.key.evidence) > Identifier::name) {
      all.add_subjects(row.value.sketch);
    }
    return true;
  });
  if (!status) return status.error();
  if (unknown) return rules_differ();
  return all.figures();
}

std::vector<std::string> people_lines(const PeopleFigures& figures, Language language) {
  std::vector<std::string> lines;
  const auto say = [&](const Text& text, std::initializer_list<std::string_view> arguments) {
    lines.push_back(fill(text.in(language), arguments));
  };
  const PeopleInterval& people = figures.people;
  const TableCounts& records = figures.records;
  if (people.at_most == 0) return lines;
  if (!figures.documents) {
    say(text::kPeopleMost, {grouped(people.at_most)});
  } else if (people.at_least == people.at_most) {
    say(text::kPeopleOne, {grouped(people.at_most)});
  } else {
    say(text::kPeople, {grouped(people.at_least), grouped(people.at_most)});
  }
  if (!people.exact) {
    const auto tenths = static_cast<uint64_t>(std::ceil(people.error * kErrors * 1000));
    say(text::kPeopleError, {std::to_string(tenths / 10) + "." + std::to_string(tenths % 10)});
  }
  if (figures.under_18 > 0 || records.maybe_minor > 0) {
    say(text::kPeopleYoung,
        {grouped(figures.under_14), grouped(figures.under_18), grouped(records.maybe_minor)});
  }
  if (figures.foreigners > 0) say(text::kPeopleForeign, {grouped(figures.foreigners)});
  if (records.names_only > 0) say(text::kPeopleNames, {grouped(records.names_only)});
  return lines;
}

}  // namespace qingce
