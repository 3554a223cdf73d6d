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
    return sniff(head.head) != nullptr || sniff_end(head.tail) != nullptr ? kSniffBid : kRawBid;
  }
  ReadOutcome read(ByteSource& source, Sink& sink) const override {
    const Result<Bytes> head = source.peek(kHead);
    const Magic* magic = head ? sniff(head->first(std::min(head->size(), kHead))) : nullptr;
    if (magic == nullptr) magic = look_at_end(source);
    return pump(source, sink, magic != nullptr ? Judgement::known : Judgement::full, magic);
  }

 private:
  static const Magic* look_at_end(ByteSource& source) {
    const uint64_t size = source.seekable() ? source.size().value_or(0) : 0;
    if (size < kSniffedEnd) return nullptr;
    const uint64_t begin = source.position();
    if (!source.seek(size - kSniffedEnd)) return nullptr;
    const Result<Bytes> tail = source.peek(kSniffedEnd);
    const Magic* const magic =
        tail ? sniff_end(tail->first(std::min(tail->size(), kSniffedEnd))) : nullptr;
    // Where it cannot go back it cannot be read; the pump says so.
    static_cast<void>(source.seek(begin));
    return magic;
  }
};

}  // namespace

const Reader& raw_reader() {
  static const RawReader reader;
  return reader;
}

}  // namespace qingce
