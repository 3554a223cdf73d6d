// Completion scripts. Every word in them comes from the flag table; what a value can be is told by
// its name there (FILE, DIR, RULE, a|b|c).
#include <algorithm>

#include "scanner/cli/help.h"

namespace qingce {
namespace {

std::string joined(const std::vector<std::string>& words, std::string_view between) {
  std::string out;
  for (const std::string& word : words) out += (out.empty() ? "" : std::string(between)) + word;
  return out;
}

// A command's own flags and the program's.
std::vector<FlagInfo> flags_of(const CommandInfo& root, const CommandInfo& c) {
  std::vector<FlagInfo> out = c.flags;
  if (c.path.empty()) return out;
  for (const FlagInfo& flag : root.flags) {
    if (flag.longest() != "--help") out.push_back(flag);
  }
  return out;
}

template <class Visit>
void each_command(const CommandInfo& c, const Visit& visit) {
  visit(c);
  for (const CommandInfo& below : c.commands) each_command(below, visit);
}

std::vector<std::string> names_of(const std::vector<CommandInfo>& commands) {
  std::vector<std::string> out;
  for (const CommandInfo& c : commands) out.push_back(c.path.back());
  return out;
}

constexpr std::string_view kRuleIds = "$(qingce rules list 2>/dev/null | cut -f1)";
constexpr std::string_view kFormats =
    "$(qingce version --features 2>/dev/null | sed -n 's/^report\\t//p')";

// Values with a meaning that their name tells.
enum class ValueKind { none, words, files, directories, rules, report };

ValueKind kind_of(const FlagInfo& flag) {
  const std::string& name = flag.positional ? flag.names.front() : flag.value;
  if (!flag.choices().empty() || flag.value == "LEVEL") return ValueKind::words;
  if (name == "DIR") return ValueKind::directories;
  if (name == "RULE") return ValueKind::rules;
  if (name.ends_with("=FILE")) return ValueKind::report;
  return name == "FILE" || flag.positional ? ValueKind::files : ValueKind::none;
}

std::vector<std::string> words_of(const FlagInfo& flag) {
  if (flag.value == "LEVEL") return {"low", "medium", "high", "critical", "count:"};
  return flag.choices();
}

// What stands before "=FILE": a shell's words, or the one format there is.
std::string formats_of(const FlagInfo& flag) {
  const std::string name = flag.value.substr(0, flag.value.find('='));
  return name == "FORMAT" ? std::string(kFormats) : name;
}

// ---- bash

std::string bash_words(std::string_view words) {
  return "_qingce_words \"" + std::string(words) + "\"";
}

// The statement that completes one value, for `cur`.
std::string bash_value(const FlagInfo& flag) {
  switch (kind_of(flag)) {
    case ValueKind::words:
      return bash_words(joined(words_of(flag), " "));
    case ValueKind::rules:
      return bash_words(kRuleIds);
    case ValueKind::directories:
      return "_qingce_paths -d";
    case ValueKind::files:
      return "_qingce_paths -f";
    case ValueKind::report:
      return "_qingce_report \"" + formats_of(flag) + "\"";
    case ValueKind::none:
      break;
  }
  return "COMPREPLY=()";
}

std::string bash_case(const CommandInfo& root, const CommandInfo& c) {
  std::string words;
  std::string values;
  std::string rest = "_qingce_paths -f";
  for (const FlagInfo& flag : flags_of(root, c)) {
    if (flag.positional) {
      rest = bash_value(flag);
      continue;
    }
    words += (words.empty() ? "" : " ") + joined(flag.names, " ");
    if (flag.value.empty()) continue;
    values += "        " + joined(flag.names, "|") + ") " + bash_value(flag) + "; return ;;\n";
  }
  if (!c.commands.empty()) rest = bash_words(joined(names_of(c.commands), " "));
  std::string out = "    '" + joined(c.path, " ") + "')\n";
  if (!values.empty()) out += "      case $prev in\n" + values + "      esac\n";
  out += "      if [[ $cur == -* ]]; then " + bash_words(words) + "\n";
  return out + "      else " + rest + "; fi ;;\n";
}

// Names of files are read line by line, so that spaces in them stay.
constexpr std::string_view kBashHead =
    R"(# bash completion for qingce, made by: qingce completion bash
_qingce_words() {
  mapfile -t COMPREPLY < <(compgen -W "$1" -- "$cur")
}
_qingce_paths() {
  compopt -o filenames 2>/dev/null
  mapfile -t COMPREPLY < <(compgen "$1" -- "$cur")
}
_qingce_report() {
  # FORMAT=FILE in one word, where '=' does not split words.
  if [[ $cur == *=* ]]; then
    mapfile -t COMPREPLY < <(compgen -P "${cur%%=*}=" -f -- "${cur#*=}")
  else
    mapfile -t COMPREPLY < <(compgen -S = -W "$1" -- "$cur")
    compopt -o nospace 2>/dev/null
  fi
}
_qingce() {
  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}
  local command= word i
  COMPREPLY=()
  # bash splits words at '=': "--lang = e", "-o json = f".
  if [[ $cur == = || $prev == = ]]; then
    if [[ $cur == = ]]; then cur=; else prev=${COMP_WORDS[COMP_CWORD-2]}; fi
    if [[ $prev != -* ]]; then _qingce_paths -f; return; fi
  fi
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=${command:+$command }${COMP_WORDS[i]}
    case $word in
)";

std::string bash_script(const CommandInfo& root) {
  std::string paths;
  std::string cases;
  each_command(root, [&](const CommandInfo& c) {
    if (!c.path.empty()) paths += (paths.empty() ? "'" : "|'") + joined(c.path, " ") + "'";
    cases += bash_case(root, c);
  });
  return std::string(kBashHead) + "      " + paths +
         ") command=$word ;;\n"
         "    esac\n"
         "  done\n"
         "  case $command in\n" +
         cases +
         "  esac\n"
         "}\n"
         "complete -F _qingce qingce\n";
}

// ---- zsh

// In single quotes; the brackets and colons of _arguments' own language are escaped.
std::string zsh_quoted(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\'') {
      out += "'\\''";
      continue;
    }
    if (c == '[' || c == ']' || c == ':' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

std::string zsh_value(const FlagInfo& flag) {
  const std::string name = ":" + zsh_quoted(flag.positional ? flag.names.front() : flag.value);
  switch (kind_of(flag)) {
    case ValueKind::words:
      return ":" + zsh_quoted(flag.longest()) + ":(" + zsh_quoted(joined(words_of(flag), " ")) +
             ")";
    case ValueKind::rules:
      return name + ":_qingce-rule-ids";
    case ValueKind::directories:
      return name + ":_files -/";
    case ValueKind::files:
      return name + ":_files";
    case ValueKind::report:
      return name + ":_qingce-report";
    case ValueKind::none:
      break;
  }
  return name + ":";
}

std::string zsh_flag(const FlagInfo& flag) {
  if (flag.positional)
    return "'" + std::string(flag.repeatable ? "*" : "1") + zsh_value(flag) + "'";
  std::string out;
  for (const std::string& name : flag.names) {
    out += (out.empty() ? "" : " ") + std::string("'") + (flag.repeatable ? "*" : "") + name +
           (flag.value.empty()       ? ""
            : name.starts_with("--") ? "="
                                     : "+") +
           "[" + zsh_quoted(flag.help) + "]" + (flag.value.empty() ? "" : zsh_value(flag)) + "'";
  }
  return out;
}

std::string zsh_function(const CommandInfo& c) {
  return "_qingce" + (c.path.empty() ? std::string() : "_" + joined(c.path, "_"));
}

std::string zsh_case(const CommandInfo& root, const CommandInfo& c) {
  std::string out = zsh_function(c) + "() {\n";
  if (!c.commands.empty()) out += "  local context state line\n  typeset -A opt_args\n";
  out += "  _arguments -s";
  if (!c.commands.empty()) out += " -C";
  for (const FlagInfo& flag : flags_of(root, c)) out += " \\\n    " + zsh_flag(flag);
  if (c.commands.empty()) return out + "\n}\n";
  out += " \\\n    '1: :->command' '*:: :->rest'\n  case $state in\n    command) _values command";
  for (const CommandInfo& below : c.commands)
    out += " \\\n      '" + below.path.back() + "[" + zsh_quoted(below.help) + "]'";
  out += " ;;\n    rest) case $line[1] in\n";
  for (const CommandInfo& below : c.commands)
    out += "      " + below.path.back() + ") " + zsh_function(below) + " ;;\n";
  return out + "    esac ;;\n  esac\n}\n";
}

// The first use runs the whole file, the later ones the function it has defined.
std::string zsh_script(const CommandInfo& root) {
  std::string out =
      "#compdef qingce\n"
      "# zsh completion for qingce, made by: qingce completion zsh\n"
      "_qingce-rule-ids() {\n"
      "  local -a ids\n"
      "  ids=(${(f)\"" +
      std::string(kRuleIds) +
      "\"})\n"
      "  compadd -a ids\n"
      "}\n"
      "_qingce-report() {\n"
      "  local -a formats\n"
      "  if compset -P '*='; then _files; return; fi\n"
      "  formats=(${(f)\"" +
      std::string(kFormats) +
      "\"})\n"
      "  compadd -S = -a formats\n"
      "}\n";
  each_command(root, [&](const CommandInfo& c) { out += zsh_case(root, c); });
  return out +
         "if [[ $funcstack[1] == _qingce ]]; then _qingce \"$@\"; else compdef _qingce qingce; "
         "fi\n";
}

// ---- fish

std::string fish_quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c;
  }
  return out + "'";
}

