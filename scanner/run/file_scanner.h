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
              const ValueDigester& digester, ReadOptions options, std::string_view reference_date,
              bool keep_findings, ChunkSink chunks, ExplainSink explain, Trace trace = {},
              OwnerNames::Ask owners = {}, Meter meter = {});
  // Everything the item holds goes to the chunk sink, ending with a chunk marked `last`. False: the
  // search engine has failed; the item stays open, and nothing more can be scanned.
  bool scan(const WorkItem& item);
  // With a trace: only these items; the others are passed over without a chunk.
  void only(const std::vector<Digest128>* items) { only_ = items; }
  // Bytes read from files so far; matches so far.
  uint64_t bytes() const { return bytes_; }
  uint64_t matches() const { return collector_.matches(); }
  std::string print(const Location& location) { return collector_.print(location); }

 private:
  void scan_file(const WorkItem& item);
  OuterFacts outer_facts(const FileFacts& facts);

  bool passed_over(const WorkItem& item);

  uint64_t max_file_size_;
  ItemCollector collector_;
  ObjectReader reader_;
  OwnerNames owners_;
  ContentHasher item_hasher_;
  const std::vector<Digest128>* only_ = nullptr;
  uint64_t bytes_ = 0;
  uint64_t item_bytes_ = 0;
};

}  // namespace qingce
