// The pipeline: one crawler thread -> bounded queue of item batches -> workers -> bounded queue of
// chunks -> the calling thread, which alone writes the inventory. Order of arrival does not matter:
// the inventory is read back in location order.
#include "scanner/run/pipeline.h"

#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <thread>
#include <utility>
#include <vector>

#include "scanner/core/message.h"
#include "scanner/run/bounded_queue.h"
#include "scanner/run/file_scanner.h"
#include "scanner/run/progress_board.h"
#include "scanner/run/total_counter.h"

namespace qingce {
namespace {

// Small files are handed over in batches: one lock per 32 files instead of one each.
constexpr size_t kBatchItems = 32;
// Few, because each item may hold a directory and a file open (crawler.h): half of a limit of 1,024
// is for them. Where the limit is lower the batches shrink: a file that cannot be opened for want
// of a descriptor would be a gap by chance.
constexpr size_t kQueuedBatches = 8;
// Results are handed over in batches, too; bounded by weight so that a slow disk stops the workers.
constexpr size_t kChunkBatchBytes = size_t{256} << 10;
constexpr size_t kQueuedChunkBytes = size_t{32} << 20;
// How long the writer waits before it looks at signals and progress.
constexpr auto kProgressEvery = std::chrono::milliseconds(200);
// What a kill can cost at most, besides the items that are open.
constexpr auto kCommitEvery = std::chrono::seconds(1);

using ItemBatch = std::vector<WorkItem>;
using ChunkBatch = std::vector<ItemChunk>;

size_t weight_of(const ItemChunk& chunk) {
  size_t bytes =
      256 + chunk.objects.size() * 512 + chunk.gaps.size() * 256 + chunk.findings.size() * 160;
  for (const auto& [key, value] : chunk.rows) bytes += 256 + value.sketch.memory();
  for (const auto& [key, digests] : chunk.people) bytes += 256 + digests.memory();
  return bytes;
}

size_t batch_items(unsigned jobs) {
  rlimit files{};
  if (getrlimit(RLIMIT_NOFILE, &files) != 0 || files.rlim_cur == RLIM_INFINITY) return kBatchItems;
  const size_t most = static_cast<size_t>(files.rlim_cur) / 4 / (kQueuedBatches + 2 + jobs);
  return std::clamp<size_t>(most, 1, kBatchItems);
}

class Pipeline {
 public:
  Pipeline(const PipelineSetup& setup)
      : options_(setup.options),
        engine_(setup.engine),
        key_(setup.key),
        digester_(setup.key),
        progress_(setup.progress),
        explain_(setup.explain),
        watch_(setup.watch),
        items_(kQueuedBatches),
        chunks_(kQueuedChunkBytes) {}

  Status run(InventoryWriter& writer, RunFacts& facts) {
    const unsigned jobs = pipeline_workers(options_, watch_);
    running_ = jobs;
    batch_items_ = batch_items(jobs);
    if (progress_) {
      board_ = std::make_unique<ProgressBoard>(jobs);
      // Of a few items alone the totals would say nothing.
      if (watch_.only == nullptr) totals_ = std::make_unique<TotalCounter>(options_);
    }
    std::thread crawler([&] { crawl(facts); });
    std::vector<std::thread> workers;
    for (unsigned i = 0; i < jobs; ++i) workers.emplace_back([this, i] { work(i); });
    const Status written = write(writer);
    crawler.join();
    for (std::thread& w : workers) w.join();
    if (progress_) progress_(snapshot(), true);
    totals_.reset();
    if (!written.ok()) return written;
    return crawl_status_;
  }

 private:
  void crawl(RunFacts& facts) {
    NameMasker names(engine_, digester_);
    ItemBatch batch;
    const auto hand_over = [&] {
      // While every worker has enough to do, this thread would wait: it takes the opening of small
      // files off them, an eighth of the work on one.
      for (WorkItem& item : batch) {
        if (!items_.full()) break;
        open_ahead(item);
      }
      return batch.empty() || items_.push(std::exchange(batch, ItemBatch{}));
    };
    std::unique_ptr<Crawler> crawler = make_linux_crawler(options_.crawl, options_.stdin_name);
    const Status crawled = crawler->crawl(options_.targets, [&](WorkItem item) {
      if (failed_) return false;
      if (item.kind == ItemKind::directory) {
        ++facts.directories;
        if (item.mount_point) facts.mount_points.push_back(names.print(item.location));
      }
      if (watch_.done != nullptr && is_done(item)) {
        if (progress_ && item.kind == ItemKind::file) {
          bytes_skipped_ += stored_size(item);
          ++files_skipped_;
        }
        return crawl_status_.ok();
      }
      batch.push_back(std::move(item));
      return batch.size() < batch_items_ || hand_over();
    });
    if (crawl_status_.ok()) crawl_status_ = crawled;
    if (!names.ok()) crawl_status_ = engine_failed();
    hand_over();
    items_.close();
  }

  // An item that an earlier process has finished. Only files: all else is met again.
  bool is_done(const WorkItem& item) {
    const bool object = item.kind == ItemKind::file || item.kind == ItemKind::stream ||
                        (item.kind == ItemKind::gap && item.is_object);
    if (!object) return false;
    Result<bool> done = watch_.done->contains(item.location.order_key());
    if (done.ok()) return *done;
    crawl_status_ = done.error();
    return true;
  }

  static Error engine_failed() { return make_error(ErrorCode::io, "err.run.memory", {}, ENOMEM); }

