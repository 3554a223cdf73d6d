#include "scanner/read/office_parts.h"

#include <algorithm>
#include <utility>

namespace qingce {
namespace {

constexpr size_t kCutReach = 4096;  // bytes that are looked back for a place to cut
constexpr std::string_view kBlank = " \t\r\n";

bool is_blank(std::string_view text) {
  return text.find_first_not_of(kBlank) == std::string_view::npos;
}

}  // namespace

bool append_bounded(std::string& text, std::string_view more) {
  text += more;
  return text.size() > kLongestText;
}

size_t cut_place(std::string_view text) {
  const size_t from = text.size() > kCutReach ? text.size() - kCutReach : 0;
  const size_t at = text.find_last_of("\n\t;,|", text.size());
  if (at != std::string_view::npos && at >= from) return at + 1;
  size_t n = text.size();
  while (n > from && (static_cast<unsigned char>(text[n - 1]) & 0xC0) == 0x80) --n;
  return n > from ? n - 1 : text.size();
}

// ---- shared strings

bool SharedStrings::add(std::string_view text) {
  full_ = full_ || bytes() + text.size() + sizeof(uint64_t) > most_;
  if (full_) return false;
  text_ += text;
  ends_.push_back(text_.size());
  used_.push_back(false);
  return true;
}

std::string_view SharedStrings::text(size_t index) const {
  const uint64_t begin = index > 0 ? ends_[index - 1] : 0;
  return std::string_view(text_).substr(static_cast<size_t>(begin),
                                        static_cast<size_t>(ends_[index] - begin));
}

std::string_view SharedStrings::get(uint64_t index) {
  if (index >= ends_.size()) return {};
  used_[static_cast<size_t>(index)] = true;
  return text(static_cast<size_t>(index));
}

uint64_t SharedStrings::bytes() const { return text_.size() + ends_.size() * sizeof(uint64_t); }

// ---- the document

void OfficeDocument::note(std::string_view field, std::string_view text) {
  if (is_blank(text)) return;
  other.add(++noted, other.field(field), text);
}

// ---- parts

void PartHandler::start(std::string_view name, const XmlAttributes& attributes) {
  flush_text();
  const Element element = on_start(name, attributes);
  if (!element.structure) note_attributes(attributes);
  takes_text_.push_back(element.takes_text);
}

void PartHandler::end(std::string_view name) {
  flush_text();
  on_end(name);
  takes_text_.pop_back();
}

void PartHandler::text(std::string_view text) {
  if (!takes_text_.empty() && takes_text_.back()) return on_text(text);
  if (text_.empty() && is_blank(text)) return;
  if (append_bounded(text_, text)) {
    const size_t cut = cut_place(text_);
    document_.note(kFieldXml, std::string_view(text_).substr(0, cut));
    text_.erase(0, cut);
  }
}

void PartHandler::aside(std::string_view text) { document_.note(kFieldXml, text); }

void PartHandler::finish() {
  flush_text();
  on_finish();
}

void PartHandler::note_attributes(const XmlAttributes& attributes) {
  std::string values;
  for (size_t i = 0; i < attributes.size(); ++i) {
    const std::string_view name = attributes.name(i);
    if (name.starts_with("xmlns") || is_blank(attributes.value(i))) continue;
    if (!values.empty()) values += '\n';
    values += attributes.value(i);
  }
  document_.note(kFieldXml, values);
}

void PartHandler::flush_text() {
  document_.note(kFieldXml, text_);
  text_.clear();
}

namespace {

// Core, application and custom properties; ODF's meta.xml: the field is the property's name.
class PropertiesHandler final : public PartHandler {
 public:
  using PartHandler::PartHandler;

 protected:
  Element on_start(std::string_view name, const XmlAttributes& attributes) override {
    emit();
    // Custom ones have their name in an attribute and their value in an element of its type.
    const std::string_view given = attributes.get("name");
    if (name == "property" || name == "user-defined") {
      named_ = std::string(given);
      in_named_ = depth_ + 1;
    }
    ++depth_;
    names_.emplace_back(name);
    return {.takes_text = true};
  }
  void on_text(std::string_view text) override {
    if (append_bounded(text_, text)) emit();
  }
  void on_end(std::string_view) override {
    emit();
    names_.pop_back();
    if (depth_-- == in_named_) in_named_ = 0;
  }
  void on_finish() override { emit(); }

 private:
  void emit() {
    if (!names_.empty()) {
      const std::string& name = in_named_ > 0 && !named_.empty() ? named_ : names_.back();
      document().note(std::string(kFieldProperties) + '.' + name, text_);
    }
    text_.clear();
  }

  std::vector<std::string> names_;
  std::string named_;
  size_t depth_ = 0;
  size_t in_named_ = 0;  // depth of the named property we are in
  std::string text_;
};

}  // namespace

std::unique_ptr<PartHandler> make_properties_handler(OfficeDocument& document) {
  return std::make_unique<PropertiesHandler>(document);
}

}  // namespace qingce
