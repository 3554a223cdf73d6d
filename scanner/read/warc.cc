// WARC (ISO 28500): each record is a member. libarchive lists only the responses and resources
// whose address does not end in '/', and hides requests (cookies, forms), metadata and conversions;
// so the records are walked here. There is nothing to decode.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "scanner/read/readers.h"
#include "scanner/read/stream_source.h"

namespace qingce {
namespace {

using namespace std::string_view_literals;

constexpr size_t kMostHeader = 256 << 10;  // bytes of one record's header

struct Record {
  std::string type;
  std::string uri;
  std::optional<uint64_t> length;
  std::string fields;  // all values, a NUL behind each
  std::vector<uint64_t> offsets;
};

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

bool same_name(std::string_view a, std::string_view b) {
  return a.size() == b.size() &&
         std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return lower(x) == y; });
}

std::string_view trimmed(std::string_view s) {
  while (!s.empty() && (s.front() == ' ' || s.front() == '\t')) s.remove_prefix(1);
  while (!s.empty() && (s.back() == ' ' || s.back() == '\t' || s.back() == '\r'))
    s.remove_suffix(1);
  return s;
}

bool starts_record(std::string_view text) {
  return text.size() >= 8 && text.starts_with("WARC/"sv) && text[5] >= '0' && text[5] <= '9' &&
         text[6] == '.';
}

std::optional<uint64_t> number(std::string_view s) {
  uint64_t v = 0;
  if (s.empty() || s.size() > 18) return std::nullopt;
  for (const char c : s) {
    if (c < '0' || c > '9') return std::nullopt;
    v = v * 10 + static_cast<uint64_t>(c - '0');
  }
  return v;
}

// Where the empty line begins, and its bytes with the end of the line before it. One pass: a look
// for either form alone would run to the end of the window wherever only the other is written.
std::pair<size_t, size_t> header_end(std::string_view text) {
  size_t at = text.find('\n');
  for (; at != std::string_view::npos; at = text.find('\n', at + 1)) {
    if (text.substr(at + 1).starts_with('\n')) return {at, 2};
    if (at > 0 && text[at - 1] == '\r' && text.substr(at + 1).starts_with("\r\n"sv))
      return {at - 1, 4};
  }
  return {at, 0};
}

// Lines up to the empty one. `text` is the header without it.
Record parse(std::string_view text) {
  Record r;
  bool first = true;
  while (!text.empty()) {
    const size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (std::exchange(first, false)) continue;  // the version
    const size_t colon = line.find(':');
    const std::string_view name = trimmed(line.substr(0, colon));
    const std::string_view value =
        trimmed(colon == std::string_view::npos ? line : line.substr(colon + 1));
    if (same_name(name, "warc-type"))
      r.type = value;
    else if (same_name(name, "warc-target-uri"))
      r.uri = value;
    else if (same_name(name, "content-length"))
      r.length = number(value);
    r.offsets.push_back(r.fields.size());
    r.fields += value;
    r.fields += '\0';
  }
  r.offsets.push_back(r.fields.size());
  if (r.uri.size() > 1 && r.uri.front() == '<' && r.uri.back() == '>')
    r.uri = r.uri.substr(1, r.uri.size() - 2);
  return r;
}

class WarcReader final : public Reader {
 public:
  std::string_view name() const override { return "warc"; }
  ReaderKind kind() const override { return ReaderKind::container; }
  int bid(const Head& head) const override { return starts_record(as_text(head.head)) ? 48 : 0; }

  ReadOutcome read(ByteSource& source, Sink& sink) const override {
    for (bool any = false;; any = true) {
      if (!pass_blank_lines(source)) return {ReadOutcome::Code::done};
      const uint64_t at = source.position();
      const auto head = source.peek(kMostHeader);
      if (!head) {
        sink.gap(note_of(head.error(), at));
        return {ReadOutcome::Code::damaged};
      }
      const auto text = as_text(head->first(std::min(head->size(), kMostHeader)));
      // What is no record is left to others.
      if (!starts_record(text))
        return {any ? ReadOutcome::Code::done : ReadOutcome::Code::not_mine};
      const auto [length, gap] = header_end(text);
      const Record record = parse(text.substr(0, length));
      if (length == std::string_view::npos || !record.length) {
        sink.gap({length == std::string_view::npos ? GapReason::truncated : GapReason::corrupt, at,
                  "warc"});
        return {ReadOutcome::Code::damaged};
      }
      (void)source.skip(length + gap);
      if (!member(record, source, sink)) return {ReadOutcome::Code::done};
    }
  }

 private:
  // False at the end.
  static bool pass_blank_lines(ByteSource& source) {
    for (;;) {
      const auto b = source.peek(1);
      if (!b || b->empty()) return !b;
      if ((*b)[0] != std::byte{'\r'} && (*b)[0] != std::byte{'\n'}) return true;
      (void)source.skip(1);
    }
  }

  // False: the list stops here.
  static bool member(const Record& r, ByteSource& source, Sink& sink) {
    values(r, sink);
    ChildInfo info;
    // As a browser's user knows it; what is no answer of a server says what it is.
    const bool answer = r.type == "response" || r.type == "resource";
    info.raw_name = answer && !r.uri.empty() ? r.uri : r.type + (r.uri.empty() ? "" : "/") + r.uri;
    info.size = r.length;
    Body content(source, *r.length);
    sink.account(*r.length, 0);
    const bool go_on = sink.child(std::move(info), &content);
    while (go_on) {
      const auto passed = content.skip(1 << 20);
      if (!passed || *passed == 0) break;
    }
    return go_on;
  }

  // A record's own bytes; too few are an error at their end.
  class Body final : public ByteSource {
   public:
    Body(ByteSource& base, uint64_t length) : base_(base), left_(length) {}

   protected:
    Result<size_t> do_read(MutableBytes out) override {
      const auto n = static_cast<size_t>(std::min<uint64_t>(out.size(), left_));
      if (n == 0) return size_t{0};
      const auto got = base_.read(out.first(n));
      if (!got) return got;
      if (*got == 0) return Error{ErrorCode::truncated, "ends too early", 0};
      left_ -= *got;
      return got;
    }

   private:
    ByteSource& base_;
    uint64_t left_;
  };

  static void values(const Record& r, Sink& sink) {
    if (r.offsets.size() < 2) return;
    Column column;
    column.field = "~warc.header";
    column.block = as_bytes(r.fields);
    column.offsets = r.offsets;
    RecordBatch batch;
    batch.rows = r.offsets.size() - 1;
    batch.columns.push_back(std::move(column));
    sink.batch(batch);
  }
};

}  // namespace

const Reader& warc_reader() {
  static const WarcReader reader;
  return reader;
}

}  // namespace qingce
