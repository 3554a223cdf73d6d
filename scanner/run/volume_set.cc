#include "scanner/run/volume_set.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "scanner/read/volumes.h"

namespace qingce {
namespace {

constexpr size_t kLook = 64 << 10;  // bytes of a volume's beginning

struct Volume {
  WorkItem item;
  FileFacts facts;
  uint64_t start = 0;
};

WorkItem beside(const WorkItem& item, std::string name) {
  WorkItem other = item;
  const auto parent = item.location.parent();
  if (parent) other.location = parent->name(name);
  other.name = std::move(name);
  return other;
}

std::optional<OpenFile> open_regular(const WorkItem& item) {
  Result<OpenFile> file = open_item(item);
  if (!file.ok() || !file->facts.regular || file->source == nullptr) return std::nullopt;
  return std::move(*file);
}

bool same_file(const FileFacts& a, const FileFacts& b) {
  return a.device == b.device && a.inode == b.inode && a.size == b.size && a.mtime == b.mtime &&
         a.mtime_ns == b.mtime_ns;
}

class JoinedSource final : public ByteSource {
 public:
  explicit JoinedSource(std::vector<Volume> volumes) : volumes_(std::move(volumes)) {
    for (Volume& v : volumes_) {
      v.start = size_;
      size_ += v.facts.size;
    }
  }
  std::optional<uint64_t> size() const override { return size_; }
  bool seekable() const override { return true; }
  std::optional<uint64_t> volume_start(uint32_t index) const override {
    if (index >= volumes_.size()) return std::nullopt;
    return volumes_[index].start;
  }

 protected:
  Result<size_t> do_read(MutableBytes out) override {
    if (at_ >= size_) return size_t{0};
    const size_t index = index_of(at_);
    if (index != open_ || !file_) {
      file_ = open_regular(volumes_[index].item);
      if (!file_ || !same_file(file_->facts, volumes_[index].facts)) {
        file_.reset();
        return Error{ErrorCode::io, "a volume cannot be read", 0};
      }
      open_ = index;
    }
    const Volume& v = volumes_[index];
    const uint64_t inside = at_ - v.start;
    if (file_->source->position() != inside) {
      if (auto status = file_->source->seek(inside); !status) return status.error();
    }
    const auto room = static_cast<size_t>(std::min<uint64_t>(out.size(), v.facts.size - inside));
    const auto got = file_->source->read(out.first(room));
    if (!got) return got;
    if (*got == 0) return Error{ErrorCode::io, "a volume became shorter", 0};
    at_ += *got;
    return got;
  }
  Status do_seek(uint64_t position) override {
    at_ = position;
    return {};
  }

 private:
  // The last volume that begins at or before `at`; empty ones are passed.
  size_t index_of(uint64_t at) const {
    const auto behind = std::upper_bound(volumes_.begin(), volumes_.end(), at,
                                         [](uint64_t p, const Volume& v) { return p < v.start; });
    return static_cast<size_t>(behind - volumes_.begin()) - 1;
  }

  std::vector<Volume> volumes_;
  uint64_t size_ = 0;
  uint64_t at_ = 0;
  size_t open_ = 0;
  std::optional<OpenFile> file_;
};

std::vector<std::byte> beginning(ByteSource& source) {
  const auto b = source.peek(kLook);
  if (!b) return {};
  return {b->begin(), b->begin() + static_cast<std::ptrdiff_t>(std::min(b->size(), kLook))};
}

// "customers.7z." before the number: what was cut is named. A number alone is a common name.
bool cut_archive(std::string_view stem) {
  for (const std::string_view end : {".7z.", ".zip.", ".rar.", ".tar.", ".gz.", ".tgz.", ".iso."}) {
    if (stem.ends_with(end)) return true;
  }
  return false;
}

}  // namespace

VolumeSet find_volumes(const WorkItem& item) {
  VolumeSet set;
  if (item.kind != ItemKind::file || item.dir == nullptr) return set;
  const auto own = parse_volume_name(item.name);
  if (!own) return set;
  const bool zip = own->scheme == VolumeScheme::split_zip;
  std::vector<Volume> volumes;
  std::vector<std::byte> first;
  std::vector<std::byte> second;
  const auto add = [&](uint32_t index) {
    WorkItem other = beside(item, volume_name(*own, index));
    auto file = open_regular(other);
    if (!file) return false;
    if (volumes.empty()) first = beginning(*file->source);
    if (volumes.size() == 1) second = beginning(*file->source);
    volumes.push_back({std::move(other), file->facts, 0});
    return true;
  };
  for (uint32_t n = 0; n < kMostVolumes && add(n);) ++n;
  const size_t numbered = volumes.size();
  const bool has_last = zip && add(kLastVolume);
  const bool alone = numbered + (has_last ? 1 : 0) <= 1;
  const bool is_reader = own->index == (zip ? kLastVolume : 0);
  if (is_reader) {
    // A set of one: an ordinary archive; of those cut by size, one whose other pieces are missing.
    if (alone && own->scheme != VolumeScheme::numbered) return set;
    if (zip && !has_last) return set;
    if (!joins(own->scheme, first, second)) return set;
    set.role = VolumeSet::Role::reader;
    set.source = std::make_unique<JoinedSource>(std::move(volumes));
    return set;
  }
  const bool reachable = own->index < numbered && (!zip || has_last);
  if (reachable && joins(own->scheme, first, second)) {
    set.role = VolumeSet::Role::part;
    set.reader = volume_name(*own, zip ? kLastVolume : 0);
    return set;
  }
  // A RAR's volume says itself that it is one; the others know only by their names.
  if (!reachable && (zip || cut_archive(own->stem))) set.role = VolumeSet::Role::orphan;
  return set;
}

}  // namespace qingce
