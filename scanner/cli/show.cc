// show: a location of a report back to the place, with its surroundings masked.
#include <sys/random.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <utility>

#include "reporters/layout.h"
#include "reporters/text.h"
#include "scanner/cli/app.h"
#include "scanner/cli/inputs.h"
#include "scanner/cli/review_commands.h"
#include "scanner/core/message.h"
#include "scanner/run/reopen.h"
#include "scanner/run/sandbox.h"

namespace qingce {
namespace {

Error usage(std::string_view id, std::vector<Phrase> args = {}) {
  return make_error(ErrorCode::usage, id, std::move(args));
}

// What the inventory knows of the place.
struct Known {
  std::unique_ptr<InventoryReader> inventory;
  std::shared_ptr<const RuleSet> rules;
  std::optional<StoredObject> object;
  std::optional<ObjectRow> file;  // the outermost file
  std::vector<GapReason> gaps;    // of a place that is no object
};

// As a report counts objects: files and members, and what else has rows or gaps.
bool is_listed(const StoredObject& object) {
  return object.row.kind == ObjectKind::file || object.row.kind == ObjectKind::member ||
         object.referenced;
}

std::string without_tail(ParsedLocation parsed) {
  parsed.field.reset();
  parsed.offset.reset();
  return print_location(parsed);
}

// Text before the first '#' and without "@offset", as it was typed: a masked name may hold what
// print_location() would spell otherwise.
std::string typed_place(std::string_view text, const ParsedLocation& parsed) {
  std::string_view place = text.substr(0, text.find('#'));
  if (!parsed.field && parsed.offset) place = place.substr(0, place.rfind('@'));
  return std::string(place);
}

Result<Known> look_up(const ShowFlags& flags, const ParsedLocation& parsed) {
  Known known;
  Result<std::unique_ptr<InventoryReader>> reader = InventoryReader::open(flags.inventory);
  if (!reader.ok()) return reader.error();
  known.inventory = std::move(*reader);
  Result<std::shared_ptr<const RuleSet>> rules = rules_of(*known.inventory);
  if (!rules.ok()) return rules.error();
  known.rules = *rules;
  const std::string typed = typed_place(flags.location, parsed);
  const std::string canonical = without_tail(parsed);
  std::vector<uint64_t> numbers;
  uint64_t number = 0;
  Status status = known.inventory->objects([&](const StoredObject& object) {
    if (is_listed(object)) ++number;
    const bool here = flags.object != 0
                          ? is_listed(object) && number == flags.object
                          : object.row.location == typed || object.row.location == canonical;
    if (!here) return true;
    numbers.push_back(is_listed(object) ? number : 0);
    known.object = object;
    return flags.object == 0;
  });
  if (!status.ok()) return status.error();
  if (flags.object != 0 && !known.object) {
    return usage("err.show.count", {"--object", std::to_string(number)});
  }
  if (numbers.size() > 1) {
    std::string list;
    for (const uint64_t n : numbers) list += (list.empty() ? "" : ", ") + std::to_string(n);
    return usage("err.show.several", {"--object", list});
  }
  if (!known.object) {
    status = known.inventory->gaps([&](const GapRow& gap) {
      if (gap.location == typed || gap.location == canonical) known.gaps.push_back(gap.reason);
      return true;
    });
    if (!status.ok()) return status.error();
  }
  return known;
}

Location file_of(Location location) {
  while (location.step().kind >= StepKind::member) location = *location.parent();
  return location;
}

// The outermost file of the object, as the scan saw it.
Status look_up_file(Known& known, const Location& location) {
  const std::string raw = file_of(location).raw();
  return known.inventory->objects([&](const StoredObject& object) {
    if (object.row.raw != raw) return true;
    known.file = object.row;
    return false;
  });
}

// Limits decide where `~tail` begins and which members there are: those of the scan.
void take_limits(const ResultFacts& facts, Limits& limits) {
  const auto number = [&](std::string_view name, auto& into) {
    for (const auto& [key, value] : facts.options) {
      std::remove_reference_t<decltype(into)> parsed{};
      const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), parsed);
      if (key == name && error == std::errc() && end == value.data() + value.size()) into = parsed;
    }
  };
  number("max-bytes", limits.expanded_bytes);
  number("max-depth", limits.depth);
  number("max-members", limits.members);
  number("max-memory", limits.decoder_memory);
  number("max-name-bytes", limits.name_bytes);
  number("max-ratio", limits.ratio);
  number("max-ratio-floor", limits.ratio_floor);
  number("max-spool-bytes", limits.spool_bytes);
  number("max-spool-memory", limits.spool_memory);
}

