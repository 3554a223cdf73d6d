#include "scanner/run/excerpt.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <iterator>
#include <optional>
#include <utility>

#include "detectors/person.h"
#include "scanner/core/utf8.h"

namespace qingce {
namespace {

constexpr size_t kLineCharacters = 160;  // shown of a line
constexpr size_t kFewestDigits = 7;      // of a run that is not shown whole
constexpr size_t kDigitsLeft = 2;
constexpr size_t kValueBytes = 4096;  // looked at of one value of a record

// A value's bytes, and what stands for them.
struct Span {
  size_t begin = 0;
  size_t end = 0;
  std::string shown;
  uint16_t rule = 0;
  const RuleSet* rules = nullptr;
};

class SpanSink : public MatchSink {
 public:
  SpanSink(const RuleSet& rules, uint64_t base) : rules_(rules), base_(base) {}
  void match(const Match& m) override {
    const auto begin = static_cast<size_t>(m.offset - base_);
    spans.push_back({begin, begin + static_cast<size_t>(m.length),
                     masked_form(rules_.at(m.rule), m.evidence, m.normal), m.rule, &rules_});
  }
  void rejected(uint16_t, const std::optional<std::string_view>&, uint64_t) override {}
  std::vector<Span> spans;

 private:
  const RuleSet& rules_;
  uint64_t base_;
};

// Sorted, without overlaps: of two that do, the longer one's mask stands for the bytes of both.
std::vector<Span> joined(std::vector<Span> spans) {
  std::sort(spans.begin(), spans.end(), [](const Span& a, const Span& b) {
    return a.begin != b.begin ? a.begin < b.begin : a.end > b.end;
  });
  std::vector<Span> out;
  for (Span& span : spans) {
    if (out.empty() || span.begin >= out.back().end) {
      out.push_back(std::move(span));
      continue;
    }
    Span& last = out.back();
    if (span.end - span.begin > last.end - last.begin) last.shown = span.shown;
    last.end = std::max(last.end, span.end);
  }
  return out;
}

bool is_digit(char32_t c) { return (c >= '0' && c <= '9') || (c >= 0xFF10 && c <= 0xFF19); }
bool may_stand_between(char32_t c) { return c == ' ' || c == '-' || c == 0xFF0D || c == 0x3000; }

// Characters with digits of long runs starred out.
std::vector<std::string> starred(std::string_view utf8) {
  std::vector<std::string> out;
  std::vector<char32_t> values;
  for (size_t i = 0; i < utf8.size();) {
    const CodePoint c = next_code_point(utf8.substr(i));
    out.emplace_back(utf8.substr(i, c.length));
    values.push_back(c.valid ? c.value : 0xFFFD);
    i += c.length;
  }
  for (size_t i = 0; i < values.size();) {
    if (!is_digit(values[i])) {
      ++i;
      continue;
    }
    std::vector<size_t> run;
    size_t end = i;
    while (end < values.size()) {
      if (is_digit(values[end])) {
        run.push_back(end++);
      } else if (may_stand_between(values[end]) && end + 1 < values.size() &&
                 is_digit(values[end + 1])) {
        ++end;
      } else {
        break;
      }
    }
    for (size_t k = kDigitsLeft; run.size() >= kFewestDigits && k < run.size(); ++k) {
      out[run[k]].assign(1, '*');
    }
    i = end;
  }
  return out;
}

// One character as a terminal may get it.
std::string visible(const std::string& character) {
  const CodePoint c = next_code_point(character);
  if (!c.valid) return "\xEF\xBF\xBD";
  if (c.value == '\t') return " ";
  if (c.value == '\r' || c.value == '\n' || c.value == 0xFEFF) return "";
  if (!is_hazardous(c.value)) return character;
  std::array<char, 16> text{};
  std::snprintf(text.data(), text.size(), "<U+%04X>", static_cast<unsigned>(c.value));
  return text.data();
}

// Text in pieces: characters, and masks that stay whole.
using Pieces = std::vector<std::string>;

void append_text(std::string_view utf8, Pieces& out) {
  for (const std::string& c : starred(utf8)) {
    if (std::string shown = visible(c); !shown.empty()) out.push_back(std::move(shown));
  }
}

// At most kLineCharacters pieces, those around `focus` first.
std::string cut_to_width(const Pieces& pieces, size_t focus, bool cut_before, bool cut_after) {
  const size_t half = kLineCharacters / 2;
  size_t begin = focus > half ? focus - half : 0;
  const size_t end = std::min(pieces.size(), begin + kLineCharacters);
  if (end - begin < kLineCharacters) begin = end > kLineCharacters ? end - kLineCharacters : 0;
  std::string out;
  if (begin > 0 || cut_before) out += "…";
  for (size_t i = begin; i < end; ++i) out += pieces[i];
  if (end < pieces.size() || cut_after) out += "…";
  return out;
}

size_t unit_of(Encoding encoding) {
  switch (encoding) {
    case Encoding::utf16le:
    case Encoding::utf16be:
      return 2;
    case Encoding::utf32le:
    case Encoding::utf32be:
      return 4;
    default:
      return 1;
  }
}

bool is_utf8(std::string_view text) {
  for (size_t i = 0; i < text.size();) {
    const CodePoint c = next_code_point(text.substr(i));
    if (!c.valid) return false;
    i += c.length;
  }
  return true;
}

bool is_newline(std::string_view bytes, size_t at, Encoding encoding) {
  const size_t unit = unit_of(encoding);
  if (at + unit > bytes.size()) return false;
  const bool little = encoding == Encoding::utf16le || encoding == Encoding::utf32le;
  for (size_t i = 0; i < unit; ++i) {
    const bool last = little ? i == 0 : i == unit - 1;
    if (bytes[at + i] != (last ? '\n' : '\0')) return false;
  }
  return true;
}

}  // namespace

struct ExcerptMasker::Impl {
  std::vector<std::shared_ptr<const MatchEngine>> engines;
  std::vector<std::unique_ptr<Matcher>> matchers;

