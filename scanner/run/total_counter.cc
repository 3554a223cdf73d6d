#include "scanner/run/total_counter.h"

#include "scanner/crawl/crawler.h"

namespace qingce {

TotalCounter::TotalCounter(const ScanOptions& options)
    : thread_([this, &options] { walk(options); }) {}

TotalCounter::~TotalCounter() {
  stopped_ = true;
  thread_.join();
}

void TotalCounter::walk(const ScanOptions& options) {
  bool known = true;
  const auto crawler = make_linux_crawler(options.crawl, options.stdin_name);
  const Status walked = crawler->crawl(options.targets, [&](WorkItem item) {
    if (item.kind == ItemKind::stream) known = false;
    if (item.kind == ItemKind::stream || item.kind == ItemKind::file) ++files_;
    if (item.kind == ItemKind::file) {
      const uint64_t size = stored_size(item);
      const uint64_t most = options.limits.file_size;
      if (most == 0 || size <= most) bytes_ += size;
    }
    return !stopped_;
  });
  if (walked.ok() && known && !stopped_) complete_ = true;
}

}  // namespace qingce