void take_location(const Location& location, ReopenRequest& request) {
  request.place.members.clear();
  std::string path;
  const Step* before = nullptr;
  for (const Step* step : location.steps()) {
    if (step->kind < StepKind::member) {
      path += separator(*step, before);
      path += step->raw;
    } else {
      request.place.members.push_back({step->raw, step->repeat, step->kind == StepKind::pseudo});
    }
    before = step;
  }
  request.place.path = path;
  request.location = file_of(location);
}

// Names are printed with six hex of their digests. Without a key at hand they get those of one that
// nobody has: still masked, only not comparable.
Result<Key> key_for_names(const ShowFlags& flags) {
  if (!flags.key_file.empty()) return Key::load(flags.key_file);
  const Result<std::string> path = Key::default_path();
  if (path.ok() && ::access(path->c_str(), F_OK) == 0) return Key::load(*path);
  std::array<uint8_t, 32> random{};
  if (::getrandom(random.data(), random.size(), 0) != static_cast<ssize_t>(random.size())) {
    return make_error(ErrorCode::internal, "err.random");
  }
  return Key::from_bytes(random);
}

// Built-in rules always mask, whatever the scan used; the scan's own and the operator's come on
// top.
Result<std::vector<std::shared_ptr<const MatchEngine>>> engines_of(const ShowFlags& flags,
                                                                   const Known* known) {
  Result<std::shared_ptr<const RuleSet>> mine =
      RuleSet::load({flags.rules.files, flags.rules.enable, flags.rules.disable});
  if (!mine.ok()) return mine.error();
  Result<std::shared_ptr<const RuleSet>> all = RuleSet::load({});
  if (!all.ok()) return all.error();
  std::vector<std::shared_ptr<const RuleSet>> sets;
  if (known != nullptr) sets.push_back(known->rules);
  const std::shared_ptr<const RuleSet> more[] = {*mine, *all};
  for (const auto& set : more) {
    const bool there = std::any_of(sets.begin(), sets.end(),
                                   [&](const auto& s) { return s->hash() == set->hash(); });
    if (!there) sets.push_back(set);
  }
  std::vector<std::shared_ptr<const MatchEngine>> out;
  for (const auto& set : sets) {
    Result<std::shared_ptr<const MatchEngine>> engine = MatchEngine::compile(set);
    if (!engine.ok()) return engine.error();
    out.push_back(*engine);
  }
  return out;
}

class Printer {
 public:
  Printer(const Console& console, const std::vector<std::shared_ptr<const MatchEngine>>& engines)
      : console_(console), engines_(engines) {}

  void head(const Reopened& r, const Known* known) {
    Table table("ll");
    const auto fact = [&](std::string_view zh, std::string_view en, const std::string& value) {
      if (!value.empty()) table.row({std::string(console_.pick(zh, en)), value});
    };
    const bool stored = known != nullptr && known->object.has_value();
    fact("位置", "Location", stored ? known->object->row.location : r.location);
    fact("名称", "Name", r.display);
    fact("内容", "Content", what(r));
    for (const GapNote& gap : r.gaps) fact("未检查项", "Gap", gap_line(gap));
    if (known != nullptr) {
      for (const GapReason gap : known->gaps) fact("未检查项", "Gap", gap_words(gap));
    }
    std::cout << table.render("");
  }

  void members(const Reopened& r) {
    if (r.member_count == 0) return;
    std::cout << '\n'
              << (console_.language == Language::zh
                      ? "成员（前 " + std::to_string(r.members.size()) + " 个）："
                      : "Members (the first " + std::to_string(r.members.size()) + "):")
              << '\n';
    for (const std::string& member : r.members) std::cout << "  !" << member << '\n';
    if (r.member_count > r.members.size()) std::cout << "  …\n";
  }

  void place(const ShownPlace& place) {
    std::cout << '\n';
    if (place.offset) {
      std::cout << console_.pick("偏移 @", "at @") << *place.offset << '\n';
    } else if (place.record) {
      std::cout << console_.pick("记录 ", "record ") << *place.record << '\n';
    }
    for (const ShownMatch& match : place.found) {
      std::cout << "  " << rule_name(match.rule) << "  " << match.masked << '\n';
    }
    for (const ShownLine& line : place.lines) {
      std::string offset = std::to_string(line.offset);
      offset.insert(0, offset.size() < 10 ? 10 - offset.size() : 0, ' ');
      std::cout << (line.focus ? " >" : "  ") << offset << " | " << line.text << '\n';
    }
    Table table("ll");
    for (const ShownField& field : place.fields) table.row({field.name, field.text});
    if (!place.fields.empty()) std::cout << table.render("    ");
  }

