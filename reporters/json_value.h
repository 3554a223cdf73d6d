// JSON for the files of this folder: values with their keys in the order they were given, and
// arrays written as a stream. Private to reporters/.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "reporters/reporter.h"

namespace qingce {

using JsonValue = nlohmann::ordered_json;

// Printed text is UTF-8 by contract; a file that was tampered with must not throw here.
inline std::string dump(const JsonValue& json) {
  return json.dump(-1, ' ', false, JsonValue::error_handler_t::replace);
}

// Writes the elements of one array, each on its own line.
class JsonLines {
 public:
  explicit JsonLines(Output& out) : out_(out) {}
  void add(const JsonValue& json) { add_text(dump(json)); }
  // One value as text.
  void add_text(std::string_view json) {
    out_.write(first_ ? "\n" : ",\n");
    out_.write(json);
    first_ = false;
  }

 private:
  Output& out_;
  bool first_ = true;
};

}  // namespace qingce
