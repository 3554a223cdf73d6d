// DelimitedLayout: what the first bytes of a text say about it as a table: the separator, how cells
// are quoted, where the header stands. Private to scanner/read; pure; any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "scanner/read/delimited_rows.h"

namespace qingce {

struct DelimitedLayout {
  DelimitedDialect dialect;
  bool header = false;  // the row at `begin` names the columns
  uint64_t begin = 0;   // the first row's first byte; what is before it are titles
  bool operator==(const DelimitedLayout&) const = default;
};

// `text`: an object's first bytes, UTF-16 transcoded. `whole`: nothing follows. nullopt: no table
// of rows, or one that cannot be told from prose, source or a log.
std::optional<DelimitedLayout> delimited_layout(std::string_view text, bool whole);

// What a cell looks like, from its bytes alone.
enum class CellLook : uint8_t {
  empty,    // nothing, or a word for it: NULL, \N, -, 无
  finding,  // what a rule might find: 7 digits and more, an address with @, a masked value
  number,   // no letters: a count, a date, an amount
  name,     // short, with letters: a name of something
  other,    // long text
};
// A row that holds a `finding` names no columns. A rule that finds less than 7 digits or no @ needs
// a field to be asked at all, so this is never narrower than the rules on values without a field.
CellLook cell_look(std::string_view cell);

// Words that columns are called by everywhere, for tables whose values have no look of their own.
bool is_column_word(std::string_view cell);

// Text of a cell without what stands around it: quotes, ="...", a leading apostrophe, blanks.
std::string cell_text(std::string_view raw);

}  // namespace qingce
