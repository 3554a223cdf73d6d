// The readers of this build, one function per file, and the order of their bids. Private to
// scanner/read.
#pragma once

#include "scanner/read/reader.h"

namespace qingce {

const Reader& gzip_reader();
const Reader& xz_reader();
const Reader& zstd_reader();
const Reader& bzip2_reader();
const Reader& lzip_reader();
const Reader& lzma_reader();
const Reader& lz4_reader();
const Reader& compress_reader();
const Reader& tar_reader();
const Reader& zip_reader();
const Reader& text_reader();
const Reader& raw_reader();

// Would an xz stream that begins with `head` decode within `memory` bytes? True where the head does
// not tell.
bool xz_fits(Bytes head, uint64_t memory);

// Bids: bits of the head that matched. What claims the head outright is at least kHeadBid; a zip
// found only by its end record is below that, so that `cat a.tar b.zip` is a tar and the rest comes
// as `~tail`, streamed or not.
inline constexpr int kHeadBid = 24;
inline constexpr int kTailBid = 20;
inline constexpr int kSniffBid = 8;
inline constexpr int kTextBid = 4;
inline constexpr int kRawBid = 1;

}  // namespace qingce
