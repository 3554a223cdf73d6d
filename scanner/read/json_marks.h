// JsonMarks: where strings begin and end in a JSON text, and where brackets, commas and colons
// stand outside of them, as one bit each per byte. 64 bytes at a time by vectors (Google Highway);
// blocks that hold something unusual are walked byte by byte. Private to scanner/read; pure.
//
// Damage does not turn the rest of a text inside out: a string ends at a newline that is followed
// by a bracket or a quote, and a quote between a letter and a comma, colon or bracket closes, even
// if none is open. Comments (// and /* */) hold no marks. A backslash that is the second byte of a
// GBK or Big5 character escapes nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace qingce {

inline constexpr size_t kJsonBlock = 64;  // bytes whose bits make a word
inline constexpr size_t kJsonAhead = 64;  // bytes behind a block that its marks may hang on
inline constexpr size_t kJsonBack = 256;  // bytes before it, likewise

struct JsonWords {
  uint64_t opens = 0;   // quotes that begin a string
  uint64_t closes = 0;  // quotes (or the newline) that end one
  uint64_t brackets = 0;
  uint64_t separators = 0;  // comma, colon
  uint64_t any() const { return opens | closes | brackets | separators; }
};

struct JsonState {
  bool in_string = false;
  bool escaped = false;  // a backslash was the last byte of a string so far
  enum class Comment : uint8_t { none, line, block } comment = Comment::none;
  uint32_t comment_left = 0;  // bytes; a longer one is none
};

// The marks of the block at `at` (shorter at the text's end). `text`: all that is at hand; from
// kJsonBack before the block to kJsonAhead behind it, except at the object's own ends.
JsonWords mark_json(std::string_view text, size_t at, JsonState* state);

// The same, byte by byte; what mark_json must equal.
JsonWords mark_json_slowly(std::string_view text, size_t at, JsonState* state);

// As many blocks as there are words.
void mark_json(std::string_view text, size_t at, JsonWords* words, size_t count, JsonState* state);

}  // namespace qingce
