// Names as people read them.
#include <unicode/ucnv.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>

#include "scanner/read/characters.h"
#include "scanner/read/encoding.h"

namespace qingce {

namespace {

std::string lossy_utf8(std::string_view raw) {
  std::string out;
  const Bytes b = as_bytes(raw);
  for (size_t i = 0; i < b.size();) {
    bool cut = false;
    const size_t n = utf8_length(b, i, cut);
    if (n == 0)
      out += "\xEF\xBF\xBD";
    else
      out += raw.substr(i, n);
    i += std::max<size_t>(n, 1);
  }
  return out;
}

using Converter = std::unique_ptr<UConverter, void (*)(UConverter*)>;

// Strict in both directions. Converters are cheap to open: ICU shares their tables.
Converter open_converter(const char* charset, UErrorCode& error) {
  Converter c(ucnv_open(charset, &error), ucnv_close);
  if (U_FAILURE(error)) return c;
  ucnv_setToUCallBack(c.get(), UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &error);
  ucnv_setFromUCallBack(c.get(), UCNV_FROM_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &error);
  return c;
}

std::optional<std::string> transcode(std::string_view raw, const char* from_charset,
                                     const char* to_charset) {
  UErrorCode error = U_ZERO_ERROR;
  const Converter from = open_converter(from_charset, error);
  const Converter to = open_converter(to_charset, error);
  if (U_FAILURE(error)) return std::nullopt;
  std::u16string wide(raw.size() * 2 + 8, u'\0');
  char16_t* at = wide.data();
  const char* source = raw.data();
  ucnv_toUnicode(from.get(), &at, at + wide.size(), &source, raw.data() + raw.size(), nullptr, true,
                 &error);
  if (U_FAILURE(error)) return std::nullopt;
  std::string out(static_cast<size_t>(at - wide.data()) * 4 + 8, '\0');
  char* target = out.data();
  const char16_t* middle = wide.data();
  ucnv_fromUnicode(to.get(), &target, target + out.size(), &middle, at, nullptr, true, &error);
  if (U_FAILURE(error)) return std::nullopt;
  out.resize(static_cast<size_t>(target - out.data()));
  return out;
}

// Without end or error: what the converter does not know becomes U+FFFD.
std::string lossy(Bytes text, const char* charset) {
  UErrorCode error = U_ZERO_ERROR;
  const Converter from(ucnv_open(charset, &error), ucnv_close);
  const Converter to(ucnv_open("UTF-8", &error), ucnv_close);
  if (U_FAILURE(error)) return {};
  const std::string_view raw = as_text(text);
  std::u16string wide(raw.size() * 2 + 8, u'\0');
  char16_t* at = wide.data();
  const char* source = raw.data();
  ucnv_toUnicode(from.get(), &at, at + wide.size(), &source, raw.data() + raw.size(), nullptr, true,
                 &error);
  if (U_FAILURE(error)) return {};
  std::string out(static_cast<size_t>(at - wide.data()) * 3 + 8, '\0');
  char* target = out.data();
  const char16_t* middle = wide.data();
  ucnv_fromUnicode(to.get(), &target, target + out.size(), &middle, at, nullptr, true, &error);
  if (U_FAILURE(error)) return {};
  out.resize(static_cast<size_t>(target - out.data()));
  return out;
}

std::string only_ascii(Bytes text) {
  std::string out;
  for (const char c : as_text(text)) {
    if (static_cast<unsigned char>(c) < 0x80) {
      out += c;
    } else {
      out += "\xEF\xBF\xBD";
    }
  }
  return out;
}

}  // namespace

std::string decode_text(Bytes text, Encoding encoding) {
  switch (encoding) {
    case Encoding::ascii:
    case Encoding::utf8:
      return lossy_utf8(as_text(text));
    case Encoding::gb18030:
      return lossy(text, "gb18030");
    case Encoding::big5:
      return lossy(text, "Big5");
    case Encoding::utf16le:
      return lossy(text, "UTF-16LE");
    case Encoding::utf16be:
      return lossy(text, "UTF-16BE");
    case Encoding::utf32le:
      return lossy(text, "UTF-32LE");
    case Encoding::utf32be:
      return lossy(text, "UTF-32BE");
    case Encoding::unknown8:
    case Encoding::binary:
      break;
  }
  return only_ascii(text);
}

// A name is too short for a detector of models; the two encodings are weighed by how common their
// characters are. Equal weights are GB18030: first-level GB2312 characters are mostly also valid
// Big5.
std::string decode_name(std::string_view raw, bool declared_utf8) {
  const Bytes b = as_bytes(raw);
  bool cut_tail = false;
  bool valid = true;
  for (size_t i = 0; i < b.size() && valid;) {
    const size_t n = utf8_length(b, i, cut_tail);
    valid = n > 0;
    i += n;
  }
  if (valid) return std::string(raw);
  if (declared_utf8) return lossy_utf8(raw);
  const DoubleByte gb = walk_gb18030(b);
  const DoubleByte big5 = walk_big5(b);
  const bool big5_first =
      big5.bad == 0 && (gb.bad > 0 || big5.mean() > gb.mean() + 0.1) && big5.mean() >= kChinese;
  if (big5_first) {
    if (auto name = transcode(raw, "Big5", "UTF-8")) return *std::move(name);
  }
  if (gb.bad == 0 && gb.mean() >= 0.15) {
    if (auto name = transcode(raw, "gb18030", "UTF-8")) return *std::move(name);
  }
  return lossy_utf8(raw);
}

std::string encode_gb18030(std::string_view utf8) {
  return transcode(utf8, "UTF-8", "gb18030").value_or(std::string());
}

}  // namespace qingce
