#include "reporters/json_writer.h"

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

bool is_plain(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x20 && byte < 0x80 && c != '"' && c != '\\';
}

}  // namespace

JsonWriter& JsonWriter::value(std::string_view text) {
  comma();
  out_ += '"';
  for (size_t i = 0; i < text.size();) {
    size_t end = i;
    while (end < text.size() && is_plain(text[end])) ++end;
    out_.append(text, i, end - i);
    i = end;
    if (i == text.size()) break;
    if (static_cast<unsigned char>(text[i]) < 0x80) {
      if (text[i] == '"' || text[i] == '\\') {
        out_ += '\\';
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
