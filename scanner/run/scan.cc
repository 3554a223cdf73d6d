// The pipeline: one crawler thread -> bounded queue of item batches -> workers -> bounded queue of
// chunks -> the calling thread, which alone writes the inventory. Order of arrival does not matter:
// the inventory is read back in location order.
#include "scanner/run/scan.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <ctime>
#include <fstream>
#include <mutex>
#include <thread>
#include <utility>

#include "scanner/crawl/glob.h"
#include "scanner/run/bounded_queue.h"
#include "scanner/run/explain_log.h"
#include "scanner/run/file_scanner.h"
#include "scanner/run/result_facts.h"

namespace qingce {
namespace {

// Small files are handed over in batches: one lock per 32 files instead of one each.
constexpr size_t kBatchItems = 32;
// Few, because each item may hold a directory open (crawler.h): 256 + 32 a worker stay below a
// limit of 1,024. Where the limit is lower the batches shrink: a file that cannot be opened for
// want of a descriptor would be a gap by chance.
constexpr size_t kQueuedBatches = 8;
// Results are handed over in batches, too; bounded by weight so that a slow disk stops the workers.
constexpr size_t kChunkBatchBytes = size_t{256} << 10;
constexpr size_t kQueuedChunkBytes = size_t{32} << 20;
constexpr auto kProgressEvery = std::chrono::milliseconds(200);

using ItemBatch = std::vector<WorkItem>;
using ChunkBatch = std::vector<ItemChunk>;

size_t weight_of(const ItemChunk& chunk) {
  size_t bytes =
      256 + chunk.objects.size() * 512 + chunk.gaps.size() * 256 + chunk.findings.size() * 160;
  for (const auto& [key, value] : chunk.rows) bytes += 256 + value.sketch.memory();
  return bytes;
}

std::string utc_now() {
  const std::time_t now = std::time(nullptr);
  std::tm tm{};
  gmtime_r(&now, &tm);
  std::array<char, 32> text{};
  std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &tm);
  return text.data();
}

std::string host_name() {
  std::array<char, 256> name{};
  return gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "";
}

size_t batch_items(unsigned jobs) {
  rlimit files{};
  if (getrlimit(RLIMIT_NOFILE, &files) != 0 || files.rlim_cur == RLIM_INFINITY) return kBatchItems;
  const size_t most = static_cast<size_t>(files.rlim_cur) / 2 / (kQueuedBatches + 2 + jobs);
  return std::clamp<size_t>(most, 1, kBatchItems);
}

class Pipeline {
 public:
  Pipeline(const ScanOptions& options, std::shared_ptr<const MatchEngine> engine, const Key& key,
           const ProgressFn& progress)
      : options_(options),
        engine_(std::move(engine)),
        key_(key),
        digester_(key),
        progress_(progress),
        items_(kQueuedBatches),
        chunks_(kQueuedChunkBytes),
        explain_(options.explain_file) {}

  Status ready() const {
    if (explain_.ok()) return {};
    return Error{ErrorCode::io, "--explain: the file cannot be written", 0};
  }

  Status run(InventoryWriter& writer, RunFacts& facts) {
    const unsigned jobs = explain_.on() ? 1 : worker_count();
    running_ = jobs;
    batch_items_ = batch_items(jobs);
    std::thread crawler([&] { crawl(facts); });
    std::vector<std::thread> workers;
    for (unsigned i = 0; i < jobs; ++i) workers.emplace_back([&] { work(); });
    const Status written = write(writer);
    crawler.join();
    for (std::thread& w : workers) w.join();
    if (progress_) progress_(snapshot(), true);
    if (!written.ok()) return written;
    if (!crawl_status_.ok()) return crawl_status_;
    return explain_.finish();
  }

 private:
  unsigned worker_count() const {
    if (options_.jobs != 0) return options_.jobs;
    return std::max(1u, std::thread::hardware_concurrency());
  }

  void crawl(RunFacts& facts) {
    NameMasker names(engine_, digester_);
    ItemBatch batch;
    const auto hand_over = [&] {
      return batch.empty() || items_.push(std::exchange(batch, ItemBatch{}));
    };
    std::unique_ptr<Crawler> crawler = make_linux_crawler(options_.crawl, options_.stdin_name);
    crawl_status_ = crawler->crawl(options_.targets, [&](WorkItem item) {
      if (item.kind == ItemKind::directory) {
        ++facts.directories;
        if (item.mount_point) facts.mount_points.push_back(names.print(item.location));
      }
      batch.push_back(std::move(item));
      return batch.size() < batch_items_ || hand_over();
    });
    hand_over();
    items_.close();
  }

