// report, rules, digest, version: short commands, each one screen.
#include <cstdio>
#include <iostream>
#include <string>

#include "detectors/rules_test.h"
#include "scanner/cli/app.h"
#include "scanner/cli/commands.h"
#include "scanner/cli/help.h"
#include "scanner/cli/inputs.h"
#include "scanner/cli/report_set.h"
#include "scanner/core/digest.h"
#include "scanner/read/reader.h"
#include "scanner/run/result_facts.h"
#include "scanner/run/supervisor.h"

namespace qingce {
namespace {

Result<std::shared_ptr<const RuleSet>> load(const RuleFlags& flags) {
  return RuleSet::load({flags.files, flags.enable, flags.disable});
}

// stdout may be a closed pipe: what is not written is a failure, not silence.
int finish_stdout(const Console& console) {
  std::cout.flush();
  if (std::cout.good()) return kDone;
  return console.fail(make_error(ErrorCode::io, "err.stdout"));
}

std::string_view reader_kind(ReaderKind kind) {
  switch (kind) {
    case ReaderKind::filter:
      return "filter";
    case ReaderKind::container:
      return "container";
    case ReaderKind::document:
      return "document";
    case ReaderKind::text:
      return "text";
    case ReaderKind::raw:
      return "raw";
  }
  return "";
}

std::string_view example_list(ExampleKind kind) {
  switch (kind) {
    case ExampleKind::example:
      return "examples";
    case ExampleKind::counter_example:
      return "counter_examples";
    case ExampleKind::placeholder:
      return "placeholders";
  }
  return "";
}

}  // namespace

int report_command(const ReportFlags& flags, const Console& console) {
  // A report of something that is no inventory must not leave an empty file behind: look first.
  const Result<std::unique_ptr<InventoryReader>> probe = InventoryReader::open(flags.inventory);
  if (!probe.ok()) return console.fail(probe.error());
  const Result<std::vector<OutputRequest>> requests = parse_outputs(flags.outputs);
  if (!requests.ok()) return console.fail(requests.error());
  if (Status s = check_distinct(report_paths(*requests), {{"INVENTORY", flags.inventory},
                                                          {"--accepted", flags.review.accepted},
                                                          {"--baseline", flags.review.baseline}});
      !s.ok()) {
    return console.fail(s.error());
  }
  if (Status s = check_outside_targets(**probe, "--accepted", flags.review.accepted); !s.ok()) {
    return console.fail(s.error());
  }
  Result<Review> review = Review::open(flags.review);
  if (!review.ok()) return console.fail(review.error());
  if (!flags.review.accepted.empty()) {
    console.note("cli.read-file", {flags.review.accepted});
  }
  Result<ReportSet> reports = ReportSet::open(flags.outputs);
  if (!reports.ok()) return console.fail(reports.error());
  bool threshold = false;
  const ReportSet::Options shown{flags.outputs.empty(), use_colour(flags.colour),
                                 *parse_sarif_profile(flags.sarif_profile), &*review, &threshold};
  if (Status s = reports->write(flags.inventory, console, shown); !s.ok()) {
    return console.fail(s.error());
  }
  const Coverage coverage = (*probe)->coverage();
  const bool incomplete = !coverage.complete || coverage.partial + coverage.gap > 0;
  if (flags.on_incomplete == "fail" && incomplete) return kIncomplete;
  return threshold ? kThreshold : kDone;
}

int rules_list_command(const RuleFlags& flags, const Console& console) {
  Result<std::shared_ptr<const RuleSet>> rules = load(flags);
  if (!rules.ok()) return console.fail(rules.error());
  for (const Rule& rule : (*rules)->rules()) {
    const std::string& name = console.language == Language::zh ? rule.name_zh : rule.name_en;
    std::cout << rule.id << "\tL" << static_cast<int>(rule.level) << '\t' << rule.category << '\t'
              << name << '\n';
  }
  return finish_stdout(console);
}

int rules_show_command(const RuleFlags& flags, const std::string& id, const Console& console) {
  Result<std::shared_ptr<const RuleSet>> rules = load(flags);
  if (!rules.ok()) return console.fail(rules.error());
  const std::optional<uint16_t> index = (*rules)->find(id);
  if (!index)
    return console.fail(make_error(ErrorCode::usage, "err.rule.unknown", {"rules show", id}));
  std::cout << (*rules)->at(*index).toml << '\n';
  return finish_stdout(console);
}

int rules_test_command(const RuleFlags& flags, const Console& console) {
  Result<std::shared_ptr<const RuleSet>> rules = load(flags);
  if (!rules.ok()) return console.fail(rules.error());
  size_t examples = 0;
  for (const Rule& rule : (*rules)->rules())
    examples += rule.examples.size() + rule.counter_examples.size();
  const std::vector<ExampleFailure> failures = test_examples(**rules);
  for (const ExampleFailure& f : failures) {
    std::cout << f.rule << '\t' << example_list(f.kind) << '[' << f.index << "]\t"
              << console.say("cli.example-failed") << '\n';
  }
  std::cout << console.say("cli.rules-tested",
                           {std::to_string((*rules)->rules().size()), std::to_string(examples),
                            std::to_string(failures.size())})
            << '\n';
  const int written = finish_stdout(console);
  return written != kDone ? written : failures.empty() ? kDone : kUsage;
}

int digest_command(const DigestFlags& flags, const Console& console) {
  Result<std::shared_ptr<const RuleSet>> rules = load(flags.rules);
  if (!rules.ok()) return console.fail(rules.error());
  const std::optional<uint16_t> index = (*rules)->find(flags.rule);
  if (!index)
    return console.fail(make_error(ErrorCode::usage, "err.rule.unknown", {"--rule", flags.rule}));
  std::string path = flags.key_file;
  if (path.empty()) {
    const Result<std::string> standard = Key::default_path();
    if (!standard.ok()) return console.fail(standard.error());
    path = *standard;
  }
  Result<Key> key = Key::load(path);
  if (!key.ok()) return console.fail(key.error());
  const ValueDigester digester(*key);
  const Rule& rule = (*rules)->at(*index);
  std::string line;
  while (std::getline(std::cin, line)) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    const std::optional<Accepted> value = evaluate(rule, line);
    std::cout << (value ? digester.digest(rule.kind, value->normal).hex() : "-") << '\n';
  }
  // An end that is none: the digests are fewer than the lines.
  if (std::cin.bad() || std::ferror(stdin) != 0) {
    return console.fail(make_error(ErrorCode::io, "err.stdin"));
  }
  return finish_stdout(console);
}

int print(std::string_view text, const Console& console) {
  std::cout << text;
  return finish_stdout(console);
}

int completion_command(const CommandInfo& root, const std::string& shell, const Console& console) {
  if (shell == "man") return print(man_page(root, console.language, version()), console);
  return print(completion_script(root, shell), console);
}

int version_command(bool features, const Console& console) {
  std::cout << "qingce " << version() << '\n';
  if (features) {
    for (const Reader* reader : readers()) {
      std::cout << "reader\t" << reader->name() << '\t' << reader_kind(reader->kind()) << '\n';
    }
    for (const Reporter* reporter : reporters())
      std::cout << "report\t" << reporter->format() << '\n';
    for (const std::string& guard : scan_guards()) std::cout << "guard\t" << guard << '\n';
  }
  return finish_stdout(console);
}

}  // namespace qingce
