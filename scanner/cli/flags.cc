#include "scanner/cli/flags.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <map>
#include <optional>

#include "reporters/reporter.h"
#include "scanner/cli/console.h"
#include "scanner/cli/inputs.h"

namespace qingce {
namespace {

// A value that a check refused. Thrown through CLI11, whose own words are English and not ours.
struct BadValue {
  Error error;
};

using Check = std::function<Status(const std::string& value)>;

Check choice_of(std::string flag, std::vector<std::string> choices) {
  return
      [flag = std::move(flag), choices = std::move(choices)](const std::string& value) -> Status {
        if (std::find(choices.begin(), choices.end(), value) != choices.end()) return {};
        std::string list;
        for (const std::string& one : choices) list += (list.empty() ? "" : ", ") + one;
        return make_error(ErrorCode::usage, "err.flag.choice", {flag, value, list});
      };
}

Check count_of(std::string flag, uint64_t low, uint64_t high) {
  return [flag = std::move(flag), low, high](const std::string& value) -> Status {
    uint64_t number = 0;
    const char* const end = value.data() + value.size();
    const auto [stop, code] = std::from_chars(value.data(), end, number);
    if (code == std::errc() && stop == end && number >= low && number <= high) return {};
    return make_error(ErrorCode::usage, "err.flag.count",
                      {flag, value, std::to_string(low), std::to_string(high)});
  };
}

Check size_of(std::string flag, bool may_be_zero) {
  return [flag = std::move(flag), may_be_zero](const std::string& value) -> Status {
    const Result<uint64_t> size = parse_size(flag, value);
    if (!size.ok()) return size.error();
    if (*size == 0 && !may_be_zero) {
      return make_error(ErrorCode::usage, "err.flag.at-least-one", {flag});
    }
    return {};
  };
}

std::string report_formats() {
  std::string out;
  for (const Reporter* r : reporters()) out += (out.empty() ? "" : ", ") + std::string(r->format());
  return out;
}

// Distance of two words in edits, for "did you mean". Words of the command line are short.
size_t edits(std::string_view a, std::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t above = row[j];
      row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)});
      diagonal = above;
    }
  }
  return row[b.size()];
}

Phrase suggestion(std::string_view word, const std::vector<std::string>& known) {
  const std::string* best = nullptr;
  size_t least = 3;  // more than two edits is another word
  for (const std::string& one : known) {
    const size_t distance = edits(word.substr(0, 64), one);
    if (distance < least && distance < one.size()) {
      least = distance;
      best = &one;
    }
  }
  if (best == nullptr) return {};
  return Phrase::of("cli.did-you-mean", {*best});
}

}  // namespace

std::vector<std::string> FlagInfo::choices() const {
  std::vector<std::string> out;
  if (value.find('|') == std::string::npos) return out;
  size_t begin = 0;
  while (begin <= value.size()) {
    const size_t end = std::min(value.find('|', begin), value.size());
    out.push_back(value.substr(begin, end - begin));
    begin = end + 1;
  }
  return out;
}

std::string CommandInfo::name() const {
  std::string out = "qingce";
  for (const std::string& word : path) out += " " + word;
  return out;
}

const CommandInfo* CommandInfo::find(const std::vector<std::string>& wanted) const {
  if (path == wanted) return this;
  for (const CommandInfo& c : commands) {
    if (const CommandInfo* found = c.find(wanted)) return found;
  }
  return nullptr;
}

struct CommandLine::Impl {
  Impl(Flags& flags, Language spoken) : language(spoken), f(flags), app("", "qingce") { build(); }

  std::string words(std::string_view id, std::vector<Phrase> args = {}) const {
    return say(Phrase::of(id, std::move(args)), language);
  }

  CLI::App* command(CLI::App& parent, const std::string& name, std::string_view help) {
    CLI::App* c = parent.add_subcommand(name, words(help));
    c->set_help_flag("-h,--help", words("help.help"));
    return c;
  }

