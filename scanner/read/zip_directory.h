// A zip's own account of itself: end record, zip64, central directory, local headers. Only for
// knowing where each entry begins and ends, so that every byte is covered once; decoding is
// libarchive's. Private to scanner/read. Source of the layouts: PKWARE APPNOTE 6.3.10, sections 4.3
// and 4.5.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "scanner/core/bytes.h"
#include "scanner/io/byte_source.h"

namespace qingce {

inline constexpr size_t kZipEndBytes = 22;
inline constexpr size_t kZipLocalBytes = 30;
inline constexpr size_t kZipCentralBytes = 46;

// Where the directory is. All offsets are from the start of the source; `shift` is what must be
// added to the offsets that the archive itself states (data in front of it that it does not know
// of).
struct ZipEnd {
  uint64_t record = 0;       // the end record
  uint64_t comment_end = 0;  // its end, comment included
  uint64_t directory = 0;
  uint64_t directory_end = 0;
  uint64_t entries = 0;
  uint64_t shift = 0;
  bool split = false;  // a volume of several
};

// An end record within `tail` (the last bytes of a source of `size` bytes) whose numbers agree with
// each other. The comment may be followed by something else. Cheap: for bids.
bool has_zip_end(Bytes tail, uint64_t size);
// As above, but the record's comment must reach exactly to the end.
bool ends_as_zip(Bytes tail, uint64_t size);
// The directory, found and its first record checked. nullopt: none.
std::optional<ZipEnd> find_zip_end(ByteSource& source);

// One entry, from its central record or, where there is none, its local header.
struct ZipEntry {
  uint64_t local = 0;  // offset of the local header
  uint64_t stored_size = 0;
  uint64_t size = 0;
  uint32_t crc = 0;
  uint16_t flags = 0;
  uint16_t disk = 0;    // the volume where the local header is
  uint16_t method = 0;  // the real one for AES entries (99)
  bool aes = false;
  uint16_t made_by = 0;
  uint32_t attributes = 0;
  uint16_t dos_time = 0;
  uint16_t dos_date = 0;
  std::optional<int64_t> unix_time;  // extra field 0x5455
  std::string name;
  std::string unicode_name;  // extra field 0x7075; its check value is wrong in many files
  std::string local_name;    // filled by locate()
  std::string comment;
  std::vector<std::byte> record;  // the central record as it stands (made up where there is none)
  uint64_t data = 0;              // filled by locate()
  uint64_t data_end = 0;
  uint64_t end = 0;  // behind the data descriptor

  bool encrypted() const { return (flags & 1) != 0; }
  bool utf8() const { return (flags & 0x800) != 0; }
  bool directory() const;
  bool link_or_device() const;
  bool symlink() const;
};

// The central record at the front of `b`; nullopt if there is none or it is cut off. `length` gets
// its bytes.
std::optional<ZipEntry> parse_central(Bytes b, uint64_t shift, size_t& length);
// Reads the local header at entry.local and fills data, data_end, end. `next`: where the next entry
// or the directory begins, to tell descriptors of different lengths apart. False: no local header
// there.
bool locate(ByteSource& source, ZipEntry& entry, uint64_t next);

// The local header at the front of `b`, as an entry: for archives whose directory is lost. Sizes
// are 0 where the header leaves them to a data descriptor (has_descriptor).
struct ZipLocal {
  ZipEntry entry;
  size_t length = 0;  // header, name and extra field
  bool has_descriptor = false;
};
std::optional<ZipLocal> parse_local(Bytes b, uint64_t at);
bool plausible_local(Bytes b);
// For an entry with an unknown size: finds its data descriptor, or the next header, from
// `entry.data` on, and fills stored_size, size, crc, data_end, end. False: the source ends first
// (data_end = end = its size).
bool find_descriptor(ByteSource& source, ZipEntry& entry);
// A central record for an entry that has none.
std::vector<std::byte> make_central(const ZipEntry& entry);

// A whole zip of one entry: its local header and data as they stand, its central record, an end
// record.
std::unique_ptr<ByteSource> make_single_entry_source(ByteSource& base, const ZipEntry& entry);

}  // namespace qingce
