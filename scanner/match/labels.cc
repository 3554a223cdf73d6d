#include "scanner/match/labels.h"

#include <algorithm>
#include <map>
#include <memory>
#include <utility>

#include "scanner/match/charset.h"

namespace qingce {
namespace {

constexpr size_t kShortest = 2;  // bytes: one Han character in GBK

uint16_t last_two(std::string_view bytes) {
  const auto at = [&](size_t back) {
    return static_cast<unsigned>(static_cast<unsigned char>(bytes[bytes.size() - back]));
  };
  return static_cast<uint16_t>(at(2) << 8 | at(1));
}

const char* charset_of(Spelling spelling) {
  return spelling == Spelling::big5 ? "Big5" : "gb18030";
}

}  // namespace

std::unique_ptr<const LabelIndex> LabelIndex::compile(const RuleSet& rules) {
  auto out = std::make_unique<LabelIndex>();
  std::map<std::pair<std::string, Spelling>, std::vector<uint16_t>> found;
  for (uint16_t i = 0; i < rules.rules().size(); ++i) {
    for (const std::string& word : rules.at(i).labels) {
      const auto add = [&](const std::string& bytes, Spelling spelling) {
        if (bytes.size() < kShortest) return;
        std::vector<uint16_t>& list = found[{bytes, spelling}];
        if (list.empty() || list.back() != i) list.push_back(i);
      };
      add(word, Spelling::utf8);
      const auto gb = to_charset(word, "gb18030");
      if (!gb) return nullptr;
      if (*gb == word) continue;  // ASCII
      add(*gb, Spelling::gb18030);
      if (const auto big5 = to_charset(word, "Big5")) add(*big5, Spelling::big5);
    }
  }
  for (auto& [key, list] : found) {
    out->labels_.push_back({key.first, key.second, std::move(list)});
    out->longest_ = std::max(out->longest_, key.first.size());
  }
  std::stable_sort(out->labels_.begin(), out->labels_.end(),
                   [](const Label& a, const Label& b) { return a.bytes.size() > b.bytes.size(); });
  for (size_t i = 0; i < out->labels_.size(); ++i) {
    out->by_end_[last_two(out->labels_[i].bytes)].push_back(static_cast<uint16_t>(i));
  }
  return out;
}

const Label* LabelIndex::ending_at(const Text& text, size_t end) const {
  if (end < text.lo + kShortest) return nullptr;
  const size_t from = end - text.lo > longest_ ? end - longest_ : text.lo;
  const std::string_view before(reinterpret_cast<const char*>(text.data + from), end - from);
  const auto list = by_end_.find(last_two(before));
  if (list == by_end_.end()) return nullptr;
  for (const uint16_t i : list->second) {
    const Label& label = labels_[i];
    if (!before.ends_with(label.bytes)) continue;
    if (label.spelling == Spelling::utf8) return &label;
    // The bytes of a double-byte word also occur across two characters, and inside UTF-8 text.
    const size_t begin = end - label.bytes.size();
    const size_t step = in_step_before(text, begin);
    if (!is_strict_utf8(text, step, end) && pair_up_to(text, step, begin) == begin) return &label;
  }
  return nullptr;
}

// Length of the double-byte character at `pos`; 0 if none begins there.
static size_t double_byte_length(const Text& text, size_t pos, size_t stop) {
  const unsigned char lead = text.data[pos];
  if (lead < 0x81 || lead == 0xFF || pos + 1 >= stop) return 0;
  const unsigned char next = text.data[pos + 1];
  return is_digit(static_cast<char>(next)) ? 4 : next >= 0x40 ? 2 : 0;
}

bool read_whole(const Text& text, Spelling spelling, size_t begin, size_t stop, WholeText* out) {
  out->text.clear();
  out->at.clear();
  out->ends.clear();
  const std::string_view bytes(reinterpret_cast<const char*>(text.data), stop);
  const size_t limit = std::min(stop, begin + kLongestWhole);
  size_t pos = begin;
  while (pos < limit) {
    const unsigned char b = text.data[pos];
    if (b == '\n' || b == '\r' || b == 0) break;
    size_t next = pos + 1;
    if (b >= 0x80 && spelling == Spelling::utf8) {
      next = pos;
      if (!next_code_point(bytes, &next)) break;
    } else if (b >= 0x80) {
      const size_t length = double_byte_length(text, pos, stop);
      if (length == 0) break;
      next = pos + length;
    }
    if (next > limit) break;
    pos = next;
    out->ends.push_back(static_cast<uint32_t>(pos));
  }
  out->text = bytes.substr(begin, pos - begin);
  if (spelling != Spelling::utf8) {
    auto decoded = from_charset(out->text, charset_of(spelling));
    if (!decoded) return false;
    out->text = *std::move(decoded);
  }
  for (size_t at = 0; at < out->text.size();) {
    if (!next_code_point(out->text, &at)) return false;
    out->at.push_back(static_cast<uint32_t>(at));
  }
  return !out->at.empty() && out->at.size() == out->ends.size();
}

}  // namespace qingce
