// Context words around a candidate. The rules' words are searched as bytes in every encoding they
// may stand in (UTF-8, GB18030, Big5, UTF-16, UTF-32), so nothing is decoded at run time: a hit is
// then checked exactly (character alignment, word boundary, same line, distance in characters).
// Blocks of a window are searched when a candidate first asks for them, so text without candidates
// costs nothing and dense text one pass.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "detectors/ruleset.h"
#include "scanner/match/hs_database.h"
#include "scanner/match/text.h"

namespace qingce {

// Characters before and after a value within which a word counts.
inline constexpr size_t kCharsBefore = 32;
inline constexpr size_t kCharsAfter = 16;

enum class Context : int8_t { negative = -1, none = 0, positive = 1 };

// Immutable; shared by all threads.
class WordIndex {
 public:
  // Null if Hyperscan or ICU fails (a defect).
  static std::unique_ptr<const WordIndex> compile(const RuleSet& rules);
  bool grow(HsScratch& scratch) const;
  // Bytes of the shortest word that some rule asks for.
  size_t shortest_required() const { return shortest_required_; }

 private:
  friend class WordFinder;
  enum class Spelling : uint8_t { ascii, utf8, gb18030, big5, utf16le, utf16be };
  struct Literal {
    uint16_t word = 0;
    Spelling spelling = Spelling::ascii;
    uint8_t length = 0;     // bytes
    bool is_ascii = false;  // the word is ASCII: letters beside it disqualify
  };
  WordIndex() = default;
  struct Patterns {
    std::vector<HsPattern> narrow;
    std::vector<HsPattern> wide;
    std::vector<HsPattern> required;
  };
  bool add_word(const std::string& word, uint16_t index, bool required, Patterns* patterns);
  Context use(uint16_t word, uint16_t rule) const {
    return static_cast<Context>(uses_[static_cast<size_t>(word) * rules_ + rule]);
  }

  bool is_required(uint16_t rule) const { return asks_[rule]; }

  size_t rules_ = 0;
  std::vector<int8_t> uses_;      // words x rules
  std::vector<bool> asks_;        // by rule: a word is required
  std::vector<size_t> shortest_;  // by rule: bytes of its shortest word
  std::vector<Literal> literals_;
  size_t longest_ = 0;  // bytes of the longest literal
  size_t shortest_required_ = SIZE_MAX;
  std::unique_ptr<HsDatabase> narrow_;
  std::unique_ptr<HsDatabase> wide_;
  // Of narrow_, the words without which a rule's candidate is none: far fewer, so that text that
  // holds none of them is passed over in a third of the time.
  std::unique_ptr<HsDatabase> required_;
};

// One per worker.
class WordFinder {
 public:
  explicit WordFinder(const WordIndex& index) : index_(&index) {}
  // A new window.
  void reset(const unsigned char* data, size_t size);
  // The word that decides about rule's candidate [begin, end), which is read as `unit`. text.lo and
  // text.hi are those of the field's value, if there is one. The nearest word decides. A word
  // behind the value usually belongs to what follows it, so its distance counts double and four
  // more; words inside longer ones do not count. `positive_only`: the caller asks for a positive
  // word; without one, what negative words say is not worked out.
  Context near(const Text& text, Unit unit, uint16_t rule, size_t begin, size_t end,
               bool positive_only, HsScratch& scratch);

  // Whether some word that a rule asks for stands within reach of the bytes [begin, end): false
  // spares the question what it says.
  bool any_required(size_t begin, size_t end, HsScratch& scratch);

 private:
  struct Hit {
    uint32_t begin;
    uint32_t end;
    uint16_t literal;
  };
  struct Block {
    bool done = false;
    std::vector<Hit> hits;
  };
  struct Best {
    size_t distance = SIZE_MAX;
    size_t length = 0;
    Context context = Context::none;
  };
  struct Reach {
    size_t from;
    size_t to;
  };
  void gather(Unit unit, size_t begin, size_t end, const Reach& reach, HsScratch& scratch);
  void gather_utf32(const Text& text, Unit unit, size_t begin, size_t end, const Reach& reach,
                    HsScratch& scratch);
  enum class List : uint8_t { narrow, wide, required };
  const std::vector<Hit>& block(size_t index, List list, HsScratch& scratch);
  void weigh(const Text& text, Unit unit, uint16_t rule, size_t begin, size_t end, const Hit& hit,
             Best* best) const;
  bool stands_free(const Text& text, Unit unit, const Hit& hit) const;

  const WordIndex* index_;
  const unsigned char* data_ = nullptr;
  size_t size_ = 0;
  std::array<std::vector<Block>, 3> blocks_;  // by List
  std::vector<Hit> around_;
  std::string narrowed_;
};

}  // namespace qingce
