// The recursion. Reading one content goes: prepare (make it seekable where that can matter, or a
// stream that can start again) -> look at its head and tail -> the best bidder reads -> what it
// left is `~tail`.
//
// A zip deep inside a stream must have the same members as on disk. Content of up to
// Limits::spool_memory is therefore always seekable (memory); longer content is spooled if its head
// or its first megabytes look like something that is found from its end; all else streams.
#include "scanner/read/registry.h"

#include <algorithm>
#include <array>
#include <deque>

#include "scanner/read/encoding.h"
#include "scanner/read/frame.h"
#include "scanner/read/pump.h"
#include "scanner/read/readers.h"
#include "scanner/read/stream_source.h"
#include "scanner/read/zip_directory.h"

namespace qingce {
namespace {

constexpr uint32_t kMostTails = 4096;  // `~tail`s of one object; the rest is searched in one piece
constexpr uint32_t kMostStreamTails = 64;  // the same where each keeps a layer over the stream
constexpr uint64_t kMostHashedZeros = 64 << 20;  // bytes of holes that go into a content digest

GapReason reason_of(const Error& error) {
  switch (error.code) {
    case ErrorCode::corrupt:
      return GapReason::corrupt;
    case ErrorCode::truncated:
      return GapReason::truncated;
    case ErrorCode::encrypted:
      return GapReason::encrypted;
    case ErrorCode::unsupported:
      return GapReason::unsupported_method;
    case ErrorCode::limit:
      return GapReason::limit_memory;
    case ErrorCode::io:
      return GapReason::io_error;
    case ErrorCode::usage:
    case ErrorCode::internal:
      break;
  }
  return GapReason::reader_failed;
}

bool is_nested(const Reader& r) {
  return r.kind() == ReaderKind::filter || r.kind() == ReaderKind::container;
}

struct Bidder {
  const Reader* reader;
  int bid;
};

std::vector<Bidder> bidders(const Head& head) {
  std::vector<Bidder> out;
  for (const Reader* r : readers()) {
    const int bid = r->bid(head);
    if (bid > 0) out.push_back({r, bid});
  }
  std::stable_sort(out.begin(), out.end(),
                   [](const Bidder& a, const Bidder& b) { return a.bid > b.bid; });
  return out;
}

// Does the beginning of a long stream suggest something that is found from its end? A zip, a
// program that may carry one, or a local header anywhere; nothing that a streaming reader claims.
bool wants_seeking(Bytes begin) {
  Head head;
  head.head = begin.first(std::min(begin.size(), kHead));
  for (const Bidder& b : bidders(head)) {
    if (is_nested(*b.reader) && !b.reader->needs_seek() && b.bid >= kHeadBid) return false;
  }
  const auto text = as_text(begin);
  using namespace std::string_view_literals;
  if (text.starts_with("PK"sv) || text.starts_with("MZ"sv) ||
      text.starts_with("\x7F"
                       "ELF"sv))
    return true;
  for (size_t at = text.find("PK\3\4"sv); at != std::string_view::npos;
       at = text.find("PK\3\4"sv, at + 1)) {
    if (plausible_local(begin.subspan(at))) return true;
  }
  return false;
}

// An object's content on one level of its chain, ready to be read and, until something was output,
// read again.
struct Content {
  ByteSource* source = nullptr;
  std::unique_ptr<ByteSource> owned;
  std::vector<std::unique_ptr<ByteSource>> below;  // what `owned` stands on
  StreamSource* stream = nullptr;                  // source, if it cannot seek
  uint64_t start = 0;
  bool damaged = false;  // it ends at an error that is already a gap

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

}  // namespace

GapNote note_of(const Error& error, uint64_t at) { return {reason_of(error), at, {}}; }

const std::vector<const Reader*>& readers() {
  static const std::vector<const Reader*> kReaders = {&gzip_reader(), &xz_reader(),  &zstd_reader(),
                                                      &tar_reader(),  &zip_reader(), &text_reader(),
                                                      &raw_reader()};
  return kReaders;
}

// ---------------------------------------------------------------------------------------------------------------

struct ObjectReader::Impl {
  Impl(ReadOptions o, const Key& k) : options(std::move(o)), key(k), tail_buffer(kTail) {}

  class LevelSink;

