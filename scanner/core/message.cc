#include "scanner/core/message.h"

#include <cerrno>
#include <charconv>
#include <unordered_map>

#include "scanner/core/messages.h"
#include "scanner/core/utf8.h"

namespace qingce {
namespace {

using Index = std::unordered_map<std::string_view, const Message*>;

const Index& index_of_messages() {
  static const Index index = [] {
    Index out;
    for (const std::span<const Message> part : message_parts()) {
      for (const Message& m : part) out.emplace(m.id, &m);
    }
    return out;
  }();
  return index;
}

void put_filled(std::string_view pattern, const std::vector<Phrase>& args, Language language,
                std::string& out) {
  for (size_t i = 0; i < pattern.size(); ++i) {
    const bool slot = i + 2 < pattern.size() && pattern[i] == '{' && pattern[i + 2] == '}' &&
                      pattern[i + 1] >= '0' && pattern[i + 1] <= '9';
    if (!slot) {
      out += pattern[i];
      continue;
    }
    const auto n = static_cast<size_t>(pattern[i + 1] - '0');
    if (n < args.size()) out += say(args[n], language);
    i += 2;
  }
}

// A decimal number and the mark that ends it.
bool take_number(std::string_view& bytes, char end, size_t& out) {
  const auto [stop, code] = std::from_chars(bytes.data(), bytes.data() + bytes.size(), out);
  const auto length = static_cast<size_t>(stop - bytes.data());
  if (code != std::errc() || length >= bytes.size() || *stop != end) return false;
  bytes.remove_prefix(length + 1);
  return true;
}

bool take_phrase(std::string_view& bytes, int depth, Phrase& out) {
  constexpr int kDeepest = 8;
  if (bytes.empty() || depth > kDeepest) return false;
  const bool sentence = bytes[0] == 'm';
  size_t length = 0;
  size_t arguments = 0;
  bytes.remove_prefix(1);
  if (!take_number(bytes, ':', length) || length > bytes.size()) return false;
  const std::string_view body = bytes.substr(0, length);
  bytes.remove_prefix(length);
  if (!sentence) {
    out.plain = body;
    return true;
  }
  const auto found = index_of_messages().find(body);
  if (found == index_of_messages().end() || !take_number(bytes, ';', arguments)) return false;
  out.id = found->second->id;
  for (size_t i = 0; i < arguments; ++i) {
    if (!take_phrase(bytes, depth + 1, out.args.emplace_back())) return false;
  }
  return true;
}

}  // namespace

std::vector<std::span<const Message>> message_parts() {
  return {error_messages(), rule_messages(), command_messages(), help_messages()};
}

std::vector<Message> all_messages() {
  std::vector<Message> out;
  for (const std::span<const Message> part : message_parts())
    out.insert(out.end(), part.begin(), part.end());
  return out;
}

std::string say(const Phrase& text, Language language) {
  if (text.id.empty()) return text.plain;
  const auto found = index_of_messages().find(text.id);
  if (found == index_of_messages().end()) return std::string(text.id);
  std::string out;
  put_filled(language == Language::zh ? found->second->zh : found->second->en, text.args, language,
             out);
  return out;
}

Error make_error(ErrorCode code, std::string_view id, std::vector<Phrase> args, int sys) {
  auto text = std::make_shared<const Phrase>(Phrase::of(id, std::move(args)));
  Error error;
  error.code = code;
  error.message = say(*text, Language::en);
  error.sys = sys;
  error.text = std::move(text);
  return error;
}

std::string say(const Error& error, Language language) {
  return error.text == nullptr ? error.message : say(*error.text, language);
}

std::string pack(const Phrase& phrase) {
  // s<length>:<text>, or m<length>:<id><number of arguments>; and the arguments.
  const std::string_view body = phrase.id.empty() ? std::string_view(phrase.plain) : phrase.id;
  std::string out = phrase.id.empty() ? "s" : "m";
  out += std::to_string(body.size()) + ":";
  for (const char c : body) out += c == 0 ? '?' : c;
  if (phrase.id.empty()) return out;
  out += std::to_string(phrase.args.size()) + ";";
  for (const Phrase& argument : phrase.args) out += pack(argument);
  return out;
}

Phrase unpack(std::string_view bytes) {
  Phrase out;
  return take_phrase(bytes, 0, out) ? out : Phrase();
}

Phrase errno_text(int sys) {
  switch (sys) {
    case EACCES:
    case EPERM:
      return Phrase::of("err.errno.EACCES");
    case ENOENT:
      return Phrase::of("err.errno.ENOENT");
    case ENOTDIR:
      return Phrase::of("err.errno.ENOTDIR");
    case EISDIR:
      return Phrase::of("err.errno.EISDIR");
    case ENOSPC:
    case EDQUOT:
      return Phrase::of("err.errno.ENOSPC");
    case EROFS:
      return Phrase::of("err.errno.EROFS");
    case EPIPE:
      return Phrase::of("err.errno.EPIPE");
    case EIO:
      return Phrase::of("err.errno.EIO");
    case ENAMETOOLONG:
      return Phrase::of("err.errno.ENAMETOOLONG");
    default:
      return Phrase::of("err.errno.other", {std::to_string(sys)});
  }
}

std::string printable(std::string_view text) {
  static constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  while (!text.empty()) {
    const CodePoint c = next_code_point(text);
    const bool plain = c.valid && (c.value == '\n' || !is_hazardous(c.value));
    for (const char byte : text.substr(0, c.length)) {
      if (plain) {
        out += byte;
      } else {
        out += '%';
        out += kHex[static_cast<unsigned char>(byte) >> 4];
        out += kHex[static_cast<unsigned char>(byte) & 15];
      }
    }
    text.remove_prefix(c.length);
  }
  return out;
}

}  // namespace qingce
