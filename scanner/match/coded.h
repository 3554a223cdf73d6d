// Values behind a digest or a cipher: hexadecimal of 32, 40 or 64 digits, and blocks of base64.
// They say something only in a field named as an identifier, so they are searched for in tables
// alone.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "scanner/core/finding.h"

namespace qingce {

struct CodedSpan {
  size_t begin = 0;  // bytes in the window
  size_t end = 0;
  Evidence evidence = Evidence::digest;  // or ciphertext
};

// Appends those of data[0, size) that begin in [from, to), ascending. Each is a whole run of its
// characters; which one begins where does not hang on the window as long as kMaxMatch bytes of it
// are on either side.
void find_coded(const unsigned char* data, size_t size, size_t from, size_t to,
                std::vector<CodedSpan>* out);

// Beyond FieldMap::coded_until only the first kCodedSample bytes of each kCodedGrid are searched;
// what is found there moves it by kCodedAhead.
inline constexpr uint64_t kCodedGrid = uint64_t{64} << 10;
inline constexpr uint64_t kCodedSample = uint64_t{4} << 10;
inline constexpr uint64_t kCodedAhead = 2 * kCodedGrid;

}  // namespace qingce
