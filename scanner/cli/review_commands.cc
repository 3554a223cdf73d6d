// The command-line side of show, diff and baseline.
#include "scanner/cli/review_commands.h"

#include <CLI/CLI.hpp>

namespace qingce {
namespace {

CLI::Option* one(CLI::App& command, const std::string& names, std::string& value,
                 const std::string& help) {
  return command.add_option(names, value, help)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
}

CLI::Option* many(CLI::App& command, const std::string& names, std::vector<std::string>& values,
                  const std::string& help) {
  return command.add_option(names, values, help)->allow_extra_args(false);
}

CLI::App* add_show(CLI::App& app, ShowFlags& f) {
  CLI::App* show = app.add_subcommand(
      "show", "open a location of a report again and print its surroundings, every value masked");
  show->add_option("LOCATION", f.location,
                   "as a report prints it: path!member#field@offset; counted from where the scan "
                   "was started");
  one(*show, "-i,--inventory", f.inventory,
      "the inventory: needed where a name is masked, tells whether the file has changed");
  show->add_option("--object", f.object,
                   "instead of LOCATION: the N-th object of the JSON report, with -i")
      ->check(CLI::PositiveNumber);
  show->add_flag("--stdin", f.from_stdin, "the content of the outermost file comes from stdin");
  show->add_option("--context", f.context, "lines before and after (2)")->check(CLI::Range(0, 100));
  show->add_option("--places", f.places, "places shown where no offset is given (3)")
      ->check(CLI::Range(1, 1000));
  one(*show, "--password-file", f.password_file, "passwords for encrypted archives, one a line");
  one(*show, "--key-file", f.key_file,
      "key of the digests in masked names (default: $XDG_STATE_HOME/qingce/key)");
  many(*show, "-r,--rules", f.rules.files, "rule file (TOML), repeatable: masks more");
  return show;
}

CLI::App* add_diff(CLI::App& app, DiffFlags& f) {
  CLI::App* diff = app.add_subcommand(
      "diff", "two inventories: rows new, grown, changed, shrunk, gone; what was looked at less");
  diff->add_option("OLD", f.older, "the earlier inventory")->required();
  diff->add_option("NEW", f.newer, "the later inventory, made under the same key")->required();
  many(*diff, "-o,--output", f.outputs, "json=FILE: qingce/diff/1; - is stdout")
      ->type_name("json=FILE");
  diff->add_flag("--fail-on-new", f.fail_on_new,
                 "exit 1 if a row that is not accepted is new, grown or changed");
  one(*diff, "--fail-on", f.fail_on,
      "exit 1 if such a row has this level (low, medium, high, critical), or count:N new matches");
  one(*diff, "--accepted", f.accepted, "accepted rows and allow-lists (qingce baseline)");
  one(*diff, "--on-incomplete", f.on_incomplete,
      "warn or fail (exit 3) when something was looked at less than before")
      ->check(CLI::IsMember({"warn", "fail"}))
      ->capture_default_str();
  one(*diff, "--color", f.colour, "auto, always or never")
      ->check(CLI::IsMember({"auto", "always", "never"}));
  return diff;
}

void add_accepting(CLI::App& command, BaselineFlags& f) {
  command.add_option("INVENTORY", f.inventory, "inventory file")->required();
  one(command, "--file", f.file, "the file to write or add to (TOML)")->required();
  one(command, "--reason", f.reason, "why it is acceptable; stands in reports")->required();
  one(command, "--by", f.by, "who answers for it; stands in reports")->required();
  one(command, "--until", f.until, "YYYY-MM-DD, the last day it holds (default: no end)");
  one(command, "--rule", f.rule, "only rows of this rule id");
  one(command, "--field", f.field, "only rows of this field, as in the JSON report");
  command.add_flag("--dry-run", f.dry_run, "count the rows, write nothing");
}

struct BaselineApps {
  CLI::App* accept = nullptr;
  CLI::App* allow = nullptr;
  CLI::App* list = nullptr;
};

BaselineApps add_baseline(CLI::App& app, BaselineFlags& f) {
  BaselineApps apps;
  CLI::App* baseline =
      app.add_subcommand("baseline", "rows that somebody answers for: accept, allow, list");
  baseline->require_subcommand(1);
  baseline->fallthrough();
  apps.accept = baseline->add_subcommand(
      "accept", "accept rows of an inventory as they are now, with reason, name and end");
  add_accepting(*apps.accept, f);
  one(*apps.accept, "--location", f.location, "only rows of this location, as in the JSON report");
  apps.accept->add_flag("--all", f.all, "every row of the inventory");
  apps.allow = baseline->add_subcommand(
      "allow", "an allow-list entry: rows by path, field or digests, also later ones");
  add_accepting(*apps.allow, f);
  one(*apps.allow, "--path", f.path,
      "glob over printed locations ('!' counts as '/'); takes all that lies below");
  one(*apps.allow, "--digests", f.digests,
      "file of digests (qingce digest): rows all of whose values are among them");
  apps.list =
      baseline->add_subcommand("list", "one entry a line: state, since, until, by, reason, what");
  apps.list->add_option("FILE", f.file, "file of qingce baseline")->required();
  return apps;
}

}  // namespace

struct ReviewCommands::Impl {
  ShowFlags show;
  DiffFlags diff;
  BaselineFlags baseline;
  CLI::App* show_app = nullptr;
  CLI::App* diff_app = nullptr;
  BaselineApps baseline_apps;
};

ReviewCommands::ReviewCommands() : impl_(std::make_unique<Impl>()) {}
ReviewCommands::~ReviewCommands() = default;

void ReviewCommands::add(CLI::App& app) {
  impl_->show_app = add_show(app, impl_->show);
  impl_->diff_app = add_diff(app, impl_->diff);
  impl_->baseline_apps = add_baseline(app, impl_->baseline);
}

std::optional<int> ReviewCommands::run(const Console& console) const {
  const BaselineApps& baseline = impl_->baseline_apps;
  if (impl_->show_app->parsed()) return show_command(impl_->show, console);
  if (impl_->diff_app->parsed()) return diff_command(impl_->diff, console);
  if (baseline.accept->parsed()) return baseline_accept_command(impl_->baseline, console);
  if (baseline.allow->parsed()) return baseline_allow_command(impl_->baseline, console);
  if (baseline.list->parsed()) return baseline_list_command(impl_->baseline, console);
  return std::nullopt;
}

}  // namespace qingce
