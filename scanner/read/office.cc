// Documents that are zips of XML parts: Office Open XML (ECMA-376, ISO 29500 in both forms) and
// OpenDocument. A document is one object: its parts are read here, and what is no XML in it
// (pictures, embedded files, macros) are its members.
//
// The zip itself is the zip reader's: it runs twice, each time into a sink that looks at the parts.
// The first pass takes what others need (the list of sheets, shared strings, which parts are
// encrypted) wherever in the file it stands, the second one reads everything else. What a part is
// its root element says, never its name.
#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "scanner/read/office_parts.h"
#include "scanner/read/readers.h"
#include "scanner/read/sink_proxy.h"
#include "scanner/read/zip_directory.h"

namespace qingce {
namespace {

using namespace std::string_view_literals;

constexpr size_t kRootBytes = 4096;          // of a part, to find its root element
constexpr uint64_t kMostShared = 128 << 20;  // bytes of shared strings kept
constexpr std::string_view kContentTypes = "[Content_Types].xml";
constexpr std::string_view kOdfType = "application/vnd.oasis.opendocument.";

// "xl/worksheets/sheet1.xml" from "xl/workbook.xml" and "worksheets/sheet1.xml", "/xl/…", "../…".
std::string resolve(std::string_view base, std::string_view target) {
  std::string path;
  if (target.starts_with('/')) {
    target.remove_prefix(1);
  } else if (const size_t slash = base.rfind('/'); slash != std::string_view::npos) {
    path = std::string(base.substr(0, slash + 1));
  }
  while (target.starts_with("../")) {
    target.remove_prefix(3);
    if (!path.empty()) path.pop_back();
    path.erase(path.rfind('/') == std::string::npos ? 0 : path.rfind('/') + 1);
  }
  return path += target;
}

// The digits at the end of a part's name: pivotCacheRecords3.xml goes with
// pivotCacheDefinition3.xml.
std::string number_of(std::string_view part) {
  const size_t last = part.find_last_of("0123456789");
  if (last == std::string_view::npos) return {};
  const size_t first = part.find_last_not_of("0123456789", last);
  return std::string(part.substr(first + 1, last - first));
}

class RelationsHandler final : public XmlHandler {
 public:
  explicit RelationsHandler(std::unordered_map<std::string, std::string>& targets)
      : targets_(targets) {}
  void start(std::string_view name, const XmlAttributes& a) override {
    if (name == "Relationship") targets_[std::string(a.get("Id"))] = std::string(a.get("Target"));
  }
  void end(std::string_view) override {}
  void text(std::string_view) override {}
  void aside(std::string_view) override {}

 private:
  std::unordered_map<std::string, std::string>& targets_;
};

// Which parts of an OpenDocument package are encrypted.
class ManifestHandler final : public XmlHandler {
 public:
  explicit ManifestHandler(std::set<std::string, std::less<>>& encrypted) : encrypted_(encrypted) {}
  void start(std::string_view name, const XmlAttributes& a) override {
    if (name == "file-entry") part_ = std::string(a.get("full-path"));
    if (name == "encryption-data") encrypted_.insert(part_);
  }
  void end(std::string_view) override {}
  void text(std::string_view) override {}
  void aside(std::string_view) override {}

 private:
  std::set<std::string, std::less<>>& encrypted_;
  std::string part_;
};

// The names of the fields alone; the values are told when their part's turn comes.
class PivotNamesHandler final : public XmlHandler {
 public:
  explicit PivotNamesHandler(std::vector<std::string>& names) : names_(names) {}
  void start(std::string_view name, const XmlAttributes& a) override {
    if (name == "cacheField") names_.emplace_back(a.get("name"));
  }
  void end(std::string_view) override {}
  void text(std::string_view) override {}
  void aside(std::string_view) override {}

 private:
  std::vector<std::string>& names_;
};

std::string root_of(ByteSource& content) {
  const auto head = content.peek(kRootBytes);
  return head ? xml_root(head->first(std::min(head->size(), kRootBytes))) : std::string();
}

// What the first pass finds.
struct Package {
  bool has_types = false;
  std::string odf;          // "text", "spreadsheet" … of the type in `mimetype`
  std::string_view format;  // static
  std::set<std::string, std::less<>> encrypted;
  std::vector<WorkbookSheet> sheets;
  std::string workbook;  // the part
  std::unordered_map<std::string, std::string> relations;
  std::string shared;  // the part that was taken

