# The configuration loader.
qingce_fuzz(config SOURCES ${CMAKE_CURRENT_LIST_DIR}/fuzz_config.cc LINK qingce_cli)
