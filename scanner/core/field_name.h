// How fields are called: "table.column" of SQL and databases, "column" of a file that is one table,
// a path ("users[*].phone") of JSON and XML.
#pragma once

#include <string_view>

namespace qingce {

// The table that a field belongs to: a path up to its last repeated element that has something
// below it, else all before the last dot; empty if there is none. What
// has no name ("~deleted") is a table of its own.
std::string_view table_of(std::string_view field);

// What is left of the field's name without its table.
std::string_view column_of(std::string_view field);

}  // namespace qingce