  bool is_odf() const { return !odf.empty(); }
  bool is_ours() const { return has_types || is_odf(); }
};

std::string_view format_of(const Package& package, std::string_view root) {
  if (package.is_odf()) return {};
  if (root == "workbook" || root == "worksheet" || root == "sst") return "xlsx";
  if (root == "document") return "docx";
  if (root == "presentation" || root == "sld") return "pptx";
  return {};
}

std::string_view odf_format(std::string_view type) {
  if (type.starts_with("text")) return "odt";
  if (type.starts_with("spreadsheet")) return "ods";
  if (type.starts_with("presentation")) return "odp";
  return "odf";
}

// Reads the XML of one part. What of it cannot be read becomes a member, searched as whatever its
// bytes are.
class PartReader {
 public:
  PartReader(Sink& sink, const bool& cut) : sink_(sink), cut_(cut) {}

  void read(const ChildInfo& info, ByteSource& content, PartHandler& handler) {
    XmlEnd end = parse_xml(content, handler);
    handler.finish();
    if (end.code == XmlEnd::Code::done || cut_) return;
    if (end.code == XmlEnd::Code::failed) {
      sink_.gap(without_place(note_of(end.error, 0)));
      if (end.rest.empty()) return;
      const auto rest = make_owned_source(std::move(end.rest));
      sink_.child(info, rest.get());
      return;
    }
    sink_.gap(note(end.code));
    const auto rest = make_concat_source(std::move(end.rest), content);
    sink_.child(info, rest.get());
  }

 private:
  static GapNote without_place(GapNote note) {
    note.offset.reset();  // of the part, not of the document
    return note;
  }
  static GapNote note(XmlEnd::Code code) {
    switch (code) {
      case XmlEnd::Code::entities:
        return {GapReason::unsupported_method, std::nullopt, "xml-entities"};
      case XmlEnd::Code::too_deep:
        return {GapReason::limit_depth, std::nullopt, "xml"};
      case XmlEnd::Code::too_large:
        return {GapReason::limit_memory, std::nullopt, "xml"};
      default:
        return {GapReason::corrupt, std::nullopt, "xml"};
    }
  }

  Sink& sink_;
  const bool& cut_;  // by a limit: that is told, and the content's end is no damage
};

// Both passes: a limit that cuts a part's content is remembered.
class PartSink : public SinkProxy {
 public:
  using SinkProxy::SinkProxy;
  bool account(uint64_t bytes_in, uint64_t bytes_out) override {
    const bool go_on = SinkProxy::account(bytes_in, bytes_out);
    cut_ = cut_ || !go_on;
    return go_on;
  }

 protected:
  bool cut_ = false;
};

class FirstPass final : public PartSink {
 public:
  FirstPass(Sink& sink, Package& package, OfficeDocument& document)
      : PartSink(sink), package_(package), document_(document) {}

  bool child(ChildInfo info, ByteSource* content) override {
    if (info.raw_name == kContentTypes) package_.has_types = true;
    if (content == nullptr || info.unread) return true;
    if (info.raw_name == "mimetype") {
      take_type(*content);
      return true;
    }
    // Whether it is a document at all stands at its front nearly always; else everything is looked
    // at, and nothing is told.
    const std::string root = root_of(*content);
    if (root.empty()) return true;
    if (package_.format.empty()) package_.format = format_of(package_, root);
    if (root == "workbook") return take_workbook(info, *content);
    if (root == "Relationships") return take_relations(info, *content);
    if (root == "manifest") return parse(*content, ManifestHandler(package_.encrypted));
    if (root == "pivotCacheDefinition")
      return parse(*content, PivotNamesHandler(document_.pivots[number_of(info.raw_name)]));
    return true;
  }
  // All this is the second pass's to tell.
  void window(const Window&) override {}
  void batch(const RecordBatch&) override {}
  void non_object(ChildInfo, bool) override {}
  void decoded(ByteSource&) override {}
  void uncovered(ByteSource&, uint64_t) override {}
  void gap(GapNote) override {}
  void encoding(std::string_view) override {}
  void format(std::string_view) override {}

 private:
  template <class Handler>
  static bool parse(ByteSource& content, Handler&& handler) {
    parse_xml(content, handler);
    return true;
  }

  void take_type(ByteSource& content) {
    const auto head = content.peek(256);
    const std::string_view type = head ? as_text(*head) : ""sv;
    if (!type.starts_with(kOdfType)) return;
    package_.odf = std::string(type.substr(kOdfType.size(), 64));
    package_.format = odf_format(package_.odf);
  }

  bool take_workbook(const ChildInfo& info, ByteSource& content) {
    if (!package_.workbook.empty()) return true;
    package_.workbook = info.raw_name;
    SheetNames names(package_.sheets);
    return parse(content, names);
  }

