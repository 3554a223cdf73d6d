// show_members FILE: what the readers deliver of FILE's own members, one line each:
//
//   SHA-256 of the content, bytes, state, gap reasons (or -), raw name in hex
//
// separated by tabs; the first line is FILE itself. Members that are archives are not opened: their
// bytes are hashed. For shows and tests only; it prints names and is no part of the product.
#include <fcntl.h>
#include <openssl/evp.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "scanner/read/registry.h"

namespace qingce {
namespace {

class Sha256 {
 public:
  Sha256() : context_(EVP_MD_CTX_new(), EVP_MD_CTX_free) {
    EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr);
  }
  void update(Bytes b) {
    EVP_DigestUpdate(context_.get(), b.data(), b.size());
    at_ += b.size();
  }
  // Holes have no window.
  void zeros_to(uint64_t offset) {
    static constexpr std::byte kZeros[4096] = {};
    while (at_ < offset) {
      update(Bytes(kZeros).first(static_cast<size_t>(std::min<uint64_t>(offset - at_, 4096))));
    }
  }
  uint64_t size() const { return at_; }
  std::string finish() {
    unsigned char out[EVP_MAX_MD_SIZE];
    unsigned n = 0;
    EVP_DigestFinal_ex(context_.get(), out, &n);
    return hex(std::string_view(reinterpret_cast<char*>(out), n));
  }
  static std::string hex(std::string_view raw) {
    static constexpr char kDigits[] = "0123456789abcdef";
    std::string s;
    for (const char c : raw) {
      s += kDigits[static_cast<unsigned char>(c) >> 4];
      s += kDigits[static_cast<unsigned char>(c) & 15];
    }
    return s;
  }

 private:
  std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context_;
  uint64_t at_ = 0;
};

class Lister final : public ObjectSink {
 public:
  void open(const Location& location, ObjectKind) override { open_.push_back({location, {}, {}}); }
  void window(const Location&, const Window& w) override {
    Sha256& sha = open_.back().sha;
    sha.zeros_to(w.base + w.own_begin);
    sha.update(w.bytes.subspan(w.own_begin, w.own_end - w.own_begin));
  }
  void batch(const Location&, const RecordBatch&) override {}
  void gap(const Location& location, const GapNote& note) override {
    if (location.depth() == 1 && note.reason == GapReason::limit_depth) too_shallow = true;
    std::string& gaps = open_.back().gaps;
    if (note.reason == GapReason::limit_depth) return;
    gaps += (gaps.empty() ? "" : ",") + std::string(to_string(note.reason));
    if (!note.detail.empty()) gaps += "(" + std::string(note.detail) + ")";
  }
  void non_object(const Location&, bool) override {}
  void close(const ObjectFacts& facts) override {
    One& one = open_.back();
    const bool shown = facts.location.depth() == 1 ||
                       (facts.location.depth() == 2 && facts.kind == ObjectKind::member);
    if (shown) {
      const uint64_t size = one.sha.size();
      lines.push_back(one.sha.finish() + "\t" + std::to_string(size) + "\t" +
                      std::string(to_string(facts.state)) + "\t" +
                      (one.gaps.empty() ? "-" : one.gaps) + "\t" +
                      Sha256::hex(facts.location.step().raw) +
                      (facts.location.depth() == 1 ? "\t" + facts.format : ""));
    }
    open_.pop_back();
  }

  std::vector<std::string> lines;
  bool too_shallow = false;

 private:
  struct One {
    Location location;
    Sha256 sha;
    std::string gaps;
  };
  std::vector<One> open_;
};

int run(const char* path) {
  const Key key = Key::from_bytes({1});
  for (uint32_t depth = 1; depth <= 16; ++depth) {
    const int fd = ::open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return 2;
    const auto source = make_fd_source(fd);
    ReadOptions options;
    options.limits.depth = depth;
    ObjectReader reader(options, key);
    Lister lister;
    reader.read(Location::target(path, 0), *source, {}, lister);
    if (lister.too_shallow && depth < 16) continue;
    std::printf("%s\n", lister.lines.back().c_str());
    lister.lines.pop_back();
    for (const auto& line : lister.lines) std::printf("%s\n", line.c_str());
    return 0;
  }
  return 0;
}

}  // namespace
}  // namespace qingce

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  return qingce::run(argv[1]);
}
