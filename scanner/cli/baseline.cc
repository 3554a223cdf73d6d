// baseline: rows that somebody answers for, and allow-lists, written into one file.
#include <unistd.h>

#include <algorithm>
#include <iostream>
#include <utility>

#include "reporters/joined_rows.h"
#include "scanner/cli/accepted_file.h"
#include "scanner/cli/app.h"
#include "scanner/cli/inputs.h"
#include "scanner/cli/review.h"
#include "scanner/cli/review_commands.h"
#include "scanner/core/message.h"

namespace qingce {
namespace {

Error usage(std::string_view id, std::vector<Phrase> args = {}) {
  return make_error(ErrorCode::usage, id, std::move(args));
}

struct Work {
  std::unique_ptr<InventoryReader> inventory;
  std::shared_ptr<const RuleSet> rules;
  AcceptedFile file;
  Acceptance acceptance;
};

Result<Acceptance> acceptance_of(const BaselineFlags& flags) {
  if (Status s = check_words("--reason", flags.reason); !s.ok()) return s.error();
  if (Status s = check_words("--by", flags.by); !s.ok()) return s.error();
  if (!flags.until.empty()) {
    const Result<std::string> until = parse_date("--until", flags.until);
    if (!until.ok()) return until.error();
    if (*until < today()) return usage("err.baseline.past", {"--until", *until});
  }
  return Acceptance{flags.reason, flags.by, flags.until};
}

Result<Work> prepare(const BaselineFlags& flags) {
  Work work;
  Result<Acceptance> acceptance = acceptance_of(flags);
  if (!acceptance.ok()) return acceptance.error();
  work.acceptance = std::move(*acceptance);
  Result<std::unique_ptr<InventoryReader>> inventory = InventoryReader::open(flags.inventory);
  if (!inventory.ok()) return inventory.error();
  work.inventory = std::move(*inventory);
  Result<std::shared_ptr<const RuleSet>> rules = rules_of(*work.inventory);
  if (!rules.ok()) return rules.error();
  work.rules = *rules;
  if (Status s = check_distinct({{"--file", flags.file}}, {{"INVENTORY", flags.inventory}});
      !s.ok()) {
    return s.error();
  }
  if (Status s = check_outside_targets(*work.inventory, "--file", flags.file); !s.ok()) {
    return s.error();
  }
  if (!flags.rule.empty() && !work.rules->find(flags.rule)) {
    return usage("err.baseline.rule", {"--rule", flags.rule});
  }
  if (::access(flags.file.c_str(), F_OK) == 0) {
    Result<AcceptedFile> file = AcceptedFile::load("--file", flags.file);
    if (!file.ok()) return file.error();
    work.file = std::move(*file);
  }
  return work;
}

bool is_chosen(const BaselineFlags& flags, const JoinedRow& row, const std::string& rule) {
  if (!flags.rule.empty() && flags.rule != rule) return false;
  if (!flags.location.empty() && flags.location != row.location) return false;
  return flags.field.empty() || row.field == flags.field;
}

void put(AcceptedFile& file, AcceptedEntry entry) {
  const auto same = std::find_if(file.accepted.begin(), file.accepted.end(), [&](const auto& e) {
    return e.rule == entry.rule && e.location == entry.location && e.field == entry.field;
  });
  if (same == file.accepted.end()) {
    file.accepted.push_back(std::move(entry));
  } else {
    *same = std::move(entry);
  }
}

int finish(const BaselineFlags& flags, const Work& work, uint64_t rows, uint64_t matches,
           const Console& console) {
  if (!flags.dry_run) {
    if (Status s = work.file.save(flags.file); !s.ok()) return console.fail(s.error());
  }
  console.note(flags.dry_run ? "cli.would-accept" : "cli.accepted",
               {std::to_string(rows), std::to_string(matches), flags.file});
  return kDone;
}

Result<std::vector<std::string>> read_digests(const std::string& path) {
  Result<std::string> text = read_operator_file("--digests", path);
  if (!text.ok()) return text.error();
  std::vector<std::string> out;
  for (size_t begin = 0; begin < text->size();) {
    const size_t end = std::min(text->find('\n', begin), text->size());
    const std::string line = text->substr(begin, end - begin);
    begin = end + 1;
    if (line.empty() || line == "-") continue;  // "-": what the rule rejected (qingce digest)
    const std::optional<Digest128> digest = Digest128::from_hex(line);
    if (!digest) return usage("err.baseline.digests", {"--digests", path});
    out.push_back(digest->hex());
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  if (out.empty()) return usage("err.baseline.no-digest", {"--digests", path});
  return out;
}

std::string state_of(const Acceptance& a, const Console& console) {
  const bool over = !a.until.empty() && a.until < today();
  return std::string(over ? console.pick("已过期", "expired") : console.pick("有效", "in force"));
}

}  // namespace

int baseline_accept_command(const BaselineFlags& flags, const Console& console) {
  const bool any = flags.rule.empty() && flags.location.empty() && flags.field.empty();
  if (any != flags.all) {
    return console.fail(usage(any ? "err.baseline.which" : "err.baseline.all"));
  }
  Result<Work> work = prepare(flags);
  if (!work.ok()) return console.fail(work.error());
  uint64_t rows = 0;
  uint64_t matches = 0;
  const ReportContext context{*work->inventory, *work->rules, console.language};
  const Status status = visit_joined_rows(context, [&](const JoinedRow& row) {
    const std::string& rule = work->rules->at(row.rule).id;
    if (!is_chosen(flags, row, rule)) return true;
    ++rows;
    matches += row.value.count;
    put(work->file, {rule, row.location, row.field, row.value.count, today(), work->acceptance});
    return true;
  });
  if (!status.ok()) return console.fail(status.error());
  if (rows == 0) return console.fail(usage("err.baseline.none"));
  return finish(flags, *work, rows, matches, console);
}

int baseline_allow_command(const BaselineFlags& flags, const Console& console) {
  if (flags.path.empty() && flags.field.empty() && flags.digests.empty()) {
    return console.fail(usage("err.baseline.what"));
  }
  Result<Work> work = prepare(flags);
  if (!work.ok()) return console.fail(work.error());
  AllowedEntry entry;
  entry.rule = flags.rule;
  entry.path = flags.path;
  if (!flags.field.empty()) entry.field = flags.field;
  entry.since = today();
  entry.acceptance = work->acceptance;
  if (!flags.digests.empty()) {
    Result<std::vector<std::string>> digests = read_digests(flags.digests);
    if (!digests.ok()) return console.fail(digests.error());
    entry.digests = std::move(*digests);
    entry.key_id = work->inventory->run().result.key_id;
  }
  AcceptedFile alone;
  alone.allowed.push_back(entry);
  const Result<AcceptanceList> list = alone.list("--path");
  if (!list.ok()) return console.fail(list.error());
  work->file.allowed.push_back(std::move(entry));
  ReportContext context{*work->inventory, *work->rules, console.language};
  context.accepted = &*list;
  AcceptanceCounts counts;
  const Status status = visit_joined_rows(context, [&](const JoinedRow& row) {
    counts.add(row);
    return true;
  });
  if (!status.ok()) return console.fail(status.error());
  return finish(flags, *work, counts.rows, counts.matches, console);
}

int baseline_list_command(const BaselineFlags& flags, const Console& console) {
  const Result<AcceptedFile> file = AcceptedFile::load("FILE", flags.file);
  if (!file.ok()) return console.fail(file.error());
  const auto line = [&](const Acceptance& a, const std::string& since, const std::string& what) {
    std::cout << state_of(a, console) << '\t' << since << '\t' << (a.until.empty() ? "-" : a.until)
              << '\t' << a.by << '\t' << a.reason << '\t' << what << '\n';
  };
  for (const AcceptedEntry& e : file->accepted) {
    line(e.acceptance, e.since,
         e.rule + " " + e.location + (e.field ? "#" + *e.field : "") +
             " <= " + std::to_string(e.matches));
  }
  for (const AllowedEntry& e : file->allowed) {
    std::string what = e.rule.empty() ? "*" : e.rule;
    if (!e.path.empty()) what += " path=" + e.path;
    if (e.field) what += " field=" + *e.field;
    if (!e.digests.empty()) what += " digests=" + std::to_string(e.digests.size());
    line(e.acceptance, e.since, what);
  }
  std::cout.flush();
  if (std::cout.good()) return kDone;
  return console.fail(make_error(ErrorCode::io, "err.stdout"));
}

}  // namespace qingce