  bool take_relations(const ChildInfo& info, ByteSource& content) {
    // The workbook's own may come before it.
    const std::string_view name = info.raw_name;
    if (name.find("_rels/workbook") == std::string_view::npos) return true;
    return parse(content, RelationsHandler(package_.relations));
  }

  class SheetNames final : public XmlHandler {
   public:
    explicit SheetNames(std::vector<WorkbookSheet>& sheets) : sheets_(sheets) {}
    void start(std::string_view name, const XmlAttributes& a) override {
      if (name == "sheet")
        sheets_.push_back({std::string(a.get("name")), std::string(a.get("id"))});
    }
    void end(std::string_view) override {}
    void text(std::string_view) override {}
    void aside(std::string_view) override {}

   private:
    std::vector<WorkbookSheet>& sheets_;
  };

  Package& package_;
  OfficeDocument& document_;
};

// Between the two: the shared strings, which everything else needs in memory.
class SharedPass final : public PartSink {
 public:
  SharedPass(Sink& sink, Package& package, OfficeDocument& document)
      : PartSink(sink), package_(package), document_(document) {}

  bool child(ChildInfo info, ByteSource* content) override {
    if (content == nullptr || info.unread || !package_.shared.empty()) return true;
    if (root_of(*content) != "sst") return true;
    package_.shared = info.raw_name;
    const auto handler = make_shared_handler(document_);
    PartReader(sink(), cut_).read(info, *content, *handler);
    return true;
  }
  void window(const Window&) override {}
  void batch(const RecordBatch&) override {}
  void non_object(ChildInfo, bool) override {}
  void decoded(ByteSource&) override {}
  void uncovered(ByteSource&, uint64_t) override {}
  void gap(GapNote) override {}
  void encoding(std::string_view) override {}
  void format(std::string_view) override {}

 private:
  Package& package_;
  OfficeDocument& document_;
};

class SecondPass final : public PartSink {
 public:
  SecondPass(Sink& sink, Package& package, OfficeDocument& document)
      : PartSink(sink), package_(package), document_(document) {}

  bool child(ChildInfo info, ByteSource* content) override {
    if (package_.encrypted.contains(info.raw_name)) {
      info.unread = GapNote{GapReason::encrypted, std::nullopt, "odf"};
      return sink().child(std::move(info), nullptr);
    }
    if (content == nullptr || info.unread) return sink().child(std::move(info), content);
    if (info.raw_name == "mimetype" && package_.is_odf()) return take_type(info, *content);
    const std::string root = root_of(*content);
    if (root.empty()) return sink().child(std::move(info), content);
    if (root == "sst" && info.raw_name == package_.shared && !std::exchange(shared_, true))
      return true;
    const auto handler = handler_for(root, info.raw_name);
    PartReader(sink(), cut_).read(info, *content, *handler);
    return !cut_;
  }
  // The zip reader's word for what it cannot read: this one does.
  void gap(GapNote note) override {
    const bool own = note.detail == "ooxml" || note.detail == "odf";
    if (note.reason != GapReason::no_reader || !own) sink().gap(note);
  }

 private:
  bool take_type(ChildInfo& info, ByteSource& content) {
    const auto head = content.peek(257);
    if (!head || head->size() > 256) return sink().child(std::move(info), &content);
    document_.note(kFieldXml, as_text(*head));
    return content.skip(head->size()).ok();
  }

  std::unique_ptr<PartHandler> handler_for(std::string_view root, const std::string& part) {
    if (root == "worksheet" || root == "dialogsheet" || root == "macrosheet")
      return make_sheet_handler(document_, sheet_name(part));
    if (root == "externalLink") return make_sheet_handler(document_, "~external");
    if (root == "workbook") return make_workbook_handler(document_, ignored_sheets_);
    if (root == "sst") return make_shared_handler(document_);
    if (root == "pivotCacheDefinition") {
      ignored_names_.clear();
      return make_pivot_handler(document_, ignored_names_);
    }
    if (root == "pivotCacheRecords")
      return make_pivot_handler(document_, document_.pivots[number_of(part)]);
    if (root == "coreProperties" || root == "Properties" || root == "document-meta")
      return make_properties_handler(document_);
    if (root == "document-content" || root == "document-styles")
      return make_odf_handler(document_, package_.format == "ods");
    return make_text_handler(document_, text_field(root));
  }

  static std::string_view text_field(std::string_view root) {
    if (root == "comments" || root == "ThreadedComments" || root == "cmLst") return kFieldComments;
    if (root == "hdr") return kFieldHeader;
    if (root == "ftr") return kFieldFooter;
    if (root == "footnotes" || root == "endnotes" || root == "notes") return kFieldNotes;
    return {};
  }

