// FileScanner: one worker's whole equipment: reader, matcher, collector. Takes work items one after
// another. Not thread-safe; nothing is shared with other workers except immutable engine, digester,
// key.
#pragma once

#include <memory>

#include "scanner/core/digest.h"
#include "scanner/crawl/crawler.h"
#include "scanner/match/matcher.h"
#include "scanner/read/registry.h"
#include "scanner/run/item_collector.h"
#include "scanner/run/owner_names.h"

namespace qingce {

class FileScanner {
 public:
  // `key` and `digester` outlive the scanner.
  FileScanner(std::shared_ptr<const MatchEngine> engine, const Key& key,
              const ValueDigester& digester, ReadOptions options, bool keep_findings,
              ChunkSink chunks, ExplainSink explain);
  // Everything the item holds goes to the chunk sink, ending with a chunk marked `last`.
  void scan(const WorkItem& item);
  // Bytes read from files so far; matches so far.
  uint64_t bytes() const { return bytes_; }
  uint64_t matches() const { return collector_.matches(); }
  std::string print(const Location& location) { return collector_.print(location); }

 private:
  void scan_file(const WorkItem& item);
  OuterFacts outer_facts(const FileFacts& facts);

  uint64_t max_file_size_;
  ItemCollector collector_;
  ObjectReader reader_;
  OwnerNames owners_;
  uint64_t bytes_ = 0;
  uint64_t item_bytes_ = 0;
};

}  // namespace qingce
