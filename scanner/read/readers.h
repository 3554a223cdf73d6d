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
const Reader& ooxml_reader();
const Reader& odf_reader();
const Reader& rpm_reader();
const Reader& sevenzip_reader();
const Reader& rar4_reader();
const Reader& rar5_reader();
const Reader& cab_reader();
const Reader& iso_reader();
const Reader& xar_reader();
const Reader& cpio_reader();
const Reader& ar_reader();
const Reader& lha_reader();
const Reader& warc_reader();
const Reader& sfx_reader();
const Reader& sqlite_reader();
const Reader& sqlite_wal_reader();
const Reader& sqlite_journal_reader();
const Reader& dbf_reader();
const Reader& dbf_memo_reader();
const Reader& sql_reader();
const Reader& json_reader();
const Reader& xml_reader();
const Reader& html_reader();
const Reader& delimited_reader();
const Reader& keyed_reader();
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
inline constexpr int kSfxBid = 12;  // a program that may carry an archive behind its code
inline constexpr int kSniffBid = 8;
inline constexpr int kTextBid = 4;
inline constexpr int kRawBid = 1;

}  // namespace qingce
