#include "scanner/read/sqlite_remains.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>

namespace qingce {
namespace {

// Values of a record side by side, so that they stay one record; a longer one goes on in the next.
constexpr size_t kColumns = 32;

uint32_t be32(Bytes b, size_t at) {
  uint32_t value = 0;
  for (size_t i = at; i < at + 4; ++i) value = value << 8 | std::to_integer<uint32_t>(b[i]);
  return value;
}

bool is_zero(Bytes bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](std::byte b) { return b == std::byte{0}; });
}

}  // namespace

void append_sqlite_integer(int64_t integer, RecordRows& rows) {
  std::array<char, 24> text;
  const auto end = std::to_chars(text.data(), text.data() + text.size(), integer).ptr;
  rows.value(std::string_view(text.data(), static_cast<size_t>(end - text.data())));
}

// A whole number without exponent and fraction: so an identity number in a numeric column reads as
// one, as far as a double holds it.
void append_sqlite_real(double real, RecordRows& rows) {
  std::array<char, 40> text;
  const bool whole = std::isfinite(real) && std::fabs(real) < 1e21 && real == std::floor(real);
  const int length = std::snprintf(text.data(), text.size(), whole ? "%.0f" : "%.17g", real);
  rows.value(std::string_view(text.data(), static_cast<size_t>(std::max(length, 0))));
}

void append_sqlite_value(const SqliteValue& value, RecordRows& rows) {
  switch (value.kind) {
    case SqliteValue::Kind::null:
      return rows.value(Bytes());
    case SqliteValue::Kind::integer:
      return append_sqlite_integer(value.integer, rows);
    case SqliteValue::Kind::real:
      return append_sqlite_real(value.real, rows);
    case SqliteValue::Kind::text:
    case SqliteValue::Kind::blob:
      return rows.value(value.bytes);
  }
}

// ---- SqliteLeftovers

void SqliteLeftovers::field(std::string name) {
  if (name == field_) return;
  field_ = name;
  rows_.fields(std::vector<std::string>(kColumns, name));
}

void SqliteLeftovers::record(const SqliteRecord& record) {
  for (size_t i = 0; i < record.size(); ++i) {
    if (i > 0 && i % kColumns == 0) rows_.end_row();
    append_sqlite_value(record[i], rows_);
  }
  if (!record.empty()) rows_.end_row();
}

void SqliteLeftovers::free(Bytes bytes, size_t columns) {
  if (bytes.size() < 4 || is_zero(bytes)) return;
  const SqliteCarved carved = carve_sqlite(bytes, columns);
  for (const SqliteRecord& r : carved.records) record(r);
  if (carved.whole) return;
  // As it stands, too.
  rows_.value(bytes);
  rows_.end_row();
}

void SqliteLeftovers::page(Bytes page, uint32_t usable) {
  if (is_zero(page)) return;
  const std::optional<SqlitePage> tree = SqlitePage::of(page, usable, false);
  if (!tree) return free(page.first(std::min<size_t>(usable, page.size())), 0);
  for (const SqliteRange& cell : tree->payloads) {
    const Bytes payload = page.subspan(cell.begin, cell.end - cell.begin);
    uint64_t size = 0;
    if (const auto found = sqlite_record(payload, &size)) {
      record(*found);
    } else {
      free(payload, 0);
    }
  }
  for (const SqliteRange& range : tree->free)
    free(page.subspan(range.begin, range.end - range.begin), 0);
}

// ---- SqliteRemains

bool SqliteRemains::load(uint32_t number) {
  page_.resize(header_.page_size);
  const uint64_t at = uint64_t{number - 1} * header_.page_size;
  if (Status status = source_.seek(at); !status) {
    sink_.gap(note_of(status.error(), at));
    return false;
  }
  size_t done = 0;
  while (done < page_.size()) {
    const Result<size_t> got = source_.read({page_.data() + done, page_.size() - done});
    if (!got) {
      sink_.gap(note_of(got.error(), at + done));
      return false;
    }
    if (*got == 0) break;
    done += *got;
  }
  std::fill(page_.begin() + static_cast<std::ptrdiff_t>(done), page_.end(), std::byte{0});
  return true;
}