  void work(unsigned number) {
    ReadOptions read;
    read.limits = options_.limits;
    read.spool.directory = options_.spool_directory;
    read.spool.memory_bytes = options_.limits.spool_memory;
    read.spool.max_bytes = options_.limits.spool_bytes;
    read.passwords = options_.passwords;
    read.fields = options_.fields;
    if (options_.window_bytes != 0) read.window_bytes = options_.window_bytes;
    ChunkBatch batch;
    size_t weight = 0;
    const auto hand_over = [&] {
      if (!batch.empty())
        chunks_.push(std::exchange(batch, ChunkBatch{}), std::exchange(weight, 0));
    };
    ChunkSink sink = [&](ItemChunk chunk) {
      weight += weight_of(chunk);
      batch.push_back(std::move(chunk));
      if (weight >= kChunkBatchBytes) hand_over();
    };
    ExplainSink explain;
    if (explain_.on()) {
      explain = [&](const std::string& where, const ExplainStep& step) {
        explain_.write(where, step);
      };
    }
    Trace trace;
    if (watch_.state != nullptr) trace = Trace(watch_.state, number, watch_.refused);
    FileScanner scanner(engine_, key_, digester_, std::move(read), options_.reference_date,
                        options_.keep_findings, std::move(sink), std::move(explain),
                        std::move(trace), watch_.owners, Meter(board_.get(), number));
    scanner.only(watch_.only);
    uint64_t bytes = 0;
    uint64_t matches = 0;
    while (std::optional<ItemBatch> next = items_.pop()) {
      for (const WorkItem& item : *next) {
        if (failed_) break;
        if (!scanner.scan(item)) {
          engine_failed_ = true;
          failed_ = true;
          break;
        }
        if (item.kind == ItemKind::file || item.kind == ItemKind::stream) ++files_done_;
        bytes_done_ += scanner.bytes() - std::exchange(bytes, scanner.bytes());
        matches_done_ += scanner.matches() - std::exchange(matches, scanner.matches());
      }
    }
    hand_over();
    if (--running_ == 0) chunks_.close();
  }

  Status write(InventoryWriter& writer) {
    Status status;
    auto shown = std::chrono::steady_clock::now();
    auto committed = shown;
    for (bool ended = false; !ended;) {
      const std::optional<ChunkBatch> batch = chunks_.pop_for(kProgressEvery, ended);
      if (batch && status.ok()) status = add(writer, *batch);
      const auto now = std::chrono::steady_clock::now();
      if (status.ok() && now - committed >= kCommitEvery) {
        committed = now;
        status = writer.commit();
      }
      // A full disk ends the run, but the queues are drained so that every thread can leave.
      if (!status.ok()) failed_ = true;
      if (watch_.stopped && watch_.stopped()) {
        watch_.stop(status.ok() ? writer.commit() : status);
        failed_ = true;
      }
      if (progress_ && now - shown >= kProgressEvery) {
        shown = now;
        progress_(snapshot(), false);
      }
    }
    if (status.ok() && engine_failed_) return engine_failed();
    return status;
  }

  static Status add(InventoryWriter& writer, const ChunkBatch& batch) {
    for (const ItemChunk& chunk : batch) {
      if (Status status = writer.add(chunk); !status) return status;
    }
    return {};
  }

  static uint64_t without(uint64_t all, uint64_t part) { return all - std::min(all, part); }

  // Bytes never go back, though what a seeking reader has read of an item can.
  Progress snapshot() {
    Progress now;
    ProgressBoard::Now open = board_->look();
    now.files = files_done_;
    now.matches = matches_done_;
    now.bytes = bytes_shown_ = std::max<uint64_t>(bytes_shown_, bytes_done_ + open.bytes);
    now.current = std::move(open.current);
    if (totals_ == nullptr) return now;
    now.counted = totals_->complete();
    // The count can lag behind the scan, or what is read can have grown.
    now.total_files = std::max(without(totals_->files(), files_skipped_), now.files);
    now.total_bytes = std::max(without(totals_->bytes(), bytes_skipped_), now.bytes);
    return now;
  }

  const ScanOptions& options_;
  std::shared_ptr<const MatchEngine> engine_;
  const Key& key_;
  ValueDigester digester_;
  const ProgressFn& progress_;
  ExplainLog& explain_;
  const Watch& watch_;
  BoundedQueue<ItemBatch> items_;
  BoundedQueue<ChunkBatch> chunks_;
  Status crawl_status_;
  size_t batch_items_ = kBatchItems;
  std::atomic<unsigned> running_{0};
  std::atomic<bool> failed_{false};
  std::atomic<bool> engine_failed_{false};
  std::atomic<uint64_t> files_done_{0};
  std::atomic<uint64_t> bytes_done_{0};
  std::atomic<uint64_t> matches_done_{0};
  std::atomic<uint64_t> files_skipped_{0};  // by a resumed scan: finished before
  std::atomic<uint64_t> bytes_skipped_{0};
  uint64_t bytes_shown_ = 0;
  std::unique_ptr<ProgressBoard> board_;  // null: nobody watches
  std::unique_ptr<TotalCounter> totals_;
};

}  // namespace

unsigned pipeline_workers(const ScanOptions& options, const Watch& watch) {
  if (!options.explain_file.empty() || watch.only != nullptr) return 1;
  if (options.jobs != 0) return options.jobs;
  return std::max(1u, std::thread::hardware_concurrency());
}

Status run_pipeline(const PipelineSetup& setup, InventoryWriter& writer, RunFacts& facts) {
  return Pipeline(setup).run(writer, facts);
}

}  // namespace qingce
