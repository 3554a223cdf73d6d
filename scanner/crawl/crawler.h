// Crawler: targets -> work items, in a stable order (target, then path component-wise by bytes).
//
// It opens nothing but directories: a file is opened by the worker, through open_item(), without a
// stat before (d_type), O_RDONLY|O_NOFOLLOW|O_NONBLOCK|O_NOCTTY|O_CLOEXEC|O_NOATIME (falling back
// without O_NOATIME), with one fstat after. Links are recorded, not followed (a target that is a
// link is). Nothing is excluded by default; what options take away is walked and counted. The walk
// is openat/getdents64 relative to the parent's descriptor, so that names of any bytes, 120 levels
// and paths over PATH_MAX work. One file: walk_linux.cc. A Boost.Filesystem walker (walk_boost.cc)
// with the same interface is the reference of the differential test.
//
// Descriptors: the walk itself holds at most 66 directories open, at any depth; each work item of
// kind file keeps its directory open until it is destroyed. So run/'s queue bounds how many are
// alive: queued and running items + 66 + one file per worker, twice that with open_ahead(), have to
// fit into RLIMIT_NOFILE. When none is left the walk waits (10 s in all) for items to be finished
// before it makes gaps (io-error). Memory: the names of the directories between the target and the
// entry in hand, nothing else.
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
#include "scanner/core/message.h"
#include "scanner/core/result.h"
#include "scanner/io/byte_source.h"

namespace qingce {

struct CrawlOptions {
  // Globs (glob.h). What they take away is walked and becomes a gap `excluded`: a regular file as
  // an object, all else not. A directory that matches decides for everything below it; exclude wins
  // over include; a target itself is never taken away. An include pattern does not hide
  // directories: they are visited.
  std::vector<std::string> include;  // empty: all
  std::vector<std::string> exclude;
  // A directory on another file system than its parent is a gap `excluded` (one, is_object false)
  // and not entered: what is below it is not counted.
  bool one_file_system = false;
  uint64_t max_file_size = 0;  // bytes; 0 = none. Not looked at here: the worker knows the size
  // Regular files that are the run's own output and therefore no objects (device, inode): left out
  // without trace. Found by the inode number in the directory entry, confirmed by lstat; overlay
  // file systems may show another number there, so the worker should compare FileFacts once more.
  std::vector<std::pair<uint64_t, uint64_t>> own_files;
};

// A directory held open for the files in it (a descriptor, reference-counted); closed with the last
// item.
class DirHandle;

enum class ItemKind : uint8_t {
  file,       // a regular file (d_type, or what lstat said where d_type is unknown)
  stream,     // stdin
  directory,  // visited; comes before what is in it; for `~name` and the list of mount points
  link,       // a symbolic link, not followed
  gap,  // not readable or taken away; `reason` says why; `is_object` whether it counts as an object
};

struct OpenedAhead;

struct WorkItem {
  ItemKind kind = ItemKind::file;
  Location location;                     // raw
  std::shared_ptr<const DirHandle> dir;  // parent, for open_item; null for a target itself
  std::string name;                      // to open relative to dir; the path for a target
  GapReason reason = GapReason::io_error;
  bool is_object = false;    // a gap that would have been an object (an excluded regular file)
  bool mount_point = false;  // directory, gap: another file system (st_dev) starts here
  std::shared_ptr<OpenedAhead> ahead{};  // what open_ahead() did; taken by open_item()
};

// A directory that cannot be opened is one gap and nothing else. One whose listing fails midway is
// a directory, a gap at the same location, and the entries listed before. A link that leads nowhere
// (dangling, loop) is a link; one whose way is barred (EACCES) is a gap `permission`.

// Where the crawl hands its items. Returning false stops the crawl.
using ItemSink = std::function<bool(WorkItem)>;

class Crawler {
 public:
  virtual ~Crawler() = default;
  // Walks every target in the order given. A target is a path, or "-" (stdin, named `stdin_name`).
  // Usage error for a bad glob, before the first item; everything else that goes wrong is a gap.
  virtual Status crawl(const std::vector<std::string>& targets, const ItemSink& sink) = 0;
};
// REQUIRES: every target exists (check_targets). stdin_name is the location's target text for "-".
std::unique_ptr<Crawler> make_linux_crawler(CrawlOptions options, std::string stdin_name);
std::unique_ptr<Crawler> make_boost_crawler(CrawlOptions options, std::string stdin_name);

// Usage errors, each naming the target: does not exist; is given twice or lies inside another;
// output, inventory or spool paths (`ours`, existing or not; "" and "-" are passed over) lie inside
// a target or are one. `what` names them in the message.
Status check_targets(const std::vector<std::string>& targets, const std::vector<std::string>& ours,
                     const Phrase& what = Phrase::of("err.what.output"));

// What fstat said right after open, and what the file is now.
struct FileFacts {
  uint64_t size = 0;  // bytes
  int64_t mtime = 0;  // seconds since the epoch
  uint32_t mtime_ns = 0;
  uint32_t uid = 0;
  uint32_t gid = 0;
  uint32_t mode = 0;  // permission bits only
  uint64_t device = 0;
  uint64_t inode = 0;
  uint64_t links = 1;
  bool regular = true;
};
struct OpenFile {
  std::unique_ptr<ByteSource> source;
  FileFacts facts;
  // fstat again: true if size, mtime or ctime moved since the open (-> gap `changed`).
  // REQUIRES: `source` lives (it owns the descriptor). False for what is no regular file. Never
  // empty.
  std::function<bool()> changed;
};
// Opens a work item of kind file or stream. A stream always has a source, facts.regular says
// whether stdin is a file (then read from its present offset on). An Error's `sys` tells permission
// (EACCES, EPERM), vanished (ENOENT), a file that became a link (ELOOP) or special (reported as
// facts.regular == false, source null).
Result<OpenFile> open_item(const WorkItem& item);
// The size of a work item of kind file by its directory entry, unopened; 0 if it cannot be told.
uint64_t stored_size(const WorkItem& item);
// Opens a work item of kind file before its turn, and reads it if it is small (64 KiB): for a
// thread that would else wait. What cannot be opened is left to open_item(). Costs one descriptor
// and the bytes until the item is destroyed.
void open_ahead(WorkItem& item);
// errno of a failed open or read -> reason.
GapReason gap_of_errno(int sys);

}  // namespace qingce
