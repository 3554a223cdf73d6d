// Which row of a table names its columns, from the first rows alone. Private to scanner/read; pure.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace qingce {

inline constexpr size_t kHeaderRowsSeen = 32;

// The index of the header among the table's first rows, each as wide as it is; what is before it
// are titles. A row that holds what a rule might find names no columns.
std::optional<size_t> header_row(const std::vector<std::vector<std::string>>& rows);

}  // namespace qingce
