// Delimited text: CSV and what else has a value per cell and a row per line. It is searched as
// text; DelimitedFields says which column a value stands in.
#include <algorithm>
#include <string>

#include "scanner/read/delimited_fields.h"
#include "scanner/read/delimited_layout.h"
#include "scanner/read/encoding.h"
#include "scanner/read/readers.h"
#include "scanner/read/sniff.h"

namespace qingce {
namespace {

constexpr int kDelimitedBid = 5;  // more than text, less than what has a grammar

bool is_utf16(Encoding e) { return e == Encoding::utf16le || e == Encoding::utf16be; }

// The head as the map will see it.
struct HeadText {
  std::string text;
  Encoding encoding = Encoding::binary;
};

HeadText head_text(Bytes head) {
  HeadText out;
  const Encoding mark = byte_order_mark(head);
  out.encoding = judge_block(head, mark).main;
  if (is_utf16(mark)) out.encoding = mark;
  out.text = is_utf16(out.encoding) ? utf16_units(head, out.encoding == Encoding::utf16le)
                                    : std::string(as_text(head));
  return out;
}

class DelimitedReader final : public Reader {
 public:
  std::string_view name() const override { return "delimited"; }
  ReaderKind kind() const override { return ReaderKind::text; }
  bool tells_fields() const override { return true; }

  int bid(const Head& head) const override {
    const auto glance = head.head.first(std::min<size_t>(head.head.size(), 512));
    const BlockVerdict seen = judge_block(glance, byte_order_mark(glance));
    if (seen.binary || sniff(head.head) != nullptr) return 0;
    const bool whole = head.head.size() < kHead;
    const bool table = is_utf16(seen.main) || is_utf16(byte_order_mark(glance))
                           ? delimited_layout(head_text(head.head).text, whole).has_value()
                           : delimited_layout(as_text(head.head), whole).has_value();
    return table ? kDelimitedBid : 0;
  }

  ReadOutcome read(ByteSource& source, Sink& sink) const override {
    std::unique_ptr<TableMap> map;
    if (sink.wants_fields()) map = make_map(source);
    return read_table(source, sink, map.get(), name());
  }

 private:
  static std::unique_ptr<TableMap> make_map(ByteSource& source) {
    const Result<Bytes> head = source.peek(kHead);
    if (!head) return nullptr;
    const HeadText text = head_text(*head);
    const auto layout = delimited_layout(text.text, head->size() < kHead);
    if (!layout) return nullptr;
    auto map = std::make_unique<DelimitedFields>(*layout, text.encoding);
    if (!is_utf16(text.encoding)) return map;
    return make_utf16_map(std::move(map), text.encoding == Encoding::utf16le);
  }
};

}  // namespace

const Reader& delimited_reader() {
  static const DelimitedReader reader;
  return reader;
}

}  // namespace qingce
