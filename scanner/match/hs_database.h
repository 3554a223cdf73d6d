// The one door to Hyperscan: a compiled block-mode database and the scratch it runs in. hs.h is
// included by hs_database.cc only. Byte patterns throughout: HS_FLAG_UTF8 is undefined on arbitrary
// input, and start-of-match costs 2-75x on e-mail-like patterns, so only end offsets are reported.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "scanner/core/result.h"

struct hs_database;
struct hs_scratch;

namespace qingce {

struct HsPattern {
  std::string expression;
  unsigned id = 0;
  bool caseless = false;
};

// What Hyperscan knows of one expression before it is compiled into a database.
struct HsWidth {
  size_t min = 0;
  std::optional<size_t> max;  // nullopt: unbounded
};

// Where an expression was refused: its place in the vector and, if known, the byte in it.
struct HsRefusal {
  size_t pattern = 0;
  std::optional<size_t> position;
};

// nullopt and `refusal` set if the expression is not supported.
std::optional<HsWidth> hs_width(const HsPattern& pattern, HsRefusal* refusal);

class HsScratch;

// Immutable; shared by all threads.
class HsDatabase {
 public:
  // `to`: offset behind the last byte of the match.
  using OnMatch = void (*)(void* context, unsigned id, size_t to);

  // Null, with `refusal` set, if a pattern is not supported. An empty vector gives a database that
  // never matches.
  static std::unique_ptr<HsDatabase> compile(const std::vector<HsPattern>& patterns,
                                             HsRefusal* refusal);
  ~HsDatabase();
  HsDatabase(const HsDatabase&) = delete;
  HsDatabase& operator=(const HsDatabase&) = delete;

  bool empty() const { return database_ == nullptr; }
  // false: Hyperscan failed (a defect; the arguments cannot cause it). REQUIRES: size < 4 GiB.
  bool scan(const unsigned char* data, size_t size, HsScratch& scratch, OnMatch on_match,
            void* context) const;

 private:
  friend class HsScratch;
  HsDatabase() = default;
  hs_database* database_ = nullptr;
};

// One per worker; serves every database it was grown for.
class HsScratch {
 public:
  HsScratch() = default;
  ~HsScratch();
  HsScratch(HsScratch&& other) noexcept;
  HsScratch& operator=(HsScratch&& other) noexcept;
  HsScratch(const HsScratch&) = delete;
  HsScratch& operator=(const HsScratch&) = delete;

  bool grow(const HsDatabase& database);
  // Empty scratch if memory is short.
  HsScratch clone() const;

 private:
  friend class HsDatabase;
  hs_scratch* scratch_ = nullptr;
};

// `bytes` as an expression that matches exactly them.
std::string hs_literal(std::string_view bytes);

}  // namespace qingce
