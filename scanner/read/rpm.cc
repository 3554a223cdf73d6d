// rpm: a lead, two headers, and a compressed cpio, which is the same object's content. The headers'
// texts (packager, description, change log) are handed over tag by tag; only their own layout is
// parsed here. Source: rpm's docs/manual/format_v4.md.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "scanner/read/decoded_source.h"
#include "scanner/read/readers.h"

namespace qingce {
namespace {

using namespace std::string_view_literals;

constexpr size_t kLead = 96;
constexpr size_t kIntro = 16;  // magic, reserved, entries, bytes of the store
constexpr uint64_t kMostHeader = uint64_t{64} << 20;  // rpm's own limit is 256 MiB
constexpr size_t kMostRows = 4096;                    // values handed over at once
constexpr uint64_t kMostSharing =
    4;  // times that a store is handed over; rpm's own tags share none
constexpr auto kLeadMagic = "\xED\xAB\xEE\xDB"sv;
constexpr auto kHeaderMagic = "\x8E\xAD\xE8\1"sv;

uint32_t be32(Bytes b, size_t at) {
  uint32_t v = 0;
  for (size_t i = 0; i < 4; ++i) v = v << 8 | static_cast<uint8_t>(b[at + i]);
  return v;
}

// Names of the tags that hold people's text; the others are numbered.
std::string_view tag_name(uint32_t tag) {
  switch (tag) {
    case 1000:
      return "~rpm.name";
    case 1004:
      return "~rpm.summary";
    case 1005:
      return "~rpm.description";
    case 1007:
      return "~rpm.build_host";
    case 1011:
      return "~rpm.vendor";
    case 1015:
      return "~rpm.packager";
    case 1020:
      return "~rpm.url";
    case 1039:
      return "~rpm.user";
    case 1081:
      return "~rpm.change_author";
    case 1082:
      return "~rpm.change_text";
    default:
      return "~rpm.text";
  }
}

// The payload as it stands: the readers behind this one know its compression.
class Payload final : public FilterSource {
 public:
  using FilterSource::FilterSource;

 protected:
  Result<size_t> produce(MutableBytes out) override { return in().read(out); }
  uint64_t expanded() const override { return 0; }
};

class RpmRun {
 public:
  RpmRun(ByteSource& source, Sink& sink) : source_(source), sink_(sink) {}

  ReadOutcome run() {
    const auto passed = source_.skip(kLead);
    if (!passed || *passed < kLead) return fail(GapReason::truncated);
    for (const bool signature : {true, false}) {
      if (!header(signature)) return fail(failure_);
    }
    Payload payload(source_, sink_);
    return run_filter(payload, sink_, true);
  }

 private:
  ReadOutcome fail(GapReason reason) {
    sink_.gap({reason, source_.position(), "rpm"});
    return {ReadOutcome::Code::damaged};
  }

  bool header(bool signature) {
    const auto intro = source_.peek(kIntro);
    if (!intro || intro->size() < kIntro) return bad(GapReason::truncated);
    if (!as_text(*intro).starts_with(kHeaderMagic)) return bad(GapReason::corrupt);
    const uint64_t entries = be32(*intro, 8);
    const uint64_t store = be32(*intro, 12);
    uint64_t length = entries * 16 + store;
    if (signature) length += (8 - length % 8) % 8;
    if (length > std::min(kMostHeader, sink_.memory_left())) return bad(GapReason::limit_memory);
    (void)source_.skip(kIntro);
    std::vector<std::byte> b(static_cast<size_t>(length));
    const auto got = source_.read(b);
    if (!got || *got < b.size()) return bad(GapReason::truncated);
    text_left_ = store * kMostSharing;
    for (uint64_t i = 0; i < entries; ++i) {
      if (!texts_of(b, entries, static_cast<size_t>(i))) {
        sink_.gap({GapReason::corrupt, source_.position(), "rpm"});
        break;
      }
    }
    return true;
  }

  bool bad(GapReason reason) {
    failure_ = reason;
    return false;
  }

  // Types 6, 8 and 9 are one string, several, and several in languages. False if tags share so much
  // of the store that handing all of it over would have no end.
  bool texts_of(Bytes b, uint64_t entries, size_t i) {
    const uint32_t tag = be32(b, i * 16);
    const uint32_t type = be32(b, i * 16 + 4);
    const uint32_t offset = be32(b, i * 16 + 8);
    uint32_t count = be32(b, i * 16 + 12);
    if (type != 6 && type != 8 && type != 9) return true;
    const auto store = as_text(b.subspan(static_cast<size_t>(entries) * 16));
    size_t at = offset;
    uint64_t row = 0;
    while (count > 0 && at < store.size()) {
      const size_t begin = at;
      // Values stand in the store as a column's block wants them: each with a NUL behind it.
      Column column;
      column.field = tag_name(tag);
      for (; count > 0 && at < store.size() && column.offsets.size() < kMostRows; --count) {
        column.offsets.push_back(at - begin);
        const size_t end = store.find('\0', at);
        at = (end == std::string_view::npos ? store.size() : end) + 1;
      }
      if (at - begin > text_left_) return false;
      text_left_ -= at - begin;
      RecordBatch batch;
      batch.first_record = row;
      batch.rows = column.offsets.size();
      row += batch.rows;
      column.offsets.push_back(at - begin);
      column.block = as_bytes(store.substr(begin, std::min(at, store.size()) - begin));
      batch.columns.push_back(std::move(column));
      sink_.batch(batch);
    }
    return true;
  }

  ByteSource& source_;
  Sink& sink_;
  GapReason failure_ = GapReason::corrupt;
  uint64_t text_left_ = 0;  // bytes of the store that may still be handed over, each time counted
};

class RpmReader final : public Reader {
 public:
  std::string_view name() const override { return "rpm"; }
  ReaderKind kind() const override { return ReaderKind::filter; }
  int bid(const Head& head) const override {
    const auto text = as_text(head.head);
    return text.starts_with(kLeadMagic) && text.size() > kLead + kIntro &&
                   text.substr(kLead).starts_with(kHeaderMagic)
               ? 64
               : 0;
  }
  ReadOutcome read(ByteSource& source, Sink& sink) const override {
    return RpmRun(source, sink).run();
  }
};

}  // namespace

const Reader& rpm_reader() {
  static const RpmReader reader;
  return reader;
}

}  // namespace qingce
