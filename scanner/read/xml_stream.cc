#include "scanner/read/xml_stream.h"

#include <expat.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <memory>
#include <unordered_set>
#include <utility>

#include "scanner/core/utf8.h"
#include "scanner/read/encoding.h"

namespace qingce {
namespace {

using namespace std::string_view_literals;

constexpr int kChunk = 64 << 10;  // bytes given to expat at a time

struct ParserCloser {
  void operator()(XML_Parser parser) const { XML_ParserFree(parser); }
};
using ParserHandle = std::unique_ptr<std::remove_pointer_t<XML_Parser>, ParserCloser>;

// expat keeps every name it has met until the end, so their number is bounded. Most names have just
// been seen: a small table answers for them.
class NameBudget {
 public:
  bool take(std::string_view name) {
    const size_t hash = std::hash<std::string_view>()(name) | 1;
    size_t& slot = recent_[hash >> 1 & (recent_.size() - 1)];
    if (slot == hash) return true;
    slot = hash;
    names_.insert(hash);
    return names_.size() <= kXmlNames;
  }

 private:
  std::array<size_t, 256> recent_{};
  std::unordered_set<size_t> names_;
};

struct Run {
  XML_Parser parser = nullptr;
  XmlHandler* handler = nullptr;
  NameBudget names;
  size_t depth = 0;
  XmlEnd::Code stop = XmlEnd::Code::done;

