# Escaping, layout and places of the reporters.
qingce_fuzz(reports SOURCES ${CMAKE_CURRENT_LIST_DIR}/fuzz_reports.cc LINK qingce_reporters)
