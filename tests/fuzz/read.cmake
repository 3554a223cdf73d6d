# One target per reader, each through the whole recursion with small limits.
# What stands between a stream and its readers.
qingce_fuzz(stream SOURCES ${CMAKE_CURRENT_LIST_DIR}/fuzz_stream.cc LINK qingce_read)
foreach(format gzip xz zstd bzip2 lzip lzma lz4 compress rpm tar zip 7z rar4 rar5 cab iso xar
        cpio ar lha warc sfx text sql sqlite dbf json xml html delimited office)
  qingce_fuzz(${format} SOURCES ${CMAKE_CURRENT_LIST_DIR}/fuzz_${format}.cc LINK qingce_read)
endforeach()
