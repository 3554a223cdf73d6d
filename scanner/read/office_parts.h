// What the parts of one document share, and the handlers of its XML parts. A handler takes what it
// understands (cells, paragraphs) as records and fields; every other text and attribute value of
// its part goes to field `~xml`, so that nothing is left out. Private to scanner/read; on the stack
// of one read; one thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "scanner/read/record_writer.h"
#include "scanner/read/xml_stream.h"

namespace qingce {

// Fields of what is no table. Like all pseudo-names they begin with '~'.
inline constexpr std::string_view kFieldXml = "~xml";
inline constexpr std::string_view kFieldComments = "~comments";
inline constexpr std::string_view kFieldDeleted = "~deleted";
inline constexpr std::string_view kFieldHeader = "~header";
inline constexpr std::string_view kFieldFooter = "~footer";
inline constexpr std::string_view kFieldNotes = "~notes";
inline constexpr std::string_view kFieldShared = "~shared";
inline constexpr std::string_view kFieldProperties = "~properties";

// A text in pieces that is cut where it grows out of bounds, at a place that no value crosses.
inline constexpr size_t kLongestText = 1 << 20;  // bytes

// A workbook's shared strings, as long as there is room; which of them cells have used.
class SharedStrings {
 public:
  explicit SharedStrings(uint64_t most) : most_(most) {}
  // False: no room. It has no number then, and neither have those behind it.
  bool add(std::string_view text);
  std::string_view get(uint64_t index);  // marks it as used; empty if it is not kept
  size_t size() const { return ends_.size(); }
  bool used(size_t index) const { return used_[index]; }
  std::string_view text(size_t index) const;
  uint64_t bytes() const;
  bool complete() const { return !full_; }

 private:
  uint64_t most_;
  bool full_ = false;
  std::string text_;
  std::vector<uint64_t> ends_;
  std::vector<bool> used_;
};

// One document while it is read.
struct OfficeDocument {
  OfficeDocument(Sink& s, uint64_t shared_bytes)
      : sink(s), rows(s), other(s), shared(shared_bytes) {}

  // A value of no table. Values of one element are lines of one record.
  void note(std::string_view field, std::string_view text);
  uint64_t next_record() { return ++record; }

  Sink& sink;
  RecordWriter rows;   // tables and paragraphs
  RecordWriter other;  // what note() was given
  SharedStrings shared;
  uint64_t record = 0;  // of rows, where no row numbers exist
  uint64_t noted = 0;   // of other
  // From the first pass.
  std::unordered_map<std::string, std::string> sheets;  // part -> name
  std::unordered_map<std::string, std::vector<std::string>>
      pivots;           // number of the cache -> fields
  uint64_t tables = 0;  // of texts, for those without a header
};

// The base of all handlers: what a derived one does not take is noted here.
class PartHandler : public XmlHandler {
 public:
  explicit PartHandler(OfficeDocument& document) : document_(document) {}
  void start(std::string_view name, const XmlAttributes& attributes) final;
  void end(std::string_view name) final;
  void text(std::string_view text) final;
  void aside(std::string_view text) final;
  // The part ends, or no more of it can be read.
  void finish();

 protected:
  // What becomes of an element: `structure` says that its attributes are no content (positions,
  // styles' numbers), `takes_text` that its character data goes to on_text().
  struct Element {
    bool structure = false;
    bool takes_text = false;
  };
  virtual Element on_start(std::string_view name, const XmlAttributes& attributes) = 0;
  virtual void on_end(std::string_view name) = 0;
  virtual void on_text(std::string_view /*text*/) {}
  virtual void on_finish() {}
  OfficeDocument& document() { return document_; }

 private:
  void note_attributes(const XmlAttributes& attributes);
  void flush_text();

  OfficeDocument& document_;
  std::vector<bool> takes_text_;  // by depth
  std::string text_;              // of elements that nobody takes
};

// Appends `more` to a text that is emitted as a whole. True: it is now so long that it must go.
bool append_bounded(std::string& text, std::string_view more);
// Where to cut such a text: behind the last byte that is surely in no value.
size_t cut_place(std::string_view text);

// Parts of a workbook.
std::unique_ptr<PartHandler> make_sheet_handler(OfficeDocument& document, const std::string& name);
std::unique_ptr<PartHandler> make_shared_handler(OfficeDocument& document);
// Its sheets by relation, and the relations by id: for OfficeDocument::sheets.
struct WorkbookSheet {
  std::string name;
  std::string relation;
};
std::unique_ptr<PartHandler> make_workbook_handler(OfficeDocument& document,
                                                   std::vector<WorkbookSheet>& sheets);
// Pivot caches: the fields' names (definition), and records under them.
std::unique_ptr<PartHandler> make_pivot_handler(OfficeDocument& document,
                                                std::vector<std::string>& names);
// Paragraphs and tables, of Word, PowerPoint, drawings, comments, and of whatever has no handler of
// its own. `field`: of paragraphs outside tables; empty: none.
std::unique_ptr<PartHandler> make_text_handler(OfficeDocument& document, std::string_view field);
// content.xml and styles.xml of OpenDocument.
std::unique_ptr<PartHandler> make_odf_handler(OfficeDocument& document, bool spreadsheet);
std::unique_ptr<PartHandler> make_properties_handler(OfficeDocument& document);

}  // namespace qingce