  std::vector<Span> spans(const Stretch& s) {
    std::vector<Span> all;
    for (size_t i = 0; i < engines.size(); ++i) {
      SpanSink sink(engines[i]->rules(), s.base);
      Window w;
      w.bytes = as_bytes(s.bytes);
      w.own_end = s.bytes.size();
      w.base = s.base;
      w.at_start = s.at_start;
      w.at_end = s.at_end;
      matchers[i]->scan(w, sink);
      std::move(sink.spans.begin(), sink.spans.end(), std::back_inserter(all));
    }
    return all;
  }

  // One value under its field's name, masked; as record() and text() need it.
  Pieces value(std::string_view field, std::string_view bytes) {
    std::string block(bytes.substr(0, kValueBytes));
    block += '\0';
    std::vector<Span> all;
    for (size_t i = 0; i < engines.size(); ++i) {
      RecordBatch batch;
      batch.rows = 1;
      Column column;
      column.field = field;
      column.block = as_bytes(block);
      column.offsets = {0, block.size()};
      batch.columns.push_back(std::move(column));
      SpanSink sink(engines[i]->rules(), 0);
      matchers[i]->scan(batch, sink);
      std::move(sink.spans.begin(), sink.spans.end(), std::back_inserter(all));
    }
    return pieces(std::string_view(block).substr(0, block.size() - 1), 0, joined(std::move(all)),
                  Encoding::utf8, nullptr, 0);
  }