 private:
  std::string what(const Reopened& r) const {
    switch (r.kind) {
      case PlaceKind::directory:
        return std::string(console_.pick("目录", "directory"));
      case PlaceKind::link:
        return std::string(console_.pick("符号链接，不跟随", "symbolic link, not followed"));
      case PlaceKind::special:
        return std::string(console_.pick("特殊文件，不读取", "special file, not read"));
      case PlaceKind::content:
        break;
    }
    if (r.is_entry) {
      return std::string(
          console_.pick("没有内容的条目（链接、设备）", "an entry without content (link, device)"));
    }
    if (!r.facts) return {};
    std::string out;
    const auto add = [&](const std::string& word) { out += (out.empty() ? "" : ", ") + word; };
    if (!r.facts->format.empty()) add(r.facts->format);
    for (const std::string& encoding : r.facts->encodings) add(encoding);
    if (r.whole) {
      add(grouped(r.facts->content_bytes) + std::string(console_.pick(" 字节", " bytes")));
    }
    return out;
  }

  std::string gap_words(GapReason reason) const {
    return std::string(gap_text(reason).in(console_.language)) + " (" +
           std::string(to_string(reason)) + ")";
  }
  std::string gap_line(const GapNote& gap) const {
    std::string out = gap_words(gap.reason);
    if (gap.offset) out += " @" + std::to_string(*gap.offset);
    if (!gap.detail.empty()) out += " " + std::string(gap.detail);
    return out;
  }
  std::string rule_name(const std::string& id) const {
    for (const auto& engine : engines_) {
      const std::optional<uint16_t> index = engine->rules().find(id);
      if (!index) continue;
      const Rule& rule = engine->rules().at(*index);
      return (console_.language == Language::zh ? rule.name_zh : rule.name_en) + " (" + id + ")";
    }
    return id;
  }

  const Console& console_;
  const std::vector<std::shared_ptr<const MatchEngine>>& engines_;
};

// Nothing of the target is in these sentences but numbers.
int not_there(const Reopened& r, const ReopenRequest& request, const ShowFlags& flags, bool changed,
              const Console& console) {
  const bool zh = console.language == Language::zh;
  const size_t missing = r.members_found + 1;
  std::string text = zh ? "LOCATION：第 " + std::to_string(missing) + " 级成员不存在（共 " +
                              std::to_string(request.place.members.size()) + " 级）"
                        : "LOCATION: no such member at level " + std::to_string(missing) + " of " +
                              std::to_string(request.place.members.size());
  if (!r.location.empty()) text += (zh ? "，上一级：" : "; found up to: ") + r.location;
  const bool masked = flags.inventory.empty() && flags.location.find('*') != std::string::npos;
  if (masked) {
    text += zh ? "；名称已掩码，请加 -i 清册文件" : "; its name is masked: give -i INVENTORY";
  } else if (changed) {
    text += zh ? "；扫描之后该文件已变化" : "; the file has changed since the scan";
  } else if (r.members_found + 1 < request.place.members.size() || !r.gaps.empty()) {
    text += zh ? "；容器不能完整读取" : "; the container cannot be read whole";
  } else if (flags.inventory.empty()) {
    text += zh ? "；该文件在报告之后可能已变化（-i 清册文件 可核对）"
               : "; the file may have changed since the report (-i INVENTORY tells)";
  }
  Error error;
  error.code = ErrorCode::usage;
  error.message = text;
  return console.fail(error);
}

int cannot_open(const Error& e, const ShowFlags& flags, const Console& console) {
  if (e.code != ErrorCode::usage) {
    const std::string why(gap_text(gap_of_errno(e.sys)).in(console.language));
    return console.fail(make_error(e.code, "err.show.open", {why}, e.sys));
  }
  const bool masked = flags.location.find('*') != std::string::npos && flags.inventory.empty();
  return console.fail(
      usage("err.show.missing", {Phrase::of(masked ? "err.show.masked" : "err.show.stdin")}));
}

