#include "scanner/read/record_writer.h"

#include <algorithm>

#include "scanner/read/table_map.h"

namespace qingce {
namespace {

// A column is scanned as one block: a batch is large enough that its beginning costs nothing, and
// small beside a window.
constexpr size_t kBatchBytes = 512 << 10;
constexpr size_t kBatchCells = 128 << 10;  // records x fields, empty ones too
constexpr uint64_t kBatchHole = 1024;      // records without values within one batch

}  // namespace

RecordWriter::RecordWriter(Sink& sink) : sink_(sink), names_(1), pending_(1) {}

RecordWriter::FieldId RecordWriter::field(std::string_view name) {
  if (name.empty() || !sink_.wants_fields()) return 0;
  const auto known = ids_.find(std::string(name));
  if (known != ids_.end()) return known->second;
  if (names_.size() > kMostFields && name != kFolded) {
    if (!folded_) sink_.gap({GapReason::limit_members, std::nullopt, "fields"});
    folded_ = true;
    return field(kFolded);
  }
  const auto id = static_cast<FieldId>(names_.size());
  names_.emplace_back(name);
  pending_.emplace_back();
  ids_.emplace(name, id);
  return id;
}

// Empty values up to `rows`.
void RecordWriter::fill(Pending& column, uint64_t rows) {
  while (column.offsets.size() < rows) {
    column.offsets.push_back(column.block.size());
    column.block.push_back('\0');
    ++bytes_;
  }
}

void RecordWriter::add(uint64_t record, FieldId field, std::string_view value, bool cut) {
  if (value.empty()) return;
  if (!used_.empty()) {
    const bool new_record = record != last_;
    const bool full = bytes_ > kBatchBytes || (record - first_ + 1) * used_.size() > kBatchCells;
    if (record < last_ || record - last_ > kBatchHole || (new_record && full)) flush();
  }
  if (used_.empty()) first_ = record;
  last_ = record;
  Pending& column = pending_[field];
  if (column.offsets.empty()) used_.push_back(field);
  const uint64_t row = record - first_;
  if (column.offsets.size() == row + 1) {
    column.block.back() = '\n';
  } else {
    fill(column, row);
    column.offsets.push_back(column.block.size());
  }
  column.block.append(value).push_back('\0');
  bytes_ += value.size() + 1;
  if (!cut) return;
  column.cut.resize(row + 1);
  column.cut[row] = true;
}

void RecordWriter::flush() {
  if (used_.empty()) return;
  RecordBatch batch;
  batch.first_record = first_;
  batch.rows = last_ - first_ + 1;
  // The order of the fields, not of their first values, so that a batch does not depend on where
  // the one before it ended.
  std::sort(used_.begin(), used_.end());
  for (const FieldId id : used_) {
    Pending& pending = pending_[id];
    fill(pending, batch.rows);
    Column column;
    column.field = names_[id];
    column.block = as_bytes(pending.block);
    column.offsets = std::move(pending.offsets);
    column.offsets.push_back(pending.block.size());
    column.cut = std::move(pending.cut);
    if (!column.cut.empty()) column.cut.resize(batch.rows);
    batch.columns.push_back(std::move(column));
  }
  sink_.batch(batch);
  for (const FieldId id : used_) {
    pending_[id].block.clear();
    pending_[id].offsets.clear();
    pending_[id].cut.clear();
  }
  used_.clear();
  bytes_ = 0;
}

}  // namespace qingce
