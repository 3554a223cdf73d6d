#include "scanner/match/charset.h"

#include <unicode/ucnv.h>
#include <unicode/unistr.h>

#include <memory>

namespace qingce {
namespace {

using Converter = std::unique_ptr<UConverter, void (*)(UConverter*)>;

// Strict both ways.
Converter open(const char* charset) {
  UErrorCode status = U_ZERO_ERROR;
  Converter converter(ucnv_open(charset, &status), ucnv_close);
  ucnv_setFromUCallBack(converter.get(), UCNV_FROM_U_CALLBACK_STOP, nullptr, nullptr, nullptr,
                        &status);
  ucnv_setToUCallBack(converter.get(), UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &status);
  return U_FAILURE(status) ? Converter(nullptr, ucnv_close) : std::move(converter);
}

}  // namespace

std::optional<std::string> to_charset(std::string_view utf8, const char* charset) {
  const Converter converter = open(charset);
  if (!converter) return std::nullopt;
  const icu::UnicodeString text =
      icu::UnicodeString::fromUTF8({utf8.data(), static_cast<int32_t>(utf8.size())});
  std::string out(static_cast<size_t>(text.length()) * 4 + 4, '\0');
  UErrorCode status = U_ZERO_ERROR;
  const int32_t length =
      ucnv_fromUChars(converter.get(), out.data(), static_cast<int32_t>(out.size()),
                      text.getBuffer(), text.length(), &status);
  if (U_FAILURE(status)) return std::nullopt;
  out.resize(static_cast<size_t>(length));
  return out;
}

std::optional<std::string> from_charset(std::string_view bytes, const char* charset) {
  const Converter converter = open(charset);
  if (!converter) return std::nullopt;
  UErrorCode status = U_ZERO_ERROR;
  const icu::UnicodeString text(bytes.data(), static_cast<int32_t>(bytes.size()), converter.get(),
                                status);
  if (U_FAILURE(status)) return std::nullopt;
  std::string out;
  text.toUTF8String(out);
  return out;
}

}  // namespace qingce
