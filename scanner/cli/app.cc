#include "scanner/cli/app.h"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstring>
#include <exception>
#include <new>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

#include "reporters/reporter.h"
#include "scanner/cli/commands.h"
#include "scanner/cli/console.h"
#include "scanner/cli/inputs.h"
#include "scanner/cli/review_commands.h"

namespace qingce {
namespace {

struct Flags {
  ScanFlags scan;
  ReportFlags report;
  RuleFlags rules;
  DigestFlags digest;
  ReviewCommands review;
  std::string rule_id;
  std::string lang;
  bool quiet = false;
  bool features = false;
};

// Repeatable, one value each time: what follows it may be a target.
CLI::Option* many(CLI::App& command, const std::string& names, std::vector<std::string>& values,
                  const std::string& help) {
  return command.add_option(names, values, help)->allow_extra_args(false);
}

void add_rule_flags(CLI::App& command, RuleFlags& flags) {
  many(command, "-r,--rules", flags.files, "rule file (TOML), repeatable");
  many(command, "--enable", flags.enable, "only these rule ids, repeatable");
  many(command, "--disable", flags.disable, "without these rule ids, repeatable");
}

CLI::Option* one(CLI::App& command, const std::string& names, std::string& value,
                 const std::string& help) {
  // A later one wins, so that the command line overrides the configuration.
  return command.add_option(names, value, help)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
}

// The names of all formats, for --help.
std::string output_help() {
  std::string known;
  for (const Reporter* r : reporters())
    known += (known.empty() ? "" : ", ") + std::string(r->format());
  return "FORMAT=FILE, repeatable; FORMAT one of " + known + "; FILE - is stdout";
}

void add_sarif_profile(CLI::App& command, std::string& value) {
  one(command, "--sarif-profile", value,
      "github: for code hosts; strict: no invented line; minimal: without samples, host, operator")
      ->check(CLI::IsMember({"github", "strict", "minimal"}))
      ->capture_default_str();
}

void add_review_flags(CLI::App& command, ReviewFlags& f) {
  one(command, "--accepted", f.accepted, "accepted rows and allow-lists (qingce baseline)");
  one(command, "--baseline", f.baseline, "an older inventory: what is new against it");
  one(command, "--fail-on", f.fail_on,
      "exit 1 if a row that is not accepted has this level (low, medium, high, critical), or at "
      "count:N matches; with --baseline only what is new counts");
}

void add_scan(CLI::App& scan, Flags& all) {
  ScanFlags& f = all.scan;
  const auto last = CLI::MultiOptionPolicy::TakeLast;
  scan.add_option("TARGET", f.targets, "files and directories; - is stdin")->required();
  many(scan, "-o,--output", f.outputs, output_help())->type_name("FORMAT=FILE");
  add_sarif_profile(scan, f.sarif_profile);
  one(scan, "-i,--inventory", f.inventory, "inventory file to write")->capture_default_str();
  scan.add_flag("--force", f.force, "replace an existing inventory");
  scan.add_flag("--resume", f.resume,
                "go on with an inventory whose scan was interrupted: same command, --resume added");
  many(scan, "--include", f.include,
       "only files that match this glob, repeatable; the rest is counted");
  many(scan, "--exclude", f.exclude, "without what matches this glob, repeatable; it is counted");
  scan.add_flag("--one-file-system", f.one_file_system, "do not enter other file systems");
  scan.add_flag("--no-fields", f.no_fields, "search tables as plain text: no finding has a field");
  one(scan, "--max-file-size", f.max_file_size,
      "larger files become gaps (4096, 64K, 16M, 1G; 0: none)");
  scan.add_option("--max-depth", f.max_depth, "nested containers and filters (16)")
      ->check(CLI::Range(1, 64))
      ->multi_option_policy(last);
  scan.add_option("--max-members", f.max_members, "members per file (10,000,000)")
      ->check(CLI::PositiveNumber)
      ->multi_option_policy(last);
  one(scan, "--max-bytes", f.max_bytes, "expanded bytes per file (4T)");
  scan.add_option("--max-ratio", f.max_ratio, "expanded to stored bytes, after 1 GiB (1000)")
      ->check(CLI::PositiveNumber)
      ->multi_option_policy(last);
  one(scan, "--max-ratio-floor", f.max_ratio_floor,
      "expanded bytes from which the ratio counts (1G)");
  one(scan, "--max-memory", f.max_memory, "decoder memory (256M)");
  one(scan, "--max-spool-bytes", f.max_spool, "encrypted temporary bytes per file (64G)");
  one(scan, "--max-spool-memory", f.max_spool_memory, "bytes kept in memory before that (16M)");
  one(scan, "--max-name-bytes", f.max_name, "bytes of a member's name (64K)");
  scan.add_option("--timeout-per-object", f.object_seconds,
                  "seconds; larger objects become gaps, and no two runs need agree (0: none)")
      ->check(CLI::Range(uint64_t{0}, uint64_t{1} << 31))
      ->multi_option_policy(last);
  one(scan, "--password-file", f.password_file, "passwords for encrypted archives, one a line");
  one(scan, "--key-file", f.key_file,
      "key of the digests (default: $XDG_STATE_HOME/qingce/key, made if missing)");
  add_rule_flags(scan, f.rules);
  scan.add_option("-j,--jobs", f.jobs, "worker threads (default: one per processor)")
      ->check(CLI::Range(0, 256))
      ->multi_option_policy(last);
  one(scan, "--reference-date", f.reference_date, "YYYY-MM-DD, for ages (default: today)");
  one(scan, "--stdin-name", f.stdin_name, "name of stdin in the report")->capture_default_str();
  one(scan, "--spool-dir", f.spool_directory,
      "directory for encrypted temporary files (default: $TMPDIR, /var/tmp)");
  one(scan, "--explain", f.explain_file,
      "each step of each candidate as JSON lines; - is stderr; one worker");
  add_review_flags(scan, f.review);
  one(scan, "--on-incomplete", f.on_incomplete,
      "warn or fail (exit 3) when something was not examined")
      ->check(CLI::IsMember({"warn", "fail"}))
      ->capture_default_str();
  one(scan, "--config", f.config,
      "configuration (default: $QINGCE_CONFIG, ~/.config/qingce/config.toml, "
      "/etc/qingce/config.toml)");
  one(scan, "--color", f.colour, "auto, always or never")
      ->check(CLI::IsMember({"auto", "always", "never"}));
  one(scan, "--progress", f.progress, "auto, never or json")
      ->check(CLI::IsMember({"auto", "never", "json"}));
  // For tests: no result depends on it.
  scan.add_option("--window", f.window, "")
      ->group("")
      ->check(CLI::Range(uint64_t{1}, uint64_t{1} << 26))
      ->multi_option_policy(last);
}

struct Commands {
  CLI::App* scan = nullptr;
  CLI::App* report = nullptr;
  CLI::App* rules_list = nullptr;
  CLI::App* rules_show = nullptr;
  CLI::App* rules_test = nullptr;
  CLI::App* digest = nullptr;
  CLI::App* version = nullptr;
};

Commands add_commands(CLI::App& app, Flags& f) {
  Commands c;
  app.require_subcommand(1);
  app.fallthrough();
  one(app, "--lang", f.lang, "zh or en")->check(CLI::IsMember({"zh", "en"}));
  app.add_flag("-q,--quiet", f.quiet, "no notes, no progress, no summary");

  c.scan = app.add_subcommand("scan", "find personal information and write the inventory");
  add_scan(*c.scan, f);

  c.report = app.add_subcommand("report", "make reports from an inventory");
  c.report->add_option("INVENTORY", f.report.inventory, "inventory file")->required();
  many(*c.report, "-o,--output", f.report.outputs, output_help() + "; without -o: the summary")
      ->type_name("FORMAT=FILE");
  add_sarif_profile(*c.report, f.report.sarif_profile);
  add_review_flags(*c.report, f.report.review);
  one(*c.report, "--on-incomplete", f.report.on_incomplete,
      "warn or fail (exit 3) when something was not examined")
      ->check(CLI::IsMember({"warn", "fail"}))
      ->capture_default_str();
  one(*c.report, "--color", f.report.colour, "auto, always or never")
      ->check(CLI::IsMember({"auto", "always", "never"}));

  CLI::App* rules = app.add_subcommand("rules", "list, show and test rules");
  rules->require_subcommand(1);
  rules->fallthrough();
  c.rules_list = rules->add_subcommand("list", "one rule a line: id, level, category, name");
  c.rules_show = rules->add_subcommand("show", "one rule's text");
  c.rules_show->add_option("RULE", f.rule_id, "rule id")->required();
  c.rules_test = rules->add_subcommand("test", "run every rule's examples and counter-examples");
  for (CLI::App* r : {c.rules_list, c.rules_show, c.rules_test}) add_rule_flags(*r, f.rules);

  c.digest = app.add_subcommand(
      "digest", "values on stdin to keyed digests on stdout; - where the rule rejects");
  one(*c.digest, "--rule", f.digest.rule, "rule id")->required();
  one(*c.digest, "--key-file", f.digest.key_file,
      "key of the digests (default: $XDG_STATE_HOME/qingce/key)");
  add_rule_flags(*c.digest, f.digest.rules);

  f.review.add(app);

  c.version = app.add_subcommand("version", "the program's version");
  c.version->add_flag("--features", f.features,
                      "readers and reports of this build; what confines a scan");
  return c;
}

std::vector<KnownFlag> long_flags(const CLI::App& command) {
  std::vector<KnownFlag> out;
  for (const CLI::Option* option : command.get_options()) {
    for (const std::string& name : option->get_lnames()) {
      if (name == "help" || name == "config") continue;
      out.push_back({"--" + name, option->get_items_expected_max() > 0});
    }
  }
  return out;
}

// CLI11 parses from the back of the vector.
void parse(CLI::App& app, std::vector<std::string> arguments) {
  std::reverse(arguments.begin(), arguments.end());
  app.parse(arguments);
}

// The configuration's flags stand before the operator's own, right after "scan". Empty optional:
// none applies.
Status with_config(const std::vector<std::string>& typed, const CLI::App& scan,
                   const std::string& path, std::vector<std::string>& out) {
  Result<std::vector<std::string>> extra = config_arguments(path, "scan", long_flags(scan));
  if (!extra.ok()) return extra.error();
  const auto at = std::find(typed.begin(), typed.end(), "scan");
  out.assign(typed.begin(), at + 1);
  out.insert(out.end(), extra->begin(), extra->end());
  out.insert(out.end(), at + 1, typed.end());
  return {};
}

int dispatch(const Commands& c, const Flags& f, const Console& console) {
  if (c.scan->parsed()) return scan_command(f.scan, console);
  if (c.report->parsed()) return report_command(f.report, console);
  if (c.rules_list->parsed()) return rules_list_command(f.rules, console);
  if (c.rules_show->parsed()) return rules_show_command(f.rules, f.rule_id, console);
  if (c.rules_test->parsed()) return rules_test_command(f.rules, console);
  if (c.digest->parsed()) return digest_command(f.digest, console);
  if (const std::optional<int> code = f.review.run(console)) return *code;
  return version_command(f.features, console);
}

// What no module turned into an Error: memory or threads have run out, or a defect. What the
// exception says is not printed: it may quote the input.
[[noreturn]] void end_of_memory_or_worse() {
  const char* text = "qingce: failed: internal error\n";
  try {
    if (std::current_exception()) std::rethrow_exception(std::current_exception());
  } catch (const std::bad_alloc&) {
    text = "qingce: failed: out of memory (fewer workers need less: -j 1)\n";
  } catch (const std::system_error&) {
    text = "qingce: failed: no more threads (fewer workers: -j 1)\n";
  } catch (...) {
  }
  static_cast<void>(!::write(STDERR_FILENO, text, std::strlen(text)));
  _exit(kFailure);
}

Console console_of(const Flags& f) {
  Console console;
  console.language = f.lang.empty()   ? language_of_environment()
                     : f.lang == "en" ? Language::en
                                      : Language::zh;
  console.quiet = f.quiet;
  return console;
}

}  // namespace

int run_app(int argc, char** argv) {
  std::set_terminate(end_of_memory_or_worse);
  const std::vector<std::string> typed(argv + 1, argv + argc);
  auto flags = std::make_unique<Flags>();
  auto app = std::make_unique<CLI::App>(
      "qingce (清册): finds the personal information a company still holds", "qingce");
  Commands commands = add_commands(*app, *flags);
  try {
    parse(*app, typed);
    const std::string config = commands.scan->parsed() ? find_config(flags->scan.config) : "";
    if (!config.empty()) {
      std::vector<std::string> merged;
      if (Status s = with_config(typed, *commands.scan, config, merged); !s.ok()) {
        return console_of(*flags).fail(s.error());
      }
      flags = std::make_unique<Flags>();
      app = std::make_unique<CLI::App>("qingce (清册)", "qingce");
      commands = add_commands(*app, *flags);
      parse(*app, merged);
      flags->scan.config = config;
    }
  } catch (const CLI::CallForHelp& e) {
    return app->exit(e);
  } catch (const CLI::CallForAllHelp& e) {
    return app->exit(e);
  } catch (const CLI::ParseError& e) {
    // CLI11's own codes (105 and up) are nobody's contract.
    return console_of(*flags).fail(Error{ErrorCode::usage, e.what(), 0});
  }
  return dispatch(commands, *flags, console_of(*flags));
}

}  // namespace qingce
