#include "detectors/rule_loader.h"

#include <fcntl.h>
#include <re2/re2.h>
#include <sys/stat.h>
#include <toml++/toml.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <iterator>
#include <optional>
#include <utility>

#include "detectors/normalize.h"
#include "detectors/validators.h"
#include "scanner/core/message.h"

namespace qingce {
namespace {

constexpr size_t kMaxText = 1024;    // bytes of one string
constexpr size_t kMaxWord = 64;      // bytes of a context or field word
constexpr size_t kMaxList = 512;     // entries of one list
constexpr int64_t kMaxLength = 254;  // characters of a candidate
constexpr int64_t kMaxMaskHead = 6;  // characters that a mask may keep in front
constexpr int64_t kMaxMaskTail = 4;  // and behind
constexpr int64_t kRegexMemory = 8 << 20;

template <class Enum>
struct Name {
  std::string_view name;
  Enum value;
};
constexpr Name<Scope> kScopes[] = {{"anywhere", Scope::anywhere}, {"field", Scope::field}};
constexpr Name<Shape> kShapes[] = {{"digits", Shape::digits},
                                   {"alnum", Shape::alnum},
                                   {"email", Shape::email},
                                   {"pattern", Shape::pattern},
                                   {"text", Shape::text}};
constexpr Name<BusinessClass> kClasses[] = {{"basic", BusinessClass::basic},
                                            {"transaction", BusinessClass::transaction},
                                            {"behaviour", BusinessClass::behaviour},
                                            {"none", BusinessClass::none}};
constexpr Name<Sensitivity> kSensitivities[] = {
    {"no", Sensitivity::no}, {"conditional", Sensitivity::conditional}, {"yes", Sensitivity::yes}};
constexpr Name<ContextNeed> kNeeds[] = {{"optional", ContextNeed::optional},
                                        {"required", ContextNeed::required}};
constexpr Name<MaskStyle> kMaskStyles[] = {
    {"edges", MaskStyle::edges}, {"email", MaskStyle::email}, {"full", MaskStyle::full}};
constexpr std::string_view kProfiles[] = {"gbt35273", "gbt45574"};

bool is_word(std::string_view text, std::string_view extra) {
  return !text.empty() && text.size() <= kMaxWord && (is_lower(text[0])) &&
         std::all_of(text.begin(), text.end(), [&](char c) {
           return is_lower(c) || is_digit(c) || extra.find(c) != std::string_view::npos;
         });
}

bool is_iso_date(std::string_view text) {
  static constexpr std::string_view kForm = "dddd-dd-dd";
  if (text.size() != kForm.size()) return false;
  for (size_t i = 0; i < kForm.size(); ++i) {
    if (kForm[i] == 'd' ? !is_digit(text[i]) : text[i] != '-') return false;
  }
  const int month = (text[5] - '0') * 10 + (text[6] - '0');
  const int day = (text[8] - '0') * 10 + (text[9] - '0');
  return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

// Sum of "3-4-4"; nullopt if it is no grouping.
std::optional<size_t> grouping_length(std::string_view text) {
  size_t sum = 0;
  size_t group = 0;
  size_t groups = 0;
  for (size_t i = 0; i <= text.size(); ++i) {
    if (i < text.size() && is_digit(text[i])) {
      group = group * 10 + static_cast<size_t>(text[i] - '0');
      if (group > static_cast<size_t>(kMaxLength)) return std::nullopt;
    } else if ((i == text.size() || text[i] == '-') && group > 0) {
      sum += group;
      group = 0;
      ++groups;
    } else {
      return std::nullopt;
    }
  }
  return groups >= 2 ? std::optional<size_t>(sum) : std::nullopt;
}

// \b \B \A \z \Z ^ $: they ask what stands beside the match, which the anchor finder cannot know at
// a window's edge.
bool asks_beside(std::string_view pattern) {
  bool in_class = false;
  for (size_t i = 0; i < pattern.size(); ++i) {
    const char c = pattern[i];
    if (c == '\\') {
      if (++i < pattern.size() &&
          std::string_view("bBAzZ").find(pattern[i]) != std::string_view::npos)
        return true;
    } else if (in_class) {
      in_class = c != ']';
    } else if (c == '[') {
      in_class = true;
    } else if (c == '^' || c == '$') {
      return true;
    }
  }
  return false;
}

// Reads one [[rule]]. The first error wins and ends the reading.
class RuleReader {
 public:
  RuleReader(const toml::table& table, std::string_view file) : table_(table), file_(file) {}

  Result<Rule> read() {
    // The id first: the other errors name it.
    if (const toml::node* const id = table_.get("id"); id == nullptr || !text(*id, rule_.id)) {
      if (!error_) fail(table_, Phrase::of("err.rule.id-missing"));
    } else if (!is_word(rule_.id, ".-") || rule_.id.back() == '.' || rule_.id.back() == '-') {
      rule_.id.clear();
      fail(*id, Phrase::of("err.rule.id-form"));
    }
    for (const auto& [key, node] : table_) {
      if (error_) break;
      read_key(key.str(), node);
    }
    if (!error_) check_whole();
    if (error_) return *std::move(error_);
    finish();
    return std::move(rule_);
  }

 private:
  struct Key {
    std::string_view name;
    bool required;
    bool (RuleReader::*read)(const toml::node&);
  };
  static const Key kKeys[];

  // Always false, so that a reader can end with it.
  bool fail(const toml::node& node, Phrase what) {
    if (error_) return false;
    const toml::source_position at = node.source().begin;
    error_ = rule_.id.empty()
                 ? make_error(ErrorCode::usage, "err.rule.at", {place(at), std::move(what)})
                 : make_error(ErrorCode::usage, "err.rule.at-rule",
                              {place(at), rule_.id, std::move(what)});
    return false;
  }

  std::string place(const toml::source_position& at) const {
    return std::string(file_) + ':' + std::to_string(at.line) + ':' + std::to_string(at.column);
  }

  void read_key(std::string_view name, const toml::node& node) {
    const auto* const key =
        std::find_if(keys_begin(), keys_end(), [&](const Key& k) { return k.name == name; });
    if (key == keys_end()) {
      fail(node, Phrase::of("err.rule.unknown-key"));
      return;
    }
    key_ = key->name;
    (this->*key->read)(node);
  }

  static const Key* keys_begin();
  static const Key* keys_end();

  bool bad(const toml::node& node, std::string_view what, std::vector<Phrase> args = {}) {
    return fail(node, Phrase::of("err.rule.key", {key_, Phrase::of(what, std::move(args))}));
  }

  bool text(const toml::node& node, std::string& out) {
    const auto* const value = node.as_string();
    if (value == nullptr) return bad(node, "err.rule.string");
    if (value->get().empty() || value->get().size() > kMaxText) return bad(node, "err.rule.length");
    if (value->get().find('\0') != std::string::npos) return bad(node, "err.rule.nul");
    out = value->get();
    return true;
  }

  bool integer(const toml::node& node, int64_t low, int64_t high, int64_t& out) {
    const auto* const value = node.as_integer();
    if (value == nullptr) return bad(node, "err.rule.integer");
    if (value->get() < low || value->get() > high) {
      return bad(node, "err.rule.range", {std::to_string(low), std::to_string(high)});
    }
    out = value->get();
    return true;
  }

  bool flag(const toml::node& node, bool& out) {
    const auto* const value = node.as_boolean();
    if (value == nullptr) return bad(node, "err.rule.boolean");
    out = value->get();
    return true;
  }

  template <class Enum, size_t N>
  bool choice(const toml::node& node, const Name<Enum> (&names)[N], Enum& out) {
    std::string value;
    if (!text(node, value)) return false;
    for (const Name<Enum>& name : names) {
      if (name.name == value) {
        out = name.value;
        return true;
      }
    }
    std::string expected;
    for (const Name<Enum>& name : names)
      expected.append(expected.empty() ? "" : " ").append(name.name);
    return bad(node, "err.rule.one-of", {expected});
  }

  // Calls each(node) for the entries of a list.
  template <class Each>
  bool list(const toml::node& node, Each each) {
    const toml::array* const array = node.as_array();
    if (array == nullptr) return bad(node, "err.rule.list");
    if (array->size() > kMaxList) return bad(node, "err.rule.entries");
    for (const toml::node& entry : *array) {
      if (!each(entry)) return false;
    }
    return true;
  }

  bool texts(const toml::node& node, size_t longest, std::vector<std::string>& out) {
    return list(node, [&](const toml::node& entry) {
      std::string value;
      if (!text(entry, value)) return false;
      if (value.size() > longest) return bad(entry, "err.rule.entry-long");
      if (std::find(out.begin(), out.end(), value) != out.end())
        return bad(entry, "err.rule.entry-twice");
      out.push_back(std::move(value));
      return true;
    });
  }

  // ---- one reader for each key

  bool read_id(const toml::node&) { return true; }  // read before all others
  bool read_kind(const toml::node& node) {
    if (!text(node, rule_.kind)) return false;
    return is_word(rule_.kind, ".-") || bad(node, "err.rule.id-like");
  }
  bool read_name_zh(const toml::node& node) { return text(node, rule_.name_zh); }
  bool read_name_en(const toml::node& node) { return text(node, rule_.name_en); }
  bool read_scope(const toml::node& node) { return choice(node, kScopes, rule_.scope); }
  bool read_shape(const toml::node& node) { return choice(node, kShapes, rule_.shape); }
  bool read_context_need(const toml::node& node) {
    return choice(node, kNeeds, rule_.context_need);
  }
  bool lengths(const toml::node& node, std::vector<uint8_t>& out) {
    return list(node, [&](const toml::node& entry) {
      int64_t length = 0;
      if (!integer(entry, 1, kMaxLength, length)) return false;
      if (!out.empty() && length <= out.back()) return bad(entry, "err.rule.ascend");
      out.push_back(static_cast<uint8_t>(length));
      return true;
    });
  }
  bool read_lengths(const toml::node& node) { return lengths(node, rule_.lengths); }
  bool read_field_lengths(const toml::node& node) { return lengths(node, rule_.field_lengths); }
  bool read_groupings(const toml::node& node) {
    if (!texts(node, kMaxWord, rule_.groupings)) return false;
    for (const std::string& grouping : rule_.groupings) {
      if (grouping != "any" && !grouping_length(grouping)) return bad(node, "err.rule.grouping");
    }
    return true;
  }
  bool read_prefixes(const toml::node& node) {
    if (!texts(node, 16, rule_.prefixes)) return false;
    for (const std::string& prefix : rule_.prefixes) {
      if (prefix.find_first_not_of("0123456789+()-") != std::string::npos) {
        return bad(node, "err.rule.prefix");
      }
    }
    return true;
  }
  bool read_trunk(const toml::node& node) {
    if (!text(node, rule_.trunk)) return false;
    return (rule_.trunk.size() == 1 && is_digit(rule_.trunk[0])) || bad(node, "err.rule.digit");
  }
  bool read_extension(const toml::node& node) { return flag(node, rule_.extension); }
  bool read_letters_last(const toml::node& node) {
    if (!text(node, rule_.letters_last)) return false;
    return std::all_of(rule_.letters_last.begin(), rule_.letters_last.end(), is_upper) ||
           bad(node, "err.rule.upper");
  }
  bool read_last_in_brackets(const toml::node& node) { return flag(node, rule_.last_in_brackets); }
  bool read_affixes(const toml::node& node) { return texts(node, kMaxWord, rule_.affixes); }
  bool read_pattern(const toml::node& node) {
    if (!text(node, rule_.pattern)) return false;
    rule_.place = place(node.source().begin);
    if (asks_beside(rule_.pattern)) return bad(node, "err.rule.boundary");
    RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(kRegexMemory);
    return RE2(rule_.pattern, options).ok() || bad(node, "err.rule.regex");
  }
  bool read_validators(const toml::node& node) {
    return list(node, [&](const toml::node& entry) {
      std::string name;
      if (!text(entry, name)) return false;
      const ValidatorEntry* const found = find_validator(name);
      if (found == nullptr) return bad(entry, "err.rule.validator");
      rule_.has_check = rule_.has_check || found->check;
      rule_.has_table = rule_.has_table || found->table;
      rule_.validators.push_back(found->function);
      rule_.validator_names.push_back(std::move(name));
      return true;
    });
  }
  bool read_normal_form(const toml::node& node) {
    if (!text(node, rule_.normal_form_name)) return false;
    const NormalFormEntry* const found = find_normal_form(rule_.normal_form_name);
    if (found == nullptr) return bad(node, "err.rule.normal-form");
    rule_.normal_form = found->function;
    return true;
  }
  bool read_self_evident(const toml::node& node) { return flag(node, rule_.self_evident); }
  bool read_plain_is_weak(const toml::node& node) { return flag(node, rule_.plain_is_weak); }
  bool read_conclusive(const toml::node& node) { return flag(node, rule_.conclusive); }
  bool read_placeholders(const toml::node& node) {
    return texts(node, kMaxText, rule_.placeholders);
  }
  bool read_context(const toml::node& node) { return texts(node, kMaxWord, rule_.context); }
  bool read_negative_context(const toml::node& node) {
    return texts(node, kMaxWord, rule_.negative_context);
  }
  bool read_labels(const toml::node& node) { return texts(node, kMaxWord, rule_.labels); }
  bool read_field_words(const toml::node& node) { return texts(node, kMaxWord, rule_.field_words); }
  bool read_category(const toml::node& node) {
    if (!text(node, rule_.category)) return false;
    return is_word(rule_.category, "-") || bad(node, "err.rule.word");
  }
  bool read_business_class(const toml::node& node) {
    return choice(node, kClasses, rule_.business_class);
  }
  bool read_sensitivity(const toml::node& node) {
    const toml::table* const table = node.as_table();
    if (table == nullptr) return bad(node, "err.rule.table");
    for (const auto& [profile, value] : *table) {
      if (std::find(std::begin(kProfiles), std::end(kProfiles), profile.str()) ==
          std::end(kProfiles)) {
        return bad(value, "err.rule.profile");
      }
      Sensitivity sensitivity{};
      if (!choice(value, kSensitivities, sensitivity)) return false;
      rule_.sensitivity.emplace(profile.str(), sensitivity);
    }
    return true;
  }
  bool read_level(const toml::node& node) {
    int64_t level = 0;
    if (!integer(node, 1, 4, level)) return false;
    rule_.level = static_cast<uint8_t>(level);
    return true;
  }
  bool read_mask(const toml::node& node) {
    const toml::table* const table = node.as_table();
    if (table == nullptr) return bad(node, "err.rule.table");
    for (const auto& [key, value] : *table) {
      int64_t count = 0;
      if (key == "style") {
        if (!choice(value, kMaskStyles, rule_.mask.style)) return false;
      } else if (key == "head") {
        if (!integer(value, 0, kMaxMaskHead, count)) return false;
        rule_.mask.head = static_cast<uint8_t>(count);
      } else if (key == "tail") {
        if (!integer(value, 0, kMaxMaskTail, count)) return false;
        rule_.mask.tail = static_cast<uint8_t>(count);
      } else {
        return bad(value, "err.rule.sub-key");
      }
    }
    return true;
  }
  bool read_source(const toml::node& node) { return text(node, rule_.source); }
  bool read_source_date(const toml::node& node) {
    if (!text(node, rule_.source_date)) return false;
    return is_iso_date(rule_.source_date) || bad(node, "err.rule.date");
  }
  bool read_examples(const toml::node& node) { return texts(node, kMaxText, rule_.examples); }
  bool read_counter_examples(const toml::node& node) {
    return texts(node, kMaxText, rule_.counter_examples);
  }

  static Phrase missing(std::string_view key) { return Phrase::of("err.rule.key-missing", {key}); }

  // What only the whole rule shows.
  void check_whole() {
    for (const Key* key = keys_begin(); key != keys_end(); ++key) {
      if (key->required && !table_.contains(key->name)) {
        fail(table_, missing(key->name));
        return;
      }
    }
    const bool pattern = rule_.shape == Shape::pattern;
    if (pattern == rule_.pattern.empty()) {
      fail(table_, pattern ? missing("pattern") : Phrase::of("err.rule.pattern-only"));
    } else if (has_lengths() && rule_.lengths.empty() && rule_.field_lengths.empty()) {
      fail(table_, missing("lengths"));
    } else if (rule_.examples.empty() || rule_.counter_examples.empty()) {
      fail(table_, Phrase::of("err.rule.examples"));
    } else if (rule_.context_need == ContextNeed::required && rule_.context.empty() &&
               rule_.field_words.empty()) {
      fail(table_, Phrase::of("err.rule.context"));
    } else {
      check_groupings();
    }
  }

  bool has_lengths() const { return rule_.shape == Shape::digits || rule_.shape == Shape::alnum; }

  void check_groupings() {
    const toml::node* const node = table_.get("groupings");
    for (const std::string& grouping : rule_.groupings) {
      const std::optional<size_t> length = grouping_length(grouping);
      const auto holds = [&](const std::vector<uint8_t>& list) {
        return std::find(list.begin(), list.end(), *length) != list.end();
      };
      if (length && !holds(rule_.lengths) && !holds(rule_.field_lengths)) {
        fail(*node, Phrase::of("err.rule.grouping-length"));
        return;
      }
    }
  }

  void finish() {
    if (rule_.kind.empty()) rule_.kind = rule_.id;
    if (rule_.place.empty()) rule_.place = place(table_.source().begin);
    for (const std::string& filler : rule_.placeholders)
      rule_.placeholder_filter |= placeholder_bit(filler);
  }

  const toml::table& table_;
  std::string_view file_;
  std::string_view key_ = "id";
  Rule rule_;
  std::optional<Error> error_;
};

const RuleReader::Key RuleReader::kKeys[] = {
    {"id", true, &RuleReader::read_id},
    {"kind", false, &RuleReader::read_kind},
    {"name_zh", true, &RuleReader::read_name_zh},
    {"name_en", true, &RuleReader::read_name_en},
    {"scope", false, &RuleReader::read_scope},
    {"shape", true, &RuleReader::read_shape},
    {"context_need", false, &RuleReader::read_context_need},
    {"lengths", false, &RuleReader::read_lengths},
    {"field_lengths", false, &RuleReader::read_field_lengths},
    {"groupings", false, &RuleReader::read_groupings},
    {"prefixes", false, &RuleReader::read_prefixes},
    {"trunk", false, &RuleReader::read_trunk},
    {"extension", false, &RuleReader::read_extension},
    {"letters_last", false, &RuleReader::read_letters_last},
    {"last_in_brackets", false, &RuleReader::read_last_in_brackets},
    {"affixes", false, &RuleReader::read_affixes},
    {"pattern", false, &RuleReader::read_pattern},
    {"validators", false, &RuleReader::read_validators},
    {"normal_form", false, &RuleReader::read_normal_form},
    {"self_evident", false, &RuleReader::read_self_evident},
    {"plain_is_weak", false, &RuleReader::read_plain_is_weak},
    {"conclusive", false, &RuleReader::read_conclusive},
    {"placeholders", false, &RuleReader::read_placeholders},
    {"context", false, &RuleReader::read_context},
    {"negative_context", false, &RuleReader::read_negative_context},
    {"labels", false, &RuleReader::read_labels},
    {"field_words", false, &RuleReader::read_field_words},
    {"category", true, &RuleReader::read_category},
    {"business_class", true, &RuleReader::read_business_class},
    {"sensitivity", true, &RuleReader::read_sensitivity},
    {"level", true, &RuleReader::read_level},
    {"mask", true, &RuleReader::read_mask},
    {"source", true, &RuleReader::read_source},
    {"source_date", true, &RuleReader::read_source_date},
    {"examples", true, &RuleReader::read_examples},
    {"counter_examples", true, &RuleReader::read_counter_examples},
};
const RuleReader::Key* RuleReader::keys_begin() { return std::begin(kKeys); }
const RuleReader::Key* RuleReader::keys_end() { return std::end(kKeys); }

std::string place_in(std::string_view name, const toml::source_position& at) {
  return std::string(name) + ':' + std::to_string(at.line) + ':' + std::to_string(at.column);
}

Error error_at(std::string_view name, const toml::source_position& at, std::string_view what) {
  return make_error(ErrorCode::usage, "err.rule.at", {place_in(name, at), Phrase::of(what)});
}

// Byte offset of each line.
std::vector<size_t> line_starts(std::string_view text) {
  std::vector<size_t> starts{0};
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n') starts.push_back(i + 1);
  }
  return starts;
}

// The rule's text runs from its header's line to the next header's. That needs one header a line,
// so a rule written as `rule = [{…}]` is refused.
class Slicer {
 public:
  explicit Slicer(std::string_view text) : text_(text), starts_(line_starts(text)) {}