  // The group that the flags after it belong to.
  void group(std::string_view id) { group_ = words(id); }

  CLI::Option* finish(CLI::Option* option, const std::string& value, const Check& check) {
    option->type_name(value)->group(group_);
    if (check) {
      option->check(CLI::Validator(
          [check](std::string& text) {
            if (Status s = check(text); !s.ok()) throw BadValue{s.error()};
            return std::string();
          },
          ""));
    }
    return option;
  }

  // Repeatable, one value each time: what follows it may be a target.
  CLI::Option* many(CLI::App& c, const std::string& names, std::vector<std::string>& values,
                    const std::string& value, const std::string& help, const Check& check = {}) {
    CLI::Option* option = c.add_option(names, values, help + words("help.repeatable"));
    return finish(option->allow_extra_args(false), value, check);
  }

  // A later one wins, so that the command line overrides the configuration.
  template <class T>
  CLI::Option* one(CLI::App& c, const std::string& names, T& target, const std::string& value,
                   const std::string& help, const Check& check = {}) {
    CLI::Option* option = c.add_option(names, target, help);
    return finish(option->multi_option_policy(CLI::MultiOptionPolicy::TakeLast), value, check);
  }

  // One of a few words. `shown` may leave out a word that is still understood.
  CLI::Option* choice(CLI::App& c, const std::string& flag, std::string& target,
                      std::vector<std::string> choices, const std::string& help,
                      const std::string& shown = "") {
    std::string value = shown;
    if (value.empty()) {
      for (const std::string& one_of : choices) value += (value.empty() ? "" : "|") + one_of;
    }
    return one(c, flag, target, value, help, choice_of(flag, std::move(choices)));
  }

  void flag(CLI::App& c, const std::string& names, bool& target, const std::string& help) {
    c.add_flag(names, target, help)->group(group_);
  }

  std::string with_default(std::string_view help, const std::string& value) const {
    return words(help) + words("help.default", {value});
  }

  void outputs(CLI::App& c, std::vector<std::string>& target, std::string_view help) {
    many(c, "-o,--output", target, "FORMAT=FILE", words(help, {report_formats()}),
         [](const std::string& value) -> Status {
           const Result<std::vector<OutputRequest>> parsed = parse_outputs({value});
           return parsed.ok() ? Status() : Status(parsed.error());
         });
  }

  void rule_flags(CLI::App& c, RuleFlags& target) {
    group("help.group.rules");
    many(c, "-r,--rules", target.files, "FILE", words("help.rules.files"));
    many(c, "--enable", target.enable, "RULE", words("help.rules.enable"));
    many(c, "--disable", target.disable, "RULE", words("help.rules.disable"));
  }

  void colour(CLI::App& c, std::string& target) {
    choice(c, "--color", target, {"auto", "always", "never"}, with_default("help.color", "auto"));
  }

  void sarif_profile(CLI::App& c, std::string& target) {
    choice(c, "--sarif-profile", target, {"github", "strict", "minimal"},
           with_default("help.sarif-profile", target));
  }

  void review_flags(CLI::App& c, ReviewFlags& target) {
    one(c, "--accepted", target.accepted, "FILE", words("help.review.accepted"));
    one(c, "--baseline", target.baseline, "FILE", words("help.review.baseline"));
    one(c, "--fail-on", target.fail_on, "LEVEL", words("help.review.fail-on"));
  }

  void scan_output() {
    group("help.group.output");
    CLI::App& c = *scan;
    outputs(c, f.scan.outputs, "help.scan.output");
    sarif_profile(c, f.scan.sarif_profile);
    one(c, "-i,--inventory", f.scan.inventory, "FILE",
        with_default("help.scan.inventory", f.scan.inventory));
    flag(c, "--force", f.scan.force, words("help.scan.force"));
    flag(c, "--resume", f.scan.resume, words("help.scan.resume"));
    flag(c, "--dry-run", f.scan.dry_run, words("help.scan.dry-run"));
    one(c, "--explain", f.scan.explain_file, "FILE", words("help.scan.explain"));
    review_flags(c, f.scan.review);
    choice(c, "--on-incomplete", f.scan.on_incomplete, {"warn", "fail"},
           with_default("help.scan.on-incomplete", "warn"));
  }

