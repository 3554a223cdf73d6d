#include "scanner/run/file_scanner.h"

#include <algorithm>
#include <cerrno>
#include <span>
#include <utility>

#include "scanner/run/volume_set.h"

namespace qingce {

FileScanner::FileScanner(std::shared_ptr<const MatchEngine> engine, const Key& key,
                         const ValueDigester& digester, ReadOptions options,
                         std::string_view reference_date, bool keep_findings, ChunkSink chunks,
                         ExplainSink explain, Trace trace, OwnerNames::Ask owners, Meter meter)
    : max_file_size_(options.limits.file_size),
      collector_(std::move(engine), digester, reference_date, keep_findings, std::move(chunks),
                 std::move(explain), std::move(trace), meter),
      reader_(std::move(options), key),
      owners_(std::move(owners)),
      item_hasher_(key) {}

// Publishes the item where somebody watches. True if it is not one of those asked for.
bool FileScanner::passed_over(const WorkItem& item) {
  Trace& trace = collector_.trace();
  if (!trace.on()) return false;
  item_hasher_.reset();
  item_hasher_.update(std::as_bytes(std::span(collector_.item_key())));
  const Digest128 digest = item_hasher_.finish();
  if (only_ != nullptr && std::find(only_->begin(), only_->end(), digest) == only_->end()) {
    return true;
  }
  trace.begin(digest, item.kind == ItemKind::stream);
  return false;
}

bool FileScanner::scan(const WorkItem& item) {
  item_bytes_ = 0;
  collector_.begin(item.location);
  if (passed_over(item)) return true;
  if (collector_.meter().on()) collector_.meter().begin(collector_.print(item.location));
  switch (item.kind) {
    case ItemKind::file:
    case ItemKind::stream:
      scan_file(item);
      break;
    case ItemKind::directory:
      collector_.place(item.location);
      break;
    case ItemKind::link:
      collector_.link();
      collector_.place(item.location);
      break;
    case ItemKind::gap:
      if (item.is_object) {
        collector_.unread_object(item.location, item.reason, {});
      } else {
        collector_.gap(item.location, {item.reason, std::nullopt, {}});
        collector_.place(item.location);
      }
      break;
  }
  bytes_ += item_bytes_;
  if (!collector_.ok()) return false;
  collector_.end(item_bytes_);
  collector_.trace().end();
  collector_.meter().end();
  return true;
}

OuterFacts FileScanner::outer_facts(const FileFacts& facts) {
  OuterFacts out;
  out.stored_size = facts.size;
  out.mtime = facts.mtime;
  out.owner = owners_.name(facts.uid);
  out.mode = facts.mode;
  return out;
}

void FileScanner::scan_file(const WorkItem& item) {
  Result<OpenFile> opened = open_item(item);
  if (!opened.ok()) {
    collector_.unread_object(item.location, gap_of_errno(opened.error().sys), {});
    return;
  }
  const FileFacts& facts = opened->facts;
  if (item.kind == ItemKind::file && !facts.regular) {
    // It was a regular file when the directory was read.
    collector_.unread_object(item.location, GapReason::special_file, {});
    return;
  }
  OuterFacts outer;
  if (item.kind == ItemKind::file) {
    outer = outer_facts(facts);
    if (max_file_size_ != 0 && facts.size > max_file_size_) {
      collector_.unread_object(item.location, GapReason::limit_size, outer);
      return;
    }
  }
  const VolumeSet volumes = find_volumes(item);
  if (volumes.role == VolumeSet::Role::part) {
    collector_.volume(item.location, volumes.reader, outer);
    item_bytes_ = facts.size;
    return;
  }
  ByteSource& source = volumes.source ? *volumes.source : *opened->source;
  // The second fstat: what changed while it was read was not read as it is.
  const auto before_close = [&]() -> std::optional<GapNote> {
    if (opened->changed && opened->changed()) return GapNote{GapReason::changed, std::nullopt, {}};
    if (volumes.role != VolumeSet::Role::orphan) return std::nullopt;
    return GapNote{GapReason::volume_missing, std::nullopt, {}};
  };
  collector_.meter().reads(source);
  reader_.read(item.location, source, outer, collector_, before_close);
  collector_.meter().reads_no_more();
  // Not the source's position: where a reader that seeks stops depends on its buffers.
  item_bytes_ = item.kind == ItemKind::file ? facts.size : source.position();
}

}  // namespace qingce
