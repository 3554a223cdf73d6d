// JSON as text, for what is written a million times: a DOM of each result would take longer than
// all the rest of a report. Keys are literals of ours; every other text is escaped (RFC 8259), and
// bytes that are no UTF-8 become U+FFFD, so that a file that was tampered with gives valid JSON.
// One value; one thread.
#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace qingce {

class JsonWriter {
 public:
  JsonWriter& begin_object() { return open('{'); }
  JsonWriter& end_object() { return close('}'); }
  JsonWriter& begin_array() { return open('['); }
  JsonWriter& end_array() { return close(']'); }
  JsonWriter& key(std::string_view literal) {
    comma();
    out_ += '"';
    out_ += literal;
    out_ += "\":";
    comma_ = false;
    return *this;
  }
  JsonWriter& value(std::string_view text);
  JsonWriter& value(const char* text) { return value(std::string_view(text)); }
  JsonWriter& value(const std::string& text) { return value(std::string_view(text)); }
  template <std::integral T>
  JsonWriter& value(T number) {
    if constexpr (std::same_as<T, bool>) return token(number ? "true" : "false");
    return token(std::to_string(number));
  }
  JsonWriter& null() { return token("null"); }

  // A key and its value.
  template <class T>
  JsonWriter& field(std::string_view name, const T& content) {
    return key(name).value(content);
  }
  template <class T>
  JsonWriter& field(std::string_view name, const std::optional<T>& content) {
    key(name);
    return content ? value(*content) : null();
  }

  const std::string& text() const { return out_; }
  void clear() {
    out_.clear();
    comma_ = false;
  }

 private:
  JsonWriter& open(char bracket) {
    comma();
    out_ += bracket;
    comma_ = false;
    return *this;
  }
  JsonWriter& close(char bracket) {
    out_ += bracket;
    comma_ = true;
    return *this;
  }
  JsonWriter& token(std::string_view text) {
    comma();
    out_ += text;
    comma_ = true;
    return *this;
  }
  void comma() {
    if (comma_) out_ += ',';
  }

  std::string out_;
  bool comma_ = false;  // something stands before on this level
};

}  // namespace qingce
