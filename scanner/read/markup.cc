#include "scanner/read/markup.h"

#include <algorithm>
#include <array>

#include "scanner/read/characters.h"
#include "scanner/read/encoding.h"

namespace qingce {
namespace {

// The matcher comes back by at most this much: kMargin on either side of where windows meet.
constexpr uint64_t kBackwards = 2 * kMargin;
// What tells a piece of markup apart: "<![CDATA[" is 9 bytes, "</textarea" 10.
constexpr uint64_t kAhead = 16;

bool is_blank(char c) { return static_cast<unsigned char>(c) <= ' '; }
bool begins_name(unsigned char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' || c >= 0x80;
}
bool ends_name(char c) { return is_blank(c) || c == '/' || c == '>' || c == '='; }

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; }

bool begins_with(std::string_view text, std::string_view word) {
  if (text.size() < word.size()) return false;
  return std::equal(word.begin(), word.end(), text.begin(),
                    [](char a, char b) { return a == lower(b); });
}

}  // namespace

// ---- windows

void MarkupMap::feed(const Window& w) {
  if (!started_ || (w.at_start && w.own_begin == 0)) {
    text_.clear();
    text_begin_ = walked_ = text_told_ = known_from_ = w.base;
    spans_.clear();
    state_ = base_ = 0;
    open_ = false;
    on_reset();
  }
  started_ = true;
  own_begin_ = w.base + w.own_begin;
  own_end_ = w.base + w.own_end;
  last_ = w.at_end;
  append(w);
}

void MarkupMap::append(const Window& w) {
  const uint64_t have = text_end();
  const size_t skip = have > w.base ? static_cast<size_t>(have - w.base) : 0;
  if (skip < w.bytes.size()) text_ += as_text(w.bytes.subspan(skip));
}

void MarkupMap::release() {
  walk(own_end_);
  trim();
}

std::string_view MarkupMap::text(uint64_t from, uint64_t to) const {
  return std::string_view(text_).substr(static_cast<size_t>(from - text_begin_),
                                        static_cast<size_t>(to - from));
}

// Keeps what the next window may ask about, and a tag that is not at its end.
void MarkupMap::trim() {
  const uint64_t least = own_end_ > kBackwards ? own_end_ - kBackwards : 0;
  if (least <= known_from_) return;
  // The last span before `least` says what the text behind it is.
  size_t keep = 0;
  while (keep + 1 < spans_.size() && spans_[keep + 1].begin <= least) ++keep;
  if (keep > 0) base_ = spans_[keep - 1].state;
  spans_.erase(spans_.begin(), spans_.begin() + static_cast<std::ptrdiff_t>(keep));
  known_from_ = least;
  uint64_t begin = least;
  if (!spans_.empty() && spans_.front().kind == MarkupKind::tag && spans_.front().end > least)
    begin = std::min(begin, spans_.front().begin);
  std::vector<State*> states{&base_, &state_};
  for (Span& span : spans_) states.push_back(&span.state);
  on_trim(begin, std::move(states));
  text_.erase(0, static_cast<size_t>(begin - text_begin_));
  text_begin_ = begin;
}

// ---- the automaton

void MarkupMap::walk(uint64_t to) {
  // Enough is in sight behind `to` wherever the text itself goes on.
  const uint64_t most = last_ ? text_end() : text_end() - std::min<uint64_t>(kAhead, text_.size());
  to = std::min(to, most);
  while (walked_ < to) {
    if (!open_) {
      raw_end().empty() ? in_text() : in_raw_text();
    } else if (spans_.back().kind == MarkupKind::tag) {
      in_tag();
    } else {
      in_block();
    }
    if (walked_ >= most) break;
  }
}

void MarkupMap::in_text() {
  const uint64_t most = last_ ? text_end() : text_end() - std::min<uint64_t>(kAhead, text_.size());
  const size_t found = text_.find('<', static_cast<size_t>(walked_ - text_begin_));
  const uint64_t at = found == std::string::npos ? most : std::min(most, text_begin_ + found);
  if (wants_text() && at > text_told_) on_text(text_told_, at);
  walked_ = text_told_ = at;
  if (at < most && !begin_markup(at)) ++walked_;
}

// script and style: all is text until their own end.
void MarkupMap::in_raw_text() {
  const uint64_t most = last_ ? text_end() : text_end() - std::min<uint64_t>(kAhead, text_.size());
  size_t at = static_cast<size_t>(walked_ - text_begin_);
  const size_t end = static_cast<size_t>(most - text_begin_);
  while ((at = text_.find("</", at)) < end) {
    if (begins_with(std::string_view(text_).substr(at), raw_end())) break;
    at += 2;
  }
  walked_ = text_told_ = text_begin_ + std::min(at, end);
  if (at < end) begin_markup(walked_);
}

