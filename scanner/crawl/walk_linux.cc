// The walk: openat and getdents64 relative to the parent's descriptor, an explicit stack instead of
// recursion, one sorted listing per level.
//
// A level keeps its listing until it is left; its descriptor only while it is the target or one of
// the deepest kOpenAncestors levels. When the walk comes back to a level whose descriptor was
// closed, it goes down again from the nearest open one, checks that it meets the same directories
// (device, inode), and keeps the whole window it passed, so that a way back over n levels costs n /
// kOpenAncestors such descents and not n.
//
// The tree cannot be endless: the kernel refuses hard links to directories and shows a bind mount
// of an ancestor without what is mounted inside it.

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "scanner/crawl/crawler.h"
#include "scanner/crawl/dir_handle.h"
#include "scanner/crawl/link_scope.h"
#include "scanner/crawl/listing.h"
#include "scanner/crawl/selection.h"

namespace qingce {
namespace {

constexpr size_t kOpenAncestors = 64;
// Queued work items hold descriptors. When none is left the walk waits for the workers to finish
// some: 10 s.
constexpr int kDescriptorWaits = 1000;
constexpr std::chrono::milliseconds kDescriptorWait{10};

bool out_of_descriptors(int sys) { return sys == EMFILE || sys == ENFILE; }

struct Level {
  Level(std::shared_ptr<const DirHandle> handle, const Location& where, Selection::Fate handed_down,
        size_t path)
      : dir(std::move(handle)),
        id(dir->id()),
        location(where),
        fate(handed_down),
        path_length(path) {}

  std::shared_ptr<const DirHandle> dir;  // null: closed for now
  FileId id;
  Location location;
  Selection::Fate fate;
  size_t path_length;  // of the path below the target, for globs
  Listing listing;
  size_t next = 0;
  bool lost = false;  // it cannot be reached any more; its remaining entries are gaps
};

class LinuxCrawler final : public Crawler {
 public:
  LinuxCrawler(CrawlOptions options, std::string stdin_name)
      : options_(std::move(options)), stdin_name_(std::move(stdin_name)) {
    for (const auto& [device, inode] : options_.own_files) own_inodes_.push_back(inode);
    std::sort(own_inodes_.begin(), own_inodes_.end());
  }

  Status crawl(const std::vector<std::string>& targets, const ItemSink& sink) override {
    Result<Selection> selection = Selection::compile(options_);
    if (!selection) return selection.error();
    LinkScope links(targets);
    selection_ = &*selection;
    links_ = &links;
    sink_ = &sink;
    for (size_t i = 0; i < targets.size(); ++i) {
      if (!crawl_target(targets[i], i)) break;
    }
    levels_.clear();
    return {};
  }

 private:
  // Every function that hands out an item returns false when the sink wants no more.

  bool crawl_target(const std::string& target, uint64_t index) {
    if (target == "-") {
      return (*sink_)(item_of(ItemKind::stream, Location::target(stdin_name_, index)));
    }
    const Location location = Location::target(target, index);
    struct stat st {};
    if (::stat(target.c_str(), &st) != 0) return gap(location, gap_of_errno(errno));
    if (S_ISREG(st.st_mode)) {
      if (is_own(st)) return true;
      WorkItem item = item_of(ItemKind::file, location);
      item.name = target;
      return (*sink_)(std::move(item));
    }
    if (!S_ISDIR(st.st_mode)) return gap(location, GapReason::special_file);
    int sys = 0;
    auto dir = open_patiently(AT_FDCWD, target.c_str(), true, &sys);
    if (dir == nullptr) return gap(location, gap_of_errno(sys));
    path_.clear();
    return enter(std::move(dir), location, selection_->of_target(), false) && walk();
  }

  // Works off the stack until it is empty.
  bool walk() {
    while (!levels_.empty()) {
      Level& level = levels_.back();
      if (level.next == level.listing.size()) {
        levels_.pop_back();
      } else if (!visit(level, level.next++)) {
        return false;
      }
    }
    return true;
  }

  // Announces an opened directory and pushes its level.
  bool enter(std::shared_ptr<const DirHandle> dir, const Location& location, Selection::Fate fate,
             bool mount_point) {
    Level level(std::move(dir), location, fate, path_.size());
    const int failure = level.listing.read(level.dir->fd(), own_inodes_);
    WorkItem item = item_of(fate.excluded ? ItemKind::gap : ItemKind::directory, location);
    item.reason = GapReason::excluded;
    item.mount_point = mount_point;
    if (!(*sink_)(std::move(item))) return false;
    if (failure != 0) {  // what was listed before is walked all the same
      const GapReason reason =
          failure == EOVERFLOW ? GapReason::limit_memory : gap_of_errno(failure);
      if (!gap(location, reason)) return false;
    }
    levels_.push_back(std::move(level));
    if (levels_.size() > kOpenAncestors + 1) {
      levels_[levels_.size() - 1 - kOpenAncestors].dir.reset();
    }
    return true;
  }