// "rules show" is not "show": a command is told from the ones below others that have its name.
std::string fish_condition(const CommandInfo& root, const CommandInfo& c) {
  if (c.path.empty()) return "";
  std::string out;
  for (const std::string& word : c.path)
    out += (out.empty() ? "" : "; and ") + ("__fish_seen_subcommand_from " + word);
  if (c.path.size() > 1) return " -n " + fish_quoted(out);
  for (const CommandInfo& other : root.commands) {
    std::vector<std::string> below = {other.path.back(), c.path.back()};
    if (root.find(below) != nullptr)
      out += "; and not __fish_seen_subcommand_from " + other.path.back();
  }
  return " -n " + fish_quoted(out);
}

std::string fish_value(const FlagInfo& flag) {
  switch (kind_of(flag)) {
    case ValueKind::words:
      return " -x -a " + fish_quoted(joined(words_of(flag), " "));
    case ValueKind::rules:
      return " -x -a " + fish_quoted(std::string(kRuleIds).substr(1));
    case ValueKind::directories:
      return " -x -a '(__fish_complete_directories)'";
    case ValueKind::files:
      return " -r -F";
    case ValueKind::report:
      return " -r -F -a " + fish_quoted(flag.value == "FORMAT=FILE"
                                            ? std::string(kFormats).substr(1, kFormats.size() - 2) +
                                                  " | sed 's/$/=/')"
                                            : formats_of(flag) + "=");
    case ValueKind::none:
      break;
  }
  return flag.value.empty() ? "" : " -x";
}

