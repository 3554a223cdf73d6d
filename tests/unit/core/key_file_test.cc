#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <thread>

#include "scanner/core/digest.h"

namespace qingce {
namespace {

namespace fs = std::filesystem;

class KeyFile : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "qingce-key-XXXXXX").string();
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    directory_ = name;
  }
  void TearDown() override { fs::remove_all(directory_); }

  std::string write(const std::string& text, mode_t mode = 0600) {
    const std::string path = directory_ + "/key";
    fs::remove(path);
    std::ofstream(path, std::ios::binary) << text;
    EXPECT_EQ(::chmod(path.c_str(), mode), 0);
    return path;
  }
  static void expect_usage(const Result<Key>& key) {
    ASSERT_FALSE(key.ok());
    EXPECT_EQ(key.error().code, ErrorCode::usage);
  }
  static mode_t mode_of(const std::string& path) {
    struct stat st {};
    EXPECT_EQ(::stat(path.c_str(), &st), 0) << path;
    return st.st_mode & 07777;
  }

  std::string directory_;
};

const std::string kHex = "000102030405060708090a0b0c0d0e0f101112131415161718191A1B1C1D1E1F";
constexpr const char* kId = "275eca4880fcc4b1";  // of the bytes 00..1f; Python's hmac module

std::string raw_key() {
  std::string out;
  for (char c = 0; c < 32; ++c) out += c;
  return out;
}

TEST_F(KeyFile, RawHexAndHexWithNewlineAreOneKey) {
  for (const std::string& text : {raw_key(), kHex, kHex + "\n"}) {
    const auto key = Key::load(write(text));
    ASSERT_TRUE(key.ok()) << key.error().message;
    EXPECT_EQ(key->id(), kId);
  }
  EXPECT_TRUE(Key::load(write(raw_key(), 0400)).ok());
}

TEST_F(KeyFile, WrongSizesAreRefused) {
  const std::string raw = raw_key();
  for (const std::string& text :
       {std::string(), raw.substr(1), raw + "1", raw + "\n", kHex.substr(1), kHex + "0",
        kHex + "\r\n", kHex + "\n\n", "g" + kHex.substr(1), kHex.substr(1) + "\n",
        kHex.substr(2) + "  ", std::string(100'000, '0')}) {
    expect_usage(Key::load(write(text)));
  }
}

TEST_F(KeyFile, OpenToOthersIsRefused) {
  for (const mode_t mode : {0640u, 0604u, 0620u, 0602u, 0610u, 0601u, 0644u, 0666u}) {
    expect_usage(Key::load(write(raw_key(), mode)));
  }
}

TEST_F(KeyFile, OnlyRegularFiles) {
  const std::string key = write(raw_key());
  const std::string link = directory_ + "/link";
  fs::create_symlink(key, link);
  expect_usage(Key::load(link));
  const std::string fifo = directory_ + "/fifo";
  ASSERT_EQ(::mkfifo(fifo.c_str(), 0600), 0);
  expect_usage(Key::load(fifo));  // and does not hang
  expect_usage(Key::load(directory_));
  expect_usage(Key::load("/dev/zero"));
  expect_usage(Key::load(directory_ + "/absent"));
  expect_usage(Key::load(key + "/below"));
}

TEST_F(KeyFile, ErrorsNameTheFileAndNeverItsContent) {
  const std::string path = write("x" + kHex.substr(1));
  const auto key = Key::load(path);
  ASSERT_FALSE(key.ok());
  EXPECT_NE(key.error().message.find(path), std::string::npos);
  EXPECT_EQ(key.error().message.find("0102"), std::string::npos);
}

TEST_F(KeyFile, CreatedOncePrivateWithItsDirectories) {
  const std::string path = directory_ + "/state/qingce/key";
  const auto first = Key::load_or_create(path);
  ASSERT_TRUE(first.ok()) << first.error().message;
  EXPECT_EQ(mode_of(path), 0600u);
  EXPECT_EQ(mode_of(directory_ + "/state"), 0700u);
  EXPECT_EQ(mode_of(directory_ + "/state/qingce"), 0700u);
  EXPECT_EQ(fs::file_size(path), 32u);
  const auto second = Key::load_or_create(path);
  ASSERT_TRUE(second.ok());
  EXPECT_EQ(first->id(), second->id());
  // Nothing else is left behind.
  EXPECT_EQ(std::distance(fs::directory_iterator(directory_ + "/state/qingce"), {}), 1);
  EXPECT_NE(Key::load_or_create(directory_ + "/other")->id(), first->id());
}

TEST_F(KeyFile, ABadKeyIsNotReplaced) {
  const std::string path = write("short");
  expect_usage(Key::load_or_create(path));
  EXPECT_EQ(fs::file_size(path), 5u);
  const std::string dangling = directory_ + "/dangling";
  fs::create_symlink(directory_ + "/nowhere", dangling);
  expect_usage(Key::load_or_create(dangling));
  EXPECT_FALSE(fs::exists(directory_ + "/nowhere"));
}

TEST_F(KeyFile, ProcessesThatStartTogetherGetOneKey) {
  const std::string path = directory_ + "/a/b/key";
  std::vector<std::string> ids(8);
  std::vector<std::thread> threads;
  for (std::string& id : ids) {
    threads.emplace_back([&id, &path] {
      const auto key = Key::load_or_create(path);
      if (key) id = key->id();
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(std::set<std::string>(ids.begin(), ids.end()).size(), 1u);
  EXPECT_FALSE(ids[0].empty());
}

TEST_F(KeyFile, DefaultPathFollowsTheEnvironment) {
  const auto set = [](const char* name, const char* value) {
    value != nullptr ? ::setenv(name, value, 1) : ::unsetenv(name);
  };
  set("HOME", "/home/x");
  set("XDG_STATE_HOME", "/state");
  EXPECT_EQ(*Key::default_path(), "/state/qingce/key");
  set("XDG_STATE_HOME", "relative");
  EXPECT_EQ(*Key::default_path(), "/home/x/.local/state/qingce/key");
  set("XDG_STATE_HOME", nullptr);
  EXPECT_EQ(*Key::default_path(), "/home/x/.local/state/qingce/key");
  set("HOME", "");
  const auto none = Key::default_path();
  ASSERT_FALSE(none.ok());
  EXPECT_EQ(none.error().code, ErrorCode::usage);
}

}  // namespace
}  // namespace qingce
