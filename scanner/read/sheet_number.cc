#include "scanner/read/sheet_number.h"

#include <algorithm>

namespace qingce {
namespace {

constexpr size_t kKept = 15;       // significant digits that Excel keeps
constexpr size_t kLeastCut = 17;   // fewer digits that end in one 0 may well be whole
constexpr int kMostExponent = 30;  // no identifier is longer

std::string_view take_digits(std::string_view* text) {
  const size_t end = std::min(text->find_first_not_of("0123456789"), text->size());
  const std::string_view digits = text->substr(0, end);
  text->remove_prefix(end);
  return digits;
}

bool only_zeros(std::string_view digits) {
  return digits.find_first_not_of('0') == std::string_view::npos;
}

struct Parts {
  bool negative = false;
  std::string_view whole;
  std::string_view fraction;
  int exponent = 0;
  bool scientific = false;
};

// False: not a number as programs print doubles.
bool take_apart(std::string_view text, Parts* out) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  out->negative = text.starts_with('-');
  if (out->negative || text.starts_with('+')) text.remove_prefix(1);
  out->whole = take_digits(&text);
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    out->fraction = take_digits(&text);
  }
  if (out->whole.empty()) return false;
  if (text.empty()) return true;
  if (text.front() != 'E' && text.front() != 'e') return false;
  text.remove_prefix(1);
  const bool down = text.starts_with('-');
  if (down || text.starts_with('+')) text.remove_prefix(1);
  const std::string_view digits = take_digits(&text);
  if (digits.empty() || digits.size() > 4 || !text.empty() || down) return false;
  out->scientific = true;
  for (const char c : digits) out->exponent = out->exponent * 10 + (c - '0');
  return out->exponent <= kMostExponent;
}

}  // namespace

SheetNumber sheet_number(std::string_view raw) {
  Parts parts;
  if (!take_apart(raw, &parts)) return {std::string(raw)};
  std::string digits(parts.whole);
  std::string_view fraction = parts.fraction;
  const auto moved = std::min(fraction.size(), static_cast<size_t>(parts.exponent));
  digits += fraction.substr(0, moved);
  fraction.remove_prefix(moved);
  digits.append(static_cast<size_t>(parts.exponent) - moved, '0');
  digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size() - 1));
  if (!only_zeros(fraction)) return {std::string(raw)};
  SheetNumber out{parts.negative ? '-' + digits : digits};
  if (parts.scientific) {
    out.cut = digits.size() > kKept;
  } else {
    out.cut = digits.size() >= kLeastCut && only_zeros(std::string_view(digits).substr(kKept));
  }
  return out;
}

}  // namespace qingce
