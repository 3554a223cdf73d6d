// gzip (RFC 1952), any number of members, decoded by zlib's raw inflate. Header and trailer are
// read here, so that the input is consumed exactly, a wrong check value does not hide the members
// behind it, and the stored file name and comment are matched like any other name.
#include <zlib.h>

#include <algorithm>
#include <limits>
#include <string>

#include "scanner/read/decoded_source.h"
#include "scanner/read/readers.h"

namespace qingce {
namespace {

constexpr size_t kFixed = 10;  // bytes of a member's fixed header
constexpr size_t kTrailer = 8;
constexpr size_t kMostNames = 1000;  // names and comments kept per stream
constexpr uint8_t kHeaderCrc = 2, kExtra = 4, kName = 8, kComment = 16, kReserved = 0xE0;

uint8_t u8(std::byte b) { return static_cast<uint8_t>(b); }
uint32_t le32(Bytes b, size_t at) {
  return uint32_t{u8(b[at])} | uint32_t{u8(b[at + 1])} << 8 | uint32_t{u8(b[at + 2])} << 16 |
         uint32_t{u8(b[at + 3])} << 24;
}

bool starts_member(Bytes b) {
  return b.size() >= kFixed && u8(b[0]) == 0x1F && u8(b[1]) == 0x8B && u8(b[2]) == 8 &&
         (u8(b[3]) & kReserved) == 0;
}

struct Header {
  size_t length = 0;
  std::string name;
  std::string comment;
};

// nullopt: no member starts here, or its header does not end within the look-ahead (1 MiB).
std::optional<Header> parse_header(Bytes b) {
  if (!starts_member(b)) return std::nullopt;
  const uint8_t flags = u8(b[3]);
  Header h;
  h.length = kFixed;
  if ((flags & kExtra) != 0) {
    if (b.size() < h.length + 2) return std::nullopt;
    h.length += 2u + u8(b[h.length]) + (size_t{u8(b[h.length + 1])} << 8);
  }
  const auto take_string = [&](std::string& out) {
    if (h.length > b.size()) return false;
    const auto rest = as_text(b.subspan(h.length));
    const size_t end = rest.find('\0');
    if (end == std::string_view::npos) return false;
    out = rest.substr(0, end);
    h.length += end + 1;
    return true;
  };
  if ((flags & kName) != 0 && !take_string(h.name)) return std::nullopt;
  if ((flags & kComment) != 0 && !take_string(h.comment)) return std::nullopt;
  if ((flags & kHeaderCrc) != 0) h.length += 2;
  if (h.length > b.size()) return std::nullopt;
  return h;
}

class GzipSource final : public FilterSource {
 public:
  GzipSource(ByteSource& input, Sink& out) : FilterSource(input, out) {
    ready_ = inflateInit2(&z_, -MAX_WBITS) == Z_OK;
  }
  ~GzipSource() override {
    if (ready_) inflateEnd(&z_);
  }

  void finish() override {
    emit("~name", names_);
    emit("~comment", comments_);
  }

 protected:
  Result<size_t> produce(MutableBytes out) override {
    if (!ready_) return Error{ErrorCode::limit, "no memory", 0};
    if (failed_) return *failed_;
    while (!ended_) {
      if (!in_member_ && !next_member()) break;
      const auto got = inflate_some(out);
      if (!got) {
        failed_ = got.error();
        return *failed_;
      }
      if (*got > 0) return *got;
    }
    if (failed_) return *failed_;
    return size_t{0};
  }

 private:
  // False: no further member; what follows is not ours.
  bool next_member() {
    const auto head = in().peek(kFixed);
    if (!head) failed_ = head.error();
    ended_ = true;
    if (!head || !starts_member(*head)) return false;
    auto header = parse_header(*head);
    if (!header) {
      const auto more = in().peek(ByteSource::kMaxPeek);
      if (more) header = parse_header(*more);
    }
    if (!header) return false;
    keep(header->name, names_);
    keep(header->comment, comments_);
    (void)in().skip(header->length);
    inflateReset2(&z_, -MAX_WBITS);
    crc_ = crc32(0, nullptr, 0);
    size_ = 0;
    in_member_ = true;
    ended_ = false;
    return true;
  }

  Result<size_t> inflate_some(MutableBytes out) {
    const auto input = in().peek(1);
    if (!input) return input.error();
    if (input->empty()) return truncated();
    const size_t available = std::min<size_t>(input->size(), std::numeric_limits<uInt>::max());
    // zlib never writes to next_in; its type lacks the const.
    z_.next_in = reinterpret_cast<Bytef*>(const_cast<std::byte*>(input->data()));
    z_.avail_in = static_cast<uInt>(available);
    z_.next_out = reinterpret_cast<Bytef*>(out.data());
    z_.avail_out =
        static_cast<uInt>(std::min<size_t>(out.size(), std::numeric_limits<uInt>::max()));
    const uInt room = z_.avail_out;
    const int code = inflate(&z_, Z_NO_FLUSH);
    const size_t got = room - z_.avail_out;
    (void)in().skip(available - z_.avail_in);
    crc_ = crc32_z(crc_, reinterpret_cast<const Bytef*>(out.data()), got);
    size_ += got;
    if (code == Z_STREAM_END) {
      in_member_ = false;
      check_trailer(got);
    } else if (code != Z_OK && code != Z_BUF_ERROR) {
      failed_ = corrupt();
      if (got == 0) return *failed_;
    }
    return got;
  }

  void check_trailer(size_t just_now) {
    const auto trailer = in().peek(kTrailer);
    if (!trailer || trailer->size() < kTrailer) {
      failed_ = trailer ? truncated() : trailer.error();
      ended_ = true;
      return;
    }
    const bool right = le32(*trailer, 0) == static_cast<uint32_t>(crc_) &&
                       le32(*trailer, 4) == static_cast<uint32_t>(size_);
    if (!right) sink().gap({GapReason::corrupt, produced() + just_now, "gzip"});
    (void)in().skip(kTrailer);
  }

  void keep(std::string& text, std::vector<std::string>& list) {
    if (text.empty() || list.size() >= kMostNames) return;
    text.resize(std::min<size_t>(text.size(), sink().limits().name_bytes));
    list.push_back(std::move(text));
  }

  void emit(std::string_view field, const std::vector<std::string>& values) {
    if (values.empty()) return;
    std::string block;
    Column column;
    column.field = field;
    for (const auto& v : values) {
      column.offsets.push_back(block.size());
      block += v;
      block += '\0';
    }
    column.offsets.push_back(block.size());
    column.block = as_bytes(block);
    RecordBatch batch;
    batch.rows = values.size();
    batch.columns.push_back(std::move(column));
    sink().batch(batch);
  }

  z_stream z_{};
  bool ready_ = false;
  bool in_member_ = false;
  bool ended_ = false;
  std::optional<Error> failed_;
  uLong crc_ = 0;
  uint64_t size_ = 0;
  std::vector<std::string> names_;
  std::vector<std::string> comments_;
};

class GzipReader final : public Reader {
 public:
  std::string_view name() const override { return "gzip"; }
  ReaderKind kind() const override { return ReaderKind::filter; }
  int bid(const Head& head) const override { return starts_member(head.head) ? 27 : 0; }
  ReadOutcome read(ByteSource& source, Sink& sink) const override {
    sink.hold_memory(48 << 10);  // 32 KiB window and the tables
    GzipSource stream(source, sink);
    return run_filter(stream, sink);
  }
};

}  // namespace

const Reader& gzip_reader() {
  static const GzipReader reader;
  return reader;
}

}  // namespace qingce
