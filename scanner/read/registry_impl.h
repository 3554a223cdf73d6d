// What the files of the registry share: the state of one work item, one level of content, the bids.
// Private to registry.cc (objects, levels, account), level_sink.cc (what a reader pushes) and
// tails.cc (bytes no member covers).
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "scanner/read/frame.h"
#include "scanner/read/reader.h"
#include "scanner/read/registry.h"
#include "scanner/read/stream_source.h"

namespace qingce {

bool is_nested(const Reader& r);  // a filter or a container

struct Bidder {
  const Reader* reader;
  int bid;
};
// Highest first, ties in the order of readers().
std::vector<Bidder> bidders(const Head& head);

// An object's content on one level of its chain, ready to be read and, until something was output,
// read again.
struct Content {
  ByteSource* source = nullptr;
  std::unique_ptr<ByteSource> owned;
  std::vector<std::unique_ptr<ByteSource>> below;  // what `owned` stands on
  StreamSource* stream = nullptr;                  // source, if it cannot seek
  uint64_t start = 0;
  bool damaged = false;  // it ends at an error that is already a gap
  HeldMemory held;       // of `owned`, if that is bytes

  bool restart() {
    if (stream == nullptr) return source->seek(start).ok();
    auto again = stream->restart();
    if (!again) return false;
    stream = again.get();
    source = stream;
    owned = std::move(again);
    return true;
  }
};

struct Range {
  uint64_t begin = 0;
  uint64_t end = 0;
};

struct ObjectReader::Impl {
  Impl(ReadOptions o, const Key& k) : options(std::move(o)), key(k), tail_buffer(kTail) {}

  class LevelSink;

  ReadOptions options;
  const Key& key;
  ObjectSink* out = nullptr;
  const Frame* innermost = nullptr;  // the open object that is being read
  // Of the work item.
  uint64_t members = 0;
  uint64_t expanded = 0;
  uint64_t spooled = 0;
  uint64_t memory_held = 0;
  uint64_t spool_memory_held = 0;  // by the contents of the present chain
  // Digests of the containers that are being read, outermost first: what holds itself ends there.
  std::vector<Digest128> open_contents;
  std::vector<std::unique_ptr<ContentHasher>> idle_hashers;
  std::vector<std::byte> tail_buffer;

  void read_item(const Location& location, ByteSource& source, const OuterFacts& outer,
                 const std::function<std::optional<GapNote>()>& before_close);

  // ---- objects ----
  void open(Frame& f, const std::string& raw_name, bool declared_utf8);
  void close(Frame& f);
  void gap(Frame& f, const GapNote& note);
  uint32_t repeat_of(Frame& f, const std::string& raw_name);

  // ---- content ----
  Content prepare(Frame& f, ByteSource& source);
  void spool_content(Frame& f, std::vector<std::byte> begin, ByteSource& rest, Content& content);
  size_t spool_memory_left() const;
  SpoolResult keep_rest(ByteSource& rest);
  Head look(Content& content);
  // Reads one level. `pending`: for the outermost level of a pseudo-member, where ranges of its own
  // source that it does not cover go, so that they become its siblings. Null elsewhere.
  void read_content(Frame& f, Content& content, uint32_t depth, std::vector<Range>* pending,
                    bool only_search);
  bool read_with(Frame& f, Content& content, const Reader& reader, uint32_t depth,
                 std::vector<Range>* pending);
  // Small content of a container: its digest, to be compared with those it lies in.
  std::optional<Digest128> identity(Content& content);
  void search(Frame& f, Content& content, const Reader& reader, uint32_t depth);
  void after_reading(Frame& f, Content& content, ByteSource& used, uint32_t depth,
                     std::vector<Range>* pending);
  void look_at_end(Frame& f, const Content& content, uint32_t depth);

  // ---- bytes no member covers ----
  void tails(Frame& owner, ByteSource& content, uint32_t depth);
  void tails_of_range(Frame& owner, ByteSource& base, Range whole, uint32_t depth);
  void tails_of_stream(Frame& owner, ByteSource& stream, uint32_t depth);
  // Reads one pseudo-member. True if it was searched in one piece because there are too many.
  void pseudo(Frame& owner, Content& content, uint32_t depth, std::vector<Range>* pending,
              bool only_search);
  bool skip_zeros(Frame& owner, ByteSource& source);
  bool too_many_tails(Frame& owner, uint32_t most);

