// What a TableMap answers for every place of a text, fed in windows of any size.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "scanner/read/table_map.h"

namespace qingce::testing_read {

struct FieldAnswer {
  std::string field;  // empty: none
  std::string value;  // the bytes that the map calls the value; only with one window
  uint64_t record = 0;
  bool operator==(const FieldAnswer&) const = default;
};

// Asks for every place where `needle` begins, near the own range as the matcher does; what is owned
// counts.
inline std::vector<FieldAnswer> answers_of(TableMap& map, const std::string& text,
                                           const std::string& needle, size_t own) {
  std::vector<FieldAnswer> out;
  for (size_t at = 0; at < text.size(); at += own) {
    const size_t end = std::min(text.size(), at + own);
    const size_t from = at > kMargin ? at - kMargin : 0;
    const size_t to = std::min(text.size(), end + kMargin);
    const std::string copy = text.substr(from, to - from);
    Window w;
    w.bytes = as_bytes(copy);
    w.own_begin = at - from;
    w.own_end = end - from;
    w.base = from;
    w.at_start = from == 0;
    w.at_end = to == text.size();
    map.feed(w);
    for (size_t p = copy.find(needle); p != std::string::npos; p = copy.find(needle, p + 1)) {
      const uint64_t offset = from + p;
      if (offset + 1024 < at || offset >= end + 1024) continue;
      const auto ref = map.at(offset);
      if (offset < at || offset >= end) continue;
      FieldAnswer answer;
      if (ref) {
        EXPECT_LE(ref->value_begin, offset);
        EXPECT_GE(ref->value_end, offset + needle.size());
        answer = {std::string(ref->field), "", ref->record};
        if (own >= text.size())
          answer.value = text.substr(ref->value_begin, ref->value_end - ref->value_begin);
      }
      out.push_back(answer);
    }
    map.release();
  }
  return out;
}

// The same for all window sizes.
template <class Map>
std::vector<FieldAnswer> answers_of(const std::string& text, const std::string& needle = "139") {
  Map whole;
  const std::vector<FieldAnswer> answers = answers_of(whole, text, needle, text.size() + 1);
  for (const size_t own :
       {size_t{1}, size_t{7}, size_t{33}, size_t{600}, size_t{4096}, size_t{20'000}}) {
    if (own < 33 && text.size() > 20'000) continue;
    Map split;
    const std::vector<FieldAnswer> again = answers_of(split, text, needle, own);
    EXPECT_EQ(again.size(), answers.size());
    for (size_t i = 0; i < std::min(again.size(), answers.size()); ++i) {
      EXPECT_EQ(again[i].field, answers[i].field) << "window " << own << " place " << i;
      EXPECT_EQ(again[i].record, answers[i].record) << "window " << own << " place " << i;
    }
  }
  return answers;
}

template <class Map>
std::vector<std::string> fields_of(const std::string& text, const std::string& needle = "139") {
  std::vector<std::string> out;
  for (const FieldAnswer& a : answers_of<Map>(text, needle)) out.push_back(a.field);
  return out;
}

}  // namespace qingce::testing_read
