qingce_fuzz(match SOURCES ${CMAKE_CURRENT_LIST_DIR}/match_fuzz.cc LINK qingce_match)
