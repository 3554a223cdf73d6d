#include "scanner/read/sql_heads.h"

#include <algorithm>
#include <array>
#include <string>

#include "scanner/read/sql_catalog.h"

namespace qingce {
namespace {

constexpr uint64_t kMostBlanks = 64;  // before a head
constexpr uint64_t kMostBack = 1024;  // bytes looked back for the end of the statement before

bool is_blank(unsigned char b) { return b == ' ' || b == '\t'; }
bool is_letter_byte(unsigned char b) { return (b | 0x20) >= 'a' && (b | 0x20) <= 'z'; }

uint64_t skip_blanks(const SqlView& view, uint64_t at) {
  const uint64_t most = at + kMostBlanks;
  while (at < most && (is_blank(view.at(at)) || view.at(at) == '\r' || view.at(at) == '\n')) ++at;
  return at;
}

// The word at `at` in capitals, at most 15 letters; `at` is left behind it and the blanks.
std::string word_at(const SqlView& view, uint64_t& at) {
  std::string out;
  while (out.size() < 16 && is_letter_byte(view.at(at)))
    out.push_back(static_cast<char>(view.at(at++) & ~0x20));
  at = skip_blanks(view, at);
  return out;
}

// Does lower-case text of ASCII stand at `at`?
bool stands(const SqlView& view, uint64_t at, std::string_view lower) {
  for (const char c : lower) {
    unsigned char b = view.at(at++);
    if (b >= 'A' && b <= 'Z') b |= 0x20;
    if (b != static_cast<unsigned char>(c)) return false;
  }
  return true;
}

bool opens_name(unsigned char b) {
  return b == '`' || b == '"' || b == '[' || b == '_' || b >= 0x80 || is_letter_byte(b);
}

std::string lower_line(const SqlView& view, uint64_t line, uint64_t most) {
  uint64_t end = line;
  while (end < view.end && end - line < most && view.at(end) != '\n') ++end;
  return sql_lower(view.text(line, end));
}

// A name, perhaps quoted or of several parts, and behind it '(' or one of `words`: prose begins
// with such verbs, too.
bool is_target(const SqlView& view, uint64_t at, std::string_view word) {
  const unsigned char first = view.at(at);
  if (first == '`' || first == '"' || first == '[' || first >= 0x80) return true;
  const uint64_t most = at + 300;
  while (at < most && (is_letter_byte(view.at(at)) || (view.at(at) >= '0' && view.at(at) <= '9') ||
                       view.at(at) == '_' || view.at(at) == '$' || view.at(at) == '.')) {
    ++at;
  }
  if (view.at(at) == '"' || view.at(at) == '`' || view.at(at) == '[') return true;  // s."t"
  at = skip_blanks(view, at);
  return view.at(at) == '(' || stands(view, at, word);
}

SqlHead head_of(const std::string& word, const SqlView& view, uint64_t at) {
  const unsigned char next = view.at(at);
  uint64_t behind = at;
  const auto head = [](SqlHeadKind kind, bool weak = false) { return SqlHead{kind, weak}; };
  if (word == "INSERT" || word == "UPSERT") {
    const std::string second = word_at(view, behind);
    // LOW_PRIORITY and HIGH_PRIORITY as far as their letters go.
    constexpr std::array<std::string_view, 10> kSeconds{
        "INTO", "IGNORE", "OVERWRITE", "ALL", "OR", "LOW", "DELAYED", "HIGH", "FIRST", "TOP"};
    const bool known = std::find(kSeconds.begin(), kSeconds.end(), second) != kSeconds.end();
    return known || is_target(view, at, "values") ? head(SqlHeadKind::data) : SqlHead{};
  }
  if (word == "REPLACE") {
    const bool into = word_at(view, behind) == "INTO";
    return into || next == '`' ? head(SqlHeadKind::data) : SqlHead{};
  }
  if (word == "UPDATE" || word == "DELETE")
    return opens_name(next) ? head(SqlHeadKind::data, true) : SqlHead{};
  if (word == "CREATE") {
    const std::string second = word_at(view, behind);
    constexpr std::array<std::string_view, 11> kTables{
        "TABLE",    "GLOBAL",  "LOCAL",  "TEMPORARY", "TEMP", "UNLOGGED",
        "EXTERNAL", "FOREIGN", "COLUMN", "ROW",       "OR"};
    const bool table = std::find(kTables.begin(), kTables.end(), second) != kTables.end();
    return table ? head(SqlHeadKind::definition) : head(SqlHeadKind::other, true);
  }
  if (word == "ALTER" || word == "COMMENT") {
    const std::string second = word_at(view, behind);
    if (second == (word == "ALTER" ? "TABLE" : "ON")) return head(SqlHeadKind::definition);
  }
  if (word == "EXEC" || word == "EXECUTE") return head(SqlHeadKind::definition, true);
  if (word == "USE") return opens_name(next) ? head(SqlHeadKind::definition, true) : SqlHead{};
  if (word == "COPY") {
    return is_target(view, at, "from") ? head(SqlHeadKind::copy, true) : SqlHead{};
  }
  if (word == "DROP" || word == "LOCK" || word == "UNLOCK" || word == "TRUNCATE") {
    const std::string second = word_at(view, behind);
    if (second.starts_with("TABLE")) return head(SqlHeadKind::other);
  }
  constexpr std::array<std::string_view, 20> kOther{
      "SET",    "PRAGMA", "BEGIN", "COMMIT",  "DELIMITER", "SELECT",  "GRANT",
      "REVOKE", "START",  "REM",   "PROMPT",  "DECLARE",   "ANALYZE", "PRINT",
      "IF",     "DROP",   "LOAD",  "CONNECT", "WHENEVER",  "ALTER"};
  if (std::find(kOther.begin(), kOther.end(), word) != kOther.end())
    return head(SqlHeadKind::other, true);
  if (word == "GO" && (next == 0 || view.at(at - 1) == '\n')) return head(SqlHeadKind::other, true);
  return {};
}

}  // namespace

SqlHead sql_head(const SqlView& view, uint64_t line) {
  uint64_t at = line;
  while (at - line < kMostBlanks && is_blank(view.at(at))) ++at;
  const unsigned char c = view.at(at);
  if (c == '-' && view.at(at + 1) == '-') {
    // A new dump begins, whatever was open.
    at = skip_blanks(view, at + 2);
    for (const std::string_view header :
         {"mysql dump", "mariadb dump", "postgresql database", "phpmyadmin sql dump"}) {
      if (stands(view, at, header)) return {SqlHeadKind::other, false};
    }
    return {};
  }
  if (!is_letter_byte(c)) return {};
  const std::string word = word_at(view, at);
  return head_of(word, view, at);
}

void sql_dialect(const SqlView& view, uint64_t line, SqlDialect* dialect) {
  uint64_t at = line;
  while (at - line < kMostBlanks && is_blank(view.at(at))) ++at;
  const auto mysql = [&](bool one_line) {
    dialect->style = {!dialect->no_backslash, true};
    dialect->one_line = one_line && !dialect->no_backslash;
  };
  const auto standard = [&] { *dialect = {}; };
  switch (view.at(at)) {
    case '-': {
      if (view.at(at + 1) != '-') return;
      at = skip_blanks(view, at + 2);
      if (stands(view, at, "mysql dump") || stands(view, at, "mariadb dump")) {
        dialect->no_backslash = false;
        mysql(true);
      } else if (stands(view, at, "phpmyadmin")) {
        mysql(false);
      } else if (stands(view, at, "postgresql") || stands(view, at, "kingbase") ||
                 stands(view, at, "opengauss") || stands(view, at, "highgo")) {
        standard();
      }
      return;
    }
    case '/':
      if (stands(view, at, "/*!4") || stands(view, at, "/*!5") || stands(view, at, "/*!8")) {
        if (lower_line(view, line, kSqlLookAhead).find("no_backslash_escapes") !=
            std::string::npos) {
          dialect->no_backslash = true;
        }
        mysql(dialect->one_line || stands(view, at, "/*!40101 set names binary"));
      }
      return;
    case 's':
    case 'S': {
      if (stands(view, at, "source server type")) {
        const std::string text = lower_line(view, line, 100);
        if (text.find("mysql") != std::string::npos || text.find("mariadb") != std::string::npos) {
          mysql(false);
        } else {
          standard();
        }
      } else if (stands(view, at, "set")) {
        const std::string text = lower_line(view, line, kSqlLookAhead);
        if (text.find("no_backslash_escapes") != std::string::npos) {
          dialect->no_backslash = true;
          dialect->one_line = false;
          dialect->style.backslash = false;
        } else if (text.find("standard_conforming_strings") != std::string::npos) {
          dialect->style = {text.find("off") != std::string::npos, false};
          dialect->one_line = false;
        }
      }
      return;
    }
    case 'p':
    case 'P':
      if (stands(view, at, "pragma ")) standard();
      return;
    default:
      return;
  }
}

SqlStyle sql_style(const SqlView& view, uint64_t line, const SqlDialect& dialect) {
  uint64_t at = line;
  const uint64_t most = line + 160;
  while (at < most && at < view.end && view.at(at) != '(' && view.at(at) != '\'') {
    if (view.at(at) == '`') return {!dialect.no_backslash, true};
    if (view.at(at) == '[') return {};
    ++at;
  }
  return dialect.style;
}

bool sql_ended(const SqlView& view, uint64_t line) {
  const uint64_t least = std::max(view.begin, line > kMostBack ? line - kMostBack : uint64_t{0});
  uint64_t at = line;
  while (at > least &&
         (is_blank(view.at(at - 1)) || view.at(at - 1) == '\n' || view.at(at - 1) == '\r')) {
    --at;
  }
  if (at == least) return true;
  const unsigned char last = view.at(at - 1);
  if (last == ';' || last == '/' || last == '.') return true;
  uint64_t begin = at;
  while (begin > least && view.at(begin - 1) != '\n') --begin;
  while (is_blank(view.at(begin))) ++begin;
  if (stands(view, begin, "--") || view.at(begin) == '#' || stands(view, begin, "rem") ||
      stands(view, begin, "prompt")) {
    return true;
  }
  return at - begin == 2 && stands(view, begin, "go");
}

bool sql_from_stdin(const SqlView& view, uint64_t line) {
  const uint64_t least = std::max(view.begin, line > 256 ? line - 256 : uint64_t{0});
  const std::string text = sql_lower(view.text(least, line));
  const size_t semicolon = text.find_last_not_of(" \t\r\n");
  return semicolon != std::string::npos && text[semicolon] == ';' &&
         text.find("from stdin") != std::string::npos;
}

uint64_t count_bytes(const SqlView& view, uint64_t from, uint64_t to, unsigned char c) {
  const unsigned char* p = view.data + (from - view.begin);
  const unsigned char* const end = view.data + (to - view.begin);
  uint64_t n = 0;
  while (end - p >= 128) {
    // A byte's width of counters keeps the loop one of vectors.
    unsigned char block = 0;
    for (int i = 0; i < 128; ++i) block = static_cast<unsigned char>(block + (p[i] == c ? 1 : 0));
    n += block;
    p += 128;
  }
  return n + static_cast<uint64_t>(std::count(p, end, c));
}

}  // namespace qingce
