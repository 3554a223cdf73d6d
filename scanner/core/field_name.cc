#include "scanner/core/field_name.h"

#include <algorithm>

namespace qingce {
namespace {

constexpr std::string_view kList = "[*].";
constexpr std::string_view kMap = "{*}.";

size_t end_of_last(std::string_view field, std::string_view mark) {
  const size_t at = field.rfind(mark);
  return at == std::string_view::npos ? 0 : at + mark.size();
}

}  // namespace

std::string_view table_of(std::string_view field) {
  if (field.starts_with('~')) return field;
  const size_t repeated = std::max(end_of_last(field, kList), end_of_last(field, kMap));
  if (repeated > 0) return field.substr(0, repeated - 1);
  const size_t dot = field.rfind('.');
  return dot == std::string_view::npos ? std::string_view() : field.substr(0, dot);
}

std::string_view column_of(std::string_view field) {
  const std::string_view table = table_of(field);
  if (table.size() == field.size()) return {};
  return table.empty() ? field : field.substr(table.size() + 1);
}

}  // namespace qingce
