#include "scanner/read/encoding.h"

#include <uchardet/uchardet.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <memory>
#include <optional>

#include "scanner/read/byte_scan.h"
#include "scanner/read/characters.h"

namespace qingce {
namespace {

constexpr uint16_t bit(Encoding e) { return static_cast<uint16_t>(1u << static_cast<unsigned>(e)); }

// ---- UTF-8

size_t leading_continuations(Bytes b) {
  size_t n = 0;
  while (n < 3 && n < b.size() && (u8(b[n]) & 0xC0) == 0x80) ++n;
  return n;
}

// b without the beginning of a character that its end cuts off.
Bytes without_cut_end(Bytes b) {
  for (size_t back = 1; back <= 3 && back <= b.size(); ++back) {
    const size_t at = b.size() - back;
    if (u8(b[at]) < 0x80) break;
    if (u8(b[at]) < 0xC0) continue;
    bool cut = false;
    if (utf8_length(b, at, cut) == 0 && cut) return b.first(at);
    break;
  }
  return b;
}

// Whether b is well-formed, a sequence cut by its end included.
bool strict_utf8(Bytes b) { return is_valid_utf8(without_cut_end(b)); }

// ---- GB18030 and Big5

// The block may begin inside a character: the reading that fits better counts.
DoubleByte best_gb18030(Bytes b, bool cut_start) {
  DoubleByte first = walk_gb18030(b);
  if (!cut_start || b.size() < 2 || u8(b[0]) < 0x40) return first;
  DoubleByte second = walk_gb18030(b.subspan(1));
  const bool better =
      second.bad < first.bad || (second.bad == first.bad && second.mean() > first.mean());
  return better ? second : first;
}

bool uchardet_says_big5(Bytes b) {
  const std::unique_ptr<struct uchardet, void (*)(uchardet_t)> detector(uchardet_new(),
                                                                        uchardet_delete);
  if (!detector) return false;
  const auto text = as_text(b);
  if (uchardet_handle_data(detector.get(), text.data(), text.size()) != 0) return false;
  uchardet_data_end(detector.get());
  return std::string_view(uchardet_get_charset(detector.get())).starts_with("BIG5");
}

// ---- UTF-16 and UTF-32

enum class Unit : uint8_t { strong, weak, bad };

// strong: what Chinese and English text is made of. weak: other assigned areas; chance gives them
// too.
Unit unit_class(uint16_t u) {
  if (u < 0x80) {
    const auto b = static_cast<unsigned char>(u);
    return is_control(b) || is_odd(b) ? Unit::bad : Unit::strong;
  }
  if (u >= 0x4E00 && u <= 0x9FFF) return Unit::strong;
  if ((u >= 0x3000 && u <= 0x30FF) || (u >= 0xFF00 && u <= 0xFFEF) ||
      (u >= 0x2010 && u <= 0x206F)) {
    return Unit::strong;
  }
  if (u == 0xFEFF) return Unit::strong;
  if (u < 0xA0 || u >= 0xFFF0 || (u >= 0xE000 && u <= 0xF8FF)) return Unit::bad;
  return Unit::weak;
}

uint16_t unit_at(Bytes b, size_t i, bool little) {
  const unsigned lo = u8(b[little ? i : i + 1]);
  const unsigned hi = u8(b[little ? i + 1 : i]);
  return static_cast<uint16_t>(hi << 8 | lo);
}

bool ascii_pair(Bytes b, size_t i) {
  const uint8_t x = u8(b[i]);
  const uint8_t y = u8(b[i + 1]);
  return x >= 0x20 && x < 0x7F && y >= 0x20 && y < 0x7F;
}

struct UnitCounts {
  size_t units = 0, strong = 0, bad = 0, pairs = 0, ascii = 0;
};

UnitCounts count_units(Bytes b, size_t start, bool little) {
  UnitCounts c;
  for (size_t i = start; i + 1 < b.size(); i += 2) {
    const uint16_t u = unit_at(b, i, little);
    const Unit k = unit_class(u);
    ++c.units;
    c.strong += k == Unit::strong ? 1u : 0u;
    c.bad += k == Unit::bad ? 1u : 0u;
    c.pairs += ascii_pair(b, i) ? 1u : 0u;
    c.ascii += u < 0x80 ? 1u : 0u;
  }
  return c;
}

// Two ASCII bytes make a Han unit ("Bush hid the facts"), so those must stay few: real Han text has
// about one in five. Random units are strong one time in three.
bool looks_utf16(const UnitCounts& c, bool has_bom) {
  if (c.units < 2) return false;
  if (has_bom) return c.bad * 10 <= c.units;
  if (c.ascii == 0 && c.units < 8) return false;
  return c.bad * 50 <= c.units && c.strong * 10 >= c.units * 7 && c.pairs * 5 <= c.units * 2;
}

// 512 units spread over the block: where fewer than 60 % are strong, the 70 % that looks_utf16 asks
// of all of them are out of reach (five standard deviations). Saves four passes over text that is
// not UTF-16.
bool may_be_utf16(Bytes b, size_t start, bool little) {
  constexpr size_t kSample = 512;
  const size_t units = (b.size() - start) / 2;
  if (units < 4 * kSample) return true;
  const size_t step = units / kSample * 2;
  size_t strong = 0;
  for (size_t k = 0; k < kSample; ++k) {
    strong += unit_class(unit_at(b, start + k * step, little)) == Unit::strong ? 1u : 0u;
  }
  return strong * 10 >= kSample * 6;
}

std::optional<Encoding> find_utf16(Bytes b) {
  // A beginning that is far from it refuses cheaply: 8-bit text pays for 512 bytes instead of all.
  constexpr size_t kGlance = 512;
  if (b.size() > 4 * kGlance) {
    const auto near = [&](size_t start, bool little) {
      const UnitCounts c = count_units(b.first(kGlance), start, little);
      return c.bad * 4 <= c.units && c.strong * 2 >= c.units;
    };
    if (!near(0, true) && !near(0, false) && !near(1, true) && !near(1, false)) return std::nullopt;
  }
  std::optional<Encoding> best;
  size_t best_strong = 0;
  for (const size_t start : {size_t{0}, size_t{1}}) {
    for (const bool little : {true, false}) {
      if (!may_be_utf16(b, start, little)) continue;
      const UnitCounts c = count_units(b, start, little);
      if (!looks_utf16(c, false) || c.strong <= best_strong) continue;
      best_strong = c.strong;
      best = little ? Encoding::utf16le : Encoding::utf16be;
    }
  }
  return best;
}

bool looks_utf32(Bytes b, size_t start, bool little) {
  size_t units = 0;
  size_t good = 0;
  for (size_t i = start; i + 3 < b.size(); i += 4) {
    ++units;
    const uint16_t high = unit_at(b, little ? i + 2 : i, little);
    const uint16_t low = unit_at(b, little ? i : i + 2, little);
    if (high == 0 ? unit_class(low) == Unit::strong : high <= 0x10) ++good;
  }
  return units >= 2 && good * 50 >= units * 49;
}

std::optional<Encoding> find_utf32(Bytes b, size_t nuls) {
  if (nuls * 5 < b.size() * 2) return std::nullopt;
  for (size_t start = 0; start < 4; ++start) {
    if (looks_utf32(b, start, true)) return Encoding::utf32le;
    if (looks_utf32(b, start, false)) return Encoding::utf32be;
  }
  return std::nullopt;
}

// ---- mixed blocks

struct Mix {
  std::array<size_t, kEncodings> bytes{};  // per encoding; ascii for lines of nothing else
  size_t bad_high = 0;                     // bytes >= 0x80 that no encoding explains
  DoubleByte gb;
  std::vector<Bytes> double_byte;  // the lines that may be GB18030 or Big5
};

// The first character beyond ASCII tells most lines that are no UTF-8.
bool begins_as_utf8(Bytes b) {
  bool cut = false;
  return b.empty() || utf8_length(b, 0, cut) != 0 || cut;
}

void add_line(Bytes line, bool cut_start, Mix& mix) {
  const auto add = [&](Encoding e) { mix.bytes[static_cast<size_t>(e)] += line.size(); };
  const size_t high = next_high(line, 0);
  if (high == line.size()) return add(Encoding::ascii);
  const Bytes rest = line.subspan(high);  // ASCII before it is well-formed in every encoding here
  const size_t skip = cut_start && high == 0 ? leading_continuations(line) : 0;
  if (begins_as_utf8(rest.subspan(skip)) && strict_utf8(rest.subspan(skip)))
    return add(Encoding::utf8);
  const DoubleByte gb = best_gb18030(line, cut_start);
  if (gb.bad > 0) {
    // Neither as a whole: what is well-formed UTF-8 in it is taken out first.
    size_t bad = 0;
    for (size_t i = 0; i < line.size();) {
      bool cut = false;
      const size_t n = utf8_length(line, i, cut);
      bad += n == 0 ? 1u : 0u;
      i += std::max<size_t>(n, 1);
    }
    if (bad < gb.bad) {
      mix.bad_high += bad;
      return add(Encoding::utf8);
    }
  }
  mix.bad_high += gb.bad;
  mix.gb.chars += gb.chars;
  mix.gb.score += gb.score;
  mix.gb.bad += gb.bad;
  mix.double_byte.push_back(line);
  add(Encoding::gb18030);
}

// Lines end at LF; one of more than 4 KiB at the next byte < 0x30, which is no part of a longer
// character.
void add_lines(Bytes b, Mix& mix) {
  constexpr size_t kLongLine = 4096;
  for (size_t begin = 0; begin < b.size();) {
    const Bytes line = b.subspan(begin, std::min(kLongLine, b.size() - begin));
    const void* const newline = std::memchr(line.data(), '\n', line.size());
    size_t end = begin + line.size();
    if (newline != nullptr) {
      end = static_cast<size_t>(static_cast<const std::byte*>(newline) - b.data()) + 1;
    } else {
      while (end < b.size() && u8(b[end]) >= 0x30) ++end;
      end = std::min(end + 1, b.size());
    }
    add_line(b.subspan(begin, end - begin), begin == 0, mix);
    begin = end;
  }
}

std::string joined(const std::vector<Bytes>& lines) {
  std::string out;
  for (const Bytes line : lines) out.append(as_text(line)).push_back('\n');
  return out;
}

// The double-byte lines of a mix get their name: GB18030 if common enough, Big5 on uchardet's word,
// else none.
void name_double_byte(Mix& mix) {
  size_t& gb_bytes = mix.bytes[static_cast<size_t>(Encoding::gb18030)];
  if (gb_bytes == 0) return;
  // Big5 read as GB18030 comes out far below this.
  const bool common = mix.gb.bad == 0 && mix.gb.mean() >= 0.75;
  const std::string lines = common ? std::string() : joined(mix.double_byte);
  const DoubleByte big5 = walk_big5(as_bytes(lines));
  const bool maybe_big5 =
      !common && big5.bad * 50 <= big5.chars && big5.mean() > mix.gb.mean() + 0.1;
  Encoding name = mix.gb.mean() >= kChinese ? Encoding::gb18030 : Encoding::unknown8;
  if (maybe_big5 && uchardet_says_big5(as_bytes(lines))) {
    name = Encoding::big5;
    mix.bad_high = big5.bad;
  }
  if (name == Encoding::gb18030) return;
  mix.bytes[static_cast<size_t>(name)] += gb_bytes;
  gb_bytes = 0;
}

// A run of UTF-16 that starts at `i`: its length in bytes, 0 if there is none. Three ASCII pairs in
// a row end it.
size_t utf16_run(Bytes b, size_t i, bool little) {
  size_t end = i;
  size_t pairs = 0;
  size_t at = i;
  for (; at + 1 < b.size(); at += 2) {
    if (unit_class(unit_at(b, at, little)) != Unit::strong) break;
    pairs = ascii_pair(b, at) ? pairs + 1 : 0;
    if (pairs >= 3) break;
    if (pairs == 0) end = at + 2;
  }
  return end - i >= 6 ? end - i : 0;
}

// Takes the UTF-16 runs and long runs of NUL (a log after a crash) out of a block; the rest is
// 8-bit text, or not.
struct Split {
  std::vector<std::byte> rest;
  std::array<size_t, kEncodings> bytes{};
};

Split split_wide(Bytes b) {
  constexpr size_t kNulRun = 16;
  Split out;
  out.rest.reserve(b.size());
  for (size_t i = 0; i < b.size();) {
    if (u8(b[i]) != 0) {
      out.rest.push_back(b[i++]);
      continue;
    }
    const size_t little = i > 0 && !out.rest.empty() ? utf16_run(b, i - 1, true) : 0;
    const size_t big = utf16_run(b, i, false);
    if (little > 0 && little >= big) {
      out.rest.pop_back();
      out.bytes[static_cast<size_t>(Encoding::utf16le)] += little;
      i += little - 1;
      continue;
    }
    if (big > 0) {
      out.bytes[static_cast<size_t>(Encoding::utf16be)] += big;
      i += big;
      continue;
    }
    size_t end = i;
    while (end < b.size() && u8(b[end]) == 0) ++end;
    if (end - i < kNulRun) out.rest.insert(out.rest.end(), end - i, std::byte{0});
    i = end;
  }
  return out;
}

// ---- the verdict

BlockVerdict only(Encoding e) { return {bit(e), false, e}; }
BlockVerdict binary_block() { return {0, true, Encoding::binary}; }

// Half a per cent of bytes that stand in no text are damage; more is no text.
bool too_many_controls(const ByteCensus& c, size_t size) {
  const size_t allowed = size / 200 + (size >= 32 ? 1 : 0);
  return c.control > allowed || c.odd * 6 > size;
}

// Chance: short binary data may hold no control byte at all, but then its high bytes fit no
// encoding.
bool short_and_odd(const Mix& mix, const ByteCensus& c, size_t size) {
  if (size >= 512 || c.high * 4 < size) return false;
  return mix.bad_high * 33 > size || mix.bytes[static_cast<size_t>(Encoding::unknown8)] * 2 > size;
}

BlockVerdict from_shares(const std::array<size_t, kEncodings>& bytes) {
  BlockVerdict v;
  size_t most = 0;
  for (size_t e = 0; e < bytes.size(); ++e) {
    const auto encoding = static_cast<Encoding>(e);
    if (bytes[e] == 0 || encoding == Encoding::ascii) continue;
    v.encodings = static_cast<uint16_t>(v.encodings | bit(encoding));
    if (bytes[e] > most) {
      most = bytes[e];
      v.main = encoding;
    }
  }
  if (v.encodings == 0) v = only(Encoding::ascii);
  return v;
}

BlockVerdict judge_eight_bit(Bytes b, const ByteCensus& counts,
                             const std::array<size_t, kEncodings>& wide) {
  if (too_many_controls(counts, b.size())) return binary_block();
  Mix mix;
  mix.bytes = wide;
  if (counts.high > 0) {
    add_lines(b, mix);
    name_double_byte(mix);
    if (short_and_odd(mix, counts, b.size())) return binary_block();
  }
  return from_shares(mix.bytes);
}

// Padding says nothing: groups of four zeros (so that no UTF-16 or UTF-32 unit loses its half) at
// either end.
Bytes strip_padding(Bytes b) {
  const auto nonzero = [](std::byte x) { return u8(x) != 0; };
  const auto first = std::find_if(b.begin(), b.end(), nonzero);
  if (first == b.end()) return {};
  const auto last = std::find_if(b.rbegin(), b.rend(), nonzero).base() - 1;
  const auto begin = static_cast<size_t>(first - b.begin()) / 4 * 4;
  const auto end = std::min(b.size(), (static_cast<size_t>(last - b.begin()) / 4 + 1) * 4);
  return b.subspan(begin, end - begin);
}

std::optional<BlockVerdict> judge_by_bom(Bytes b, Encoding bom) {
  if (bom == Encoding::utf16le || bom == Encoding::utf16be) {
    if (looks_utf16(count_units(b, 0, bom == Encoding::utf16le), true)) return only(bom);
  }
  if (bom == Encoding::utf32le || bom == Encoding::utf32be) {
    if (looks_utf32(b, 0, bom == Encoding::utf32le)) return only(bom);
  }
  return std::nullopt;
}

}  // namespace

std::string_view to_string(Encoding encoding) {
  constexpr std::array<std::string_view, kEncodings> kNames = {
      "US-ASCII", "UTF-8",    "GB18030",  "Big5",         "UTF-16LE",
      "UTF-16BE", "UTF-32LE", "UTF-32BE", "unknown-8bit", "binary"};
  return kNames[static_cast<size_t>(encoding)];
}

namespace {

// All zeros at either end: once it is clear that there are no wide units.
Bytes trim_zeros(Bytes b) {
  while (!b.empty() && u8(b.back()) == 0) b = b.first(b.size() - 1);
  while (!b.empty() && u8(b.front()) == 0) b = b.subspan(1);
  return b;
}

std::optional<BlockVerdict> judge_utf8(Bytes b, const ByteCensus& counts) {
  if (counts.high > 0 && !strict_utf8(b.subspan(leading_continuations(b)))) return std::nullopt;
  if (too_many_controls(counts, b.size())) return binary_block();
  return only(counts.high > 0 ? Encoding::utf8 : Encoding::ascii);
}

}  // namespace

BlockVerdict judge_block(Bytes block, Encoding bom) {
  const ByteCensus all = take_census(block);
  if (all.plain_ascii() && (bom == Encoding::binary || bom == Encoding::utf8)) {
    return block.empty() ? BlockVerdict{} : only(Encoding::ascii);
  }
  Bytes b = all.nul > 0 ? strip_padding(block) : block;
  if (b.empty()) return {};
  if (const auto v = judge_by_bom(b, bom)) return *v;
  const size_t nuls = all.nul - (block.size() - b.size());
  if (nuls == 0) {
    if (const auto v = judge_utf8(b, b.size() == block.size() ? all : take_census(b))) return *v;
  } else if (const auto wide = find_utf32(b, nuls)) {
    return only(*wide);
  }
  if (const auto wide = find_utf16(b)) return only(*wide);
  const Bytes trimmed = nuls > 0 ? trim_zeros(b) : b;
  const ByteCensus counts = trimmed.size() == block.size() ? all : take_census(trimmed);
  if (counts.nul == 0) {
    if (nuls > 0) {
      if (const auto v = judge_utf8(trimmed, counts)) return *v;
    }
    return judge_eight_bit(trimmed, counts, {});
  }
  const Split split = split_wide(trimmed);
  return judge_eight_bit(split.rest, take_census(split.rest), split.bytes);
}

Encoding classify_block(Bytes block, Encoding bom) { return judge_block(block, bom).main; }

Encoding byte_order_mark(Bytes head) {
  const std::string_view t = as_text(head.first(std::min<size_t>(head.size(), 4)));
  using namespace std::string_view_literals;
  if (t.starts_with("\xEF\xBB\xBF"sv)) return Encoding::utf8;
  if (t.starts_with("\xFF\xFE\0\0"sv)) return Encoding::utf32le;
  if (t.starts_with("\0\0\xFE\xFF"sv)) return Encoding::utf32be;
  if (t.starts_with("\xFF\xFE"sv)) return Encoding::utf16le;
  if (t.starts_with("\xFE\xFF"sv)) return Encoding::utf16be;
  return Encoding::binary;
}

}  // namespace qingce
