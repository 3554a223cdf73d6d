qingce_fuzz(location SOURCES fuzz_location.cc LINK qingce_core)
