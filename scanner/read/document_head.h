// The beginning of a text document (JSON, XML) as its bidder sees it, in whatever encoding it is.
// Private to scanner/read; pure.
#pragma once

#include <string>
#include <string_view>

#include "scanner/core/bytes.h"
#include "scanner/read/encoding.h"

namespace qingce {

inline bool is_utf16(Encoding e) { return e == Encoding::utf16le || e == Encoding::utf16be; }

// Without its byte-order mark; of UTF-16 the ASCII, all else is one byte that no syntax uses.
std::string document_head(Bytes head, Encoding mark);
// Whether the first byte behind mark and blanks is one of `first`, and the bytes around are text.
bool begins_document(Bytes head, Encoding mark, std::string_view first);

}  // namespace qingce
