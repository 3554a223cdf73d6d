// Crawler: targets -> work items, in a stable order (target, then path component-wise by bytes).
//
// It opens nothing but directories: a file is opened by the worker, through open_item(), without a stat before
// (d_type), O_RDONLY|O_NOFOLLOW|O_NONBLOCK|O_NOCTTY|O_CLOEXEC|O_NOATIME (falling back without O_NOATIME), with
// one fstat after. Links are recorded, not followed (a target that is a link is). Nothing is excluded by
// default; what options take away is walked and counted.
// The walk is openat/getdents64 relative to the parent's descriptor, so that names of any bytes, 120 levels and
// paths over PATH_MAX work. One file: walk_linux.cc. A Boost.Filesystem walker (walk_boost.cc) with the same
// interface is the reference of the differential test.
//
// Thread: one crawl runs on one thread; open_item() may be called from any thread.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "scanner/core/gap.h"
#include "scanner/core/location.h"
#include "scanner/core/result.h"
#include "scanner/io/byte_source.h"

namespace qingce {

struct CrawlOptions {
  std::vector<std::string> include;  // globs; empty: all. See glob.h
  std::vector<std::string> exclude;
  bool one_file_system = false;
  uint64_t max_file_size = 0;        // bytes; 0 = none
  // Regular files that are the run's own output and therefore no objects (device, inode).
  std::vector<std::pair<uint64_t, uint64_t>> own_files;
};

// A directory held open for the files in it (a descriptor, reference-counted); closed with the last item.
class DirHandle;

enum class ItemKind : uint8_t {
  file,       // a regular file (d_type, or what lstat said where d_type is unknown)
  stream,     // stdin
  directory,  // visited; comes before what is in it; for `~name` and the list of mount points
  link,       // a symbolic link, not followed
  gap,        // not readable or taken away; `reason` says why; `is_object` whether it counts as an object
};

struct WorkItem {
  ItemKind kind = ItemKind::file;
  Location location;                    // raw
  std::shared_ptr<const DirHandle> dir; // parent, for open_item; null for a target itself
  std::string name;                     // to open relative to dir; the path for a target
  GapReason reason = GapReason::io_error;
  bool is_object = false;               // a gap that would have been an object (an excluded regular file)
  bool mount_point = false;             // directory: another file system starts here
};

// Where the crawl hands its items. Returning false stops the crawl.
using ItemSink = std::function<bool(WorkItem)>;

class Crawler {
 public:
  virtual ~Crawler() = default;
  // Walks every target in the order given. A target is a path, or "-" (stdin, named `stdin_name`).
  virtual Status crawl(const std::vector<std::string>& targets, const ItemSink& sink) = 0;
};
// REQUIRES: every target exists (check_targets). stdin_name is the location's target text for "-".
std::unique_ptr<Crawler> make_linux_crawler(CrawlOptions options, std::string stdin_name);
std::unique_ptr<Crawler> make_boost_crawler(CrawlOptions options, std::string stdin_name);

// Usage errors, each naming the target: does not exist; is given twice or lies inside another; output, inventory
// or spool paths (`ours`) lie inside a target.
Status check_targets(const std::vector<std::string>& targets, const std::vector<std::string>& ours);

// What fstat said right after open, and what the file is now.
struct FileFacts {
  uint64_t size = 0;      // bytes
  int64_t mtime = 0;      // seconds since the epoch
  uint32_t mtime_ns = 0;
  uint32_t uid = 0;
  uint32_t gid = 0;
  uint32_t mode = 0;      // permission bits only
  uint64_t device = 0;
  uint64_t inode = 0;
  uint64_t links = 1;
  bool regular = true;
};
struct OpenFile {
  std::unique_ptr<ByteSource> source;
  FileFacts facts;
  // fstat again: true if size, mtime or ctime moved since the open (-> gap `changed`).
  std::function<bool()> changed;
};
// Opens a work item of kind file or stream. An Error's `sys` tells permission (EACCES, EPERM), vanished
// (ENOENT), a file that became a link (ELOOP) or special (reported as facts.regular == false, source null).
Result<OpenFile> open_item(const WorkItem& item);
// errno of a failed open or read -> reason.
GapReason gap_of_errno(int sys);

}  // namespace qingce
