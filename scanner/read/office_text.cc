// Text in WordprocessingML and DrawingML (ECMA-376 part 1, chapters 17 and 21): documents, headers,
// notes, comments, slides, shapes. Runs of one paragraph are one text: a program splits them where
// it likes, in the middle of a number, too.
#include <algorithm>
#include <charconv>
#include <string>
#include <vector>

#include "scanner/read/office_flow.h"

namespace qingce {
namespace {

// Elements whose text is one: a paragraph, a shared string, a comment.
bool is_block(std::string_view name) {
  return name == "p" || name == "si" || name == "is" || name == "comment" ||
         name == "threadedComment" || name == "cm";
}

class TextHandler final : public PartHandler {
 public:
  TextHandler(OfficeDocument& document, std::string_view field)
      : PartHandler(document), flow_(document, field) {}

 protected:
  Element on_start(std::string_view name, const XmlAttributes& a) override {
    const std::string parent = names_.empty() ? std::string() : names_.back();
    names_.emplace_back(name);
    const bool comment = parent == "threadedComment" || parent == "cm";
    if (name == "t" || name == "delText" || (name == "text" && comment))
      return {.structure = true, .takes_text = true};
    if (is_block(name)) {
      flow_.begin_paragraph();
      return {.structure = name == "p"};
    }
    if (name == "r") return {.structure = true};
    if (parent == "r") return in_run(name);
    if (name == "tbl") {
      flow_.begin_table({}, false);
      return {};
    }
    if (name == "tr") {
      flow_.begin_row();
      return {.structure = true};
    }
    if (name == "tc") {
      spans_.push_back(1);
      flow_.begin_cell();
      return {.structure = true};
    }
    if (name == "gridSpan" && !spans_.empty()) return grid_span(a.get("val"));
    if (name == "del" || name == "moveFrom") ++deleted_;
    if (name == "Choice") flow_.begin_choice();
    if (name == "Fallback") flow_.begin_fallback();
    return {};
  }
  void on_text(std::string_view text) override {
    const bool gone = deleted_ > 0 || names_.back() == "delText";
    if (gone) {
      flow_.deleted(text);
    } else {
      flow_.text(text);
    }
  }
  void on_end(std::string_view name) override {
    names_.pop_back();
    if (is_block(name)) {
      flow_.end_paragraph();
    } else if (name == "tc") {
      flow_.end_cell(1, spans_.empty() ? 1 : spans_.back());
      if (!spans_.empty()) spans_.pop_back();
    } else if (name == "tr") {
      flow_.end_row();
    } else if (name == "tbl") {
      flow_.end_table();
    } else if ((name == "del" || name == "moveFrom") && deleted_ > 0) {
      --deleted_;
    } else if (name == "Choice") {
      flow_.end_choice();
    } else if (name == "Fallback") {
      flow_.end_fallback();
    }
  }
  void on_finish() override { flow_.finish(); }

 private:
  // What stands for characters in a run.
  Element in_run(std::string_view name) {
    if (name == "tab" || name == "ptab") flow_.text("\t");
    if (name == "br" || name == "cr") flow_.text("\n");
    if (name == "noBreakHyphen") flow_.text("-");
    return {.structure = name == "tab" || name == "br"};
  }

  Element grid_span(std::string_view value) {
    uint64_t n = 1;
    std::from_chars(value.data(), value.data() + value.size(), n);
    spans_.back() = std::max<uint64_t>(n, 1);
    return {.structure = true};
  }

  OfficeFlow flow_;
  std::vector<std::string> names_;  // of the elements around
  std::vector<uint64_t> spans_;     // columns of the cells around
  size_t deleted_ = 0;
};

}  // namespace

std::unique_ptr<PartHandler> make_text_handler(OfficeDocument& document, std::string_view field) {
  return std::make_unique<TextHandler>(document, field);
}

}  // namespace qingce
