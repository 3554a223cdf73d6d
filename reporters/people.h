// People, not hits: how many persons a table, and all that was scanned, speaks of. An interval: at
// least as many as one kind of personal document has different numbers, at most as many as there
// are if nothing but equal identifiers is one person. One identifier counts as one person.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "reporters/joined_rows.h"
#include "reporters/reporter.h"

namespace qingce {

// Both ends, moved outwards by two standard errors where a sketch estimates.
struct PeopleInterval {
  uint64_t at_least = 0;
  uint64_t at_most = 0;
  bool exact = true;
  double error = 0;  // the greatest standard error of what it was made of
};

struct PeopleFigures {
  PeopleInterval people;
  bool documents = false;  // some document's number gives a lower end
  uint64_t under_14 = 0;   // different documents; those of under_18 among them
  uint64_t under_18 = 0;
  uint64_t foreigners = 0;  // documents that only foreigners hold
  TableCounts records;
};

struct TableFigures {
  uint64_t object_id = 0;
  std::string location;
  std::string table;  // empty: the object is one table, or the table has no name
  PeopleFigures figures;
  // The highest level of its rules, one more where records link what is known of a person, or where
  // there may be more than 1,000 people (GB/T 43697 6.6); at most 4.
  uint8_t level = 0;
  FieldYears years;
};

// In report order. Memory: one object's tables, not their number of records.
Status visit_tables(const ReportContext& context,
                    const std::function<bool(const TableFigures&)>& visit);
// Of the whole inventory; findings outside of records are a person each.
Result<PeopleFigures> people_of(const ReportContext& context);

// The figures as sentences, the interval first; none where there are no people.
std::vector<std::string> people_lines(const PeopleFigures& figures, Language language);

}  // namespace qingce
