// RecordBook: the records of one object, and the people in them. Values come with the record they
// stand in; when a record ends, each person in it is known by their strongest identifier alone.
// What is kept is counts and sketches, bounded whatever the object holds. One per open object,
// owned by the collector of its worker; one thread. Records of text tables end where windows
// please, so a record stays open between windows.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "detectors/person.h"
#include "detectors/ruleset.h"
#include "scanner/inventory/inventory.h"

namespace qingce {

// What a run's rules say about people; made once, shared by all books of a worker.
class PersonRules {
 public:
  PersonRules(const RuleSet& rules, std::string_view reference_date);

  // Whether a value counts as an identifier: never, always, or if its column speaks for it.
  enum class Standing : uint8_t { never, column, always };
  struct Worth {
    Identifier identifier = Identifier::none;
    Standing standing = Standing::never;
    bool counts_alone = false;  // at least likely without any column: ages, linked records
  };
  const Worth& worth(uint16_t rule, EvidenceSet evidence);
  // A bit for each kind of identity and contact data; 0 for other rules.
  uint32_t kind_bit(uint16_t rule) const { return kind_bits_[rule]; }

  enum class Age : uint8_t { unknown, adult, under_18, under_14 };
  Age age(uint16_t rule, std::string_view normal) const;

 private:
  const RuleSet& rules_;
  std::optional<Date> reference_;
  std::vector<bool> dated_;
  std::vector<uint32_t> kind_bits_;
  std::unordered_map<uint32_t, Worth> worths_;
};

struct RecordValue {
  uint64_t record = 0;
  uint32_t field = 0;  // as given to RecordBook::name
  uint16_t rule = 0;
  EvidenceSet evidence;
  PersonRules::Age age = PersonRules::Age::unknown;
  Digest128 digest;
};

class RecordBook {
 public:
  // Tells the book about field number `field`, once, before its first value: the printed name that
  // tables are made of, and the words that say whose field it is.
  void name(uint32_t field, std::string printed, std::string_view raw, std::string_view comment);
  bool knows(uint32_t field) const { return field < fields_.size() && fields_[field].known; }

  // Records ascend, and values of one record follow one another; within begin_batch/end_batch
  // columns come one after another instead.
  void add(const RecordValue& value, PersonRules& rules);
  void begin_batch(PersonRules& rules);
  void end_batch(PersonRules& rules);
  bool has_batch() const { return !batch_.empty(); }
  // A value of no record.
  void outside(PersonRules::Age age, const Digest128& digest);
  // A date in a record that holds a value (in a batch: in any).
  void date(uint64_t record, uint32_t field, int year);
  // The object ends.
  void finish(PersonRules& rules);

  // Hands on what was gathered, for object `number`; the open record stays.
  void move_to(uint64_t number, ItemChunk& chunk);

 private:
  static constexpr size_t kVotes = 3;
  using Vote = uint64_t;  // field, rule, evidence; 0: none
  using Votes = std::array<Vote, kVotes>;
  struct Field {
    bool known = false;
    std::string printed;
    uint32_t table = 0;
    uint32_t person = 0;
    bool school = false;
    bool guardian = false;
  };
  struct Table {
    std::string name;
    bool touched = false;
    TableCounts counts;
    Sketch subjects;
    Sketch under_14;
    Sketch under_18;
    std::map<Votes, Sketch> votes;
  };

  uint32_t table_index(const std::string& name);
  void open(uint64_t record);
  void settle(PersonRules& rules);
  void settle_person(Table& table, uint32_t person, PersonRules& rules);
  void vote(Table& table, std::vector<const RecordValue*>& doubtful, PersonRules& rules);
  void note_age(Table& table, PersonRules::Age age, const Digest128& digest);
  uint32_t table_of_record() const;

  std::vector<Field> fields_;
  std::vector<Table> tables_;
  std::unordered_map<std::string, uint32_t> table_numbers_;
  std::vector<std::string> persons_{std::string()};  // 0: the one the record is about
  std::map<std::pair<uint32_t, int>, uint64_t> years_;
  bool is_open_ = false;
  bool continued_ = false;  // a part of the open record was settled already
  uint64_t record_ = 0;
  std::vector<RecordValue> values_;              // of the open record
  std::vector<std::pair<uint32_t, int>> dates_;  // of the open record
  bool in_batch_ = false;
  std::vector<RecordValue> batch_;
  struct BatchDate {
    uint64_t record = 0;
    uint32_t field = 0;
    int year = 0;
  };
  std::vector<BatchDate> batch_dates_;
  Table outside_;
};

}  // namespace qingce
