// What every reader of a text table (SQL, delimited, JSON ...) shares: a FieldMap that is fed the
// same windows as the matcher, before the matcher sees them, and the pump that does so. Private to
// scanner/read.
//
// Adding one: derive from TableMap, keep what is needed from window to window between feed() and
// release(), answer at() lazily, and call read_table() from the reader.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/core/field_map.h"
#include "scanner/read/reader.h"

namespace qingce {

// Distinct fields of one object; what comes after them is one field, `…`, and a gap says so.
inline constexpr size_t kMostFields = 10'000;
inline constexpr std::string_view kFolded = "…";

// One per object, on its reader's stack; one thread. For each window: feed, then any number of at()
// for offsets in its bytes, mostly ascending, then release. at() must depend on the content alone,
// never on where windows begin: offsets outside of the own range may be answered from less, for
// what is found there is reported by another window.
class TableMap : public FieldMap {
 public:
  // The window's bytes stay valid until release().
  virtual void feed(const Window& window) = 0;
  // What is searched in the window's place: as many bytes, with escapes shown as what they stand
  // for, perhaps. Valid until release(). Not asked of text in UTF-16.
  virtual Bytes searched(const Window& window) { return window.bytes; }
  // Keeps what later windows need of the bytes that go now.
  virtual void release() = 0;
  // Fields were folded into `…`.
  virtual bool folded() const = 0;
};

// A map over UTF-8 behind a window of UTF-16: the windows are transcoded unit by unit (a surrogate
// by itself, so that no character spans windows), and offsets are translated both ways. Records
// keep the numbers of the inner map.
std::unique_ptr<TableMap> make_utf16_map(std::unique_ptr<TableMap> inner, bool little);

// The text that such a map sees of UTF-16: UTF-8, but of each unit by itself.
std::string utf16_units(Bytes bytes, bool little);

// Searches `source` as pump() does for text, with `map` (null: none) telling the fields. `format`:
// the object's format and reader where the content is text to its end.
ReadOutcome read_table(ByteSource& source, Sink& sink, TableMap* map, std::string_view format);

}  // namespace qingce