  ReadOptions options;
  const Key& key;
  ObjectSink* out = nullptr;
  // Of the work item.
  uint64_t members = 0;
  uint64_t expanded = 0;
  uint64_t spooled = 0;
  uint64_t memory_held = 0;
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
  Head look(Content& content);
  // Reads one level. `pending`: for the outermost level of a pseudo-member, where ranges of its own
  // source that it does not cover go, so that they become its siblings. Null elsewhere.
  void read_content(Frame& f, Content& content, uint32_t depth, std::vector<Range>* pending,
                    bool only_search);
  bool read_with(Frame& f, Content& content, const Reader& reader, uint32_t depth,
                 std::vector<Range>* pending);
  void search(Frame& f, Content& content, const Reader& reader, uint32_t depth);
  void after_reading(Frame& f, Content& content, ByteSource& used, uint32_t depth,
                     std::vector<Range>* pending);
  void look_at_end(Frame& f, const Content& content);

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
  bool account(Frame& f, uint64_t bytes_out, bool own_stream);
  std::unique_ptr<ContentHasher> take_hasher();
  void hash_window(Frame& f, const Window& w);
  void hash_zeros_to(Frame& f, uint64_t offset);
};

// ---- one level's sink

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
    if (!is_nested(reader_)) f_.facts.reader = id == "text" ? "text" : "raw";
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
  const std::vector<std::string>& passwords() const override { return r_.options.passwords; }

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

bool ObjectReader::Impl::LevelSink::child(ChildInfo info, ByteSource* content) {
  begin_output();
  if (f_.list_stopped || f_.cut_above()) return false;
  const Limits& limits = r_.options.limits;
  if (r_.members >= limits.members) {
    f_.list_stopped = true;
    r_.gap(f_, {GapReason::limit_members, std::nullopt, {}});
    return false;
  }
  ++r_.members;
  const bool long_name = info.raw_name.size() > limits.name_bytes;
  if (long_name) info.raw_name.resize(limits.name_bytes);
  const uint32_t repeat = r_.repeat_of(f_, info.raw_name);
  Frame member(f_.facts.location.member(info.raw_name, f_.next_ordinal++, repeat),
               ObjectKind::member, &f_);
  member.facts.mtime = info.mtime;
  member.facts.mode = info.mode;
  member.facts.owner_raw = std::move(info.owner);
  member.facts.same_as_raw = std::move(info.same_as);
  r_.open(member, info.raw_name, info.declared_charset == "UTF-8");
  if (long_name) r_.gap(member, {GapReason::limit_size, std::nullopt, "name"});
  child_ = &member;
  if (info.unread || content == nullptr) {
    r_.gap(member, info.unread.value_or(GapNote{GapReason::reader_failed, std::nullopt, {}}));
  } else {
    Content inner = r_.prepare(member, *content);
    r_.read_content(member, inner, depth_ + 1, nullptr, false);
    member.facts.bytes = std::max(member.facts.bytes, member.in);
  }
  child_ = nullptr;
  r_.close(member);
  if (!f_.cut_above()) return true;
  // The list ends here, for this container and, as the calls return, for those above it up to the
  // one that burst.
  f_.list_stopped = true;
  r_.gap(f_, {GapReason::limit_ratio, std::nullopt, {}});
  return false;
}

// ---- objects

void ObjectReader::Impl::open(Frame& f, const std::string& raw_name, bool declared_utf8) {
  f.facts.display_raw = decode_name(raw_name, declared_utf8);
  out->open(f.facts.location, f.facts.kind);
}

void ObjectReader::Impl::close(Frame& f) {
  for (const std::string_view word : f.chain) {
    if (!f.facts.format.empty()) f.facts.format += '+';
    f.facts.format += word;
  }
  f.facts.encodings.assign(f.encodings.begin(), f.encodings.end());
  if (f.incomplete)
    f.facts.state = f.touched ? ObjectState::partial : ObjectState::gap;
  else
    f.facts.state = f.part_incomplete ? ObjectState::partial : ObjectState::scanned;
  if (f.hasher) {
    if (!f.hash_broken) f.facts.content = f.hasher->finish();
    idle_hashers.push_back(std::move(f.hasher));
  }
  if (f.is_pseudo() && f.parent != nullptr && f.facts.state != ObjectState::scanned)
    f.parent->part_incomplete = true;
  out->close(f.facts);
}

void ObjectReader::Impl::gap(Frame& f, const GapNote& note) {
  f.incomplete = true;
  // What is missing makes the digest one of something else.
  const bool missing = note.reason != GapReason::no_reader &&
                       note.reason != GapReason::image_text && note.reason != GapReason::opaque &&
                       note.reason != GapReason::limit_depth;
  if (missing) f.hash_broken = true;
  out->gap(f.facts.location, note);
}

// Members are told apart by the hash of their names: 16 bytes each instead of the name. Two names
// of one hash only make the second one print a needless ";2".
uint32_t ObjectReader::Impl::repeat_of(Frame& f, const std::string& raw_name) {
  return ++f.names[std::hash<std::string>{}(raw_name)];
}

// ---- content

Content ObjectReader::Impl::prepare(Frame& f, ByteSource& source) {
  Content c;
  c.start = source.position();
  c.source = &source;
  if (source.seekable()) return c;
  c.start = 0;
  const auto most = static_cast<size_t>(options.limits.spool_memory);
  MemorySpool begin = spool_memory(source, most);
  if (!begin.status) {
    // Nothing at all: the gap says why, and no reader is asked.
    gap(f, note_of(begin.status.error(), begin.bytes.size()));
    c.damaged = true;
    if (begin.bytes.empty()) c.source = nullptr;
  }
  if (begin.complete || c.damaged) {
    c.owned = make_owned_source(std::move(begin.bytes));
    if (c.source != nullptr) c.source = c.owned.get();
    return c;
  }
  if (wants_seeking(begin.bytes)) {
    spool_content(f, std::move(begin.bytes), source, c);
    return c;
  }
  auto stream = std::make_unique<StreamSource>(std::move(begin.bytes), source, true);
  c.stream = stream.get();
  c.source = c.stream;
  c.owned = std::move(stream);
  return c;
}

void ObjectReader::Impl::spool_content(Frame& f, std::vector<std::byte> begin, ByteSource& rest,
                                       Content& content) {
  SpoolOptions how = options.spool;
  how.memory_bytes = options.limits.spool_memory;
  how.max_bytes = options.limits.spool_bytes - std::min(options.limits.spool_bytes, spooled);
  const auto whole = make_concat_source(std::move(begin), rest);
  SpoolResult result = spool(*whole, how);
  spooled += result.bytes;
  if (!result.status) {
    GapNote note = note_of(result.status.error(), result.bytes);
    if (result.status.error().code == ErrorCode::limit) note.reason = GapReason::limit_bytes;
    gap(f, note);
    content.damaged = true;
  }
  content.owned = std::move(result.source);
  content.source = content.owned.get();
}

Head ObjectReader::Impl::look(Content& content) {
  ByteSource& s = *content.source;
  Head head;
  head.seekable = s.seekable();
  head.size = s.size();
  // A long one: the end first, so that what is then read at the front stays buffered.
  if (head.seekable && head.size && *head.size > ByteSource::kMaxPeek) {
    if (s.seek(*head.size - kTail)) {
      const auto got = s.read(tail_buffer);
      head.tail = Bytes(tail_buffer).first(got ? *got : 0);
    }
    (void)s.seek(content.start);
  }
  const bool whole = head.seekable && head.size && head.tail.empty();
  const auto begin = s.peek(
      whole ? static_cast<size_t>(std::min<uint64_t>(*head.size, ByteSource::kMaxPeek)) : kHead);
  if (!begin) return head;
  head.head = begin->first(std::min(begin->size(), kHead));
  if (whole) {
    const Bytes all =
        begin->first(static_cast<size_t>(std::min<uint64_t>(begin->size(), *head.size)));
    head.tail = all.last(std::min(all.size(), kTail));
  }
  return head;
}

void ObjectReader::Impl::read_content(Frame& f, Content& content, uint32_t depth,
                                      std::vector<Range>* pending, bool only_search) {
  if (content.source == nullptr) return;
  const auto first = content.source->peek(1);
  if (!first) {
    gap(f, note_of(first.error(), 0));
    return;
  }
  if (first->empty()) {
    f.touched = true;
    f.chain.push_back("empty");
    f.facts.reader = "text";
    if (!f.hasher) f.hasher = take_hasher();
    return;
  }
  if (only_search) return search(f, content, raw_reader(), depth);
  for (const Bidder& b : bidders(look(content))) {
    if (is_nested(*b.reader) && depth >= options.limits.depth) {
      gap(f, {GapReason::limit_depth, std::nullopt, {}});
      return search(f, content, *b.reader, depth);
    }
    if (read_with(f, content, *b.reader, depth, pending)) return;
  }
}

// False: the reader had nothing to say, and the content stands at its start again.
bool ObjectReader::Impl::read_with(Frame& f, Content& content, const Reader& reader, uint32_t depth,
                                   std::vector<Range>* pending) {
  ReadOutcome outcome;
  bool committed = false;
  bool output = false;
  bool input_failed = false;
  ByteSource* used = content.source;
  std::unique_ptr<DigestSource> digest;
  // A digest reads ahead; where a pseudo-member's stream goes on to a sibling, nothing may.
  const bool shared = pending != nullptr && content.stream != nullptr;
  const bool streams = reader.kind() == ReaderKind::container && !reader.needs_seek() && !shared;
  std::unique_ptr<ContentHasher> hasher;
  if (streams) {
    hasher = take_hasher();
    digest = std::make_unique<DigestSource>(*content.source, *hasher);
    used = digest.get();
  }
  {
    LevelSink sink(*this, f, reader, depth, content, pending);
    outcome = reader.read(*used, sink);
    if (outcome.code != ReadOutcome::Code::not_mine) sink.commit();
    committed = sink.committed();
    output = sink.output();
    input_failed = sink.input_failed();
    if (committed && streams && f.list_stopped) f.hash_broken = true;
  }
  if (!committed) {
    if (hasher) idle_hashers.push_back(std::move(hasher));
    if (content.restart()) return false;
    gap(f, {GapReason::reader_failed, std::nullopt, {}});
    return true;
  }
  if (outcome.code == ReadOutcome::Code::damaged && !output && !input_failed) {
    // Known, and not to be had: what bytes there are, are searched.
    if (hasher) idle_hashers.push_back(std::move(hasher));
    if (content.restart()) {
      LevelSink sink(*this, f, raw_reader(), depth, content, nullptr);
      const std::vector<std::string_view> chain = f.chain;
      pump(*content.source, sink, Judgement::none);
      f.chain = chain;
    }
    return true;
  }
  if (!is_nested(reader)) {
    hash_zeros_to(f,
                  content.source->position() - content.start);  // a hole at the end has no window
    look_at_end(f, content);
    return true;
  }
  if (reader.kind() == ReaderKind::container && reader.needs_seek()) {
    f.facts.content_bytes += content.source->size().value_or(0);
    return true;
  }
  if (streams) f.hasher = std::move(hasher);
  after_reading(f, content, *used, depth, pending);
  if (streams) f.facts.content_bytes += used->position();
  return true;
}

// The format is known and will not be read (depth): its bytes are searched under its name.
void ObjectReader::Impl::search(Frame& f, Content& content, const Reader& reader, uint32_t depth) {
  LevelSink sink(*this, f, reader, depth, content, nullptr);
  if (is_nested(reader)) {
    pump(*content.source, sink, Judgement::none);
    f.facts.reader = "raw";
  } else {
    pump(*content.source, sink, Judgement::full);
  }
}

// What a streaming reader left behind its end.
void ObjectReader::Impl::after_reading(Frame& f, Content& content, ByteSource& used, uint32_t depth,
                                       std::vector<Range>* pending) {
  if (f.list_stopped || f.cut_above()) return;
  if (pending != nullptr && content.stream != nullptr)
    return;  // the caller goes on with the stream
  if (!skip_zeros(f, used)) return;
  f.hash_broken = f.hash_broken || &used != content.source;
  const auto size = content.source->size();
  const uint64_t at = content.start + used.position();
  if (content.stream != nullptr || !content.source->seekable() || !size || *size <= at) {
    return tails_of_stream(f, used, depth + 1);
  }
  if (pending != nullptr)
    pending->push_back({at, *size});
  else
    tails_of_range(f, *content.source, {at, *size}, depth + 1);
}

// A stream was too long to keep and did not look like it: if it ends as a zip does, its members
// were not listed.
void ObjectReader::Impl::look_at_end(Frame& f, const Content& content) {
  if (content.stream == nullptr) return;
  const Bytes last = content.stream->last();
  if (ends_as_zip(last, content.stream->position()))
    gap(f, {GapReason::limit_memory, std::nullopt, "zip"});
}

// ---- bytes no member covers

// Passes over zeros, in whole groups of four so that UTF-16 and UTF-32 stay whole, and over up to
// three more if a reader knows what follows them. False at the end.
bool ObjectReader::Impl::skip_zeros(Frame& owner, ByteSource& source) {
  for (;;) {
    if (const uint64_t hole = source.zero_run(); hole >= kHoleRun) {
      if (const auto passed = source.skip(hole / 4 * 4); passed && *passed > 0) continue;
    }
    const auto b = source.peek(kHead);
    if (!b) {
      gap(owner, note_of(b.error(), source.position()));
      return false;
    }
    if (b->empty()) return false;
    const auto nonzero =
        std::find_if(b->begin(), b->end(), [](std::byte x) { return x != std::byte{0}; });
    const auto zeros = static_cast<size_t>(nonzero - b->begin());
    if (nonzero == b->end() && b->size() < 4) {
      (void)source.skip(b->size());
      continue;
    }
    size_t step = zeros / 4 * 4;
    if (step == 0 && zeros > 0) {
      Head head;
      head.head = b->subspan(zeros, std::min(b->size() - zeros, kHead));
      const auto bids = bidders(head);
      if (!bids.empty() && is_nested(*bids.front().reader)) step = zeros;
    }
    if (step == 0) return true;
    (void)source.skip(step);
  }
}

bool ObjectReader::Impl::too_many_tails(Frame& owner, uint32_t most) {
  if (owner.tails < most) return false;
  if (!owner.tails_full) gap(owner, {GapReason::limit_members, std::nullopt, "tail"});
  owner.tails_full = true;
  return true;
}

void ObjectReader::Impl::pseudo(Frame& owner, Content& content, uint32_t depth,
                                std::vector<Range>* pending, bool only_search) {
  Frame f(owner.facts.location.pseudo("tail", owner.next_ordinal++, ++owner.tails),
          ObjectKind::pseudo, &owner);
  open(f, "~tail", true);
  read_content(f, content, depth, pending, only_search);
  if (f.facts.bytes == 0 && content.source != nullptr) f.facts.bytes = content.source->position();
  close(f);
}

void ObjectReader::Impl::tails(Frame& owner, ByteSource& content, uint32_t depth) {
  if (content.seekable() && content.size())
    return tails_of_range(owner, content, {content.position(), *content.size()}, depth);
  tails_of_stream(owner, content, depth);
}

// Ranges that a pseudo-member leaves uncovered at its own level are its siblings, not its children:
// twenty tars in a row are twenty `~tail`s on one depth.
void ObjectReader::Impl::tails_of_range(Frame& owner, ByteSource& base, Range whole,
                                        uint32_t depth) {
  std::deque<Range> work{whole};
  while (!work.empty() && !owner.cut_above()) {
    const Range range = work.front();
    work.pop_front();
    const auto probe = make_range_source(base, range.begin, range.end);
    if (!skip_zeros(owner, *probe)) continue;
    const uint64_t begin = range.begin + probe->position();
    const bool only_search = too_many_tails(owner, kMostTails);
    std::vector<Range> left;
    Content c;
    c.owned = make_range_source(base, begin, range.end);
    c.source = c.owned.get();
    pseudo(owner, c, depth, &left, only_search);
    for (auto it = left.rbegin(); it != left.rend(); ++it) {
      const bool whole_again =
          it->begin == 0 && begin + it->end >= range.end;  // never: a reader takes something
      if (!whole_again) work.push_front({begin + it->begin, begin + it->end});
    }
  }
}

void ObjectReader::Impl::tails_of_stream(Frame& owner, ByteSource& stream, uint32_t depth) {
  std::vector<Content> layers;
  ByteSource* at = &stream;
  while (!owner.cut_above() && skip_zeros(owner, *at)) {
    const bool only_search = too_many_tails(owner, kMostStreamTails);
    // prepare() may record a gap of the pseudo-member before it is open: it goes to the owner,
    // whose bytes they are.
    layers.push_back(prepare(owner, *at));
    Content& c = layers.back();
    if (c.source == nullptr) return;
    if (c.stream == nullptr) {
      return tails_of_range(owner, *c.source, {0, c.source->size().value_or(0)}, depth);
    }
    std::vector<Range> left;
    pseudo(owner, c, depth, &left, only_search);
    if (c.source->position() == 0) return;  // never: a reader takes something
    at = c.source;
  }
}

// ---- account, digest

// Each byte that a decoder makes counts for the work item, and for every member above it: a member
// whose whole tree expands beyond the ratio is cut, its container goes on. A file and a
// pseudo-member are held to the ratio of their own streams only, so that one bomb among their
// members does not hide the others.
bool ObjectReader::Impl::account(Frame& f, uint64_t bytes_out, bool own_stream) {
  const Limits& limits = options.limits;
  expanded += bytes_out;
  if (f.cut_above()) return false;
  if (expanded > limits.expanded_bytes) {
    gap(f, {GapReason::limit_bytes, std::nullopt, {}});
    f.cut = true;
    return false;
  }
  bool go_on = true;
  for (Frame* a = &f; a != nullptr; a = a->parent) {
    const bool counted = a->facts.kind == ObjectKind::member || (a == &f && own_stream);
    if (!counted) continue;
    a->out += bytes_out;
    if (a->out <= limits.ratio_floor || a->out / std::max<uint64_t>(limits.ratio, 1) <= a->in)
      continue;
    a->cut = true;
    go_on = false;
  }
  // The one being read is cut short in any case; those above tell it when their turn to speak comes
  // (child()).
  if (!go_on) gap(f, {GapReason::limit_ratio, std::nullopt, {}});
  return go_on;
}

std::unique_ptr<ContentHasher> ObjectReader::Impl::take_hasher() {
  if (idle_hashers.empty()) return std::make_unique<ContentHasher>(key);
  auto hasher = std::move(idle_hashers.back());
  idle_hashers.pop_back();
  hasher->reset();
  return hasher;
}

// Holes are zeros, up to a bound: equal content has an equal digest however its zeros are stored.
void ObjectReader::Impl::hash_zeros_to(Frame& f, uint64_t offset) {
  static constexpr std::array<std::byte, 4096> kZeros{};
  if (f.hash_broken || offset <= f.hashed) return;
  if (!f.hasher) f.hasher = take_hasher();
  f.hashed_zeros += offset - f.hashed;
  f.hash_broken = f.hashed_zeros > kMostHashedZeros;
  while (!f.hash_broken && f.hashed < offset) {
    const uint64_t n = std::min<uint64_t>(offset - f.hashed, kZeros.size());
    f.hasher->update(Bytes(kZeros).first(static_cast<size_t>(n)));
    f.hashed += n;
  }
}

void ObjectReader::Impl::hash_window(Frame& f, const Window& w) {
  const uint64_t begin = w.base + w.own_begin;
  f.hash_broken = f.hash_broken || begin < f.hashed;
  hash_zeros_to(f, begin);
  if (f.hash_broken) return;
  if (!f.hasher) f.hasher = take_hasher();
  f.hasher->update(w.bytes.subspan(w.own_begin, w.own_end - w.own_begin));
  f.hashed = w.base + w.own_end;
}

// ---- the work item

void ObjectReader::Impl::read_item(const Location& location, ByteSource& source,
                                   const OuterFacts& outer,
                                   const std::function<std::optional<GapNote>()>& before_close) {
  members = expanded = spooled = memory_held = 0;
  Frame f(location, ObjectKind::file, nullptr);
  f.facts.mtime = outer.mtime;
  f.facts.mode = outer.mode;
  f.facts.owner_raw = outer.owner;
  const auto size = source.size() ? source.size() : outer.stored_size;
  open(f, location.step().raw, false);
  const uint64_t most = options.limits.file_size;
  if (most > 0 && size && *size > most) {
    f.facts.bytes = *size;
    gap(f, {GapReason::limit_size, std::nullopt, {}});
  } else {
    CutSource cut(source, most);
    ByteSource& whole = most > 0 && !size ? cut : source;
    Content content = prepare(f, whole);
    read_content(f, content, 0, nullptr, false);
    if (cut.cut()) gap(f, {GapReason::limit_size, most, {}});
    f.facts.bytes = outer.stored_size.value_or(size.value_or(source.position()));
  }
  if (before_close) {
    if (const auto note = before_close()) gap(f, *note);
  }
  close(f);
  out = nullptr;
}

ObjectReader::ObjectReader(ReadOptions options, const Key& key)
    : impl_(std::make_unique<Impl>(std::move(options), key)) {}
ObjectReader::~ObjectReader() = default;

void ObjectReader::read(const Location& location, ByteSource& source, const OuterFacts& outer,
                        ObjectSink& sink,
                        const std::function<std::optional<GapNote>()>& before_close) {
  impl_->out = &sink;
  impl_->read_item(location, source, outer, before_close);
}

}  // namespace qingce
