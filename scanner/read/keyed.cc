// Lines of keys and values: logs, URL queries and forms, properties, .env, INI, YAML. They are
// searched as text; KeyedFields says which key a value stands under.
#include <algorithm>

#include "scanner/read/encoding.h"
#include "scanner/read/keyed_fields.h"
#include "scanner/read/readers.h"
#include "scanner/read/sniff.h"

namespace qingce {
namespace {

constexpr size_t kKeyedHead = 16 << 10;  // bytes; more lines than are looked at

Bytes keyed_head(Bytes head) { return head.first(std::min(head.size(), kKeyedHead)); }

class KeyedReader final : public Reader {
 public:
  std::string_view name() const override { return "keyed"; }
  ReaderKind kind() const override { return ReaderKind::text; }
  bool tells_fields() const override { return true; }

  // As much as text, before which it stands: any reader of a grammar knows better.
  int bid(const Head& head) const override {
    const Bytes bytes = keyed_head(head.head);
    const Encoding mark = byte_order_mark(bytes);
    if (mark != Encoding::binary && mark != Encoding::utf8) return 0;
    const Bytes glance = bytes.first(std::min<size_t>(bytes.size(), 512));
    if (judge_block(glance, mark).binary) return 0;
    if (keyed_kind(as_text(bytes)) == KeyedKind::none || sniff(head.head) != nullptr) return 0;
    return kTextBid;
  }

  ReadOutcome read(ByteSource& source, Sink& sink) const override {
    std::optional<KeyedFields> map;
    const Result<Bytes> head = source.peek(kKeyedHead);
    if (head && sink.wants_fields()) map.emplace(keyed_kind(as_text(keyed_head(*head))));
    return read_table(source, sink, map ? &*map : nullptr, name());
  }
};

}  // namespace

const Reader& keyed_reader() {
  static const KeyedReader reader;
  return reader;
}

}  // namespace qingce
