// Any bytes as names and words of a report: each format's text stays what it must be. The first
// byte says where the input is cut in two, for functions of two texts.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "reporters/escape.h"
#include "reporters/json_writer.h"
#include "reporters/layout.h"
#include "reporters/sarif_place.h"
#include "reporters/sarif_result.h"
#include "scanner/core/utf8.h"

namespace {

using namespace qingce;

void require(bool holds) {
  if (!holds) std::abort();
}

bool harmless(std::string_view text) {
  while (!text.empty()) {
    const CodePoint c = next_code_point(text);
    if (!c.valid || is_hazardous(c.value)) return false;
    text.remove_prefix(c.length);
  }
  return true;
}

bool is_uri(std::string_view text) {
  return text.find_first_not_of(
             "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/;%") ==
         std::string_view::npos;
}

void escapes(std::string_view text) {
  const std::string shown = visible(text);
  require(harmless(shown) && visible(shown) == shown);
  const std::string cell = csv_cell(text);
  require(harmless(cell) && cell.size() >= 2 && cell.front() == '"' && cell.back() == '"');
  std::string inside = cell.substr(1, cell.size() - 2);
  for (size_t at = 0; (at = inside.find('"', at)) != std::string::npos; at += 2) {
    require(inside.substr(at, 2) == "\"\"");
  }
  require(inside.empty() || std::string_view("=+-@").find(inside[0]) == std::string_view::npos);
  const std::string code = markdown_code(text);
  require(code.find('|') == std::string::npos);
  require(std::count(code.begin(), code.end(), '`') == (text.empty() ? 0 : 2));
  require(harmless(markdown_text(text)) && is_uri(uri_encode(text)));
  JsonWriter json;
  json.value(text);
  const auto back = nlohmann::json::parse(json.text(), nullptr, false);
  require(back.is_string());
  if (harmless(text)) require(back.get<std::string>() == text);
}

std::string without_layout(std::string_view text) {
  std::string out(text);
  std::erase_if(out, [](char c) { return c == ' ' || c == '\n'; });
  return out;
}

void layouts(std::string_view bytes, size_t columns) {
  const std::string text = visible(bytes);
  for (const std::string& lines : {wrapped(text, "", "", columns), broken(text, "", "", columns)}) {
    require(without_layout(lines) == without_layout(text));
    for (const std::string& line : lines_of(lines)) require(display_width(line) <= columns);
  }
  display_width(bytes);
  wrapped(bytes, bytes, bytes, columns);
}

void places(std::string_view target, std::string_view location) {
  SarifPlaces places({std::string(target), "/srv", "data"});
  const SarifPlace place = places.of(location);
  require(!place.uri.empty() && is_uri(place.uri) && place.uri[0] != '/' && harmless(place.shown));
  for (const std::string& member : place.members) {
    require(is_uri(member) && member[0] == '/' && (member.size() < 2 || member[1] != '/'));
  }
  for (const auto& [id, uri] : places.bases()) require(uri.empty() || uri.starts_with("file:///"));
  require(sarif_identity(target, location, std::string(target)).size() == 64);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data + 1), size - 1);
  const size_t cut = std::min<size_t>(data[0], text.size());
  escapes(text);
  layouts(text, 2 + data[0] % 80);
  places(text.substr(0, cut), text);
  places(text.substr(0, cut), text.substr(cut));
  return 0;
}
