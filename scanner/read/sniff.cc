#include "scanner/read/sniff.h"

#include <algorithm>
#include <array>

#include "scanner/read/encoding.h"

namespace qingce {
namespace {

using namespace std::string_view_literals;
using K = FormatKind;
constexpr GapReason kNone = GapReason::no_reader;
constexpr size_t kGlance = 512;  // bytes; as much as the text reader bids on

uint8_t u8(char c) { return static_cast<uint8_t>(c); }

bool matches(const Magic& m, std::string_view head) {
  if (head.size() < m.offset + m.bytes.size()) return false;
  for (size_t i = 0; i < m.bytes.size(); ++i) {
    const uint8_t mask = m.mask.empty() ? 0xFF : u8(m.mask[i]);
    if ((u8(head[m.offset + i]) & mask) != (u8(m.bytes[i]) & mask)) return false;
  }
  return true;
}

uint32_t le32(std::string_view b, size_t at) {
  return uint32_t{u8(b[at])} | uint32_t{u8(b[at + 1])} << 8 | uint32_t{u8(b[at + 2])} << 16 |
         uint32_t{u8(b[at + 3])} << 24;
}

// ARC's header: a method that exists, a name of up to 12 characters, and a date.
bool is_arc(std::string_view head) {
  constexpr size_t kHeader = 29, kName = 13;
  if (head.size() < kHeader) return false;
  const uint8_t method = u8(head[1]);
  if ((method < 1 || method > 11) && method != 0x14 && method != 0x48) return false;
  const std::string_view name = head.substr(2, kName);
  const size_t length = name.find('\0');
  if (length == 0 || length == std::string_view::npos) return false;
  const auto printable = [](char c) { return u8(c) > 0x20 && u8(c) < 0x7F; };
  if (!std::all_of(name.begin(), name.begin() + static_cast<std::ptrdiff_t>(length), printable))
    return false;
  const auto date = static_cast<unsigned>(u8(head[19]) | u8(head[20]) << 8);
  return (date & 31) != 0 && (date >> 5 & 15) >= 1 && (date >> 5 & 15) <= 12;
}

// A few letters begin many a text: "EGGA" is a column's name as well. Where the bytes behind are
// text, they are letters.
constexpr size_t kTelling = 10;  // characters: so many are nobody's first word by chance
bool only_letters(const Magic& m, std::string_view head) {
  const auto printable = [](char c) { return u8(c) >= 0x20 && u8(c) < 0x7F; };
  if (m.text || m.id == "pe" || m.offset >= kGlance || m.bytes.size() >= kTelling) return false;
  if (!std::all_of(m.bytes.begin(), m.bytes.end(), printable)) return false;
  const Bytes glance = as_bytes(head.substr(0, kGlance));
  return !judge_block(glance, byte_order_mark(glance)).binary;
}

// A short magic needs its neighbours: "MZ" begins words, 55 AA stands in any data.
bool plausible(const Magic& m, std::string_view head) {
  if (m.id == "pe") {
    if (head.size() < 64) return false;
    const uint32_t at = le32(head, 60);
    if (at < head.size() &&
        (head.substr(at, 2) == "PE" || head.substr(at, 2) == "NE" || head.substr(at, 2) == "LE"))
      return true;
    return std::count(head.begin(), head.begin() + 64, '\0') >= 8;  // plain DOS
  }
  if (m.id == "mbr") {
    // Four partition entries: a status of 00 or 80, and one of them used.
    bool used = false;
    for (size_t i = 446; i < 510; i += 16) {
      if (u8(head[i]) != 0 && u8(head[i]) != 0x80) return false;
      used = used || (head[i + 4] != 0 && le32(head, i + 12) != 0);
    }
    return used;
  }
  if (m.id == "mysql-ibd") {
    // A page 0 of type FSP_HDR (8) or, before 5.7, allocated (0), its space id written twice.
    if (head.size() < 38 + 16 || head.substr(4, 4) != "\0\0\0\0"sv) return false;
    return head.substr(24, 2) == "\0\x08"sv && head.substr(34, 4) == head.substr(38, 4);
  }
  if (m.id == "mssql-mdf") return head.size() >= 8192 && head.substr(4, 4) == "\0\0\0\0"sv;
  if (m.id == "font" && m.bytes.size() == 5 && m.offset == 0 && m.bytes[0] == '\0') {
    return head.size() > 16 && u8(head[5]) >= 4 && u8(head[5]) < 64 && u8(head[12]) >= 0x20 &&
           u8(head[13]) >= 0x20;
  }
  if (m.id == "arc") return is_arc(head);
  if (m.id == "ico") return head.size() >= 22 && u8(head[4]) > 0 && u8(head[4]) < 64;
  if (m.id == "cpio" && m.bytes[0] == '0') {
    const size_t digits = std::min<size_t>(head.size(), 70);
    return digits >= 70 && std::all_of(head.begin(), head.begin() + 70, [](char c) {
             return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
           });
  }
  if (m.id == "cpio")
    return head.size() >= 26 && u8(head[20]) < 16 && u8(head[21]) < 4 && u8(head[20]) > 0;
  return true;
}

// ---- mail

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

bool equals_no_case(std::string_view a, std::string_view b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(),
                                            [](char x, char y) { return lower(x) == lower(y); });
}

std::string_view header_name(std::string_view line) {
  size_t i = 0;
  while (i < line.size() && line[i] > ' ' && line[i] != ':' && line[i] < 0x7F) ++i;
  return i > 0 && i < line.size() && line[i] == ':' ? line.substr(0, i) : std::string_view{};
}

// RFC 5322: header lines from the first byte on, and among them what only mail has.
bool is_mail(std::string_view head) {
  bool from = false, subject = false, mime = false, received = false, date_or_to = false;
  size_t at = 0;
  for (int line_no = 0; line_no < 200 && at < head.size(); ++line_no) {
    const size_t end = head.find('\n', at);
    if (end == std::string_view::npos) break;
    std::string_view line = head.substr(at, end - at);
    at = end + 1;
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty()) break;
    if (line_no > 0 && (line[0] == ' ' || line[0] == '\t')) continue;
    const std::string_view name = header_name(line);
    if (name.empty()) return false;
    from = from || equals_no_case(name, "From");
    subject = subject || equals_no_case(name, "Subject");
    mime = mime || equals_no_case(name, "MIME-Version");
    received = received || equals_no_case(name, "Received") || equals_no_case(name, "Return-Path");
    date_or_to = date_or_to || equals_no_case(name, "Date") || equals_no_case(name, "To") ||
                 equals_no_case(name, "Message-ID");
  }
  return mime || (received && (from || date_or_to)) || (from && subject) || (from && date_or_to);
}

