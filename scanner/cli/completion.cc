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

// ---- bash

// The statement that completes one value, for `cur`.
std::string bash_value(const FlagInfo& flag) {
  if (const auto choices = flag.choices(); !choices.empty()) {
    return "COMPREPLY=($(compgen -W '" + joined(choices, " ") + "' -- \"$cur\"))";
  }
  if (flag.value == "DIR") return "COMPREPLY=($(compgen -d -- \"$cur\"))";
  if (flag.value == "RULE" || flag.names.front() == "RULE") {
    return "COMPREPLY=($(compgen -W \"$(qingce rules list 2>/dev/null | cut -f1)\" -- \"$cur\"))";
  }
  if (flag.value == "FILE" || flag.positional) return "COMPREPLY=($(compgen -f -- \"$cur\"))";
  if (flag.value == "FORMAT=FILE") return "_qingce_report";
  return "COMPREPLY=()";
}

std::string bash_case(const CommandInfo& root, const CommandInfo& c) {
  std::string words;
  std::string values;
  std::string rest = "COMPREPLY=($(compgen -f -- \"$cur\"))";
  for (const FlagInfo& flag : flags_of(root, c)) {
    if (flag.positional) {
      rest = bash_value(flag);
      continue;
    }
    words += (words.empty() ? "" : " ") + joined(flag.names, " ");
    if (flag.value.empty()) continue;
    values += "        " + joined(flag.names, "|") + ") " + bash_value(flag) + "; return ;;\n";
  }
  if (!c.commands.empty()) {
    rest = "COMPREPLY=($(compgen -W '" + joined(names_of(c.commands), " ") + "' -- \"$cur\"))";
  }
  std::string out = "    '" + joined(c.path, " ") + "')\n";
  if (!values.empty()) out += "      case $prev in\n" + values + "      esac\n";
  out += "      if [[ $cur == -* ]]; then COMPREPLY=($(compgen -W '" + words + "' -- \"$cur\"))\n";
  return out + "      else " + rest + "; fi ;;\n";
}

std::string bash_script(const CommandInfo& root) {
  std::string formats;
  std::string paths;
  std::string cases;
  each_command(root, [&](const CommandInfo& c) {
    if (!c.path.empty()) paths += (paths.empty() ? "'" : "|'") + joined(c.path, " ") + "'";
    cases += bash_case(root, c);
  });
  return "# bash completion for qingce, made by: qingce completion bash\n"
         "_qingce_report() {\n"
         "  # FORMAT=FILE; bash splits words at '='.\n"
         "  if [[ $cur == *=* ]]; then\n"
         "    local format=${cur%%=*}\n"
         "    COMPREPLY=($(compgen -P \"$format=\" -f -- \"${cur#*=}\"))\n"
         "  else\n"
         "    COMPREPLY=($(compgen -S = -W \"$(qingce version --features 2>/dev/null | "
         "sed -n 's/^report\\t//p')\" -- \"$cur\"))\n"
         "    compopt -o nospace 2>/dev/null\n"
         "  fi\n"
         "}\n"
         "_qingce() {\n"
         "  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}\n"
         "  local command= word i\n"
         "  COMPREPLY=()\n"
         "  for ((i = 1; i < COMP_CWORD; i++)); do\n"
         "    word=${command:+$command }${COMP_WORDS[i]}\n"
         "    case $word in\n      " +
         paths +
         ") command=$word ;;\n"
         "    esac\n"
         "  done\n"
         "  case $command in\n" +
         cases +
         "  esac\n"
         "}\n"
         "complete -o filenames -F _qingce qingce\n";
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
  const std::string name = zsh_quoted(flag.positional ? flag.names.front() : flag.value);
  if (const auto choices = flag.choices(); !choices.empty()) {
    return ":" + zsh_quoted(flag.longest()) + ":(" + joined(choices, " ") + ")";
  }
  if (flag.value == "DIR") return ":" + name + ":_files -/";
  if (flag.value == "RULE" || flag.names.front() == "RULE") return ":" + name + ":_qingce_rules";
  if (flag.value == "FILE" || flag.positional) return ":" + name + ":_files";
  return ":" + name + ":";
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

std::string zsh_script(const CommandInfo& root) {
  std::string out =
      "#compdef qingce\n"
      "# zsh completion for qingce, made by: qingce completion zsh\n"
      "_qingce_rules() {\n"
      "  local -a rules\n"
      "  rules=(${(f)\"$(qingce rules list 2>/dev/null | cut -f1)\"})\n"
      "  compadd -a rules\n"
      "}\n";
  each_command(root, [&](const CommandInfo& c) { out += zsh_case(root, c); });
  return out + "compdef _qingce qingce\n";
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

std::string fish_condition(const CommandInfo& c) {
  if (c.path.empty()) return "";
  std::string out;
  for (const std::string& word : c.path)
    out += (out.empty() ? "" : "; and ") + ("__fish_seen_subcommand_from " + word);
  return " -n " + fish_quoted(out);
}

std::string fish_value(const FlagInfo& flag) {
  if (flag.value.empty()) return "";
  if (const auto choices = flag.choices(); !choices.empty())
    return " -x -a " + fish_quoted(joined(choices, " "));
  if (flag.value == "DIR") return " -x -a '(__fish_complete_directories)'";
  if (flag.value == "RULE") return " -x -a '(qingce rules list 2>/dev/null | cut -f1)'";
  return flag.value == "FILE" || flag.value == "FORMAT=FILE" ? " -r -F" : " -x";
}

std::string fish_command(const CommandInfo& c) {
  std::string out;
  for (const FlagInfo& flag : c.flags) {
    if (flag.positional) {
      std::string words = joined(flag.choices(), " ");
      if (flag.names.front() == "RULE") words = "(qingce rules list 2>/dev/null | cut -f1)";
      if (!words.empty())
        out += "complete -c qingce" + fish_condition(c) + " -f -a " + fish_quoted(words) + "\n";
      continue;
    }
    out += "complete -c qingce" + fish_condition(c);
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
  each_command(root, [&](const CommandInfo& c) { out += fish_command(c); });
  return out;
}

}  // namespace qingce
