#include "scanner/read/json_fields.h"

#include <algorithm>
#include <bit>

#include "scanner/read/encoding.h"
#include "scanner/read/json_escapes.h"

namespace qingce {
namespace {

// The matcher comes back by at most this much: kMargin on either side of where windows meet.
constexpr uint64_t kBackwards = 2 * kMargin;
constexpr uint64_t kMostKey = 1024;      // bytes from a key's quote to its value
constexpr uint64_t kMostValueKey = 512;  // bytes of a key in which something is found
constexpr uint64_t kMostBlanks = 64;     // bytes between it and its colon
constexpr uint64_t kMostScalar = 512;    // bytes of a number
constexpr uint32_t kMostDepth = 512;     // brackets inside of each other; below it is `…`
constexpr int kMismatch = 64;            // brackets that a closing one may close with it
constexpr uint64_t kInnerBack = 512;     // bytes to the key of JSON inside of a string

bool is_blank(char c) { return static_cast<unsigned char>(c) <= ' '; }

bool is_wrapper(std::string_view key) {
  constexpr std::string_view kWrappers[] = {"$oid",          "$numberLong",    "$numberInt",
                                            "$numberDouble", "$numberDecimal", "$date",
                                            "$uuid",         "$symbol",        "$undefined"};
  return key.starts_with('$') &&
         std::find(std::begin(kWrappers), std::end(kWrappers), key) != std::end(kWrappers);
}

// A key as people write it.
std::string name_of(std::string_view raw) {
  std::string name(raw);
  if (raw.find('\\') != std::string_view::npos) name = unescape_json(raw);
  const bool ascii = std::none_of(name.begin(), name.end(),
                                  [](char c) { return static_cast<signed char>(c) < 0; });
  return ascii ? name : decode_name(name);
}

}  // namespace

// ---- the text at hand

void JsonFields::reset(uint64_t base) {
  text_.clear();
  text_begin_ = marked_ = walked_ = known_from_ = base;
  words_.clear();
  state_ = {};
  frames_.clear();
  events_.clear();
  base_ = top_ = kNoFrame;
  excess_ = 0;
  string_.reset();
}

void JsonFields::feed(const Window& w) {
  if (!started_ || (w.at_start && w.own_begin == 0)) reset(w.base);
  started_ = true;
  own_begin_ = w.base + w.own_begin;
  own_end_ = w.base + w.own_end;
  last_ = w.at_end;
  append(w);
  mark_up();
}

void JsonFields::append(const Window& w) {
  const uint64_t have = text_begin_ + text_.size();
  const size_t skip = have > w.base ? static_cast<size_t>(have - w.base) : 0;
  if (skip < w.bytes.size()) text_ += as_text(w.bytes.subspan(skip));
}

void JsonFields::mark_up() {
  const size_t done = words_.size();
  const size_t from = done * kJsonBlock;
  const size_t usable = last_ ? text_.size() : text_.size() - std::min(text_.size(), kJsonAhead);
  const size_t blocks = last_ ? (usable + kJsonBlock - 1) / kJsonBlock : usable / kJsonBlock;
  if (blocks > done) {
    words_.resize(blocks);
    mark_json(text_, from, words_.data() + done, blocks - done, &state_);
  }
  marked_ = text_begin_ + std::min(text_.size(), blocks * kJsonBlock);
}

std::string_view JsonFields::text(uint64_t from, uint64_t to) const {
  return std::string_view(text_).substr(static_cast<size_t>(from - text_begin_),
                                        static_cast<size_t>(to - from));
}

JsonFields::Mark JsonFields::mark_at(uint64_t offset) const {
  const auto i = static_cast<size_t>(offset - text_begin_);
  const JsonWords& word = words_[i / kJsonBlock];
  const uint64_t bit = uint64_t{1} << (i % kJsonBlock);
  return (word.opens & bit) != 0        ? Mark::open
         : (word.closes & bit) != 0     ? Mark::close
         : (word.brackets & bit) != 0   ? Mark::bracket
         : (word.separators & bit) != 0 ? Mark::separator
                                        : Mark::none;
}

// The last mark in [least, offset).
std::optional<uint64_t> JsonFields::mark_before(uint64_t offset, uint64_t least) const {
  least = std::max(least, text_begin_);
  if (offset <= least) return std::nullopt;
  size_t i = static_cast<size_t>(offset - text_begin_);
  size_t w = i / kJsonBlock;
  uint64_t bits = 0;
  if (i % kJsonBlock != 0) bits = words_[w].any() & ((uint64_t{1} << (i % kJsonBlock)) - 1);
  const size_t first = static_cast<size_t>(least - text_begin_) / kJsonBlock;
  while (bits == 0) {
    if (w == first) return std::nullopt;
    bits = words_[--w].any();
  }
  const uint64_t found =
      text_begin_ + w * kJsonBlock + 63 - static_cast<uint64_t>(std::countl_zero(bits));
  return found >= least ? std::optional(found) : std::nullopt;
}

std::optional<uint64_t> JsonFields::mark_from(uint64_t offset) const {
  const auto i = static_cast<size_t>(offset - text_begin_);
  size_t w = i / kJsonBlock;
  if (w >= words_.size()) return std::nullopt;
  uint64_t bits = words_[w].any() & (~uint64_t{0} << (i % kJsonBlock));
  while (bits == 0) {
    if (++w >= words_.size()) return std::nullopt;
    bits = words_[w].any();
  }
  return text_begin_ + w * kJsonBlock + static_cast<uint64_t>(std::countr_zero(bits));
}

// ---- brackets

template <class Each>
void JsonFields::for_brackets(uint64_t to, const Each& each) {
  to = std::min(to, marked_);
  if (walked_ >= to) return;
  const auto end = static_cast<size_t>(to - text_begin_);
  const auto from = static_cast<size_t>(walked_ - text_begin_);
  for (size_t w = from / kJsonBlock; w * kJsonBlock < end; ++w) {
    uint64_t bits = words_[w].brackets;
    const size_t first = w * kJsonBlock;
    if (from > first) bits &= ~uint64_t{0} << (from - first);
    if (end - first < kJsonBlock) bits &= (uint64_t{1} << (end - first)) - 1;
    for (; bits != 0; bits &= bits - 1)
      each(text_begin_ + first + static_cast<uint64_t>(std::countr_zero(bits)));
  }
  walked_ = to;
}

// Brackets up to `to`, remembered: somebody asks about what is between them.
void JsonFields::walk(uint64_t to) {
  for_brackets(to, [this](uint64_t offset) {
    on_bracket(offset);
    if (excess_ <= 1) events_.push_back({offset, top_});
  });
}

// The same where nobody asked and nobody will: what is closed again leaves no trace. Brackets that
// fit are handled here, the others in the general way.
void JsonFields::pass(uint64_t to) {
  const size_t floor = frames_.size();  // events may refer to those below
  for_brackets(to, [this, floor](uint64_t offset) {
    const char c = byte(offset);
    const bool opens = (c & 2) != 0;  // { and [, unlike } and ]
    const bool usual = excess_ == 0 && top_ != kNoFrame;
    if (usual && opens && frames_[top_].depth + 1 < kMostDepth &&
        (c == '[' || byte(offset - 1) != '\n')) {
      frames_.push_back({offset, 0, top_, frames_[top_].depth + 1, kUnknown, c});
      top_ = static_cast<Frame>(frames_.size() - 1);
      return;
    }
    if (usual && !opens && top_ >= floor && frames_[top_].kind == (c == '}' ? '{' : '[')) {
      const Frame closed = top_;
      top_ = frames_[closed].parent;
      if (closed + 1 == frames_.size()) frames_.pop_back();
      return;
    }
    on_bracket(offset);
    const size_t open = top_ == kNoFrame ? 0 : size_t{top_} + 1;
    if (frames_.size() > floor && open < frames_.size()) frames_.resize(std::max(open, floor));
  });
  if (events_.empty() || events_.back().frame != top_) events_.push_back({walked_ - 1, top_});
}

void JsonFields::on_bracket(uint64_t offset) {
  const char c = byte(offset);
  if (c == '{' || c == '[') {
    if (c == '{' && (offset == 0 || (offset > text_begin_ && byte(offset - 1) == '\n')))
      resynchronise(offset);
    push(offset, c);
  } else {
    pop(c == '}' ? '{' : '[');
  }
}

void JsonFields::push(uint64_t offset, char kind) {
  if (excess_ > 0) {
    ++excess_;
    return;
  }
  Open open;
  open.offset = offset;
  open.parent = top_;
  open.depth = top_ == kNoFrame ? 0 : frames_[top_].depth + 1;
  open.kind = kind;
  if (open.depth >= kMostDepth) {
    open.kind = '.';
    excess_ = 1;
  }
  frames_.push_back(open);
  top_ = static_cast<Frame>(frames_.size() - 1);
}

void JsonFields::pop(char kind) {
  if (excess_ > 1) {
    --excess_;
    return;
  }
  excess_ = 0;
  Frame frame = top_;
  for (int i = 0; i < kMismatch && frame != kNoFrame; ++i) {
    const Open& open = frames_[frame];
    if (open.kind == kind || open.kind == '.') {
      top_ = open.parent;
      return;
    }
    frame = open.parent;
  }
}

// An object that begins a line: where nothing may begin here, what is open was cut off.
void JsonFields::resynchronise(uint64_t offset) {
  const uint32_t depth = top_ == kNoFrame ? 0 : frames_[top_].depth + 1;
  if (!line_depth_ || depth <= *line_depth_) {
    line_depth_ = depth;
    return;
  }
  uint64_t before = offset;
  const uint64_t least = std::max(text_begin_, offset - std::min(offset, kMostScalar));
  while (before > least && is_blank(byte(before - 1))) --before;
  if (before == least) return;
  const char c = byte(before - 1);
  const bool in_array = frames_[top_].kind != '{';
  if (c == ':' || (in_array && (c == ',' || c == '['))) return;
  excess_ = 0;
  while (top_ != kNoFrame && frames_[top_].depth >= *line_depth_) top_ = frames_[top_].parent;
}

// The innermost bracket behind the one at `offset`, or before it.
JsonFields::Frame JsonFields::frame_at(uint64_t offset) const {
  size_t i = events_.size();
  // Questions ascend, so that the answer is mostly among the last ones.
  for (int near = 0; i > 0 && events_[i - 1].offset > offset; ++near, --i) {
    if (near < 8) continue;
    i = static_cast<size_t>(
        std::upper_bound(events_.begin(), events_.end(), offset,
                         [](uint64_t at, const Event& event) { return at < event.offset; }) -
        events_.begin());
    break;
  }
  return i == 0 ? base_ : events_[i - 1].frame;
}

// ---- names

// The key of the value at `offset`: a string, a colon, and little between.
std::optional<std::string_view> JsonFields::key_before(uint64_t offset, uint64_t* key_at) const {
  const uint64_t least = offset - std::min(offset, kMostKey);
  const auto colon = mark_before(offset, least);
  if (!colon || byte(*colon) != ':' || mark_at(*colon) != Mark::separator) return std::nullopt;
  const auto close = mark_before(*colon, least);
  if (!close || mark_at(*close) != Mark::close) return std::nullopt;
  const auto open = mark_before(*close, least);
  if (!open || mark_at(*open) != Mark::open) return std::nullopt;
  *key_at = *open;
  return text(*open + 1, *close);
}

JsonFields::Named JsonFields::named(FieldPaths::Id parent, std::string_view raw, uint64_t key_at,
                                    uint64_t record) {
  if (is_wrapper(raw)) return {parent, record, true};
  const std::string name = name_of(raw);
  if (is_value_key(name)) return {paths_.any_key(parent), key_at, true};
  return {paths_.child(parent, name), record, true};
}

// What stands at `value` directly inside of `frame`.
JsonFields::Named JsonFields::member(Frame frame, uint64_t value) {
  if (frame == kNoFrame) return {FieldPaths::kRoot, value, true};
  resolve(frame);
  const Open& open = frames_[frame];
  if (open.kind == '.') return {FieldPaths::kFoldedId, open.record, true};
  if (open.kind == '[') {
    const bool outermost = open.parent == kNoFrame;
    return {paths_.element(open.node), outermost ? value : open.record, true};
  }
  uint64_t key_at = 0;
  const auto key = key_before(value, &key_at);
  if (!key) return {};
  return named(open.node, *key, key_at, open.record);
}

void JsonFields::resolve(Frame frame) {
  std::vector<Frame> unknown;
  while (frame != kNoFrame && frames_[frame].node == kUnknown) {
    unknown.push_back(frame);
    frame = frames_[frame].parent;
  }
  for (; !unknown.empty(); unknown.pop_back()) {
    const Frame here = unknown.back();
    const uint64_t offset = frames_[here].offset;
    const Frame parent = frames_[here].parent;
    // The parent's name is known, so this does not come back here.
    Named name = member(parent, offset);
    // Without a key it counts as what it stands in.
    if (!name.known) name = {frames_[parent].node, frames_[parent].record, true};
    Open& open = frames_[here];
    open.node = open.kind == '.' ? FieldPaths::kFoldedId : name.node;
    const bool begins = parent == kNoFrame || frames_[parent].kind == '[';
    open.record = begins ? offset : name.record;
  }
}

// The string that begins at `open`, directly inside of `frame`.
JsonFields::Named JsonFields::string_in(Frame frame, uint64_t open) {
  if (frame == kNoFrame) return {};
  if (frames_[frame].kind != '{') return member(frame, open);
  const auto before = mark_before(open, open - std::min(open, kMostKey));
  if (before && byte(*before) == ':') return member(frame, open);
  return {};
}

// A key has a name of its own only if it is a value.
JsonFields::Named JsonFields::key_name(Frame frame, uint64_t open, uint64_t close) {
  if (frame == kNoFrame || frames_[frame].kind != '{' || close - open > kMostValueKey) return {};
  const auto next = mark_from(close + 1);
  if (!next || byte(*next) != ':' || *next - close > kMostBlanks) return {};
  resolve(frame);
  const Named name = named(frames_[frame].node, text(open + 1, close), open, open);
  return name.node == paths_.any_key(frames_[frame].node) ? name : Named{};
}

bool JsonFields::begins_json(uint64_t begin) const {
  return begin < text_begin_ + text_.size() && (byte(begin) == '{' || byte(begin) == '[');
}

// JSON as text inside of a string ({\"tel\":\"139...): the last key before `offset` names the
// value, which ends at the next quote, comma or bracket.
void JsonFields::look_inside(uint64_t offset, FieldPaths::Id* node, uint64_t* begin,
                             uint64_t* end) {
  constexpr std::string_view kQuote = "\\\"";
  constexpr std::string_view kColon = "\\\":";
  const uint64_t least = std::max({*begin, text_begin_, offset - std::min(offset, kInnerBack)});
  const std::string_view before = text(least, offset);
  const size_t colon = before.rfind(kColon);
  if (colon == std::string_view::npos) return;
  size_t value = colon + kColon.size();
  while (value < before.size() && is_blank(before[value])) ++value;
  const bool quoted = before.substr(value).starts_with(kQuote);
  if (quoted) value += kQuote.size();
  // Nothing ends between the value's beginning and the place.
  if (before.substr(value).find(quoted ? kQuote : ",") != std::string_view::npos) return;
  const size_t quote = before.substr(0, colon).rfind(kQuote);
  if (quote == std::string_view::npos) return;
  const std::string name =
      name_of(before.substr(quote + kQuote.size(), colon - quote - kQuote.size()));
  *node = is_value_key(name) ? paths_.any_key(*node) : paths_.child(*node, name);
  *begin = least + value;
  const std::string_view behind = text(offset, std::min(*end, offset + kInnerBack));
  const size_t stop = quoted ? behind.find(kQuote) : behind.find_first_of(",}]");
  if (stop != std::string_view::npos) *end = offset + stop;
}

// ---- answers

std::optional<FieldRef> JsonFields::at(uint64_t offset) {
  if (offset < known_from_ || offset >= marked_) return std::nullopt;
  walk(offset + 1);
  Named name;
  uint64_t begin = 0;
  uint64_t end = 0;
  const auto mark = mark_before(offset, known_from_);
  const auto next = mark_from(offset);
  if (mark ? mark_at(*mark) == Mark::open : string_.has_value()) {
    begin = (mark ? *mark : *string_) + 1;
    end = next.value_or(marked_);
    if (!mark) {
      name = string_name_;
    } else {
      name = string_in(frame_at(*mark), *mark);
      if (!name.known && next) name = key_name(frame_at(*mark), *mark, *next);
    }
    if (name.known && (mark ? begins_json(begin) : string_is_json_))
      look_inside(offset, &name.node, &begin, &end);
  } else if (mark && offset - *mark <= kMostScalar) {
    const char c = byte(*mark);
    const Frame frame = frame_at(*mark);
    const bool in_array = frame != kNoFrame && frames_[frame].kind != '{';
    if (c != ':' && !(in_array && (c == '[' || c == ','))) return std::nullopt;
    begin = *mark + 1;
    while (begin < offset && is_blank(byte(begin))) ++begin;
    end = begin;
    const uint64_t most = std::min(next.value_or(marked_), begin + kMostScalar);
    while (end < most && !is_blank(byte(end)) && byte(end) != '/') ++end;
    if (offset >= end) return std::nullopt;
    name = member(frame, begin);
  }
  if (!name.known) return std::nullopt;
  const bool owned = offset >= own_begin_ && offset < own_end_;
  return FieldRef{paths_.use(name.node, owned), name.record, begin, end};
}

Bytes JsonFields::searched(const Window& window) {
  const std::string_view text = as_text(window.bytes);
  return show_escapes(text, window.base, &shown_) ? as_bytes(shown_) : window.bytes;
}

// ---- from window to window

void JsonFields::release() {
  // What is near the edge, the next window may ask about.
  if (own_end_ > kBackwards) pass(own_end_ - kBackwards);
  walk(own_end_);
  trim();
}

// Keeps what the next window may ask about, and what that may look back at.
void JsonFields::trim() {
  const uint64_t least = own_end_ > kBackwards ? own_end_ - kBackwards : 0;
  const uint64_t begin = least > kMostKey ? least - kMostKey : 0;
  if (begin <= text_begin_ + kJsonBlock || least <= known_from_) return;
  // Names of what stays open, while their bytes are here.
  const Frame base = frame_at(least - 1);
  resolve(base);
  if (const auto mark = mark_before(least, known_from_)) {
    string_.reset();
    if (mark_at(*mark) == Mark::open) {
      string_ = *mark;
      string_name_ = string_in(base, *mark);  // no bracket is between
      string_is_json_ = begins_json(*mark + 1);
    }
  }
  // Brackets: those that are open at `least`, and those behind it.
  std::vector<Frame> renamed(frames_.size(), kNoFrame);
  std::vector<Frame> kept;
  for (Frame f = base; f != kNoFrame; f = frames_[f].parent) kept.push_back(f);
  std::reverse(kept.begin(), kept.end());
  for (Frame f = 0; f < frames_.size(); ++f) {
    if (frames_[f].offset >= least) kept.push_back(f);
  }
  std::vector<Open> frames;
  frames.reserve(kept.size());
  for (const Frame f : kept) {
    renamed[f] = static_cast<Frame>(frames.size());
    frames.push_back(frames_[f]);
    Frame& parent = frames.back().parent;
    if (parent != kNoFrame) parent = renamed[parent];
  }
  frames_ = std::move(frames);
  const auto rename = [&](Frame f) { return f == kNoFrame ? f : renamed[f]; };
  base_ = rename(base);
  top_ = rename(top_);
  events_.erase(events_.begin(), std::lower_bound(events_.begin(), events_.end(), least,
                                                  [](const Event& event, uint64_t at) {
                                                    return event.offset < at;
                                                  }));
  for (Event& event : events_) event.frame = rename(event.frame);
  known_from_ = least;
  // Bits go by whole words.
  const auto blocks = static_cast<size_t>(begin - text_begin_) / kJsonBlock;
  text_.erase(0, blocks * kJsonBlock);
  words_.erase(words_.begin(), words_.begin() + static_cast<std::ptrdiff_t>(blocks));
  text_begin_ += blocks * kJsonBlock;
}

}  // namespace qingce