// What begins with the '<' at `at`; false: it is text.
bool MarkupMap::begin_markup(uint64_t at) {
  const std::string_view rest = text(at, std::min(text_end(), at + kAhead));
  Span span;
  span.begin = at;
  span.state = state_;
  uint64_t skip = 1;
  if (rest.size() > 1 &&
      (begins_name(static_cast<unsigned char>(rest[1])) ||
       (rest[1] == '/' && rest.size() > 2 && begins_name(static_cast<unsigned char>(rest[2]))))) {
    span.kind = MarkupKind::tag;
  } else if (rest.starts_with("<!--")) {
    span.kind = MarkupKind::comment;
    skip = 4;
  } else if (rest.starts_with("<![CDATA[")) {
    span.kind = MarkupKind::cdata;
    skip = 9;
  } else if (rest.starts_with("<?")) {
    span.kind = MarkupKind::instruction;
    skip = 2;
  } else if (rest.starts_with("<!")) {
    span.kind = MarkupKind::declaration;
    skip = 2;
    brackets_ = 0;
  } else {
    return false;
  }
  spans_.push_back(span);
  open_ = true;
  quote_ = 0;
  walked_ = std::min(at + skip, text_end());
  return true;
}

void MarkupMap::end_markup(uint64_t end) {
  spans_.back().end = end;
  walked_ = text_told_ = end;
  open_ = false;
}

void MarkupMap::in_tag() {
  const uint64_t begin = spans_.back().begin;
  const uint64_t end = text_end();
  uint64_t pos = walked_;
  for (; pos < end; ++pos) {
    const unsigned char c = byte(pos);
    if (pos - begin >= kMostTag) return end_markup(pos);
    if (c == '<' && (quote_ == 0 || !allows_less_in_quotes())) {
      end_markup(pos);  // it was none, or is cut off
      return;
    }
    if (quote_ != 0) {
      if (c == static_cast<unsigned char>(quote_)) quote_ = 0;
    } else if (c == '>') {
      end_markup(pos + 1);
      const State state = on_tag(begin, pos + 1);
      spans_.back().state = state_ = state;
      return;
    } else if ((c == '"' || c == '\'') && byte(pos - 1) == '=') {
      quote_ = static_cast<char>(c);
    } else if ((c == '"' || c == '\'') && is_blank(static_cast<char>(byte(pos - 1)))) {
      // name = "value"
      uint64_t back = pos - 1;
      while (back > begin && is_blank(static_cast<char>(byte(back)))) --back;
      if (byte(back) == '=') quote_ = static_cast<char>(c);
    }
  }
  walked_ = pos;
}

void MarkupMap::in_block() {
  const Span& span = spans_.back();
  const MarkupKind kind = span.kind;
  const uint64_t end = text_end();
  for (uint64_t pos = walked_; pos < end; ++pos) {
    const unsigned char c = byte(pos);
    if (kind == MarkupKind::declaration) {
      if (c == '[') ++brackets_;
      if (c == ']') --brackets_;
      if (c == '>' && brackets_ <= 0) return end_markup(pos + 1);
      if (pos - span.begin >= kMostTag && brackets_ <= 0) return end_markup(pos);
      continue;
    }
    if (c != '>') continue;
    const uint64_t least = span.begin + (kind == MarkupKind::comment ? 6 : 2);
    const char before = kind == MarkupKind::comment ? '-' : kind == MarkupKind::cdata ? ']' : '?';
    if (pos < least || byte(pos - 1) != static_cast<unsigned char>(before)) continue;
    const bool twice = kind != MarkupKind::instruction;
    if (twice && byte(pos - 2) != static_cast<unsigned char>(before)) continue;
    return end_markup(pos + 1);
  }
  walked_ = end;
}

// ---- answers

const MarkupMap::Span* MarkupMap::span_at(uint64_t offset) const {
  const auto next = std::upper_bound(spans_.begin(), spans_.end(), offset,
                                     [](uint64_t at, const Span& span) { return at < span.begin; });
  return next == spans_.begin() ? nullptr : &*(next - 1);
}

