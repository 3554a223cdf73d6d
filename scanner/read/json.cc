// JSON: documents, JSON lines, documents one behind the other, exports of MongoDB and
// Elasticsearch. It is searched as text, with escapes shown as what they stand for; JsonFields says
// which path a value stands at, and where it cannot the value has no field.
#include <algorithm>
#include <string>

#include "scanner/read/document_head.h"
#include "scanner/read/encoding.h"
#include "scanner/read/json_fields.h"
#include "scanner/read/readers.h"
#include "scanner/read/sniff.h"
#include "scanner/read/table_map.h"

namespace qingce {
namespace {

constexpr int kJsonBid = 7;       // more than SQL and delimited text, less than any magic
constexpr int kMostTokens = 200;  // looked at
constexpr int kLeastScalars = 8;  // of an array without any object: "[1] a footnote" is none
constexpr size_t kMostOpen = 64;

// The grammar of JSON over a text's beginning.
class HeadParser {
 public:
  explicit HeadParser(std::string_view text) : text_(text) {}

  bool is_json() {
    skip_blanks();
    if (pos_ >= text_.size() || (text_[pos_] != '{' && text_[pos_] != '[')) return false;
    for (int i = 0; i < kMostTokens; ++i) {
      skip_blanks();
      if (pos_ >= text_.size()) break;  // cut by the head's end, or complete
      if (open_.empty() && documents_ > 0 && members_ == 0 && scalars_ < kLeastScalars)
        return false;  // brackets at a text's beginning, and then something else
      if (!token()) return false;
    }
    return members_ > 0 || scalars_ >= kLeastScalars;
  }

 private:
  enum class Wants : uint8_t { value, key, colon, next };

  void skip_blanks() {
    for (;;) {
      while (pos_ < text_.size() && (static_cast<unsigned char>(text_[pos_]) <= ' ')) ++pos_;
      const std::string_view rest = text_.substr(pos_);
      const bool line = rest.starts_with("//");
      if (!line && !rest.starts_with("/*")) return;
      const size_t end = text_.find(line ? "\n" : "*/", pos_ + 2);
      pos_ = end == std::string_view::npos ? text_.size() : end + (line ? 1 : 2);
    }
  }

  bool token() {
    const char c = text_[pos_];
    if (c == '}' || c == ']') return close(c);
    switch (wants_) {
      case Wants::key:
        if (c != '"' || !string()) return false;
        wants_ = Wants::colon;
        return true;
      case Wants::colon:
        ++pos_;
        wants_ = Wants::value;
        ++members_;
        return c == ':';
      case Wants::next:
        ++pos_;
        wants_ = open_.back() == '{' ? Wants::key : Wants::value;
        return c == ',';
      case Wants::value:
        return value(c);
    }
    return false;
  }

  bool value(char c) {
    if (c == '{' || c == '[') {
      if (open_.size() >= kMostOpen) return members_ > 0;
      open_.push_back(c);
      ++pos_;
      wants_ = c == '{' ? Wants::key : Wants::value;
      return true;
    }
    if (open_.empty()) return false;
    ++scalars_;
    wants_ = Wants::next;
    return c == '"' ? string() : literal();
  }

  bool close(char c) {
    if (open_.empty() || open_.back() != (c == '}' ? '{' : '[')) return false;
    // Behind a comma, too: configuration files have it.
    if (wants_ == Wants::colon || (wants_ == Wants::value && c == '}')) return false;
    open_.pop_back();
    ++pos_;
    documents_ += open_.empty() ? 1 : 0;
    wants_ = open_.empty() ? Wants::value : Wants::next;
    return true;
  }

  bool string() {
    for (++pos_; pos_ < text_.size(); ++pos_) {
      const char c = text_[pos_];
      if (c == '\n') return false;
      if (c == '"') {
        ++pos_;
        return true;
      }
      if (c == '\\') ++pos_;
    }
    pos_ = text_.size();  // a backslash may have led beyond it
    return true;          // cut by the head's end
  }

  bool literal() {
    const size_t from = pos_;
    while (pos_ < text_.size() && is_literal(text_[pos_])) ++pos_;
    const std::string_view word = text_.substr(from, pos_ - from);
    if (pos_ >= text_.size()) return true;
    if (word == "true" || word == "false" || word == "null" || word == "NaN") return true;
    if (word.empty() || word.find_first_of("0123456789") == std::string_view::npos) return false;
    return word.find_first_not_of("0123456789+-.eE") == std::string_view::npos &&
           word.find('-', 1) == std::string_view::npos;
  }

  static bool is_literal(char c) {
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c == '+' ||
           c == '-' || c == '.';
  }

  std::string_view text_;
  size_t pos_ = 0;
  std::string open_;
  Wants wants_ = Wants::value;
  int members_ = 0;
  int scalars_ = 0;
  int documents_ = 0;
};

class JsonReader final : public Reader {
 public:
  std::string_view name() const override { return "json"; }
  ReaderKind kind() const override { return ReaderKind::text; }
  bool tells_fields() const override { return true; }

  int bid(const Head& head) const override {
    const Encoding mark = byte_order_mark(head.head);
    if (!begins_document(head.head, mark, "{[/") || sniff(head.head) != nullptr) return 0;
    return HeadParser(document_head(head.head, mark)).is_json() ? kJsonBid : 0;
  }

  ReadOutcome read(ByteSource& source, Sink& sink) const override {
    const Result<Bytes> head = source.peek(4);
    const Encoding mark = head ? byte_order_mark(*head) : Encoding::binary;
    std::unique_ptr<TableMap> map;
    if (sink.wants_fields()) map = std::make_unique<JsonFields>();
    if (map && is_utf16(mark)) map = make_utf16_map(std::move(map), mark == Encoding::utf16le);
    return read_table(source, sink, map.get(), name());
  }
};

}  // namespace

const Reader& json_reader() {
  static const JsonReader reader;
  return reader;
}

}  // namespace qingce
