#include "scanner/match/words.h"

#include <unicode/ucnv.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <map>
#include <optional>

#include "detectors/normalize.h"

namespace qingce {
namespace {

constexpr size_t kBlock = 2048;          // bytes searched at a time
constexpr size_t kRequiredBlock = 8192;  // the same for the few words that rules ask for
constexpr size_t kBytesBefore = kCharsBefore * 4;
constexpr size_t kBytesAfter = kCharsAfter * 4;
constexpr size_t kLongestLiteral = 128;  // bytes; a longer word cannot stand within reach

bool all_ascii(const std::string& text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<signed char>(c) >= 0; });
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), to_lower);
  return text;
}

std::optional<std::string> in_charset(const icu::UnicodeString& text, const char* charset) {
  UErrorCode status = U_ZERO_ERROR;
  UConverter* converter = ucnv_open(charset, &status);
  if (U_FAILURE(status)) return std::nullopt;
  ucnv_setFromUCallBack(converter, UCNV_FROM_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &status);
  std::string out(static_cast<size_t>(text.length()) * 4 + 4, '\0');
  const int32_t length = ucnv_fromUChars(converter, out.data(), static_cast<int32_t>(out.size()),
                                         text.getBuffer(), text.length(), &status);
  ucnv_close(converter);
  if (U_FAILURE(status)) return std::nullopt;
  out.resize(static_cast<size_t>(length));
  return out;
}

std::string in_utf16(const icu::UnicodeString& text, bool little) {
  std::string out;
  for (int32_t i = 0; i < text.length(); ++i) {
    const auto low = static_cast<char>(text[i] & 0xFF);
    const auto high = static_cast<char>(text[i] >> 8);
    out.push_back(little ? low : high);
    out.push_back(little ? high : low);
  }
  return out;
}

}  // namespace

std::unique_ptr<const WordIndex> WordIndex::compile(const RuleSet& rules) {
  std::unique_ptr<WordIndex> out(new WordIndex());
  out->rules_ = rules.rules().size();
  std::map<std::string, uint16_t> words;
  const auto collect = [&](const std::vector<std::string>& list) {
    for (const std::string& word : list) {
      if (!word.empty()) words.emplace(lower(word), static_cast<uint16_t>(words.size()));
    }
  };
  for (const Rule& rule : rules.rules()) {
    collect(rule.context);
    collect(rule.negative_context);
  }
  out->uses_.assign(words.size() * out->rules_, 0);
  for (const Rule& rule : rules.rules()) {
    out->asks_.push_back(rule.context_need == ContextNeed::required);
  }
  for (size_t r = 0; r < out->rules_; ++r) {
    const Rule& rule = rules.at(static_cast<uint16_t>(r));
    const auto mark = [&](const std::vector<std::string>& list, Context context) {
      for (const std::string& word : list) {
        if (word.empty()) continue;
        out->uses_[words.at(lower(word)) * out->rules_ + r] = static_cast<int8_t>(context);
      }
    };
    mark(rule.negative_context, Context::negative);
    mark(rule.context, Context::positive);
  }
  Patterns patterns;
  for (const auto& [word, index] : words) {
    bool required = false;
    for (uint16_t r = 0; r < out->rules_; ++r) {
      required |= rules.at(r).context_need == ContextNeed::required &&
                  out->use(index, r) == Context::positive;
    }
    if (!out->add_word(word, index, required, &patterns)) return nullptr;
  }
  out->shortest_.assign(out->rules_, SIZE_MAX);
  for (const Literal& literal : out->literals_) {
    for (uint16_t r = 0; r < out->rules_; ++r) {
      if (out->use(literal.word, r) != Context::none)
        out->shortest_[r] = std::min<size_t>(out->shortest_[r], literal.length);
    }
  }
  for (uint16_t r = 0; r < out->rules_; ++r) {
    if (out->is_required(r))
      out->shortest_required_ = std::min(out->shortest_required_, out->shortest_[r]);
  }
  HsRefusal refusal;
  out->narrow_ = HsDatabase::compile(patterns.narrow, &refusal);
  out->wide_ = HsDatabase::compile(patterns.wide, &refusal);
  out->required_ = HsDatabase::compile(patterns.required, &refusal);
  if (!out->narrow_ || !out->wide_ || !out->required_) return nullptr;
  return out;
}

