#include "scanner/read/glance.h"

#include <algorithm>
#include <array>

#include "scanner/read/encoding.h"
#include "scanner/read/readers.h"
#include "scanner/read/registry_impl.h"
#include "scanner/read/sniff.h"

namespace qingce {
namespace {

// Containers that store their members as they are.
bool stores(std::string_view reader) {
  static constexpr std::array<std::string_view, 5> kNames = {"tar", "cpio", "ar", "iso", "warc"};
  return std::find(kNames.begin(), kNames.end(), reader) != kNames.end();
}

Glance unknown() { return {"unknown", GapReason::no_reader, WorkClass::raw}; }

Glance of_raw(Bytes head) {
  const Magic* magic = sniff(head);
  return magic == nullptr ? unknown() : Glance{magic->id, magic->reason, WorkClass::raw};
}

}  // namespace

Glance glance(Bytes head, std::optional<uint64_t> size) {
  if (head.empty()) return {"empty", std::nullopt, WorkClass::text};
  Head seen;
  seen.head = head.first(std::min(head.size(), kHead));
  seen.size = size;
  seen.seekable = true;
  for (const Bidder& b : bidders(seen)) {
    const Reader& r = *b.reader;
    // Every program gets this bid; whether an archive stands behind it, its head does not say.
    if (&r == &sfx_reader()) continue;
    if (is_nested(r))
      return {r.name(), std::nullopt, stores(r.name()) ? WorkClass::raw : WorkClass::packed};
    if (r.kind() == ReaderKind::raw) return of_raw(seen.head);
    // A text reader bids on less than what is judged when it reads.
    const Encoding mark = byte_order_mark(seen.head);
    if (&r == &text_reader() && judge_block(seen.head, mark).binary) return unknown();
    return {r.name(), std::nullopt, WorkClass::text};
  }
  return unknown();
}

}  // namespace qingce
