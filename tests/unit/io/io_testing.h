// What the tests of io share: noise, temporary files, and sources that trickle or fail.
#pragma once

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "scanner/io/byte_source.h"

namespace qingce::io_testing {

inline std::string noise(size_t n, uint64_t seed = 1) {
  std::string out(n, '\0');
  uint64_t x = seed * 0x9E3779B97F4A7C15u + 1;
  for (char& c : out) {
    x = x * 6364136223846793005u + 1442695040888963407u;
    c = static_cast<char>(x >> 56);
  }
  return out;
}

inline std::vector<std::byte> vector_of(std::string_view text) {
  const Bytes b = as_bytes(text);
  return {b.begin(), b.end()};
}

class TemporaryDirectory {
 public:
  TemporaryDirectory() {
    std::string name = (std::filesystem::temp_directory_path() / "qingce-io-XXXXXX").string();
    EXPECT_NE(::mkdtemp(name.data()), nullptr);
    path_ = name;
  }
  ~TemporaryDirectory() { std::filesystem::remove_all(path_); }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  const std::string& path() const { return path_; }
  std::string file(const std::string& text) const {
    const std::string name = path_ + "/file";
    const int fd = ::open(name.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    EXPECT_EQ(::write(fd, text.data(), text.size()), static_cast<ssize_t>(text.size()));
    ::close(fd);
    return name;
  }

 private:
  std::string path_;
};

// Gives its text in pieces of changing size, cannot seek, and ends with an error if it has one.
class TrickleSource final : public ByteSource {
 public:
  TrickleSource(std::string text, size_t piece, std::optional<Error> end = {})
      : text_(std::move(text)), piece_(piece), end_error_(std::move(end)) {}
  int reads_after_end = 0;

 protected:
  Result<size_t> do_read(MutableBytes out) override {
    EXPECT_FALSE(out.empty());
    if (at_ == text_.size()) {
      ++reads_after_end;
      if (end_error_) return *end_error_;
      return size_t{0};
    }
    const size_t n = std::min({out.size(), text_.size() - at_, 1 + (at_ * 7 + 3) % piece_});
    std::memcpy(out.data(), text_.data() + at_, n);
    at_ += n;
    return n;
  }

 private:
  std::string text_;
  size_t piece_;
  std::optional<Error> end_error_;
  size_t at_ = 0;
};

inline std::string read_all(ByteSource& source, size_t step = 10'000) {
  std::string out;
  std::vector<std::byte> buffer(step);
  for (;;) {
    const auto got = source.read(buffer);
    if (!got || *got == 0) return out;
    out += as_text(Bytes(buffer).first(*got));
  }
}

// A random walk over a source, every answer compared with what a plain string says.
inline void walk(ByteSource& source, const std::string& model, uint64_t seed, int steps = 400) {
  std::mt19937_64 random(seed);
  const auto amount = [&]() -> size_t {
    switch (random() % 6) {
      case 0:
        return random() % 4;
      case 1:
        return random() % 100;
      case 2:
        return random() % 5'000;
      case 3:
        return random() % 70'000;
      case 4:
        return random() % 600'000;
      default:
        return random() % (model.size() + 2);
    }
  };
  uint64_t at = 0;
  std::vector<std::byte> buffer;
  for (int i = 0; i < steps; ++i) {
    ASSERT_EQ(source.position(), at);
    const size_t left = at < model.size() ? model.size() - static_cast<size_t>(at) : 0;
    const std::string_view rest = std::string_view(model).substr(model.size() - left);
    const size_t n = amount();
    switch (random() % 5) {
      case 0: {
        const size_t asked = std::min(n, ByteSource::kMaxPeek);
        const auto got = source.peek(asked);
        ASSERT_TRUE(got.ok());
        ASSERT_GE(got->size(), std::min(asked, left));
        ASSERT_LE(got->size(), left);
        ASSERT_TRUE(as_text(*got) == rest.substr(0, got->size()));
        break;
      }
      case 1: {
        buffer.resize(n);
        const auto got = source.read(buffer);
        ASSERT_TRUE(got.ok());
        ASSERT_EQ(*got, std::min(n, left));
        ASSERT_TRUE(as_text(Bytes(buffer).first(*got)) == rest.substr(0, *got));
        at += *got;
        break;
      }
      case 2: {
        const auto got = source.skip(n / 4);
        ASSERT_TRUE(got.ok());
        ASSERT_EQ(*got, std::min(n / 4, left));
        at += *got;
        break;
      }
      case 3: {  // peek and consume a little: the way of a parser
        const auto got = source.peek(std::min<size_t>(n, 64));
        ASSERT_TRUE(got.ok());
        const size_t step = got->empty() ? 0 : random() % got->size() % 40;
        ASSERT_EQ(*source.skip(step), step);
        at += step;
        break;
      }
      default: {
        if (!source.seekable()) break;
        uint64_t to = random() % (model.size() + 10);
        if (random() % 2 == 0)
          to = at + random() % 3'000 - std::min<uint64_t>(at, random() % 3'000);
        if (random() % 4 == 0) to = 0;
        ASSERT_TRUE(source.seek(to).ok());
        at = to;
        break;
      }
    }
  }
}

}  // namespace qingce::io_testing
