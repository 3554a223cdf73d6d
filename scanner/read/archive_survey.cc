#include "scanner/read/archive_survey.h"

#include <zlib.h>

#include <algorithm>

namespace qingce {
namespace {

using namespace std::string_view_literals;

constexpr auto k7zMagic = "7z\xBC\xAF\x27\x1C"sv;
constexpr auto kRar4Magic = "Rar!\x1A\7\0"sv;
constexpr auto kRar5Magic = "Rar!\x1A\7\1\0"sv;
constexpr size_t k7zHeader = 32;
constexpr uint64_t kMostBlocks = 4'000'000;  // of a RAR: more is not surveyed
constexpr uint64_t kSector = 2048;           // of an ISO 9660 image

uint64_t le(Bytes b, size_t at, size_t n) {
  uint64_t v = 0;
  for (size_t i = n; i-- > 0;) v = v << 8 | static_cast<uint8_t>(b[at + i]);
  return v;
}

uint32_t crc(Bytes b) {
  return static_cast<uint32_t>(crc32_z(0, reinterpret_cast<const Bytef*>(b.data()), b.size()));
}

// `n` bytes at `at`; shorter where the source ends.
Bytes look_at(ByteSource& source, uint64_t at, size_t n) {
  if (!source.seek(at)) return {};
  const auto b = source.peek(n);
  return b ? b->first(std::min(b->size(), n)) : Bytes{};
}

bool right_7z_header(Bytes b) {
  return b.size() >= k7zHeader && as_text(b).starts_with(k7zMagic) &&
         crc(b.subspan(12, 20)) == le(b, 8, 4);
}

// ---- RAR 5

struct Vints {
  Bytes b;
  size_t at = 0;
  bool bad = false;
  uint64_t next() {
    uint64_t v = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      if (at >= b.size()) break;
      const auto c = static_cast<uint8_t>(b[at++]);
      v |= uint64_t{c & 0x7Fu} << shift;
      if ((c & 0x80) == 0) return v;
    }
    bad = true;
    return 0;
  }
};

enum Rar5Type : uint64_t { kMain = 1, kFile = 2, kService = 3, kCrypt = 4, kEnd = 5 };
enum Rar5Flag : uint64_t { kHasExtra = 1, kHasData = 2, kFromBefore = 8, kGoesOn = 16 };

struct Rar5Block {
  uint64_t type = 0;
  uint64_t flags = 0;
  uint64_t extra = 0;
  uint64_t data = 0;
  uint64_t length = 0;  // header bytes
  Bytes body;           // type-specific fields and the extra area behind them
};

std::optional<Rar5Block> rar5_block(ByteSource& source, uint64_t at) {
  constexpr size_t kMostHeader = 1 << 20;  // the format allows 2 MiB; names are 2048 bytes at most
  Bytes b = look_at(source, at, 16);
  if (b.size() < 7) return std::nullopt;
  Vints size{b.subspan(4)};
  const uint64_t n = size.next();
  if (size.bad || n == 0 || n > kMostHeader - 16) return std::nullopt;
  const size_t before = 4 + size.at;
  b = look_at(source, at, before + static_cast<size_t>(n));
  if (b.size() < before + n || crc(b.subspan(4)) != le(b, 0, 4)) return std::nullopt;
  Rar5Block block;
  block.length = before + n;
  Vints v{b.subspan(before)};
  block.type = v.next();
  block.flags = v.next();
  if ((block.flags & kHasExtra) != 0) block.extra = v.next();
  if ((block.flags & kHasData) != 0) block.data = v.next();
  if (v.bad || block.extra > n) return std::nullopt;
  block.body = b.subspan(before + v.at);
  return block;
}

// A record of type 1 in a file's extra area: its data is encrypted.
bool rar5_encrypted(const Rar5Block& block) {
  Vints v{block.body.last(std::min<size_t>(block.body.size(), block.extra))};
  while (v.at < v.b.size()) {
    const uint64_t length = v.next();
    const size_t start = v.at;
    const uint64_t type = v.next();
    if (v.bad || length > v.b.size() - start) return false;
    if (type == 1) return true;
    v.at = start + static_cast<size_t>(std::max<uint64_t>(length, 1));
  }
  return false;
}

std::optional<GapReason> rar5_reason(const Rar5Block& block, uint64_t memory) {
  if (rar5_encrypted(block)) return GapReason::encrypted;
  Vints v{block.body};
  const uint64_t file_flags = v.next();
  (void)v.next();  // unpacked size
  (void)v.next();  // attributes
  v.at += ((file_flags & 2) != 0 ? 4u : 0u) + ((file_flags & 4) != 0 ? 4u : 0u);
  const uint64_t compression = v.next();
  if (v.bad) return std::nullopt;
  if ((compression & 0x3F) > 0) return GapReason::unsupported_method;  // RAR 7
  const uint64_t dictionary = uint64_t{128 << 10} << (compression >> 10 & 15);
  const bool stored = (compression >> 7 & 7) == 0;
  if (!stored && dictionary > memory) return GapReason::limit_memory;
  return std::nullopt;
}

// ---- ISO 9660

std::string trimmed(Bytes b) {
  std::string s(as_text(b));
  const size_t last = s.find_last_not_of(std::string_view(" \0", 2));
  s.resize(last == std::string::npos ? 0 : last + 1);
  return s;
}

}  // namespace