  void work() {
    ReadOptions read;
    read.limits = options_.limits;
    read.spool.directory = options_.spool_directory;
    read.spool.memory_bytes = options_.limits.spool_memory;
    read.spool.max_bytes = options_.limits.spool_bytes;
    read.passwords = options_.passwords;
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
    FileScanner scanner(engine_, key_, digester_, std::move(read), options_.keep_findings,
                        std::move(sink), std::move(explain));
    uint64_t bytes = 0;
    uint64_t matches = 0;
    while (std::optional<ItemBatch> next = items_.pop()) {
      for (const WorkItem& item : *next) {
        if (failed_) break;
        scanner.scan(item);
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
    while (std::optional<ChunkBatch> batch = chunks_.pop()) {
      for (const ItemChunk& chunk : *batch) {
        if (status.ok()) status = writer.add(chunk);
      }
      // A full disk ends the run, but the queues are drained so that every thread can leave.
      if (!status.ok()) failed_ = true;
      const auto now = std::chrono::steady_clock::now();
      if (progress_ && now - shown >= kProgressEvery) {
        shown = now;
        progress_(snapshot(), false);
      }
    }
    return status;
  }

  Progress snapshot() const { return {files_done_, bytes_done_, matches_done_}; }

  const ScanOptions& options_;
  std::shared_ptr<const MatchEngine> engine_;
  const Key& key_;
  ValueDigester digester_;
  const ProgressFn& progress_;
  BoundedQueue<ItemBatch> items_;
  BoundedQueue<ChunkBatch> chunks_;
  ExplainLog explain_;
  Status crawl_status_;
  size_t batch_items_ = kBatchItems;
  std::atomic<unsigned> running_{0};
  std::atomic<bool> failed_{false};
  std::atomic<uint64_t> files_done_{0};
  std::atomic<uint64_t> bytes_done_{0};
  std::atomic<uint64_t> matches_done_{0};
};

std::string operator_name() {
  OwnerNames names;
  return names.name(geteuid());
}

}  // namespace

Status check_scan(const ScanOptions& options) {
  std::vector<std::string> ours = options.own_paths;
  ours.push_back(options.inventory);
  if (!options.explain_file.empty()) ours.push_back(options.explain_file);
  if (!options.spool_directory.empty()) ours.push_back(options.spool_directory);
  if (Status s = check_targets(options.targets, ours); !s.ok()) return s.error();

  // A bad glob is known before anything is written.
  for (const std::vector<std::string>* globs : {&options.crawl.include, &options.crawl.exclude}) {
    if (const Result<GlobSet> set = GlobSet::compile(*globs); !set.ok()) return set.error();
  }
  return InventoryWriter::check(options.inventory, options.force);
}

Result<ScanResult> scan(const ScanOptions& options, std::shared_ptr<const RuleSet> rules,
                        const Key& key, const ProgressFn& progress) {
  if (Status s = check_scan(options); !s.ok()) return s.error();
  Result<std::shared_ptr<const MatchEngine>> engine = MatchEngine::compile(rules);
  if (!engine.ok()) return engine.error();

  RunFacts facts;
  facts.result = result_facts(options, *rules, key);
  for (const Rule& rule : rules->rules()) facts.rules_toml.push_back(rule.toml);
  facts.started = utc_now();
  facts.host = host_name();
  facts.operator_name = operator_name();
  facts.findings_kept = options.keep_findings;
  const ValueDigester digester(key);
  NameMasker names(*engine, digester);
  for (size_t i = 0; i < options.targets.size(); ++i) {
    const std::string& t = options.targets[i];
    facts.targets.push_back(names.print(Location::target(t == "-" ? options.stdin_name : t, i)));
  }

  Pipeline pipeline(options, *engine, key, progress);
  if (Status s = pipeline.ready(); !s.ok()) return s.error();
  Result<std::unique_ptr<InventoryWriter>> writer =
      InventoryWriter::create(options.inventory, facts, options.force);
  if (!writer.ok()) return writer.error();
  if (Status s = pipeline.run(**writer, facts); !s.ok()) return s.error();
  facts.finished = utc_now();
  if (Status s = (*writer)->finish(facts); !s.ok()) return s.error();

  writer->reset();
  Result<std::unique_ptr<InventoryReader>> reader = InventoryReader::open(options.inventory);
  if (!reader.ok()) return reader.error();
  return ScanResult{(*reader)->coverage()};
}

}  // namespace qingce
