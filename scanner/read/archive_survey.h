// What an archive's own headers say before libarchive decodes it: where it begins and ends, what it
// cannot give. Pure parsing, no decoding. Private to scanner/read.
//
// Sources of the layouts: 7z's DOC/7zFormat.txt; RAR 5.0's technote of rarlab; unrar 4's
// technote.txt; [MS-CAB] 2.1; ECMA-119 8.4; libarchive's readers for which bytes it wants.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scanner/read/reader.h"

namespace qingce {

struct Survey {
  bool mine = true;                // false: no such archive after all
  uint64_t begin = 0;              // the archive's first byte
  uint64_t end = 0;                // behind its last byte; the source's size where it does not say
  bool cut = false;                // it states more bytes than there are
  std::optional<GapReason> whole;  // none of its members can be had or listed
  std::optional<GapReason> rest;   // the list ends early
  // Entries in their order: those with a reason cannot be had. Shorter than the list: none known.
  std::vector<std::optional<GapReason>> entries;
  // Directories of other formats over the same bytes (static words), which nobody reads here: they
  // may name what this one does not.
  std::vector<std::string_view> others;
  // Texts of the headers: field (static) and value.
  std::vector<std::pair<std::string_view, std::string>> texts;
};

// Bids, from the first bytes.
int bid_7z(const Head& head);
int bid_rar4(const Head& head);
int bid_rar5(const Head& head);
int bid_cab(const Head& head);
int bid_iso(const Head& head);
int bid_xar(const Head& head);
int bid_lha(const Head& head);
int bid_ar(const Head& head);
int bid_cpio(const Head& head);
bool is_newc_cpio(std::string_view text);  // with or without checksums

// The archive that begins at `begin` of a seekable source. `memory`: what a decoder may hold.
Survey survey_7z(ByteSource& source, uint64_t begin, uint64_t memory);
Survey survey_rar4(ByteSource& source, uint64_t begin, uint64_t memory);
Survey survey_rar5(ByteSource& source, uint64_t begin, uint64_t memory);
Survey survey_cab(ByteSource& source, uint64_t begin, uint64_t memory);
Survey survey_iso(ByteSource& source, uint64_t begin, uint64_t memory);
Survey survey_xar(ByteSource& source, uint64_t begin, uint64_t memory);

}  // namespace qingce