// ---- bids

int bid_7z(const Head& head) {
  if (!as_text(head.head).starts_with(k7zMagic)) return 0;
  return right_7z_header(head.head) ? 80 : 48;
}
int bid_rar4(const Head& head) { return as_text(head.head).starts_with(kRar4Magic) ? 56 : 0; }
int bid_rar5(const Head& head) { return as_text(head.head).starts_with(kRar5Magic) ? 64 : 0; }
int bid_cab(const Head& head) {
  const Bytes b = head.head;
  if (b.size() < 36 || !as_text(b).starts_with("MSCF\0\0\0\0"sv)) return 0;
  return b[25] == std::byte{1} && le(b, 16, 4) >= 36 ? 72 : 0;
}
int bid_iso(const Head& head) {
  if (head.head.size() < 32768 + 8) return 0;
  const Bytes b = head.head.subspan(32768);
  const auto type = static_cast<uint8_t>(b[0]);
  return type <= 3 && as_text(b.subspan(1)).starts_with("CD001\1"sv) ? 56 : 0;
}
int bid_xar(const Head& head) {
  return as_text(head.head).starts_with("xar!\0\x1C\0\1"sv) ? 64 : 0;
}
int bid_ar(const Head& head) { return as_text(head.head).starts_with("!<arch>\n"sv) ? 64 : 0; }

// Method, header level, and the checksum of the two old header levels.
int bid_lha(const Head& head) {
  const Bytes b = head.head;
  if (b.size() < 22) return 0;
  const auto text = as_text(b.subspan(2, 5));
  if (text[0] != '-' || text[1] != 'l' || text[4] != '-') return 0;
  if ((text[2] != 'h' && text[2] != 'z') ||
      (text[3] != 'd' && text[3] != 's' && !(text[3] >= '0' && text[3] <= '9')))
    return 0;
  const auto level = static_cast<uint8_t>(b[20]);
  if (level > 3) return 0;
  if (level >= 2) return 48;
  const size_t length = static_cast<uint8_t>(b[0]) + size_t{2};
  if (length < 22 || b.size() < length) return 0;
  uint8_t sum = 0;
  for (const std::byte c : b.subspan(2, length - 2))
    sum = static_cast<uint8_t>(sum + static_cast<uint8_t>(c));
  return sum == static_cast<uint8_t>(b[1]) ? 48 : 0;
}

bool is_newc_cpio(std::string_view text) {
  return text.starts_with("070701"sv) || text.starts_with("070702"sv);
}

