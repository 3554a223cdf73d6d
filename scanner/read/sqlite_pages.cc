#include "scanner/read/sqlite_pages.h"

#include <algorithm>
#include <bit>

namespace qingce {
namespace {

constexpr size_t kFileHeader = 100;
constexpr size_t kLeastUsable = 480;   // the file format's own minimum
constexpr size_t kMostColumns = 2000;  // SQLITE_MAX_COLUMN
constexpr size_t kLeastCarved = 4;     // bytes of text in a record worth the name
constexpr size_t kLeastRest = 6;       // bytes; in fewer nothing is ever found

uint8_t byte(Bytes b, size_t at) { return std::to_integer<uint8_t>(b[at]); }
uint32_t be16(Bytes b, size_t at) {
  return static_cast<uint32_t>(byte(b, at) << 8 | byte(b, at + 1));
}
uint32_t be32(Bytes b, size_t at) { return be16(b, at) << 16 | be16(b, at + 2); }

// A variable-length integer at `at`, which is left behind it. nullopt: it does not end in `b`.
std::optional<uint64_t> varint(Bytes b, size_t& at) {
  uint64_t value = 0;
  for (int i = 0; i < 9; ++i) {
    if (at >= b.size()) return std::nullopt;
    const uint8_t next = byte(b, at++);
    if (i == 8) return value << 8 | next;
    value = value << 7 | (next & 0x7F);
    if ((next & 0x80) == 0) return value;
  }
  return std::nullopt;
}

// Bytes that a serial type stands for; nullopt for the two that are never written.
std::optional<uint64_t> size_of_type(uint64_t type) {
  constexpr uint8_t kSizes[] = {0, 1, 2, 3, 4, 6, 8, 8, 0, 0};
  if (type < 10) return kSizes[type];
  if (type < 12) return std::nullopt;
  return (type - 12) / 2;
}

int64_t signed_integer(Bytes b) {
  uint64_t value = byte(b, 0) >= 0x80 ? ~uint64_t{0} : 0;
  for (size_t i = 0; i < b.size(); ++i) value = value << 8 | byte(b, i);
  return static_cast<int64_t>(value);
}

SqliteValue value_of(uint64_t type, Bytes bytes) {
  SqliteValue value;
  using Kind = SqliteValue::Kind;
  if (type == 0) return value;
  if (type >= 12) {
    value.kind = type % 2 == 0 ? Kind::blob : Kind::text;
    value.bytes = bytes;
  } else if (type == 7) {
    value.kind = Kind::real;
    value.real = std::bit_cast<double>(static_cast<uint64_t>(signed_integer(bytes)));
  } else {
    value.kind = Kind::integer;
    value.integer = type >= 8 ? static_cast<int64_t>(type - 8) : signed_integer(bytes);
  }
  return value;
}

// Payload of a cell that stays in its page.
uint64_t local_part(uint64_t payload, uint64_t usable, bool table) {
  const uint64_t most = table ? usable - 35 : (usable - 12) * 64 / 255 - 23;
  const uint64_t least = (usable - 12) * 32 / 255 - 23;
  if (payload <= most) return payload;
  const uint64_t part = least + (payload - least) % (usable - 4);
  return part <= most ? part : least;
}

bool is_filled(Bytes bytes) {
  return std::any_of(bytes.begin(), bytes.end(), [](std::byte b) { return b != std::byte{0}; });
}

bool is_worth(const SqliteRecord& record) {
  return std::any_of(record.begin(), record.end(), [](const SqliteValue& v) {
    return v.kind == SqliteValue::Kind::text && v.bytes.size() >= kLeastCarved;
  });
}

bool is_readable(const SqliteRecord& record) {
  return std::all_of(record.begin(), record.end(), [](const SqliteValue& v) {
    return v.kind != SqliteValue::Kind::text ||
           std::none_of(v.bytes.begin(), v.bytes.end(), [](std::byte b) {
             return b < std::byte{' '} && b != std::byte{'\n'} && b != std::byte{'\r'} &&
                    b != std::byte{'\t'};
           });
  });
}

// The values behind a header whose types are known, if they fill `body` no further than its end.
std::optional<SqliteRecord> values_of(const std::vector<uint64_t>& types, Bytes body) {
  SqliteRecord record;
  size_t at = 0;
  for (const uint64_t type : types) {
    const auto size = size_of_type(type);
    if (!size || *size > body.size() - at) return std::nullopt;
    record.push_back(value_of(type, body.subspan(at, static_cast<size_t>(*size))));
    at += static_cast<size_t>(*size);
  }
  return record;
}

// A freed cell whose first four bytes (payload, row and perhaps the header's length) a free block's
// own header has replaced, and that is all of the block: types from byte 4 on, their values up to
// its end. What stood for the types that were lost has at most 8 bytes; the fewer, the better.
std::optional<SqliteRecord> headless(Bytes block, size_t columns) {
  if (block.size() < 8 || columns == 0) return std::nullopt;
  constexpr size_t kHeader = 4;     // bytes, of a free block
  constexpr size_t kMostLost = 8;   // bytes
  constexpr size_t kMostShort = 3;  // types
  std::optional<SqliteRecord> best;
  size_t least = kMostLost + 1;
  std::vector<uint64_t> types;
  size_t at = kHeader;
  uint64_t sum = 0;
  while (types.size() < columns && least > 0) {
    const auto type = varint(block, at);
    const auto size = type ? size_of_type(*type) : std::nullopt;
    if (!size || *size > block.size()) break;
    types.push_back(*type);
    sum += *size;
    if (at + sum > block.size()) break;
    const size_t lost = block.size() - at - static_cast<size_t>(sum);
    if (types.size() + kMostShort < columns || lost >= least) continue;
    auto record = values_of(types, block.subspan(at + lost));
    if (!record || !is_worth(*record)) continue;
    best = std::move(record);
    least = lost;
  }
  return best;
}

}  // namespace

std::optional<SqliteHeader> SqliteHeader::of(Bytes head) {
  if (head.size() < kFileHeader) return std::nullopt;
  SqliteHeader out;
  out.page_size = be16(head, 16);
  if (out.page_size == 1) out.page_size = 65536;
  if (out.page_size < 512 || !std::has_single_bit(out.page_size)) return std::nullopt;
  out.usable = out.page_size - byte(head, 20);
  if (out.usable < kLeastUsable) return std::nullopt;
  out.first_free = be32(head, 32);
  if (be32(head, 24) == be32(head, 92)) out.pages = be32(head, 28);
  out.auto_vacuum = be32(head, 52) != 0;
  return out;
}

bool SqliteHeader::is_pointer_map(uint32_t number) const {
  if (!auto_vacuum || number < 2) return false;
  const uint32_t entries = usable / 5;
  uint32_t map = 2 + (number - 2) / (entries + 1) * (entries + 1);
  if (is_lock_page(map)) ++map;
  return number == map;
}

std::optional<SqlitePage> SqlitePage::of(Bytes page, uint32_t usable, bool first) {
  const size_t begin = first ? kFileHeader : 0;
  if (page.size() < usable || usable < kLeastUsable) return std::nullopt;
  page = page.first(usable);
  const uint8_t type = byte(page, begin);
  if (type != 2 && type != 5 && type != 10 && type != 13) return std::nullopt;
  SqlitePage out;
  out.is_leaf = type >= 10;
  out.is_table = type == 5 || type == 13;
  const size_t cells = be16(page, begin + 3);
  const size_t pointers = begin + (out.is_leaf ? 8 : 12);
  size_t content = be16(page, begin + 5);
  if (content == 0) content = 65536;
  const size_t table_end = pointers + 2 * cells;
  if (table_end > usable || content < table_end || content > usable) return std::nullopt;
  if (!out.is_leaf) out.children.push_back(be32(page, begin + 8));
  std::vector<SqliteRange> used;
  for (size_t i = 0; i < cells; ++i) {
    size_t at = be16(page, pointers + 2 * i);
    const size_t cell = at;
    if (at < content || at + 4 > usable) return std::nullopt;
    if (!out.is_leaf) {
      out.children.push_back(be32(page, at));
      at += 4;
    }
    if (out.is_table && !out.is_leaf) {
      if (!varint(page, at)) return std::nullopt;
    } else {
      const auto payload = varint(page, at);
      if (!payload || (out.is_table && !varint(page, at))) return std::nullopt;
      const uint64_t local = local_part(*payload, usable, out.is_table);
      if (local > usable - at) return std::nullopt;
      const auto end = at + static_cast<size_t>(local);
      out.payloads.push_back({static_cast<uint32_t>(at), static_cast<uint32_t>(end)});
      at = end;
      if (local < *payload) {
        if (at + 4 > usable) return std::nullopt;
        out.overflows.push_back({be32(page, at), *payload - local});
        at += 4;
      }
    }
    at = std::max(at, std::min<size_t>(cell + 4, usable));
    used.push_back({static_cast<uint32_t>(cell), static_cast<uint32_t>(at)});
  }
  std::sort(used.begin(), used.end(),
            [](const SqliteRange& a, const SqliteRange& b) { return a.begin < b.begin; });
  auto at = static_cast<uint32_t>(table_end);
  // Free blocks border on each other where one cell after the other went: each is a range.
  std::vector<uint32_t> blocks;
  size_t steps = 0;
  for (uint32_t block = be16(page, begin + 1);
       block >= content && block + 4 <= usable && steps++ < usable / 4; block = be16(page, block)) {
    blocks.push_back(block);
  }
  std::sort(blocks.begin(), blocks.end());
  const auto add = [&](uint32_t from, uint32_t to) {
    for (auto b = std::upper_bound(blocks.begin(), blocks.end(), from);
         b != blocks.end() && *b < to; ++b) {
      out.free.push_back({from, *b});
      from = *b;
    }
    if (from < to) out.free.push_back({from, to});
  };
  for (const SqliteRange& cell : used) {
    if (cell.begin > at) add(at, cell.begin);
    at = std::max(at, cell.end);
  }
  if (at < usable) add(at, usable);
  return out;
}

std::optional<SqliteRecord> sqlite_record(Bytes bytes, uint64_t* size) {
  size_t at = 0;
  const auto header = varint(bytes, at);
  if (!header || *header < at || *header > bytes.size()) return std::nullopt;
  const auto end = static_cast<size_t>(*header);
  std::vector<uint64_t> types;
  uint64_t sum = 0;
  while (at < end) {
    const auto type = varint(bytes.first(end), at);
    const auto length = type ? size_of_type(*type) : std::nullopt;
    if (!length || types.size() >= kMostColumns) return std::nullopt;
    types.push_back(*type);
    sum += *length;
  }
  // What lies in other pages is cut off; there is no telling whether it is still there.
  SqliteRecord record;
  size_t value = end;
  for (const uint64_t type : types) {
    const uint64_t length = *size_of_type(type);
    const auto here = static_cast<size_t>(std::min<uint64_t>(length, bytes.size() - value));
    if (type < 12 && here < length) break;
    record.push_back(value_of(type, bytes.subspan(value, here)));
    value += here;
  }
  *size = end + sum;
  return record;
}

namespace {

// Bytes of the record that may begin at bytes[0], all of it there; 0 if none does. Without making
// it: nearly every place is turned away here, most of them by the first types.
size_t possible_record(Bytes bytes, size_t columns) {
  const uint8_t header = byte(bytes, 0);
  if (header < 3 || header >= 0x80 || header > bytes.size()) return 0;
  size_t at = 1;
  size_t types = 0;
  uint64_t size = header;
  bool has_text = false;
  while (at < header) {
    const auto type = varint(bytes.first(header), at);
    const auto length = type ? size_of_type(*type) : std::nullopt;
    if (!length || *length > bytes.size()) return 0;
    size += *length;
    if (size > bytes.size()) return 0;
    has_text = has_text || (*type >= 12 && *type % 2 == 1 && *length >= kLeastCarved);
    ++types;
  }
  return has_text && types >= 2 && (columns == 0 || types <= columns) ? static_cast<size_t>(size)
                                                                      : 0;
}

}  // namespace

SqliteCarved carve_sqlite(Bytes free, size_t columns) {
  SqliteCarved out;
  if (auto record = headless(free, columns)) {
    out.whole = is_readable(*record);
    out.records.push_back(std::move(*record));
    return out;
  }
  size_t rest = 0;  // begin of what is in no record
  out.whole = true;
  const auto leave = [&](size_t end) {
    out.whole =
        out.whole && (end - rest < kLeastRest || !is_filled(free.subspan(rest, end - rest)));
  };
  for (size_t at = 0; at + 4 <= free.size();) {
    const size_t size = possible_record(free.subspan(at), columns);
    uint64_t same = 0;
    auto record = size != 0 ? sqlite_record(free.subspan(at, size), &same) : std::nullopt;
    // One that is cut off by the range's end is there by chance too often.
    if (!record) {
      ++at;
      continue;
    }
    leave(at);
    out.whole = out.whole && is_readable(*record);
    out.records.push_back(std::move(*record));
    at += size;
    rest = at;
  }
  leave(free.size());
  return out;
}

}  // namespace qingce
