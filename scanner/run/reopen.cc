#include "scanner/run/reopen.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "detectors/person.h"
#include "scanner/core/message.h"
#include "scanner/crawl/dir_handle.h"
#include "scanner/read/encoding.h"
#include "scanner/read/volumes.h"
#include "scanner/run/name_masker.h"
#include "scanner/run/volume_set.h"

namespace qingce {
namespace {

constexpr size_t kPathPiece = 4000;  // below PATH_MAX (4,096): longer paths are opened in pieces

// Ends when told so: what follows the place asked for need not be read.
class StoppableSource final : public ByteSource {
 public:
  StoppableSource(ByteSource& below, const bool& stop) : below_(below), stop_(stop) {}
  std::optional<uint64_t> size() const override { return below_.size(); }
  bool seekable() const override { return below_.seekable(); }
  std::optional<uint64_t> volume_start(uint32_t index) const override {
    return below_.volume_start(index);
  }

 protected:
  Result<size_t> do_read(MutableBytes out) override {
    if (stop_) return size_t{0};
    return below_.read(out);
  }
  Status do_seek(uint64_t position) override { return below_.seek(position); }
  uint64_t do_zero_run(uint64_t position) override {
    if (below_.position() != position) return 0;
    return below_.zero_run();
  }

 private:
  ByteSource& below_;
  const bool& stop_;
};

bool is_member(const Step& step) {
  return step.kind == StepKind::member || step.kind == StepKind::pseudo;
}

// Looks at the objects on the way to the place, and at the bytes of the place itself.
class PlaceSink final : public ObjectSink, private MatchSink {
 public:
  PlaceSink(const ReopenRequest& request,
            const std::vector<std::shared_ptr<const MatchEngine>>& engines, NameMasker& names,
            Reopened& out)
      : request_(request),
        engine_(engines.front()),
        matcher_(engine_),
        masker_(engines),
        names_(names),
        out_(out) {}

  const bool& stop() const { return stop_; }

  Interest interest(const Location& member) override {
    if (stop_) return Interest::stop;
    const size_t depth = members_of(member);
    if (depth > request_.place.members.size()) {
      // A member of the place itself: only named.
      ++out_.member_count;
      if (out_.members.size() < kListedMembers) {
        const std::string printed = names_.print(member);
        out_.members.push_back(printed.substr(out_.location.size() + 1));
      }
      return Interest::pass;
    }
    return lies_on_the_way(member, depth) ? Interest::read : Interest::pass;
  }

  void open(const Location& location, ObjectKind) override {
    const size_t depth = members_of(location);
    if (depth > request_.place.members.size() || !lies_on_the_way(location, depth)) return;
    if (depth < out_.members_found || (depth == out_.members_found && !out_.location.empty())) {
      return;
    }
    out_.members_found = depth;
    out_.location = names_.print(location);
    inside_ = depth == request_.place.members.size();
  }

  void window(const Location& location, const Window& window) override {
    if (stop_ || !is_place(location)) return;
    if (mark_at_ != window.base + window.own_begin || window.base + window.own_begin == 0) {
      finish_pending(true);
      held_.clear();
      held_base_ = window.base + window.own_begin;
      held_from_start_ = held_base_ == 0;
    }
    if (held_base_ == 0 && held_.empty()) mark_ = byte_order_mark(window.bytes);
    mark_at_ = window.base + window.own_end;
    if (request_.place.offset && mark_at_ + kGathered < *request_.place.offset) {
      held_.clear();  // far before it
      held_base_ = mark_at_;
      held_from_start_ = false;
      return;
    }
    if (request_.place.offset) {
      const uint64_t at = *request_.place.offset;
      if (at >= window.base + window.own_begin && at < mark_at_) pending_.push_back(at);
    } else if (out_.places.size() + pending_.size() < request_.places) {
      matcher_.scan(window, *this);
    }
    hold(window);
    finish_pending(false);
  }

  void batch(const Location& location, const RecordBatch& batch) override {
    if (stop_ || !is_place(location) || request_.place.offset) return;
    batch_ = &batch;
    record_.reset();
    matcher_.scan(batch, *this);
    batch_ = nullptr;
    if (out_.places.size() >= request_.places) stop_ = true;
  }

  void gap(const Location& location, const GapNote& note) override {
    if (is_place(location) && !stop_) out_.gaps.push_back(note);
  }

  void non_object(const Location& location, bool) override {
    if (members_of(location) != request_.place.members.size() ||
        !lies_on_the_way(location, request_.place.members.size())) {
      return;
    }
    out_.members_found = request_.place.members.size();
    out_.location = names_.print(location);
    out_.is_entry = true;
    stop_ = true;
  }

  void close(const ObjectFacts& facts) override {
    if (!is_place(facts.location)) return;
    finish_pending(true);
    inside_ = false;
    if (out_.facts) return;
    out_.facts = facts;
    out_.display = names_.text(facts.display_raw);
    out_.whole = !stop_;
    stop_ = true;
  }

