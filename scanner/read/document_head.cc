#include "scanner/read/document_head.h"

#include <algorithm>

namespace qingce {
namespace {

constexpr size_t kGlance = 512;   // bytes that must be text
constexpr size_t kBlanks = 4096;  // bytes before a document begins, at most

}  // namespace

std::string document_head(Bytes head, Encoding mark) {
  if (!is_utf16(mark)) {
    std::string_view text = as_text(head);
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    return std::string(text);
  }
  std::string out;
  const size_t low = mark == Encoding::utf16le ? 0 : 1;
  for (size_t i = 2; i + 1 < head.size(); i += 2) {
    const auto c = static_cast<unsigned char>(head[i + low]);
    out.push_back(head[i + 1 - low] == std::byte{0} && c < 0x80 ? static_cast<char>(c) : '\x7F');
  }
  return out;
}

bool begins_document(Bytes head, Encoding mark, std::string_view first) {
  const std::string text = document_head(head.first(std::min(head.size(), kBlanks)), mark);
  const auto at = std::find_if(text.begin(), text.end(),
                               [](char c) { return static_cast<unsigned char>(c) > ' '; });
  if (at == text.end() || first.find(*at) == std::string_view::npos) return false;
  return !judge_block(head.first(std::min(head.size(), kGlance)), mark).binary;
}

}  // namespace qingce
