// The words for what was found: evidence, confidence, state, and Finding, the one-per-occurrence
// record. A Finding holds no raw value: a masked form and a keyed digest only, so it may leave the
// worker.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/core/digest.h"

namespace qingce {

// Fixed at match time; part of a row's key. Values are written to the inventory: never renumber.
enum class Evidence : uint16_t {
  check_passed = 1u << 0,  // a check digit or checksum is right
  table_hit = 1u << 1,     // a table of assigned values holds it (division, BIN, phone plan)
  context_near =
      1u << 2,  // a context word within 32 characters before or 16 after, same line or value
  negative_context = 1u << 3,  // an order number's word there instead
  field_name = 1u << 4,        // the field's name says so
  glued = 1u << 5,             // a letter stands directly beside it
  placeholder = 1u << 6,       // a known filler or demo value
  masked = 1u << 7,            // 138****1234
  damaged = 1u << 8,           // Excel's 15 significant digits
  check_failed =
      1u << 9,        // the shape and table are right, the check is wrong (kept for a named field)
  digest = 1u << 10,  // 32, 40 or 64 hex digits in a field named as an identifier
  ciphertext = 1u << 11,  // a block of base64 there
  contested = 1u << 12,   // in a field: another rule accepts the same value
};

// All bits that mean something.
inline constexpr uint16_t kKnownEvidence = 0x1fff;

class EvidenceSet {
 public:
  constexpr EvidenceSet() = default;
  constexpr explicit EvidenceSet(uint16_t bits) : bits_(bits) {}
  constexpr EvidenceSet& add(Evidence e) {
    bits_ = static_cast<uint16_t>(bits_ | static_cast<uint16_t>(e));
    return *this;
  }
  constexpr bool has(Evidence e) const { return (bits_ & static_cast<uint16_t>(e)) != 0; }
  constexpr uint16_t bits() const { return bits_; }
  constexpr bool operator==(const EvidenceSet&) const = default;

 private:
  uint16_t bits_ = 0;
};
// "check_passed" …, in bit order; for --explain and the inventory's JSON.
std::vector<std::string_view> names(EvidenceSet evidence);

enum class Confidence : uint8_t { possible, likely, confirmed };
std::string_view to_string(Confidence confidence);

enum class ValueState : uint8_t {
  valid,
  invalid,
  placeholder,
  masked,
  damaged,
  pseudonymised,
  encrypted
};
std::string_view to_string(ValueState state);
// The state that evidence alone gives (pseudonymised or encrypted, else masked, damaged,
// placeholder, invalid, in this order).
ValueState state_of(EvidenceSet evidence);

// One occurrence. `field` is null outside tables; offset and length are null, and record set, where
// the value has no bytes of its own (a batch). offset: bytes in the object's own content.
struct Finding {
  uint16_t rule = 0;  // index in the RuleSet of the run
  EvidenceSet evidence;
  std::optional<std::string> field;  // "~name" for a value in a name
  std::vector<uint16_t> also;        // other rules that accept the same span, ascending
  std::optional<uint64_t> offset;
  std::optional<uint64_t> length;
  std::optional<uint64_t> record;
  std::string masked;
  Digest128 digest;
};

}  // namespace qingce
