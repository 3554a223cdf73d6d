// SQL text: dumps and scripts of every dialect. It is searched as text; SqlFields says which
// table.column a value stands in, and where it cannot the value has no field.
#include <algorithm>
#include <array>
#include <string>

#include "scanner/read/encoding.h"
#include "scanner/read/pump.h"
#include "scanner/read/readers.h"
#include "scanner/read/sniff.h"
#include "scanner/read/sql_fields.h"
#include "scanner/read/sql_heads.h"

namespace qingce {
namespace {

constexpr int kSqlBid = 6;  // more than text, less than any magic
// Bytes in which a dump says its name, behind warnings of the program that made it.
constexpr size_t kDumpHeader = 4096;

bool is_utf16(Encoding e) { return e == Encoding::utf16le || e == Encoding::utf16be; }

// The ASCII of the head; all else is one byte that no keyword holds.
std::string plain(Bytes head, Encoding mark) {
  if (!is_utf16(mark)) return std::string(as_text(head));
  std::string out;
  const size_t low = mark == Encoding::utf16le ? 0 : 1;
  for (size_t i = 2; i + 1 < head.size(); i += 2) {
    const auto c = static_cast<unsigned char>(head[i + low]);
    out.push_back(head[i + 1 - low] == std::byte{0} && c < 0x80 ? static_cast<char>(c) : '\x7F');
  }
  return out;
}

SqlView view_of(const std::string& text) {
  return {reinterpret_cast<const unsigned char*>(text.data()), 0, text.size()};
}

// Behind blanks, comments and the prompts of scripts.
size_t first_statement(const std::string& text) {
  size_t at = text.starts_with("\xEF\xBB\xBF") ? 3 : 0;
  for (;;) {
    at = text.find_first_not_of(" \t\r\n;", at);
    if (at == std::string::npos) return text.size();
    const std::string_view rest = std::string_view(text).substr(at);
    const auto begins = [&](std::string_view word) {
      return rest.size() > word.size() && sql_lower(rest.substr(0, word.size())) == word;
    };
    if (rest.starts_with("/*") && !rest.starts_with("/*!")) {
      at = text.find("*/", at + 2);
      if (at == std::string::npos) return text.size();
      at += 2;
    } else if (rest.starts_with("--") || rest.starts_with('#') || begins("rem ") ||
               begins("prompt") || rest.starts_with('\\')) {
      at = text.find('\n', at);
      if (at == std::string::npos) return text.size();
    } else {
      return at;
    }
  }
}

bool is_dump_header(const SqlView& view, size_t line) {
  return view.at(line) == '-' && sql_head(view, line).kind != SqlHeadKind::none;
}

// A statement that defines or fills a table.
bool is_strong(const SqlHead& head) {
  return head.kind == SqlHeadKind::data || head.kind == SqlHeadKind::copy ||
         (head.kind == SqlHeadKind::definition && !head.weak);
}

bool looks_like_sql(const std::string& text) {
  const SqlView view = view_of(text);
  for (size_t line = 0; line < std::min(text.size(), kDumpHeader);) {
    if (is_dump_header(view, line)) return true;
    const size_t newline = text.find('\n', line);
    if (newline == std::string::npos) break;
    line = newline + 1;
  }
  size_t at = first_statement(text);
  if (text.compare(at, 3, "/*!") != 0 && sql_head(view, at).kind == SqlHeadKind::none) return false;
  for (;;) {
    if (is_strong(sql_head(view, at)) && sql_ended(view, at)) return true;
    at = text.find('\n', at);
    if (at == std::string::npos) return false;
    ++at;
  }
}

class SqlReader final : public Reader {
 public:
  std::string_view name() const override { return "sql"; }
  ReaderKind kind() const override { return ReaderKind::text; }
  bool tells_fields() const override { return true; }

  int bid(const Head& head) const override {
    const Encoding mark = byte_order_mark(head.head);
    const auto glance = head.head.first(std::min<size_t>(head.head.size(), 512));
    if (judge_block(glance, mark).binary || sniff(head.head) != nullptr) return 0;
    return looks_like_sql(plain(head.head, mark)) ? kSqlBid : 0;
  }

  ReadOutcome read(ByteSource& source, Sink& sink) const override {
    const Result<Bytes> head = source.peek(4);
    const Encoding mark = head ? byte_order_mark(*head) : Encoding::binary;
    std::unique_ptr<TableMap> map;
    if (sink.wants_fields()) map = std::make_unique<SqlFields>();
    if (map && is_utf16(mark)) map = make_utf16_map(std::move(map), mark == Encoding::utf16le);
    return read_table(source, sink, map.get(), name());
  }
};

}  // namespace

const Reader& sql_reader() {
  static const SqlReader reader;
  return reader;
}

}  // namespace qingce
