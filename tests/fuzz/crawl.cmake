qingce_fuzz(crawl_glob SOURCES ${CMAKE_SOURCE_DIR}/tests/fuzz/crawl_glob.cc LINK qingce_crawl)
