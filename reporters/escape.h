// How text of an inventory gets into each format. Names in an inventory are printed locations:
// already masked and without control bytes. A file that was tampered with may hold anything, so
// every function here takes any bytes. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

namespace qingce {

// UTF-8 that drives no terminal and turns no text around: control bytes, bidi and zero-width
// characters and bytes that are no UTF-8 become %XX, as in a printed location.
std::string visible(std::string_view text);

// One cell of a CSV file (RFC 4180), quoted. A spreadsheet takes a cell that begins with = + - @,
// their full-width forms, TAB or CR for a formula: such a cell gets a leading apostrophe. Control
// bytes become %XX, so a record is always one line.
std::string csv_cell(std::string_view text);

// A code span for a cell of a Markdown table. `%60` and `%7C` stand for a backtick and a pipe: in a
// location both spellings mean the same place.
std::string markdown_code(std::string_view text);
// Words of ours or of a rule file in Markdown: nothing in them is markup, a mention or HTML.
std::string markdown_text(std::string_view text);

// RFC 3986: every byte but unreserved characters and '/' becomes %XX.
std::string uri_encode(std::string_view bytes);

}  // namespace qingce
