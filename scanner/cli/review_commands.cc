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

}  // namespace

struct ReviewCommands::Impl {
  ShowFlags show;
  CLI::App* show_app = nullptr;
};

ReviewCommands::ReviewCommands() : impl_(std::make_unique<Impl>()) {}
ReviewCommands::~ReviewCommands() = default;

void ReviewCommands::add(CLI::App& app) { impl_->show_app = add_show(app, impl_->show); }

std::optional<int> ReviewCommands::run(const Console& console) const {
  if (impl_->show_app->parsed()) return show_command(impl_->show, console);
  return std::nullopt;
}

}  // namespace qingce
