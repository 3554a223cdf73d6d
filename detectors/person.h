// What a rule's value says about a person: how strongly it identifies one, and how old they are.
// Pure; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "detectors/rule.h"
#include "scanner/core/finding.h"

namespace qingce {

// Ascending strength: the strongest identifier of a person's slot in a record stands for them.
enum class Identifier : uint8_t {
  none,     // says nothing about who it is (an amount, an organisation)
  name,     // namesakes are two people
  weak,     // a document whose check digit is wrong, a value behind a digest or a cipher
  account,  // e-mail, messenger and platform accounts
  card,     // bank cards and accounts
  mobile,
  document,     // passports, permits
  resident_id,  // one person, one number for life
};
Identifier identifier_of(const Rule& rule);
// As found: a wrong check digit or a digest identifies, but weakly; masked ones and fillers do not.
Identifier identifier_of(const Rule& rule, EvidenceSet evidence);

// A document that only foreigners hold.
bool is_foreign(const Rule& rule);

struct Date {
  int year = 0;
  int month = 0;
  int day = 0;
  auto operator<=>(const Date&) const = default;
};
// "YYYY-MM-DD"; nullopt for anything else.
std::optional<Date> parse_iso_date(std::string_view text);
int days_in_month(int year, int month);

// The birth date in an identity number's normal form; nullopt where the rule has none. Two-digit
// years are the latest that is not after `reference`.
std::optional<Date> birth_date(const Rule& rule, std::string_view normal, const Date& reference);

// Whether somebody born on `birth` is not yet `years` at `reference`. An age is reached on the day
// after the birthday (Civil Code 201; the protective reading), and who was born on 29 February has
// the birthday on 28 February of common years.
bool is_under(const Date& birth, int years, const Date& reference);

// What may be shown of a match: the rule's mask; of a digest or a ciphertext only its form, for a
// few digits of the digest of a mobile number are that number.
std::string masked_form(const Rule& rule, EvidenceSet evidence, std::string_view normal);
// What values of a match can be compared with: the rule's kind, but digests only among themselves.
std::string_view digest_kind(const Rule& rule, EvidenceSet evidence);

}  // namespace qingce
