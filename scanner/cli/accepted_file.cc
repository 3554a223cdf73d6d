#include "scanner/cli/accepted_file.h"

#include <toml++/toml.h>

#include <algorithm>
#include <memory>
#include <set>
#include <tuple>
#include <utility>

#include "reporters/fingerprint.h"
#include "reporters/reporter.h"
#include "scanner/cli/inputs.h"
#include "scanner/core/message.h"
#include "scanner/core/utf8.h"
#include "scanner/crawl/glob.h"

namespace qingce {
namespace {

constexpr std::string_view kSchema = "qingce/accepted/1";
constexpr size_t kMostWords = 500;  // bytes

Error usage(std::string_view id, std::vector<Phrase> args = {}) {
  return make_error(ErrorCode::usage, id, std::move(args));
}

std::string place_in(const std::string& file, const toml::node& node) {
  return file + ":" + std::to_string(node.source().begin.line);
}

// One table of the file; the first error stands, with its line.
class Entry {
 public:
  Entry(std::string where, const toml::table& table) : where_(std::move(where)), table_(table) {}

  std::string text(std::string_view key, bool needed) {
    known_.insert(std::string(key));
    const toml::node* node = table_.get(key);
    if (node == nullptr) {
      if (needed) fail(table_, "err.accepted.missing", {key});
      return {};
    }
    const auto* value = node->as_string();
    if (value == nullptr || value->get().empty()) {
      fail(*node, "err.accepted.text", {key});
      return {};
    }
    return value->get();
  }

  std::optional<std::string> field() {
    std::string value = text("field", false);
    if (value.empty()) return std::nullopt;
    return value;
  }

  std::string date(std::string_view key, bool needed) {
    std::string value = text(key, needed);
    if (!value.empty() && !parse_date(key, value).ok()) {
      fail(*table_.get(key), "err.accepted.date", {key});
    }
    return value;
  }

  uint64_t number(std::string_view key) {
    known_.insert(std::string(key));
    const toml::node* node = table_.get(key);
    const auto* value = node == nullptr ? nullptr : node->as_integer();
    if (value == nullptr || value->get() < 1) {
      fail(node == nullptr ? static_cast<const toml::node&>(table_) : *node, "err.accepted.number",
           {key});
      return 0;
    }
    return static_cast<uint64_t>(value->get());
  }

  std::vector<std::string> digests() {
    known_.insert("digests");
    std::vector<std::string> out;
    const toml::node* node = table_.get("digests");
    if (node == nullptr) return out;
    const toml::array* array = node->as_array();
    if (array == nullptr || array->empty()) fail(*node, "err.accepted.list", {"digests"});
    for (size_t i = 0; array != nullptr && i < array->size(); ++i) {
      const auto* one = (*array)[i].as_string();
      if (one == nullptr || !Digest128::from_hex(one->get())) {
        fail((*array)[i], "err.accepted.digest");
        break;
      }
      out.push_back(one->get());
    }
    return out;
  }

  Acceptance acceptance() {
    Acceptance out;
    for (auto [key, into] : {std::pair{"reason", &out.reason}, std::pair{"by", &out.by}}) {
      *into = text(key, true);
      if (!into->empty() && !check_words(key, *into).ok()) {
        fail(*table_.get(key), "err.accepted.printable", {key});
      }
    }
    out.until = date("until", false);
    return out;
  }

  void fail(const toml::node& node, std::string_view id, std::vector<Phrase> args = {}) {
    if (error_) return;
    error_ = usage("err.accepted.at", {place_in(where_, node), Phrase::of(id, std::move(args))});
  }
  // A misspelt key would silently widen what is accepted.
  std::optional<Error> finish() {
    for (const auto& [key, value] : table_) {
      if (known_.count(std::string(key.str())) == 0) {
        fail(value, "err.accepted.key", {key.str()});
      }
    }
    return error_;
  }