  // `bytes` begin at `from` of the text that the spans count in. *focus becomes the piece that
  // holds the byte `at`.
  static Pieces pieces(std::string_view bytes, size_t from, const std::vector<Span>& spans,
                       Encoding encoding, size_t* focus, size_t at) {
    Pieces out;
    size_t done = from;
    const size_t end = from + bytes.size();
    const auto plain = [&](size_t until) {
      if (until <= done) return;
      const std::string_view part = bytes.substr(done - from, until - done);
      if (focus != nullptr && at >= done && at < until) {
        // Counted, not cut there: a cut would part a run of digits.
        Pieces before;
        append_text(decode_text(as_bytes(part.substr(0, at - done)), encoding), before);
        *focus = out.size() + before.size();
      }
      append_text(decode_text(as_bytes(part), encoding), out);
      done = until;
    };
    for (const Span& span : spans) {
      if (span.end <= from || span.begin >= end) continue;
      plain(std::max(span.begin, from));
      if (focus != nullptr && at >= span.begin && at < span.end) *focus = out.size();
      std::string shown;
      for (size_t i = 0; i < span.shown.size();) {
        const size_t n = next_code_point(std::string_view(span.shown).substr(i)).length;
        shown += visible(span.shown.substr(i, n));
        i += n;
      }
      out.push_back(std::move(shown));
      done = std::min(span.end, end);
    }
    plain(end);
    return out;
  }
};

ExcerptMasker::ExcerptMasker(const std::vector<std::shared_ptr<const MatchEngine>>& engines)
    : impl_(std::make_unique<Impl>()) {
  impl_->engines = engines;
  for (const auto& engine : engines) impl_->matchers.push_back(std::make_unique<Matcher>(engine));
}
ExcerptMasker::~ExcerptMasker() = default;

std::vector<ShownLine> ExcerptMasker::lines(const Stretch& stretch, uint64_t at, size_t context,
                                            std::vector<ShownMatch>& found) {
  const std::string_view bytes = stretch.bytes;
  std::vector<Span> all = impl_->spans(stretch);
  const size_t place = static_cast<size_t>(at - stretch.base);
  for (const Span& span : all) {
    if (place < span.begin || place >= span.end) continue;
    ShownMatch match{stretch.base + span.begin, span.rules->at(span.rule).id, span.shown};
    const auto same = [&](const ShownMatch& m) {
      return m.rule == match.rule && m.offset == match.offset;
    };
    if (std::none_of(found.begin(), found.end(), same)) found.push_back(std::move(match));
  }
  const std::vector<Span> spans = joined(std::move(all));

  // The encoding of wide text is one for all lines; others are told line by line.
  const Encoding whole = judge_block(as_bytes(bytes), stretch.mark).main;
  const size_t unit = unit_of(whole);
  const size_t low = place > kShown ? place - kShown : 0;
  const size_t high = std::min<size_t>(bytes.size(), place + kShown);
  struct Line {
    size_t begin, end;
    bool cut_before, cut_after;
  };
  std::vector<Line> lines;
  size_t begin =
      place % unit + (low > place % unit ? (low - place % unit + unit - 1) / unit * unit : 0);
  bool cut = begin > 0 || !stretch.at_start;
  size_t focus_line = 0;
  for (size_t i = begin; i < high || begin < high;) {
    const bool newline = i < high && is_newline(bytes, i, whole);
    if (!newline && i < high) {
      i += unit;
      continue;
    }
    const size_t end = std::min(i, high);
    if (begin <= place) focus_line = lines.size();
    lines.push_back({begin, end, cut, !newline && (high < bytes.size() || !stretch.at_end)});
    i = begin = end + unit;
    cut = false;
  }
  std::vector<ShownLine> out;
  const size_t first = focus_line > context ? focus_line - context : 0;
  for (size_t n = first; n < lines.size() && n <= focus_line + context; ++n) {
    const Line& line = lines[n];
    const std::string_view text = bytes.substr(line.begin, line.end - line.begin);
    Encoding encoding = whole;
    if (unit == 1) {
      const BlockVerdict verdict = judge_block(as_bytes(text), Encoding::binary);
      if (!verdict.binary && verdict.main != Encoding::unknown8) {
        encoding = verdict.main;
      } else if (is_utf8(text)) {
        encoding = Encoding::utf8;  // control bytes do not make it unreadable
      }
    }
    size_t focus = 0;
    const Pieces pieces = Impl::pieces(text, line.begin, spans, encoding, &focus, place);
    out.push_back({stretch.base + line.begin,
                   cut_to_width(pieces, focus, line.cut_before, line.cut_after), n == focus_line});
  }
  return out;
}

std::vector<ShownField> ExcerptMasker::record(const RecordBatch& batch, uint64_t row) {
  std::vector<ShownField> out;
  const auto r = static_cast<size_t>(row);
  for (const Column& column : batch.columns) {
    if (r + 1 >= column.offsets.size()) continue;
    const auto from = static_cast<size_t>(column.offsets[r]);
    const auto until = static_cast<size_t>(column.offsets[r + 1]);
    if (until <= from || until > column.block.size()) continue;
    const std::string_view value = as_text(column.block).substr(from, until - from - 1);
    const Pieces pieces = impl_->value(column.field, value);
    out.push_back({text(column.field), cut_to_width(pieces, 0, false, value.size() > kValueBytes)});
  }
  return out;
}

std::string ExcerptMasker::text(std::string_view utf8) {
  return cut_to_width(impl_->value("~name", utf8), 0, false, false);
}

}  // namespace qingce
