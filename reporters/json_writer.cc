#include "reporters/json_writer.h"

#include <algorithm>

#include "scanner/core/utf8.h"

namespace qingce {
namespace {

constexpr std::string_view kReplacement = "\xef\xbf\xbd";

void append_control(char c, std::string& out) {
  static constexpr char kDigits[] = "0123456789abcdef";
  switch (c) {
    case '\b':
      out += "\\b";
      return;
    case '\t':
      out += "\\t";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\f':
      out += "\\f";
      return;
    case '\r':
      out += "\\r";
      return;
    default:
      out += "\\u00";
      out += kDigits[static_cast<unsigned char>(c) >> 4];
      out += kDigits[static_cast<unsigned char>(c) & 15];
  }
}

// What needs neither escaping nor a look at whether it is UTF-8.
size_t plain_length(std::string_view text) {
  const std::string_view plain = text.substr(0, plain_prefix(text));
  // find_first_of is several times slower than two searches for one byte.
  return std::min({plain.find('"'), plain.find('\\'), plain.size()});
}

}  // namespace

JsonWriter& JsonWriter::value(std::string_view text) {
  comma();
  out_ += '"';
  for (size_t i = 0; i < text.size();) {
    const size_t plain = plain_length(text.substr(i));
    out_.append(text, i, plain);
    i += plain;
    if (i == text.size()) break;
    if (static_cast<unsigned char>(text[i]) < 0x80) {
      if (text[i] == '"' || text[i] == '\\') {
        out_ += '\\';
        out_ += text[i];
      } else if (text[i] == 0x7f) {
        out_ += text[i];
      } else {
        append_control(text[i], out_);
      }
      ++i;
      continue;
    }
    const CodePoint c = next_code_point(text.substr(i));
    out_ += c.valid ? text.substr(i, c.length) : kReplacement;
    i += c.length;
  }
  out_ += '"';
  comma_ = true;
  return *this;
}

}  // namespace qingce