  bool visit(Level& level, size_t entry) {
    const char* name = level.listing.name(entry);
    EntryType type = level.listing.type(entry);
    path_.resize(level.path_length);
    if (!path_.empty()) path_ += '/';
    path_ += name;
    const Location location = level.location.name(name);

    if (level.dir == nullptr && !level.lost) reopen();
    if (level.lost) return visit_lost(level, type, location);
    if (type == EntryType::unknown || level.listing.is_marked(entry)) {
      struct stat st {};
      if (::fstatat(level.dir->fd(), name, &st, AT_SYMLINK_NOFOLLOW) != 0) {
        return gap(location, gap_of_errno(errno), type == EntryType::file);
      }
      if (is_own(st)) return true;
      type = type_of(st);
    }
    if (type == EntryType::directory) return visit_directory(level, name, location);
    if (selection_->takes_away(level.fate, path_)) {
      return gap(location, GapReason::excluded, type == EntryType::file);
    }
    if (type == EntryType::file) {
      WorkItem item = item_of(ItemKind::file, location);
      item.dir = level.dir;
      item.name = name;
      return (*sink_)(std::move(item));
    }
    if (type == EntryType::link) return visit_link(level, name, location);
    return gap(location, GapReason::special_file);
  }

  // `level` is not valid any more afterwards: the stack has grown.
  bool visit_directory(Level& level, const char* name, const Location& location) {
    const Selection::Fate fate = selection_->of_directory(level.fate, path_);
    int sys = 0;
    auto dir = open_patiently(level.dir->fd(), name, false, &sys);
    if (dir == nullptr) return gap(location, gap_of_errno(sys));
    const bool mount_point = dir->id().device != level.id.device;
    if (mount_point && options_.one_file_system) {
      WorkItem item = item_of(ItemKind::gap, location);
      item.reason = GapReason::excluded;
      item.mount_point = true;
      return (*sink_)(std::move(item));
    }
    return enter(std::move(dir), location, fate, mount_point);
  }

  bool visit_link(const Level& level, const char* name, const Location& location) {
    int sys = 0;
    switch (links_->resolve(level.dir->fd(), name, &sys)) {
      case LinkEnd::outside:
        return gap(location, GapReason::symlink_outside);
      case LinkEnd::unreachable:
        return gap(location, gap_of_errno(sys));
      case LinkEnd::inside:
      case LinkEnd::nowhere:
        break;
    }
    return (*sink_)(item_of(ItemKind::link, location));
  }

  bool visit_lost(const Level& level, EntryType type, const Location& location) {
    const bool excluded = type != EntryType::directory && selection_->takes_away(level.fate, path_);
    return gap(location, excluded ? GapReason::excluded : GapReason::vanished,
               type == EntryType::file);
  }

  // Opens the deepest level's directory again, and those of the window above it. What does not show
  // the same directory as before is lost, with everything between it and the deepest level.
  void reopen() {
    const size_t last = levels_.size() - 1;
    size_t from = last;
    while (levels_[from].dir == nullptr) --from;  // the target's own is never closed
    std::shared_ptr<const DirHandle> dir = levels_[from].dir;
    for (size_t i = from + 1; i <= last; ++i) {
      Level& level = levels_[i];
      int sys = 0;
      dir = open_patiently(dir->fd(), level.location.step().raw.c_str(), false, &sys);
      if (dir == nullptr || dir->id() != level.id) {
        for (size_t lost = i; lost <= last; ++lost) levels_[lost].lost = true;
        return;
      }
      if (i + kOpenAncestors > last) level.dir = dir;
    }
  }

  std::shared_ptr<const DirHandle> open_patiently(int at, const char* name, bool follow, int* sys) {
    auto dir = open_directory(at, name, follow, sys);
    if (dir != nullptr || !out_of_descriptors(*sys) || !patient_) return dir;
    // All levels but the target's and the one that `at` may belong to can be opened again.
    for (size_t i = 1; i + 1 < levels_.size(); ++i) levels_[i].dir.reset();
    dir = open_directory(at, name, follow, sys);
    for (int i = 0; dir == nullptr && out_of_descriptors(*sys) && i < kDescriptorWaits; ++i) {
      std::this_thread::sleep_for(kDescriptorWait);
      dir = open_directory(at, name, follow, sys);
    }
    patient_ = dir != nullptr;  // nobody gives any back: do not wait once per directory
    return dir;
  }

  bool is_own(const struct stat& st) const {
    return std::find(options_.own_files.begin(), options_.own_files.end(),
                     std::pair<uint64_t, uint64_t>(st.st_dev, st.st_ino)) !=
           options_.own_files.end();
  }

  static EntryType type_of(const struct stat& st) {
    if (S_ISREG(st.st_mode)) return EntryType::file;
    if (S_ISDIR(st.st_mode)) return EntryType::directory;
    if (S_ISLNK(st.st_mode)) return EntryType::link;
    return EntryType::special;
  }

  bool gap(const Location& location, GapReason reason, bool is_object = false) {
    WorkItem item = item_of(ItemKind::gap, location);
    item.reason = reason;
    item.is_object = is_object;
    return (*sink_)(std::move(item));
  }

  static WorkItem item_of(ItemKind kind, const Location& location) {
    return {kind, location, nullptr, {}, GapReason::io_error, false, false};
  }

  const CrawlOptions options_;
  const std::string stdin_name_;
  std::vector<uint64_t> own_inodes_;  // sorted

  // Of the running crawl.
  const Selection* selection_ = nullptr;
  LinkScope* links_ = nullptr;
  const ItemSink* sink_ = nullptr;
  std::vector<Level> levels_;
  std::string path_;  // of the entry in hand, below its target
  bool patient_ = true;
};

}  // namespace

std::unique_ptr<Crawler> make_linux_crawler(CrawlOptions options, std::string stdin_name) {
  return std::make_unique<LinuxCrawler>(std::move(options), std::move(stdin_name));
}

}  // namespace qingce