  // ---- account, digest ----
  bool over_time(Frame& f);
  bool account(Frame& f, uint64_t bytes_out, bool own_stream);
  std::unique_ptr<ContentHasher> take_hasher();
  void hash_window(Frame& f, const Window& w);
  void hash_zeros_to(Frame& f, uint64_t offset);
};

// The sink of one reader on one level of one object.
class ObjectReader::Impl::LevelSink final : public Sink {
 public:
  LevelSink(Impl& r, Frame& f, const Reader& reader, uint32_t depth, const Content& content,
            std::vector<Range>* pending)
      : r_(r), f_(f), reader_(reader), depth_(depth), content_(content), pending_(pending) {}
  ~LevelSink() override { r_.memory_held -= held_; }

  bool committed() const { return committed_; }
  bool output() const { return output_; }
  bool input_failed() const { return input_failed_; }
  // The reader has taken the content: its word joins the format, and a stream no longer starts
  // again.
  void commit() {
    if (committed_) return;
    committed_ = true;
    f_.chain.push_back(reader_.name());
    f_.facts.reader = reader_.name();
    if (content_.stream != nullptr) content_.stream->commit();
  }

  void window(const Window& w) override {
    begin_output();
    r_.hash_window(f_, w);
    f_.facts.content_bytes += w.own_end - w.own_begin;
    r_.out->window(f_.facts.location, w);
  }
  void batch(const RecordBatch& b) override {
    begin_output();
    r_.out->batch(f_.facts.location, b);
  }
  bool child(ChildInfo info, ByteSource* content) override;
  void non_object(ChildInfo info, bool special) override {
    begin_output();
    const uint32_t repeat = r_.repeat_of(f_, info.raw_name);
    r_.out->non_object(
        f_.facts.location.member(std::move(info.raw_name), f_.next_ordinal++, repeat), special);
  }
  void decoded(ByteSource& content) override {
    begin_output();
    Content inner = r_.prepare(f_, content);
    r_.read_content(f_, inner, depth_ + 1, nullptr, false);
  }
  void uncovered(ByteSource& content, uint64_t at) override {
    begin_output();
    if (f_.list_stopped) return;
    if (pending_ != nullptr && content.seekable() && content_.stream == nullptr && content.size() &&
        reader_.needs_seek()) {
      pending_->push_back({at, at + *content.size()});
      return;
    }
    r_.tails(f_, content, depth_ + 1);
  }
  void gap(GapNote note) override {
    const bool damage = note.reason == GapReason::truncated || note.reason == GapReason::corrupt;
    input_failed_ = input_failed_ || note.reason == GapReason::io_error;
    // The level below already told why these bytes end early.
    if (damage && content_.damaged) return;
    commit();
    r_.gap(f_, note);
  }
  void encoding(std::string_view name) override { f_.encodings.insert(name); }
  void format(std::string_view id) override {
    commit();
    f_.chain.back() = id;
    if (reader_.kind() == ReaderKind::document) return;
    if (!is_nested(reader_)) f_.facts.reader = id == "text" || id == reader_.name() ? id : "raw";
  }
  bool account(uint64_t bytes_in, uint64_t bytes_out) override {
    Frame& whose = child_ != nullptr ? *child_ : f_;
    // A filter in a member decodes bytes that the member's container has already counted.
    const bool opens_here = depth_of_chain_ == 0 && (whose.parent == nullptr || whose.is_pseudo());
    if (child_ != nullptr || opens_here) whose.in += bytes_in;
    return r_.account(whose, bytes_out, child_ == nullptr);
  }
  uint64_t memory_left() const override {
    const uint64_t others = r_.memory_held - held_;
    const uint64_t all = r_.options.limits.decoder_memory;
    return all > others ? all - others : 0;
  }
  void hold_memory(uint64_t bytes) override {
    r_.memory_held += bytes - held_;
    held_ = bytes;
  }
  const Limits& limits() const override { return r_.options.limits; }
  size_t window_bytes() const override { return r_.options.window_bytes; }
  bool wants_fields() const override { return r_.options.fields; }
  const std::vector<std::string>& passwords() const override { return r_.options.passwords; }
  void opened_by_password(uint32_t line) override {
    if (child_ != nullptr) child_->facts.password_line = line;
  }

  void begin_output() {
    commit();
    output_ = true;
    f_.touched = true;
  }

 private:
  Impl& r_;
  Frame& f_;
  const Reader& reader_;
  uint32_t depth_;
  const Content& content_;
  std::vector<Range>* pending_;
  Frame* child_ = nullptr;  // the member that is being read
  size_t depth_of_chain_ = f_.chain.size();
  uint64_t held_ = 0;
  bool committed_ = false;
  bool output_ = false;
  bool input_failed_ = false;
};

}  // namespace qingce
