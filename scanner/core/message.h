// Messages: every sentence that the operator reads, by id, in Chinese and English. One catalogue;
// no other file holds such a sentence (tests/lint/test_messages.py). An id begins with "err."
// (errors of any module), "cli." (notes of the command line) or "help." (manuals); "{0}" to "{9}"
// stand for the arguments. Pure, any thread.
//
// Adding one: a line in messages_*.cc with both languages, and make_error() or Phrase where it
// is used. The arguments name what the operator typed, never scanned content (result.h).
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scanner/core/result.h"

namespace qingce {

enum class Language : uint8_t { zh, en };

// A sentence of the catalogue with its arguments, or plain text (a path, a number), which is the
// same in every language. An argument may be a sentence again.
struct Phrase {
  std::string plain;
  std::string_view id;  // static; empty: plain
  std::vector<Phrase> args;

  Phrase() = default;
  Phrase(std::string text) : plain(std::move(text)) {}  // NOLINT: implicit by design
  Phrase(std::string_view text) : plain(text) {}        // NOLINT
  Phrase(const char* text) : plain(text) {}             // NOLINT
  static Phrase of(std::string_view message, std::vector<Phrase> arguments = {}) {
    Phrase out;
    out.id = message;
    out.args = std::move(arguments);
    return out;
  }
};

struct Message {
  std::string_view id, zh, en;
};
// The whole catalogue, for tests.
std::vector<Message> all_messages();

// The sentence in one language. An id that is not in the catalogue is printed itself: the lint
// finds it before a user does.
std::string say(const Phrase& text, Language language);

// An error with a sentence of the catalogue; Error::message is its English form.
Error make_error(ErrorCode code, std::string_view id, std::vector<Phrase> args = {}, int sys = 0);
// The error's sentence in one language; Error::message where it has none.
std::string say(const Error& error, Language language);

// A phrase as bytes without NUL, for another process of this program, and back. Text that is not
// of pack() gives an empty phrase.
std::string pack(const Phrase& phrase);
Phrase unpack(std::string_view bytes);

// What an errno of writing means.
Phrase errno_text(int sys);

// For output on a terminal: bytes that are no UTF-8 and hazardous code points (utf8.h) as %XX, but
// line feeds as they are.
std::string printable(std::string_view text);

}  // namespace qingce