  std::string sheet_name(const std::string& part) const {
    const auto known = document_.sheets.find(part);
    if (known != document_.sheets.end()) return known->second;
    const size_t slash = part.rfind('/');
    const std::string file = part.substr(slash == std::string::npos ? 0 : slash + 1);
    return file.substr(0, file.rfind('.'));
  }

  Package& package_;
  OfficeDocument& document_;
  bool shared_ = false;
  std::vector<WorkbookSheet> ignored_sheets_;
  std::vector<std::string> ignored_names_;
};

void name_sheets(const Package& package, OfficeDocument& document) {
  for (const WorkbookSheet& sheet : package.sheets) {
    const auto target = package.relations.find(sheet.relation);
    if (target == package.relations.end()) continue;
    document.sheets.emplace(resolve(package.workbook, target->second), sheet.name);
  }
}

ReadOutcome read_office(ByteSource& source, Sink& sink) {
  const uint64_t begin = source.position();
  OfficeDocument document(sink, std::min(kMostShared, sink.memory_left() / 2));
  Package package;
  const auto again = [&] { return source.seek(begin).ok(); };
  FirstPass first(sink, package, document);
  const ReadOutcome zip = zip_reader().read(source, first);
  if (zip.code == ReadOutcome::Code::not_mine || !package.is_ours())
    return {ReadOutcome::Code::not_mine};
  if (!again()) return {ReadOutcome::Code::damaged};
  if (!package.format.empty()) sink.format(package.format);
  if (package.format == "xlsx") {
    name_sheets(package, document);
    SharedPass shared(sink, package, document);
    zip_reader().read(source, shared);
    if (!document.shared.complete())
      sink.gap({GapReason::limit_memory, std::nullopt, "shared-strings"});
    sink.hold_memory(document.shared.bytes());
    if (!again()) return {ReadOutcome::Code::damaged};
  }
  SecondPass second(sink, package, document);
  const ReadOutcome outcome = zip_reader().read(source, second);
  document.rows.flush();
  // Strings that no cell uses any more: what was deleted, perhaps.
  for (size_t i = 0; i < document.shared.size(); ++i) {
    if (!document.shared.used(i)) document.note(kFieldShared, document.shared.text(i));
  }
  document.other.flush();
  return outcome;
}

// Does a directory record in the file's last bytes name this part?
bool names_part(Bytes tail, std::string_view part) {
  const std::string_view text = as_text(tail);
  for (size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1)) {
    if (at >= kZipCentralBytes && text.substr(at - kZipCentralBytes, 4) == "PK\1\2"sv) return true;
  }
  return false;
}

class OoxmlReader final : public Reader {
 public:
  std::string_view name() const override { return "ooxml"; }
  ReaderKind kind() const override { return ReaderKind::document; }
  bool tells_fields() const override { return true; }
  bool needs_seek() const override { return true; }
  int bid(const Head& head) const override {
    if (!head.seekable || !plausible_local(head.head)) return 0;
    const std::string_view name = as_text(head.head).substr(kZipLocalBytes);
    static constexpr std::array kFirst = {kContentTypes, "_rels/"sv, "docProps/"sv, "word/"sv,
                                          "xl/"sv,       "ppt/"sv,   "customXml/"sv};
    const bool first = std::any_of(kFirst.begin(), kFirst.end(),
                                   [&](std::string_view part) { return name.starts_with(part); });
    return first || names_part(head.tail, kContentTypes) ? 64 : 0;
  }
  ReadOutcome read(ByteSource& source, Sink& sink) const override {
    return read_office(source, sink);
  }
};

class OdfReader final : public Reader {
 public:
  std::string_view name() const override { return "odf"; }
  ReaderKind kind() const override { return ReaderKind::document; }
  bool tells_fields() const override { return true; }
  bool needs_seek() const override { return true; }
  int bid(const Head& head) const override {
    if (!head.seekable || !plausible_local(head.head)) return 0;
    const std::string_view text = as_text(head.head);
    if (!text.substr(kZipLocalBytes).starts_with("mimetype")) return 0;
    return text.substr(0, 256).find(kOdfType) != std::string_view::npos ? 64 : 0;
  }
  ReadOutcome read(ByteSource& source, Sink& sink) const override {
    return read_office(source, sink);
  }
};

}  // namespace

const Reader& ooxml_reader() {
  static const OoxmlReader reader;
  return reader;
}

const Reader& odf_reader() {
  static const OdfReader reader;
  return reader;
}

}  // namespace qingce