  void scan_selection() {
    group("help.group.select");
    CLI::App& c = *scan;
    many(c, "--include", f.scan.include, "GLOB", words("help.scan.include"),
         check_glob("--include"));
    many(c, "--exclude", f.scan.exclude, "GLOB", words("help.scan.exclude"),
         check_glob("--exclude"));
    flag(c, "--one-file-system", f.scan.one_file_system, words("help.scan.one-file-system"));
    one(c, "--stdin-name", f.scan.stdin_name, "NAME",
        with_default("help.scan.stdin-name", f.scan.stdin_name),
        [](const std::string& value) -> Status {
          if (!value.empty()) return {};
          return make_error(ErrorCode::usage, "err.flag.empty", {"--stdin-name"});
        });
    one(c, "--password-file", f.scan.password_file, "FILE", words("help.scan.password-file"));
    one(c, "--reference-date", f.scan.reference_date, "DATE", words("help.scan.reference-date"),
        [](const std::string& value) -> Status {
          const Result<std::string> date = parse_date("--reference-date", value);
          return date.ok() ? Status() : Status(date.error());
        });
  }

  static Check check_glob(std::string flag) {
    return
        [flag = std::move(flag)](const std::string& value) { return check_pattern(flag, value); };
  }

  void size(const std::string& name, std::string& target, std::string_view help, bool zero) {
    one(*scan, name, target, "SIZE", words(help), size_of(name, zero));
  }
  void count(CLI::App& c, const std::string& name, uint64_t& target, std::string_view help,
             uint64_t low, uint64_t high) {
    one(c, name, target, "N", words(help), count_of(name, low, high));
  }

  void scan_limits() {
    constexpr uint64_t kMost = uint64_t{1} << 62;
    group("help.group.limits");
    size("--max-file-size", f.scan.max_file_size, "help.scan.max-file-size", true);
    count(*scan, "--max-depth", f.scan.max_depth, "help.scan.max-depth", 1, 64);
    count(*scan, "--max-members", f.scan.max_members, "help.scan.max-members", 1, kMost);
    size("--max-bytes", f.scan.max_bytes, "help.scan.max-bytes", false);
    count(*scan, "--max-ratio", f.scan.max_ratio, "help.scan.max-ratio", 1, kMost);
    size("--max-ratio-floor", f.scan.max_ratio_floor, "help.scan.max-ratio-floor", false);
    size("--max-memory", f.scan.max_memory, "help.scan.max-memory", false);
    size("--max-spool-bytes", f.scan.max_spool, "help.scan.max-spool-bytes", false);
    size("--max-spool-memory", f.scan.max_spool_memory, "help.scan.max-spool-memory", false);
    size("--max-name-bytes", f.scan.max_name, "help.scan.max-name-bytes", false);
    count(*scan, "--timeout-per-object", f.scan.object_seconds, "help.scan.timeout", 0,
          uint64_t{1} << 31);
  }

  void scan_run() {
    group("help.group.run");
    CLI::App& c = *scan;
    flag(c, "--no-fields", f.scan.no_fields, words("help.scan.no-fields"));
    one(c, "-j,--jobs", f.scan.jobs, "N", words("help.scan.jobs"), count_of("--jobs", 0, 256));
    one(c, "--spool-dir", f.scan.spool_directory, "DIR", words("help.scan.spool-dir"));
    one(c, "--config", f.scan.config, "FILE", words("help.scan.config"));
    colour(c, f.scan.colour);
    choice(c, "--progress", f.scan.progress, {"auto", "none", "json", "never"},
           with_default("help.scan.progress", "auto"), "auto|none|json");
    // For tests: no result depends on it.
    one(c, "--window", f.scan.window, "N", "", count_of("--window", 1, uint64_t{1} << 26))
        ->group("");
  }

