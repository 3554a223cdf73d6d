// Asks a TableMap as the matcher does: windows with margins, first fed, then asked, then released.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "scanner/core/field_map.h"
#include "scanner/read/table_map.h"

namespace qingce::testing_read {

struct TableAnswer {
  std::string field;  // empty: none
  std::string value;  // the bytes that the map calls the value
  uint64_t record = 0;
  uint64_t offset = 0;  // of the needle
  bool operator==(const TableAnswer&) const = default;
};

// Every place where `needle` begins, in windows of `own` bytes.
// Values are those of a window that sees all (own beyond the text), else empty.
inline std::vector<TableAnswer> ask_table(TableMap& map, const std::string& text,
                                          const std::string& needle, size_t own) {
  std::vector<TableAnswer> out;
  const bool all = own > text.size();
  own = std::min(own, text.size() + 1);
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
      TableAnswer answer;
      answer.offset = offset;
      if (ref) {
        EXPECT_LE(ref->value_begin, offset);
        EXPECT_GE(ref->value_end, offset + needle.size());
        answer.field = std::string(ref->field);
        answer.record = ref->record;
        if (all) answer.value = text.substr(ref->value_begin, ref->value_end - ref->value_begin);
      }
      out.push_back(answer);
    }
    map.release();
  }
  return out;
}

// As ask_table with everything in one window, and the same for small windows. `make` makes a map.
template <class Make>
std::vector<TableAnswer> ask_in_windows(const Make& make, const std::string& text,
                                        const std::string& needle) {
  const std::vector<TableAnswer> answers = ask_table(*make(), text, needle, std::string::npos / 2);
  for (const size_t own : {size_t{1}, size_t{7}, size_t{33}, size_t{600}, size_t{4096}}) {
    if (text.size() / own > 20000) continue;
    std::vector<TableAnswer> again = ask_table(*make(), text, needle, own);
    EXPECT_EQ(again.size(), answers.size());
    for (size_t i = 0; i < std::min(again.size(), answers.size()); ++i) {
      again[i].value = answers[i].value;
      EXPECT_TRUE(again[i] == answers[i])
          << "window " << own << " place " << i << ": " << again[i].field << "@" << again[i].record
          << " for " << answers[i].field << "@" << answers[i].record;
    }
  }
  return answers;
}

}  // namespace qingce::testing_read