 private:
  static size_t members_of(const Location& location) {
    size_t n = 0;
    for (const Step* step : location.steps()) n += is_member(*step) ? 1u : 0u;
    return n;
  }

  bool lies_on_the_way(const Location& location, size_t depth) const {
    size_t i = 0;
    for (const Step* step : location.steps()) {
      if (!is_member(*step)) continue;
      if (i >= depth) break;
      const ParsedLocation::Member& want = request_.place.members[i++];
      if (step->raw != want.raw || step->repeat != want.repeat ||
          (step->kind == StepKind::pseudo) != want.pseudo) {
        return false;
      }
    }
    return true;
  }

  bool is_place(const Location& location) const {
    return inside_ && members_of(location) == request_.place.members.size() &&
           lies_on_the_way(location, request_.place.members.size());
  }

  bool is_wanted_field(const std::optional<std::string_view>& field) {
    if (!request_.place.field) return true;
    if (!field) return false;
    return *field == *request_.place.field || names_.field(*field) == *request_.place.field;
  }

  void match(const Match& m) override {
    if (!is_wanted_field(m.field)) return;
    if (m.in_batch) return match_in_batch(m);
    // Several rules and spans of one place are one place.
    if (!pending_.empty() && m.offset < pending_.back() + kNear) return;
    if (out_.places.size() + pending_.size() >= request_.places) return;
    pending_.push_back(m.offset);
  }

  void match_in_batch(const Match& m) {
    const Rule& rule = engine_->rules().at(m.rule);
    if (!m.record || out_.places.size() > request_.places) return;
    if (record_ != m.record) {
      if (out_.places.size() >= request_.places) return;
      record_ = m.record;
      ShownPlace place;
      place.record = m.record;
      place.fields = masker_.record(*batch_, *m.record - batch_->first_record);
      out_.places.push_back(std::move(place));
    }
    out_.places.back().found.push_back(
        {m.offset, rule.id, masked_form(rule, m.evidence, m.normal)});
  }

  void rejected(uint16_t, const std::optional<std::string_view>&, uint64_t) override {}

  // The bytes of the object that a place still to be shown may need.
  void hold(const Window& window) {
    held_ += as_text(window.bytes.subspan(window.own_begin, window.own_end - window.own_begin));
    const uint64_t first =
        pending_.empty() ? mark_at_ : *std::min_element(pending_.begin(), pending_.end());
    const uint64_t keep = first - std::min(first, kGathered);
    if (keep <= held_base_) return;
    const size_t drop = static_cast<size_t>(std::min<uint64_t>(keep - held_base_, held_.size()));
    held_.erase(0, drop);
    held_base_ += drop;
    held_from_start_ = false;
  }

  // `all`: nothing more follows directly.
  void finish_pending(bool all) {
    while (!pending_.empty()) {
      const uint64_t at = pending_.front();
      if (!all && held_base_ + held_.size() < at + kGathered) return;
      pending_.erase(pending_.begin());
      show(at, all);
      const bool enough = request_.place.offset || out_.places.size() >= request_.places;
      if (enough) stop_ = true;
    }
  }

  void show(uint64_t at, bool at_end) {
    const uint64_t from = std::max(held_base_, at - std::min(at, kGathered));
    const uint64_t until = std::min(held_base_ + held_.size(), at + kGathered);
    Stretch stretch;
    stretch.bytes =
        held_.substr(static_cast<size_t>(from - held_base_), static_cast<size_t>(until - from));
    stretch.base = from;
    stretch.at_start = from == held_base_ && held_from_start_;
    stretch.at_end = at_end && until == held_base_ + held_.size();
    stretch.mark = mark_;
    ShownPlace place;
    place.offset = at;
    place.lines = masker_.lines(stretch, at, request_.context, place.found);
    out_.places.push_back(std::move(place));
  }

  static constexpr uint64_t kNear = 64;  // bytes