  void build_scan() {
    scan = command(app, "scan", "help.scan");
    scan->add_option("TARGET", f.scan.targets, words("help.scan.target"))->required();
    scan_output();
    scan_selection();
    scan_limits();
    rule_flags(*scan, f.scan.rules);
    one(*scan, "--key-file", f.scan.key_file, "FILE", words("help.scan.key-file"));
    scan_run();
  }

  void build_report() {
    CLI::App& c = *command(app, "report", "help.report");
    c.add_option("INVENTORY", f.report.inventory, words("help.report.inventory"))->required();
    group("help.group.output");
    outputs(c, f.report.outputs, "help.report.output");
    sarif_profile(c, f.report.sarif_profile);
    review_flags(c, f.report.review);
    choice(c, "--on-incomplete", f.report.on_incomplete, {"warn", "fail"},
           with_default("help.scan.on-incomplete", "warn"));
    colour(c, f.report.colour);
  }

  void build_rules() {
    CLI::App& rules = *command(app, "rules", "help.rules");
    rules.require_subcommand(1);
    rules.fallthrough();
    CLI::App* list = command(rules, "list", "help.rules-list");
    CLI::App* show = command(rules, "show", "help.rules-show");
    show->add_option("RULE", f.rule_id, words("help.rules-show.rule"))->required();
    CLI::App* test = command(rules, "test", "help.rules-test");
    for (CLI::App* c : {list, show, test}) rule_flags(*c, f.rules);
  }

  void build_show() {
    CLI::App& c = *command(app, "show", "help.show");
    c.add_option("LOCATION", f.show.location, words("help.show.location"));
    group("help.group.select");
    one(c, "-i,--inventory", f.show.inventory, "FILE", words("help.show.inventory"));
    count(c, "--object", f.show.object, "help.show.object", 1, uint64_t{1} << 62);
    flag(c, "--stdin", f.show.from_stdin, words("help.show.stdin"));
    one(c, "--password-file", f.show.password_file, "FILE", words("help.scan.password-file"));
    group("help.group.output");
    count(c, "--context", f.show.context, "help.show.context", 0, 100);
    count(c, "--places", f.show.places, "help.show.places", 1, 1000);
    group("help.group.rules");
    one(c, "--key-file", f.show.key_file, "FILE", words("help.show.key-file"));
    many(c, "-r,--rules", f.show.rules.files, "FILE", words("help.show.rules"));
  }

  void build_diff() {
    CLI::App& c = *command(app, "diff", "help.diff");
    c.add_option("OLD", f.diff.older, words("help.diff.old"))->required();
    c.add_option("NEW", f.diff.newer, words("help.diff.new"))->required();
    group("help.group.output");
    many(c, "-o,--output", f.diff.outputs, "json=FILE", words("help.diff.output"));
    flag(c, "--fail-on-new", f.diff.fail_on_new, words("help.diff.fail-on-new"));
    one(c, "--fail-on", f.diff.fail_on, "LEVEL", words("help.diff.fail-on"));
    one(c, "--accepted", f.diff.accepted, "FILE", words("help.review.accepted"));
    choice(c, "--on-incomplete", f.diff.on_incomplete, {"warn", "fail"},
           with_default("help.diff.on-incomplete", "warn"));
    colour(c, f.diff.colour);
  }

