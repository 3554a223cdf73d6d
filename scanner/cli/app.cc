#include "scanner/cli/app.h"

#include <unistd.h>

#include <cstdio>
#include <cstring>
#include <exception>
#include <memory>
#include <new>
#include <string>
#include <system_error>
#include <vector>

#include "scanner/cli/commands.h"
#include "scanner/cli/console.h"
#include "scanner/cli/flags.h"
#include "scanner/cli/help.h"

namespace qingce {
namespace {

using Path = std::vector<std::string>;

CommandInfo describe(Language language) {
  Flags scratch;
  return CommandLine(scratch, language).describe();
}

int dispatch(const Path& command, const Flags& f, const Console& console) {
  if (command == Path{"scan"}) return scan_command(f.scan, console);
  if (command == Path{"report"}) return report_command(f.report, console);
  if (command == Path{"show"}) return show_command(f.show, console);
  if (command == Path{"diff"}) return diff_command(f.diff, console);
  if (command == Path{"baseline", "accept"}) return baseline_accept_command(f.baseline, console);
  if (command == Path{"baseline", "allow"}) return baseline_allow_command(f.baseline, console);
  if (command == Path{"baseline", "list"}) return baseline_list_command(f.baseline, console);
  if (command == Path{"rules", "list"}) return rules_list_command(f.rules, console);
  if (command == Path{"rules", "show"}) return rules_show_command(f.rules, f.rule_id, console);
  if (command == Path{"rules", "test"}) return rules_test_command(f.rules, console);
  if (command == Path{"digest"}) return digest_command(f.digest, console);
  if (command == Path{"completion"})
    return completion_command(describe(console.language), f.shell, console);
  return version_command(f.features, console);
}

// What no module turned into an Error: memory or threads have run out, or a defect. What the
// exception says is not printed: it may quote the input. No memory is taken here.
[[noreturn]] void end_of_memory_or_worse() {
  const char* text = "qingce: 内部错误 / internal error\n";
  try {
    if (std::current_exception()) std::rethrow_exception(std::current_exception());
  } catch (const std::bad_alloc&) {
    text = "qingce: 内存不足 / out of memory (-j 1)\n";
  } catch (const std::system_error&) {
    text = "qingce: 无法再创建线程 / no more threads (-j 1)\n";
  } catch (...) {
  }
  static_cast<void>(!::write(STDERR_FILENO, text, std::strlen(text)));
  _exit(kFailure);
}

int show_help(const Path& command, const Console& console) {
  const CommandInfo root = describe(console.language);
  const CommandInfo* at = root.find(command);
  return print(help_text(root, at == nullptr ? root : *at, console.language), console);
}

// What was typed and cannot be understood: the error, and where to read on.
int refuse(const Path& typed, const Error& e, const Console& console) {
  const int code = console.fail(e);
  const CommandInfo root = describe(console.language);
  // Nothing was asked for yet, whatever the language.
  if (e.text != nullptr && e.text->id == "err.cli.no-command") {
    std::fputs(first_examples(root, console.language).c_str(), stderr);
  }
  // The deepest command that the first words name.
  const CommandInfo* at = &root;
  Path path;
  for (const std::string& word : typed) {
    path.push_back(word);
    const CommandInfo* next = root.find(path);
    if (next == nullptr) break;
    at = next;
  }
  std::fprintf(stderr, "%s\n", console.say("cli.see-help", {at->name()}).c_str());
  return code;
}

}  // namespace

int run_app(int argc, char** argv) {
  std::set_terminate(end_of_memory_or_worse);
  const Path typed(argv + 1, argv + argc);
  Console console;
  console.language = language_of(typed);
  const auto flags = std::make_unique<Flags>();
  const Result<Request> request = parse_command_line(typed, console.language, *flags);
  if (!request.ok()) return refuse(typed, request.error(), console);
  if (request->help) return show_help(request->command, console);
  console.quiet = flags->quiet;
  return dispatch(request->command, *flags, console);
}

}  // namespace qingce
