// DecodedSource: a stream that a decoder produces, with its account against Limits kept on an
// absolute grid of decoded bytes, so that a limit cuts at the same byte however the consumer reads.
#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "scanner/read/reader.h"

namespace qingce {

class DecodedSource : public ByteSource {
 public:
  explicit DecodedSource(Sink& sink) : sink_(sink) {}
  // Bytes delivered by the decoder so far (some may still be buffered for the consumer).
  uint64_t produced() const { return produced_; }
  bool cut() const { return cut_; }

 protected:
  // Up to out.size() > 0 bytes; 0 = end.
  virtual Result<size_t> produce(MutableBytes out) = 0;
  virtual uint64_t consumed() const = 0;                   // stored bytes so far
  virtual uint64_t expanded() const { return produced_; }  // bytes that decoding made
  Sink& sink() { return sink_; }

  Result<size_t> do_read(MutableBytes out) final {
    if (cut_) return size_t{0};
    const auto room =
        static_cast<size_t>(std::min<uint64_t>(out.size(), kStep - produced_ % kStep));
    const Result<size_t> got = produce(out.first(room));
    const bool more = got && *got > 0;
    if (more) produced_ += *got;
    if (!more || produced_ % kStep == 0) account();
    return got;
  }

 private:
  static constexpr uint64_t kStep = 64 << 10;

  void account() {
    const uint64_t in = consumed();
    const uint64_t out = expanded();
    cut_ = !sink_.account(in - accounted_in_, out - accounted_out_);
    accounted_in_ = in;
    accounted_out_ = out;
  }

  Sink& sink_;
  uint64_t produced_ = 0;
  uint64_t accounted_in_ = 0;
  uint64_t accounted_out_ = 0;
  bool cut_ = false;
};

// What the decoders of single streams share: the stored bytes they take from.
class FilterSource : public DecodedSource {
 public:
  FilterSource(ByteSource& in, Sink& sink) : DecodedSource(sink), in_(in), start_(in.position()) {}
  // Nothing was taken from the input: what looked like a stream is none.
  bool untouched() const { return consumed() == 0; }
  // After the last decoded byte: names and side data of the stream go to the sink.
  virtual void finish() {}

 protected:
  uint64_t consumed() const override { return in_.position() - start_; }
  ByteSource& in() { return in_; }

 private:
  ByteSource& in_;
  uint64_t start_;
};

// Runs one stream: not_mine if nothing can be decoded, else the decoded bytes go to the sink and
// the input is left at the first byte behind the stream. `certain`: the header leaves no doubt
// about the format, so that damage before the first decoded byte is damage too.
ReadOutcome run_filter(FilterSource& stream, Sink& sink, bool certain = false);

// A zstd stream inside something else (zip).
std::unique_ptr<FilterSource> make_zstd_stream(ByteSource& input, Sink& sink);

inline Error corrupt() { return Error{ErrorCode::corrupt, "damaged", 0}; }
inline Error truncated() { return Error{ErrorCode::truncated, "ends too early", 0}; }

}  // namespace qingce