  void accepting(CLI::App& c) {
    BaselineFlags& b = f.baseline;
    c.add_option("INVENTORY", b.inventory, words("help.report.inventory"))->required();
    group("help.group.output");
    one(c, "--file", b.file, "FILE", words("help.baseline.file"))->required();
    one(c, "--reason", b.reason, "TEXT", words("help.baseline.reason"))->required();
    one(c, "--by", b.by, "NAME", words("help.baseline.by"))->required();
    one(c, "--until", b.until, "DATE", words("help.baseline.until"));
    flag(c, "--dry-run", b.dry_run, words("help.baseline.dry-run"));
    group("help.group.rows");
    one(c, "--rule", b.rule, "RULE", words("help.baseline.rule"));
    one(c, "--field", b.field, "FIELD", words("help.baseline.field"));
  }

  void build_baseline() {
    CLI::App& baseline = *command(app, "baseline", "help.baseline");
    baseline.require_subcommand(1);
    baseline.fallthrough();
    CLI::App& accept = *command(baseline, "accept", "help.baseline-accept");
    accepting(accept);
    one(accept, "--location", f.baseline.location, "LOCATION", words("help.baseline.location"));
    flag(accept, "--all", f.baseline.all, words("help.baseline.all"));
    CLI::App& allow = *command(baseline, "allow", "help.baseline-allow");
    accepting(allow);
    one(allow, "--path", f.baseline.path, "GLOB", words("help.baseline.path"));
    one(allow, "--digests", f.baseline.digests, "FILE", words("help.baseline.digests"));
    CLI::App& list = *command(baseline, "list", "help.baseline-list");
    list.add_option("FILE", f.baseline.file, words("help.baseline.list-file"))->required();
  }

  void build_others() {
    CLI::App& digest = *command(app, "digest", "help.digest");
    group("help.group.rules");
    one(digest, "--rule", f.digest.rule, "RULE", words("help.digest.rule"))->required();
    one(digest, "--key-file", f.digest.key_file, "FILE", words("help.key-file"));
    rule_flags(digest, f.digest.rules);

    CLI::App& version = *command(app, "version", "help.version");
    group("help.group.output");
    flag(version, "--features", f.features, words("help.version.features"));

    CLI::App& completion = *command(app, "completion", "help.completion");
    completion.add_option("SHELL", f.shell, words("help.completion.shell"))
        ->required()
        ->type_name("bash|zsh|fish|man")
        ->check(CLI::Validator(
            [](std::string& text) {
              Status s = choice_of("SHELL", {"bash", "zsh", "fish", "man"})(text);
              if (!s.ok()) throw BadValue{s.error()};
              return std::string();
            },
            ""));
  }

  void build() {
    app.description(words("help.app"));
    app.set_help_flag("-h,--help", words("help.help"));
    app.require_subcommand(1);
    app.fallthrough();
    group("help.group.common");
    choice(app, "--lang", f.lang, {"zh", "en"}, words("help.lang"));
    flag(app, "-q,--quiet", f.quiet, words("help.quiet"));
    build_scan();
    build_report();
    build_show();
    build_diff();
    build_baseline();
    build_rules();
    build_others();
  }

  // The innermost command that was typed.
  static const CLI::App* innermost(const CLI::App* c, std::vector<std::string>* path) {
    while (!c->get_subcommands().empty()) {
      c = c->get_subcommands().front();
      if (path != nullptr) path->push_back(c->get_name());
    }
    return c;
  }

  static void collect_flags(const CLI::App* c, std::vector<std::string>* out) {
    for (; c != nullptr; c = c->get_parent()) {
      for (const CLI::Option* o : c->get_options()) {
        for (const std::string& name : o->get_lnames()) out->push_back("--" + name);
      }
    }
  }

  static std::vector<std::string> names_of_commands(const CLI::App& c) {
    std::vector<std::string> out;
    for (const CLI::App* s : c.get_subcommands([](const CLI::App*) { return true; }))
      out.push_back(s->get_name());
    return out;
  }

