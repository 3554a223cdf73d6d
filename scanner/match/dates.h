// Dates in fields: which year a value says, for how long records have been kept. Years alone; days
// are not looked at, and birth dates never.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace qingce {

// What a field's name says about dates in it. Numbers are times only where the name says so.
enum class DateField : uint8_t { unknown, time, birth };
DateField date_field(std::string_view field, std::string_view comment);

// The year of the date that `value` begins with: 2019-03-05, 2019/3/5, 2019.03.05, 2019年3月,
// 20190305, 20190305101500; in a field of times also seconds and milliseconds since 1970 (in
// China's time). 1950 to 2099. Of text in any encoding that has ASCII's digits.
std::optional<int> year_of(std::string_view value, DateField field);

}  // namespace qingce
