// Raw: the fallback. The bytes are searched as they stand, and the object is partial: a byte search
// is no reading.
#include <algorithm>

#include "scanner/read/pump.h"
#include "scanner/read/readers.h"
#include "scanner/read/sniff.h"

namespace qingce {
namespace {

class RawReader final : public Reader {
 public:
  std::string_view name() const override { return "raw"; }
  ReaderKind kind() const override { return ReaderKind::raw; }
  // A known format is never text, even where its bytes would pass (PDF, mail).
  int bid(const Head& head) const override {
    return sniff(head.head) != nullptr ? kSniffBid : kRawBid;
  }
  ReadOutcome read(ByteSource& source, Sink& sink) const override {
    const Result<Bytes> head = source.peek(kHead);
    const Magic* magic = head ? sniff(head->first(std::min(head->size(), kHead))) : nullptr;
    return pump(source, sink, magic != nullptr ? Judgement::known : Judgement::full, magic);
  }
};

}  // namespace

const Reader& raw_reader() {
  static const RawReader reader;
  return reader;
}

}  // namespace qingce