 private:
  std::string where_;
  const toml::table& table_;
  std::set<std::string> known_;
  std::optional<Error> error_;
};

std::optional<Error> read_accepted(const std::string& where, const toml::table& table,
                                   AcceptedFile& file) {
  Entry e(where, table);
  AcceptedEntry out;
  out.rule = e.text("rule", true);
  out.location = e.text("location", true);
  out.field = e.field();
  out.matches = e.number("matches");
  out.since = e.date("since", true);
  out.acceptance = e.acceptance();
  const std::string fingerprint = e.text("fingerprint", true);
  if (fingerprint != row_fingerprint(out.rule, out.location, out.field)) {
    e.fail(table, "err.accepted.fingerprint");
  }
  if (auto error = e.finish()) return error;
  file.accepted.push_back(std::move(out));
  return std::nullopt;
}

std::optional<Error> read_allowed(const std::string& where, const toml::table& table,
                                  AcceptedFile& file) {
  Entry e(where, table);
  AllowedEntry out;
  out.rule = e.text("rule", false);
  out.path = e.text("path", false);
  out.field = e.field();
  out.digests = e.digests();
  out.key_id = e.text("key_id", !out.digests.empty());
  out.since = e.date("since", true);
  out.acceptance = e.acceptance();
  if (out.path.empty() && !out.field && out.digests.empty()) {
    e.fail(table, "err.accepted.nothing");
  }
  if (!out.path.empty() && !GlobSet::compile({out.path}).ok()) e.fail(table, "err.accepted.glob");
  if (auto error = e.finish()) return error;
  file.allowed.push_back(std::move(out));
  return std::nullopt;
}

// A location with everything in it as a path: what a container holds lies below it.
std::string as_path(std::string_view location) {
  std::string out(location);
  std::replace(out.begin(), out.end(), '!', '/');
  return out;
}

// True if the glob takes the place or anything above it.
bool takes(const GlobSet& glob, std::string_view location) {
  const std::string path = as_path(location);
  for (size_t end = path.size(); end != std::string::npos && end > 0;
       end = path.rfind('/', end - 1)) {
    if (glob.matches(std::string_view(path).substr(0, end), end < path.size())) return true;
  }
  return false;
}

// A TOML basic string.
std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

void write_line(std::string& out, std::string_view key, std::string_view value) {
  if (value.empty()) return;
  out += key;
  out += " = " + quoted(value) + "\n";
}

void write_acceptance(std::string& out, const std::string& since, const Acceptance& a) {
  write_line(out, "reason", a.reason);
  write_line(out, "by", a.by);
  write_line(out, "since", since);
  write_line(out, "until", a.until);
}

auto order(const AcceptedEntry& e) { return std::tie(e.location, e.field, e.rule); }
auto order(const AllowedEntry& e) {
  return std::tie(e.path, e.field, e.rule, e.digests, e.since, e.acceptance.reason);
}

template <class T>
std::vector<T> sorted(std::vector<T> entries) {
  std::sort(entries.begin(), entries.end(),
            [](const T& a, const T& b) { return order(a) < order(b); });
  return entries;
}

}  // namespace

Status check_words(std::string_view flag, std::string_view text) {
  if (text.empty()) return usage("err.flag.empty", {flag});
  if (text.size() > kMostWords) return usage("err.flag.long", {flag, std::to_string(kMostWords)});
  for (size_t i = 0; i < text.size();) {
    const CodePoint c = next_code_point(text.substr(i));
    if (!c.valid || is_hazardous(c.value)) {
      return usage("err.flag.printable", {flag});
    }
    i += c.length;
  }
  return {};
}

Result<AcceptedFile> AcceptedFile::load(std::string_view flag, const std::string& path) {
  Result<std::string> text = read_operator_file(flag, path);
  if (!text.ok()) return text.error();
  const std::string where = std::string(flag) + ": " + path;
  toml::table parsed;
  // Debian's libtomlplusplus is built with exceptions; none goes further than here.
  try {
    parsed = toml::parse(*text);
  } catch (const toml::parse_error& e) {
    return usage("err.accepted.at", {where + ":" + std::to_string(e.source().begin.line),
                                     Phrase::of("err.config.toml")});
  }
  AcceptedFile file;
  bool schema = false;
  for (const auto& [key, value] : parsed) {
    const std::string at = place_in(where, value);
    if (key.str() == "schema") {
      const auto* text_value = value.as_string();
      schema = text_value != nullptr && text_value->get() == kSchema;
      if (!schema)
        return usage("err.accepted.at", {at, Phrase::of("err.accepted.schema", {kSchema})});
      continue;
    }
    const bool rows = key.str() == "accepted";
    const toml::array* array = value.as_array();
    if ((!rows && key.str() != "allow") || array == nullptr) {
      return usage("err.accepted.at", {at, Phrase::of("err.accepted.key", {key.str()})});
    }
    for (const toml::node& node : *array) {
      const toml::table* table = node.as_table();
      if (table == nullptr) return usage("err.accepted.at", {at, Phrase::of("err.accepted.table")});
      const auto error =
          rows ? read_accepted(where, *table, file) : read_allowed(where, *table, file);
      if (error) return *error;
    }
  }
  if (!schema)
    return usage("err.accepted.at", {where, Phrase::of("err.accepted.no-schema", {kSchema})});
  return file;
}

Status AcceptedFile::save(const std::string& path) const {
  std::string text =
      "# Rows of an inventory that somebody answers for, and allow-lists. Written by qingce\n"
      "# baseline; read with --accepted. Only its owner may be able to write it.\n";
  text += "schema = " + quoted(kSchema) + "\n";
  for (const AcceptedEntry& e : sorted(accepted)) {
    text += "\n[[accepted]]\n";
    write_line(text, "fingerprint", row_fingerprint(e.rule, e.location, e.field));
    write_line(text, "rule", e.rule);
    write_line(text, "location", e.location);
    write_line(text, "field", e.field.value_or(""));
    text += "matches = " + std::to_string(e.matches) + "\n";
    write_acceptance(text, e.since, e.acceptance);
  }
  for (const AllowedEntry& e : sorted(allowed)) {
    text += "\n[[allow]]\n";
    write_line(text, "rule", e.rule);
    write_line(text, "path", e.path);
    write_line(text, "field", e.field.value_or(""));
    write_line(text, "key_id", e.digests.empty() ? "" : e.key_id);
    if (!e.digests.empty()) {
      text += "digests = [\n";
      for (const std::string& digest : e.digests) text += "  " + quoted(digest) + ",\n";
      text += "]\n";
    }
    write_acceptance(text, e.since, e.acceptance);
  }
  Result<std::unique_ptr<Output>> out = open_output(path);
  if (!out.ok()) return out.error();
  (*out)->write(text);
  return (*out)->finish();
}

Result<AcceptanceList> AcceptedFile::list(std::string_view flag) const {
  std::vector<AcceptedRow> rows;
  for (const AcceptedEntry& e : accepted) {
    rows.push_back({row_fingerprint(e.rule, e.location, e.field), e.matches, e.acceptance});
  }
  std::vector<AllowedRows> rules;
  for (const AllowedEntry& e : allowed) {
    AllowedRows row;
    row.rule = e.rule;
    row.field = e.field;
    row.key_id = e.key_id;
    row.acceptance = e.acceptance;
    for (const std::string& hex : e.digests) row.digests.push_back(*Digest128::from_hex(hex));
    if (!e.path.empty()) {
      Result<GlobSet> glob = GlobSet::compile({e.path});
      if (!glob.ok()) return usage("err.flag.glob", {flag, *glob.error().text});
      row.path = [shared = std::make_shared<GlobSet>(std::move(*glob))](std::string_view location) {
        return takes(*shared, location);
      };
    }
    rules.push_back(std::move(row));
  }
  return AcceptanceList(std::move(rows), std::move(rules));
}

}  // namespace qingce
