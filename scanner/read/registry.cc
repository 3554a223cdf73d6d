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
#include <chrono>

#include "scanner/read/encoding.h"
#include "scanner/read/pump.h"
#include "scanner/read/readers.h"
#include "scanner/read/registry_impl.h"
#include "scanner/read/zip_directory.h"

namespace qingce {
namespace {

constexpr uint64_t kLeastSpoolMemory = 1 << 20;  // bytes in memory for one content, however deep
constexpr int kCertainBid = 32;  // bits: what claims so many is damaged if it cannot be read
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

// Does the beginning of a long stream suggest something that is found from its end? A zip, a
// program that may carry one, or a local header anywhere; nothing that a streaming reader claims.
bool wants_seeking(Bytes begin) {
  Head head;
  head.head = begin.first(std::min(begin.size(), kHead));
  head.seekable = true;  // as it would be then
  for (const Bidder& b : bidders(head)) {
    const bool claims = is_nested(*b.reader) || b.reader->kind() == ReaderKind::document;
    if (claims && b.bid >= kHeadBid) return b.reader->needs_seek();
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

}  // namespace

bool is_nested(const Reader& r) {
  return r.kind() == ReaderKind::filter || r.kind() == ReaderKind::container;
}

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

GapNote note_of(const Error& error, uint64_t at) { return {reason_of(error), at, {}}; }

// ---- objects

void ObjectReader::Impl::open(Frame& f, const std::string& raw_name, bool declared_utf8) {
  innermost = &f;
  if (options.limits.object_seconds > 0) f.started = options.clock();
  f.facts.display_raw = decode_name(raw_name, declared_utf8);
  out->open(f.facts.location, f.facts.kind);
  if (!out->refuses()) return;
  f.refused = true;
  gap(f, {GapReason::reader_failed, std::nullopt, {}});
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
  innermost = f.parent;
  if (options.limits.object_seconds > 0 && f.parent != nullptr)
    f.parent->members_time += options.clock() - f.started;
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
  const size_t most = spool_memory_left();
  MemorySpool begin = spool_memory(source, most);
  if (!begin.status) {
    // Nothing at all: the gap says why, and no reader is asked.
    gap(f, note_of(begin.status.error(), begin.bytes.size()));
    c.damaged = true;
    if (begin.bytes.empty()) c.source = nullptr;
  }
  HeldMemory held(spool_memory_held, begin.bytes.size());
  if (begin.complete || c.damaged) {
    c.held = std::move(held);
    c.owned = make_owned_source(std::move(begin.bytes));
    if (c.source != nullptr) c.source = c.owned.get();
    return c;
  }
  if (wants_seeking(begin.bytes)) {
    spool_content(f, std::move(begin.bytes), source, c);
    return c;
  }
  auto stream =
      std::make_unique<StreamSource>(std::move(begin.bytes), source, true, std::move(held));
  c.stream = stream.get();
  c.source = c.stream;
  c.owned = std::move(stream);
  return c;
}

// What a chain of contents may hold in memory is one sum, so that nesting does not multiply it; but
// each gets something.
size_t ObjectReader::Impl::spool_memory_left() const {
  const uint64_t all = options.limits.spool_memory;
  const uint64_t left = all - std::min(all, spool_memory_held);
  return static_cast<size_t>(std::min(all, std::max(left, kLeastSpoolMemory)));
}

SpoolResult ObjectReader::Impl::keep_rest(ByteSource& rest) {
  SpoolOptions how = options.spool;
  how.memory_bytes = spool_memory_left();
  how.max_bytes = options.limits.spool_bytes - std::min(options.limits.spool_bytes, spooled);
  SpoolResult result = spool(rest, how);
  spooled += result.bytes;
  return result;
}

void ObjectReader::Impl::spool_content(Frame& f, std::vector<std::byte> begin, ByteSource& rest,
                                       Content& content) {
  const auto whole = make_concat_source(std::move(begin), rest);
  SpoolResult result = keep_rest(*whole);
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
  const Reader* claimed = nullptr;  // by its first bytes, and yet it could not be read
  for (const Bidder& b : bidders(look(content))) {
    // A document has members, too.
    if (!is_nested(*b.reader) && b.reader->kind() != ReaderKind::document) {
      if (claimed == nullptr) {
        if (read_with(f, content, *b.reader, depth, pending)) return;
        continue;
      }
      gap(f, {GapReason::corrupt, 0, claimed->name()});
      return search(f, content, *claimed, depth);
    }
    if (depth >= options.limits.depth) {
      gap(f, {GapReason::limit_depth, std::nullopt, {}});
      return search(f, content, *b.reader, depth);
    }
    const auto same = identity(content);
    if (same &&
        std::find(open_contents.begin(), open_contents.end(), *same) != open_contents.end()) {
      // It holds itself: reading it again would find the same again, and itself once more.
      gap(f, {GapReason::limit_depth, std::nullopt, "repeats"});
      return;
    }
    if (same) open_contents.push_back(*same);
    const bool taken = read_with(f, content, *b.reader, depth, pending);
    if (same) open_contents.pop_back();
    if (taken) return;
    if (b.bid >= kCertainBid && claimed == nullptr) claimed = b.reader;
  }
}

std::optional<Digest128> ObjectReader::Impl::identity(Content& content) {
  ByteSource& s = *content.source;
  if (content.stream != nullptr || !s.seekable() || s.position() != content.start)
    return std::nullopt;
  const auto size = s.size();
  if (!size || *size > ByteSource::kMaxPeek) return std::nullopt;
  const auto all = s.peek(static_cast<size_t>(*size));
  if (!all || all->size() < *size) return std::nullopt;
  auto hasher = take_hasher();
  hasher->update(all->first(static_cast<size_t>(*size)));
  const Digest128 digest = hasher->finish();
  idle_hashers.push_back(std::move(hasher));
  return digest;
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
    if (content.stream != nullptr && !is_nested(reader))
      content.stream->watch_for_zip([this](ByteSource& rest) { return keep_rest(rest); });
    std::optional<TimedSource> timed;
    if (options.limits.object_seconds > 0) {
      timed.emplace(*used, [this, &f] { return over_time(f); });
      used = &*timed;
    }
    outcome = reader.read(*used, sink);
    if (timed) used = digest ? static_cast<ByteSource*>(digest.get()) : content.source;
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
  if (reader.kind() == ReaderKind::document && reader.needs_seek()) {
    f.facts.content_bytes += content.source->size().value_or(0);
    f.hash_broken = true;  // it is not read from front to end
    return true;
  }
  if (!is_nested(reader)) {
    hash_zeros_to(f,
                  content.source->position() - content.start);  // a hole at the end has no window
    look_at_end(f, content, depth);
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
  if (is_nested(reader) || reader.kind() == ReaderKind::document) {
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

// A zip at the end of a stream was kept when its first header came by. If that was not to be (too
// long for the spool), and the stream ends as a zip does, its members were not listed.
void ObjectReader::Impl::look_at_end(Frame& f, const Content& content, uint32_t depth) {
  if (content.stream == nullptr) return;
  if (ByteSource* zip = content.stream->zip()) {
    f.hash_broken = true;
    return tails_of_range(f, *zip, {0, zip->size().value_or(0)}, depth + 1);
  }
  const Bytes last = content.stream->last();
  if (ends_as_zip(last, content.stream->position()))
    gap(f, {GapReason::limit_memory, std::nullopt, "zip"});
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

// The time of an object is that of its own bytes: members have theirs.
bool ObjectReader::Impl::over_time(Frame& f) {
  if (f.cut || innermost != &f) return f.cut;
  const uint64_t spent = options.clock() - f.started - f.members_time;
  if (spent / 1'000'000'000 < options.limits.object_seconds) return false;
  gap(f, {GapReason::limit_time, std::nullopt, {}});
  f.cut = true;
  return true;
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
  members = expanded = spooled = memory_held = spool_memory_held = 0;
  open_contents.clear();
  Frame f(location, ObjectKind::file, nullptr);
  f.facts.mtime = outer.mtime;
  f.facts.mode = outer.mode;
  f.facts.owner_raw = outer.owner;
  const auto size = source.size() ? source.size() : outer.stored_size;
  open(f, location.step().raw, false);
  const uint64_t most = options.limits.file_size;
  if (f.refused) {
    f.facts.bytes = size.value_or(0);
  } else if (most > 0 && size && *size > most) {
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

uint64_t steady_nanoseconds() {
  return static_cast<uint64_t>(std::chrono::duration_cast<std::chrono::nanoseconds>(
                                   std::chrono::steady_clock::now().time_since_epoch())
                                   .count());
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
