#include "scanner/core/mask.h"

#include <algorithm>
#include <vector>

#include "scanner/core/utf8.h"

namespace qingce {
namespace {

constexpr size_t kMinHidden = 4;  // fewer hidden characters than this hide nothing
constexpr size_t kMaxFull = 8;    // a full mask does not tell a long value's length
constexpr size_t kMaxLabel = 24;  // longest top-level domain in the root zone, as xn--

// The characters of a value as they may be shown: one entry per code point, '*' for what is not
// safe to print.
std::vector<std::string_view> characters(std::string_view text) {
  std::vector<std::string_view> out;
  while (!text.empty()) {
    const CodePoint c = next_code_point(text);
    out.push_back(c.valid && !is_hazardous(c.value) ? text.substr(0, c.length) : "*");
    text.remove_prefix(c.length);
  }
  return out;
}

std::string mask_full(std::string_view normal) {
  return std::string(std::min(characters(normal).size(), kMaxFull), '*');
}

std::string mask_edges(const MaskSpec& spec, std::string_view normal) {
  const auto chars = characters(normal);
  const size_t head = spec.head;
  const size_t tail = spec.tail;
  if (chars.size() < head + tail + kMinHidden) return std::string(chars.size(), '*');
  std::string out;
  for (size_t i = 0; i < head; ++i) out += chars[i];
  out.append(chars.size() - head - tail, '*');
  for (size_t i = chars.size() - tail; i < chars.size(); ++i) out += chars[i];
  return out;
}

bool is_letter(unsigned char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// A label that names a registry and nobody's number: letters, an xn-- form, or letters beyond
// ASCII.
bool is_public_label(std::string_view label) {
  if (label.empty() || label.size() > kMaxLabel) return false;
  const bool puny = label.substr(0, 4) == "xn--";
  const auto chars = characters(label);
  return std::all_of(chars.begin(), chars.end(), [&](std::string_view c) {
    const auto b = static_cast<unsigned char>(c[0]);
    return b >= 0x80 || is_letter(b) || (puny && ((b >= '0' && b <= '9') || b == '-'));
  });
}

std::string mask_email(std::string_view normal) {
  const size_t at = normal.rfind('@');
  if (at == std::string_view::npos) return mask_full(normal);
  std::string out;
  const auto local = characters(normal.substr(0, at));
  if (local.size() >= 3) out += local[0];
  out += "***@***";
  const std::string_view domain = normal.substr(at + 1);
  const size_t dot = domain.rfind('.');
  if (dot != std::string_view::npos && is_public_label(domain.substr(dot + 1))) {
    out += domain.substr(dot);
  }
  return out;
}

}  // namespace

std::string mask(const MaskSpec& spec, std::string_view normal) {
  switch (spec.style) {
    case MaskStyle::edges:
      return mask_edges(spec, normal);
    case MaskStyle::email:
      return mask_email(normal);
    case MaskStyle::full:
      return mask_full(normal);
  }
  return mask_full(normal);
}

}  // namespace qingce