bool has_changed(const Reopened& r, const Known* known) {
  if (known == nullptr || !known->file || !r.file || !r.file->regular) return false;
  if (known->file->bytes != r.file->size) return true;
  return known->file->mtime && *known->file->mtime != r.file->mtime;
}

}  // namespace

int show_command(const ShowFlags& flags, const Console& console) {
  if (flags.object != 0 && flags.inventory.empty()) {
    return console.fail(usage("err.show.needs-inventory", {"--object"}));
  }
  if (flags.object == 0 && flags.location.empty()) {
    return console.fail(usage("err.show.no-location"));
  }
  ReopenRequest request;
  if (!flags.location.empty()) {
    Result<ParsedLocation> parsed = parse_location(flags.location);
    if (!parsed.ok()) return console.fail(parsed.error());
    request.place = std::move(*parsed);
  }
  std::optional<Known> known;
  if (!flags.inventory.empty()) {
    Result<Known> found = look_up(flags, request.place);
    if (!found.ok()) return console.fail(found.error());
    known = std::move(*found);
    take_limits(known->inventory->run().result, request.read.limits);
    request.follow = known->object && known->object->row.kind == ObjectKind::file;
  }
  if (known && known->object) {
    Result<Location> location = Location::from_raw(known->object->row.raw);
    if (!location.ok())
      return console.fail(
          usage("err.inventory", {flags.inventory, Phrase::of("err.inventory.damaged")}));
    take_location(*location, request);
    request.follow = request.follow || !request.place.members.empty();
    if (Status s = look_up_file(*known, *location); !s.ok()) return console.fail(s.error());
  } else if (known && known->gaps.empty()) {
    console.note("cli.not-listed");
    request.follow = true;
  }
  if (!flags.password_file.empty()) {
    Result<std::vector<std::string>> passwords = read_passwords(flags.password_file);
    if (!passwords.ok()) return console.fail(passwords.error());
    request.read.passwords = std::move(*passwords);
  }
  request.from_stdin = flags.from_stdin;
  request.context = static_cast<size_t>(flags.context);
  request.places = static_cast<size_t>(flags.places);
  Result<Key> key = key_for_names(flags);
  if (!key.ok()) return console.fail(key.error());
  const auto engines = engines_of(flags, known ? &*known : nullptr);
  if (!engines.ok()) return console.fail(engines.error());

  // The readers meet the same hostile bytes as in a scan: nothing is started, sent or changed.
  const char* temporary = std::getenv("TMPDIR");
  request.read.spool.directory =
      temporary != nullptr && *temporary != '\0' ? temporary : "/var/tmp";
  confine({{}, {request.read.spool.directory}});
  const Result<Reopened> opened = reopen(request, *engines, *key);
  if (!opened.ok()) return cannot_open(opened.error(), flags, console);
  const Reopened& r = *opened;
  const bool changed = has_changed(r, known ? &*known : nullptr);
  const bool no_content = r.kind != PlaceKind::content;
  if (r.members_found < request.place.members.size()) {
    if (!no_content) return not_there(r, request, flags, changed, console);
    Reopened without = r;
    without.gaps.clear();
    return not_there(without, request, flags, changed, console);
  }
  if (request.place.offset && r.facts && r.whole && r.places.empty() && r.member_count == 0 &&
      *request.place.offset >= r.facts->content_bytes) {
    return console.fail(usage("err.show.beyond", {std::to_string(r.facts->content_bytes)}));
  }
  Printer printer(console, *engines);
  printer.head(r, known ? &*known : nullptr);
  if (changed) {
    std::cout << console.pick("扫描之后该文件已变化（大小或修改时间）。",
                              "The file has changed since the scan (size or time).")
              << '\n';
  }
  printer.members(r);
  for (const ShownPlace& place : r.places) printer.place(place);
  if (r.places.empty() && r.kind == PlaceKind::content && r.facts && !r.is_entry &&
      request.place.field != "~name") {
    std::cout << '\n'
              << (request.place.offset
                      ? console.pick("该偏移处的字节属于容器结构，没有可显示的文本。",
                                     "The bytes there are the container's own; there is no text.")
                      : console.pick("规则在该对象的内容中没有找到值。",
                                     "The rules find no value in this object's content."))
              << '\n';
  }
  std::cout.flush();
  if (std::cout.good()) return kDone;
  return console.fail(make_error(ErrorCode::io, "err.stdout"));
}

}  // namespace qingce
