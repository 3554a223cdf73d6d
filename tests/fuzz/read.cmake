# One target per reader, each through the whole recursion with small limits.
# What stands between a stream and its readers.
qingce_fuzz(stream SOURCES ${CMAKE_CURRENT_LIST_DIR}/fuzz_stream.cc LINK qingce_read)
foreach(format gzip xz zstd bzip2 lzip lzma lz4 compress tar zip text)
  qingce_fuzz(${format} SOURCES ${CMAKE_CURRENT_LIST_DIR}/fuzz_${format}.cc LINK qingce_read)
endforeach()
