// qingce(1). The words of flags and commands come from the flag table, the rest from the catalogue.
#include "scanner/cli/help.h"

namespace qingce {
namespace {

// roff: a backslash, a hyphen and a control character at the line's start mean something.
std::string escaped(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\\') {
      out += "\\e";
    } else if (c == '-') {
      out += "\\-";
    } else if ((c == '.' || c == '\'') && (i == 0 || text[i - 1] == '\n')) {
      out += "\\&";
      out += c;
    } else {
      out += c;
    }
  }
  return out;
}

class Page {
 public:
  explicit Page(Language language) : language_(language) {}
  std::string words(std::string_view id) const { return say(Phrase::of(id), language_); }
  void macro(std::string_view line) { out_.append(line).append("\n"); }
  void text(std::string_view line) { out_.append(running(line)).append("\n"); }
  void section(std::string_view id) { macro(".SH " + escaped(words(id))); }
  void tagged(std::string_view tag, std::string_view line) {
    macro(".TP");
    macro(".B " + escaped(tag));
    text(line);
  }
  void flags(const std::vector<FlagInfo>& flags) {
    for (const FlagInfo& flag : flags) {
      std::string tag;
      for (const std::string& name : flag.names) tag += (tag.empty() ? "" : ", ") + name;
      if (!flag.value.empty() && !flag.positional) tag += " " + flag.value;
      tagged(tag, flag.help);
    }
  }
  void examples(const std::string& lines) {
    macro(".nf");
    out_.append(escaped(lines)).append("\n");
    macro(".fi");
  }
  // Where a Chinese line may end, troff has to be told: without it, it cannot fill lines, and groff
  // 1.22.4 under the Chinese macros of a manual reader does not come back from some of them.
  std::string running(std::string_view line) const {
    if (language_ != Language::zh) return escaped(line);
    std::string out;
    for (const std::string& piece : breakable_pieces(line)) {
      if (!out.empty() && !out.ends_with(' ')) out += "\\:";
      out += escaped(piece);
    }
    return out;
  }
  std::string take() { return std::move(out_); }

 private:
  Language language_;
  std::string out_;
};

void put_command(Page& page, const CommandInfo& c) {
  if (!c.path.empty()) {
    page.macro(".SS \"" + escaped(c.name()) + "\"");
    page.text(c.help);
    page.flags(c.flags);
    page.macro(".PP");
    page.examples(c.example);
  }
  for (const CommandInfo& below : c.commands) put_command(page, below);
}

}  // namespace

std::string man_page(const CommandInfo& root, Language language, std::string_view version) {
  Page page(language);
  page.macro(".\\\" Made by: qingce completion man");
  page.macro(".TH QINGCE 1 \"\" \"qingce " + std::string(version) + "\"");
  if (language == Language::zh) page.macro(".ad l");
  page.section("help.man.name");
  page.text("qingce - " + root.help);
  page.section("help.man.synopsis");
  page.macro(".B qingce");
  page.text(page.words("help.command") + " [" + page.words("help.options") + "]");
  page.section("help.man.description");
  page.text(page.words("help.man.about"));
  page.section("help.options");
  page.flags(root.flags);
  page.section("help.commands");
  put_command(page, root);
  page.section("help.man.exit");
  for (const char code : {'0', '1', '2', '3', '4'})
    page.tagged(std::string(1, code), page.words(std::string("help.man.exit-") + code));
  page.section("help.man.progress");
  page.text(page.words("help.man.progress-json"));
  page.section("help.man.files");
  for (const std::string_view file : {"key", "config", "inventory"}) {
    const std::string id = "help.man.file-" + std::string(file);
    page.tagged(page.words(id + "-path"), page.words(id));
  }
  page.section("help.examples");
  page.examples(root.example);
  return page.take();
}

}  // namespace qingce
