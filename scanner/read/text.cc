// Text: every byte is searched and none is hidden by a format. Which encodings it is in is found
// out on the way; what turns out to be binary further on says so itself (pump).
#include <algorithm>

#include "scanner/read/encoding.h"
#include "scanner/read/pump.h"
#include "scanner/read/readers.h"

namespace qingce {
namespace {

class TextReader final : public Reader {
 public:
  std::string_view name() const override { return "text"; }
  ReaderKind kind() const override { return ReaderKind::text; }
  // A glance; the pump judges the whole object and names it.
  int bid(const Head& head) const override {
    const auto glance = head.head.first(std::min<size_t>(head.head.size(), 512));
    return judge_block(glance, byte_order_mark(glance)).binary ? 0 : kTextBid;
  }
  ReadOutcome read(ByteSource& source, Sink& sink) const override {
    return pump(source, sink, Judgement::full);
  }
};

}  // namespace

const Reader& text_reader() {
  static const TextReader reader;
  return reader;
}

}  // namespace qingce