bool SqliteRemains::read(std::span<const SqliteRoot> roots, bool known) {
  const uint64_t size = source_.size().value_or(0);
  const uint64_t pages = (size + header_.page_size - 1) / header_.page_size;
  if (pages >= UINT32_MAX || pages > sink_.memory_left()) {
    sink_.gap({GapReason::limit_memory, std::nullopt, "pages"});
    return true;
  }
  sink_.hold_memory(pages);
  states_.assign(static_cast<size_t>(pages) + 1, State::unknown);
  for (uint32_t number = 1; number < states_.size(); ++number) {
    if (header_.is_lock_page(number) || header_.is_pointer_map(number))
      state(number) = State::other;
  }
  left_.field(known ? "~deleted" : "~raw");
  if (known) {
    for (const SqliteRoot& root : roots) {
      if (!walk(root)) return false;
    }
  }
  return free_list() && unused_pages();
}

bool SqliteRemains::walk(const SqliteRoot& root) {
  std::vector<uint32_t> todo{root.page};
  while (!todo.empty()) {
    const uint32_t number = todo.back();
    todo.pop_back();
    if (!exists(number) || state(number) != State::unknown) continue;
    state(number) = State::in_use;
    if (!tree_page(number, root.columns, &todo)) return false;
  }
  return true;
}

bool SqliteRemains::tree_page(uint32_t number, size_t columns, std::vector<uint32_t>* todo) {
  if (!load(number)) return false;
  const Bytes bytes(page_);
  const std::optional<SqlitePage> page = SqlitePage::of(bytes, header_.usable, number == 1);
  if (!page) {
    left_.free(bytes, 0);
    return true;
  }
  for (const SqliteRange& range : page->free)
    left_.free(bytes.subspan(range.begin, range.end - range.begin), page->is_leaf ? columns : 0);
  todo->insert(todo->end(), page->children.begin(), page->children.end());
  for (const SqliteOverflow& overflow : page->overflows) {
    if (!chain(overflow)) return false;
  }
  return true;
}

// The pages of one long value; what stands behind its end in the last one was another's.
bool SqliteRemains::chain(const SqliteOverflow& overflow) {
  uint64_t left = overflow.bytes;
  uint32_t number = overflow.first;
  const uint64_t room = header_.usable - 4;
  while (left > 0 && exists(number) && state(number) == State::unknown) {
    state(number) = State::overflow;
    if (!load(number)) return false;
    const uint64_t here = std::min(left, room);
    left -= here;
    const auto end = static_cast<size_t>(4 + here);
    if (left == 0) left_.free(Bytes(page_).subspan(end, header_.usable - end), 0);
    number = be32(page_, 0);
  }
  return true;
}

// Trunk pages list the others; those are met as pages that nothing uses.
bool SqliteRemains::free_list() {
  uint32_t number = header_.first_free;
  while (exists(number) && state(number) == State::unknown) {
    state(number) = State::trunk;
    if (!load(number)) return false;
    const uint64_t listed = std::min<uint64_t>(be32(page_, 4), header_.usable / 4);
    const size_t end = std::min<size_t>(8 + 4 * static_cast<size_t>(listed), header_.usable);
    left_.free(Bytes(page_).subspan(end, header_.usable - end), 0);
    number = be32(page_, 0);
  }
  return true;
}

bool SqliteRemains::unused_pages() {
  for (uint32_t number = 1; number < states_.size(); ++number) {
    if (state(number) != State::unknown) continue;
    if (!load(number)) return false;
    if (number == 1) {
      // Only in a file that SQLite cannot read: its header and schema.
      left_.free(page_, 0);
    } else {
      left_.page(page_, header_.usable);
    }
  }
  return true;
}

}  // namespace qingce