  const ReopenRequest& request_;
  std::shared_ptr<const MatchEngine> engine_;
  Matcher matcher_;
  ExcerptMasker masker_;
  NameMasker& names_;
  Reopened& out_;
  bool stop_ = false;
  bool inside_ = false;
  // Of the place's own bytes: a run without holes, cut in front as far as nothing needs it.
  std::string held_;
  uint64_t held_base_ = 0;
  bool held_from_start_ = false;
  uint64_t mark_at_ = 0;  // where the last window ended
  Encoding mark_ = Encoding::binary;
  std::vector<uint64_t> pending_;
  const RecordBatch* batch_ = nullptr;
  std::optional<uint64_t> record_;
};

struct Opened {
  PlaceKind kind = PlaceKind::content;
  OpenFile file;
  VolumeSet volumes;
  ByteSource& source() { return volumes.source ? *volumes.source : *file.source; }
};

Error cannot_open(int sys) {
  if (sys == ENOENT || sys == ENOTDIR) {
    return make_error(ErrorCode::usage, "err.open.missing", {}, sys);
  }
  return make_error(ErrorCode::io, "err.open.failed", {}, sys);
}

// The part of a long path that one system call takes, and the directory it counts from.
Result<std::shared_ptr<const DirHandle>> descend(std::string& path) {
  std::shared_ptr<const DirHandle> dir;
  while (path.size() > kPathPiece) {
    const size_t slash = path.rfind('/', kPathPiece);
    if (slash == std::string::npos || slash == 0) return cannot_open(ENAMETOOLONG);
    int sys = 0;
    const std::string piece = path.substr(0, slash);
    dir = open_directory(dir ? dir->fd() : AT_FDCWD, piece.c_str(), true, &sys);
    if (!dir) return cannot_open(sys);
    path.erase(0, path.find_first_not_of('/', slash));
  }
  return dir;
}

// As a crawl gives a volume's file: below its directory, where the others of its set lie.
void place_in_directory(WorkItem& item) {
  const size_t slash = item.name.rfind('/');
  std::string base = item.name.substr(slash == std::string::npos ? 0 : slash + 1);
  if (!parse_volume_name(base)) return;
  const std::string above = slash == std::string::npos ? "." : item.name.substr(0, slash + 1);
  int sys = 0;
  auto dir = open_directory(item.dir ? item.dir->fd() : AT_FDCWD, above.c_str(), true, &sys);
  if (!dir) return;
  item.dir = std::move(dir);
  item.name = std::move(base);
}

Result<Opened> open_path(const ReopenRequest& request, const Location& location) {
  WorkItem item{.kind = ItemKind::file, .location = location, .dir = nullptr, .name = {}};
  Opened out;
  if (request.from_stdin) {
    item.kind = ItemKind::stream;
  } else {
    item.name = request.place.path;
    // A NUL cannot be part of a path: C would cut it there and open something else.
    if (item.name.find('\0') != std::string::npos) return cannot_open(ENOENT);
    auto dir = descend(item.name);
    if (!dir.ok()) return dir.error();
    const int at = *dir ? (*dir)->fd() : AT_FDCWD;
    struct stat st {};
    bool link = false;
    if (::fstatat(at, item.name.c_str(), &st, AT_SYMLINK_NOFOLLOW) != 0) return cannot_open(errno);
    if (S_ISLNK(st.st_mode)) {
      out.kind = PlaceKind::link;
      link = true;
      if (!request.follow || ::fstatat(at, item.name.c_str(), &st, 0) != 0) return out;
    }
    out.kind = S_ISDIR(st.st_mode)   ? PlaceKind::directory
               : S_ISREG(st.st_mode) ? PlaceKind::content
                                     : PlaceKind::special;
    if (out.kind != PlaceKind::content) return out;
    // open_item does not follow a link below a directory; a link was looked through above.
    item.dir = *dir;
    if (!link) place_in_directory(item);
  }
  Result<OpenFile> file = open_item(item);
  if (!file.ok()) return cannot_open(file.error().sys);
  out.file = std::move(*file);
  if (!out.file.source) out.kind = PlaceKind::special;
  if (out.kind == PlaceKind::content) out.volumes = find_volumes(item);
  return out;
}

// A path as a target and names, so that it prints as in a report. Where it does not come apart and
// together again ("a//b"), it is a target as a whole.
Location chain_of(const std::string& path) {
  const size_t first = path.find('/');
  const bool plain = first != std::string::npos && path.find("//") == std::string::npos &&
                     path.back() != '/' && path.rfind("./", 0) != 0;
  if (!plain) return Location::target(path, 0);
  Location out = Location::target(first == 0 ? "/" : path.substr(0, first), 0);
  for (size_t at = first + 1; at <= path.size();) {
    const size_t end = std::min(path.find('/', at), path.size());
    out = out.name(path.substr(at, end - at));
    at = end + 1;
  }
  return out;
}

}  // namespace

Result<Reopened> reopen(const ReopenRequest& request,
                        const std::vector<std::shared_ptr<const MatchEngine>>& engines,
                        const Key& key) {
  const ValueDigester digester(key);
  NameMasker names(engines.front(), digester);
  const Location location = request.location ? *request.location : chain_of(request.place.path);
  Result<Opened> opened = open_path(request, location);
  if (!opened.ok()) return opened.error();
  Reopened out;
  out.kind = opened->kind;
  if (out.kind != PlaceKind::content) {
    out.location = names.print(location);
    out.display = names.text(decode_name(location.step().raw));
    return out;
  }
  out.file = opened->file.facts;
  PlaceSink sink(request, engines, names, out);
  StoppableSource source(opened->source(), sink.stop());
  ObjectReader reader(request.read, key);
  OuterFacts outer;
  if (opened->file.facts.regular) outer.stored_size = opened->file.facts.size;
  reader.read(location, source, outer, sink);
  return out;
}

}  // namespace qingce
