#include "scanner/read/table_map.h"

#include <algorithm>
#include <string>

#include "scanner/read/pump.h"

namespace qingce {
namespace {

// Passes everything on; windows go through the map first.
class TableSink final : public Sink {
 public:
  TableSink(Sink& sink, TableMap* map, std::string_view format)
      : sink_(sink), map_(map), format_(format) {}

  void window(const Window& window) override {
    if (map_ == nullptr) return sink_.window(window);
    Window with = window;
    map_->feed(window);
    with.fields = map_;
    with.bytes = map_->searched(window);
    sink_.window(with);
    map_->release();
  }
  void format(std::string_view id) override { sink_.format(id == "text" ? format_ : id); }
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
  bool account(uint64_t bytes_in, uint64_t bytes_out) override {
    return sink_.account(bytes_in, bytes_out);
  }
  uint64_t memory_left() const override { return sink_.memory_left(); }
  void hold_memory(uint64_t bytes) override { sink_.hold_memory(bytes); }
  const Limits& limits() const override { return sink_.limits(); }
  size_t window_bytes() const override { return sink_.window_bytes(); }
  bool wants_fields() const override { return sink_.wants_fields(); }
  const std::vector<std::string>& passwords() const override { return sink_.passwords(); }

 private:
  Sink& sink_;
  TableMap* map_;
  std::string_view format_;
};

constexpr size_t kStep = 64;  // units between two marks of the translation

constexpr size_t utf8_size(uint32_t unit) { return unit < 0x80 ? 1 : unit < 0x800 ? 2 : 3; }

void append_unit(std::string* out, uint32_t u) {
  if (u < 0x80) {
    out->push_back(static_cast<char>(u));
  } else if (u < 0x800) {
    out->push_back(static_cast<char>(0xC0 | u >> 6));
    out->push_back(static_cast<char>(0x80 | (u & 0x3F)));
  } else {
    out->push_back(static_cast<char>(0xE0 | u >> 12));
    out->push_back(static_cast<char>(0x80 | (u >> 6 & 0x3F)));
    out->push_back(static_cast<char>(0x80 | (u & 0x3F)));
  }
}

uint32_t unit_at(const unsigned char* p, bool little) {
  return little ? static_cast<uint32_t>(p[0] | p[1] << 8) : static_cast<uint32_t>(p[1] | p[0] << 8);
}

class Utf16Map final : public TableMap {
 public:
  Utf16Map(std::unique_ptr<TableMap> inner, bool little)
      : inner_(std::move(inner)), little_(little) {}

  void feed(const Window& w) override {
    if (w.at_start && w.own_begin == 0)
      own_virtual_ = w.base;  // behind a hole: any ascending number
    data_ = reinterpret_cast<const unsigned char*>(w.bytes.data());
    const uint64_t end = w.base + w.bytes.size();
    first_ = w.base + (w.base & 1);
    units_ = end > first_ ? static_cast<size_t>((end - first_) / 2) : 0;
    skip_ = static_cast<size_t>(first_ - w.base);
    transcode();
    const size_t own_from = unit_of(w.base + w.own_begin + 1);
    const size_t own_to = unit_of(w.base + w.own_end + 1);
    Window inner;
    inner.bytes = as_bytes(text_);
    inner.own_begin = place_of(own_from);
    inner.own_end = place_of(own_to);
    inner.at_start = w.at_start;
    inner.at_end = w.at_end;
    inner.base = virtual_ = own_virtual_ - std::min<uint64_t>(own_virtual_, inner.own_begin);
    own_virtual_ = virtual_ + inner.own_end;
    inner_->feed(inner);
  }

  void release() override { inner_->release(); }
  bool folded() const override { return inner_->folded(); }

  std::optional<FieldRef> at(uint64_t offset) override {
    if (units_ == 0 || offset < first_) return std::nullopt;
    // Digits read in the other byte order begin with the zero byte of the character before.
    const uint64_t shift = (offset - first_) & 1;
    auto ref = inner_->at(virtual_ + place_of(unit_of(offset + shift)));
    if (!ref) return ref;
    ref->value_begin = source_of(ref->value_begin) - shift;
    ref->value_end = source_of(ref->value_end);
    return ref;
  }

 private:
  uint32_t unit(size_t i) const { return unit_at(data_ + skip_ + 2 * i, little_); }
  size_t unit_of(uint64_t offset) const {
    return offset < first_ ? 0
                           : static_cast<size_t>(std::min<uint64_t>(units_, (offset - first_) / 2));
  }

  void transcode() {
    text_.clear();
    marks_.clear();
    for (size_t i = 0; i < units_; ++i) {
      if (i % kStep == 0) marks_.push_back(static_cast<uint32_t>(text_.size()));
      append_unit(&text_, unit(i));
    }
  }

  // Where unit `i` stands in the transcoded text.
  size_t place_of(size_t i) const {
    if (i >= units_) return text_.size();
    size_t at = marks_[i / kStep];
    for (size_t k = i / kStep * kStep; k < i; ++k) at += utf8_size(unit(k));
    return at;
  }

  // The offset in the object of a place in the text that is handed to the inner map.
  uint64_t source_of(uint64_t place) const {
    const uint64_t in = place > virtual_ ? place - virtual_ : 0;
    if (in >= text_.size()) return first_ + 2 * units_;
    const auto mark = std::upper_bound(marks_.begin(), marks_.end(), in) - marks_.begin() - 1;
    size_t i = static_cast<size_t>(mark) * kStep;
    size_t at = marks_[static_cast<size_t>(mark)];
    while (i < units_ && at < in) at += utf8_size(unit(i++));
    return first_ + 2 * i;
  }

  std::unique_ptr<TableMap> inner_;
  bool little_;
  const unsigned char* data_ = nullptr;
  size_t skip_ = 0;     // bytes of the window before the first unit
  uint64_t first_ = 0;  // offset of the first unit
  size_t units_ = 0;
  uint64_t virtual_ = 0;      // the inner map's offset of text_[0]
  uint64_t own_virtual_ = 0;  // the same of the first byte that no window owned yet
  std::string text_;
  std::vector<uint32_t> marks_;
};

}  // namespace

std::unique_ptr<TableMap> make_utf16_map(std::unique_ptr<TableMap> inner, bool little) {
  return std::make_unique<Utf16Map>(std::move(inner), little);
}

std::string utf16_units(Bytes bytes, bool little) {
  const auto* data = reinterpret_cast<const unsigned char*>(bytes.data());
  std::string out;
  out.reserve(bytes.size());
  for (size_t i = 0; i + 1 < bytes.size(); i += 2) append_unit(&out, unit_at(data + i, little));
  return out;
}

ReadOutcome read_table(ByteSource& source, Sink& sink, TableMap* map, std::string_view format) {
  TableSink with(sink, map, format);
  const ReadOutcome outcome = pump(source, with, Judgement::full);
  if (map != nullptr && map->folded()) sink.gap({GapReason::limit_members, std::nullopt, "fields"});
  return outcome;
}

}  // namespace qingce