const Magic kMail = {"mail", 0, {}, {}, K::mail, kNone, true};
const Magic kMbox = {"mbox", 0, {}, {}, K::mail, kNone, true};

const Magic* sniff_mail(std::string_view head) {
  if (head.starts_with("From ")) {
    const size_t end = head.find('\n');
    return end != std::string_view::npos && is_mail(head.substr(end + 1)) ? &kMbox : nullptr;
  }
  // Cheap refusal: almost no text starts with "Word:".
  if (header_name(head.substr(0, 80)).empty()) return nullptr;
  return is_mail(head) ? &kMail : nullptr;
}

}  // namespace

namespace {

// By the object's first byte, the magics that it does not rule out, in the table's order: a file of
// text is asked a handful of questions instead of all.
using MagicsByByte = std::array<std::vector<const Magic*>, 256>;

MagicsByByte by_first_byte() {
  MagicsByByte out;
  for (const Magic& m : magics()) {
    for (size_t b = 0; b < out.size(); ++b) {
      const uint8_t mask = m.offset != 0 || m.bytes.empty() ? 0
                           : m.mask.empty()                 ? 0xFF
                                                            : u8(m.mask[0]);
      if (mask == 0 || (b & mask) == (u8(m.bytes[0]) & mask)) out[b].push_back(&m);
    }
  }
  return out;
}

}  // namespace

const Magic* sniff(Bytes head) {
  static const MagicsByByte kByByte = by_first_byte();
  const std::string_view h = as_text(head);
  if (h.empty()) return nullptr;
  for (const Magic* const m : kByByte[u8(h[0])]) {
    if (matches(*m, h) && plausible(*m, h) && !only_letters(*m, h)) return m;
  }
  return sniff_mail(h);
}

const Magic* sniff_end(Bytes tail) {
  for (const Magic& m : end_magics()) {
    if (tail.size() < m.offset) continue;
    if (as_text(tail.last(m.offset)).starts_with(m.bytes)) return &m;
  }
  return nullptr;
}

}  // namespace qingce
