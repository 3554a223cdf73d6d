// Identity and travel documents: shapes, and the checks of those that have one.
#include <algorithm>
#include <array>
#include <string>

#include "detectors/checksums.h"
#include "detectors/validators.h"
#include "detectors/validators_impl.h"

namespace qingce::validators {
namespace {

bool digits_from(std::string_view text, size_t at) {
  return at <= text.size() && all_digits(text.substr(at));
}

// Letters that documents use behind the first one: no I and no O.
bool is_series_letter(char c) { return is_upper(c) && c != 'I' && c != 'O'; }

// The whole text is an accepted 18-character citizen number.
Verdict citizen_number(std::string_view text, EvidenceSet& evidence) {
  // Looked up once: a dump asks for every ID number it holds.
  static const std::array steps = {find_validator("cn.division-near"), find_validator("date18"),
                                   find_validator("mod11-2")};
  for (const ValidatorEntry* step : steps) {
    const Verdict verdict = step->function(text, evidence);
    if (verdict != Verdict::accept) return verdict;
  }
  return Verdict::accept;
}

}  // namespace

// Ordinary E (E + letter since 2017), earlier G, 14, 15; diplomatic D, service S, public affairs P;
// Hong Kong K, KJ, H; Macau MA.
Verdict cn_passport(std::string_view candidate, EvidenceSet&) {
  if (candidate.size() != 9) return Verdict::reject;
  const char first = to_upper(candidate[0]);
  const char second = to_upper(candidate[1]);
  if (!digits_from(candidate, 2)) return Verdict::reject;
  if (is_digit(second)) {
    const bool old = first == '1' && (second == '4' || second == '5');
    return accept_if(old || std::string_view("EGDSPKH").find(first) != std::string_view::npos);
  }
  switch (first) {
    case 'E':
      return accept_if(is_series_letter(second));
    case 'D':
    case 'S':
    case 'P':
      return accept_if(second == 'E');
    case 'K':
      return accept_if(second == 'J');
    case 'M':
      return accept_if(second == 'A');
    default:
      return Verdict::reject;
  }
}

// Eight digits for life, and two that count the cards issued, on the older ones.
Verdict hk_macau_permit(std::string_view candidate, EvidenceSet&) {
  if (candidate.size() != 9 && candidate.size() != 11) return Verdict::reject;
  const char first = to_upper(candidate[0]);
  return accept_if((first == 'H' || first == 'M') && digits_from(candidate, 1));
}

// Cards since 2015 have eight digits; booklets ten, and a letter in brackets.
Verdict taiwan_permit(std::string_view candidate, EvidenceSet&) {
  if (candidate.size() == 8) return accept_if(all_digits(candidate) && candidate[0] != '0');
  return accept_if(candidate.size() == 11 && all_digits(candidate.substr(0, 10)) &&
                   is_letter(candidate[10]));
}

// To Hong Kong and Macau: C, C + letter, earlier W. To Taiwan: L, earlier T.
Verdict exit_permit(std::string_view candidate, EvidenceSet&) {
  if (candidate.size() != 9) return Verdict::reject;
  const char first = to_upper(candidate[0]);
  if (std::string_view("CWLT").find(first) == std::string_view::npos) return Verdict::reject;
  const bool series = first == 'C' && is_series_letter(to_upper(candidate[1]));
  return accept_if(digits_from(candidate, series ? 2 : 1));
}

// One or two letters, six digits, check digit 0-9 or A.
Verdict hkid(std::string_view candidate, EvidenceSet& evidence) {
  const size_t letters = candidate.size() == 8 ? 1 : candidate.size() == 9 ? 2 : 0;
  if (letters == 0 || !std::all_of(candidate.begin(), candidate.begin() + letters, is_letter) ||
      !all_digits(candidate.substr(letters, 6))) {
    return Verdict::reject;
  }
  const char last = to_upper(candidate.back());
  if (!is_digit(last) && last != 'A') return Verdict::reject;
  const auto check = checksums::hkid(candidate.substr(0, candidate.size() - 1));
  return check ? check_if(*check == last, evidence) : Verdict::reject;
}

// 1: issued in Macau; 5 and 7: earlier papers. Its check digit is not published.
Verdict macau_id(std::string_view candidate, EvidenceSet&) {
  return accept_if(candidate.size() == 8 && all_digits(candidate) &&
                   std::string_view("157").find(candidate[0]) != std::string_view::npos);
}

Verdict taiwan_id(std::string_view candidate, EvidenceSet& evidence) {
  if (candidate.size() != 10 || !is_letter(candidate[0]) || !digits_from(candidate, 1)) {
    return Verdict::reject;
  }
  if (candidate[1] != '1' && candidate[1] != '2') return Verdict::reject;
  const auto check = checksums::taiwan_id(candidate.substr(0, 9));
  return check ? check_if(*check == candidate[9], evidence) : Verdict::reject;
}

// Since 2021 the second character is 8 or 9; before, a letter A to D, which counts like a number.
Verdict taiwan_arc(std::string_view candidate, EvidenceSet& evidence) {
  if (candidate.size() != 10 || !is_letter(candidate[0]) || !digits_from(candidate, 2)) {
    return Verdict::reject;
  }
  const char second = to_upper(candidate[1]);
  if (second != '8' && second != '9' && (second < 'A' || second > 'D')) return Verdict::reject;
  const auto check = checksums::taiwan_id(candidate.substr(0, 9));
  return check ? check_if(*check == candidate[9], evidence) : Verdict::reject;
}

// The licence's number is the citizen number; its file number has twelve digits.
Verdict driver_licence(std::string_view candidate, EvidenceSet& evidence) {
  if (candidate.size() == 18) return citizen_number(candidate, evidence);
  return accept_if(candidate.size() == 12 && all_digits(candidate));
}

// The number is the citizen number; on cards a letter and eight digits are common.
Verdict social_security(std::string_view candidate, EvidenceSet& evidence) {
  if (candidate.size() == 18) return citizen_number(candidate, evidence);
  if (candidate.size() != 9 || !is_letter(candidate[0])) return Verdict::reject;
  return accept_if(digits_from(candidate, is_letter(candidate[1]) ? 2 : 1));
}

// Student file number: G (formal) or L (for the time being) and the citizen number. In a field of
// that name also a school's own number.
Verdict student_id(std::string_view candidate, EvidenceSet& evidence) {
  if (candidate.size() != 19) return mixed_number(candidate, evidence);
  const char first = to_upper(candidate[0]);
  if (first != 'G' && first != 'L') return Verdict::reject;
  return citizen_number(candidate.substr(1), evidence);
}

// A number that an office gives out as it likes: at most four letters, then digits, at least four.
Verdict mixed_number(std::string_view candidate, EvidenceSet&) {
  constexpr size_t kMostLetters = 4;
  constexpr size_t kFewestDigits = 4;
  size_t letters = 0;
  while (letters < candidate.size() && is_letter(candidate[letters])) ++letters;
  return accept_if(letters <= kMostLetters && candidate.size() >= letters + kFewestDigits &&
                   all_digits(candidate.substr(letters)) &&
                   candidate.find_first_not_of(candidate[0]) != std::string_view::npos);
}

bool passport_lead(size_t, unsigned two) { return two == 14 || two == 15; }
bool macau_lead(size_t, unsigned two) { return two / 10 == 1 || two / 10 == 5 || two / 10 == 7; }
// Begins with a letter.
bool no_digits_lead(size_t, unsigned) { return false; }

}  // namespace qingce::validators
