// libarchive's edge: its handle, its input from a ByteSource, its locale. Private to scanner/read;
// the only header besides archive_input.cc's users (tar, zip, the archives) that knows struct
// archive. libarchive's texts are compared with known beginnings and never kept: they may quote
// names.
#pragma once

#include <archive.h>
#include <archive_entry.h>
#include <locale.h>

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>

#include "scanner/read/decoded_source.h"

namespace qingce {

// C.UTF-8 for this thread as long as it lives: in locale C libarchive gives a UTF-8 name as null.
// The process' locale is not touched.
class LocaleScope {
 public:
  LocaleScope();
  ~LocaleScope();
  LocaleScope(const LocaleScope&) = delete;
  LocaleScope& operator=(const LocaleScope&) = delete;

 private:
  locale_t before_;
};

struct ArchiveCloser {
  void operator()(struct archive* a) const { archive_read_free(a); }
};
using ArchiveHandle = std::unique_ptr<struct archive, ArchiveCloser>;

// archive_read_next_header(). libarchive takes an old ENOMEM in errno for its own, wherever a name
// cannot be converted, and ends the process: so errno is cleared before each call that handles
// names.
int next_header(struct archive* a, struct archive_entry** entry);
// What a symbolic link points to; null if it does not say.
const char* link_target(struct archive_entry* entry);

// What an entry says of itself. Directories, links and devices included. An entry without a name,
// or with one that no encoding can express, has an empty one.
ChildInfo describe(struct archive_entry* entry);
// Hands over an entry that has no data of its own: nothing for a directory, a non-object for a link
// or special file, an empty member for a hard link. nullopt if it has data; else whether the list
// goes on. `info` is then used up.
std::optional<bool> without_data(struct archive_entry* entry, ChildInfo& info, Sink& sink);

// What the handle's last error means; `otherwise` where its text has no known beginning.
ErrorCode meaning_of(struct archive* a, ErrorCode otherwise);

// Feeds libarchive from a source's present position, without seeking. The source is only consumed
// up to what libarchive has used, and never past hold(): afterwards it stands exactly at the first
// byte behind the archive (or at the header that could not be read). Pieces are whole 512-byte
// blocks.
class StreamInput {
 public:
  explicit StreamInput(ByteSource& source) : source_(source), base_(source.position()) {}

  // ARCHIVE_OK or an error of archive_read_open2.
  int open(struct archive* a);
  // Bytes of the archive that libarchive has used.
  uint64_t used(struct archive* a) const;
  // From now on the source keeps everything from `position` (relative to the archive) on.
  void hold(uint64_t position) { hold_ = position; }
  void release() { hold_ = std::numeric_limits<uint64_t>::max(); }
  // Leaves the source at `position` (relative).
  void leave_at(uint64_t position);
  const std::optional<Error>& error() const { return error_; }
  bool at_end() const { return at_end_; }

 private:
  static la_ssize_t on_read(struct archive* a, void* self, const void** out);
  la_ssize_t next(struct archive* a, const void** out);

  ByteSource& source_;
  uint64_t base_;
  uint64_t handed_ = 0;  // relative end of what libarchive was given
  uint64_t hold_ = std::numeric_limits<uint64_t>::max();
  std::optional<Error> error_;
  bool at_end_ = false;
};

// Feeds libarchive from a seekable source.
class SeekInput {
 public:
  explicit SeekInput(ByteSource& source) : source_(source) {}
  int open(struct archive* a);
  const std::optional<Error>& error() const { return error_; }

 private:
  static la_ssize_t on_read(struct archive* a, void* self, const void** out);
  static la_int64_t on_skip(struct archive* a, void* self, la_int64_t request);
  static la_int64_t on_seek(struct archive* a, void* self, la_int64_t offset, int whence);

  ByteSource& source_;
  size_t handed_ = 0;  // bytes given and not yet consumed in the source
  std::optional<Error> error_;
};

// The data of the handle's current entry. Holes of sparse files come as zeros. A wrong check value
// is an error at the end.
class EntrySource final : public DecodedSource {
 public:
  // What the account takes: tar stores its bytes (only holes expand), zip compresses them.
  enum class Account : uint8_t { stored, compressed, overlapping };
  // When libarchive gives up the error is `input_error`, if the input failed, else `give_up`.
  EntrySource(struct archive* a, Sink& sink, Account account,
              const std::optional<Error>& input_error, ErrorCode give_up,
              std::optional<uint64_t> size);
  bool failed() const { return failure_.has_value(); }
  // What it means when the data ends before the size that the entry states.
  enum class Short : uint8_t { nothing, hole, truncated };
  // From now on an error means what libarchive's text says, if that is known.
  void ask_library(Short when_short) {
    ask_library_ = true;
    short_ = when_short;
  }

 protected:
  Result<size_t> produce(MutableBytes out) override;
  uint64_t consumed() const override;
  uint64_t expanded() const override;

 private:
  size_t zeros(MutableBytes out, uint64_t until);
  Result<size_t> take(MutableBytes out);
  // False at the end of the data or on failure.
  bool next_block();
  void fail();

  struct archive* a_;
  Account account_;
  const std::optional<Error>& input_error_;
  ErrorCode give_up_;
  std::optional<uint64_t> size_;
  const std::byte* block_ = nullptr;
  size_t left_ = 0;
  uint64_t block_at_ = 0;  // offset of block_[0] in the entry
  uint64_t at_ = 0;        // offset of the next byte to deliver
  uint64_t holes_ = 0;
  int64_t first_used_ = 0;
  bool ended_ = false;
  bool wrong_check_ = false;
  bool ask_library_ = false;
  Short short_ = Short::nothing;
  std::optional<Error> failure_;
};

}  // namespace qingce
