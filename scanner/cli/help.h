// Texts made from the flag table: --help, the man page, the completion scripts. Pure.
#pragma once

#include <string>
#include <string_view>

#include "scanner/cli/flags.h"

namespace qingce {

// `text` cut where a line may end: after a space (it stays), between wide characters, but not
// before the marks that must not begin a line.
std::vector<std::string> breakable_pieces(std::string_view text);
// Of one command of the tree, wrapped to 80 columns (a Han character takes two).
std::string help_text(const CommandInfo& root, const CommandInfo& command, Language language);
// The four examples that a run without arguments shows.
std::string first_examples(const CommandInfo& root, Language language);
// roff of qingce(1).
std::string man_page(const CommandInfo& root, Language language, std::string_view version);
// `shell`: bash, zsh or fish.
std::string completion_script(const CommandInfo& root, std::string_view shell);

}  // namespace qingce