std::optional<FieldRef> MarkupMap::at(uint64_t offset) {
  if (offset < known_from_ || offset >= text_end()) return std::nullopt;
  walk(offset + 1);
  if (offset >= walked_) return std::nullopt;
  const Span* span = span_at(offset);
  const bool owned = offset >= own_begin_ && offset < own_end_;
  FieldRef out;
  std::optional<Answer> answer;
  const bool inside = span != nullptr && offset < span->end;
  if (inside && span->kind == MarkupKind::tag) {
    const std::string_view tag = text(span->begin, std::min(span->end, text_end()));
    size_t pos = 0;
    MarkupAttribute attribute;
    while (next_attribute(tag, &pos, &attribute)) {
      const uint64_t begin =
          span->begin + static_cast<uint64_t>(attribute.value.data() - tag.data());
      if (offset < begin) break;
      if (offset >= begin + attribute.value.size()) continue;
      const State before = span == spans_.data() ? base_ : (span - 1)->state;
      answer = attribute_at(before, span->begin, attribute.name, owned);
      out.value_begin = begin;
      out.value_end = begin + attribute.value.size();
      break;
    }
  } else if (!inside || span->kind == MarkupKind::cdata) {
    answer = text_at(span == nullptr ? base_ : span->state, owned);
    const uint64_t from = span == nullptr ? known_from_ : inside ? span->begin + 9 : span->end;
    out.value_begin = from;
    const size_t end = text_.find(inside ? "]]>" : "<", static_cast<size_t>(offset - text_begin_));
    out.value_end = end == std::string::npos ? text_end() : text_begin_ + end;
  }
  if (!answer) return std::nullopt;
  out.field = answer->field;
  out.record = answer->record;
  return out;
}

// ---- tags

std::string_view markup_name(std::string_view tag) {
  size_t begin = tag.size() > 1 && tag[1] == '/' ? 2 : 1;
  size_t end = begin;
  while (end < tag.size() && !ends_name(tag[end])) {
    if (tag[end++] == ':') begin = end;
  }
  return begin > end ? std::string_view{} : tag.substr(begin, end - begin);
}

bool next_attribute(std::string_view tag, size_t* pos, MarkupAttribute* out) {
  size_t i = *pos;
  if (i == 0) {
    while (i < tag.size() && !is_blank(tag[i]) && tag[i] != '>') ++i;
  }
  for (;;) {
    while (i < tag.size() && (is_blank(tag[i]) || tag[i] == '/')) ++i;
    if (i >= tag.size() || tag[i] == '>') return false;
    size_t name = i;
    while (i < tag.size() && !ends_name(tag[i])) {
      if (tag[i++] == ':') name = i;
    }
    out->name = tag.substr(name, i - name);
    while (i < tag.size() && is_blank(tag[i])) ++i;
    if (i >= tag.size()) return false;
    if (tag[i] != '=') {
      if (tag[i] == '>') return false;
      continue;  // without a value
    }
    ++i;
    while (i < tag.size() && is_blank(tag[i])) ++i;
    if (i >= tag.size()) return false;
    const char quote = tag[i];
    const bool quoted = quote == '"' || quote == '\'';
    const size_t begin = quoted ? i + 1 : i;
    size_t end = begin;
    while (end < tag.size() &&
           (quoted ? tag[end] != quote : !is_blank(tag[end]) && tag[end] != '>')) {
      ++end;
    }
    out->value = tag.substr(begin, end - begin);
    *pos = quoted ? std::min(end + 1, tag.size()) : end;
    return true;
  }
}

std::string markup_text(std::string_view raw) {
  struct Named {
    std::string_view name;
    char32_t value;
  };
  static constexpr std::array<Named, 6> kNamed{
      {{"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''}, {"nbsp", ' '}}};
  std::string out;
  for (size_t i = 0; i < raw.size(); ++i) {
    if (is_blank(raw[i])) {
      if (!out.empty() && out.back() != ' ') out.push_back(' ');
      continue;
    }
    const size_t stop = raw[i] == '&' ? raw.substr(0, i + 12).find(';', i) : std::string_view::npos;
    if (stop == std::string_view::npos) {
      out.push_back(raw[i]);
      continue;
    }
    const std::string_view name = raw.substr(i + 1, stop - i - 1);
    char32_t value = 0;
    if (name.starts_with('#')) {
      const bool hex = name.size() > 1 && lower(name[1]) == 'x';
      for (const char c : name.substr(hex ? 2 : 1)) {
        const char low = lower(c);
        const int digit = c >= '0' && c <= '9'       ? c - '0'
                          : low >= 'a' && low <= 'f' ? low - 'a' + 10
                                                     : 99;
        if (digit >= (hex ? 16 : 10) || value > 0x10FFFF) {
          value = 0x110000;
          break;
        }
        value = value * (hex ? 16 : 10) + static_cast<char32_t>(digit);
      }
    } else {
      for (const Named& known : kNamed) value = known.name == name ? known.value : value;
    }
    const bool good = value >= ' ' && value < 0x110000 && (value < 0xD800 || value >= 0xE000);
    if (!good) {
      out.push_back(raw[i]);
      continue;
    }
    append_utf8(&out, value);
    i = stop;
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return decode_name(out);
}

}  // namespace qingce