  // What was typed and nobody took, if anything.
  std::optional<Error> leftover() const {
    const CLI::App* const at = innermost(&app, nullptr);
    for (const std::string& word : app.remaining(true)) {
      if (word == "--") continue;
      if (word.size() > 1 && word[0] == '-') {
        std::vector<std::string> known;
        collect_flags(at, &known);
        const std::string name = word.substr(0, word.find('='));
        return make_error(ErrorCode::usage, "err.cli.unknown-flag",
                          {name, suggestion(name, known)});
      }
      const std::vector<std::string> commands = names_of_commands(*at);
      if (!commands.empty()) {
        return make_error(ErrorCode::usage, "err.cli.unknown-command",
                          {word, suggestion(word, commands)});
      }
      return make_error(ErrorCode::usage, "err.cli.extra", {word});
    }
    return std::nullopt;
  }

  Error missing_command(const CLI::App* at) const {
    if (at == &app) return make_error(ErrorCode::usage, "err.cli.no-command");
    std::string list;
    for (const std::string& name : names_of_commands(*at))
      list += (list.empty() ? "" : ", ") + name;
    return make_error(ErrorCode::usage, "err.cli.no-subcommand",
                      {"qingce " + at->get_name(), list});
  }

  // CLI11 tells what happened by the class, and about whom by the first word of its text.
  Error said(const CLI::ParseError& e) const {
    if (const std::optional<Error> left = leftover()) return *left;
    const std::string what = e.what();
    std::string about = what.substr(0, what.find_first_of(": "));
    // "-i,--inventory" -> "--inventory"
    if (const size_t comma = about.rfind(','); comma != std::string::npos)
      about.erase(0, comma + 1);
    if (dynamic_cast<const CLI::RequiredError*>(&e) != nullptr) {
      const CLI::App* const at = innermost(&app, nullptr);
      if (about == "A") return missing_command(at);
      return make_error(ErrorCode::usage, "err.cli.required", {about});
    }
    if (what.find("disallowed flag override") != std::string::npos ||
        dynamic_cast<const CLI::ConversionError*>(&e) != nullptr) {
      return make_error(ErrorCode::usage, "err.cli.no-value", {about});
    }
    if (dynamic_cast<const CLI::ArgumentMismatch*>(&e) != nullptr) {
      return make_error(ErrorCode::usage, "err.cli.value-missing", {about});
    }
    return make_error(ErrorCode::usage, "err.cli.arguments", {about});
  }

  FlagInfo describe(const CLI::Option& option) const {
    FlagInfo out;
    out.positional = option.get_positional();
    out.help = option.get_description();
    out.required = option.get_required();
    if (option.get_items_expected_max() > 0) out.value = option.get_type_name();
    out.repeatable = option.get_items_expected_max() > 1;
    if (out.positional) {
      out.names.push_back(option.get_name(true));
    } else {
      out.group = option.get_group();
      for (const std::string& n : option.get_snames()) out.names.push_back("-" + n);
      for (const std::string& n : option.get_lnames()) out.names.push_back("--" + n);
    }
    return out;
  }

  CommandInfo describe(const CLI::App& c, std::vector<std::string> path) const {
    CommandInfo out;
    std::string id = "help.";
    for (const std::string& word : path) id += (id.back() == '.' ? "" : "-") + word;
    out.help = c.get_description();
    out.example = words((path.empty() ? "help.app" : id) + ".example");
    for (const CLI::Option* option : c.get_options()) {
      if (option->get_group().empty()) continue;
      out.flags.push_back(describe(*option));
      if (out.flags.back().names.back() == "--help")
        out.flags.back().group = words("help.group.common");
    }
    for (const CLI::App* s : c.get_subcommands([](const CLI::App*) { return true; })) {
      std::vector<std::string> below = path;
      below.push_back(s->get_name());
      out.commands.push_back(describe(*s, std::move(below)));
    }
    out.path = std::move(path);
    return out;
  }

  Language language;
  Flags& f;
  CLI::App app;
  CLI::App* scan = nullptr;
  std::string group_;
};

