// Escapes in JSON strings: \u624b\u673a, \n. Programs that write ASCII alone spell Chinese and even
// digits so, and an escape glued to a number (\u7535\u8bdd138...) hides it. Private to
// scanner/read; pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace qingce {

// The text that a string's bytes stand for, as UTF-8; what is no escape stays as it is.
std::string unescape_json(std::string_view raw);

// `text`, of which byte 0 is at `base`, with what its escapes stand for in their places, the rest
// of each place filled up in front: as many bytes as before, so that offsets stay. A number that is
// partly escaped is filled with characters that nobody sees, all else with blanks. False: there is
// nothing to replace, and `out` is not touched. What is decided about a byte hangs on kEscapeReach
// bytes around it alone.
bool show_escapes(std::string_view text, uint64_t base, std::string* out);
inline constexpr size_t kEscapeReach = 600;

}  // namespace qingce
