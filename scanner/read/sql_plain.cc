#include "scanner/read/sql_plain.h"

#include "scanner/read/sql_bytes.h"

namespace qingce {
namespace {

class PlainTuples {
 public:
  PlainTuples(const SqlView& view, uint64_t stop, SqlStyle style, SqlTuplePlace* place,
              SqlPlainValues* values)
      : view_(view),
        end_(view.data + (stop - view.begin)),
        backslash_(style.backslash),
        place_(*place),
        values_(*values) {}

  uint64_t read(uint64_t pos, uint64_t target) {
    const unsigned char* p = view_.data + (pos - view_.begin);
    values_.size = 0;
    while (p != nullptr) {
      here_ = p;
      if (values_.size == values_.value.size() || offset(p) > target) break;
      p = place_.inside ? inside(p) : between(p);
    }
    return offset(here_);
  }

 private:
  uint64_t offset(const unsigned char* p) const {
    return view_.begin + static_cast<uint64_t>(p - view_.data);
  }

  // These go one token further, or give nullptr.
  const unsigned char* between(const unsigned char* p) {
    while (p < end_ && (kSqlSpace[*p] || *p == ',')) ++p;
    if (p >= end_ || *p != '(') {
      here_ = p;
      return nullptr;
    }
    place_ = {true, offset(p), 0};
    return p + 1;
  }

  const unsigned char* inside(const unsigned char* p) {
    while (p < end_ && kSqlSpace[*p]) ++p;
    if (p >= end_) return nullptr;
    const unsigned char c = *p;
    if (c == '\'' || c == '"') return quoted(p + 1, c);
    if (c == ',') {
      ++place_.index;
      return p + 1;
    }
    if (c == ')') {
      place_.inside = false;
      return p + 1;
    }
    if (c == '-') return p + 1 < end_ && is_digit_byte(p[1]) ? p + 1 : nullptr;
    return kSqlWord[c] && c != '$' ? word(p) : nullptr;
  }

  const unsigned char* quoted(const unsigned char* p, unsigned char quote) {
    const unsigned char* const begin = p;
    const unsigned char other = backslash_ ? '\\' : quote;
    for (;;) {
      p = find_either(p, end_, quote, other);
      if (p + 1 >= end_) return nullptr;
      if (*p == '\\' && quote != '\\') {
        if (p[-1] >= 0x81) return nullptr;  // perhaps the second half of a GBK character
        p += 2;
      } else if (p[1] == quote) {
        p += 2;
      } else {
        break;
      }
    }
    push(begin, p);
    return p + 1;
  }

  const unsigned char* word(const unsigned char* p) {
    const unsigned char* const begin = p;
    const bool number = is_digit_byte(*p);
    while (p < end_ && *p < 0x80 && (kSqlWord[*p] || (number && *p == '.'))) ++p;
    if (p >= end_ || *p >= 0x80 || *p == '\'') return nullptr;
    if (number) push(begin, p);
    return p;
  }

  void push(const unsigned char* begin, const unsigned char* end) {
    values_.value[values_.size++] = {offset(begin), offset(end), place_.record, place_.index};
  }

  const SqlView& view_;
  const unsigned char* const end_;
  const bool backslash_;
  SqlTuplePlace& place_;
  SqlPlainValues& values_;
  const unsigned char* here_ = nullptr;
};

}  // namespace

uint64_t read_plain_tuples(const SqlView& view, uint64_t pos, uint64_t target, uint64_t stop,
                           SqlStyle style, SqlTuplePlace* place, SqlPlainValues* values) {
  return PlainTuples(view, stop, style, place, values).read(pos, target);
}

}  // namespace qingce