bool WordIndex::add_word(const std::string& word, uint16_t index, bool required,
                         Patterns* patterns) {
  std::vector<HsPattern>* const narrow = &patterns->narrow;
  std::vector<HsPattern>* const wide = &patterns->wide;
  const bool ascii = all_ascii(word);
  const auto add = [&](const std::string& bytes, Spelling spelling, bool caseless,
                       std::vector<HsPattern>* to) {
    if (bytes.empty() || bytes.size() > kLongestLiteral) return;
    to->push_back({hs_literal(bytes), static_cast<unsigned>(literals_.size()), caseless});
    if (required && to == narrow) patterns->required.push_back(to->back());
    literals_.push_back({index, spelling, static_cast<uint8_t>(bytes.size()), ascii});
    longest_ = std::max(longest_, bytes.size());
  };
  // Case is folded only where no byte of another character can be taken for a letter.
  add(word, ascii ? Spelling::ascii : Spelling::utf8, true, narrow);
  std::vector<std::string> cases{word};
  std::string upper = word;
  std::transform(upper.begin(), upper.end(), upper.begin(), to_upper);
  if (!ascii && upper != word) cases.push_back(upper);
  for (const std::string& spelled : cases) {
    const icu::UnicodeString text = icu::UnicodeString::fromUTF8(spelled);
    if (!ascii) {
      const auto gb = in_charset(text, "gb18030");
      if (!gb) return false;
      add(*gb, Spelling::gb18030, false, narrow);
      if (const auto big5 = in_charset(text, "Big5")) add(*big5, Spelling::big5, false, narrow);
    }
    add(in_utf16(text, true), Spelling::utf16le, ascii, wide);
    add(in_utf16(text, false), Spelling::utf16be, ascii, wide);
  }
  return true;
}

bool WordIndex::grow(HsScratch& scratch) const {
  return scratch.grow(*narrow_) && scratch.grow(*wide_) && scratch.grow(*required_);
}

void WordFinder::reset(const unsigned char* data, size_t size) {
  data_ = data;
  size_ = size;
  for (const List kind : {List::narrow, List::wide, List::required}) {
    std::vector<Block>& list = blocks_[static_cast<size_t>(kind)];
    const size_t blocks = size / (kind == List::required ? kRequiredBlock : kBlock) + 1;
    if (list.size() < blocks) list.resize(blocks);
    for (size_t i = 0; i < blocks; ++i) list[i].done = false;
  }
}

// Hits that end in the block's own bytes (the first byte excluded, the byte behind the last
// included).
const std::vector<WordFinder::Hit>& WordFinder::block(size_t index, List list, HsScratch& scratch) {
  Block& block = blocks_[static_cast<size_t>(list)][index];
  if (block.done) return block.hits;
  block.done = true;
  block.hits.clear();
  const size_t size = list == List::required ? kRequiredBlock : kBlock;
  const size_t own = index * size;
  const size_t from = own > index_->longest_ ? own - index_->longest_ : 0;
  const size_t to = std::min(own + size, size_);
  if (from >= to) return block.hits;
  struct Gather {
    WordFinder* finder;
    Block* block;
    size_t from;
    size_t own;
  } gather{this, &block, from, own};
  const HsDatabase& database = list == List::wide     ? *index_->wide_
                               : list == List::narrow ? *index_->narrow_
                                                      : *index_->required_;
  // A failure of Hyperscan here cannot be caused by the bytes; the words are then missing, no value
  // is.
  (void)database.scan(
      data_ + from, to - from, scratch,
      [](void* context, unsigned id, size_t end) {
        auto* g = static_cast<Gather*>(context);
        const size_t at = g->from + end;
        if (at <= g->own && g->own != 0) return;
        const size_t length = g->finder->index_->literals_[id].length;
        g->block->hits.push_back({static_cast<uint32_t>(at - length), static_cast<uint32_t>(at),
                                  static_cast<uint16_t>(id)});
      },
      &gather);
  return block.hits;
}