std::string fish_command(const CommandInfo& root, const CommandInfo& c) {
  const std::string condition_of = fish_condition(root, c);
  std::string out;
  for (const FlagInfo& flag : c.flags) {
    if (flag.positional) {
      std::string words = joined(flag.choices(), " ");
      if (kind_of(flag) == ValueKind::rules) words = kRuleIds.substr(1);
      if (!words.empty())
        out += "complete -c qingce" + condition_of + " -f -a " + fish_quoted(words) + "\n";
      continue;
    }
    out += "complete -c qingce" + condition_of;
    for (const std::string& name : flag.names)
      out += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
    out += fish_value(flag) + " -d " + fish_quoted(flag.help) + "\n";
  }
  const std::string names = joined(names_of(c.commands), " ");
  for (const CommandInfo& below : c.commands) {
    std::string condition = c.path.empty() ? "__fish_use_subcommand"
                                           : "__fish_seen_subcommand_from " + c.path.back() +
                                                 "; and not __fish_seen_subcommand_from " + names;
    out += "complete -c qingce -f -n " + fish_quoted(condition) + " -a " + below.path.back() +
           " -d " + fish_quoted(below.help) + "\n";
  }
  return out;
}

}  // namespace

std::string completion_script(const CommandInfo& root, std::string_view shell) {
  if (shell == "bash") return bash_script(root);
  if (shell == "zsh") return zsh_script(root);
  std::string out = "# fish completion for qingce, made by: qingce completion fish\n";
  each_command(root, [&](const CommandInfo& c) { out += fish_command(root, c); });
  return out;
}

}  // namespace qingce
