// Bytes no member covers, read as pseudo-members `~tail`: of a container, or behind a stream.
#include <algorithm>
#include <deque>

#include "scanner/read/pump.h"
#include "scanner/read/registry_impl.h"

namespace qingce {
namespace {

constexpr uint32_t kMostTails = 4096;  // `~tail`s of one object; the rest is searched in one piece
constexpr uint32_t kMostStreamTails = 64;  // the same where each keeps a layer over the stream

}  // namespace

// Passes over zeros, in whole groups of four so that UTF-16 and UTF-32 stay whole, and over up to
// three more if a reader knows what follows them. False at the end.
bool ObjectReader::Impl::skip_zeros(Frame& owner, ByteSource& source) {
  for (;;) {
    if (const uint64_t hole = source.zero_run(); hole >= kHoleRun) {
      if (const auto passed = source.skip(hole / 4 * 4); passed && *passed > 0) continue;
    }
    const auto b = source.peek(kHead);
    if (!b) {
      gap(owner, note_of(b.error(), source.position()));
      return false;
    }
    if (b->empty()) return false;
    const auto nonzero =
        std::find_if(b->begin(), b->end(), [](std::byte x) { return x != std::byte{0}; });
    const auto zeros = static_cast<size_t>(nonzero - b->begin());
    if (nonzero == b->end() && b->size() < 4) {
      (void)source.skip(b->size());
      continue;
    }
    size_t step = zeros / 4 * 4;
    if (step == 0 && zeros > 0) {
      Head head;
      head.head = b->subspan(zeros, std::min(b->size() - zeros, kHead));
      const auto bids = bidders(head);
      if (!bids.empty() && is_nested(*bids.front().reader)) step = zeros;
    }
    if (step == 0) return true;
    (void)source.skip(step);
  }
}

bool ObjectReader::Impl::too_many_tails(Frame& owner, uint32_t most) {
  if (owner.tails < most) return false;
  if (!owner.tails_full) gap(owner, {GapReason::limit_members, std::nullopt, "tail"});
  owner.tails_full = true;
  return true;
}

void ObjectReader::Impl::pseudo(Frame& owner, Content& content, uint32_t depth,
                                std::vector<Range>* pending, bool only_search) {
  Frame f(owner.facts.location.pseudo("tail", owner.next_ordinal++, ++owner.tails),
          ObjectKind::pseudo, &owner);
  open(f, "~tail", true);
  if (!f.refused) read_content(f, content, depth, pending, only_search);
  if (f.facts.bytes == 0 && content.source != nullptr) f.facts.bytes = content.source->position();
  close(f);
}

void ObjectReader::Impl::tails(Frame& owner, ByteSource& content, uint32_t depth) {
  if (content.seekable() && content.size())
    return tails_of_range(owner, content, {content.position(), *content.size()}, depth);
  tails_of_stream(owner, content, depth);
}

// Ranges that a pseudo-member leaves uncovered at its own level are its siblings, not its children:
// twenty tars in a row are twenty `~tail`s on one depth.
void ObjectReader::Impl::tails_of_range(Frame& owner, ByteSource& base, Range whole,
                                        uint32_t depth) {
  std::deque<Range> work{whole};
  while (!work.empty() && !owner.cut_above()) {
    const Range range = work.front();
    work.pop_front();
    const auto probe = make_range_source(base, range.begin, range.end);
    if (!skip_zeros(owner, *probe)) continue;
    const uint64_t begin = range.begin + probe->position();
    const bool only_search = too_many_tails(owner, kMostTails);
    std::vector<Range> left;
    Content c;
    c.owned = make_range_source(base, begin, range.end);
    c.source = c.owned.get();
    pseudo(owner, c, depth, &left, only_search);
    for (auto it = left.rbegin(); it != left.rend(); ++it) {
      const bool whole_again =
          it->begin == 0 && begin + it->end >= range.end;  // never: a reader takes something
      if (!whole_again) work.push_front({begin + it->begin, begin + it->end});
    }
  }
}

void ObjectReader::Impl::tails_of_stream(Frame& owner, ByteSource& stream, uint32_t depth) {
  std::vector<Content> layers;
  ByteSource* at = &stream;
  while (!owner.cut_above() && skip_zeros(owner, *at)) {
    const bool only_search = too_many_tails(owner, kMostStreamTails);
    // prepare() may record a gap of the pseudo-member before it is open: it goes to the owner,
    // whose bytes they are.
    layers.push_back(prepare(owner, *at));
    Content& c = layers.back();
    if (c.source == nullptr) return;
    if (c.stream == nullptr) {
      return tails_of_range(owner, *c.source, {0, c.source->size().value_or(0)}, depth);
    }
    std::vector<Range> left;
    pseudo(owner, c, depth, &left, only_search);
    if (c.source->position() == 0) return;  // never: a reader takes something
    at = c.source;
  }
}

}  // namespace qingce
