#include "scanner/read/zip_directory.h"

#include <algorithm>
#include <cstring>
#include <memory>
#include <string_view>

#include "scanner/read/reader.h"

namespace qingce {
namespace {

using namespace std::string_view_literals;

constexpr auto kLocalMagic = "PK\3\4"sv;
constexpr auto kCentralMagic = "PK\1\2"sv;
constexpr auto kEndMagic = "PK\5\6"sv;
constexpr auto kEnd64Magic = "PK\6\6"sv;
constexpr auto kLocator64Magic = "PK\6\7"sv;
constexpr auto kDescriptorMagic = "PK\7\x08"sv;
constexpr uint32_t kAll32 = 0xFFFFFFFF;
constexpr size_t kEnd64Bytes = 56;
constexpr size_t kLocator64Bytes = 20;
constexpr uint16_t kHasDescriptor = 8;

uint64_t le(Bytes b, size_t at, size_t n) {
  uint64_t v = 0;
  for (size_t i = n; i-- > 0;) v = v << 8 | static_cast<uint8_t>(b[at + i]);
  return v;
}
uint16_t le16(Bytes b, size_t at) { return static_cast<uint16_t>(le(b, at, 2)); }
uint32_t le32(Bytes b, size_t at) { return static_cast<uint32_t>(le(b, at, 4)); }
void put(std::vector<std::byte>& out, uint64_t v, size_t n) {
  for (size_t i = 0; i < n; ++i) out.push_back(static_cast<std::byte>(v >> (8 * i)));
}
bool has_magic(Bytes b, std::string_view magic) { return as_text(b).starts_with(magic); }

// `n` bytes at `at`; shorter where the source ends.
Bytes look_at(ByteSource& source, uint64_t at, size_t n) {
  if (!source.seek(at)) return {};
  const auto b = source.peek(n);
  return b ? b->first(std::min(b->size(), n)) : Bytes{};
}

// What an end record says, before it is compared with the bytes.
struct EndRecord {
  uint64_t at = 0;
  uint32_t disk = 0;
  uint64_t entries = 0;
  uint64_t size = 0;
  uint64_t offset = 0;
  uint64_t comment_end = 0;
};

// The record at tail[i], if its numbers can be true in a file of `size` bytes.
std::optional<EndRecord> parse_end(Bytes tail, size_t i, uint64_t tail_at, uint64_t size) {
  if (i + kZipEndBytes > tail.size() || !has_magic(tail.subspan(i), kEndMagic)) return std::nullopt;
  const Bytes b = tail.subspan(i);
  EndRecord r;
  r.at = tail_at + i;
  r.disk = std::max(le16(b, 4), le16(b, 6));
  r.entries = le16(b, 10);
  r.size = le32(b, 12);
  r.offset = le32(b, 16);
  r.comment_end = r.at + kZipEndBytes + le16(b, 20);
  if (r.comment_end > size) return std::nullopt;
  const bool wide =
      r.size == kAll32 || r.offset == kAll32 || r.entries == 0xFFFF || r.disk == 0xFFFF;
  if (wide || r.disk > 0) return r;
  if (r.size > r.at || r.offset > r.at - r.size) return std::nullopt;
  if (r.entries * kZipCentralBytes > r.size) return std::nullopt;
  return r;
}

// The last kEndMagic ("PK\5\6") that begins before `end`. Looks for its 5, which text does not
// hold.
size_t last_magic(std::string_view text, size_t end) {
  size_t limit = std::min(end == std::string_view::npos ? text.size() : end + 2, text.size());
  while (limit > 0) {
    const void* const five = memrchr(text.data(), '\5', limit);
    if (five == nullptr) break;
    const auto at = static_cast<size_t>(static_cast<const char*>(five) - text.data());
    if (at >= 2 && text.substr(at - 2, 4) == kEndMagic) return at - 2;
    limit = at;
  }
  return std::string_view::npos;
}

// The last record in the tail that `accept` takes.
template <class Accept>
bool last_end(Bytes tail, uint64_t size, Accept accept) {
  const uint64_t tail_at = size - tail.size();
  std::string_view text = as_text(tail);
  for (size_t at = last_magic(text, std::string_view::npos); at != std::string_view::npos;
       at = last_magic(text, at)) {
    const auto record = parse_end(tail, at, tail_at, size);
    if (record && accept(*record)) return true;
  }
  return false;
}

bool zip64_record(ByteSource& source, uint64_t at, EndRecord& r) {
  const Bytes b = look_at(source, at, kEnd64Bytes);
  if (b.size() < kEnd64Bytes || !has_magic(b, kEnd64Magic)) return false;
  r.disk = std::max(le32(b, 16), le32(b, 20));
  r.entries = le(b, 32, 8);
  r.size = le(b, 40, 8);
  r.offset = le(b, 48, 8);
  return true;
}

// Replaces the numbers by those of the zip64 record, if there is one. Returns where the directory
// must end.
uint64_t apply_zip64(ByteSource& source, EndRecord& r) {
  if (r.at < kLocator64Bytes) return r.at;
  const Bytes locator = look_at(source, r.at - kLocator64Bytes, kLocator64Bytes);
  if (locator.size() < kLocator64Bytes || !has_magic(locator, kLocator64Magic)) return r.at;
  const uint64_t stated = le(locator, 8, 8);
  // Directly in front of the locator (right also with data in front of the archive), else where it
  // is stated.
  const uint64_t before = r.at - kLocator64Bytes;
  if (before >= kEnd64Bytes && zip64_record(source, before - kEnd64Bytes, r))
    return before - kEnd64Bytes;
  if (stated < before && zip64_record(source, stated, r)) return stated;
  return r.at;
}

bool directory_at(ByteSource& source, uint64_t at, const EndRecord& r) {
  return r.entries == 0 ? r.size == 0 : has_magic(look_at(source, at, 4), kCentralMagic);
}

std::optional<ZipEnd> resolve(ByteSource& source, EndRecord r) {
  const uint64_t directory_end = apply_zip64(source, r);
  ZipEnd end;
  end.record = r.at;
  end.comment_end = r.comment_end;
  end.entries = r.entries;
  end.split = r.disk > 0 && r.disk != 0xFFFF && r.disk != kAll32;
  if (end.split) {
    // All volumes are here, in order: the directory is what stands before its end.
    const bool whole = source.volume_start(r.disk) && !source.volume_start(r.disk + 1);
    if (!whole || r.size > directory_end ||
        !has_magic(look_at(source, directory_end - r.size, 4), kCentralMagic))
      return end;
    end.split = false;
    end.directory = directory_end - r.size;
    end.directory_end = directory_end;
    return end;
  }
  if (r.size > directory_end) return std::nullopt;
  const uint64_t before_end = directory_end - r.size;
  if (before_end >= r.offset && directory_at(source, before_end, r)) {
    end.directory = before_end;
    end.shift = before_end - r.offset;
  } else if (r.offset + r.size <= directory_end && directory_at(source, r.offset, r)) {
    end.directory = r.offset;
  } else {
    return std::nullopt;
  }
  end.directory_end = end.directory + r.size;
  return end;
}

// The zip64, AES, time and Unicode name parts of an extra field.
void apply_extra(Bytes extra, ZipEntry& e, bool central, uint64_t& local_offset) {
  while (extra.size() >= 4) {
    const uint16_t id = le16(extra, 0);
    const size_t n = le16(extra, 2);
    if (n > extra.size() - 4) return;
    const Bytes b = extra.subspan(4, n);
    if (id == 1) {
      size_t at = 0;
      const auto take = [&](uint64_t& field) {
        if (field != kAll32 || at + 8 > n) return;
        field = le(b, at, 8);
        at += 8;
      };
      take(e.size);
      take(e.stored_size);
      if (central) take(local_offset);
    } else if (id == 0x9901 && n >= 7) {
      e.aes = true;
      e.method = le16(b, 5);
    } else if (id == 0x7075 && n > 5) {
      e.unicode_name = as_text(b.subspan(5));
    } else if (id == 0x5455 && n >= 5 && (static_cast<uint8_t>(b[0]) & 1) != 0) {
      e.unix_time = static_cast<int32_t>(le32(b, 1));
    }
    extra = extra.subspan(4 + n);
  }
}

}  // namespace

bool has_zip_end(Bytes tail, uint64_t size) {
  return last_end(tail, size, [](const EndRecord&) { return true; });
}

bool ends_as_zip(Bytes tail, uint64_t size) {
  return last_end(tail, size,
                  [&](const EndRecord& r) { return r.comment_end == size && r.entries > 0; });
}

std::optional<ZipEnd> find_zip_end(ByteSource& source) {
  const uint64_t size = source.size().value_or(0);
  const auto n = static_cast<size_t>(std::min<uint64_t>(size, kTail));
  const Bytes seen = look_at(source, size - n, n);
  // A copy: comparing with the directory moves the source.
  const std::vector<std::byte> tail(seen.begin(), seen.end());
  if (tail.size() != n) return std::nullopt;
  std::optional<ZipEnd> found;
  last_end(tail, size, [&](const EndRecord& r) {
    found = resolve(source, r);
    return found.has_value();
  });
  return found;
}

// ---- entries

// As libarchive sees them: UNIX modes from hosts 3 and 19, else the DOS attributes; a final slash
// is a directory.
bool ZipEntry::directory() const {
  if (name.ends_with('/')) return true;
  const unsigned host = made_by >> 8;
  if (host == 3 || host == 19) return (attributes >> 16 & 0170000) == 0040000;
  return host == 0 && (attributes & 0x10) != 0 && stored_size == 0;
}

bool ZipEntry::symlink() const {
  const unsigned host = made_by >> 8;
  return (host == 3 || host == 19) && (attributes >> 16 & 0170000) == 0120000;
}

bool ZipEntry::link_or_device() const {
  const unsigned host = made_by >> 8;
  const uint32_t type = attributes >> 16 & 0170000;
  return (host == 3 || host == 19) && type != 0 && type != 0100000 && type != 0040000;
}

std::optional<ZipEntry> parse_central(Bytes b, uint64_t shift, size_t& length) {
  if (b.size() < kZipCentralBytes || !has_magic(b, kCentralMagic)) return std::nullopt;
  const size_t name = le16(b, 28);
  const size_t extra = le16(b, 30);
  const size_t comment = le16(b, 32);
  length = kZipCentralBytes + name + extra + comment;
  if (b.size() < length) return std::nullopt;
  ZipEntry e;
  e.made_by = le16(b, 4);
  e.flags = le16(b, 8);
  e.method = le16(b, 10);
  e.dos_time = le16(b, 12);
  e.dos_date = le16(b, 14);
  e.crc = le32(b, 16);
  e.stored_size = le32(b, 20);
  e.size = le32(b, 24);
  e.disk = le16(b, 34);
  e.attributes = le32(b, 38);
  uint64_t local = le32(b, 42);
  e.name = as_text(b.subspan(kZipCentralBytes, name));
  apply_extra(b.subspan(kZipCentralBytes + name, extra), e, true, local);
  e.comment = as_text(b.subspan(kZipCentralBytes + name + extra, comment));
  e.local = local + shift;
  if (e.local < local) return std::nullopt;
  e.record.assign(b.begin(), b.begin() + static_cast<std::ptrdiff_t>(length));
  return e;
}

bool plausible_local(Bytes b) {
  if (b.size() < kZipLocalBytes || !has_magic(b, kLocalMagic)) return false;
  return le16(b, 4) < 256 && le16(b, 8) < 100 && le16(b, 26) > 0;
}

std::optional<ZipLocal> parse_local(Bytes b, uint64_t at) {
  if (!plausible_local(b)) return std::nullopt;
  const size_t name = le16(b, 26);
  const size_t extra = le16(b, 28);
  ZipLocal l;
  l.length = kZipLocalBytes + name + extra;
  if (b.size() < l.length) return std::nullopt;
  ZipEntry& e = l.entry;
  e.local = at;
  e.flags = le16(b, 6);
  e.method = le16(b, 8);
  e.dos_time = le16(b, 10);
  e.dos_date = le16(b, 12);
  e.crc = le32(b, 14);
  e.stored_size = le32(b, 18);
  e.size = le32(b, 22);
  e.name = as_text(b.subspan(kZipLocalBytes, name));
  uint64_t none = 0;
  apply_extra(b.subspan(kZipLocalBytes + name, extra), e, false, none);
  e.data = at + l.length;
  // With a descriptor the sizes here are zero; some writers fill them in all the same, and then
  // they are right.
  l.has_descriptor = (e.flags & kHasDescriptor) != 0 && e.stored_size == 0;
  e.data_end = e.end = e.data + e.stored_size;
  return l;
}

bool locate(ByteSource& source, ZipEntry& entry, uint64_t next) {
  const Bytes b = look_at(source, entry.local, kZipLocalBytes + entry.name.size() + 256);
  if (b.size() < kZipLocalBytes || !has_magic(b, kLocalMagic)) return false;
  const uint16_t flags = le16(b, 6);
  const size_t name_length = le16(b, 26);
  const size_t extra_length = le16(b, 28);
  const bool seen = kZipLocalBytes + name_length <= b.size();
  const Bytes name = seen ? b.subspan(kZipLocalBytes, name_length)
                          : look_at(source, entry.local + kZipLocalBytes, name_length);
  entry.local_name = as_text(name);
  entry.data = entry.local + kZipLocalBytes + name_length + extra_length;
  entry.data_end = entry.data + entry.stored_size;
  if (entry.data_end < entry.data) return false;
  entry.end = entry.data_end;
  if (((flags | entry.flags) & kHasDescriptor) == 0 || entry.data_end >= next) return true;
  // With or without signature, with 32 or 64 bits: the length that ends where the next thing
  // begins, else the one that the signature and the size suggest.
  const Bytes d = look_at(source, entry.data_end, 24);
  const bool sign = has_magic(d, kDescriptorMagic);
  for (const uint64_t n : {uint64_t{16}, uint64_t{24}, uint64_t{12}, uint64_t{20}}) {
    if ((n == 16 || n == 24) == sign && entry.data_end + n == next) {
      entry.end = next;
      return true;
    }
  }
  if (d.size() < 16) return true;
  const size_t skip = sign ? 4 : 0;
  const bool crc_fits = le32(d, skip) == entry.crc;
  if (!crc_fits && !sign) return true;
  const bool wide = d.size() >= skip + 20 && le(d, skip + 4, 8) == entry.stored_size &&
                    le(d, skip + 12, 8) == entry.size;
  entry.end = std::min(entry.data_end + skip + (wide ? 20 : 12), next);
  return true;
}

bool find_descriptor(ByteSource& source, ZipEntry& entry) {
  const uint64_t size = source.size().value_or(0);
  uint64_t at = entry.data;
  const auto close = [&](uint64_t data_end, uint64_t end) {
    entry.data_end = data_end;
    entry.end = end;
    entry.stored_size = data_end - entry.data;
  };
  while (at < size) {
    if (!source.seek(at)) break;
    const auto chunk = source.peek(ByteSource::kBlock);
    if (!chunk || chunk->empty()) break;
    const std::string_view text = as_text(*chunk);
    for (size_t i = text.find("PK"sv); i != std::string_view::npos; i = text.find("PK"sv, i + 1)) {
      const Bytes b = chunk->subspan(i);
      if (b.size() < kZipCentralBytes && at + chunk->size() < size)
        break;  // seen whole in the next chunk
      const uint64_t here = at + i;
      const uint64_t length = here - entry.data;
      if (b.size() >= 16 && has_magic(b, kDescriptorMagic)) {
        const bool wide = b.size() >= 24 && le(b, 8, 8) == length;
        if (!wide && le32(b, 8) != (length & kAll32)) continue;
        entry.crc = le32(b, 4);
        entry.size = wide ? le(b, 16, 8) : le32(b, 12);
        close(here, here + (wide ? 24 : 16));
        return true;
      }
      if (!plausible_local(b) && !has_magic(b, kCentralMagic)) continue;
      // No signature: the descriptor, if any, lies directly in front of the next header.
      close(here, here);
      if (length < 12) return true;
      const Bytes d = look_at(source, here - 12, 12);  // the chunk is gone from here on
      if (d.size() == 12 && le32(d, 4) == length - 12) {
        entry.crc = le32(d, 0);
        entry.size = le32(d, 8);
        close(here - 12, here);
      }
      return true;
    }
    const size_t step =
        chunk->size() > kZipCentralBytes ? chunk->size() - kZipCentralBytes : chunk->size();
    at += at + chunk->size() < size ? step : chunk->size();
  }
  close(size, size);
  return false;
}

std::vector<std::byte> make_central(const ZipEntry& e) {
  std::vector<std::byte> out;
  const bool wide = e.stored_size >= kAll32 || e.size >= kAll32;
  const Bytes magic = as_bytes(kCentralMagic);
  out.assign(magic.begin(), magic.end());
  put(out, 20, 2);
  put(out, wide ? 45 : 20, 2);
  put(out, e.flags, 2);
  put(out, e.aes ? 99 : e.method, 2);
  put(out, e.dos_time, 2);
  put(out, e.dos_date, 2);
  put(out, e.crc, 4);
  put(out, wide ? kAll32 : e.stored_size, 4);
  put(out, wide ? kAll32 : e.size, 4);
  put(out, std::min<size_t>(e.name.size(), 0xFFFF), 2);
  put(out, wide ? 20 : 0, 2);
  put(out, 0, 2);  // comment
  put(out, 0, 2);  // disk
  put(out, 0, 2);  // internal, external attributes
  put(out, 0, 4);
  put(out, 0, 4);  // where it begins
  const Bytes name = as_bytes(e.name).first(std::min<size_t>(e.name.size(), 0xFFFF));
  out.insert(out.end(), name.begin(), name.end());
  if (wide) {
    put(out, 1, 2);
    put(out, 16, 2);
    put(out, e.size, 8);
    put(out, e.stored_size, 8);
  }
  return out;
}

// ---- one entry as an archive

namespace {

// [local, end of data) of the base, then the directory. Data that the base does not have is an
// error where it would be read.
class SingleEntrySource final : public ByteSource {
 public:
  SingleEntrySource(ByteSource& base, uint64_t begin, uint64_t length,
                    std::vector<std::byte> directory)
      : base_(base), begin_(begin), length_(length), directory_(std::move(directory)) {}

