// Result<T>: a value or an Error. No exception crosses a module line; C libraries are wrapped at
// the edge.
//
// An Error's message is written by us from closed sets (flag names, rule ids, file paths the
// *operator* named). It never quotes scanned content, a member name, or a library's text: those may
// hold personal values.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <variant>

namespace qingce {

enum class ErrorCode : uint8_t {
  usage,      // the operator's input is wrong: exit 2
  io,         // reading or writing failed; sys holds errno
  corrupt,    // input damaged
  truncated,  // input ends too early
  encrypted,
  unsupported,
  limit,     // one of Limits was reached
  internal,  // a defect of ours: exit 4
};

struct Phrase;

// Made by make_error() (message.h), so that it can be said in the operator's language. One that no
// operator sees, because it becomes a gap, may have a message alone.
struct Error {
  ErrorCode code = ErrorCode::internal;
  std::string message{};  // English
  int sys = 0;            // errno, 0 if none
  std::shared_ptr<const Phrase> text{};
};

template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : v_(std::in_place_index<0>, std::move(value)) {}  // NOLINT: implicit by design
  Result(Error error) : v_(std::in_place_index<1>, std::move(error)) {}  // NOLINT

  bool ok() const { return v_.index() == 0; }
  explicit operator bool() const { return ok(); }
  // REQUIRES: ok()
  T& value() { return *std::get_if<0>(&v_); }
  const T& value() const { return *std::get_if<0>(&v_); }
  T& operator*() { return value(); }
  const T& operator*() const { return value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }
  // REQUIRES: !ok()
  const Error& error() const { return *std::get_if<1>(&v_); }

 private:
  std::variant<T, Error> v_;
};

// Result without a value.
class [[nodiscard]] Status {
 public:
  Status() = default;
  Status(Error error) : failed_(true), error_(std::move(error)) {}  // NOLINT: implicit by design
  bool ok() const { return !failed_; }
  explicit operator bool() const { return ok(); }
  const Error& error() const { return error_; }

 private:
  bool failed_ = false;
  Error error_;
};

}  // namespace qingce
