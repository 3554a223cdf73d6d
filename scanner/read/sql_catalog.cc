#include "scanner/read/sql_catalog.h"

#include <algorithm>

#include "scanner/read/encoding.h"
#include "scanner/read/table_map.h"

namespace qingce {
namespace {

// Of one object; what is beyond is folded. A database has some thousands of tables.
constexpr size_t kMostColumns = 65'536;
constexpr size_t kMostTables = 16'384;
constexpr size_t kMostNameBytes = size_t{4} << 20;
constexpr size_t kNameBytes = 256;  // the longest identifier of any dialect is 128 characters

std::string_view cut(std::string_view text) {
  if (text.size() <= kNameBytes) return text;
  size_t n = kNameBytes;
  while (n > 0 && (static_cast<unsigned char>(text[n]) & 0xC0) == 0x80) --n;
  return text.substr(0, n);
}

}  // namespace

std::string sql_lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c | 0x20);
  }
  return out;
}

std::string sql_name(std::string_view raw) {
  std::string once;
  for (size_t i = 0; i < raw.size(); ++i) {
    once.push_back(raw[i]);
    const bool quote = raw[i] == '\'' || raw[i] == '"' || raw[i] == '`' || raw[i] == ']';
    if (quote && i + 1 < raw.size() && raw[i + 1] == raw[i]) ++i;
  }
  const std::string text = decode_name(once);
  return std::string(cut(text));
}

SqlCatalog::SqlCatalog() {
  folded_.field = kFolded;
  folded_.counted = true;
}

void SqlCatalog::use(std::string_view schema) { schema_ = sql_lower(schema); }

SqlTable* SqlCatalog::table(const std::vector<std::string>& parts) {
  if (parts.empty()) return &overflow_;
  const std::string schema = parts.size() > 1 ? sql_lower(parts[parts.size() - 2]) : schema_;
  std::vector<std::unique_ptr<SqlTable>>& same = tables_[sql_lower(parts.back())];
  for (const auto& table : same) {
    if (table->schema == schema) return table.get();
  }
  // One of the two says nothing about where it is.
  if (!same.empty() && schema.empty()) return same.front().get();
  if (!same.empty() && same.front()->schema.empty()) {
    same.front()->schema = schema;
    return same.front().get();
  }
  if (table_count_ >= kMostTables || name_bytes_ >= kMostNameBytes) return &overflow_;
  ++table_count_;
  auto table = std::make_unique<SqlTable>();
  table->schema = schema;
  table->name = parts.back();
  if (!same.empty()) {
    const bool given = parts.size() > 1;
    table->name.insert(0, (given ? parts[parts.size() - 2] : schema) + ".");
  }
  name_bytes_ += 2 * table->name.size();
  same.push_back(std::move(table));
  return same.back().get();
}

SqlColumn* SqlCatalog::make(const SqlTable& table, std::string_view name) {
  if (&table == &overflow_ || columns_.size() >= kMostColumns || name_bytes_ >= kMostNameBytes)
    return &folded_;
  SqlColumn column;
  column.field.reserve(table.name.size() + name.size() + 1);
  column.field.append(table.name).append(".").append(name);
  name_bytes_ += column.field.size() + name.size();
  columns_.push_back(std::move(column));
  return &columns_.back();
}

SqlColumn* SqlCatalog::column(SqlTable& table, std::string_view name) {
  const auto [it, fresh] = table.by_name.try_emplace(sql_lower(name), nullptr);
  if (!fresh) return it->second;
  SqlColumn* column = make(table, name);
  if (column == &folded_) {
    table.by_name.erase(it);
  } else {
    it->second = column;
  }
  return column;
}

SqlColumn* SqlCatalog::column(SqlTable& table, size_t index) {
  if (index < table.columns.size()) return table.columns[index];
  if (index < table.numbered.size() && table.numbered[index] != nullptr)
    return table.numbered[index];
  SqlColumn* made = column(table, "c" + std::to_string(index + 1));
  if (made == &folded_) return made;
  if (table.numbered.size() <= index) table.numbered.resize(index + 1, nullptr);
  return table.numbered[index] = made;
}

void SqlCatalog::define(SqlTable& table, const std::vector<std::string>& names) {
  if (&table == &overflow_) return;
  table.columns.clear();
  for (const std::string& name : names) table.columns.push_back(column(table, name));
}

void SqlCatalog::set_comment(SqlColumn& column, std::string_view comment) {
  if (&column == &folded_ || name_bytes_ >= kMostNameBytes) return;
  name_bytes_ += comment.size();
  column.comment = comment;
}

const SqlColumn& SqlCatalog::use_field(SqlColumn& column, bool counts) {
  if (!column.counted && used_ >= kMostFields) {
    has_folded_ = has_folded_ || counts;
    return folded_;
  }
  if (&column == &folded_) {
    has_folded_ = has_folded_ || counts;
  } else if (!column.counted && counts) {
    column.counted = true;
    ++used_;
  }
  return column;
}

}  // namespace qingce
