#include "scanner/crawl/listing.h"

#include <dirent.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace qingce {
namespace {

// 32 KiB hold some 1,000 entries; larger buffers were not faster. On the stack: the walk is not
// recursive.
constexpr size_t kBuffer = 32 << 10;

EntryType type_of(unsigned char d_type) {
  switch (d_type) {
    case DT_REG:
      return EntryType::file;
    case DT_DIR:
      return EntryType::directory;
    case DT_LNK:
      return EntryType::link;
    case DT_UNKNOWN:
      return EntryType::unknown;
    default:
      return EntryType::special;
  }
}

bool is_self_or_parent(const char* name) {
  return name[0] == '.' && (name[1] == '\0' || (name[1] == '.' && name[2] == '\0'));
}

}  // namespace

int Listing::read(int fd, const std::vector<uint64_t>& marked) {
  alignas(dirent64) std::array<char, kBuffer> buffer;
  int failure = 0;
  while (failure == 0) {
    const ssize_t got = ::getdents64(fd, buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) failure = errno;
    if (got <= 0) break;
    for (size_t at = 0; at < static_cast<size_t>(got);) {
      const auto* entry = reinterpret_cast<const dirent64*>(buffer.data() + at);
      at += entry->d_reclen;
      if (is_self_or_parent(entry->d_name)) continue;
      const size_t length = std::strlen(entry->d_name);
      if (names_.size() + length + 2 > kMaxBytes) {
        failure = EOVERFLOW;
        break;
      }
      auto head = static_cast<uint8_t>(type_of(entry->d_type));
      if (!marked.empty() && std::binary_search(marked.begin(), marked.end(), entry->d_ino)) {
        head |= kMarked;
      }
      starts_.push_back(static_cast<uint32_t>(names_.size()));
      names_.push_back(static_cast<char>(head));
      names_.append(entry->d_name, length + 1);
    }
  }
  sort();
  return failure;
}

void Listing::sort() {
  const char* names = names_.data();
  const auto compare = [names](uint32_t a, uint32_t b) {
    return std::strcmp(names + a + 1, names + b + 1);  // by unsigned bytes, as the standard says
  };
  std::sort(starts_.begin(), starts_.end(),
            [&](uint32_t a, uint32_t b) { return compare(a, b) < 0; });
  // A directory that changes while it is read may show one name twice.
  starts_.erase(std::unique(starts_.begin(), starts_.end(),
                            [&](uint32_t a, uint32_t b) { return compare(a, b) == 0; }),
                starts_.end());
}

}  // namespace qingce
