#include "scanner/cli/help.h"

#include <algorithm>

#include "reporters/layout.h"
#include "scanner/core/utf8.h"

namespace qingce {
namespace {

constexpr size_t kColumns = 80;
constexpr size_t kIndent = 28;  // where the words about a flag begin

bool is_wide(char32_t c) {
  return (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0xA4CF) ||
         (c >= 0xAC00 && c <= 0xD7A3) || (c >= 0xF900 && c <= 0xFAFF) ||
         (c >= 0xFE30 && c <= 0xFE6F) || (c >= 0xFF00 && c <= 0xFF60);
}

void wrap(std::string_view text, size_t indent, std::string& out, size_t column) {
  for (const std::string& piece : breakable_pieces(text)) {
    size_t width = display_width(piece);
    if (piece.ends_with(' ')) --width;
    if (column > indent && column + width > kColumns) {
      while (out.ends_with(' ')) out.pop_back();
      out += '\n' + std::string(indent, ' ');
      column = indent;
    }
    out += piece;
    column += display_width(piece);
  }
  while (out.ends_with(' ')) out.pop_back();
  out += '\n';
}

std::string heading_of(const FlagInfo& flag) {
  std::string out = "  ";
  if (flag.positional) return out + flag.names.front() + (flag.repeatable ? " ..." : "");
  for (const std::string& name : flag.names) out += (out.size() > 2 ? ", " : "") + name;
  // Long names in one column, whether there is a short one or not.
  if (flag.names.front().starts_with("--")) out.insert(2, "    ");
  if (!flag.value.empty()) out += " " + flag.value;
  return out;
}

void put_line(const std::string& head, std::string_view words, std::string& out) {
  out += head;
  size_t column = display_width(head);
  if (column + 2 > kIndent) {
    out += '\n';
    column = 0;
  }
  out += std::string(kIndent - column, ' ');
  wrap(words, kIndent, out, kIndent);
}

struct Words {
  Language language;
  std::string operator()(std::string_view id) const { return say(Phrase::of(id), language); }
};

std::string usage_of(const CommandInfo& c, const Words& words) {
  std::string out = words("help.usage") + c.name();
  out += " [" + words("help.options") + "]";
  if (!c.commands.empty()) out += " " + words("help.command");
  for (const FlagInfo& flag : c.flags) {
    if (flag.positional) out += " " + flag.names.front() + (flag.repeatable ? "..." : "");
  }
  return out + "\n";
}

// The groups of a command in order of first appearance, the common ones last.
std::vector<std::string> groups_of(const std::vector<FlagInfo>& flags, const std::string& last) {
  std::vector<std::string> out;
  for (const FlagInfo& flag : flags) {
    if (flag.positional || flag.group == last) continue;
    if (std::find(out.begin(), out.end(), flag.group) == out.end()) out.push_back(flag.group);
  }
  out.push_back(last);
  return out;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> out;
  size_t begin = 0;
  while (begin < text.size()) {
    const size_t end = std::min(text.find('\n', begin), text.size());
    out.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return out;
}

// A command's own flags and those of the program, which every command takes.
std::vector<FlagInfo> all_flags(const CommandInfo& root, const CommandInfo& c) {
  std::vector<FlagInfo> flags = c.flags;
  if (c.path.empty()) return flags;
  for (const FlagInfo& flag : root.flags) {
    if (flag.longest() != "--help") flags.push_back(flag);
  }
  return flags;
}

}  // namespace

std::vector<std::string> breakable_pieces(std::string_view text) {
  std::vector<std::string> out;
  std::string piece;
  const auto end_piece = [&] {
    if (!piece.empty()) out.push_back(std::exchange(piece, {}));
  };
  while (!text.empty()) {
    const CodePoint c = next_code_point(text);
    const std::string_view bytes = text.substr(0, c.length);
    text.remove_prefix(c.length);
    static constexpr std::u32string_view kCloses = U"，。；：、）”！？";
    if (c.value == U' ') {
      piece += ' ';
      end_piece();
    } else if (kCloses.find(c.value) != std::u32string_view::npos) {
      piece += bytes;
      end_piece();
    } else if (is_wide(c.value) && c.value != U'（') {
      if (!piece.empty() && !piece.ends_with("（") && !piece.ends_with("“")) end_piece();
      piece += bytes;
      // A closing mark may follow; it joins this piece.
      if (text.empty() || kCloses.find(next_code_point(text).value) == std::u32string_view::npos)
        end_piece();
    } else {
      piece += bytes;
    }
  }
  end_piece();
  return out;
}

std::string help_text(const CommandInfo& root, const CommandInfo& command, Language language) {
  const Words words{language};
  std::string out;
  wrap(command.help, 0, out, 0);
  out += '\n' + usage_of(command, words);
  const std::vector<FlagInfo> flags = all_flags(root, command);
  const auto positional = [](const FlagInfo& f) { return f.positional; };
  if (std::any_of(flags.begin(), flags.end(), positional)) {
    out += '\n' + words("help.arguments") + '\n';
    for (const FlagInfo& flag : flags) {
      if (flag.positional) put_line(heading_of(flag), flag.help, out);
    }
  }
  if (!command.commands.empty()) {
    out += '\n' + words("help.commands") + '\n';
    for (const CommandInfo& c : command.commands) put_line("  " + c.path.back(), c.help, out);
  }
  for (const std::string& group : groups_of(flags, words("help.group.common"))) {
    out += '\n';
    wrap(group, 0, out, 0);
    for (const FlagInfo& flag : flags) {
      if (!flag.positional && flag.group == group) put_line(heading_of(flag), flag.help, out);
    }
  }
  out += '\n' + words("help.examples") + '\n';
  for (const std::string& line : lines_of(command.example)) out += "  " + line + '\n';
  if (command.path.empty()) out += '\n' + words("help.more") + '\n';
  return out;
}

std::string first_examples(const CommandInfo& root, Language language) {
  static constexpr std::string_view kIds[] = {"help.app.example-1", "help.app.example-2",
                                              "help.app.example-3", "help.app.example-4"};
  const std::vector<std::string> examples = lines_of(root.example);
  std::string out;
  for (size_t i = 0; i < std::size(kIds) && i < examples.size(); ++i) {
    out += "  " + examples[i] + "\n      " + say(Phrase::of(kIds[i]), language) + '\n';
  }
  return out;
}

}  // namespace qingce
