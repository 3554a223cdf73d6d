#include "scanner/read/archive_input.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>
#include <utility>

namespace qingce {
namespace {

constexpr size_t kPiece = 64 << 10;  // least bytes asked for at once
constexpr uint64_t kBlockSize = 512;

// Made once per process, used by all threads, never freed: a locale object is immutable.
locale_t utf8_locale() {
  static const locale_t locale =
      newlocale(LC_CTYPE_MASK, "C.UTF-8", static_cast<locale_t>(nullptr));
  return locale;
}

// See next_header().
const char* text_of(struct archive_entry* e, const char* (*getter)(struct archive_entry*)) {
  errno = 0;
  return getter(e);
}

}  // namespace

LocaleScope::LocaleScope() : before_(static_cast<locale_t>(nullptr)) {
  if (utf8_locale() != static_cast<locale_t>(nullptr)) before_ = uselocale(utf8_locale());
}

LocaleScope::~LocaleScope() {
  if (before_ != static_cast<locale_t>(nullptr)) uselocale(before_);
}

// ---- entries and errors

int next_header(struct archive* a, struct archive_entry** entry) {
  errno = 0;
  return archive_read_next_header(a, entry);
}

const char* link_target(struct archive_entry* e) { return text_of(e, archive_entry_symlink); }

ChildInfo describe(struct archive_entry* e) {
  ChildInfo info;
  const char* name = text_of(e, archive_entry_pathname);
  if (name == nullptr) name = text_of(e, archive_entry_pathname_utf8);
  if (name != nullptr) info.raw_name = name;
  if (archive_entry_size_is_set(e) != 0)
    info.size = static_cast<uint64_t>(std::max<la_int64_t>(archive_entry_size(e), 0));
  if (archive_entry_mtime_is_set(e) != 0) info.mtime = archive_entry_mtime(e);
  info.mode = archive_entry_perm(e);
  if (const char* owner = text_of(e, archive_entry_uname); owner != nullptr && *owner != '\0')
    info.owner = owner;
  if (const char* link = text_of(e, archive_entry_hardlink)) info.same_as = link;
  return info;
}

std::optional<bool> without_data(struct archive_entry* e, ChildInfo& info, Sink& sink) {
  const auto type = archive_entry_filetype(e);
  if (info.same_as) {
    if (info.size.value_or(0) != 0) return std::nullopt;
    const auto nothing = make_memory_source({});
    return sink.child(std::move(info), nothing.get());
  }
  if (type == AE_IFDIR) return true;
  if (type == AE_IFREG || type == 0) return std::nullopt;
  if (const char* target = link_target(e)) info.same_as = target;
  sink.non_object(std::move(info), type != AE_IFLNK);
  return true;
}

// libarchive gives most of these one error number, so only the text tells a method that it lacks
// from damage. Texts of 3.6.2; an unknown one means what the caller expects of a broken archive.
ErrorCode meaning_of(struct archive* a, ErrorCode otherwise) {
  struct Known {
    std::string_view begins;
    ErrorCode code;
  };
  static constexpr std::array<Known, 22> kKnown = {{
      {"Crypto codec", ErrorCode::encrypted},
      {"Encryption is not supported", ErrorCode::encrypted},
      {"RAR encryption", ErrorCode::encrypted},
      {"The archive header is encrypted", ErrorCode::encrypted},
      {"The file content is encrypted", ErrorCode::encrypted},
      {"Truncated", ErrorCode::truncated},
      {"Unsupported", ErrorCode::unsupported},
      {"Unexpected codec ID", ErrorCode::unsupported},
      {"Unexpected Property ID", ErrorCode::corrupt},
      {"Unknown codec ID", ErrorCode::unsupported},
      {"The archive header is encoded with many filters", ErrorCode::unsupported},
      {"The file content is encoded with many filters", ErrorCode::unsupported},
      {"Compression method not supported", ErrorCode::unsupported},
      {"Multivolume cabinet file is unsupported", ErrorCode::unsupported},
      {"No support for RAR VM", ErrorCode::unsupported},
      {"Parsing filters is unsupported", ErrorCode::unsupported},
      {"RAR solid archive support unavailable", ErrorCode::unsupported},
      {"Files with unknown unpacked size", ErrorCode::unsupported},
      {"Declared dictionary size", ErrorCode::limit},
      {"Can't allocate", ErrorCode::limit},
      {"Out of memory", ErrorCode::limit},
      {"No memory", ErrorCode::limit},
  }};
  const char* const text = archive_error_string(a);
  if (text == nullptr) return otherwise;
  const std::string_view said(text);
  for (const Known& k : kKnown) {
    if (said.starts_with(k.begins)) return k.code;
  }
  return otherwise;
}

// ---- StreamInput

int StreamInput::open(struct archive* a) {
  return archive_read_open(a, this, nullptr, &StreamInput::on_read, nullptr);
}

uint64_t StreamInput::used(struct archive* a) const {
  return static_cast<uint64_t>(std::max<la_int64_t>(archive_filter_bytes(a, 0), 0));
}

void StreamInput::leave_at(uint64_t position) {
  const uint64_t now = source_.position() - base_;
  if (position > now) (void)source_.skip(position - now);
}

la_ssize_t StreamInput::on_read(struct archive* a, void* self, const void** out) {
  return static_cast<StreamInput*>(self)->next(a, out);
}

la_ssize_t StreamInput::next(struct archive* a, const void** out) {
  leave_at(std::min({used(a), hold_, handed_}));
  uint64_t backlog = handed_ - (source_.position() - base_);
  if (backlog + kPiece > ByteSource::kMaxPeek) {
    // Only a single header of nearly 1 MiB gets here; what it used cannot be given back.
    leave_at(handed_);
    backlog = 0;
  }
  const Result<Bytes> ahead = source_.peek(static_cast<size_t>(backlog) + kPiece);
  if (!ahead) {
    error_ = ahead.error();
    archive_set_error(a, EIO, "input");
    return -1;
  }
  uint64_t n = ahead->size() - std::min<uint64_t>(backlog, ahead->size());
  if (n > kBlockSize) n -= n % kBlockSize;
  if (n == 0) {
    at_end_ = true;
    // The look-ahead may have ended at an error: reading on tells.
    if (backlog == 0 || ahead->size() >= backlog) {
      const auto probe = source_.peek(static_cast<size_t>(backlog) + 1);
      if (!probe) error_ = probe.error();
    }
    return 0;
  }
  *out = ahead->data() + backlog;
  handed_ += n;
  return static_cast<la_ssize_t>(n);
}

// ---- SeekInput

int SeekInput::open(struct archive* a) {
  archive_read_set_callback_data(a, this);
  archive_read_set_read_callback(a, &SeekInput::on_read);
  archive_read_set_skip_callback(a, &SeekInput::on_skip);
  archive_read_set_seek_callback(a, &SeekInput::on_seek);
  return archive_read_open1(a);
}

la_ssize_t SeekInput::on_read(struct archive* a, void* self, const void** out) {
  auto& input = *static_cast<SeekInput*>(self);
  if (input.handed_ > 0) (void)input.source_.skip(std::exchange(input.handed_, 0));
  const Result<Bytes> ahead = input.source_.peek(1);
  if (!ahead) {
    input.error_ = ahead.error();
    archive_set_error(a, EIO, "input");
    return -1;
  }
  input.handed_ = ahead->size();
  *out = ahead->data();
  return static_cast<la_ssize_t>(ahead->size());
}

la_int64_t SeekInput::on_skip(struct archive*, void* self, la_int64_t request) {
  auto& input = *static_cast<SeekInput*>(self);
  if (input.handed_ > 0) (void)input.source_.skip(std::exchange(input.handed_, 0));
  const auto skipped = input.source_.skip(static_cast<uint64_t>(std::max<la_int64_t>(request, 0)));
  return skipped ? static_cast<la_int64_t>(*skipped) : 0;
}

la_int64_t SeekInput::on_seek(struct archive*, void* self, la_int64_t offset, int whence) {
  auto& input = *static_cast<SeekInput*>(self);
  const auto size = static_cast<la_int64_t>(input.source_.size().value_or(0));
  // Asked from where libarchive's reading stands, which is behind all that was handed over.
  const auto here = static_cast<la_int64_t>(input.source_.position() + input.handed_);
  const la_int64_t from = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? here : size;
  // The offset is the archive's own word: it may be any number.
  la_int64_t wanted = offset < 0 ? 0 : size;
  if (la_int64_t sum = 0; !__builtin_add_overflow(from, offset, &sum)) wanted = sum;
  const la_int64_t target = std::clamp<la_int64_t>(wanted, 0, size);
  input.handed_ = 0;
  if (!input.source_.seek(static_cast<uint64_t>(target))) return ARCHIVE_FATAL;
  return target;
}

// ---- EntrySource

EntrySource::EntrySource(struct archive* a, Sink& out, Account account,
                         const std::optional<Error>& input_error, ErrorCode give_up,
                         std::optional<uint64_t> size)
    : DecodedSource(out),
      a_(a),
      account_(account),
      input_error_(input_error),
      give_up_(give_up),
      size_(size),
      first_used_(archive_filter_bytes(a, 0)) {}

uint64_t EntrySource::consumed() const {
  if (account_ == Account::stored) return at_ - holes_;
  if (account_ == Account::overlapping) return 0;
  return static_cast<uint64_t>(std::max<int64_t>(archive_filter_bytes(a_, 0) - first_used_, 0));
}

uint64_t EntrySource::expanded() const { return account_ == Account::stored ? holes_ : at_; }

size_t EntrySource::zeros(MutableBytes out, uint64_t until) {
  const auto n = static_cast<size_t>(std::min<uint64_t>(out.size(), until - at_));
  std::memset(out.data(), 0, n);
  at_ += n;
  holes_ += n;
  return n;
}

Result<size_t> EntrySource::take(MutableBytes out) {
  const size_t n = std::min(out.size(), left_);
  std::memcpy(out.data(), block_, n);
  block_ += n;
  left_ -= n;
  block_at_ += n;
  at_ += n;
  return n;
}

void EntrySource::fail() {
  if (input_error_) {
    failure_ = *input_error_;
    return;
  }
  const ErrorCode code = ask_library_ ? meaning_of(a_, give_up_) : give_up_;
  if (code == ErrorCode::truncated)
    failure_ = truncated();
  else if (code == ErrorCode::corrupt)
    failure_ = corrupt();
  else
    failure_ = Error{code, "not supported", 0};
}

bool EntrySource::next_block() {
  for (;;) {
    const void* data = nullptr;
    size_t n = 0;
    la_int64_t offset = 0;
    const int code = archive_read_data_block(a_, &data, &n, &offset);
    if (code == ARCHIVE_EOF) {
      ended_ = true;
      return false;
    }
    if (code == ARCHIVE_RETRY) continue;
    if (code != ARCHIVE_OK && code != ARCHIVE_WARN) {
      fail();
      return false;
    }
    // A warning is a wrong check value or size. It comes with the last data or behind it, and is
    // told at the end of the entry.
    wrong_check_ = wrong_check_ || code == ARCHIVE_WARN;
    if (n == 0) continue;
    block_ = static_cast<const std::byte*>(data);
    left_ = n;
    block_at_ = static_cast<uint64_t>(std::max<la_int64_t>(offset, 0));
    return true;
  }
}

Result<size_t> EntrySource::produce(MutableBytes out) {
  for (;;) {
    if (left_ > 0) {
      if (block_at_ > at_) return zeros(out, block_at_);
      return take(out);
    }
    if (failure_) return *failure_;
    if (!ended_ && next_block()) continue;
    if (failure_) return *failure_;
    if (size_ && *size_ > at_) {
      if (account_ == Account::stored || short_ == Short::hole) return zeros(out, *size_);
      if (short_ == Short::truncated) {
        failure_ = truncated();
        return *failure_;
      }
    }
    if (wrong_check_) {
      failure_ = corrupt();
      return *failure_;
    }
    return size_t{0};
  }
}

}  // namespace qingce
