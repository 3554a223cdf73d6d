#include "tests/unit/read/harness.h"

#include <fcntl.h>
#include <unistd.h>
#include <zlib.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>

namespace qingce::testing_read {
namespace {

std::string slurp(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  EXPECT_TRUE(in) << path;
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

class PipeLike final : public ByteSource {
 public:
  PipeLike(std::string bytes, size_t step, bool fails)
      : bytes_(std::move(bytes)), step_(step), fails_(fails) {}

 protected:
  Result<size_t> do_read(MutableBytes out) override {
    const size_t n = std::min({out.size(), step_, bytes_.size() - at_});
    if (n == 0 && fails_) return Error{ErrorCode::io, "test", 5};
    std::memcpy(out.data(), bytes_.data() + at_, n);
    at_ += n;
    return n;
  }

 private:
  std::string bytes_;
  size_t step_;
  bool fails_;
  size_t at_ = 0;
};

}  // namespace

SeenObject& Recorder::at(const Location& location) {
  const auto it = index_.find(location.print());
  EXPECT_NE(it, index_.end()) << location.print();
  EXPECT_FALSE(stack_.empty());
  EXPECT_EQ(stack_.back(), it->second) << "not the innermost open object: " << location.print();
  return objects[it->second];
}

void Recorder::open(const Location& location, ObjectKind kind) {
  SeenObject o;
  o.location = location.print();
  o.kind = kind;
  EXPECT_EQ(index_.count(o.location), 0u) << "opened twice: " << o.location;
  if (!stack_.empty()) {
    EXPECT_TRUE(o.location.starts_with(objects[stack_.back()].location)) << o.location;
  }
  index_[o.location] = objects.size();
  stack_.push_back(objects.size());
  objects.push_back(std::move(o));
}

void Recorder::window(const Location& location, const Window& w) {
  SeenObject& o = at(location);
  EXPECT_LE(w.own_begin, w.own_end);
  EXPECT_LE(w.own_end, w.bytes.size());
  EXPECT_TRUE(w.own_begin == kMargin || w.at_start);
  EXPECT_LE(w.own_begin, kMargin);
  EXPECT_TRUE(w.bytes.size() - w.own_end == kMargin || w.at_end);
  EXPECT_LE(w.bytes.size() - w.own_end, kMargin);
  if (!keep_content) return;
  const auto text = as_text(w.bytes);
  o.content.resize(w.base + w.own_begin, '\0');  // a hole
  // The left margin repeats what was owned before it.
  EXPECT_EQ(text.substr(0, w.own_begin), std::string_view(o.content).substr(w.base, w.own_begin));
  o.content += text.substr(w.own_begin, w.own_end - w.own_begin);
}

void Recorder::batch(const Location& location, const RecordBatch& batch) {
  SeenObject& o = at(location);
  for (const Column& c : batch.columns) {
    EXPECT_EQ(c.offsets.size(), batch.rows + 1);
    for (uint64_t r = 0; r < batch.rows; ++r) {
      const auto value =
          as_text(c.block.subspan(c.offsets[r], c.offsets[r + 1] - 1 - c.offsets[r]));
      o.names += std::string(c.field) + "=" + std::string(value) + "|";
      o.cells.push_back({std::string(c.field), batch.first_record + r, std::string(value),
                         r < c.cut.size() && c.cut[r]});
    }
  }
}

std::vector<std::string> SeenObject::values(const std::string& field) const {
  std::vector<std::string> out;
  for (const SeenCell& cell : cells) {
    if (cell.field == field) out.push_back(cell.value);
  }
  return out;
}

void Recorder::gap(const Location& location, const GapNote& note) {
  SeenObject& o = at(location);
  std::string word(to_string(note.reason));
  if (!note.detail.empty()) word += "(" + std::string(note.detail) + ")";
  o.gaps.push_back(word);
  o.gap_offsets.push_back(note.offset);
}

void Recorder::non_object(const Location& location, bool special) {
  non_objects.push_back(location.print() + (special ? " special" : ""));
}

void Recorder::close(const ObjectFacts& f) {
  SeenObject& o = at(f.location);
  EXPECT_EQ(o.kind, f.kind);
  o.state = f.state;
  o.display = f.display_raw;
  o.format = f.format;
  o.reader = f.reader;
  o.encodings = f.encodings;
  o.bytes = f.bytes;
  o.content_bytes = f.content_bytes;
  if (f.content) o.digest = f.content->hex();
  o.same_as = f.same_as_raw;
  o.mtime = f.mtime;
  o.mode = f.mode;
  o.password_line = f.password_line;
  o.owner = f.owner_raw;
  EXPECT_EQ(f.state == ObjectState::scanned && !o.gaps.empty(), false) << o.location;
  stack_.pop_back();
}

const SeenObject* Recorder::find(const std::string& location) const {
  const auto it = index_.find(location);
  if (it == index_.end()) {
    ADD_FAILURE() << "no object " << location << " in\n" << dump();
    static const SeenObject kNone;
    return &kNone;
  }
  return &objects[it->second];
}

std::vector<std::string> Recorder::members() const {
  std::vector<std::string> out;
  for (const auto& o : objects) {
    if (o.kind == ObjectKind::member) out.push_back(o.location);
  }
  return out;
}

bool Recorder::found(std::string_view needle) const {
  for (const auto& o : objects) {
    if (o.content.find(needle) != std::string::npos || o.names.find(needle) != std::string::npos)
      return true;
  }
  return false;
}

std::string Recorder::dump() const {
  std::string out;
  for (const auto& o : objects) {
    out += o.location + " " + std::string(to_string(o.state)) + " " + o.format + " [";
    for (const auto& g : o.gaps) out += g + " ";
    out += "] " + std::to_string(o.content.size()) + "\n";
  }
  return out;
}

ReadOptions test_options() {
  ReadOptions o;
  o.window_bytes = kDefaultWindow;
  return o;
}

const Key& test_key() {
  static const Key key = Key::from_bytes({1, 2, 3});
  return key;
}

Recorder read_source(ByteSource& source, const ReadOptions& options) {
  Recorder recorder;
  ObjectReader reader(options, test_key());
  reader.read(Location::target("f", 0), source, {}, recorder);
  return recorder;
}

Recorder read_bytes(const std::string& bytes, const ReadOptions& options) {
  const auto source = make_memory_source(as_bytes(bytes));
  return read_source(*source, options);
}

Recorder read_piped(const std::string& bytes, const ReadOptions& options) {
  const auto source = make_pipe(bytes);
  return read_source(*source, options);
}

Recorder read_path(const std::string& path, const ReadOptions& options) {
  const auto source = make_fd_source(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  return read_source(*source, options);
}

std::unique_ptr<ByteSource> make_pipe(std::string bytes, size_t step) {
  return std::make_unique<PipeLike>(std::move(bytes), step, false);
}
std::unique_ptr<ByteSource> make_failing(std::string bytes) {
  return std::make_unique<PipeLike>(std::move(bytes), 4096, true);
}

namespace {

std::string output_of(const std::string& command, int& code) {
  std::FILE* pipe = ::popen(command.c_str(), "r");
  std::string out;
  char buffer[65536];
  for (size_t n; (n = std::fread(buffer, 1, sizeof buffer, pipe)) > 0;) out.append(buffer, n);
  code = WEXITSTATUS(::pclose(pipe));
  return out;
}

}  // namespace

std::string fixture(const std::string& name) {
  static std::map<std::string, std::string> made;
  if (const auto it = made.find(name); it != made.end()) return it->second;
  int code = 0;
  std::string out = output_of("python3 -B " QINGCE_TEST_DIR "/fixtures.py " + name, code);
  EXPECT_EQ(code, 0) << name;
  made[name] = out;
  return out;
}

std::string data_file(const std::string& name) { return slurp(QINGCE_TEST_DIR "/data/" + name); }

std::string made_by(const std::string& commands, const std::string& out) {
  char directory[] = "/tmp/qingce-test-XXXXXX";
  EXPECT_NE(::mkdtemp(directory), nullptr);
  const std::string d = directory;
  int code = 0;
  output_of("cd " + d + " && LC_ALL=C.UTF-8 && export LC_ALL && { " + commands + " ; } >log 2>&1",
            code);
  std::string bytes;
  if (code == 0) bytes = slurp(d + "/" + out);
  int ignored = 0;
  output_of("rm -rf " + d, ignored);
  EXPECT_TRUE(code == 0 || code == 127) << code << ": " << commands;
  return bytes;
}

std::string gzip_of(const std::string& text) {
  z_stream z{};
  deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&z, text.size()) + 64, '\0');
  z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  z.avail_in = static_cast<uInt>(text.size());
  z.next_out = reinterpret_cast<Bytef*>(out.data());
  z.avail_out = static_cast<uInt>(out.size());
  deflate(&z, Z_FINISH);
  out.resize(out.size() - z.avail_out);
  deflateEnd(&z);
  return out;
}

}  // namespace qingce::testing_read
