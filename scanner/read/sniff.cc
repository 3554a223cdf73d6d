#include "scanner/read/sniff.h"

#include <algorithm>
#include <array>

namespace qingce {
namespace {

using namespace std::string_view_literals;
using K = FormatKind;
constexpr GapReason kImage = GapReason::image_text;
constexpr GapReason kNone = GapReason::no_reader;

// Sources: each format's own specification; cross-checked with the magic files of file(1) 5.44. A
// magic of fewer than four bytes stands here only with a mask or companion bytes that make chance
// hits rare.
const std::vector<Magic>& table() {
  static const std::vector<Magic> kTable = {
      // images
      {"png", 0, "\x89PNG\r\n\x1A\n"sv, {}, K::image, kImage},
      {"jpeg", 0, "\xFF\xD8\xFF"sv, {}, K::image, kImage},
      {"gif", 0, "GIF87a"sv, {}, K::image, kImage},
      {"gif", 0, "GIF89a"sv, {}, K::image, kImage},
      {"webp", 0, "RIFF\0\0\0\0WEBP"sv, "\xFF\xFF\xFF\xFF\0\0\0\0\xFF\xFF\xFF\xFF"sv, K::image,
       kImage},
      {"tiff", 0, "II*\0"sv, {}, K::image, kImage},
      {"tiff", 0, "MM\0*"sv, {}, K::image, kImage},
      {"tiff", 0, "II+\0"sv, {}, K::image, kImage},
      {"bmp", 0, "BM\0\0\0\0\0\0\0\0\0\0\0\0\x28\0\0\0"sv,
       "\xFF\xFF\0\0\0\0\0\0\0\0\0\0\0\0\xFF\xFF\xFF\xFF"sv, K::image, kImage},
      {"bmp", 0, "BM\0\0\0\0\0\0\0\0\0\0\0\0\x7C\0\0\0"sv,
       "\xFF\xFF\0\0\0\0\0\0\0\0\0\0\0\0\xFF\xFF\xFF\xFF"sv, K::image, kImage},
      {"ico", 0, "\0\0\1\0\0\0\0\0\0\0\1\0"sv, "\xFF\xFF\xFF\xFF\0\xFF\0\0\0\xFF\xFE\xFF"sv,
       K::image, kImage},
      {"psd", 0, "8BPS\0\1"sv, {}, K::image, kImage},
      {"jpeg2000", 0, "\0\0\0\x0CjP  \r\n\x87\n"sv, {}, K::image, kImage},
      {"jpeg-xl", 0, "\0\0\0\x0CJXL \r\n\x87\n"sv, {}, K::image, kImage},
      {"heif", 4, "ftypheic"sv, {}, K::image, kImage},
      {"heif", 4, "ftypheix"sv, {}, K::image, kImage},
      {"heif", 4, "ftypmif1"sv, {}, K::image, kImage},
      {"avif", 4, "ftypavif"sv, {}, K::image, kImage},
      {"djvu", 0, "AT&TFORM"sv, {}, K::image, kImage},
      {"dicom", 128, "DICM"sv, {}, K::image, kImage},
      {"emf", 40, " EMF\0\0\1\0"sv, {}, K::image, kImage},
      {"wmf", 0, "\xD7\xCD\xC6\x9A\0\0"sv, {}, K::image, kImage},
      {"xcf", 0, "gimp xcf "sv, {}, K::image, kImage},
      {"dwg", 0, "AC10\0\0"sv, "\xFF\xFF\xFF\xFF\0\0"sv, K::image, kImage},
      // documents
      {"pdf", 0, "%PDF-"sv, {}, K::document, kNone, true},
      {"rtf", 0, "{\\rtf"sv, {}, K::document, kNone, true},
      {"postscript", 0, "%!PS"sv, {}, K::document, kNone, true},
      {"ole2", 0, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"sv, {}, K::document, kNone},
      {"chm", 0, "ITSF\3\0\0\0"sv, {}, K::document, kNone},
      {"mobi", 60, "BOOKMOBI"sv, {}, K::document, kNone},
      {"caj", 0, "CAJ\0"sv, {}, K::document, kNone},
      {"caj", 0, "HN\0\0"sv, {}, K::document, kNone},
      {"evtx", 0, "ElfFile\0"sv, {}, K::document, kNone},
      {"registry-hive", 0, "regf"sv, {}, K::document, kNone},
      {"binary-plist", 0, "bplist00"sv, {}, K::document, kNone},
      // audio and video
      {"mp3", 0, "ID3\0\0\0"sv, "\xFF\xFF\xFF\xF8\xF8\x0F"sv, K::audio, kNone},
      {"wav", 0, "RIFF\0\0\0\0WAVE"sv, "\xFF\xFF\xFF\xFF\0\0\0\0\xFF\xFF\xFF\xFF"sv, K::audio,
       kNone},
      {"flac", 0, "fLaC\0\0\0"sv, {}, K::audio, kNone},
      {"ogg", 0, "OggS\0"sv, {}, K::audio, kNone},
      {"amr", 0, "#!AMR"sv, {}, K::audio, kNone},
      {"silk", 0, "#!SILK_V3"sv, {}, K::audio, kNone},
      {"silk", 1, "#!SILK_V3"sv, {}, K::audio, kNone},
      {"midi", 0, "MThd\0\0\0\6"sv, {}, K::audio, kNone},
      {"avi", 0, "RIFF\0\0\0\0AVI "sv, "\xFF\xFF\xFF\xFF\0\0\0\0\xFF\xFF\xFF\xFF"sv, K::video,
       kNone},
      {"mp4", 4, "ftyp"sv, {}, K::video, kNone},
      {"mp4", 4, "moov"sv, {}, K::video, kNone},
      {"matroska", 0, "\x1A\x45\xDF\xA3"sv, {}, K::video, kNone},
      {"flv", 0, "FLV\1"sv, {}, K::video, kNone},
      {"asf", 0, "\x30\x26\xB2\x75\x8E\x66\xCF\x11"sv, {}, K::video, kNone},
      {"mpeg-ps", 0, "\0\0\1\xBA"sv, {}, K::video, kNone},
      // archives and compressed streams
      {"7z", 0, "7z\xBC\xAF\x27\x1C"sv, {}, K::archive, kNone},
      {"rar", 0, "Rar!\x1A\7\0"sv, {}, K::archive, kNone},
      {"rar", 0, "Rar!\x1A\7\1\0"sv, {}, K::archive, kNone},
      {"bzip2", 0, "BZh0\x31\x41\x59\x26\x53\x59"sv, "\xFF\xFF\xFF\xF0\xFF\xFF\xFF\xFF\xFF\xFF"sv,
       K::archive, kNone},
      {"lz4", 0, "\x04\x22\x4D\x18"sv, {}, K::archive, kNone},
      {"lzip", 0, "LZIP\1"sv, {}, K::archive, kNone},
      {"lzop", 0, "\x89LZO\0\r\n\x1A\n"sv, {}, K::archive, kNone},
      {"lzma", 0, "\x5D\0\0\0\0\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"sv,
       "\xFF\xFF\xFF\x00\x00\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"sv, K::archive, kNone},
      {"compress", 0, "\x1F\x9D\x80"sv, "\xFF\xFF\x60"sv, K::archive, kNone},
      {"snappy", 0, "\xFF\6\0\0sNaPpY"sv, {}, K::archive, kNone},
      {"cab", 0, "MSCF\0\0\0\0"sv, {}, K::archive, kNone},
      {"arj", 0, "\x60\xEA\0\0\0\0\0\0\0\0\2"sv, "\xFF\xFF\0\xF0\0\0\0\0\0\0\xFF"sv, K::archive,
       kNone},
      {"lha", 2, "-lh0-"sv, "\xFF\xFF\xFF\xF8\xFF"sv, K::archive, kNone},
      {"ar", 0, "!<arch>\n"sv, {}, K::archive, kNone},
      {"rpm", 0, "\xED\xAB\xEE\xDB"sv, {}, K::archive, kNone},
      {"xar", 0, "xar!\0\x1C"sv, {}, K::archive, kNone},
      {"cpio", 0, "070701"sv, {}, K::archive, kNone},
      {"cpio", 0, "070702"sv, {}, K::archive, kNone},
      {"cpio", 0, "070707"sv, {}, K::archive, kNone},
      {"cpio", 0, "\xC7\x71\0\0\0\0\0\0"sv, "\xFF\xFF\0\0\0\0\0\0"sv, K::archive, kNone},
      {"wim", 0, "MSWIM\0\0\0"sv, {}, K::archive, kNone},
      {"squashfs", 0, "hsqs"sv, {}, K::archive, kNone},
      // databases
      {"sqlite", 0, "SQLite format 3\0"sv, {}, K::database, kNone},
      {"mdb", 4, "Standard Jet DB\0"sv, {}, K::database, kNone},
      {"mdb", 4, "Standard ACE DB\0"sv, {}, K::database, kNone},
      {"pg-dump-custom", 0, "PGDMP"sv, {}, K::database, kNone},
      {"mssql-backup", 0, "TAPE\0\0"sv, {}, K::database, kNone},
      {"mssql-mdf", 0, "\1\x0F\0\0"sv, {}, K::database, kNone},
      {"redis-rdb", 0, "REDIS00"sv, {}, K::database, kNone},
      {"oracle-dump", 0, "\3\0\1EXPORT:V"sv, "\xFF\0\0\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"sv,
       K::database, kNone},
      {"parquet", 0, "PAR1"sv, {}, K::database, kNone},
      {"orc", 0, "ORC\x08\3"sv, "\xFF\xFF\xFF\xF8\0"sv, K::database, kNone},
      {"avro", 0, "Obj\1"sv, {}, K::database, kNone},
      {"hdf5", 0, "\x89HDF\r\n\x1A\n"sv, {}, K::database, kNone},
      {"sequence-file", 0, "SEQ\6"sv, {}, K::database, kNone},
      {"mysql-binlog",
       0,
       "\xFE"
       "bin"sv,
       {},
       K::database,
       kNone},
      {"mysql-ibd", 24, "\0\0\0\0\0\0\0\0\0\0"sv, "\xFF\xFF\0\0\0\0\0\0\0\0"sv, K::database, kNone},
      {"bson-archive", 0, "\x6D\xE2\x99\x81"sv, {}, K::database, kNone},
      {"ese", 4, "\xEF\xCD\xAB\x89"sv, {}, K::database, kNone},
      // mail
      {"pst", 0, "!BDN"sv, {}, K::mail, kNone},
      {"dbx", 0, "\xCF\xAD\x12\xFE"sv, {}, K::mail, kNone},
      {"tnef", 0, "\x78\x9F\x3E\x22"sv, {}, K::mail, kNone},
      // disks and images of them
      {"iso9660", 32769, "CD001"sv, {}, K::disk, kNone},
      {"qcow", 0, "QFI\xFB"sv, {}, K::disk, kNone},
      {"vmdk", 0, "KDMV"sv, {}, K::disk, kNone},
      {"vhdx", 0, "vhdxfile"sv, {}, K::disk, kNone},
      {"vhd", 0, "conectix"sv, {}, K::disk, kNone},
      {"vdi", 64, "\x7F\x10\xDA\xBE"sv, {}, K::disk, kNone},
      {"ewf", 0, "EVF\x09\r\n\xFF\0"sv, {}, K::disk, kNone},
      {"ext", 1080, "\x53\xEF\0\0\0\0"sv, "\xFF\xFF\xF8\xFF\xF8\xFF"sv, K::disk, kNone},
      {"ntfs", 3, "NTFS    "sv, {}, K::disk, kNone},
      {"fat", 82, "FAT32   "sv, {}, K::disk, kNone},
      {"fat", 54, "FAT16   "sv, {}, K::disk, kNone},
      {"luks", 0, "LUKS\xBA\xBE"sv, {}, K::crypto, kNone},
      {"gpt", 512, "EFI PART"sv, {}, K::disk, kNone},
      {"mbr", 510, "\x55\xAA"sv, {}, K::disk, kNone},
      // executables and others
      {"elf",
       0,
       "\x7F"
       "ELF"sv,
       {},
       K::executable,
       kNone},
      {"pe", 0, "MZ"sv, {}, K::executable, kNone},
      {"mach-o", 0, "\xCF\xFA\xED\xFE"sv, {}, K::executable, kNone},
      {"mach-o", 0, "\xCE\xFA\xED\xFE"sv, {}, K::executable, kNone},
      {"java-class", 0, "\xCA\xFE\xBA\xBE\0"sv, {}, K::executable, kNone},
      {"dex", 0, "dex\n03"sv, {}, K::executable, kNone},
      {"wasm", 0, "\0asm\1\0\0\0"sv, {}, K::executable, kNone},
      {"pcap", 0, "\xD4\xC3\xB2\xA1"sv, {}, K::other, kNone},
      {"pcap", 0, "\xA1\xB2\xC3\xD4"sv, {}, K::other, kNone},
      {"pcapng", 0, "\x0A\x0D\x0D\x0A"sv, {}, K::other, kNone},
      {"font", 0, "\0\1\0\0\0"sv, {}, K::font, kNone},
      {"font", 0, "OTTO\0"sv, {}, K::font, kNone},
      {"font", 0, "wOFF"sv, {}, K::font, kNone},
      {"font", 0, "wOF2"sv, {}, K::font, kNone},
      {"pgp", 0, "-----BEGIN PGP MESSAGE-----"sv, {}, K::crypto, kNone, true},
      {"java-keystore", 0, "\xFE\xED\xFE\xED\0\0\0"sv, {}, K::crypto, kNone},
      {"java-serialized", 0, "\xAC\xED\0\5"sv, {}, K::other, kNone},
  };
  return kTable;
}

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

const std::vector<Magic>& magics() { return table(); }

namespace {

// By the object's first byte, the magics that it does not rule out, in the table's order: a file of
// text is asked a handful of questions instead of all.
using MagicsByByte = std::array<std::vector<const Magic*>, 256>;

MagicsByByte by_first_byte() {
  MagicsByByte out;
  for (const Magic& m : table()) {
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
    if (matches(*m, h) && plausible(*m, h)) return m;
  }
  return sniff_mail(h);
}

}  // namespace qingce