bool WordFinder::stands_free(const Text& text, Unit unit, const Hit& hit) const {
  using Spelling = WordIndex::Spelling;
  const WordIndex::Literal& literal = index_->literals_[hit.literal];
  if (!is_wide(unit)) {
    if (literal.spelling == Spelling::gb18030 || literal.spelling == Spelling::big5) {
      // The bytes of a GBK word also occur across two characters, and inside UTF-8 text.
      const size_t from = in_step_before(text, hit.begin);
      if (is_strict_utf8(text, from, hit.end)) return false;
      return pair_up_to(text, from, hit.begin) == hit.begin;
    }
    if (!literal.is_ascii) return true;
    if (is_letter(static_cast<char>(text.data[hit.begin])) && is_trail_byte(text, hit.begin)) {
      return false;
    }
  } else if (!literal.is_ascii) {
    return true;
  }
  // "tel" in "hotel" is no word; "userMobile" and "mobileNo" hold one.
  const size_t width = width_of(unit);
  const Char before = prev_char(text, unit, hit.begin);
  const Char first = next_char(text, unit, hit.begin);
  const Char last = prev_char(text, unit, hit.end);
  const Char after = next_char(text, unit, hit.end);
  if (hit.end - hit.begin < width || first.len == 0 || last.len == 0) return false;
  if (is_letter(first.c) && is_letter(before.c) && !(is_lower(before.c) && is_upper(first.c)))
    return false;
  // "md5" in "LGBE33589MD583889" is no word.
  if (is_digit(last.c) && is_digit(after.c)) return false;
  return !(is_letter(last.c) && is_letter(after.c) && !(is_lower(last.c) && is_upper(after.c)));
}

namespace {

// Characters between two places of one line, at most `limit`; nullopt if there are more, or a line
// ends between.
std::optional<size_t> distance(const Text& text, Unit unit, size_t from, size_t to, size_t limit) {
  size_t count = 0;
  while (from < to) {
    const size_t length = char_length(text, unit, from);
    const Char c = is_wide(unit) ? next_char(text, unit, from) : Char{};
    const unsigned char b = text.data[from];
    if (!is_wide(unit) && (b == '\n' || b == '\r' || b == 0)) return std::nullopt;
    if (is_wide(unit) && c.cls == CharClass::other) {
      bool high_zero = true;
      unsigned char low = 0;
      for (size_t k = 0; k < length; ++k) {
        const bool is_low =
            (unit == Unit::utf16le || unit == Unit::utf32le) ? k == 0 : k + 1 == length;
        if (is_low) {
          low = text.data[from + k];
        } else {
          high_zero &= text.data[from + k] == 0;
        }
      }
      if (high_zero && (low == '\n' || low == '\r' || low == 0)) return std::nullopt;
    }
    if (++count > limit) return std::nullopt;
    from += length;
  }
  return count;
}

// The word that ends at `at` is (the beginning of) a key: "traceId=", "order_no": ". What follows a
// key is its value, so it says nothing of a value before it.
bool is_key(const Text& text, Unit unit, size_t at) {
  constexpr int kLongestRest = 12;  // characters of the key behind the word, quotes and spaces
  for (int i = 0; i <= kLongestRest; ++i) {
    const Char c = next_char(text, unit, at);
    if (c.len == 0) return false;
    if (c.c == '=' || c.c == ':') return true;
    if (!is_letter(c.c) && !is_digit(c.c) && c.c != '_' && c.c != '"' && c.c != '\'' &&
        c.c != ' ') {
      return false;
    }
    at += c.len;
  }
  return false;
}

}  // namespace

void WordFinder::weigh(const Text& text, Unit unit, uint16_t rule, size_t begin, size_t end,
                       const Hit& hit, Best* best) const {
  const WordIndex::Literal& literal = index_->literals_[hit.literal];
  const bool before = hit.end <= begin;
  if (!before && hit.begin < end) return;
  const std::optional<size_t> reach = before ? distance(text, unit, hit.begin, begin, kCharsBefore)
                                             : distance(text, unit, end, hit.end, kCharsAfter);
  if (!reach || !stands_free(text, unit, hit)) return;
  if (!before && is_key(text, unit, hit.end)) return;
  const size_t gap = before ? distance(text, unit, hit.end, begin, kCharsBefore).value_or(0)
                            : 2 * distance(text, unit, end, hit.begin, kCharsAfter).value_or(0) + 4;
  const size_t length = hit.end - hit.begin;
  if (gap < best->distance || (gap == best->distance && length > best->length)) {
    *best = {gap, length, index_->use(literal.word, rule)};
  }
}