  // False if no [[…]] header begins that line, or not after the one before.
  bool add(toml::source_index line) {
    if (line == 0 || line > starts_.size()) return false;
    const size_t at = starts_[line - 1];
    const size_t first = text_.find_first_not_of(" \t", at);
    if (first == std::string_view::npos || text_.substr(first, 2) != "[[") return false;
    if (!begins_.empty() && at <= begins_.back()) return false;
    begins_.push_back(at);
    return true;
  }

  std::string slice(size_t rule) const {
    const size_t end = rule + 1 < begins_.size() ? begins_[rule + 1] : text_.size();
    std::string out(text_.substr(begins_[rule], end - begins_[rule]));
    out.erase(out.find_last_not_of(" \t\r\n") + 1);
    return out.append("\n");
  }

 private:
  std::string_view text_;
  std::vector<size_t> starts_;
  std::vector<size_t> begins_;
};

Result<std::vector<Rule>> read_rules(const toml::table& root, std::string_view text,
                                     std::string_view name) {
  for (const auto& [key, node] : root) {
    if (key != "rule") return error_at(name, node.source().begin, "err.rule.unknown-table");
  }
  const toml::node* const node = root.get("rule");
  const toml::array* const list = node == nullptr ? nullptr : node->as_array();
  if (list == nullptr || list->empty()) {
    return error_at(name, {1, 1}, "err.rule.none");
  }
  if (list->size() > kMaxRulesPerFile)
    return error_at(name, node->source().begin, "err.rule.too-many");
  std::vector<Rule> rules;
  Slicer slicer(text);
  for (const toml::node& entry : *list) {
    const toml::table* const table = entry.as_table();
    if (table == nullptr || !slicer.add(table->source().begin.line)) {
      return error_at(name, entry.source().begin, "err.rule.own-line");
    }
    Result<Rule> rule = RuleReader(*table, name).read();
    if (!rule) return rule.error();
    const auto same_id = [&](const Rule& other) { return other.id == rule->id; };
    if (std::any_of(rules.begin(), rules.end(), same_id)) {
      return make_error(
          ErrorCode::usage, "err.rule.at-rule",
          {place_in(name, entry.source().begin), rule->id, Phrase::of("err.rule.id-twice")});
    }
    rules.push_back(*std::move(rule));
  }
  for (size_t i = 0; i < rules.size(); ++i) rules[i].toml = slicer.slice(i);
  return rules;
}

Error file_error(const std::string& path, std::string_view what, int sys = 0) {
  return make_error(ErrorCode::usage, "err.rule.file", {path, Phrase::of(what)}, sys);
}

// Closes on every way out.
struct Descriptor {
  int fd;
  explicit Descriptor(int opened) : fd(opened) {}
  ~Descriptor() {
    if (fd >= 0) ::close(fd);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
};

}  // namespace

Result<std::vector<Rule>> load_rules(std::string_view text, std::string_view name) {
  if (text.size() > kMaxRuleFileBytes) return error_at(name, {1, 1}, "err.rule.large");
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  try {
    const toml::table root = toml::parse(text, name);
    return read_rules(root, text, name);
  } catch (const toml::parse_error& error) {
    // The library's words may quote the text, so only its position is passed on.
    return error_at(name, error.source().begin, "err.rule.toml");
  }
}

Result<std::vector<Rule>> load_rule_file(const std::string& path) {
  // O_NONBLOCK: a fifo must not hold the program up before fstat has a look at it.
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  struct stat status {};
  if (file.fd < 0 || ::fstat(file.fd, &status) != 0)
    return file_error(path, "err.rule.open", errno);
  if (!S_ISREG(status.st_mode)) return file_error(path, "err.rule.regular");
  if ((status.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
    return file_error(path, "err.rule.writable");
  }
  std::string text;
  char buffer[16384];
  for (;;) {
    const ssize_t count = ::read(file.fd, buffer, sizeof buffer);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return file_error(path, "err.rule.read", errno);
    if (count == 0) break;
    text.append(buffer, static_cast<size_t>(count));
    if (text.size() > kMaxRuleFileBytes) return file_error(path, "err.rule.file-large");
  }
  return load_rules(text, path);
}

}  // namespace qingce
