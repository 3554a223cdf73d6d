#include "scanner/match/coded.h"

#include <algorithm>
#include <array>
#include <optional>

#include "detectors/normalize.h"
#include "scanner/core/window.h"

namespace qingce {
namespace {

// The shortest that is looked for: one block of AES is 24 characters of base64. So one byte in this
// many tells whether a run may be there.
constexpr size_t kStride = 16;
constexpr size_t kShortest = 24;
static_assert(kShortest >= kStride);

constexpr std::array<bool, 256> make_base64() {
  std::array<bool, 256> out{};
  for (size_t c = 0; c < 0x80; ++c) {
    out[c] = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
             c == '+' || c == '/' || c == '-' || c == '_';
  }
  return out;
}
constexpr std::array<bool, 256> kBase64 = make_base64();

bool is_hex(unsigned char c) {
  return is_digit(static_cast<char>(c)) || ((c | 32) >= 'a' && (c | 32) <= 'f');
}

// What the characters of a run are.
struct Kinds {
  bool hex = true;  // padding aside
  bool upper = false;
  bool lower = false;
  bool digit = false;
  bool padded = false;
};

Kinds kinds_of(const unsigned char* data, size_t begin, size_t end) {
  Kinds kinds;
  for (size_t i = begin; i < end; ++i) {
    const char c = static_cast<char>(data[i]);
    kinds.hex &= is_hex(data[i]) || c == '=';
    kinds.upper |= is_upper(c);
    kinds.lower |= is_lower(c);
    kinds.digit |= is_digit(c) || c == '+' || c == '/';
    kinds.padded |= c == '=';
  }
  return kinds;
}

std::optional<CodedSpan> judge(const unsigned char* data, size_t begin, size_t end) {
  // Literals of SQL: 0x…, and \x… of PostgreSQL.
  if (end - begin > 2 && data[begin] == '0' && (data[begin + 1] | 32) == 'x') {
    begin += 2;
  } else if (begin > 0 && data[begin - 1] == '\\' && data[begin] == 'x') {
    begin += 1;
  }
  const size_t length = end - begin;
  const Kinds kinds = kinds_of(data, begin, end);
  if (kinds.hex && !kinds.padded) {
    const bool digest = length == 32 || length == 40 || length == 64;
    const bool mixed = kinds.digit && (kinds.upper != kinds.lower);
    if (digest && mixed) return CodedSpan{begin, end, Evidence::digest};
    return std::nullopt;
  }
  const bool block = length >= kShortest && length % 4 == 0;
  if (!block || !kinds.upper || !kinds.lower || !kinds.digit) return std::nullopt;
  return CodedSpan{begin, end, Evidence::ciphertext};
}

}  // namespace

void find_coded(const unsigned char* data, size_t size, size_t from, size_t to,
                std::vector<CodedSpan>* out) {
  for (size_t at = from; at < std::min(size, to + kShortest);) {
    if (!kBase64[data[at]]) {
      at += kStride;
      continue;
    }
    size_t begin = at;
    size_t end = at;
    while (begin > 0 && at - begin <= kMaxMatch && kBase64[data[begin - 1]]) --begin;
    while (end < size && end - at <= kMaxMatch && kBase64[data[end]]) ++end;
    for (int pad = 0; pad < 2 && end < size && data[end] == '='; ++pad) ++end;
    const bool whole = at - begin <= kMaxMatch && end - at <= kMaxMatch;
    if (whole && end - begin >= kShortest && end - begin <= kMaxMatch) {
      const auto span = judge(data, begin, end);
      if (span && span->begin >= from && span->begin < to) out->push_back(*span);
    }
    at = std::max(end, at + 1) + kStride - 1;
  }
}

}  // namespace qingce
