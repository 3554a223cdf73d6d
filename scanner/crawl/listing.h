// Listing: the entries of one directory, sorted by raw bytes. All names stand in one block; an
// entry costs its name plus six bytes. One thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace qingce {

enum class EntryType : uint8_t { unknown, file, directory, link, special };

class Listing {
 public:
  // Reads the open directory `fd` from its start. Returns 0 or errno; the entries read before an
  // error are kept. EOVERFLOW: more than kMaxBytes of names. `marked`: inode numbers whose entries
  // get is_marked(), sorted.
  int read(int fd, const std::vector<uint64_t>& marked);

  size_t size() const { return starts_.size(); }
  const char* name(size_t i) const { return names_.data() + starts_[i] + 1; }
  EntryType type(size_t i) const { return static_cast<EntryType>(head(i) & kTypeMask); }
  // The directory entry bears one of the marked inode numbers. Only a hint: a mount point or an
  // overlay file system shows another number here than stat does.
  bool is_marked(size_t i) const { return (head(i) & kMarked) != 0; }

  // Bytes of names in one directory that are held; about 30 million names.
  static constexpr size_t kMaxBytes = size_t{1} << 30;

 private:
  static constexpr uint8_t kTypeMask = 0x0F;
  static constexpr uint8_t kMarked = 0x10;
  uint8_t head(size_t i) const { return static_cast<uint8_t>(names_[starts_[i]]); }
  void sort();

  std::string names_;             // per entry: type and mark, name, NUL
  std::vector<uint32_t> starts_;  // into names_, in order
};

}  // namespace qingce
