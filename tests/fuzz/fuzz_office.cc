// Office documents: the input is their parts, separated by the byte 0xFF (which no XML holds), put
// into a zip of stored entries, so that every mutation reaches the XML. The first byte says which
// kind of document; an input that is a zip itself goes in as it stands.
#include <zlib.h>

#include <array>
#include <string>

#include "tests/fuzz/read_fuzz.h"

namespace {

using namespace std::string_view_literals;

void put(std::string& out, uint64_t value, int bytes) {
  for (int i = 0; i < bytes; ++i, value >>= 8) out.push_back(static_cast<char>(value));
}

class StoredZip {
 public:
  void add(std::string_view name, std::string_view data) {
    const uLong crc =
        crc32_z(crc32(0, nullptr, 0), reinterpret_cast<const Bytef*>(data.data()), data.size());
    std::string facts;
    put(facts, 20, 2);  // version
    put(facts, 0, 8);   // flags, method, time, date
    put(facts, crc, 4);
    put(facts, data.size(), 4);
    put(facts, data.size(), 4);
    put(facts, name.size(), 2);
    put(facts, 0, 2);
    directory_ += "PK\1\2\0\0"sv;
    directory_ += facts;
    put(directory_, 0, 10);
    put(directory_, bytes_.size(), 4);
    directory_ += name;
    ++entries_;
    bytes_ += "PK\3\4"sv;
    bytes_ += facts;
    bytes_ += name;
    bytes_ += data;
  }
  std::string finish() {
    const size_t at = bytes_.size();
    bytes_ += directory_;
    bytes_ += "PK\5\6\0\0\0\0"sv;
    put(bytes_, entries_, 2);
    put(bytes_, entries_, 2);
    put(bytes_, directory_.size(), 4);
    put(bytes_, at, 4);
    put(bytes_, 0, 2);
    return bytes_;
  }

 private:
  std::string bytes_;
  std::string directory_;
  size_t entries_ = 0;
};

constexpr std::array kBook = {"xl/worksheets/sheet1.xml"sv,
                              "xl/workbook.xml"sv,
                              "xl/_rels/workbook.xml.rels"sv,
                              "xl/sharedStrings.xml"sv,
                              "xl/pivotCache/pivotCacheRecords1.xml"sv,
                              "xl/pivotCache/pivotCacheDefinition1.xml"sv};

std::string document(std::string_view input) {
  StoredZip zip;
  const char kind = input.front();
  input.remove_prefix(1);
  if (kind == 't') zip.add("mimetype", "application/vnd.oasis.opendocument.text");
  if (kind == 's') zip.add("mimetype", "application/vnd.oasis.opendocument.spreadsheet");
  zip.add("[Content_Types].xml", "<Types/>");
  for (size_t i = 0; !input.empty() && i < 12; ++i) {
    const size_t end = std::min(input.find('\xFF'), input.size());
    const std::string name =
        kind == 'x' ? std::string(kBook[i % kBook.size()]) : "part" + std::to_string(i) + ".xml";
    zip.add(name, input.substr(0, end));
    input.remove_prefix(std::min(end + 1, input.size()));
  }
  return zip.finish();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  if (input.empty() || input.starts_with("PK")) {
    qingce::fuzz::run(data, size, ""sv);
    return 0;
  }
  const std::string bytes = document(input);
  qingce::fuzz::run(reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size(), ""sv);
  return 0;
}
