// What the readers' fuzz targets share: an ObjectReader with small limits over the input, seekable
// or as a stream, and a sink that holds the registry to its promises. Aborts where one is broken.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <vector>

#include "scanner/core/digest.h"
#include "scanner/read/registry.h"

namespace qingce::fuzz {

inline void require(bool holds) {
  if (!holds) std::abort();
}

class CountingSink final : public ObjectSink {
 public:
  void open(const Location& location, ObjectKind) override {
    open_.push_back(location);
    require(open_.size() < 100);
  }
  void window(const Location& location, const Window& w) override {
    innermost(location);
    require(w.own_begin < w.own_end && w.own_end <= w.bytes.size());
    require(w.own_begin <= kMargin && w.bytes.size() - w.own_end <= kMargin);
    require(w.own_begin == kMargin || w.at_start);
    require(w.bytes.size() - w.own_end == kMargin || w.at_end);
    for (const std::byte b : w.bytes) sum_ += static_cast<uint8_t>(b);  // every byte is readable
  }
  void batch(const Location& location, const RecordBatch&) override { innermost(location); }
  void gap(const Location& location, const GapNote&) override { innermost(location); }
  void non_object(const Location&, bool) override { require(!open_.empty()); }
  void close(const ObjectFacts& facts) override {
    innermost(facts.location);
    open_.pop_back();
    ++closed_;
  }
  void finish() const { require(open_.empty() && closed_ > 0); }

 private:
  void innermost(const Location& location) { require(!open_.empty() && open_.back() == location); }
  std::vector<Location> open_;
  uint64_t closed_ = 0;
  uint64_t sum_ = 0;
};

class Pipe final : public ByteSource {
 public:
  explicit Pipe(Bytes bytes) : bytes_(bytes) {}

 protected:
  Result<size_t> do_read(MutableBytes out) override {
    const size_t n = std::min({out.size(), bytes_.size(), size_t{700}});
    if (n > 0) std::memcpy(out.data(), bytes_.data(), n);
    bytes_ = bytes_.subspan(n);
    return n;
  }

 private:
  Bytes bytes_;
};

// The input as it stands, then as a stream that is too long for memory. `magic` is put over the
// first bytes, so that most inputs reach the reader under test.
inline void run(const uint8_t* data, size_t size, std::string_view magic) {
  std::vector<std::byte> bytes(size);
  if (size > 0) std::memcpy(bytes.data(), data, size);
  if (size >= magic.size() && size % 8 != 0 && !magic.empty())
    std::memcpy(bytes.data(), magic.data(), magic.size());
  static const Key key = Key::from_bytes({9});
  ReadOptions options;
  options.limits.members = 200;
  options.limits.expanded_bytes = 2 << 20;
  options.limits.ratio_floor = 256 << 10;
  options.limits.decoder_memory = 16 << 20;
  options.limits.spool_bytes = 4 << 20;
  options.passwords = {"a"};
  options.window_bytes = 4096;
  for (const bool piped : {false, true}) {
    if (piped) options.limits.spool_memory = options.spool.memory_bytes = 1000;
    CountingSink sink;
    ObjectReader reader(options, key);
    const auto memory = make_memory_source(bytes);
    Pipe pipe{Bytes(bytes)};
    reader.read(Location::target("f", 0), piped ? static_cast<ByteSource&>(pipe) : *memory, {},
                sink);
    sink.finish();
  }
}

}  // namespace qingce::fuzz
