// bzip2, any number of streams, decoded by libbz2. Each block's check value is looked at before the
// block is handed out by the library; what came before a wrong one is kept.
#include <bzlib.h>

#include <algorithm>
#include <limits>

#include "scanner/read/decoded_source.h"
#include "scanner/read/readers.h"

namespace qingce {
namespace {

using namespace std::string_view_literals;

constexpr size_t kHeader = 10;  // bytes: "BZh", level, magic of the first block or of the end
// bunzip2's own figure: 100 KB and four bytes for each byte of the block (bzip2's manual, 2.5).
constexpr uint64_t kMemory = 100'000 + uint64_t{4} * 900'000;

bool starts_stream(Bytes b) {
  if (b.size() < kHeader) return false;
  const auto text = as_text(b);
  if (!text.starts_with("BZh"sv) || text[3] < '1' || text[3] > '9') return false;
  const auto magic = text.substr(4, 6);
  return magic == "\x31\x41\x59\x26\x53\x59"sv || magic == "\x17\x72\x45\x38\x50\x90"sv;
}

class Bzip2Source final : public FilterSource {
 public:
  Bzip2Source(ByteSource& input, Sink& out) : FilterSource(input, out) {
    if (out.memory_left() < kMemory) failed_ = Error{ErrorCode::limit, "decoder memory", 0};
    out.hold_memory(kMemory);
  }
  ~Bzip2Source() override {
    if (in_stream_) BZ2_bzDecompressEnd(&z_);
  }

 protected:
  Result<size_t> produce(MutableBytes out) override {
    while (!failed_ && !ended_) {
      if (!in_stream_ && !next_stream()) break;
      const auto got = decode_some(out);
      if (!got) failed_ = got.error();
      if (!got || *got > 0) return got;
    }
    if (failed_) return *failed_;
    return size_t{0};
  }

 private:
  bool next_stream() {
    ended_ = true;
    const auto head = in().peek(kHeader);
    if (!head) failed_ = head.error();
    if (!head || !starts_stream(*head)) return false;
    z_ = {};
    if (BZ2_bzDecompressInit(&z_, 0, 0) != BZ_OK) {
      failed_ = Error{ErrorCode::limit, "no memory", 0};
      return false;
    }
    in_stream_ = true;
    ended_ = false;
    return true;
  }

  Result<size_t> decode_some(MutableBytes out) {
    const auto input = in().peek(1);
    if (!input) return input.error();
    const size_t available = std::min<size_t>(input->size(), std::numeric_limits<unsigned>::max());
    // libbz2 never writes to next_in; its type lacks the const.
    z_.next_in = reinterpret_cast<char*>(const_cast<std::byte*>(input->data()));
    z_.avail_in = static_cast<unsigned>(available);
    z_.next_out = reinterpret_cast<char*>(out.data());
    z_.avail_out =
        static_cast<unsigned>(std::min<size_t>(out.size(), std::numeric_limits<unsigned>::max()));
    const unsigned room = z_.avail_out;
    const int code = BZ2_bzDecompress(&z_);
    const size_t got = room - z_.avail_out;
    const size_t taken = available - z_.avail_in;
    (void)in().skip(taken);
    if (code == BZ_STREAM_END) {
      BZ2_bzDecompressEnd(&z_);
      in_stream_ = false;
      return got;
    }
    if (code != BZ_OK) {
      failed_ = code == BZ_MEM_ERROR ? Error{ErrorCode::limit, "no memory", 0} : corrupt();
      if (got == 0) return *failed_;
      return got;
    }
    if (got == 0 && taken == 0) return truncated();
    return got;
  }

  bz_stream z_{};
  bool in_stream_ = false;
  bool ended_ = false;
  std::optional<Error> failed_;
};

class Bzip2Reader final : public Reader {
 public:
  std::string_view name() const override { return "bzip2"; }
  ReaderKind kind() const override { return ReaderKind::filter; }
  int bid(const Head& head) const override { return starts_stream(head.head) ? 76 : 0; }
  ReadOutcome read(ByteSource& source, Sink& sink) const override {
    Bzip2Source stream(source, sink);
    return run_filter(stream, sink, true);
  }
};

}  // namespace

const Reader& bzip2_reader() {
  static const Bzip2Reader reader;
  return reader;
}

}  // namespace qingce
