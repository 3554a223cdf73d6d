// Words in the encodings they may stand in. Private to match.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace qingce {

// UTF-8 to `charset` (ICU's name); nullopt if it does not hold a character.
std::optional<std::string> to_charset(std::string_view utf8, const char* charset);
// The other way; nullopt if the bytes are not of that charset.
std::optional<std::string> from_charset(std::string_view bytes, const char* charset);

}  // namespace qingce