  void end_with(XmlEnd::Code code) {
    if (stop == XmlEnd::Code::done) stop = code;
    XML_StopParser(parser, XML_FALSE);
  }
};

// After a stop expat still delivers what belongs to the same tag.
Run* running(void* user) {
  auto* run = static_cast<Run*>(user);
  return run->stop == XmlEnd::Code::done ? run : nullptr;
}

void on_start(void* user, const XML_Char* name, const XML_Char** attributes) {
  Run* run = running(user);
  if (run == nullptr) return;
  bool known = run->names.take(name);
  for (const XML_Char** a = attributes; *a != nullptr; a += 2) known = run->names.take(*a) && known;
  if (!known) return run->end_with(XmlEnd::Code::too_large);
  if (++run->depth > kXmlDepth) return run->end_with(XmlEnd::Code::too_deep);
  run->handler->start(local_name(name), XmlAttributes(attributes));
}

void on_end(void* user, const XML_Char* name) {
  Run* run = running(user);
  if (run == nullptr) return;
  --run->depth;
  run->handler->end(local_name(name));
}

void on_text(void* user, const XML_Char* text, int size) {
  if (Run* run = running(user)) run->handler->text({text, static_cast<size_t>(size)});
}

void on_comment(void* user, const XML_Char* text) {
  if (Run* run = running(user)) run->handler->aside(text);
}

void on_instruction(void* user, const XML_Char* /*target*/, const XML_Char* text) {
  if (Run* run = running(user)) run->handler->aside(text);
}

void on_entity(void* user, const XML_Char*, int, const XML_Char*, int, const XML_Char*,
               const XML_Char*, const XML_Char*, const XML_Char*) {
  if (Run* run = running(user)) run->end_with(XmlEnd::Code::entities);
}

// ---- encodings that expat does not know

struct Charset {
  Encoding encoding = Encoding::gb18030;
};

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

// The one character that `bytes` are, or -1.
int character(Bytes bytes, Encoding encoding) {
  const std::string text = decode_text(bytes, encoding);
  if (text.empty()) return -1;
  const CodePoint code = next_code_point(text);
  const bool one = code.valid && code.length == text.size() && code.value != 0xFFFD;
  return one && code.value < 0x10000 ? static_cast<int>(code.value) : -1;
}

int pair_to_code(void* data, const char* pair) {
  const auto* charset = static_cast<const Charset*>(data);
  const std::string_view two(pair, 2);
  // A malformed pair, or the first half of GB18030's four bytes: expat ends there.
  return character(as_bytes(two), charset->encoding);
}

// Encodings of one byte a character. Which letters those above ASCII are does not matter here: no
// rule asks for them.
int one_byte(std::string_view word, XML_Encoding* info) {
  static constexpr std::array kBegin = {"windows-"sv, "cp125"sv, "iso-8859-"sv, "koi8-"sv};
  const bool known = std::any_of(kBegin.begin(), kBegin.end(),
                                 [&](std::string_view begin) { return word.starts_with(begin); });
  if (!known) return XML_STATUS_ERROR;
  for (int i = 0; i < 256; ++i) info->map[i] = i;
  info->data = nullptr;
  info->convert = nullptr;
  info->release = nullptr;
  return XML_STATUS_OK;
}

int on_encoding(void* /*user*/, const XML_Char* name, XML_Encoding* info) {
  static constexpr std::array kGb = {"gbk"sv, "gb2312"sv, "gb18030"sv, "cp936"sv, "gb_2312-80"sv};
  static constexpr std::array kBig5 = {"big5"sv, "big5-hkscs"sv, "cp950"sv};
  const std::string word = lower(name);
  const bool gb = std::find(kGb.begin(), kGb.end(), word) != kGb.end();
  const bool big5 = std::find(kBig5.begin(), kBig5.end(), word) != kBig5.end();
  if (!gb && !big5) return one_byte(word, info);
  for (int i = 0; i < 256; ++i) info->map[i] = i < 0x80 ? i : i == 0x80 || i == 0xFF ? -1 : -2;
  info->data = new Charset{gb ? Encoding::gb18030 : Encoding::big5};
  info->convert = pair_to_code;
  info->release = [](void* data) { delete static_cast<Charset*>(data); };
  return XML_STATUS_OK;
}

ParserHandle make_parser(Run& run) {
  ParserHandle parser(XML_ParserCreate(nullptr));
  if (!parser) return parser;
  run.parser = parser.get();
  XML_SetUserData(parser.get(), &run);
  XML_SetElementHandler(parser.get(), on_start, on_end);
  XML_SetCharacterDataHandler(parser.get(), on_text);
  XML_SetCommentHandler(parser.get(), on_comment);
  XML_SetProcessingInstructionHandler(parser.get(), on_instruction);
  XML_SetEntityDeclHandler(parser.get(), on_entity);
  XML_SetUnknownEncodingHandler(parser.get(), on_encoding, nullptr);
  XML_SetParamEntityParsing(parser.get(), XML_PARAM_ENTITY_PARSING_NEVER);
  return parser;
}

uint64_t parsed(XML_Parser parser) {
  const XML_Index at = XML_GetCurrentByteIndex(parser);
  return at < 0 ? 0 : static_cast<uint64_t>(at);
}

// What expat still holds behind the place where it stopped.
std::vector<std::byte> unparsed(XML_Parser parser) {
  int offset = 0;
  int size = 0;
  const char* held = XML_GetInputContext(parser, &offset, &size);
  if (held == nullptr || offset >= size) return {};
  const Bytes rest = as_bytes(std::string_view(held + offset, static_cast<size_t>(size - offset)));
  return {rest.begin(), rest.end()};
}

}  // namespace

size_t XmlAttributes::size() const {
  size_t n = 0;
  while (pairs_[2 * n] != nullptr) ++n;
  return n;
}

std::string_view XmlAttributes::get(std::string_view local) const {
  for (const char* const* a = pairs_; *a != nullptr; a += 2) {
    if (local_name(a[0]) == local) return a[1];
  }
  return {};
}

std::string_view local_name(std::string_view name) {
  const size_t colon = name.rfind(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

XmlEnd parse_xml(ByteSource& source, XmlHandler& handler) {
  Run run;
  run.handler = &handler;
  const ParserHandle parser = make_parser(run);
  XmlEnd out;
  if (!parser) {
    out.code = XmlEnd::Code::too_large;
    return out;
  }
  uint64_t fed = 0;
  for (;;) {
    void* const buffer = XML_GetBuffer(parser.get(), kChunk);
    if (buffer == nullptr) {
      out.code = XmlEnd::Code::too_large;
      break;
    }
    const auto got = source.read({static_cast<std::byte*>(buffer), kChunk});
    const size_t n = got ? *got : 0;
    if (!got) {
      out.code = XmlEnd::Code::failed;
      out.error = got.error();
      break;
    }
    const bool last = n == 0;
    fed += n;
    if (XML_ParseBuffer(parser.get(), static_cast<int>(n), last ? 1 : 0) != XML_STATUS_OK) {
      out.code = run.stop != XmlEnd::Code::done ? run.stop : XmlEnd::Code::malformed;
      break;
    }
    if (last) break;
    if (fed - std::min(fed, parsed(parser.get())) > kXmlTag) {
      out.code = XmlEnd::Code::too_large;
      break;
    }
  }
  out.at = parsed(parser.get());
  if (out.code != XmlEnd::Code::done) out.rest = unparsed(parser.get());
  return out;
}

std::string xml_root(Bytes head) {
  std::string text;
  for (const char c : as_text(head)) {
    if (c != '\0') text.push_back(c);  // UTF-16, as far as it is ASCII
  }
  size_t at = 0;
  for (const std::string_view mark : {"\xEF\xBB\xBF"sv, "\xFF\xFE"sv, "\xFE\xFF"sv}) {
    if (at == 0 && text.starts_with(mark)) at = mark.size();
  }
  for (;;) {
    at = text.find_first_not_of(" \t\r\n", at);
    if (at == std::string::npos || text[at] != '<') return {};
    const std::string_view rest = std::string_view(text).substr(at);
    const bool instruction = rest.starts_with("<?");
    if (instruction || rest.starts_with("<!--")) {
      const std::string_view close = instruction ? "?>"sv : "-->"sv;
      const size_t end = rest.find(close);
      if (end == std::string_view::npos) return {};
      at += end + close.size();
      continue;
    }
    if (rest.starts_with("<!")) {
      // A document type, perhaps with declarations of its own.
      const size_t end = rest.find('>');
      const size_t open = rest.find('[');
      const size_t close = open < end ? rest.find("]", open) : 0;
      const size_t last = close == std::string_view::npos ? close : rest.find('>', close);
      if (last == std::string_view::npos) return {};
      at += last + 1;
      continue;
    }
    const size_t end = rest.find_first_of(" \t\r\n/>", 1);
    if (end == std::string_view::npos || end == 1) return {};
    const auto first = static_cast<unsigned char>(rest[1]);
    if (std::isalpha(first) == 0 && first < 0x80 && first != '_') return {};
    return std::string(local_name(rest.substr(1, end - 1)));
  }
}

}  // namespace qingce