  std::optional<uint64_t> size() const override { return length_ + directory_.size(); }
  bool seekable() const override { return true; }

 protected:
  Result<size_t> do_read(MutableBytes out) override {
    if (at_ >= length_) {
      const uint64_t from = at_ - length_;
      if (from >= directory_.size()) return size_t{0};
      const auto n = static_cast<size_t>(std::min<uint64_t>(out.size(), directory_.size() - from));
      std::memcpy(out.data(), directory_.data() + from, n);
      at_ += n;
      return n;
    }
    if (base_.position() != begin_ + at_) {
      if (auto placed = base_.seek(begin_ + at_); !placed) return placed.error();
    }
    const auto n = static_cast<size_t>(std::min<uint64_t>(out.size(), length_ - at_));
    auto got = base_.read(out.first(n));
    if (!got) return got;
    if (*got == 0) return Error{ErrorCode::truncated, "ends too early", 0};
    at_ += *got;
    return got;
  }
  Status do_seek(uint64_t position) override {
    at_ = position;
    return {};
  }

 private:
  ByteSource& base_;
  uint64_t begin_;
  uint64_t length_;
  std::vector<std::byte> directory_;
  uint64_t at_ = 0;
};

}  // namespace

std::unique_ptr<ByteSource> make_single_entry_source(ByteSource& base, const ZipEntry& entry) {
  std::vector<std::byte> directory = entry.record;
  // The entry now begins at 0, is a plain file, and has no comment.
  const size_t comment = le16(directory, 32);
  directory.resize(directory.size() - comment);
  for (const size_t at :
       {size_t{4}, size_t{5}, size_t{32}, size_t{33}, size_t{34}, size_t{35}, size_t{38},
        size_t{39}, size_t{40}, size_t{41}, size_t{42}, size_t{43}, size_t{44}, size_t{45}}) {
    directory[at] = std::byte{0};
  }
  // A length that no file has would overflow libarchive's offsets.
  const uint64_t length = std::min(entry.data_end - entry.local, uint64_t{1} << 60);
  const size_t record = directory.size();
  const Bytes magic = as_bytes(kEndMagic);
  directory.insert(directory.end(), magic.begin(), magic.end());
  put(directory, 0, 4);
  put(directory, 1, 2);
  put(directory, 1, 2);
  // Beyond 4 GiB the offset needs zip64's end record.
  const bool wide = length >= kAll32;
  put(directory, record, 4);
  put(directory, wide ? kAll32 : length, 4);
  put(directory, 0, 2);
  if (wide) {
    const std::vector<std::byte> plain(directory.begin() + static_cast<std::ptrdiff_t>(record),
                                       directory.end());
    directory.resize(record);
    const Bytes magic64 = as_bytes(kEnd64Magic);
    directory.insert(directory.end(), magic64.begin(), magic64.end());
    put(directory, kEnd64Bytes - 12, 8);
    put(directory, 45, 2);
    put(directory, 45, 2);
    put(directory, 0, 8);
    put(directory, 1, 8);
    put(directory, 1, 8);
    put(directory, record, 8);
    put(directory, length, 8);
    const Bytes locator = as_bytes(kLocator64Magic);
    directory.insert(directory.end(), locator.begin(), locator.end());
    put(directory, 0, 4);
    put(directory, length + record, 8);
    put(directory, 1, 4);
    directory.insert(directory.end(), plain.begin(), plain.end());
  }
  return std::make_unique<SingleEntrySource>(base, entry.local, length, std::move(directory));
}

}  // namespace qingce
