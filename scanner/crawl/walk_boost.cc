// The reference walker: whole paths, Boost.Filesystem, recursion, a stat for every entry, links
// resolved by canonical(). It shares nothing with walk_linux.cc but the interface and the globs,
// and must hand out the same items in the same order wherever paths fit into PATH_MAX. Its files
// carry their whole path and no directory handle. For tests; a scan never uses it.

#include <sys/stat.h>

#include <algorithm>
#include <boost/filesystem.hpp>
#include <cerrno>
#include <string>
#include <utility>
#include <vector>

#include "scanner/core/message.h"
#include "scanner/crawl/crawler.h"
#include "scanner/crawl/paths.h"
#include "scanner/crawl/selection.h"

namespace qingce {
namespace {

namespace fs = boost::filesystem;

class BoostCrawler final : public Crawler {
 public:
  BoostCrawler(CrawlOptions options, std::string stdin_name)
      : options_(std::move(options)), stdin_name_(std::move(stdin_name)) {}

  Status crawl(const std::vector<std::string>& targets, const ItemSink& sink) override {
    Result<Selection> selection = Selection::compile(options_);
    if (!selection) return selection.error();
    selection_ = &*selection;
    sink_ = &sink;
    canonical_targets_.clear();
    for (const std::string& target : targets) {
      boost::system::error_code error;
      const fs::path path = fs::canonical(target, error);
      if (target != "-" && !error) canonical_targets_.push_back(path.native());
    }
    try {
      for (size_t i = 0; i < targets.size(); ++i) {
        if (!crawl_target(targets[i], i)) break;
      }
    } catch (const fs::filesystem_error& failure) {
      return make_error(ErrorCode::io, "err.walk.failed", {}, failure.code().value());
    }
    return {};
  }

 private:
  // An entry: what it is called below its target, and where it really is.
  struct Place {
    Location location;
    fs::path path;
    std::string below;
    Selection::Fate fate;
  };

  bool crawl_target(const std::string& target, uint64_t index) {
    if (target == "-") {
      return hand_out({ItemKind::stream,
                       Location::target(stdin_name_, index),
                       nullptr,
                       {},
                       GapReason::io_error,
                       false,
                       false});
    }
    const Place place{Location::target(target, index), target, "", selection_->of_target()};
    boost::system::error_code error;
    const fs::file_status status = fs::status(place.path, error);
    if (error) return gap(place, gap_of_errno(error.value()));
    if (status.type() == fs::regular_file) return is_own(place.path) || file(place);
    if (status.type() != fs::directory_file) return gap(place, GapReason::special_file);
    return directory(place, false);
  }

  bool directory(const Place& place, bool mount_point) {
    boost::system::error_code error;
    fs::directory_iterator next(place.path, error);
    if (error) return gap(place, gap_of_errno(error.value()));
    if (!hand_out({place.fate.excluded ? ItemKind::gap : ItemKind::directory,
                   place.location,
                   nullptr,
                   {},
                   GapReason::excluded,
                   false,
                   mount_point})) {
      return false;
    }
    std::vector<std::string> names;
    for (; !error && next != fs::directory_iterator(); next.increment(error)) {
      names.push_back(next->path().filename().native());
    }
    if (error && !gap(place, gap_of_errno(error.value()))) return false;
    std::sort(names.begin(), names.end());
    for (const std::string& name : names) {
      const Place below{place.location.name(name), place.path / name,
                        place.below.empty() ? name : place.below + '/' + name, place.fate};
      if (!entry(below, place.path)) return false;
    }
    return true;
  }

  bool entry(const Place& place, const fs::path& parent) {
    boost::system::error_code error;
    const fs::file_type type = fs::symlink_status(place.path, error).type();
    if (error) return gap(place, gap_of_errno(error.value()));
    const bool regular = type == fs::regular_file;
    if (regular && is_own(place.path)) return true;
    if (type == fs::directory_file) return subdirectory(place, parent);
    if (selection_->takes_away(place.fate, place.below)) {
      return gap(place, GapReason::excluded, regular);
    }
    if (regular) return file(place);
    if (type == fs::symlink_file) return link(place);
    return gap(place, GapReason::special_file);
  }

  bool subdirectory(Place place, const fs::path& parent) {
    place.fate = selection_->of_directory(place.fate, place.below);
    const bool mount_point = device_of(place.path) != device_of(parent);
    if (!mount_point || !options_.one_file_system) return directory(place, mount_point);
    return hand_out({ItemKind::gap, place.location, nullptr, {}, GapReason::excluded, false, true});
  }

  bool link(const Place& place) {
    boost::system::error_code error;
    const fs::path end = fs::canonical(place.path, error);
    const int sys = error.value();
    const bool nowhere =
        error && (sys == ENOENT || sys == ENOTDIR || sys == ELOOP || sys == ENAMETOOLONG);
    if (error && !nowhere) return gap(place, gap_of_errno(sys));
    const bool inside =
        std::any_of(canonical_targets_.begin(), canonical_targets_.end(),
                    [&](const std::string& target) { return lies_within(end.native(), target); });
    if (!nowhere && !inside) return gap(place, GapReason::symlink_outside);
    return hand_out(
        {ItemKind::link, place.location, nullptr, {}, GapReason::io_error, false, false});
  }

  bool file(const Place& place) {
    return hand_out({ItemKind::file, place.location, nullptr, place.path.native(),
                     GapReason::io_error, false, false});
  }

  bool gap(const Place& place, GapReason reason, bool is_object = false) {
    return hand_out({ItemKind::gap, place.location, nullptr, {}, reason, is_object, false});
  }

  bool hand_out(WorkItem item) { return (*sink_)(std::move(item)); }

  bool is_own(const fs::path& path) const {
    struct stat st {};
    if (options_.own_files.empty() || ::stat(path.c_str(), &st) != 0) return false;
    return std::any_of(options_.own_files.begin(), options_.own_files.end(), [&](const auto& own) {
      return own.first == st.st_dev && own.second == st.st_ino;
    });
  }

  static uint64_t device_of(const fs::path& path) {
    struct stat st {};
    return ::stat(path.c_str(), &st) == 0 ? st.st_dev : 0;
  }

  const CrawlOptions options_;
  const std::string stdin_name_;
  const Selection* selection_ = nullptr;
  const ItemSink* sink_ = nullptr;
  std::vector<std::string> canonical_targets_;
};

}  // namespace

std::unique_ptr<Crawler> make_boost_crawler(CrawlOptions options, std::string stdin_name) {
  return std::make_unique<BoostCrawler>(std::move(options), std::move(stdin_name));
}

}  // namespace qingce
