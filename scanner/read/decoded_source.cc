#include "scanner/read/decoded_source.h"

namespace qingce {

ReadOutcome run_filter(FilterSource& stream, Sink& sink, bool certain) {
  const auto first = stream.peek(1);
  if (!first) {
    const ErrorCode code = first.error().code;
    if (!certain && (code == ErrorCode::corrupt || code == ErrorCode::truncated))
      return {ReadOutcome::Code::not_mine};
    sink.gap(note_of(first.error(), 0));
    return {ReadOutcome::Code::damaged};
  }
  if (first->empty() && stream.untouched()) return {ReadOutcome::Code::not_mine};
  sink.decoded(stream);
  // What the inner reader left: decoded all the same, to find the stream's end.
  for (;;) {
    const auto passed = stream.skip(1 << 20);
    if (!passed || *passed == 0) break;
  }
  stream.finish();
  return {ReadOutcome::Code::done};
}

}  // namespace qingce
