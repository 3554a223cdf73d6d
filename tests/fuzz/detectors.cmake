# Seeds: the built-in rule files themselves, so that they never fall behind the format.
qingce_fuzz(rules SOURCES fuzz_rules.cc LINK qingce_detectors)
file(GLOB rule_seeds CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/detectors/rules/*.toml)
add_test(NAME fuzz.replay.rules.builtin COMMAND fuzz_rules ${rule_seeds})
