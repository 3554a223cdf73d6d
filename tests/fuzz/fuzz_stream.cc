// A stream with a zip at its end, or what looks like one: whatever is kept, looked ahead or
// limited, what is delivered and what zip() has are together the stream, byte for byte.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "scanner/io/spool.h"
#include "scanner/read/stream_source.h"

namespace {

using qingce::Bytes;
using qingce::ByteSource;

void require(bool holds) {
  if (!holds) std::abort();
}

std::vector<std::byte> all_of(ByteSource& source, size_t step) {
  std::vector<std::byte> out;
  std::vector<std::byte> piece(step);
  for (;;) {
    const auto got = source.read(piece);
    require(got.ok());
    if (*got == 0) return out;
    out.insert(out.end(), piece.begin(), piece.begin() + static_cast<std::ptrdiff_t>(*got));
  }
}

}  // namespace

// Four bytes say how: size of the head, of each read, of what may be kept, and how far somebody
// looked ahead.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 4) return 0;
  std::vector<std::byte> bytes(size - 4);
  if (!bytes.empty()) std::memcpy(bytes.data(), data + 4, bytes.size());
  const size_t head = std::min<size_t>(data[0] * 4u, bytes.size());
  const size_t step = 1u + data[1];
  const uint64_t most = data[2] < 128 ? uint64_t{1} << 20 : (data[2] - 128u) * 16u;
  const auto rest = qingce::make_memory_source(Bytes(bytes).subspan(head));
  const auto tail = qingce::make_concat_source({}, *rest);  // cannot be sought
  uint64_t held = 0;
  qingce::StreamSource stream({bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(head)},
                              *tail, true, qingce::HeldMemory(held, head));
  if (data[3] % 2 == 1) (void)stream.peek(data[3]);
  if (data[3] % 4 >= 2) stream.commit();
  stream.watch_for_zip([&](ByteSource& source) {
    return qingce::spool(source, {.directory = {}, .memory_bytes = 1 << 20, .max_bytes = most});
  });
  std::vector<std::byte> got = all_of(stream, step);
  if (ByteSource* zip = stream.zip()) {
    require(most > 0 && zip->seek(0).ok());
    const auto more = all_of(*zip, step);
    require(more.size() >= 30 && more[0] == std::byte{'P'});
    got.insert(got.end(), more.begin(), more.end());
  }
  require(got == bytes);
  const Bytes last = stream.last();
  require(last.size() <= qingce::kTail);
  return 0;
}