// UTF-32 has no literals of its own (they took ten times as long to compile as all others): what is
// within reach is searched as UTF-16.
void WordFinder::gather_utf32(const Text& text, Unit unit, size_t begin, size_t end,
                              const Reach& reach, HsScratch& scratch) {
  size_t at = begin;
  while (at >= reach.from + 4) at -= 4;
  narrowed_.clear();
  const size_t first = at;
  for (; at + 4 <= reach.to; at += 4) {
    const unsigned char* p = text.data + at;
    const bool little = unit == Unit::utf32le;
    const bool basic = little ? (p[2] | p[3]) == 0 : (p[0] | p[1]) == 0;
    const bool inside = at >= begin && at < end;  // no word reaches into the value
    narrowed_.push_back(static_cast<char>(!basic || inside ? 0xFF : little ? p[0] : p[3]));
    narrowed_.push_back(static_cast<char>(!basic || inside ? 0xFF : little ? p[1] : p[2]));
  }
  struct Gather {
    WordFinder* finder;
    size_t first;
  } gather{this, first};
  (void)index_->wide_->scan(
      reinterpret_cast<const unsigned char*>(narrowed_.data()), narrowed_.size(), scratch,
      [](void* context, unsigned id, size_t to) {
        auto* g = static_cast<Gather*>(context);
        const WordIndex::Literal& literal = g->finder->index_->literals_[id];
        if (literal.spelling != WordIndex::Spelling::utf16le || to % 2 != 0) return;
        const size_t stop = g->first + to * 2;
        g->finder->around_.push_back({static_cast<uint32_t>(stop - literal.length * size_t{2}),
                                      static_cast<uint32_t>(stop), static_cast<uint16_t>(id)});
      },
      &gather);
}

void WordFinder::gather(Unit unit, size_t begin, size_t end, const Reach& reach,
                        HsScratch& scratch) {
  const bool wide = is_wide(unit);
  const auto spelled =
      unit == Unit::utf16le ? WordIndex::Spelling::utf16le : WordIndex::Spelling::utf16be;
  for (size_t i = reach.from / kBlock; i <= reach.to / kBlock && i * kBlock <= size_; ++i) {
    for (const Hit& hit : block(i, wide ? List::wide : List::narrow, scratch)) {
      if (hit.begin < reach.from || hit.end > reach.to) continue;
      if (wide) {
        if (index_->literals_[hit.literal].spelling != spelled) continue;
        if ((hit.end <= begin ? begin - hit.end : hit.begin - end) % 2 != 0) continue;
      }
      around_.push_back(hit);
    }
  }
}

bool WordFinder::any_required(size_t begin, size_t end, HsScratch& scratch) {
  const size_t from = begin > kBytesBefore ? begin - kBytesBefore : 0;
  const size_t to = end + kBytesAfter;
  for (size_t i = from / kRequiredBlock; i <= to / kRequiredBlock && i * kRequiredBlock <= size_;
       ++i) {
    for (const Hit& hit : block(i, List::required, scratch)) {
      if (hit.begin < to && hit.end > from) return true;
    }
  }
  return false;
}

Context WordFinder::near(const Text& text, Unit unit, uint16_t rule, size_t begin, size_t end,
                         bool positive_only, HsScratch& scratch) {
  const Reach reach{std::max(text.lo, begin > kBytesBefore ? begin - kBytesBefore : 0),
                    std::min(text.hi, end + kBytesAfter)};
  // Nearly always it fills its field.
  const size_t shortest = index_->shortest_[rule];
  if (reach.from + shortest > begin && end + shortest > reach.to) return Context::none;
  if (positive_only && !is_wide(unit) && index_->is_required(rule) &&
      !any_required(begin, end, scratch)) {
    return Context::none;
  }
  around_.clear();
  if (width_of(unit) == 4) {
    gather_utf32(text, unit, begin, end, reach, scratch);
  } else {
    gather(unit, begin, end, reach, scratch);
  }
  bool any_positive = false;
  size_t kept = 0;
  for (const Hit& hit : around_) {
    const Context use = index_->use(index_->literals_[hit.literal].word, rule);
    if (use == Context::none) continue;
    any_positive |= use == Context::positive;
    around_[kept++] = hit;
  }
  around_.resize(kept);
  if (kept == 0 || (positive_only && !any_positive)) return Context::none;
  Best best;
  for (const Hit& hit : around_) {
    const bool inside = std::any_of(around_.begin(), around_.end(), [&](const Hit& other) {
      return other.begin <= hit.begin && hit.end <= other.end &&
             other.end - other.begin > hit.end - hit.begin && stands_free(text, unit, other);
    });
    if (!inside) weigh(text, unit, rule, begin, end, hit, &best);
  }
  return best.context;
}

}  // namespace qingce
