// XML and HTML. They are searched as text; XmlFields and HtmlTables say which element, attribute or
// column of a table a value stands in, and where they cannot the value has no field.
#include <algorithm>
#include <string>

#include "scanner/read/document_head.h"
#include "scanner/read/encoding.h"
#include "scanner/read/html_tables.h"
#include "scanner/read/readers.h"
#include "scanner/read/sniff.h"
#include "scanner/read/xml_fields.h"

namespace qingce {
namespace {

constexpr int kMarkupBid = 7;         // more than SQL and delimited text, less than any magic
constexpr size_t kRootWithin = 4096;  // bytes of comments and declarations before an HTML root

enum class Markup : uint8_t { none, xml, html };

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c | 0x20);
  }
  return out;
}

bool is_html_name(std::string_view name) {
  constexpr std::string_view kNames[] = {"html",   "head", "body", "table", "div",    "p",
                                         "meta",   "span", "form", "ul",    "ol",     "title",
                                         "style",  "h1",   "tr",   "thead", "tbody",  "center",
                                         "script", "font", "link", "h2",    "section"};
  return std::find(std::begin(kNames), std::end(kNames), name) != std::end(kNames);
}

bool begins_name(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

// Behind blanks, comments, declarations and instructions: the root's '<'.
size_t root_of(std::string_view text) {
  size_t at = 0;
  for (;;) {
    while (at < text.size() && static_cast<unsigned char>(text[at]) <= ' ') ++at;
    const std::string_view rest = text.substr(std::min(at, text.size()));
    std::string_view end;
    if (rest.starts_with("<!--")) {
      end = "-->";
    } else if (rest.starts_with("<?")) {
      end = "?>";
    } else if (rest.starts_with("<!")) {
      const size_t subset = rest.find('[');
      end = subset < rest.find('>') ? "]>" : ">";
    } else {
      return at;
    }
    const size_t found = text.find(end, at);
    if (found == std::string_view::npos) return text.size();
    at = found + end.size();
  }
}

// A root with something inside of it that is markup, too.
Markup judge(const std::string& text) {
  const size_t root = root_of(text);
  const std::string_view rest = std::string_view(text).substr(root);
  const bool declared = text.find("<?xml") < root;
  const std::string start = lower(text.substr(0, std::min(root, kRootWithin)));
  if (start.find("<!doctype html") != std::string::npos) return Markup::html;
  if (rest.size() < 2) return declared ? Markup::xml : Markup::none;
  if (rest[0] != '<' || !begins_name(rest[1])) return Markup::none;
  size_t end = 1;
  while (end < rest.size() && static_cast<unsigned char>(rest[end]) > ' ' && rest[end] != '>' &&
         rest[end] != '/') {
    ++end;
  }
  const std::string name = lower(rest.substr(1, end - 1));
  if (is_html_name(name)) return Markup::html;
  if (declared) return Markup::xml;
  const size_t close = rest.find('>');
  if (close == std::string_view::npos) return Markup::none;
  const bool whole = rest[close - 1] == '/' && rest.substr(0, close).find('=') < close;
  return whole || rest.find("</", close) != std::string_view::npos ? Markup::xml : Markup::none;
}

class MarkupReader final : public Reader {
 public:
  explicit MarkupReader(Markup markup) : markup_(markup) {}
  std::string_view name() const override { return markup_ == Markup::xml ? "xml" : "html"; }
  ReaderKind kind() const override { return ReaderKind::text; }
  bool tells_fields() const override { return true; }

  int bid(const Head& head) const override {
    const Encoding mark = byte_order_mark(head.head);
    if (!begins_document(head.head, mark, "<") || sniff(head.head) != nullptr) return 0;
    return judge(document_head(head.head, mark)) == markup_ ? kMarkupBid : 0;
  }

  ReadOutcome read(ByteSource& source, Sink& sink) const override {
    const Result<Bytes> head = source.peek(4);
    const Encoding mark = head ? byte_order_mark(*head) : Encoding::binary;
    std::unique_ptr<TableMap> map;
    if (sink.wants_fields() && markup_ == Markup::xml) map = std::make_unique<XmlFields>();
    if (sink.wants_fields() && markup_ == Markup::html) map = std::make_unique<HtmlTables>();
    if (map && is_utf16(mark)) map = make_utf16_map(std::move(map), mark == Encoding::utf16le);
    return read_table(source, sink, map.get(), name());
  }

 private:
  Markup markup_;
};

}  // namespace

const Reader& xml_reader() {
  static const MarkupReader reader(Markup::xml);
  return reader;
}

const Reader& html_reader() {
  static const MarkupReader reader(Markup::html);
  return reader;
}

}  // namespace qingce
