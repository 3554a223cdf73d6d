// XmlStream: the edge of expat. XML is parsed as it streams, and what is hostile or broken in it is
// told by place, never by expat's words. Private to scanner/read; xml_stream.cc alone knows
// expat.h.
//
// Nothing is expanded: the first declaration of an entity ends the parsing (a billion laughs needs
// one), external ones are never fetched. What is held is bounded: the depth of elements, the number
// of different names (expat keeps each), the length of one tag. Encodings: UTF-8 and UTF-16 by
// expat, GBK, GB18030 (its pairs), Big5 and single-byte ASCII supersets by what the declaration
// says.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/io/byte_source.h"

namespace qingce {

// The attributes of one element. Valid during XmlHandler::start.
class XmlAttributes {
 public:
  explicit XmlAttributes(const char* const* pairs) : pairs_(pairs) {}
  size_t size() const;
  // With prefix, as it stands.
  std::string_view name(size_t i) const { return pairs_[2 * i]; }
  std::string_view value(size_t i) const { return pairs_[2 * i + 1]; }
  // By the name without its prefix; empty if there is none.
  std::string_view get(std::string_view local) const;

 private:
  const char* const* pairs_;
};

// All text comes as UTF-8. Names come without their prefix.
class XmlHandler {
 public:
  virtual ~XmlHandler() = default;
  virtual void start(std::string_view name, const XmlAttributes& attributes) = 0;
  virtual void end(std::string_view name) = 0;
  // A text may come in pieces.
  virtual void text(std::string_view text) = 0;
  // Comments and processing instructions: no content, but text that somebody wrote.
  virtual void aside(std::string_view text) = 0;
};

// "a" of "w:a".
std::string_view local_name(std::string_view name);

struct XmlEnd {
  enum class Code : uint8_t {
    done,
    malformed,  // or the content ends too early
    entities,   // declares entities
    too_deep,
    too_large,  // one tag, or all names together
    failed,     // the source
  } code = Code::done;
  uint64_t at = 0;                          // bytes of the content that were parsed
  std::vector<std::byte> rest;              // what was read of the source behind them
  Error error{ErrorCode::internal, "", 0};  // of the source, if it failed
};

inline constexpr size_t kXmlDepth = 1024;  // elements around one; Word's own files stay below 100
inline constexpr size_t kXmlNames = 1 << 16;  // different names of elements and attributes
inline constexpr size_t kXmlTag = 1 << 20;    // bytes of one tag, comment or declaration

// Parses `source` from its position. Handlers must not throw.
XmlEnd parse_xml(ByteSource& source, XmlHandler& handler);

// Whether the first bytes of a content are XML, and then the local name of its root element; empty
// if it is no XML or the root is farther away than these bytes.
std::string xml_root(Bytes head);

}  // namespace qingce
