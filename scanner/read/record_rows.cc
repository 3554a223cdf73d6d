#include "scanner/read/record_rows.h"

#include "scanner/read/table_map.h"

namespace qingce {
namespace {

// One batch: long enough that scanning a column at a time pays, and a small part of a worker's
// memory.
constexpr uint64_t kBatchBytes = 256 << 10;
constexpr uint64_t kBatchRows = 4096;

}  // namespace

void RecordRows::fields(std::vector<std::string> names) {
  flush();
  columns_.clear();
  for (std::string& name : names) {
    Gathered column;
    column.offsets = {0};
    if (used_ < kMostFields) {
      ++used_;
      column.field = std::move(name);
    } else {
      column.field = kFolded;
      if (!folded_) sink_.gap({GapReason::limit_members, std::nullopt, "fields"});
      folded_ = true;
    }
    columns_.push_back(std::move(column));
  }
}

void RecordRows::value(Bytes bytes) {
  if (at_ >= columns_.size()) return;
  Gathered& column = columns_[at_++];
  column.block.append(as_text(bytes));
  column.block.push_back('\0');
  column.offsets.push_back(column.block.size());
  held_ += bytes.size() + 1;
  bytes_ += bytes.size();
}

void RecordRows::end_row() {
  while (at_ < columns_.size()) value(Bytes());
  at_ = 0;
  ++rows_;
  if (held_ >= kBatchBytes || rows_ >= kBatchRows) flush();
}

void RecordRows::flush() {
  if (rows_ == 0) return;
  RecordBatch batch;
  batch.first_record = next_;
  batch.rows = rows_;
  for (const Gathered& column : columns_) {
    Column out;
    out.field = column.field;
    out.block = as_bytes(column.block);
    out.offsets = column.offsets;
    batch.columns.push_back(std::move(out));
  }
  sink_.batch(batch);
  for (Gathered& column : columns_) {
    column.block.clear();
    column.offsets.resize(1);
  }
  next_ += rows_;
  rows_ = 0;
  held_ = 0;
}

}  // namespace qingce
