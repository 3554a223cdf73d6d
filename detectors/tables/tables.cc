#include "detectors/tables/tables.h"

#include <algorithm>
#include <array>

namespace qingce::tables {
namespace {

constexpr uint32_t kDivisions[] = {
#include "detectors/tables/divisions.inc"
};

struct Bin {
  std::string_view digits;
  uint8_t length;
};
constexpr Bin kBins[] = {
#include "detectors/tables/bins.inc"
};

constexpr uint32_t kMobile[] = {
#include "detectors/tables/mobile.inc"
};

constexpr std::string_view kAreaCodes[] = {
#include "detectors/tables/area_codes.inc"
};

struct Country {
  std::string_view alpha3;
  uint16_t numeric;
};
constexpr Country kCountries[] = {
#include "detectors/tables/countries.inc"
};

constexpr std::string_view kTlds[] = {
#include "detectors/tables/tlds.inc"
};

template <size_t N>
struct Bits {
  std::array<uint64_t, (N + 63) / 64> words{};
  constexpr void set(size_t i) { words[i / 64] |= uint64_t{1} << (i % 64); }
  constexpr bool test(size_t i) const { return i < N && ((words[i / 64] >> (i % 64)) & 1) != 0; }
};

// Divisions in two levels: 20 KB of index over the first four digits, 16 bytes for each prefecture.
// A flat bitmap would be 125 KB, more than the L1 cache that a dump full of IDs should leave to the
// matcher.
constexpr size_t count_prefectures() {
  size_t count = 0;
  uint32_t last = 0;
  for (const uint32_t code : kDivisions) {
    if (code / 100 != last) ++count;
    last = code / 100;
  }
  return count;
}

struct DivisionIndex {
  std::array<uint16_t, 10000> block{};  // 0: none
  std::array<Bits<100>, count_prefectures() + 1> blocks{};
  Bits<100> provinces{};
};

constexpr DivisionIndex make_divisions() {
  DivisionIndex index;
  uint16_t used = 0;
  for (const uint32_t code : kDivisions) {
    uint16_t& block = index.block[code / 100];
    if (block == 0) block = ++used;
    index.blocks[block].set(code % 100);
    index.provinces.set(code / 10000);
  }
  return index;
}
constexpr DivisionIndex kDivisionIndex = make_divisions();

constexpr Bits<10000> make_mobile() {
  Bits<10000> bits;
  for (const uint32_t prefix : kMobile) bits.set(prefix - 10000);
  return bits;
}
constexpr Bits<10000> kMobileBits = make_mobile();

constexpr uint32_t number(std::string_view digits) {
  uint32_t value = 0;
  for (const char c : digits) value = value * 10 + static_cast<uint32_t>(c - '0');
  return value;
}

constexpr Bits<1000> make_area_codes() {
  Bits<1000> bits;  // without the leading 0
  for (const std::string_view code : kAreaCodes) bits.set(number(code.substr(1)));
  return bits;
}
constexpr Bits<1000> kAreaBits = make_area_codes();

constexpr Bits<1000> make_numeric_countries() {
  Bits<1000> bits;
  for (const Country& country : kCountries) bits.set(country.numeric);
  return bits;
}
constexpr Bits<1000> kNumericCountries = make_numeric_countries();

// All BINs that begin a card number with one binary search: padded to ten digits they sort as text
// does, so every row between a prefix of the card and the card begins with that prefix. Hence the
// last row not above the card is below all its prefixes, and `parent` (the next shorter or equal
// prefix among the rows, -1 at the end) leads to them.
constexpr size_t kShortestBin = 3;
constexpr size_t kLongestBin = 10;
constexpr size_t kShortestCard = 13;

constexpr uint64_t padded(std::string_view digits) {
  uint64_t key = 0;
  for (size_t i = 0; i < kLongestBin; ++i) {
    key = key * 10 + (i < digits.size() ? static_cast<uint64_t>(digits[i] - '0') : 0);
  }
  return key;
}

struct BinIndex {
  std::array<uint16_t, 1001> first{};  // rows by their first three digits
  std::array<uint64_t, std::size(kBins)> key{};
  std::array<int16_t, std::size(kBins)> parent{};
};

constexpr BinIndex make_bin_index() {
  BinIndex index;
  size_t row = 0;
  for (uint32_t prefix = 0; prefix < 1000; ++prefix) {
    index.first[prefix] = static_cast<uint16_t>(row);
    while (row < std::size(kBins) && number(kBins[row].digits.substr(0, kShortestBin)) == prefix)
      ++row;
  }
  index.first[1000] = static_cast<uint16_t>(row);
  for (size_t i = 0; i < std::size(kBins); ++i) {
    index.key[i] = padded(kBins[i].digits);
    int parent = static_cast<int>(i) - 1;
    while (parent >= 0 && !kBins[i].digits.starts_with(kBins[static_cast<size_t>(parent)].digits)) {
      parent = index.parent[static_cast<size_t>(parent)];
    }
    index.parent[i] = static_cast<int16_t>(parent);
  }
  return index;
}
constexpr BinIndex kBinIndex = make_bin_index();
static_assert(kBinIndex.first[1000] == std::size(kBins), "bins.inc is sorted and has only digits");

// Row of the last key <= `key` in [begin, end), -1 if there is none. Without branches on the data:
// among the 1,000 rows of 622 a predicted search costs ten misses.
int last_not_above(size_t begin, size_t end, uint64_t key) {
  size_t count = end - begin;
  if (count == 0 || kBinIndex.key[begin] > key) return -1;
  size_t row = begin;
  while (count > 1) {
    const size_t half = count / 2;
    row += kBinIndex.key[row + half] <= key ? half : 0;
    count -= half;
  }
  return static_cast<int>(row);
}

constexpr std::string_view kNames[] = {"area-codes", "bins",   "countries",
                                       "divisions",  "mobile", "tlds"};

template <class Rows, class Text>
TableFacts make_facts(std::string_view name, const Rows& rows, Text text) {
  TableFacts facts{name, std::size(rows), {}};
  for (const auto& row : rows) facts.content.append(text(row)).push_back('\n');
  return facts;
}

}  // namespace

bool is_division(uint32_t code) {
  return code < 1'000'000 &&
         kDivisionIndex.blocks[kDivisionIndex.block[code / 100]].test(code % 100);
}

bool is_prefecture(uint32_t four_digits) {
  return four_digits < 10000 && kDivisionIndex.block[four_digits] != 0;
}

bool is_province(uint32_t two_digits) { return kDivisionIndex.provinces.test(two_digits); }

bool is_bin(std::string_view card) {
  if (card.size() < kShortestCard) return false;
  const uint64_t key = padded(card);
  const uint64_t head = key / 10'000'000;
  if (head > 999) return false;
  for (int row = last_not_above(kBinIndex.first[head], kBinIndex.first[head + 1], key); row >= 0;
       row = kBinIndex.parent[static_cast<size_t>(row)]) {
    const Bin& bin = kBins[static_cast<size_t>(row)];
    if (bin.length == card.size() && card.starts_with(bin.digits)) return true;
  }
  return false;
}

bool has_bin(uint32_t two_digits, size_t card_length) {
  const char two[] = {static_cast<char>('0' + two_digits / 10),
                      static_cast<char>('0' + two_digits % 10)};
  return std::any_of(std::begin(kBins), std::end(kBins), [&](const Bin& row) {
    return row.length == card_length && std::string_view(row.digits).starts_with({two, 2});
  });
}

bool is_mobile_prefix(uint32_t five_digits) {
  return five_digits >= 10000 && kMobileBits.test(five_digits - 10000);
}

bool is_area_code(std::string_view code) {
  if ((code.size() != 3 && code.size() != 4) || code[0] != '0') return false;
  const uint32_t value = number(code.substr(1));
  return (code.size() == 3) == (value < 100) && kAreaBits.test(value);
}

bool is_country(std::string_view alpha3) {
  const auto* const row = std::lower_bound(
      std::begin(kCountries), std::end(kCountries), alpha3,
      [](const Country& country, std::string_view key) { return country.alpha3 < key; });
  return row != std::end(kCountries) && row->alpha3 == alpha3;
}

bool is_country(uint32_t numeric) { return kNumericCountries.test(numeric); }

bool is_tld(std::string_view label) {
  return std::binary_search(std::begin(kTlds), std::end(kTlds), label);
}

std::span<const std::string_view> table_names() { return kNames; }

TableFacts facts(std::string_view name) {
  const auto as_is = [](std::string_view row) { return std::string(row); };
  const auto decimal = [](uint32_t row) { return std::to_string(row); };
  if (name == "area-codes") return make_facts(name, kAreaCodes, as_is);
  if (name == "bins") {
    return make_facts(name, kBins, [](const Bin& row) {
      return std::string(row.digits) + ' ' + std::to_string(row.length);
    });
  }
  if (name == "countries") {
    return make_facts(name, kCountries, [](const Country& row) {
      return std::string(row.alpha3) + ' ' + std::to_string(row.numeric);
    });
  }
  if (name == "divisions") return make_facts(name, kDivisions, decimal);
  if (name == "mobile") return make_facts(name, kMobile, decimal);
  if (name == "tlds") return make_facts(name, kTlds, as_is);
  return {};
}

}  // namespace qingce::tables
