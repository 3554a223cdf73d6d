#include "scanner/read/readers.h"

namespace qingce {

// Ties of equal bids go to the earlier one.
const std::vector<const Reader*>& readers() {
  static const std::vector<const Reader*> kReaders = {
      // compressed streams
      &gzip_reader(), &xz_reader(), &zstd_reader(), &bzip2_reader(), &lzip_reader(), &lzma_reader(),
      &lz4_reader(), &compress_reader(), &rpm_reader(),
      // containers
      &tar_reader(), &zip_reader(), &ooxml_reader(), &odf_reader(), &sevenzip_reader(),
      &rar4_reader(), &rar5_reader(), &cab_reader(), &iso_reader(), &xar_reader(), &cpio_reader(),
      &ar_reader(), &lha_reader(), &warc_reader(), &sfx_reader(),
      // databases
      &sqlite_reader(), &sqlite_wal_reader(), &sqlite_journal_reader(), &dbf_reader(),
      &dbf_memo_reader(),
      // the rest
      &sql_reader(), &json_reader(), &xml_reader(), &html_reader(), &delimited_reader(),
      &keyed_reader(), &text_reader(), &raw_reader()};
  return kReaders;
}

}  // namespace qingce