int bid_cpio(const Head& head) {
  const auto text = as_text(head.head);
  const auto digits = [&](size_t begin, size_t n, bool hex) {
    if (text.size() < begin + n) return false;
    return std::all_of(text.begin() + static_cast<std::ptrdiff_t>(begin),
                       text.begin() + static_cast<std::ptrdiff_t>(begin + n), [hex](char c) {
                         return (c >= '0' && c <= (hex ? '9' : '7')) ||
                                (hex && ((c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F')));
                       });
  };
  if (is_newc_cpio(text)) {
    // libarchive asks for a buffer of the name's length, whatever it is; no system has names of 1
    // MiB.
    return digits(6, 104, true) && text.substr(94, 3) == "000" ? 60 : 0;
  }
  if (text.starts_with("070707"sv) && digits(6, 70, false)) return 60;
  if (text.starts_with("070727"sv) && digits(6, 25, true)) return 60;
  if (text.size() < 26) return 0;
  const bool little = text.starts_with("\xC7\x71"sv);
  if (!little && !text.starts_with("\x71\xC7"sv)) return 0;
  const auto u16 = [&](size_t at) {
    const auto a = static_cast<uint8_t>(text[at]);
    const auto b = static_cast<uint8_t>(text[at + 1]);
    return little ? a | b << 8 : a << 8 | b;
  };
  // A file type that exists, and a name of a possible length.
  const int type = u16(6) >> 12;
  // The trailer has no type; its name is TRAILER!!! and a NUL.
  const bool known = type == 1 || type == 2 || type == 4 || type == 6 || type == 8 || type == 10 ||
                     type == 12 || (type == 0 && u16(20) == 11);
  return known && u16(20) > 1 && u16(20) <= 4096 ? 32 : 0;
}

// ---- surveys

Survey survey_7z(ByteSource& source, uint64_t begin, uint64_t /*memory*/) {
  Survey s;
  const uint64_t size = source.size().value_or(0);
  s.begin = begin;
  s.end = size;
  const Bytes b = look_at(source, begin, k7zHeader);
  if (!right_7z_header(b)) return s;
  const uint64_t offset = le(b, 12, 8);
  const uint64_t length = le(b, 20, 8);
  if (offset > size || length > size || begin + k7zHeader + offset + length > size)
    s.cut = true;
  else
    s.end = begin + k7zHeader + offset + length;
  // A set of volumes that ends too early lacks its last ones.
  if (s.cut && source.volume_start(0)) s.rest = GapReason::volume_missing;
  return s;
}

Survey survey_rar4(ByteSource& source, uint64_t begin, uint64_t /*memory*/) {
  Survey s;
  const uint64_t size = source.size().value_or(0);
  s.begin = begin;
  s.end = size;
  uint64_t at = begin + kRar4Magic.size();
  bool first = true;
  bool continues = false;  // the last file goes on in the next volume
  for (uint64_t n = 0; n < kMostBlocks; ++n) {
    const Bytes b = look_at(source, at, 32);
    if (b.size() < 7) {
      if (b.size() > 0 || continues)
        s.rest = continues ? GapReason::volume_missing : GapReason::truncated;
      return s;
    }
    // The next volume of a set that lies behind this one.
    if (as_text(b).starts_with(kRar4Magic)) {
      at += kRar4Magic.size();
      continues = false;
      continue;
    }
    const auto type = static_cast<uint8_t>(b[2]);
    const auto flags = static_cast<uint16_t>(le(b, 3, 2));
    const uint64_t header = le(b, 5, 2);
    if (type < 0x72 || type > 0x7B || header < 7) return s;
    uint64_t data = 0;
    const bool file = type == 0x74;
    if ((file || (flags & 0x8000) != 0) && b.size() >= 11) data = le(b, 7, 4);
    if (file && (flags & 0x100) != 0) {
      const Bytes wide = look_at(source, at + 32, 8);
      if (wide.size() == 8) data |= le(wide, 0, 4) << 32;
    }
    if (type == 0x73 && (flags & 0x80) != 0) {
      s.whole = GapReason::encrypted;
      return s;
    }
    if (file && first && (flags & 1) != 0)
      s.whole = GapReason::volume_missing;  // begins in the middle
    if (file) {
      first = false;
      continues = (flags & 2) != 0;
      if ((flags & 1) == 0)
        s.entries.push_back((flags & 4) != 0 ? std::optional(GapReason::encrypted) : std::nullopt);
    }
    if (data > size || at + header + data > size) {
      s.cut = true;
      if (continues) s.rest = GapReason::volume_missing;
      return s;
    }
    at += header + data;
    if (type == 0x7B) {
      const bool more = (flags & 1) != 0;
      const Bytes behind = look_at(source, at, kRar4Magic.size());
      if (more && as_text(behind) == kRar4Magic) continue;
      if (more || continues) s.rest = GapReason::volume_missing;
      s.end = at;
      return s;
    }
  }
  return s;
}

Survey survey_rar5(ByteSource& source, uint64_t begin, uint64_t memory) {
  Survey s;
  const uint64_t size = source.size().value_or(0);
  s.begin = begin;
  s.end = size;
  uint64_t at = begin + kRar5Magic.size();
  bool first = true;
  bool continues = false;
  for (uint64_t n = 0; n < kMostBlocks; ++n) {
    if (as_text(look_at(source, at, kRar5Magic.size())) == kRar5Magic) at += kRar5Magic.size();
    const auto block = rar5_block(source, at);
    if (!block) {
      if (continues) s.rest = GapReason::volume_missing;
      return s;
    }
    if (block->type == kCrypt) {
      s.whole = GapReason::encrypted;
      return s;
    }
    if (block->type == kFile) {
      if (first && (block->flags & kFromBefore) != 0) s.whole = GapReason::volume_missing;
      first = false;
      continues = (block->flags & kGoesOn) != 0;
      if ((block->flags & kFromBefore) == 0) s.entries.push_back(rar5_reason(*block, memory));
    }
    if (block->data > size || at + block->length + block->data > size) {
      s.cut = true;
      if (continues) s.rest = GapReason::volume_missing;
      return s;
    }
    at += block->length + block->data;
    if (block->type == kEnd) {
      Vints v{block->body};
      const bool more = (v.next() & 1) != 0;
      if (more && as_text(look_at(source, at, kRar5Magic.size())) == kRar5Magic) continue;
      if (more || continues) s.rest = GapReason::volume_missing;
      s.end = at;
      return s;
    }
  }
  return s;
}

Survey survey_cab(ByteSource& source, uint64_t begin, uint64_t /*memory*/) {
  Survey s;
  const uint64_t size = source.size().value_or(0);
  s.begin = begin;
  s.end = size;
  const Bytes b = look_at(source, begin, 36);
  if (b.size() < 36) return s;
  const uint64_t length = le(b, 8, 4);
  if (length >= 36 && begin + length <= size)
    s.end = begin + length;
  else
    s.cut = length > 36;
  // Bit 0: a cabinet before this one, bit 1: one behind.
  if ((le(b, 30, 2) & 3) != 0) s.rest = GapReason::volume_missing;
  return s;
}

namespace {

// UDF's descriptors follow those of ISO 9660 (ECMA-167 2/9.1), Apple's volume header lies in the
// system area in front of them.
std::vector<std::string_view> other_directories(ByteSource& source, uint64_t begin,
                                                uint64_t behind) {
  std::vector<std::string_view> out;
  for (uint64_t sector = behind; sector < behind + 4; ++sector) {
    const Bytes b = look_at(source, begin + sector * kSector, 6);
    const auto text = as_text(b);
    if (text.size() < 6) break;
    if (text.substr(1) != "NSR02"sv && text.substr(1) != "NSR03"sv) continue;
    out.push_back("udf");
    break;
  }
  const auto apple = as_text(look_at(source, begin + 1024, 4));
  if (apple.starts_with("H+\0"sv) || apple.starts_with("HX\0"sv))
    out.push_back("hfs+");
  else if (apple.starts_with("BD"sv))
    out.push_back("hfs");
  return out;
}

}  // namespace

Survey survey_iso(ByteSource& source, uint64_t begin, uint64_t /*memory*/) {
  Survey s;
  const uint64_t size = source.size().value_or(0);
  s.begin = begin;
  s.end = size;
  // Identifiers of a primary or supplementary descriptor (ECMA-119 8.4, 8.5).
  struct Field {
    std::string_view name;
    size_t at;
    size_t length;
  };
  static constexpr Field kFields[] = {{"~iso.system", 8, 32},
                                      {"~iso.volume", 40, 32},
                                      {"~iso.set", 190, 128},
                                      {"~iso.publisher", 318, 128},
                                      {"~iso.preparer", 446, 128},
                                      {"~iso.application", 574, 128},
                                      {"~iso.application_use", 883, 512}};
  uint64_t sectors = 0;
  uint64_t sector = 16;
  for (; sector < 16 + 64; ++sector) {
    const Bytes b = look_at(source, begin + sector * kSector, kSector);
    if (b.size() < kSector || !as_text(b.subspan(1)).starts_with("CD001"sv)) break;
    const auto type = static_cast<uint8_t>(b[0]);
    if (type != 1 && type != 2) continue;
    if (type == 1) sectors = std::max(sectors, le(b, 80, 4));
    for (const Field& f : kFields) {
      std::string text = trimmed(b.subspan(f.at, f.length));
      if (!text.empty()) s.texts.emplace_back(f.name, std::move(text));
    }
  }
  s.others = other_directories(source, begin, sector);
  const uint64_t end = begin + sectors * kSector;
  if (sectors > 0 && end <= size) s.end = end;
  s.cut = end > size;
  return s;
}

Survey survey_xar(ByteSource& source, uint64_t begin, uint64_t /*memory*/) {
  Survey s;
  s.begin = begin;
  s.end = source.size().value_or(0);
  return s;
}

}  // namespace qingce
