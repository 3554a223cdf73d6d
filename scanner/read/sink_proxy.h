// SinkProxy: a sink that passes everything on; for readers that look at what another reader gives.
// Private to scanner/read.
#pragma once

#include <utility>

#include "scanner/read/reader.h"

namespace qingce {

class SinkProxy : public Sink {
 public:
  explicit SinkProxy(Sink& sink) : sink_(sink) {}
  void window(const Window& window) override { sink_.window(window); }
  void batch(const RecordBatch& batch) override { sink_.batch(batch); }
  bool child(ChildInfo info, ByteSource* content) override {
    return sink_.child(std::move(info), content);
  }
  void non_object(ChildInfo info, bool special) override {
    sink_.non_object(std::move(info), special);
  }
  void decoded(ByteSource& content) override { sink_.decoded(content); }
  void uncovered(ByteSource& content, uint64_t at) override { sink_.uncovered(content, at); }
  void gap(GapNote note) override { sink_.gap(note); }
  void encoding(std::string_view name) override { sink_.encoding(name); }
  void format(std::string_view id) override { sink_.format(id); }
  bool account(uint64_t bytes_in, uint64_t bytes_out) override {
    return sink_.account(bytes_in, bytes_out);
  }
  uint64_t memory_left() const override { return sink_.memory_left(); }
  void hold_memory(uint64_t bytes) override { sink_.hold_memory(bytes); }
  const Limits& limits() const override { return sink_.limits(); }
  size_t window_bytes() const override { return sink_.window_bytes(); }
  bool wants_fields() const override { return sink_.wants_fields(); }
  const std::vector<std::string>& passwords() const override { return sink_.passwords(); }
  void opened_by_password(uint32_t line) override { sink_.opened_by_password(line); }

 protected:
  Sink& sink() { return sink_; }

 private:
  Sink& sink_;
};

}  // namespace qingce