CommandLine::CommandLine(Flags& flags, Language language)
    : impl_(std::make_unique<Impl>(flags, language)) {}
CommandLine::~CommandLine() = default;

Result<Request> CommandLine::parse(const std::vector<std::string>& typed) {
  Request request;
  std::vector<std::string> arguments(typed.rbegin(), typed.rend());  // CLI11 takes the last first
  try {
    impl_->app.parse(arguments);
  } catch (const BadValue& bad) {
    return bad.error;
  } catch (const CLI::CallForHelp&) {
    request.help = true;
  } catch (const CLI::ParseError& e) {
    return impl_->said(e);
  }
  Impl::innermost(&impl_->app, &request.command);
  return request;
}

CommandInfo CommandLine::describe() const { return impl_->describe(impl_->app, {}); }

Language language_of(const std::vector<std::string>& typed) {
  std::string value;
  for (size_t i = 0; i < typed.size() && typed[i] != "--"; ++i) {
    if (typed[i] == "--lang" && i + 1 < typed.size()) value = typed[i + 1];
    if (typed[i].starts_with("--lang=")) value = typed[i].substr(7);
  }
  if (value == "en") return Language::en;
  if (value == "zh") return Language::zh;
  return language_of_environment();
}

namespace {

Error at_place(const std::string& place, const Error& e) {
  Error out = make_error(e.code, "err.config.at",
                         {place, e.text == nullptr ? Phrase(e.message) : *e.text}, e.sys);
  return out;
}

std::vector<KnownFlag> flags_of_scan(Language language) {
  Flags scratch;
  const CommandLine line(scratch, language);
  const CommandInfo all = line.describe();
  std::vector<KnownFlag> out;
  for (const FlagInfo& flag : all.find({"scan"})->flags) {
    if (flag.positional || flag.longest() == "--help" || flag.longest() == "--config") continue;
    out.push_back({flag.longest(), !flag.value.empty()});
  }
  return out;
}

}  // namespace

Result<Request> parse_command_line(const std::vector<std::string>& typed, Language language,
                                   Flags& flags) {
  Result<Request> request = CommandLine(flags, language).parse(typed);
  if (!request.ok() || request->help || request->command != std::vector<std::string>{"scan"})
    return request;
  const std::string config = find_config(flags.scan.config);
  if (config.empty()) return request;
  const Result<std::vector<PlacedArgument>> extra =
      config_arguments(config, "scan", flags_of_scan(language));
  if (!extra.ok()) return extra.error();
  const auto scan = std::find(typed.begin(), typed.end(), "scan");
  std::vector<std::string> merged(typed.begin(), scan + 1);
  Flags whole;
  for (const PlacedArgument& argument : *extra) {
    // Each by itself first: a wrong one is known by its place.
    Flags scratch;
    const Result<Request> alone =
        CommandLine(scratch, language).parse({"scan", argument.text, "TARGET"});
    if (!alone.ok()) return at_place(argument.place, alone.error());
    merged.push_back(argument.text);
    const size_t equals = std::min(argument.text.find('='), argument.text.size() - 1);
    whole.scan.origins.push_back(
        {argument.text.substr(0, equals), argument.text.substr(equals + 1), argument.place});
  }
  merged.insert(merged.end(), scan + 1, typed.end());
  flags = std::move(whole);
  request = CommandLine(flags, language).parse(merged);
  flags.scan.config = config;
  return request;
}

Error with_origin(const Error& e, const ScanFlags& flags) {
  if (e.text == nullptr) return e;
  for (const Phrase& argument : e.text->args) {
    for (const ScanFlags::Origin& origin : flags.origins) {
      // The errors of a rule file name the file and not the flag.
      if (argument.plain == origin.flag ||
          (origin.flag == "--rules" && argument.plain == origin.value)) {
        return at_place(origin.place, e);
      }
    }
  }
  return e;
}

}  // namespace qingce
